// timeline: bars of articles a month before the pages that each year holds.
import { h } from './dom.js';
import { t } from './words.js';

const TALL = 96, FOOT = 36, LABEL = 46;

function monthsBetween(first, last) {
  const out = [];
  for (let [y, m] = first.split('-').map(Number); ; m === 12 ? (y += 1, m = 1) : (m += 1)) {
    const name = `${y}-${String(m).padStart(2, '0')}`;
    out.push(name);
    if (name >= last || out.length >= 3600) return out;
  }
}

// What a year holds, behind its months; told below where there is room for it.
function yearBand(year, x, width, held, most, room) {
  const pages = held.get(year) || 0, tall = pages / most * TALL;
  return [h('svg:g', { class: 'year' }, h('svg:title', {}, `${year}: ${pages} ${t('pages')}`), h('svg:rect', { class: 'back', x: x + .5, y: TALL - tall, width: Math.max(1, width - 1), height: tall })),
    room && [h('svg:text', { x: x + width / 2, y: TALL + 14, 'text-anchor': 'middle' }, year),
      h('svg:text', { class: 'held', x: x + width / 2, y: TALL + 29, 'text-anchor': 'middle' }, t('pagesOf', { n: pages }))]];
}

// months, years: [{name, count}] of articles and of pages; to(month) is where a bar leads.
export function timeline(months, years, to) {
  const dated = months.filter((m) => /^\d{4}-\d{2}$/.test(m.name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (dated.length === 0) return null;
  const first = dated[0].name.slice(0, 4), last = dated.at(-1).name.slice(0, 4), all = monthsBetween(`${first}-01`, `${last}-12`);
  const count = new Map(dated.map((m) => [m.name, m.count])), held = new Map(years.map((y) => [y.name, y.count]));
  const most = Math.max(...dated.map((m) => m.count)), mostHeld = Math.max(1, ...all.filter((m) => m.endsWith('-01')).map((m) => held.get(m.slice(0, 4)) || 0));
  const whole = Math.min(1216, document.documentElement.clientWidth - 32), step = Math.min(24, whole / all.length), wide = step * 12;
  const every = Math.ceil(LABEL / wide), bands = [], bars = [];
  all.forEach((month, i) => {
    const year = month.slice(0, 4), n = count.get(month) || 0, tall = Math.max(3, n / most * TALL);
    if (month.endsWith('-01')) bands.push(yearBand(year, i * step, wide, held, mostHeld, (last - year) % every === 0));
    if (n > 0) {
      bars.push(h('svg:a', { href: to(month), 'aria-label': `${month}: ${n} ${t('articles')}` }, h('svg:title', {}, `${month}: ${n} ${t('articles')}`),
        h('svg:rect', { class: 'hold', x: i * step, y: 0, width: step, height: TALL }), h('svg:rect', { class: 'bar', x: i * step + step * .12, y: TALL - tall, width: Math.max(1.5, step * .76), height: tall })));
    }
  });
  const width = Math.max(step * all.length, LABEL);
  return h('figure', { class: 'time' }, h('svg:svg', { class: 'timeline', viewBox: `0 0 ${width} ${TALL + FOOT}`, width, height: TALL + FOOT, role: 'group', 'aria-label': t('timeline') }, bands, bars),
    h('figcaption', { class: 'small soft' }, t('timeline')));
}
