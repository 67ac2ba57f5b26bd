// dom: elements from data.  Text becomes text nodes only, so nothing a page says can be markup.
export function h(tag, props, ...children) {
  const node = tag.startsWith('svg:')
    ? document.createElementNS('http://www.w3.org/2000/svg', tag.slice(4))
    : document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key === 'value' && 'value' in node) node.value = value;
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  add(node, children);
  return node;
}

export function add(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

// For a button: what it does is not done a second time while it is under way.
export function once(does) {
  return async ({ target }) => {
    target.disabled = true;
    try { await does(); } finally { target.disabled = false; }
  };
}

// Code points: offsets of the API count these, JavaScript's strings do not.
export const points = (text) => Array.from(text);

// Text with the stretches [start, end) in code points wrapped by make(text, index).
export function marked(text, stretches, make) {
  const letters = points(text), out = [];
  let at = 0;
  stretches.forEach(([start, end], i) => {
    if (start < at || end > letters.length || start >= end) return;
    out.push(letters.slice(at, start).join(''), make(letters.slice(start, end).join(''), i));
    at = end;
  });
  out.push(letters.slice(at).join(''));
  return out;
}

const line = document.getElementById('say');

// Says it at the foot of the window; in the dialogue that is open, for all else is out of reach then.
export function say(text) {
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  (dialog || document.body).append(line);
  dialog?.addEventListener('close', () => document.body.append(line), { once: true });
  line.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { line.textContent = ''; }, 6000);
}

export function hue(article) {
  return article ? `c${(article - 1) % 12 + 1}` : 'c0';
}
