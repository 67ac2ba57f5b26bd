// review: articles by confidence, the least sure first, with keys to go through them.
import { get, link, query } from '../api.js';
import { go } from '../app.js';
import { fill, h, once } from '../dom.js';
import { meter } from '../names.js';
import { remember } from '../queue.js';
import { beyondHead } from '../snippet.js';
import { t } from '../words.js';

export async function reviewView(main, _parts, params) {
  const paper = params.get('paper') || '', { papers } = await get('/v1/papers');
  if (papers.length === 0) {
    fill(main, h('h1', {}, t('review')), h('p', {}, t('empty')));
    return null;
  }
  // Every article has a date or a paper: the range holds all that have a date.
  const scope = paper ? { paper } : { date_from: '1800', date_to: '2100' };
  const list = h('ol', { class: 'plain' }), more = h('p', {});
  const listed = [];
  let chosen = -1, next = '';
  const rows = () => [...list.querySelectorAll('a.head')];
  async function grow() {
    const found = await get(`/v1/search${query({ ...scope, order: 'confidence', limit: 50, cursor: next })}`);
    next = found.next;
    listed.push(...found.articles);
    remember(location.pathname + location.search, listed);
    list.append(...found.articles.map((a) => h('li', { class: 'hit' }, meter(a.confidence ?? 1), ' ', h('span', { class: 'num small' }, (a.confidence ?? 1).toFixed(2)), ' ', h('a', { class: 'head', href: link.article(a.page_id, a.article) }, a.headline || t('untitled')), ' ',
      h('span', { class: 'small soft' }, [a.paper, a.date, a.number].filter(Boolean).join(' ')), h('p', { class: 'small' }, beyondHead(a).snippet))));
    fill(more, next && h('button', { type: 'button', onclick: once(grow) }, t('more')));
  }
  fill(main, h('h1', {}, t('review')), h('p', { class: 'soft' }, t('reviewHelp')),
    h('label', {}, t('paper'), h('select', { onchange: (e) => go(`/read/review${query({ paper: e.target.value })}`) }, [h('option', { value: '' }, t('all')), papers.map((p) => h('option', { value: p.name, selected: p.name === paper }, p.name))])),
    list, more);
  await grow();
  const keys = (event) => {
    if (event.target.closest('input, textarea, select, dialog') || !['j', 'k'].includes(event.key)) return;
    const all = rows(), here = all.indexOf(document.activeElement);
    chosen = (here >= 0 ? here : chosen) + (event.key === 'j' ? 1 : -1);
    chosen = Math.max(0, Math.min(chosen, all.length - 1));
    all[chosen]?.focus();
  };
  addEventListener('keydown', keys);
  return () => removeEventListener('keydown', keys);
}
