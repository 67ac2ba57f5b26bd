// printed: a page as printed: its lines with articles coloured, or its picture with zones.
import { query } from './api.js';
import { h, hue, points } from './dom.js';
import { linesOf, zonesOf } from './record.js';
import { role, t } from './words.js';

export const hasZones = (record) => Array.isArray(record.page_size) && record.articles.some((a) => a.zones?.length);

// choose(article, segment) is called for what is clicked.
export function printedText(record, choose) {
  const letters = points(record.text), out = [];
  let at = 0;
  for (const segment of record.segments) {
    out.push(letters.slice(at, segment.start).join(''));
    const head = ['headline', 'kicker', 'deck', 'subhead'].includes(segment.role), lines = [];
    let here = segment.start;
    for (const line of linesOf(record, segment, letters)) {
      lines.push(letters.slice(here, line.start).join(''), h('span', { class: 'line', 'data-start': line.start, 'data-end': line.end }, letters.slice(line.start, line.end).join('')));
      here = line.end;
    }
    lines.push(letters.slice(here, segment.end).join(''));
    out.push(h('span', { class: `piece ${segment.article ? hue(segment.article) : 'free'}${head ? ' head' : ''}`, 'data-article': segment.article, 'data-start': segment.start,
      title: `${role(segment.role)}${segment.article ? ` · ${segment.article}` : ''}`, onclick: () => choose(segment.article, segment) }, lines));
    at = segment.end;
  }
  out.push(letters.slice(at).join(''));
  return h('div', { class: 'printed', lang: 'zh-Hans', tabindex: 0, role: 'region', 'aria-label': t('printed') }, out);
}

const overlap = (a, b) => Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));

// Where the number of an article stands: at a corner of its first zone, outside, where it hides
// least of what is printed.
function tagPlace([left, top, right], wide, tall, zones, [pageWidth, pageHeight]) {
  const places = [[left, top - tall], [left - wide, top], [right - wide, top - tall], [right, top], [left, top]]
    .map(([x, y]) => [x, y, x + wide, y + tall])
    .filter((p) => p[0] >= 0 && p[1] >= 0 && p[2] <= pageWidth && p[3] <= pageHeight);
  const hidden = (p) => zones.reduce((sum, z) => sum + overlap(p, z), 0);
  return places.reduce((best, p) => (hidden(p) < hidden(best) ? p : best), places[0] || [left, top, left + wide, top + tall]);
}

// Names what the mouse or the focus is on.
function naming(sheet, svg) {
  const label = h('div', { class: 'zone-label', 'aria-hidden': 'true', hidden: true });
  const tell = (event) => {
    const a = event.target.closest?.('a[data-article]');
    label.hidden = !a;
    if (!a) return;
    label.textContent = a.getAttribute('aria-label');
    const box = sheet.getBoundingClientRect(), zone = a.querySelector('.zone').getBoundingClientRect();
    const x = event.clientX ?? zone.left, y = event.clientY ?? zone.top;
    label.style.left = `${Math.max(0, Math.min(x - box.left + 12, box.width - label.offsetWidth - 4))}px`;
    label.style.top = `${Math.max(0, Math.min(y - box.top + 16, box.height - label.offsetHeight))}px`;
  };
  svg.addEventListener('mousemove', tell);
  svg.addEventListener('focusin', tell);
  for (const end of ['mouseleave', 'focusout']) svg.addEventListener(end, () => { label.hidden = true; });
  return label;
}

// The picture with a zone for each article; links, so that keys reach them.
export function zonedPicture(record, choose, failed) {
  const [width, height] = record.page_size, sheet = h('div', { class: 'sheet waits' });
  const image = h('img', { src: `/v1/pages/${record.page_id}/picture${query({ width: 1400 })}`, alt: `${record.paper} ${record.date} ${record.number}`, width: Math.round(width), height: Math.round(height),
    onload: () => sheet.classList.remove('waits'), onerror: () => failed(image) });
  const unit = width / 60, all = record.articles.flatMap((a) => a.zones || []);
  const tag = (a) => {
    const wide = unit * (.7 + .6 * String(a.article).length), [x, y] = tagPlace(a.zones[0], wide, unit * 1.3, all, record.page_size);
    return [h('svg:rect', { class: 'zone-tag', x, y, width: wide, height: unit * 1.3, rx: unit * .15 }),
      h('svg:text', { class: 'zone-name', x: x + wide / 2, y: y + unit, 'font-size': unit, 'text-anchor': 'middle' }, a.article)];
  };
  const zones = h('svg:svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'group', 'aria-label': t('picture') },
    record.articles.filter((a) => a.zones?.length).map((a) => h('svg:a', { href: `/read/article/${record.page_id}/${a.article}`, class: hue(a.article), 'data-article': a.article, 'aria-label': `${a.article} ${a.headline || t('untitled')}`,
      onclick: (event) => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); choose(a.article); } } },
    a.zones.map(([l, top, r, b]) => h('svg:rect', { class: 'zone', x: l, y: top, width: r - l, height: b - top })),
    tag(a))));
  sheet.append(image, zones, naming(sheet, zones));
  return sheet;
}

// Marks one article; the rest of a picture is dimmed.
export function showChosen(sheet, article) {
  sheet.querySelectorAll('[data-article]').forEach((node) => node.classList.toggle('chosen', article > 0 && Number(node.dataset.article) === article));
  sheet.querySelector('svg')?.classList.toggle('dim', article > 0);
}

// Shows where {segment, start, end} is printed.
export function showPlace(sheet, record, { segment, start, end }) {
  sheet.querySelectorAll('.spot').forEach((node) => (node.classList.contains('line') ? node.classList.remove('spot') : node.remove()));
  const svg = sheet.querySelector('svg'), region = sheet.querySelector('.printed');
  if (svg) svg.append(...zonesOf(record, segment, start, end).map(([l, top, r, b]) => h('svg:rect', { class: 'spot', x: l, y: top, width: r - l, height: b - top })));
  sheet.querySelectorAll('.line').forEach((line) => line.classList.toggle('spot', Number(line.dataset.start) < end && Number(line.dataset.end) > start));
  const first = sheet.querySelector('.spot');
  if (!first) return;
  if (region) region.scrollTop = first.offsetTop - region.offsetTop - region.clientHeight / 3;
  (region && region.getBoundingClientRect().height < innerHeight ? region : first).scrollIntoView({ block: region ? 'nearest' : 'center' });
}
