// article: to be read; its names, how sure, why it was cut so, and its place on the page.
import { get, link, put } from '../api.js';
import { go, may } from '../app.js';
import { correct } from '../correct.js';
import { fill, h, hue, points, say } from '../dom.js';
import { LOW, meter, nameList } from '../names.js';
import { hasZones, printedText, showChosen, zonedPicture } from '../printed.js';
import { evidence, role, t } from '../words.js';

const FORMATS = [['Markdown', '.md'], ['TXT', '.txt'], ['ninjs', '.ninjs.json'], ['JSON-LD', '.jsonld'], ['CSV', '.csv'], ['JSON', '']];

// Names of the article in one text: a mention is looked up by its surface, in order.
function withNames(text, article, entities) {
  const surfaces = [...new Map(article.entities.map((m) => [m.text, m])).values()].filter((m) => m.text).sort((a, b) => b.text.length - a.text.length);
  const out = [];
  let plain = '';
  const flush = () => { if (plain) out.push(plain); plain = ''; };
  for (let i = 0; i < text.length;) {
    const mention = surfaces.find((m) => text.startsWith(m.text, i));
    if (!mention) { plain += text[i]; i += 1; continue; }
    flush();
    const entity = entities.find((e) => e.id === mention.entity);
    out.push(h('a', { class: `${mention.type}${mention.confidence < LOW ? ' unsure' : ''}`, href: link.name(mention.type, entity?.name || mention.text), title: entity ? [entity.name, entity.path].filter(Boolean).join(' ') : null }, mention.text));
    i += mention.text.length;
  }
  flush();
  return out;
}

function cuts(record, article) {
  const own = record.segments.filter((s) => s.article === article.article), letters = points(record.text);
  return h('details', { class: 'card' }, h('summary', {}, t('why')), h('div', { class: 'scroll' }, h('table', {}, h('tbody', {}, own.map((s) => h('tr', {},
    h('td', {}, role(s.role)), h('td', {}, evidence(s.evidence || '')), h('td', {}, meter(s.confidence ?? 1)), h('td', { class: 'small soft' }, letters.slice(s.start, Math.min(s.end, s.start + 24)).join('').replace(/\s+/g, ' '))))))));
}

// The part of the page's picture where the article stands.
function clipping(record, article) {
  if (!hasZones(record) || !article.zones?.length) return null;
  const [left, top, right, bottom] = article.zones.reduce((a, z) => [Math.min(a[0], z[0]), Math.min(a[1], z[1]), Math.max(a[2], z[2]), Math.max(a[3], z[3])]);
  const [width, height] = record.page_size;
  return h('details', { class: 'card' }, h('summary', {}, t('clip')), h('svg:svg', { viewBox: `${left} ${top} ${right - left} ${bottom - top}`, role: 'img', 'aria-label': t('clip'), width: '100%' },
    h('svg:image', { href: `/v1/pages/${record.page_id}/picture?width=2000`, x: 0, y: 0, width, height, preserveAspectRatio: 'none' })));
}

function citation(record, article) {
  const who = article.authors.map((a) => a.name).join('、');
  return `${who ? `${who}：` : ''}《${article.headline}》，${[record.paper && `《${record.paper}》`, record.date, record.number && `第${record.number}版`].filter(Boolean).join('，')}。${location.href}`;
}

export async function articleView(main, [id, number]) {
  const wanted = Number(number), record = await get(`/v1/pages/${id}`);
  const article = record.articles.find((a) => a.article === wanted);
  if (!article) throw Object.assign(new Error(t('missing')), { status: 404 });
  const entities = record.entities || [], names = (text) => withNames(text, article, entities);
  const reload = () => go(location.pathname, true);
  const sheet = h('div', {});
  const choose = (other) => { if (other > 0 && other !== wanted) go(link.article(record.page_id, other)); };
  const printed = () => fill(sheet, printedText(record, choose));
  if (hasZones(record)) fill(sheet, zonedPicture(record, choose, printed));
  else printed();
  const subheads = new Set(record.segments.filter((s) => s.article === wanted && s.role === 'subhead').map((s) => points(record.text).slice(s.start, s.end).join('').replace(/\s+/g, '')));
  fill(main, h('p', { class: 'small' }, h('a', { href: link.page(record.page_id) }, `← ${t('back')} ${[record.paper, record.date, record.number].filter(Boolean).join(' ')}`)),
    h('div', { class: 'two' },
      h('div', {},
        h('article', { class: 'read', lang: 'zh-Hans' },
          article.kicker && h('p', { class: 'kicker' }, names(article.kicker)), h('h1', {}, article.headline || t('untitled')), article.deck && h('p', { class: 'deck' }, names(article.deck)),
          article.authors.length > 0 && h('p', { class: 'by' }, article.authors.map((a, i) => [i > 0 && '、', h('a', { href: link.name('PER', a.name) }, a.name), a.affiliation && `（${a.affiliation}）`])),
          article.confidence < LOW && h('p', { class: 'card warn small' }, t('low')),
          article.dateline && h('p', { class: 'by' }, names(article.dateline)), article.lead.map((p) => h('blockquote', {}, names(p))),
          article.paragraphs.map((p) => h('p', { class: subheads.has(p.replace(/\s+/g, '')) ? 'subhead' : 'para' }, names(p))),
          article.captions.map((c) => h('p', { class: 'by' }, names(c))), article.credits.map((c) => h('p', { class: 'by' }, names(c)))),
        h('div', { class: 'bar' },
          h('button', { type: 'button', onclick: () => navigator.clipboard.writeText(citation(record, article)).then(() => say(t('copied')), () => say(citation(record, article))) }, t('cite')),
          may('edit') && h('button', { type: 'button', class: 'main', onclick: () => correct(record, reload, wanted) }, t('correct')),
          may('edit') && h('button', { type: 'button', onclick: async () => {
            const why = prompt(t('reason'));
            if (!why) return;
            try { await put(`/v1/articles/${record.page_id}/${wanted}/withdrawal`, { why }); go(link.page(record.page_id)); say(t('withdrawn')); } catch (problem) { say(problem.message); }
          } }, t('withdraw')),
          h('span', { class: 'small' }, `${t('download')}: `, FORMATS.map(([name, suffix]) => [h('a', { href: `/v1/articles/${record.page_id}/${wanted}${suffix}`, target: '_blank', rel: 'noopener' }, name), ' ']))),
        cuts(record, article), clipping(record, article), h('section', {}, h('h2', {}, h('span', { class: `dot ${hue(wanted)}` }), t('at')), sheet)),
      h('aside', {}, h('p', {}, `${t('confidence')} `, meter(article.confidence)), nameList(entities, article.entities))));
  showChosen(sheet, wanted);
  const region = sheet.querySelector('.printed'), first = sheet.querySelector('.piece.chosen');
  if (region && first) region.scrollTop = first.offsetTop - region.offsetTop - 20;
  const keys = (event) => {
    if (event.key === 'c' && may('edit') && !event.target.closest('input, textarea, select, dialog') && !event.ctrlKey && !event.metaKey) correct(record, reload, wanted);
  };
  addEventListener('keydown', keys);
  return () => removeEventListener('keydown', keys);
}
