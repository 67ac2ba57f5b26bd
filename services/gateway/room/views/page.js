// page: the printed page beside its articles.
import { get, link, put, query } from '../api.js';
import { go, may } from '../app.js';
import { correct } from '../correct.js';
import { fill, h, hue, say } from '../dom.js';
import { LOW, meter, nameList } from '../names.js';
import { hasZones, printedText, showChosen, zonedPicture } from '../printed.js';
import { t } from '../words.js';

const FORMATS = [['TXT', '/text'], ['JSON', ''], ['ALTO', '.alto.xml'], ['IIIF', '.iiif.json']];

// The pages of the issue, for the ways to the next and the one before.
async function issue(record) {
  if (!record.paper || !record.date) return [];
  const { pages } = await get(`/v1/pages${query({ paper: record.paper, date: record.date, state: 'current', limit: 200 })}`);
  return pages.sort((a, b) => (a.number < b.number ? -1 : 1));
}

function preview(record, article) {
  return [h('h2', {}, h('span', { class: `dot ${hue(article.article)}` }), h('a', { href: link.article(record.page_id, article.article) }, article.headline || t('untitled'))),
    article.authors.length > 0 && h('p', { class: 'soft small' }, article.authors.map((a) => a.name).join('、')),
    article.confidence < LOW && h('p', { class: 'warn small' }, t('low')),
    article.paragraphs.map((p) => h('p', {}, p))];
}

function versions(record, found, reload) {
  return found.versions.length > 1 && h('section', { class: 'card noprint' }, h('h2', {}, t('versions')), h('ul', { class: 'plain' }, found.versions.map((v) => h('li', {},
    h('span', { class: 'num' }, v.result), ' ', v.kind === 'person' ? `${v.who || ''} ${v.why || ''}` : `${t('program')} ${v.segment_version}`, ' ',
    new Date(v.made_ms).toLocaleString(), ' ', v.current ? h('strong', {}, t('current')) : may('edit') && h('button', { type: 'button', onclick: async () => {
      const why = prompt(t('reason'));
      if (!why) return;
      try {
        await fetch(`/v1/pages/${record.page_id}/corrections${query({ why, expected: record.result, result: v.result })}`, { method: 'DELETE' }).then((r) => { if (!r.ok) throw new Error(r.status === 409 ? t('conflict') : r.statusText); });
        reload();
      } catch (problem) { say(problem.message); }
    } }, t('undo'))))));
}

export async function pageView(main, [id]) {
  const [record, found] = await Promise.all([get(`/v1/pages/${id}`), get(`/v1/pages/${id}/versions`)]);
  const of = await issue(record), at = of.findIndex((p) => p.page_id === record.page_id);
  const beside = h('div', { class: 'card', 'aria-live': 'polite' }, h('p', { class: 'soft' }, t('choose')));
  const sheet = h('div', {});
  let chosen = 0;
  function choose(number) {
    chosen = chosen === number ? 0 : number;
    const article = record.articles.find((a) => a.article === chosen);
    showChosen(sheet, chosen);
    fill(beside, article ? preview(record, article) : h('p', { class: 'soft' }, t('choose')));
    if (article) beside.scrollIntoView({ block: 'nearest' });
  }
  function text() { fill(sheet, printedText(record, choose)); }
  if (hasZones(record)) {
    fill(sheet, zonedPicture(record, choose, text));
  } else text();
  const reload = () => go(location.pathname, true);
  fill(main, h('h1', {}, [record.paper, record.date, record.number].filter(Boolean).join(' ') || record.page),
    record.state !== 'current' && h('p', { class: 'card warn' }, `${t('state')}: ${t(record.state)}`),
    record.damaged && h('p', { class: 'card warn' }, t('low')),
    h('div', { class: 'bar' },
      at > 0 && h('a', { class: 'button', rel: 'prev', href: link.page(of[at - 1].page_id) }, `← ${t('previous')} ${of[at - 1].number}`),
      at >= 0 && at < of.length - 1 && h('a', { class: 'button', rel: 'next', href: link.page(of[at + 1].page_id) }, `${t('next')} ${of[at + 1].number} →`),
      record.paper && h('a', { class: 'button', href: link.paper(record.paper) }, t('calendar')),
      may('edit') && h('button', { type: 'button', class: 'main', onclick: () => correct(record, reload) }, t('correct')),
      may('edit') && h('button', { type: 'button', onclick: async () => {
        const why = prompt(t('reason'));
        if (!why) return;
        try { await put(`/v1/pages/${record.page_id}/withdrawal`, { why }); go('/'); say(t('withdrawn')); } catch (problem) { say(problem.message); }
      } }, t('withdraw')),
      h('span', { class: 'small' }, `${t('download')}: `, FORMATS.map(([name, suffix]) => [h('a', { href: `/v1/pages/${record.page_id}${suffix}`, target: '_blank', rel: 'noopener' }, name), ' ']))),
    h('div', { class: `half${hasZones(record) ? '' : ' text'}` }, sheet, h('div', {}, beside,
      h('section', {}, h('h2', {}, t('article')), h('ol', { class: 'plain contents' }, record.articles.map((a) => h('li', {},
        h('span', { class: `dot ${hue(a.article)}` }), h('a', { href: link.article(record.page_id, a.article), onmouseenter: () => showChosen(sheet, a.article), onmouseleave: () => showChosen(sheet, chosen) }, a.headline || `${t('untitled')} ${(a.paragraphs[0] || '').slice(0, 18)}`), meter(a.confidence))))),
      nameList(record.entities || [], record.articles.flatMap((a) => a.entities)), versions(record, found, reload))));
  const keys = (event) => {
    if (event.target.closest('input, textarea, select, dialog') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowLeft' && at > 0) go(link.page(of[at - 1].page_id));
    if (event.key === 'ArrowRight' && at >= 0 && at < of.length - 1) go(link.page(of[at + 1].page_id));
    if (event.key === 'c' && may('edit')) correct(record, reload);
  };
  addEventListener('keydown', keys);
  return () => removeEventListener('keydown', keys);
}
