// printed: a page as printed: its lines with articles coloured, or its picture with zones.
import { query } from './api.js';
import { h, hue, points } from './dom.js';
import { role, t } from './words.js';

export const hasZones = (record) => Array.isArray(record.page_size) && record.articles.some((a) => a.zones?.length);

// choose(article, segment) is called for what is clicked.
export function printedText(record, choose) {
  const letters = points(record.text), out = [];
  let at = 0;
  for (const segment of record.segments) {
    out.push(letters.slice(at, segment.start).join(''));
    const head = ['headline', 'kicker', 'deck', 'subhead'].includes(segment.role);
    out.push(h('span', { class: `piece ${segment.article ? hue(segment.article) : 'free'}${head ? ' head' : ''}`, 'data-article': segment.article, 'data-start': segment.start,
      title: `${role(segment.role)}${segment.article ? ` · ${segment.article}` : ''}`, onclick: () => choose(segment.article, segment) }, letters.slice(segment.start, segment.end).join('')));
    at = segment.end;
  }
  out.push(letters.slice(at).join(''));
  return h('div', { class: 'printed', lang: 'zh-Hans', tabindex: 0, role: 'region', 'aria-label': t('printed') }, out);
}

// The picture with a zone for each article; links, so that keys reach them.
export function zonedPicture(record, choose, failed) {
  const [width, height] = record.page_size;
  const image = h('img', { src: `/v1/pages/${record.page_id}/picture${query({ width: 1400 })}`, alt: `${record.paper} ${record.date} ${record.number}`, width: Math.round(width), height: Math.round(height), onerror: () => failed(image) });
  const zones = h('svg:svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none' },
    record.articles.filter((a) => a.zones?.length).map((a) => h('svg:a', { href: `/read/article/${record.page_id}/${a.article}`, class: hue(a.article), 'data-article': a.article, 'aria-label': `${a.article} ${a.headline}`,
      onclick: (event) => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); choose(a.article); } } },
    h('svg:title', {}, a.headline || String(a.article)),
    a.zones.map(([l, top, r, b]) => h('svg:rect', { class: 'zone', x: l, y: top, width: r - l, height: b - top })),
    h('svg:rect', { class: 'zone-tag', x: a.zones[0][0], y: a.zones[0][1], width: 12 + 9 * String(a.article).length, height: 18 }),
    h('svg:text', { class: 'zone-name', x: a.zones[0][0] + 6, y: a.zones[0][1] + 14 }, a.article))));
  return h('div', { class: 'sheet' }, image, zones);
}

// Marks one article; the rest of a picture is dimmed.
export function showChosen(sheet, article) {
  sheet.querySelectorAll('[data-article]').forEach((node) => node.classList.toggle('chosen', article > 0 && Number(node.dataset.article) === article));
  sheet.querySelector('svg')?.classList.toggle('dim', article > 0);
}
