// desk: for operators: what the archive holds, what waits, what just happened, who did what.
import { get, link, query } from '../api.js';
import { may } from '../app.js';
import { fill, h, say } from '../dom.js';
import { t } from '../words.js';

const SHOWN = 40;

function submitForm() {
  const file = h('input', { type: 'file', required: true, multiple: true }), paper = h('input', {}), date = h('input', { type: 'date' }), number = h('input', { size: 6 });
  return h('form', { class: 'card row', onsubmit: async (event) => {
    event.preventDefault();
    for (const one of file.files) {
      const response = await fetch(`/v1/pages${query({ name: one.name, paper: paper.value, date: date.value, number: file.files.length === 1 ? number.value : '' })}`, { method: 'POST', body: one, headers: { 'Content-Type': 'application/octet-stream' } });
      const answer = await response.json();
      say(response.ok ? `${one.name}: ${answer.state || ''} ${answer.page_id || ''}` : `${one.name}: ${answer.detail}`);
    }
  } }, h('label', {}, t('submitFile'), file), h('label', {}, t('paper'), paper), h('label', {}, t('date'), date), h('label', {}, t('page'), number), h('button', { class: 'main' }, t('submitFile')));
}

function details(title, status) {
  const rows = Object.entries(status).flatMap(([k, v]) => (v && typeof v === 'object' && !Array.isArray(v) ? Object.entries(v).map(([n, w]) => [`${k} ${n}`, w]) : [[k, v]]));
  return h('section', { class: 'card' }, h('h2', {}, title), h('div', { class: 'scroll' }, h('table', {}, h('tbody', {}, rows.map(([k, v]) => h('tr', {}, h('th', { scope: 'row' }, t(k)), h('td', { class: 'num' }, typeof v === 'object' ? JSON.stringify(v) : v)))))));
}

export async function deskView(main) {
  const status = await get('/v1/status'), events = h('ul', { class: 'plain', 'aria-live': 'polite' });
  const audit = may('admin') ? (await get('/v1/audit?limit=20').catch(() => ({ entries: [] }))).entries : [];
  fill(main, h('h1', {}, t('desk')), details(t('archive'), status), may('submit') && submitForm(),
    h('section', { class: 'card' }, h('h2', {}, t('events')), events),
    audit.length > 0 && h('section', { class: 'card' }, h('h2', {}, t('audit')), h('ul', { class: 'plain small' }, audit.map((a) => h('li', {}, `${new Date(a.time_ms).toLocaleString()} ${a.who} ${a.action} `, a.page_id && h('a', { href: link.page(a.page_id) }, a.page_id.slice(0, 8)), ` ${a.why || ''}`)))));
  const source = new EventSource('/v1/events');
  const kinds = ['committed', 'replaced', 'superseded', 'withdrawn', 'corrected', 'restored'];
  const take = (event) => {
    const data = JSON.parse(event.data).data || JSON.parse(event.data);
    events.prepend(h('li', {}, `${t(data.change || event.type)} `, h('a', { href: link.page(data.page_id) }, [data.paper, data.date, data.number].filter(Boolean).join(' ') || data.page_id)));
    while (events.children.length > SHOWN) events.lastChild.remove();
  };
  source.onmessage = take;
  kinds.forEach((k) => source.addEventListener(k, take));
  return () => source.close();
}
