// correct: the dialogue in which a person mends a page: fields, cuts, roles, names.  The result is
// posted whole with the number of the result it was made from: if another is current, nothing is lost.
import { get, post } from './api.js';
import { askSure } from './dialog.js';
import { fill, h, hue, points, say } from './dom.js';
import { addMention, articleOf, assign, authorLines, authorsOf, cutAt, entityOf, join, know, linesOf, moveCut, previous, setCode, setRole, split } from './record.js';
import { role, ROLE_NAMES, t, told } from './words.js';

const TYPES = { PER: 'person', LOC: 'place', ORG: 'organisation' };
const CODE = '([0-9]{6}|[0-9]{9}|[A-Z]{2})?';

// `key` names a control, so that the keyboard finds it again after a redraw.
function select(key, label, values, chosen, change) {
  return h('select', { 'data-key': key, 'aria-label': label, onchange: (event) => change(event.target.value) }, values.map(([value, name]) => h('option', { value, selected: String(value) === String(chosen) }, name)));
}

const button = (key, text, act, label = null) => h('button', { type: 'button', 'data-key': key, 'aria-label': label, title: label, onclick: act }, text);

const short = (a) => `${a.article} ${(a.headline || a.paragraphs[0] || t('untitled')).slice(0, 16)}`;

function fields(record, article, act) {
  const input = (key, label) => h('label', {}, label, h('input', { 'data-key': key, value: article[key], oninput: (e) => { article[key] = e.target.value; } }));
  const others = record.articles.filter((a) => a !== article);
  return [input('kicker', t('kicker')), input('headline', t('headline')), input('deck', t('deck')),
    h('label', {}, t('authors'), h('textarea', { 'data-key': 'authors', rows: 2, value: authorLines(article.authors), oninput: (e) => { article.authors = authorsOf(e.target.value); } })),
    others.length > 0 && h('label', {}, t('join'), select('join', t('join'), [['', '—'], ...others.map((a) => [a.article, short(a)])], '', (to) => to && act(() => join(record, article.article, Number(to)))))];
}

// A stretch of the page: whose it is, what it is, and where it begins.
function segmentRow(record, article, segment, act) {
  const lines = linesOf(record, segment), own = segment.article === article.article, at = segment.start;
  const belongs = [[0, t('furniture')], ...record.articles.map((a) => [a.article, short(a)]), [-1, t('newArticle')]];
  const stay = (operate) => act(() => { operate(); return article.article; });
  return h('li', { class: `stretch ${segment.article ? hue(segment.article) : 'c0'}${own ? '' : ' other'}` },
    h('p', { class: 'small' }, lines[0]?.text.slice(0, 30), lines.length > 1 && h('span', { class: 'soft' }, ` … ${lines.at(-1).text.slice(0, 16)}（${t('lines', { n: lines.length })}）`)),
    h('div', { class: 'row tight' },
      select(`role${at}`, t('role'), ROLE_NAMES.map((r) => [r, role(r)]), segment.role, (r) => stay(() => setRole(record, segment, r))),
      select(`belongs${at}`, t('belongs'), belongs, segment.article, (to) => stay(() => assign(record, segment, Number(to)))),
      previous(record, segment) && [button(`up${at}`, '↑', () => stay(() => moveCut(record, segment, -1)), t('cutUp')), lines.length > 1 && button(`down${at}`, '↓', () => stay(() => moveCut(record, segment, 1)), t('cutDown'))],
      own && button(`split${at}`, t('split'), () => act(() => split(record, segment)))),
    own && lines.length > 1 && h('details', { 'data-open': `lines${at}` }, h('summary', { class: 'small', 'data-key': `lines${at}` }, t('byLine')),
      h('ol', { class: 'plain lines' }, lines.map((line, i) => h('li', {}, i > 0 && button(`cut${line.start}`, t('cutShort'), () => stay(() => cutAt(record, segment, line.start)), `${t('cutHere')}：${line.text.slice(0, 12)}`), h('span', {}, line.text))))));
}

// Those of the article, and what stands before and after them.
function stretches(record, article, all) {
  const segments = record.segments, near = new Set();
  segments.forEach((s, i) => { if (all || s.article === article.article) [i - 1, i, i + 1].forEach((k) => near.add(k)); });
  return segments.filter((_, i) => near.has(i));
}

function mentionRow(record, article, mention, i, act) {
  const stay = (operate) => act(() => { operate(); return article.article; });
  const entity = (record.entities || []).find((e) => e.id === mention.entity), key = `${mention.start}`;
  return h('li', { class: 'row tight' }, h('span', { class: `surface ${mention.type}` }, mention.text),
    select(`type${key}`, `${t('kind')}：${mention.text}`, Object.entries(TYPES).map(([k, name]) => [k, t(name)]), mention.type, (type) => stay(() => { mention.type = type; delete mention.entity; entityOf(record, mention); })),
    mention.type === 'LOC' && h('input', { 'data-key': `code${key}`, 'aria-label': `${t('code')}：${mention.text}`, placeholder: t('code'), value: entity?.code || '', size: 8, inputmode: 'text', pattern: CODE, title: t('codeHelp'),
      onchange: (e) => { if (!e.target.reportValidity()) return; setCode(record, mention, e.target.value); } }),
    button(`remove${key}`, t('removeMention'), () => stay(() => { article.entities = article.entities.filter((m) => m !== mention); }), `${t('removeMention')}：${mention.text}`));
}

// The article's printed text, where a name is selected with mouse or keys and marked.
function selectable(record, article, act) {
  const letters = points(record.text), own = record.segments.filter((s) => s.article === article.article);
  const text = own.map((s) => letters.slice(s.start, s.end).join('')).join('\n');
  const area = h('textarea', { 'data-key': 'printed', class: 'printed', 'aria-readonly': 'true', rows: 7, onbeforeinput: (event) => event.preventDefault(), // not readonly: keys move no caret there
     'aria-label': t('printedOf'), value: text });
  // Offset in UTF-16 units of the area -> code point of the page.
  const placeOf = (offset) => {
    let left = points(text.slice(0, offset)).length;
    for (const s of own) {
      if (left <= s.end - s.start) return s.start + left;
      left -= s.end - s.start + 1;
    }
    return -1;
  };
  const take = (type) => {
    const [start, end] = [area.selectionStart, area.selectionEnd].map(placeOf);
    if (start >= end || !own.some((s) => s.start <= start && s.end >= end)) { say(t('selectFirst')); area.focus(); return; }
    act(() => { addMention(record, type, start, end); return article.article; });
  };
  return [h('p', { class: 'small soft' }, t('selectHelp')), area,
    h('div', { class: 'bar' }, `${t('addMention')} `, Object.entries(TYPES).map(([k, name]) => button(`add${k}`, t(name), () => take(k))))];
}

// Articles that a person changed are sure.
function trust(record, original) {
  const before = new Map(original.articles.map((a) => [a.article, JSON.stringify(a)]));
  for (const article of record.articles) if (before.get(article.article) !== JSON.stringify(article)) article.confidence = 1;
}

export async function sendCorrection(original, record, why) {
  const { state, result, made_ms: made, ...whole } = record;
  await post(`/v1/pages/${record.page_id}/corrections`, { why, expected: original.result, record: whole });
}

// An article that a person found right: nothing changes but how sure it is.
export async function approve(original, number) {
  const record = structuredClone(original), article = articleOf(record, number);
  article.confidence = 1;
  record.segments.filter((s) => s.article === number).forEach((s) => { s.confidence = 1; });
  await sendCorrection(original, record, t('foundRight'));
}

// What the program made of a page that persons have corrected since: its paragraphs are known, too.
async function machineOf(original) {
  if (!(original.result > 1)) return null;
  const { versions } = await get(`/v1/pages/${original.page_id}/versions`), program = versions.filter((v) => v.kind === 'program').map((v) => v.result);
  return program.length > 0 ? get(`/v1/pages/${original.page_id}?result=${Math.max(...program)}`) : null;
}

export async function correct(original, done, number) {
  const here = location.href, machine = await machineOf(original).catch(() => null);
  if (location.href !== here || document.querySelector('dialog[open]')) return;
  let record = structuredClone(original), chosen = articleOf(record, number) ? number : record.articles[0]?.article, all = false;
  let saving = false;
  const steps = [], opened = new Set(), before = JSON.stringify(original);
  const dialog = h('dialog', { 'aria-label': t('correct'), class: 'correct' }), reason = h('input', { required: true, maxlength: 500, 'data-key': 'reason' }), body = h('div', {}), back = h('button', { type: 'button', disabled: true, onclick: stepBack }, t('stepBack'));

  function redraw() {
    const focus = document.activeElement?.dataset?.key, top = dialog.scrollTop;
    const article = articleOf(record, chosen) || record.articles[0];
    chosen = article?.article;
    const part = (key, ...inside) => h('details', { open: opened.has(key), 'data-open': key }, inside);
    fill(body, h('label', {}, t('article'), select('article', t('article'), record.articles.map((a) => [a.article, short(a)]), chosen, (n) => { chosen = Number(n); redraw(); })),
      article && [fields(record, article, act),
        part('cuts', h('summary', { 'data-key': 'cuts' }, t('cuts')), h('p', { class: 'small soft' }, t('cutsHelp')),
          h('ul', { class: 'plain' }, stretches(record, article, all).map((s) => segmentRow(record, article, s, act))),
          !all && button('all', t('allStretches'), () => { all = true; redraw(); })),
        part('names', h('summary', { 'data-key': 'names' }, `${t('mentions')} ${article.entities.length}`), h('ul', { class: 'plain' }, article.entities.map((m, i) => mentionRow(record, article, m, i, act))), selectable(record, article, act))]);
    body.querySelectorAll('details').forEach((d) => { d.open = opened.has(d.dataset.open); d.addEventListener('toggle', () => (d.open ? opened.add(d.dataset.open) : opened.delete(d.dataset.open))); });
    back.disabled = steps.length === 0;
    if (focus) {
      const keyed = new Map([...dialog.querySelectorAll('[data-key]')].map((node) => [node.dataset.key, node]));
      const near = [focus, focus.replace(/^\D+/, 'role'), /^(remove|type|code|add)/.test(focus) ? 'names' : 'cuts', 'article'].find((k) => keyed.has(k));
      keyed.get(near)?.focus({ preventScroll: true });
    }
    dialog.scrollTop = top;
  }
  // One step, which can be taken back.
  function act(operate) {
    steps.push([structuredClone(record), chosen]);
    chosen = operate() || chosen;
    redraw();
  }
  function stepBack() {
    [record, chosen] = steps.pop();
    know(record, machine);
    redraw();
    if (back.disabled) reason.focus();
  }
  const changed = () => JSON.stringify(record) !== before;
  async function leave() {
    if (!changed() || await askSure(t('leaveAsk'), t('leave'))) dialog.close();
  }
  async function save(event) {
    event.preventDefault();
    if (saving) return;
    if (!changed()) { say(t('nothing')); return; }
    if (!reason.value.trim()) { say(t('needReason')); reason.focus(); return; }
    trust(record, original);
    saving = true;
    try {
      await sendCorrection(original, record, reason.value.trim());
      dialog.close();
      say(t('saved'));
      done();
    } catch (problem) { say(problem.status === 409 ? t('conflict') : told(problem)); } finally { saving = false; }
  }
  fill(dialog, h('form', { onsubmit: save, novalidate: true }, h('h2', {}, t('correct')), body, h('div', { class: 'foot' }, h('label', {}, t('reason'), reason),
    h('div', { class: 'bar' }, h('button', { class: 'main' }, t('save')), back, h('button', { type: 'button', onclick: leave }, t('cancel'))))));
  dialog.addEventListener('cancel', (event) => { event.preventDefault(); leave(); });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  know(record, machine);
  redraw();
  dialog.showModal();
}
