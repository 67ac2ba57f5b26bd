// name: a person, place or body: when it appears, where, and with what.
import { get, link, query, TYPES } from '../api.js';
import { fill, h } from '../dom.js';
import { beyondHead } from '../snippet.js';
import { timeline } from '../timeline.js';
import { t } from '../words.js';

export async function nameView(main, [type, name]) {
  const found = await get(`/v1/names/${type}/${encodeURIComponent(name)}`);
  const key = found.code && type === 'place' && /^\d{6}$/.test(found.code) ? found.code : found.name || name;
  const [articles, { years }] = await Promise.all([get(`/v1/search${query({ [type]: key, order: 'date', limit: 30, facets: 'true' })}`), get('/v1/papers')]);
  const inside = found.inside || [];
  const kind = Object.keys(TYPES).find((k) => TYPES[k] === type);
  const group = (title, names) => names.length > 0 && h('section', { class: 'facet' }, h('h2', {}, title),
    h('ul', {}, names.map((n) => h('li', {}, h('a', { href: link.name(n.type, n.name), class: n.type }, n.name), h('span', { class: 'num' }, n.count)))));
  fill(main, h('h1', {}, found.name || name), h('p', {}, h('span', { class: `kind ${kind}` }, t(type)), ' ', found.code && h('span', { class: 'soft num' }, found.code), ' ', t('total', { n: articles.total ?? found.total })),
    timeline(articles.facets?.months || found.months, years || [], (m) => link.search({ [type]: key, date: m })),
    h('div', { class: 'two' },
      h('section', {}, h('ol', { class: 'plain' }, articles.articles.map((a) => h('li', { class: 'hit' },
        h('h2', {}, h('a', { href: link.article(a.page_id, a.article) }, a.headline || t('untitled'))),
        h('p', { class: 'small soft' }, [a.paper, a.date, a.number].filter(Boolean).join(' ')), h('p', {}, beyondHead(a).snippet)))),
      articles.next && h('p', {}, h('a', { href: link.search({ [type]: key }) }, t('more')))),
      h('aside', {}, group(t('inPlaces'), inside), h('h2', {}, t('together')),
        ['PER', 'LOC', 'ORG'].map((k) => group(t({ PER: 'people', LOC: 'places', ORG: 'bodies' }[k]), found.names.filter((n) => n.type === k).slice(0, 15))))));
}
