// record: a page's record as people change it.  Segments say who owns what; where a change moves
// text, the fields of the articles (headline, paragraphs …) are made anew from them.  Offsets
// count code points of the page's text.
import { points } from './dom.js';

const HAN = /[⺀-鿿豈-﫿　-〿＀-￯“”‘’—…]/;
const BLANK = /\s/;
const KNOWN_MIN = 8; // shorter texts may stand anywhere

// Printed text as one line: line ends go, and blanks that stand between Han characters.
export function joined(text) {
  let out = '';
  for (const part of text.split(/\s+/)) {
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

export const segmentsOf = (record, number) => record.segments.filter((s) => s.article === number).sort(IN_ORDER);

// ---- where a text stands ----

// Letters [start, end) without blanks and with wide forms as usual ones; at[i]: whose unit i is.
function squeezed(letters, start = 0, end = letters.length) {
  const at = [];
  let text = '';
  for (let i = start; i < end; i += 1) {
    if (BLANK.test(letters[i])) continue;
    const usual = letters[i].normalize('NFKC');
    for (let k = 0; k < usual.length; k += 1) at.push(i);
    text += usual;
  }
  return { text, at };
}

const bare = (text) => squeezed(points(text)).text;

// Where a text of an article is printed: {segment, start, end}, or null.  Repairs may have
// changed it: then its beginning is looked for.
export function placeOf(record, number, text, letters = points(record.text)) {
  const wanted = bare(text);
  for (const part of [wanted, wanted.slice(0, 12), wanted.slice(0, 6)]) {
    for (const segment of part ? segmentsOf(record, number) : []) {
      const printed = squeezed(letters, segment.start, segment.end), i = printed.text.indexOf(part);
      if (i < 0) continue;
      const last = Math.min(i + wanted.length, printed.at.length) - 1;
      return { segment, start: printed.at[i], end: printed.at[last] + 1 };
    }
  }
  return null;
}

// The printed lines of a segment.
export function linesOf(record, segment, letters = points(record.text)) {
  const lines = [];
  for (let at = segment.start; at < segment.end;) {
    let end = letters.indexOf('\n', at);
    if (end < 0 || end > segment.end) end = segment.end;
    if (letters.slice(at, end).some((c) => !BLANK.test(c))) lines.push({ start: at, end, text: letters.slice(at, end).join('').trim() });
    at = end + 1;
  }
  return lines;
}

// Zones before and after a share of their height, in the order of reading.
function splitZones(zones, share) {
  const head = [], tail = [];
  let left = share * zones.reduce((sum, [, top, , bottom]) => sum + bottom - top, 0);
  for (const [l, top, r, bottom] of zones) {
    const y = Math.round((top + left) * 100) / 100;
    if (y - top > 0.5) head.push([l, top, r, Math.min(y, bottom)]);
    if (bottom - y > 0.5) tail.push([l, Math.max(y, top), r, bottom]);
    left -= bottom - top;
  }
  return [head, tail];
}

function shareOf(letters, segment, at) {
  const whole = squeezed(letters, segment.start, segment.end).text.length;
  return whole ? squeezed(letters, segment.start, at).text.length / whole : 0;
}

// The zones of [start, end) of a segment, as far as the share of its text tells.
export function zonesOf(record, segment, start, end) {
  const letters = points(record.text), from = shareOf(letters, segment, start), to = shareOf(letters, segment, end);
  return to > 0 ? splitZones(splitZones(segment.zones || [], to)[0], from / to)[1] : [];
}

// ---- fields from segments ----

// Field: roles that it is made of, and what stands between their texts; none: a list.
const FIELDS = {
  kicker: [['kicker'], ' '], headline: [['headline'], ' '], deck: [['deck'], ' '], dateline: [['dateline'], ''],
  lead: [['lead']], paragraphs: [['body', 'subhead']], captions: [['caption']], credits: [['credit']],
};
const KNOWN = new WeakMap(); // of a record: the texts that its articles had before any change

// Remembers the texts of a record, and of the one that the program made of the same page.
export function know(record, machine = null) {
  const all = [record, machine].flatMap((r) => (r ? r.articles : [])).flatMap((a) => Object.keys(FIELDS).flatMap((key) => a[key]));
  KNOWN.set(record, all.map((text) => ({ text, bare: bare(text) })).filter((k) => k.bare).sort((a, b) => b.bare.length - a.bare.length));
}

function knownTexts(record) {
  if (!KNOWN.has(record)) know(record);
  return KNOWN.get(record);
}

// The texts of a segment: those that are known, and what is printed between them as one each.
function textsOf(record, letters, segment) {
  const { text, at } = squeezed(letters, segment.start, segment.end), taken = [];
  for (const known of knownTexts(record)) {
    const start = text.indexOf(known.bare), end = start + known.bare.length;
    if (start < 0 || (known.bare.length < KNOWN_MIN && known.bare !== text)) continue;
    if (!taken.some((o) => start < o.end && end > o.start)) taken.push({ start, end, text: known.text });
  }
  const out = [];
  let done = 0;
  for (const part of [...taken.sort(IN_ORDER), { start: text.length, end: text.length }]) {
    if (part.start > done) out.push(joined(letters.slice(at[done], at[part.start - 1] + 1).join('')));
    if (part.text) out.push(part.text);
    done = part.end;
  }
  return out;
}

// What each field of an article is made of.
function sources(record, number) {
  const own = segmentsOf(record, number);
  return Object.fromEntries(Object.entries(FIELDS).map(([key, [roles]]) => [key, own.filter((s) => roles.includes(s.role)).map((s) => `${s.start}-${s.end}`).join()]));
}

function makeField(record, number, key, letters) {
  const [roles, between] = FIELDS[key], own = segmentsOf(record, number).filter((s) => roles.includes(s.role));
  const texts = own.flatMap((s) => textsOf(record, letters, s));
  if (between === undefined) return texts;
  const whole = bare(texts.join('')), known = knownTexts(record).find((k) => k.bare === whole);
  return known ? known.text : texts.join(between);
}

// Names go where their text went, and away with it.
function settleMentions(record) {
  const all = record.articles.flatMap((a) => a.entities.map((mention) => ({ mention, from: a.article })));
  record.articles.forEach((a) => { a.entities = []; });
  for (const { mention, from } of all.sort((a, b) => a.mention.start - b.mention.start)) {
    const segment = record.segments.find((s) => s.start <= mention.start && s.end >= mention.end);
    articleOf(record, segment ? segment.article : from)?.entities.push(mention);
  }
}

// An author goes where the line went that names him.
function settleAuthors(record, owners) {
  const letters = points(record.text);
  for (const segment of record.segments.filter((s) => ['byline', 'affiliation'].includes(s.role))) {
    const from = articleOf(record, owners.get(segment)), to = articleOf(record, segment.article);
    if (!from || !to || from === to) continue;
    const line = squeezed(letters, segment.start, segment.end).text, moved = from.authors.filter((a) => line.includes(bare(a.name)));
    from.authors = from.authors.filter((a) => !moved.includes(a));
    to.authors = [...to.authors, ...moved];
  }
}

// Does operate(), and makes anew what it changed: a field whose text stayed keeps what it says.
function change(record, operate) {
  knownTexts(record);
  const before = new Map(record.articles.map((a) => [a.article, sources(record, a.article)]));
  const owners = new Map(record.segments.map((s) => [s, s.article]));
  const result = operate();
  record.segments.sort(IN_ORDER);
  settleAuthors(record, owners);
  record.articles = record.articles.filter((a) => record.segments.some((s) => s.article === a.article));
  settleMentions(record);
  const letters = points(record.text);
  for (const article of record.articles) {
    const now = sources(record, article.article), was = before.get(article.article) || {};
    for (const key of Object.keys(FIELDS)) if (now[key] !== (was[key] || '')) article[key] = makeField(record, article.article, key, letters);
    if (record.page_size) article.zones = segmentsOf(record, article.article).flatMap((s) => s.zones || []);
  }
  return result;
}

function newArticle(record) {
  const number = Math.max(0, ...record.articles.map((a) => a.article)) + 1;
  record.articles.push({ article: number, confidence: 1, kicker: '', headline: '', deck: '', authors: [], dateline: '', paragraphs: [], lead: [], captions: [], credits: [], entities: [] });
  return number;
}

function mark(segment) {
  segment.confidence = 1;
  segment.evidence = 'person';
}

// ---- what people do; each returns the number of the article to go on with ----

function give(segment, number) {
  segment.article = number;
  if (number === 0) segment.role = 'furniture';
  else if (segment.role === 'furniture') segment.role = 'body';
  mark(segment);
}

// Gives a segment to another article (0: none; -1: a new one).
export function assign(record, segment, to) {
  return change(record, () => {
    const number = to === -1 ? newArticle(record) : to;
    give(segment, number);
    return number;
  });
}

export function setRole(record, segment, role) {
  return change(record, () => {
    if (role === 'furniture') give(segment, 0);
    segment.role = role;
    mark(segment);
    return segment.article;
  });
}

// From this segment on, the article's text is another article.
export function split(record, segment) {
  return change(record, () => {
    const from = segment.article, number = newArticle(record);
    segmentsOf(record, from).filter((s) => s.start >= segment.start).forEach((s) => give(s, number));
    return number;
  });
}

export function join(record, from, to) {
  return change(record, () => {
    segmentsOf(record, from).forEach((s) => give(s, to));
    const source = articleOf(record, from), target = articleOf(record, to);
    target.authors = [...target.authors, ...source.authors.filter((a) => !target.authors.some((b) => b.name === a.name))];
    source.authors = [];
    return to;
  });
}

// Parts a segment before the line that begins at `at`; the second part can be given away then.
export function cutAt(record, segment, at) {
  return change(record, () => {
    const letters = points(record.text), [head, tail] = splitZones(segment.zones || [], shareOf(letters, segment, at));
    const before = linesOf(record, segment, letters).filter((line) => line.start < at).at(-1);
    if (!before) return segment.article;
    const second = { ...segment, start: at, ...(segment.zones && { zones: tail }) };
    segment.end = before.end;
    if (segment.zones) segment.zones = head;
    mark(segment);
    mark(second);
    record.segments.push(second);
    return segment.article;
  });
}

// The segment before this one in the text.
export const previous = (record, segment) => record.segments.filter((s) => s.end <= segment.start).sort(IN_ORDER).at(-1);

// Moves the cut before this segment by one printed line, up (-1) or down (1).
export function moveCut(record, segment, step) {
  return change(record, () => {
    const letters = points(record.text), other = previous(record, segment), from = step < 0 ? other : segment;
    const lines = from ? linesOf(record, from, letters) : [];
    if (!other || lines.length < 2) return segment.article;
    const at = step < 0 ? lines.at(-1).start : lines[1].start, [head, tail] = splitZones(from.zones || [], shareOf(letters, from, at));
    if (step < 0) {
      other.end = lines.at(-2).end;
      segment.start = at;
      if (other.zones) [other.zones, segment.zones] = [head, [...tail, ...(segment.zones || [])]];
    } else {
      other.end = lines[0].end;
      segment.start = at;
      if (segment.zones) [other.zones, segment.zones] = [[...(other.zones || []), ...head], tail];
    }
    mark(segment);
    mark(other);
    return segment.article;
  });
}

// The entity of a mention; one of the same name, or a new one, where it has none.
export function entityOf(record, mention) {
  record.entities ||= [];
  let entity = record.entities.find((e) => e.id === mention.entity && e.type === mention.type)
    || record.entities.find((e) => e.type === mention.type && e.name === mention.text);
  if (!entity) {
    entity = { id: Math.max(0, ...record.entities.map((e) => e.id)) + 1, type: mention.type, name: mention.text, salience: 0, why: ['person'] };
    record.entities.push(entity);
  }
  mention.entity = entity.id;
  return entity;
}

// What was found out by a code does not hold for another one.
export function setCode(record, mention, code) {
  const entity = entityOf(record, mention);
  for (const key of ['path', 'in', 'level', 'successor', 'authority', 'candidates']) delete entity[key];
  if (code) entity.code = code; else delete entity.code;
  entity.why = ['person'];
}

export function addMention(record, type, start, end) {
  const segment = record.segments.find((s) => s.start <= start && s.end >= end && s.article > 0);
  if (!segment || start >= end) return false;
  const article = articleOf(record, segment.article), text = joined(points(record.text).slice(start, end).join(''));
  if (!text) return false;
  const mention = { type, text, start, end, confidence: 1 };
  article.entities = [...article.entities.filter((m) => m.end <= start || m.start >= end), mention].sort(IN_ORDER);
  entityOf(record, mention);
  return true;
}

// Authors as lines "name，affiliation", and back.
export const authorLines = (authors) => authors.map((a) => (a.affiliation ? `${a.name}，${a.affiliation}` : a.name)).join('\n');
export const authorsOf = (lines) => lines.split('\n').map((l) => l.trim()).filter(Boolean).map((l) => {
  const [name, ...rest] = l.split(/[，,]/);
  return { name: name.trim(), affiliation: rest.join('，').trim() };
});
