// article: to be read; its names, how sure, why it was cut so, and its place on the page.
import { get, link, put, query } from '../api.js';
import { go, may } from '../app.js';
import { articleBody, articleFiles, citeButton, clipping } from '../body.js';
import { approve, correct } from '../correct.js';
import { askReason } from '../dialog.js';
import { fill, h, hue, points, say } from '../dom.js';
import { meter, nameList } from '../names.js';
import { hasZones, printedText, showChosen, showPlace, zonedPicture } from '../printed.js';
import { reviewing } from '../queue.js';
import { segmentsOf } from '../record.js';
import { versions } from '../versions.js';
import { evidence, role, t, told as wrong } from '../words.js';

// Each stretch of the article: what it is, why it belongs here, how sure; a row leads to its place.
function cuts(record, article, show) {
  const letters = points(record.text);
  return h('details', { class: 'card' }, h('summary', {}, t('why')), h('p', { class: 'small soft' }, t('whyHelp')), h('div', { class: 'scroll' }, h('table', {},
    h('thead', {}, h('tr', {}, ['role', 'cutWhy', 'confidence', 'printed'].map((k) => h('th', { scope: 'col' }, t(k))))),
    h('tbody', {}, segmentsOf(record, article.article).map((s) => h('tr', {},
      h('td', { class: 'date' }, role(s.role)), h('td', {}, evidence(s.evidence || '')), h('td', { class: 'date' }, meter(s.confidence ?? 1), h('span', { class: 'num small' }, ` ${(s.confidence ?? 1).toFixed(2)}`)),
      h('td', { class: 'small' }, h('a', { href: `${link.page(record.page_id)}?at=${s.start}`, onclick: (event) => { event.preventDefault(); show({ segment: s, start: s.start, end: s.end }); } }, letters.slice(s.start, Math.min(s.end, s.start + 24)).join('').replace(/\s+/g, ' ')))))))));
}

// What the program had made of an article that a person changed, beside what it is now.
function beside(machine, now) {
  const was = machine?.articles.find((a) => a.article === now.article);
  const told = (a) => ({ kicker: a.kicker, headline: a.headline, deck: a.deck, authors: a.authors.map((x) => [x.name, x.affiliation].filter(Boolean).join('，')).join('；'), text: [a.dateline, ...a.lead, ...a.paragraphs, ...a.captions, ...a.credits].filter(Boolean).join('\n'),
    mentions: a.entities.map((m) => `${m.text}（${t({ PER: 'person', LOC: 'place', ORG: 'organisation' }[m.type])}）`).join('、') });
  if (!machine) return null;
  const old = was ? told(was) : {}, made = told(now), keys = Object.keys(made).filter((k) => (old[k] || '') !== made[k]);
  return h('details', { class: 'card', open: true }, h('summary', {}, t('compare')), keys.length === 0 ? h('p', { class: 'small' }, t('sameText')) : h('div', { class: 'scroll' }, h('table', { class: 'compare' },
    h('thead', {}, h('tr', {}, ['', t('programSays'), t('nowSays')].map((k) => h('th', { scope: 'col' }, k)))),
    h('tbody', {}, keys.map((k) => h('tr', {}, h('th', { scope: 'row' }, t(k)), h('td', {}, old[k] || '—'), h('td', {}, made[k] || '—')))))));
}

export async function articleView(main, [id, number], params) {
  const wanted = Number(number), old = params.get('result') || '';
  const [record, found] = await Promise.all([get(`/v1/pages/${id}${query({ result: old })}`), get(`/v1/pages/${id}/versions`)]);
  const article = record.articles.find((a) => a.article === wanted);
  if (!article) throw Object.assign(new Error(t('missing')), { status: 404 });
  const mine = found.versions.find((v) => v.result === record.result), program = found.versions.filter((v) => v.kind === 'program').at(-1);
  const machine = !old && mine?.kind === 'person' && program ? await get(`/v1/pages/${id}?result=${program.result}`) : null;
  const mayEdit = may('edit') && !old, way = reviewing(record.page_id, wanted);
  const reload = () => go(location.pathname, true);
  const sheet = h('div', {}), shown = h('section', { id: 'printed' }, h('h2', {}, h('span', { class: `dot ${hue(wanted)}` }), t('at')), sheet);
  const choose = (other) => { if (other > 0 && other !== wanted) go(link.article(record.page_id, other)); };
  const printed = () => { fill(sheet, printedText(record, choose)); showChosen(sheet, wanted); };
  const show = (place) => showPlace(sheet, record, place);
  if (hasZones(record)) fill(sheet, zonedPicture(record, choose, printed));
  else printed();
  let approving = false;
  const right = async () => {
    if (approving) return;
    approving = true;
    try { await approve(record, wanted); say(t('approved')); if (way?.next) go(way.next); else reload(); } catch (problem) { say(problem.status === 409 ? t('conflict') : wrong(problem)); } finally { approving = false; }
  };
  const withdraw = async () => {
    const why = await askReason(t('withdraw'));
    if (!why) return;
    try { await put(`/v1/articles/${record.page_id}/${wanted}/withdrawal`, { why }); go(link.page(record.page_id)); say(t('withdrawn')); } catch (problem) { say(wrong(problem)); }
  };
  fill(main, way && h('nav', { class: 'bar small', 'aria-label': t('review') }, h('a', { href: way.list }, t('review')), h('span', { class: 'soft num' }, `${way.place} / ${way.count}`),
    way.previous && h('a', { class: 'button', rel: 'prev', href: way.previous }, `← ${t('before')}`), way.next && h('a', { class: 'button', rel: 'next', href: way.next }, `${t('after')} →`),
    mayEdit && h('button', { type: 'button', onclick: right }, t('approve'))),
    h('p', { class: 'small' }, h('a', { href: link.page(record.page_id) }, `← ${t('back')} ${[record.paper, record.date, record.number].filter(Boolean).join(' ')}`)),
    old && h('p', { class: 'card warn' }, t('oldVersion', { n: old }), ' ', h('a', { href: location.pathname }, t('toCurrent'))),
    !old && mine?.kind === 'person' && h('p', { class: 'small soft' }, t('correctedBy', { who: mine.who || '—', why: mine.why || '' })),
    h('div', { class: 'two' },
      h('div', {},
        h('article', { class: 'read', lang: 'zh-Hans' }, articleBody(record, article, { show })),
        h('div', { class: 'bar' }, citeButton(record, article),
          mayEdit && h('button', { type: 'button', class: 'main', onclick: () => correct(record, reload, wanted) }, t('correct')),
          mayEdit && h('button', { type: 'button', onclick: withdraw }, t('withdraw')), articleFiles(record, article)),
        beside(machine, article), cuts(record, article, show), clipping(record, article), shown),
      h('aside', {}, h('p', {}, `${t('confidence')} `, meter(article.confidence), h('span', { class: 'num small' }, ` ${article.confidence.toFixed(2)}`)), nameList(record.entities || [], article.entities),
        versions(record, found, reload, link.article(record.page_id, wanted)))));
  showChosen(sheet, wanted);
  const region = sheet.querySelector('.printed'), first = sheet.querySelector('.piece.chosen');
  if (region && first) region.scrollTop = first.offsetTop - region.offsetTop - 20;
  const keys = (event) => {
    if (event.target.closest('input, textarea, select, dialog') || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.key === 'c' && mayEdit) { event.preventDefault(); correct(record, reload, wanted); }
    if (event.key === 'a' && mayEdit && way) right();
    if (event.key === 'n' && way?.next) go(way.next);
    if (event.key === 'p' && way?.previous) go(way.previous);
    if (event.key === 'u') go(way ? way.list : link.page(record.page_id));
  };
  addEventListener('keydown', keys);
  return () => removeEventListener('keydown', keys);
}
