// search: people first.  One box that suggests names, facets, marked hits, a timeline.
import { get, link, query, TYPES } from '../api.js';
import { fill, h, marked, once } from '../dom.js';
import { go } from '../app.js';
import { beyondHead } from '../snippet.js';
import { timeline } from '../timeline.js';
import { t } from '../words.js';

const WAIT_MS = 120, SUGGESTED = 8, NEWEST = 8;
const CONDITIONS = ['q', 'person', 'place', 'organisation', 'paper', 'date', 'date_from', 'date_to'];

// The box: typing suggests names with counts; Enter takes the chosen one or searches the text.
function askBox(values) {
  let names = [], chosen = -1, timer = 0, asked = 0;
  const list = h('ul', { class: 'suggestions', role: 'listbox', id: 'suggestions', hidden: true });
  const input = h('input', { id: 'ask', type: 'search', value: values.q || '', placeholder: t('ask'), 'aria-label': t('ask'), autocomplete: 'off', maxlength: 200,
    role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'suggestions', 'aria-autocomplete': 'list' });

  function draw() {
    fill(list, names.map((n, i) => h('li', { role: 'option', id: `s${i}`, 'aria-selected': String(i === chosen), onmousedown: (e) => { e.preventDefault(); take(i); } },
      h('span', { class: `kind ${n.type}` }, t(TYPES[n.type])), n.name, h('span', { class: 'count num' }, n.count))));
    list.hidden = names.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    if (chosen >= 0) input.setAttribute('aria-activedescendant', `s${chosen}`);
    else input.removeAttribute('aria-activedescendant');
  }
  function close() { names = []; chosen = -1; draw(); }
  function take(i) { const n = names[i]; close(); go(link.search({ [TYPES[n.type]]: n.name })); }
  async function suggest() {
    const q = input.value.trim(), mine = ++asked;
    const found = q ? (await get(`/v1/suggest${query({ q, limit: SUGGESTED })}`).catch(() => ({ names: [] }))).names : [];
    if (mine !== asked || document.activeElement !== input) return;
    names = found;
    chosen = -1;
    draw();
  }
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(suggest, WAIT_MS); });
  input.addEventListener('blur', () => setTimeout(close, 100));
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && names.length) {
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : names.length + (chosen < 0 ? 0 : -1))) % names.length;
      draw();
      event.preventDefault();
    } else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && chosen >= 0) { event.preventDefault(); take(chosen); }
  });
  return h('form', { class: 'ask', role: 'search', onsubmit: (event) => {
    event.preventDefault();
    const q = input.value.trim();
    asked++;
    close();
    go(link.search({ ...values, q }));
  } }, input, h('button', { class: 'main' }, t('go')), list);
}

function chips(values) {
  const given = CONDITIONS.filter((k) => values[k]);
  return given.length > 0 && h('ul', { class: 'chips' }, given.map((k) => {
    const label = { q: t('words'), date: t('month'), date_from: t('from'), date_to: t('to') }[k] || t(k);
    return h('li', {}, h('a', { class: 'chip', href: link.search({ ...values, [k]: '' }), 'aria-label': `${label} ${values[k]} ✕` }, `${label} ${values[k]} ✕`));
  }));
}

function hit(article) {
  const mark = (text) => h('mark', {}, text), text = beyondHead(article);
  return h('li', { class: 'hit' },
    h('h2', {}, h('a', { href: link.article(article.page_id, article.article) }, article.headline ? marked(article.headline, article.headline_hits || [], mark) : t('untitled'))),
    h('p', { class: 'small soft' }, h('a', { href: link.page(article.page_id) }, [article.paper, article.date, article.number].filter(Boolean).join(' ') || article.page_id.slice(0, 8))),
    h('p', {}, marked(text.snippet, text.hits, mark)));
}

function facet(title, items, to) {
  return items.length > 0 && h('section', { class: 'facet' }, h('h2', {}, title),
    h('ul', {}, items.map((i) => h('li', {}, h('a', { href: to(i) }, i.name), h('span', { class: 'num' }, i.count)))));
}

function facets(found, values) {
  const f = found.facets;
  if (!f) return null;
  const names = f.names.filter((n, i) => f.names.findIndex((o) => o.type === n.type && o.name === n.name) === i);
  return [
    ...['PER', 'LOC', 'ORG'].map((type) => facet(t({ PER: 'people', LOC: 'places', ORG: 'bodies' }[type]), names.filter((n) => n.type === type).slice(0, 8),
      (n) => link.search({ ...values, [TYPES[type]]: n.name }))),
    facet(t('paper'), f.papers, (p) => link.search({ ...values, paper: p.name })),
    facet(t('year'), f.years, (y) => link.search({ ...values, date: y.name })),
  ];
}

async function results(main, values) {
  const list = h('ol', { class: 'plain' }), more = h('p', {});
  const path = (cursor) => `/v1/search${query({ ...values, cursor, facets: cursor ? '' : 'true', limit: 20 })}`;
  const [found, { years }] = await Promise.all([get(path('')), get(`/v1/papers${query({ paper: values.paper, limit: values.paper ? 1 : '' })}`)]);
  let next = found.next;
  function grow(articles) {
    list.append(...articles.map(hit));
    fill(more, next && h('button', { type: 'button', onclick: once(async () => {
      const part = await get(path(next));
      next = part.next;
      grow(part.articles);
    }) }, t('more')));
  }
  grow(found.articles);
  const order = h('select', { 'aria-label': t('order'), onchange: () => go(link.search({ ...values, order: order.value })) },
    ['date', 'relevance'].map((o) => h('option', { value: o, selected: (values.order || 'date') === o }, t(o === 'date' ? 'byDate' : 'byRelevance'))));
  fill(main, h('h1', {}, values.q || values.person || values.place || values.organisation || values.paper || values.date || t('search')), askBox(values), chips(values),
    found.facets && timeline(found.facets.months, years || [], (m) => link.search({ ...values, date: m })),
    h('div', { class: 'two' },
      h('section', { 'aria-label': t('search') },
        h('div', { class: 'bar' }, h('span', { role: 'status' }, found.total_more ? t('totalMore', { n: found.total }) : t('total', { n: found.total ?? 0 })), found.total > 1 && order),
        found.articles.length === 0 && h('p', {}, t('none')), list, more),
      h('aside', {}, facets(found, values))));
}

export async function searchView(main, _parts, params) {
  const values = Object.fromEntries([...params].filter(([k]) => [...CONDITIONS, 'order'].includes(k)));
  if (CONDITIONS.some((k) => values[k])) return results(main, values);
  const [status, { papers }] = await Promise.all([get('/v1/status'), get('/v1/papers')]);
  const newest = papers.length > 0 ? (await get(`/v1/search${query({ date_from: '1800', date_to: '2200', order: 'date', limit: NEWEST })}`)).articles : [];
  fill(main, h('h1', {}, t('welcome')), askBox({}),
    h('p', { class: 'soft' }, status.pages > 0 ? t('holds', { p: status.pages, a: status.articles }) : t('empty')),
    papers.length > 0 && h('section', {}, h('h2', {}, t('papers')),
      h('ul', { class: 'chips' }, papers.map((p) => h('li', {}, h('a', { class: 'chip', href: link.paper(p.name) }, p.name, h('span', { class: 'soft num' }, ` ${p.last}`)))))),
    newest.length > 0 && h('section', {}, h('h2', {}, t('newest')), h('ol', { class: 'plain' }, newest.map(hit))));
  main.querySelector('#ask').focus({ preventScroll: true });
}
