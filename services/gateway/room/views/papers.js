// papers: what there is, and the calendar of a paper with the pages of each day.
import { get, link, query } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../words.js';

function month(name, days) {
  const [y, m] = name.split('-').map(Number), first = (new Date(Date.UTC(y, m - 1, 1)).getUTCDay() + 6) % 7;
  const length = new Date(Date.UTC(y, m, 0)).getUTCDate(), have = new Map(days.map((d) => [Number(d.date.slice(8)), d]));
  return h('section', {}, h('h3', {}, name), h('div', { class: 'month' },
    Array.from({ length: first }, () => h('span', {})),
    Array.from({ length }, (_, i) => (have.has(i + 1)
      ? h('a', { href: `#d${have.get(i + 1).date}`, 'aria-label': have.get(i + 1).date }, i + 1)
      : h('span', { class: 'soft' }, i + 1)))));
}

async function calendar(main, paper, date) {
  const found = await get(`/v1/papers${query({ paper, date, limit: 4000 })}`);
  const months = new Map();
  for (const day of found.days) {
    const key = day.date.slice(0, 7);
    months.set(key, [...(months.get(key) || []), day]);
  }
  const pages = await get(`/v1/pages${query({ paper, date, limit: 1000, state: 'current' })}`);
  const ids = new Map(pages.pages.map((p) => [`${p.date} ${p.number}`, p.page_id]));
  fill(main, h('h1', {}, paper),
    found.years.length > 1 && h('ul', { class: 'chips' }, [{ name: '', count: '' }, ...found.years].map((y) => h('li', {},
      h('a', { class: 'chip', href: `${link.paper(paper)}${query({ date: y.name })}`, 'aria-current': y.name === date ? 'true' : null }, y.name || t('all'), h('span', { class: 'soft num' }, ` ${y.count}`))))),
    h('div', { class: 'months' }, [...months].map(([name, days]) => /^\d{4}-\d{2}$/.test(name) && month(name, days))),
    found.days.map((day) => h('section', { id: `d${day.date}` }, h('h2', {}, day.date || '—'),
      h('ul', { class: 'chips' }, day.numbers.map((n) => h('li', {}, ids.has(`${day.date} ${n}`)
        ? h('a', { class: 'chip', href: link.page(ids.get(`${day.date} ${n}`)) }, n || '—') : h('span', { class: 'chip' }, n))),
      (day.absent || []).map((n) => h('li', {}, h('span', { class: 'chip soft' }, `${n} ${t('absent')}`)))))));
}

export async function papersView(main, [paper], params) {
  if (paper) return calendar(main, paper, params.get('date') || '');
  const { papers } = await get('/v1/papers');
  fill(main, h('h1', {}, t('papers')), papers.length === 0 && h('p', {}, t('empty')),
    h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['paper', 'from', 'to', 'pages', 'articles'].map((k) => h('th', { scope: 'col' }, t(k))))),
      h('tbody', {}, papers.map((p) => h('tr', {}, h('td', {}, h('a', { href: link.paper(p.name) }, p.name || '—')), h('td', { class: 'date' }, p.first), h('td', { class: 'date' }, p.last), h('td', { class: 'num' }, p.pages), h('td', { class: 'num' }, p.articles)))))));
}
