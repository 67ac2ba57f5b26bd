// heard: what a daemon said of a page, in Chinese.  Its formats are those of said.js; what fits none
// stays as it is.
import { SAID } from './said.js';

const VALUE = /%(?:\d+\$)?[-+ #0-9.*hlzjt]*([a-zA-Z%])/g;
const DEPTH = 5;
let known = null;

// A format as what it looks like, with its values in brackets; and how much of it is words.
function shape([format, other]) {
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  let pattern = '', from = 0, words = 0;
  for (const value of format.matchAll(VALUE)) {
    const text = format.slice(from, value.index);
    words += text.length;
    pattern += escape(text) + (value[1] === '%' ? '%' : value[1] === 's' || value[1] === 'c' ? '(.*?)' : '([-0-9a-f.]+)');
    from = value.index + value[0].length;
  }
  words += format.length - from;
  return { pattern: new RegExp(`^${pattern}${escape(format.slice(from))}$`, 's'), other, words };
}

function say(text, depth) {
  if (depth > DEPTH || !text.includes(' ')) return text;
  const plain = known.plain.get(text);
  if (plain) return plain;
  for (const { pattern, other } of known.shapes) {
    const match = pattern.exec(text);
    if (!match) continue;
    let next = 1;
    return other.replace(VALUE, (whole, kind) => {
      if (kind === '%') return '%';
      const at = /^%(\d+)\$/.exec(whole);
      return say(match[at ? Number(at[1]) : next++] ?? '', depth + 1);
    });
  }
  const colon = text.indexOf(': ');
  return colon < 0 ? text : `${say(text.slice(0, colon), depth + 1)}：${say(text.slice(colon + 2), depth + 1)}`;
}

export function heard(text) {
  if (!known) {
    const shapes = SAID.filter(([format]) => format.includes('%')).map(shape).filter((one) => one.words > 6);
    known = { plain: new Map(SAID.filter(([format]) => !format.includes('%'))), shapes: shapes.sort((a, b) => b.words - a.words) };
  }
  return say(String(text), 0);
}
