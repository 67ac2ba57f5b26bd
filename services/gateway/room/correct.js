// correct: the dialogue in which a person mends a page: fields, cuts, roles, names.  The result is
// posted whole with the number of the result it was made from: if another is current, nothing is lost.
import { post } from './api.js';
import { fill, h, hue, points, say } from './dom.js';
import { addMention, articleOf, assign, authorLines, authorsOf, join, setRole, split } from './record.js';
import { role, ROLE_NAMES, t } from './words.js';

const TYPES = ['PER', 'LOC', 'ORG'];

function select(label, values, chosen, change) {
  return h('select', { 'aria-label': label, onchange: (event) => change(event.target.value) }, values.map(([value, name]) => h('option', { value, selected: String(value) === String(chosen) }, name)));
}

function fields(record, article, redraw) {
  const input = (key, label) => h('label', {}, label, h('input', { value: article[key], oninput: (e) => { article[key] = e.target.value; } }));
  const others = record.articles.filter((a) => a !== article);
  return [input('kicker', t('kicker')), input('headline', t('headline')), input('deck', t('deck')),
    h('label', {}, t('authors'), h('textarea', { value: authorLines(article.authors), oninput: (e) => { article.authors = authorsOf(e.target.value); } })),
    others.length > 0 && h('p', {}, `${t('join')} `, select(t('join'), [['', '—'], ...others.map((a) => [a.article, `${a.article} ${a.headline.slice(0, 14)}`])], '', (to) => { if (to) { join(record, article.article, Number(to)); redraw(Number(to)); } }))];
}

function segmentRow(record, segment, redraw) {
  const text = points(record.text).slice(segment.start, Math.min(segment.end, segment.start + 40)).join('').replace(/\s+/g, ' ');
  const belongs = [[0, t('furniture')], ...record.articles.map((a) => [a.article, `${a.article} ${a.headline.slice(0, 12)}`]), [-1, t('newArticle')]];
  return h('tr', {}, h('td', {}, h('span', { class: `dot ${hue(segment.article)}` }), text),
    h('td', {}, select(t('role'), ROLE_NAMES.map((r) => [r, role(r)]), segment.role, (r) => redraw(setRole(record, segment, r)))),
    h('td', {}, select(t('belongs'), belongs, segment.article, (to) => redraw(assign(record, segment, Number(to))))),
    h('td', {}, segment.article > 0 && h('button', { type: 'button', onclick: () => redraw(split(record, segment)) }, t('split'))));
}

function mentionRow(record, article, mention, redraw) {
  const entity = (record.entities || []).find((e) => e.id === mention.entity);
  return h('tr', {}, h('td', {}, mention.text), h('td', {}, select(t('role'), TYPES.map((k) => [k, t({ PER: 'person', LOC: 'place', ORG: 'organisation' }[k])]), mention.type, (type) => { mention.type = type; delete mention.entity; redraw(article.article); })),
    h('td', {}, mention.type === 'LOC' && entity && h('input', { 'aria-label': t('code'), value: entity.code || '', size: 9, inputmode: 'numeric', pattern: '([0-9]{6}|[0-9]{9}|[A-Z]{2})?', onchange: (e) => { if (!e.target.checkValidity()) return; if (e.target.value) entity.code = e.target.value; else delete entity.code; } })),
    h('td', {}, h('button', { type: 'button', onclick: () => { article.entities = article.entities.filter((m) => m !== mention); redraw(article.article); } }, t('removeMention'))));
}

// The article's printed text, in which a name can be selected.
function selectable(record, article, redraw) {
  const letters = points(record.text), own = record.segments.filter((s) => s.article === article.article);
  const area = h('div', { class: 'printed', tabindex: 0 }, own.map((s) => [h('span', { 'data-start': s.start }, letters.slice(s.start, s.end).join('')), '\n']));
  const take = (type) => {
    const chosen = getSelection(), node = chosen.anchorNode?.parentElement;
    if (chosen.isCollapsed || node !== chosen.focusNode?.parentElement || !area.contains(node) || !node.dataset.start) return;
    const [from, to] = [chosen.anchorOffset, chosen.focusOffset].sort((a, b) => a - b), text = node.textContent;
    const start = Number(node.dataset.start) + points(text.slice(0, from)).length, end = Number(node.dataset.start) + points(text.slice(0, to)).length;
    if (addMention(record, type, start, end)) redraw(article.article);
  };
  return [area, h('div', { class: 'bar' }, `${t('addMention')} `, TYPES.map((k) => h('button', { type: 'button', onclick: () => take(k) }, t({ PER: 'person', LOC: 'place', ORG: 'organisation' }[k]))))];
}

export function correct(original, done, number) {
  const record = structuredClone(original), dialog = h('dialog', { 'aria-label': t('correct') }), reason = h('input', { required: true, maxlength: 500 }), body = h('div', {});
  const before = JSON.stringify(original);
  function redraw(chosen) {
    const article = articleOf(record, chosen) || record.articles[0];
    fill(body, h('p', {}, `${t('article')} `, select(t('article'), record.articles.map((a) => [a.article, `${a.article} ${a.headline}`]), article?.article, (n) => redraw(Number(n)))),
      article && [fields(record, article, redraw),
        h('details', {}, h('summary', {}, `${t('role')} · ${t('belongs')}`), h('div', { class: 'scroll' }, h('table', {}, h('tbody', {}, record.segments.filter((s) => s.article === article.article || s.article === 0).map((s) => segmentRow(record, s, redraw)))))),
        h('details', {}, h('summary', {}, t('mentions')), h('div', { class: 'scroll' }, h('table', {}, h('tbody', {}, article.entities.map((m) => mentionRow(record, article, m, redraw))))), selectable(record, article, redraw))]);
  }
  async function save(event) {
    event.preventDefault();
    if (JSON.stringify(record) === before) { say(t('nothing')); return; }
    if (!reason.value.trim()) { say(t('needReason')); reason.focus(); return; }
    const { state, result, made_ms: made, ...whole } = record;
    try {
      await post(`/v1/pages/${record.page_id}/corrections`, { why: reason.value.trim(), expected: original.result, record: whole });
      dialog.close();
      say(t('saved'));
      done();
    } catch (problem) { say(problem.status === 409 ? t('conflict') : problem.message); }
  }
  redraw(number);
  fill(dialog, h('form', { onsubmit: save }, h('h2', {}, t('correct')), body, h('label', {}, t('reason'), reason),
    h('div', { class: 'bar' }, h('button', { class: 'main' }, t('save')), h('button', { type: 'button', onclick: () => dialog.close() }, t('cancel')))));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
