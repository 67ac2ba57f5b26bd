// timeline: bars of articles a month before the pages that each year holds.
import { h } from './dom.js';
import { t } from './words.js';

const WIDTH = 700, HEIGHT = 110, FOOT = 18;

function monthsBetween(first, last) {
  const out = [];
  for (let [y, m] = first.split('-').map(Number); ; m === 12 ? (y += 1, m = 1) : (m += 1)) {
    const name = `${y}-${String(m).padStart(2, '0')}`;
    out.push(name);
    if (name >= last || out.length >= 1200) return out;
  }
}

// months, years: [{name, count}]; to(month) is where a bar leads, or null.
export function timeline(months, years, to) {
  const dated = months.filter((m) => /^\d{4}-\d{2}$/.test(m.name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (dated.length < 2) return null; // one month is no line of time
  const all = monthsBetween(dated[0].name, dated[dated.length - 1].name);
  const count = new Map(dated.map((m) => [m.name, m.count])), held = new Map((years || []).map((y) => [y.name, y.count]));
  const most = Math.max(...dated.map((m) => m.count)), mostHeld = Math.max(1, ...held.values());
  const step = Math.min(28, WIDTH / all.length), room = HEIGHT - FOOT, bars = [];
  all.forEach((month, i) => {
    const year = month.slice(0, 4), n = count.get(month) || 0, back = (held.get(year) || 0) / mostHeld * room, tall = n / most * room;
    bars.push(h('svg:rect', { class: 'back', x: i * step, y: room - back, width: step, height: back }));
    if (n > 0) {
      const bar = [h('svg:title', {}, `${month}: ${n} ${t('articles')}`), h('svg:rect', { x: i * step + step * .1, y: room - Math.max(3, tall), width: Math.max(1.5, step * .8), height: Math.max(3, tall) })];
      bars.push(to ? h('svg:a', { href: to(month), 'aria-label': `${month}: ${n} ${t('articles')}` }, bar) : h('svg:g', {}, bar));
    }
    if (month.endsWith('-01') || i === 0) bars.push(h('svg:text', { x: Math.min(i * step + 2, WIDTH - 30), y: HEIGHT - 4 }, year));
  });
  return h('figure', {}, h('svg:svg', { class: 'timeline', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'group', 'aria-label': t('timeline') }, bars),
    h('figcaption', { class: 'small soft' }, t('timeline')));
}
