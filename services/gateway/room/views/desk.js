// desk: for operators: what waits, who works, what failed, what just happened, who did what.
import { get, link, post, query, remove } from '../api.js';
import { may } from '../app.js';
import { fill, h, say } from '../dom.js';
import { reason, t, told } from '../words.js';

const SHOWN = 40, EVERY_MS = 3000, DEAD_MAX = 200;

function submitForm() {
  const file = h('input', { type: 'file', required: true, multiple: true }), paper = h('input', {}), date = h('input', { type: 'date' }), number = h('input', { size: 6 });
  return h('form', { class: 'card row', onsubmit: async (event) => {
    event.preventDefault();
    for (const one of file.files) {
      const response = await fetch(`/v1/pages${query({ name: one.name, paper: paper.value, date: date.value, number: file.files.length === 1 ? number.value : '' })}`, { method: 'POST', body: one, headers: { 'Content-Type': 'application/octet-stream' } });
      const answer = await response.json();
      say(response.ok ? `${one.name}: ${answer.state || ''} ${answer.page_id || ''}` : `${one.name}: ${reason(answer.detail)}`);
    }
  } }, h('label', {}, t('submitFile'), file), h('label', {}, t('paper'), paper), h('label', {}, t('date'), date), h('label', {}, t('page'), number), h('button', { class: 'main' }, t('submitFile')));
}

function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0, value = bytes;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${unit ? value.toFixed(1) : value} ${units[unit]}`;
}

function age(ms) {
  if (ms < 120000) return t('seconds', { n: Math.round(ms / 1000) });
  return ms < 7200000 ? t('minutes', { n: Math.round(ms / 60000) }) : t('hours', { n: (ms / 3600000).toFixed(1) });
}

function figure(title, number, bad, ...lines) {
  return h('section', { class: `card figure${bad ? ' warn' : ''}` }, h('h2', {}, title), h('p', { class: 'num big' }, number), lines.map((l) => l && h('p', { class: 'small soft' }, l)));
}

function backlog(p) {
  const lanes = ['live', 'backfill'].map((lane) => [t(lane), p.lanes[lane]]);
  return figure(t('queue'), lanes.reduce((sum, [, l]) => sum + l.waiting, 0), p.redis !== 'up',
    ...lanes.map(([name, l]) => `${name}: ${t('waits', { n: l.waiting })}${l.waiting ? `，${t('oldest', { age: age(l.oldest_ms) })}` : ''}`),
    `${t('ledger')}: ${t('of', { a: size(p.bytes), b: size(p.max_bytes) })}`,
    p.redis !== 'up' && h('strong', {}, t('redisDown', { why: reason(p.redis) })),
    p.hot_folder.waiting + p.hot_folder.left > 0 && t('hot', { n: p.hot_folder.waiting, m: p.hot_folder.left }));
}

function figures(status, p) {
  return [backlog(p),
    figure(t('workers'), p.workers + p.decoders, p.workers === 0, t('cutters', { n: p.workers }), t('decoders', { n: p.decoders }), t('onWay', { n: p.dispatched }),
      p.workers === 0 && h('strong', {}, t('noWorker')), t('forDecoder', { n: p.documents }), p.decoders === 0 && h('strong', {}, t('noDecoder'))),
    figure(t('dead'), p.dead, p.dead > 0, t(p.dead > 0 ? 'deadHelp' : 'noDead')),
    figure(t('archive'), status.pages, false, `${status.articles} ${t('articles')}`, `${size(status.bytes)} ${t('bytes')}`)];
}

// Dead letters; `again` draws them anew.
function deadList(pages, again) {
  const name = (p) => [p.paper, p.date, p.number].filter(Boolean).join(' ') || p.name || p.id.slice(0, 8);
  const settle = async (what, said) => {
    try { await what(); say(said); } catch (problem) { say(told(problem)); }
    again();
  };
  const all = async () => { for (const p of pages) await post(`/v1/dead/${p.id}`); };
  return pages.length > 0 && h('section', { class: 'card' }, h('h2', {}, t('dead')),
    pages.length > 1 && h('button', { type: 'button', onclick: () => settle(all, t('retried')) }, t('retryAll')),
    h('ul', { class: 'plain' }, pages.map((p) => h('li', { class: 'hit' },
      h('strong', {}, name(p)), ' ', h('span', { class: 'small soft' }, `${p.name} · ${new Date(p.dead_ms).toLocaleString()} · ${t('attempts', { n: p.attempts })}`),
      [...new Set(p.reasons)].map((r) => h('p', { class: 'small warn' }, reason(r))),
      h('div', { class: 'bar' },
        h('button', { type: 'button', onclick: () => settle(() => post(`/v1/dead/${p.id}`), t('retried')) }, t('retry')),
        h('button', { type: 'button', onclick: () => confirm(t('dropAsk', { name: name(p) })) && settle(() => remove(`/v1/dead/${p.id}`), t('dropped')) }, t('drop')),
        h('a', { href: `/v1/dead/${p.id}/original`, download: p.name || p.id }, t('original')))))));
}

// Fills both and goes on looking; what it returns ends that.
function watch(board, dead) {
  let timer = 0, over = false, shown = null, turns = 0;
  async function letters(p, late) {
    const key = p.dead > 0 ? (await get(`/v1/dead?limit=${DEAD_MAX}`)).pages : [];
    if (late()) return;
    const now = JSON.stringify(key);
    if (now !== shown) fill(dead, deadList(key, turn)); // buttons stay while nothing changes
    shown = now;
  }
  async function turn() {
    clearTimeout(timer);
    const mine = turns += 1, late = () => over || mine !== turns; // a button began a newer one
    try {
      const [status, p] = await Promise.all([get('/v1/status'), get('/v1/pipeline')]);
      if (late()) return;
      fill(board, figures(status, p));
      await letters(p, late);
    } catch (problem) { if (!late()) fill(board, h('p', { class: 'card warn', role: 'alert' }, told(problem))); }
    if (!late()) timer = setTimeout(turn, EVERY_MS);
  }
  return [turn, () => { over = true; clearTimeout(timer); }];
}

function happening(events) {
  const source = new EventSource('/v1/events'), kinds = ['committed', 'replaced', 'superseded', 'withdrawn', 'corrected', 'restored'];
  const take = (event) => {
    const data = JSON.parse(event.data).data || JSON.parse(event.data);
    if (!events.querySelector('a')) events.replaceChildren();
    events.prepend(h('li', {}, `${t(data.change || event.type)} `, h('a', { href: link.page(data.page_id) }, [data.paper, data.date, data.number].filter(Boolean).join(' ') || data.page_id)));
    while (events.children.length > SHOWN) events.lastChild.remove();
  };
  source.onmessage = take;
  kinds.forEach((k) => source.addEventListener(k, take));
  return source;
}

export async function deskView(main) {
  const board = h('div', { class: 'board' }), dead = h('div', {}), events = h('ul', { class: 'plain', 'aria-live': 'polite' }, h('li', { class: 'soft' }, t('quiet')));
  const audit = may('admin') ? (await get('/v1/audit?limit=20').catch(() => ({ entries: [] }))).entries : [];
  const [turn, end] = watch(board, dead);
  if (may('admin')) await turn();
  else { const status = await get('/v1/status'); fill(board, figure(t('archive'), status.pages, false, `${status.articles} ${t('articles')}`)); }
  fill(main, h('h1', {}, t('desk')), board, dead, may('submit') && submitForm(),
    h('section', { class: 'card' }, h('h2', {}, t('events')), events),
    audit.length > 0 && h('section', { class: 'card' }, h('h2', {}, t('audit')), h('ul', { class: 'plain small' }, audit.map((a) => h('li', {}, `${new Date(a.time_ms).toLocaleString()} ${a.who} ${t(a.action.toLowerCase())} `, a.page_id && h('a', { href: link.page(a.page_id) }, a.page_id.slice(0, 8)), ` ${a.why || ''}`)))));
  const source = happening(events);
  return () => { end(); source.close(); };
}
