// record: a page's record as people change it.  Segments say who owns what; the fields of an
// article (headline, paragraphs …) are made anew from them where a change moves text.
import { points } from './dom.js';

const HAN = /[⺀-鿿豈-﫿　-〿＀-￯“”‘’—…]/;

// Printed text as one line: line ends go, and blanks that stand between Han characters.
export function joined(text) {
  let out = '';
  for (const part of text.split(/[\s　]+/)) {
    if (!part) continue;
    const last = out.slice(-1), first = part[0];
    out += out && !(HAN.test(last) || HAN.test(first)) ? ` ${part}` : part;
  }
  return out;
}

const IN_ORDER = (a, b) => a.start - b.start;

export function articleOf(record, number) {
  return record.articles.find((a) => a.article === number);
}

// The fields of an article from its segments; authors, dateline and names stay as they were.
export function rebuild(record, number) {
  const article = articleOf(record, number), letters = points(record.text);
  const own = record.segments.filter((s) => s.article === number).sort(IN_ORDER);
  const text = (s) => joined(letters.slice(s.start, s.end).join(''));
  const of = (...roles) => own.filter((s) => roles.includes(s.role)).map(text).filter(Boolean);
  article.kicker = of('kicker').join(' ');
  article.headline = of('headline').join(' ');
  article.deck = of('deck').join(' ');
  article.dateline = of('dateline').join('');
  article.paragraphs = of('body', 'subhead');
  article.lead = of('lead');
  article.captions = of('caption');
  article.credits = of('credit');
}

function newArticle(record) {
  const number = Math.max(0, ...record.articles.map((a) => a.article)) + 1;
  record.articles.push({ article: number, confidence: 1, kicker: '', headline: '', deck: '', authors: [], dateline: '', paragraphs: [], lead: [], captions: [], credits: [], entities: [] });
  return number;
}

// Names go where their text went.
function moveMentions(record, segment, from, to) {
  const source = articleOf(record, from), target = articleOf(record, to);
  const within = (m) => m.start >= segment.start && m.end <= segment.end;
  const moved = source ? source.entities.filter(within) : [];
  if (source) source.entities = source.entities.filter((m) => !within(m));
  if (target) target.entities = [...target.entities, ...moved].sort(IN_ORDER);
}

// Gives a segment to another article (0: none; -1: a new one) and makes both anew.
export function assign(record, segment, to) {
  const from = segment.article, number = to === -1 ? newArticle(record) : to;
  if (from === number) return number;
  moveMentions(record, segment, from, number);
  segment.article = number;
  if (number === 0) segment.role = 'furniture';
  else if (segment.role === 'furniture') segment.role = 'body';
  mark(segment);
  tidy(record, from, number);
  return number;
}

export function setRole(record, segment, role) {
  if (role === 'furniture') return assign(record, segment, 0);
  segment.role = role;
  mark(segment);
  tidy(record, segment.article);
  return segment.article;
}

// From this segment on, the article's text is another article.
export function split(record, segment) {
  const number = newArticle(record);
  for (const s of record.segments.filter((x) => x.article === segment.article && x.start >= segment.start).sort(IN_ORDER)) {
    moveMentions(record, s, s.article, number);
    mark(s);
  }
  const from = segment.article;
  record.segments.filter((x) => x.article === from && x.start >= segment.start).forEach((s) => { s.article = number; });
  tidy(record, from, number);
  return number;
}

export function join(record, from, to) {
  for (const s of record.segments.filter((x) => x.article === from)) {
    s.article = to;
    mark(s);
  }
  const source = articleOf(record, from), target = articleOf(record, to);
  target.entities = [...target.entities, ...source.entities].sort(IN_ORDER);
  target.authors = [...target.authors, ...source.authors];
  source.entities = [];
  tidy(record, from, to);
}

function mark(segment) {
  segment.confidence = 1;
  segment.evidence = 'person';
}

// Articles that lost all text are gone; the others are made from what they have.
function tidy(record, ...numbers) {
  for (const number of new Set(numbers.filter((n) => n > 0))) {
    if (record.segments.some((s) => s.article === number)) rebuild(record, number);
    else record.articles = record.articles.filter((a) => a.article !== number);
  }
}

export function addMention(record, type, start, end) {
  const segment = record.segments.find((s) => s.start <= start && s.end >= end && s.article > 0);
  if (!segment || start >= end) return false;
  const article = articleOf(record, segment.article);
  article.entities = article.entities.filter((m) => m.end <= start || m.start >= end);
  article.entities.push({ type, text: joined(points(record.text).slice(start, end).join('')), start, end, confidence: 1 });
  article.entities.sort(IN_ORDER);
  return true;
}

// Authors as lines "name，affiliation", and back.
export const authorLines = (authors) => authors.map((a) => (a.affiliation ? `${a.name}，${a.affiliation}` : a.name)).join('\n');
export const authorsOf = (lines) => lines.split('\n').map((l) => l.trim()).filter(Boolean).map((l) => {
  const [name, ...rest] = l.split(/[，,]/);
  return { name: name.trim(), affiliation: rest.join('，').trim() };
});
