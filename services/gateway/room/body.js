// body: an article's repaired text with its names marked, each paragraph with the way to where it
// is printed; and what can be taken along: citation, files, clipping.
import { link } from './api.js';
import { h, points, say } from './dom.js';
import { LOW } from './names.js';
import { hasZones } from './printed.js';
import { placeOf, segmentsOf } from './record.js';
import { t } from './words.js';

const ARTICLE_FORMATS = [['TXT', '.txt'], ['Markdown', '.md'], ['CSV', '.csv'], ['CSV', '.mentions.csv', 'names'], ['ninjs', '.ninjs.json'], ['ninjs 1', '.ninjs1.json'], ['JSON-LD', '.jsonld'], ['JSON', '']];
const PAGE_FORMATS = [['original', '/original'], ['TXT', '/text'], ['Markdown', '.md'], ['CSV', '.csv'], ['CSV', '.mentions.csv', 'names'], ['ALTO', '.alto.xml'], ['IIIF', '.iiif.json'], ['W3C', '.anno.json'], ['ninjs', '.ninjs.json'], ['JSON-LD', '.jsonld'], ['gold', '.gold.json'], ['JSON', '']];

// Names of the article in one text: a mention is looked up by its surface, in order.
export function withNames(text, article, entities) {
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

// The text of an article.  head: the tag of its headline; show(place): what a way to the printed
// place does here, where the page is in sight.
export function articleBody(record, article, { head = 'h1', title = null, show = null } = {}) {
  const entities = record.entities || [], letters = points(record.text), names = (text) => withNames(text, article, entities);
  const subheads = new Set(segmentsOf(record, article.article).filter((s) => s.role === 'subhead').map((s) => letters.slice(s.start, s.end).join('').replace(/\s+/g, '')));
  const way = (text) => {
    const place = placeOf(record, article.article, text, letters);
    return place && h('a', { class: 'way', href: `${link.page(record.page_id)}?at=${place.start}`, title: t('way'), 'aria-label': `${t('way')}：${text.slice(0, 12)}`, 'data-at': place.start,
      onclick: (event) => { if (show && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); show(place); } } },
      h('svg:svg', { viewBox: '0 0 16 16', width: 12, height: 12, 'aria-hidden': 'true' }, h('svg:path', { d: 'M8 1v4M8 11v4M1 8h4M11 8h4M12 8a4 4 0 1 1-8 0a4 4 0 0 1 8 0' })));
  };
  const line = (tag, kind, text) => text && h(tag, { class: kind }, names(text), ' ', way(text));
  return [line('p', 'kicker', article.kicker),
    h(head, {}, title || article.headline || t('untitled'), ' ', article.headline && way(article.headline)),
    line('p', 'deck', article.deck),
    article.authors.length > 0 && h('p', { class: 'by' }, article.authors.map((a, i) => [i > 0 && '、', h('a', { href: link.name('PER', a.name) }, a.name), a.affiliation && `（${a.affiliation}）`]), ' ', way(article.authors[0].name)),
    article.confidence < LOW && h('p', { class: 'card warn small' }, t('low')),
    line('p', 'by', article.dateline), article.lead.map((p) => line('blockquote', null, p)),
    article.paragraphs.map((p) => line('p', subheads.has(p.replace(/\s+/g, '')) ? 'subhead' : 'para', p)),
    article.captions.map((c) => line('p', 'by', c)), article.credits.map((c) => line('p', 'by', c))];
}

export function citation(record, article) {
  const who = article.authors.map((a) => a.name).join('、');
  const where = [record.paper && `《${record.paper}》`, record.date, record.number && `第${record.number}版`].filter(Boolean).join('，');
  return `${who ? `${who}：` : ''}《${article.headline || t('untitled')}》${where && `，${where}`}。${location.origin}${link.article(record.page_id, article.article)}`;
}

export function citeButton(record, article) {
  const text = citation(record, article);
  return h('button', { type: 'button', onclick: () => navigator.clipboard.writeText(text).then(() => say(t('copied')), () => say(text)) }, t('cite'));
}

const files = (base, formats) => h('span', { class: 'small files' }, `${t('download')} `, formats.map(([name, suffix, what]) => [h('a', { href: base + suffix, target: '_blank', rel: 'noopener' }, `${name === 'original' || name === 'gold' ? t(name) : name}${what ? `（${t(what)}）` : ''}`), ' ']));
export const articleFiles = (record, article) => files(`/v1/articles/${record.page_id}/${article.article}`, ARTICLE_FORMATS);
export const pageFiles = (record) => files(`/v1/pages/${record.page_id}`, PAGE_FORMATS);

// The part of the page's picture where the article stands; kept as a file on demand.
export function clipping(record, article, open = false) {
  if (!hasZones(record) || !article.zones?.length) return null;
  const [left, top, right, bottom] = article.zones.reduce((a, z) => [Math.min(a[0], z[0]), Math.min(a[1], z[1]), Math.max(a[2], z[2]), Math.max(a[3], z[3])]);
  const [width, height] = record.page_size, source = `/v1/pages/${record.page_id}/picture?width=2000`;
  const keep = async () => {
    const picture = new Image();
    picture.src = source;
    try { await picture.decode(); } catch { say(t('noPicture', { why: '' })); return; }
    const scale = picture.naturalWidth / width, canvas = h('canvas', { width: Math.round((right - left) * scale), height: Math.round((bottom - top) * scale) });
    canvas.getContext('2d').drawImage(picture, -left * scale, -top * scale);
    canvas.toBlob((blob) => {
      const to = URL.createObjectURL(blob);
      h('a', { href: to, download: `${[record.paper, record.date, record.number, article.article].filter(Boolean).join('-')}.png` }).click();
      setTimeout(() => URL.revokeObjectURL(to), 10000);
    });
  };
  return h('details', { class: 'card clip', open }, h('summary', {}, t('clip')),
    h('svg:svg', { viewBox: `${left} ${top} ${right - left} ${bottom - top}`, role: 'img', 'aria-label': `${t('clip')}：${article.headline}`, width: '100%' },
      h('svg:image', { href: source, x: 0, y: 0, width, height, preserveAspectRatio: 'none' })),
    h('p', {}, h('button', { type: 'button', onclick: keep }, t('keepClip'))));
}
