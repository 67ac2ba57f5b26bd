// names: people, places and bodies of an article or page as lists that a journalist likes to read.
import { link } from './api.js';
import { h } from './dom.js';
import { t } from './words.js';

const HEADS = { PER: 'people', LOC: 'places', ORG: 'bodies' };

// What is known of an entity: roles of a person, path of a place, parent of a body.
function facts(entity, all) {
  if (entity.type === 'PER') {
    return (entity.roles || []).map((r) => r.text || t(r.kind)).filter((x, i, list) => list.indexOf(x) === i).join('；');
  }
  if (entity.type === 'LOC') {
    return [entity.path || entity.in, entity.code].filter(Boolean).join(' · ');
  }
  const parent = all.find((e) => e.id === entity.parent);
  return parent ? parent.name : entity.parent_name || '';
}

function known(entity, all) {
  const told = facts(entity, all), also = entity.variants?.length > 0 ? `（${entity.variants.join('、')}）` : '';
  return (told || also) && h('dd', {}, told, also);
}

export function nameList(entities, mentions) {
  const count = new Map();
  for (const m of mentions) if (m.entity) count.set(m.entity, (count.get(m.entity) || 0) + 1);
  const listed = entities.filter((e) => count.has(e.id)).sort((a, b) => (b.salience || 0) - (a.salience || 0));
  return ['PER', 'LOC', 'ORG'].map((type) => {
    const of = listed.filter((e) => e.type === type);
    return of.length > 0 && h('section', {}, h('h2', {}, t(HEADS[type]), h('span', { class: 'soft small' }, ` ${of.length}`)),
      h('dl', { class: 'who' }, of.map((e) => h('div', {},
        h('dt', {}, h('a', { href: link.name(type, e.name), class: type, title: (e.why || []).join('；') }, e.name),
          h('span', { class: 'soft small' }, ` ${t('times', { n: count.get(e.id) })}`)),
        known(e, entities)))));
  });
}

export const LOW = 0.8;

export function meter(share) {
  const percent = Math.round(share * 100);
  return h('span', { class: `meter${share < LOW ? ' low' : ''}`, role: 'img', 'aria-label': `${t('confidence')} ${percent}%` },
    h('svg:svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, h('svg:rect', { width: percent, height: 10 })));
}
