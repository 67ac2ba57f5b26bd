// page: the printed page beside its articles.
import { get, link, put, query } from '../api.js';
import { go, may } from '../app.js';
import { articleBody, articleFiles, citeButton, clipping, pageFiles } from '../body.js';
import { correct } from '../correct.js';
import { askReason } from '../dialog.js';
import { fill, h, hue, say } from '../dom.js';
import { meter, nameList } from '../names.js';
import { hasZones, printedText, showChosen, showPlace, zonedPicture } from '../printed.js';
import { versions } from '../versions.js';
import { t, told } from '../words.js';

// The pages of the issue, for the ways to the next and the one before.
async function issue(record) {
  if (!record.paper || !record.date) return [];
  const { pages } = await get(`/v1/pages${query({ paper: record.paper, date: record.date, state: 'current', limit: 200 })}`);
  return pages.sort((a, b) => (a.number < b.number ? -1 : 1));
}

// An article with all that can be taken along.
function whole(record, article, show) {
  const name = h('a', { href: link.article(record.page_id, article.article) }, article.headline || t('untitled'));
  return [h('div', { class: 'read inset', lang: 'zh-Hans' }, articleBody(record, article, { head: 'h2', title: [h('span', { class: `dot ${hue(article.article)}` }), name], show })),
    clipping(record, article, true), h('div', { class: 'bar' }, citeButton(record, article), articleFiles(record, article))];
}

function contents(record, sheet, chosen) {
  return h('section', {}, h('h2', {}, t('onThisPage')), h('ol', { class: 'plain contents' }, record.articles.map((a) => h('li', {},
    h('span', { class: `dot ${hue(a.article)}` }), h('a', { href: link.article(record.page_id, a.article), onmouseenter: () => showChosen(sheet, a.article), onmouseleave: () => showChosen(sheet, chosen()), onfocus: () => showChosen(sheet, a.article), onblur: () => showChosen(sheet, chosen()) },
      a.headline || `${t('untitled')} ${(a.paragraphs[0] || '').slice(0, 18)}`), meter(a.confidence)))));
}

// All repaired articles, where the printed lines stand beside them.
function repaired(record, show) {
  return record.articles.map((a) => h('section', { class: `card repaired ${hue(a.article)}`, 'data-repaired': a.article }, h('div', { class: 'read inset', lang: 'zh-Hans' },
    articleBody(record, a, { head: 'h2', title: h('a', { href: link.article(record.page_id, a.article) }, a.headline || t('untitled')), show })),
  h('div', { class: 'bar' }, citeButton(record, a), articleFiles(record, a))));
}

function navigation(record, of, at, edit) {
  return h('div', { class: 'bar' },
    at > 0 && h('a', { class: 'button', rel: 'prev', href: link.page(of[at - 1].page_id) }, `← ${t('previous')} ${of[at - 1].number}`),
    at >= 0 && at < of.length - 1 && h('a', { class: 'button', rel: 'next', href: link.page(of[at + 1].page_id) }, `${t('next')} ${of[at + 1].number} →`),
    record.paper && h('a', { class: 'button', href: `${link.paper(record.paper)}${query({ date: record.date })}` }, t('calendar')), edit);
}

export async function pageView(main, [id], params) {
  const old = params.get('result') || '';
  const [record, found] = await Promise.all([get(`/v1/pages/${id}${query({ result: old })}`), get(`/v1/pages/${id}/versions`)]);
  const of = await issue(record), at = of.findIndex((p) => p.page_id === record.page_id), layout = hasZones(record), mayEdit = may('edit') && !old;
  const beside = h('div', { class: 'card beside', 'aria-live': 'polite', tabindex: -1 }), sheet = h('div', {});
  let chosen = 0;
  const show = (place) => showPlace(sheet, record, place);
  function choose(number, segment) {
    chosen = chosen === number && !segment ? 0 : number;
    const article = record.articles.find((a) => a.article === chosen);
    showChosen(sheet, chosen);
    const its = main.querySelector(`[data-repaired="${chosen}"]`);
    main.querySelectorAll('.repaired').forEach((card) => card.classList.toggle('chosen', card === its));
    if (its) { its.scrollIntoView({ block: 'nearest' }); return; }
    fill(beside, article ? whole(record, article, show) : h('p', { class: 'soft' }, t('choose')));
    if (article && matchMedia('(max-width: 56rem)').matches) beside.scrollIntoView({ block: 'start' });
  }
  const text = () => fill(sheet, printedText(record, choose));
  if (layout) fill(sheet, zonedPicture(record, choose, text));
  else text();
  const reload = () => go(location.pathname, true);
  const withdraw = async () => {
    const why = await askReason(t('withdraw'));
    if (!why) return;
    try { await put(`/v1/pages/${record.page_id}/withdrawal`, { why }); go('/'); say(t('withdrawn')); } catch (problem) { say(told(problem)); }
  };
  fill(main, h('h1', {}, [record.paper, record.date, record.number].filter(Boolean).join(' ') || record.page),
    old && h('p', { class: 'card warn' }, t('oldVersion', { n: old }), ' ', h('a', { href: location.pathname }, t('toCurrent'))),
    record.state !== 'current' && h('p', { class: 'card warn' }, `${t('state')}: ${t(record.state)}`),
    record.damaged && h('p', { class: 'card warn' }, t('damaged')),
    navigation(record, of, at, mayEdit && [h('button', { type: 'button', class: 'main', onclick: () => correct(record, reload, chosen) }, t('correct')), h('button', { type: 'button', onclick: withdraw }, t('withdraw'))]),
    h('div', { class: `half${layout ? '' : ' text'}` }, sheet, h('div', {},
      layout && beside, layout && contents(record, sheet, () => chosen), !layout && repaired(record, show),
      nameList(record.entities || [], record.articles.flatMap((a) => a.entities)), h('div', { class: 'bar' }, pageFiles(record)), versions(record, found, reload, link.page(record.page_id)))));
  if (layout) choose(0);
  const place = Number(params.get('at') ?? -1), segment = record.segments.find((s) => s.start <= place && s.end > place);
  if (params.has('at') && segment) {
    choose(segment.article, segment);
    show({ segment, start: place, end: Math.min(segment.end, place + 60) });
  }
  const keys = (event) => {
    if (event.target.closest('input, textarea, select, dialog') || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.key === 'ArrowLeft' && at > 0) go(link.page(of[at - 1].page_id));
    if (event.key === 'ArrowRight' && at >= 0 && at < of.length - 1) go(link.page(of[at + 1].page_id));
    if (event.key === 'Escape' && chosen > 0) choose(chosen);
    if (event.key === 'u' && record.paper) go(`${link.paper(record.paper)}${query({ date: record.date })}`);
    if (event.key === 'c' && mayEdit) { event.preventDefault(); correct(record, reload, chosen); }
  };
  addEventListener('keydown', keys);
  return () => removeEventListener('keydown', keys);
}
