// app: addresses to views.  Every view is a module with one function that fills <main>.
import { get, remove, signIn } from './api.js';
import { showKeys } from './dialog.js';
import { fill, h, say } from './dom.js';
import { isChinese, setLanguage, t, told } from './words.js';
import { searchView } from './views/search.js';
import { pageView } from './views/page.js';
import { articleView } from './views/article.js';
import { nameView } from './views/name.js';
import { papersView } from './views/papers.js';
import { reviewView } from './views/review.js';
import { deskView } from './views/desk.js';

let main = document.getElementById('main');

// Pattern of the path, view, entry of the head's navigation that it belongs to.
const VIEWS = [
  [/^\/(?:read\/?|read\/search)?$/, searchView, 'search'],
  [/^\/read\/page\/([0-9a-f]{6,32})$/, pageView, 'papers'],
  [/^\/read\/article\/([0-9a-f]{6,32})\/(\d+)$/, articleView, 'search'],
  [/^\/read\/name\/(person|place|organisation)\/([^/]+)$/, nameView, 'search'],
  [/^\/read\/papers(?:\/([^/]+))?$/, papersView, 'papers'],
  [/^\/read\/review$/, reviewView, 'review'],
  [/^\/read\/desk$/, deskView, 'desk'],
];

export const session = { scopes: [], name: '' };
export const may = (scope) => session.scopes.includes(scope);
let leave = null; // undoes what the view began: listeners, timers

function nav(name, path, current) {
  return h('a', { href: path, 'aria-current': current === name ? 'page' : null }, t(name));
}

function drawHead(current) {
  document.getElementById('skip').textContent = t('skip');
  fill(document.getElementById('head'), h('nav', { 'aria-label': t('room') },
    h('a', { class: 'brand', href: '/', 'aria-label': `Pagewire ${t('room')}` }, h('span', { class: 'wide' }, 'Pagewire '), t('room')),
    nav('search', '/', current), nav('papers', '/read/papers', current),
    nav('review', '/read/review', current), nav('desk', '/read/desk', current),
    h('span', { class: 'end' },
      session.name && session.name !== 'local' && h('button', { type: 'button', onclick: signOut }, t('signOut')),
      h('button', { type: 'button', class: 'wide', title: t('keys'), 'aria-label': t('keys'), onclick: showKeys }, '?'),
      h('button', { type: 'button', lang: isChinese() ? 'en' : 'zh-Hans', onclick: () => { setLanguage(isChinese() ? 'en' : 'zh'); show(); } }, t('lang')))));
}

async function signOut() {
  await remove('/v1/session');
  location.reload();
}

// The form that asks for a token, where the gateway wants one.
function drawSignIn(why) {
  const token = h('input', { type: 'password', autocomplete: 'current-password', required: true });
  fill(main, h('h1', {}, t('signIn')), h('p', { class: 'soft' }, why),
    h('form', { class: 'row', onsubmit: async (event) => {
      event.preventDefault();
      try {
        await signIn(token.value.trim());
        location.reload();
      } catch (problem) { say(problem.status === 401 ? t('tokenWrong') : told(problem)); }
    } }, h('input', { hidden: true, autocomplete: 'username', value: 'pagewire' }),
      h('label', {}, t('token'), token), h('button', { class: 'main' }, t('signIn'))),
    h('p', { class: 'small soft' }, t('tokenFrom')));
}

// What went wrong, what to do, and ways on.
function drawProblem(problem, path) {
  const kind = path.match(/^\/read\/(page|article|name)\//)?.[1], title = problem.status === 404 ? t(kind ? `missing-${kind}` : 'missing') : t('error');
  fill(main, h('h1', {}, title), h('p', { role: 'alert' }, told(problem)),
    isChinese() && told(problem) !== problem.message && h('p', { class: 'small soft', lang: 'en' }, problem.message),
    h('p', { class: 'bar' }, h('a', { class: 'button', href: '/' }, t('search')), h('a', { class: 'button', href: '/read/papers' }, t('papers')),
      problem.status >= 500 && h('button', { type: 'button', class: 'main', onclick: show }, t('again'))));
}

// Whether the reader is still there when the view has been drawn.
export async function show() {
  const path = location.pathname, found = VIEWS.find(([pattern]) => pattern.test(path));
  if (leave) leave();
  leave = null;
  drawHead(found?.[2]);
  // Each view has a <main> of its own: one whose answers come when the reader has gone on fills what nobody sees.
  const mine = main.cloneNode(false), focused = document.activeElement === main;
  main.replaceWith(mine);
  main = mine;
  if (focused) main.focus({ preventScroll: true });
  if (!found) {
    drawProblem({ status: 404, message: t('missingHelp'), type: 'here' }, path);
    return true;
  }
  fill(main, h('p', { class: 'soft' }, t('loading')));
  try {
    const parts = path.match(found[0]).slice(1);
    const done = await found[1](mine, parts.map((p) => p && decodeURIComponent(p)), new URLSearchParams(location.search));
    const end = typeof done === 'function' ? done : null;
    if (mine === main) leave = end;
    else end?.();
  } catch (problem) {
    if (mine !== main) return false;
    if (problem.status === 401) drawSignIn(told(problem));
    else drawProblem(problem, path);
  }
  if (mine !== main) return false;
  const title = main.querySelector('h1');
  document.title = title ? `${title.textContent.trim()} · Pagewire` : 'Pagewire';
  return true;
}

export function go(path, replace = false) {
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  show().then((here) => {
    if (replace || !here) return;
    if (!main.contains(document.activeElement)) main.focus({ preventScroll: true });
    scrollTo(0, 0);
  });
}

document.addEventListener('click', (event) => {
  const a = event.target.closest('a[href]');
  if (!a || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const href = a.getAttribute('href');
  if (a.target || a.hasAttribute('download') || !(href === '/' || href.startsWith('/read/'))) return;
  event.preventDefault();
  go(href);
});
addEventListener('popstate', show);
addEventListener('keydown', (event) => {
  if (event.target.closest('input, textarea, select, dialog')) return;
  if (event.key === '?') showKeys();
  if (event.key !== '/') return;
  event.preventDefault();
  const box = document.getElementById('ask');
  if (box) box.focus(); else go('/');
});

setLanguage(isChinese() ? 'zh' : 'en');
try { Object.assign(session, await get('/v1/session')); } catch { /* a token is asked for when one is needed */ }
show();
