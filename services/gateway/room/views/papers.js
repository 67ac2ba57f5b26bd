// papers: what there is, and the calendar of a paper, a year at a time, with the pages of a day.
import { get, link, query } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../words.js';

const HEADLINES = 100;

function month(name, days, to, chosen) {
  const [y, m] = name.split('-').map(Number), first = (new Date(Date.UTC(y, m - 1, 1)).getUTCDay() + 6) % 7;
  const length = new Date(Date.UTC(y, m, 0)).getUTCDate(), have = new Map(days.map((d) => [Number(d.date.slice(8)), d.date]));
  return h('section', {}, h('h3', {}, name), h('div', { class: 'month' },
    t('weekdays').split(' ').map((d) => h('span', { class: 'soft small', 'aria-hidden': 'true' }, d)),
    Array.from({ length: first }, () => h('span', {})),
    Array.from({ length }, (_, i) => (have.has(i + 1)
      ? h('a', { href: to(have.get(i + 1)), 'aria-label': have.get(i + 1), 'aria-current': have.get(i + 1) === chosen ? 'date' : null }, i + 1)
      : h('span', { class: 'soft' }, i + 1)))));
}

// A day: its pages, each with its headlines.
async function issue(paper, day) {
  if (!day) return null;
  const [{ pages }, { articles }] = await Promise.all([
    get(`/v1/pages${query({ paper, date: day.date, state: 'current', limit: 200 })}`),
    get(`/v1/search${query({ paper, date: day.date, limit: HEADLINES })}`)]);
  const inOrder = pages.filter((p) => p.date === day.date).sort((a, b) => (a.number < b.number ? -1 : 1));
  return h('section', {}, h('h2', { id: 'day' }, day.date), inOrder.length === 0 && h('p', {}, t('noPages')),
    h('div', { class: 'issue' }, inOrder.map((p) => h('section', { class: 'card' }, h('h3', {}, h('a', { href: link.page(p.page_id) }, p.number || '—')),
      h('ul', { class: 'plain' }, articles.filter((a) => a.page_id === p.page_id).sort((a, b) => a.article - b.article).map((a) => h('li', { class: 'small' }, h('a', { href: link.article(a.page_id, a.article) }, a.headline || t('untitled')))))))),
    (day.absent || []).length > 0 && h('ul', { class: 'chips' }, day.absent.map((n) => h('li', {}, h('span', { class: 'chip soft' }, `${n} ${t('absent')}`)))));
}

async function calendar(main, paper, date) {
  const { years } = await get(`/v1/papers${query({ paper, limit: 1 })}`), dated = years.filter((y) => /^\d{4}$/.test(y.name));
  const year = date.slice(0, 4) || dated.at(-1)?.name || '';
  const { days } = await get(`/v1/papers${query({ paper, date: year, limit: 4000 })}`), months = new Map();
  for (const day of days) months.set(day.date.slice(0, 7), [...(months.get(day.date.slice(0, 7)) || []), day]);
  const chosen = days.find((d) => d.date === date) || days.at(-1), to = (d) => `${link.paper(paper)}${query({ date: d })}`;
  fill(main, h('h1', {}, paper),
    dated.length > 1 && h('ul', { class: 'chips' }, dated.map((y) => h('li', {},
      h('a', { class: 'chip', href: to(y.name), 'aria-current': y.name === year ? 'true' : null }, y.name, h('span', { class: 'soft num' }, ` ${y.count}`))))),
    h('div', { class: 'months' }, [...months].map(([name, of]) => /^\d{4}-\d{2}$/.test(name) && month(name, of, to, chosen?.date))),
    await issue(paper, chosen));
  if (date.length > 4) main.querySelector('#day')?.scrollIntoView({ block: 'center' });
}

export async function papersView(main, [paper], params) {
  if (paper) return calendar(main, paper, params.get('date') || '');
  const { papers } = await get('/v1/papers');
  fill(main, h('h1', {}, t('papers')), papers.length === 0 && h('p', {}, t('empty')),
    h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['paper', 'from', 'to', 'pages', 'articles'].map((k) => h('th', { scope: 'col' }, t(k))))),
      h('tbody', {}, papers.map((p) => h('tr', {}, h('td', { class: 'date' }, h('a', { href: link.paper(p.name) }, p.name || '—')), h('td', { class: 'date' }, p.first), h('td', { class: 'date' }, p.last), h('td', { class: 'num' }, p.pages), h('td', { class: 'num' }, p.articles)))))));
}
