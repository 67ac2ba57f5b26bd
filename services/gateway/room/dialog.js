// dialog: small dialogues: a reason that is asked for, a question, a list of keys.
import { fill, h } from './dom.js';
import { t } from './words.js';

// Opens a form; the promise is what `answer` gives, or null when it is closed otherwise.
function open(title, parts, button, answer, danger = false) {
  return new Promise((resolve) => {
    const dialog = h('dialog', { 'aria-label': title, class: 'small-dialog' });
    let given = null;
    fill(dialog, h('form', { onsubmit: (event) => { event.preventDefault(); given = answer(); dialog.close(); } },
      h('h2', {}, title), parts,
      h('div', { class: 'bar' }, h('button', { class: danger ? 'main danger' : 'main' }, button), answer() !== undefined && h('button', { type: 'button', onclick: () => dialog.close() }, t('cancel')))));
    dialog.addEventListener('close', () => { dialog.remove(); resolve(given); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// A reason, or null.
export function askReason(title, button = title) {
  const input = h('input', { required: true, maxlength: 500, autofocus: true });
  return open(title, h('label', {}, t('reason'), input), button, () => input.value.trim());
}

// true, or null.
export const askSure = (question, button) => open(question, null, button, () => true, true);

const KEYS = [['/', 'keySearch'], ['?', 'keyHelp'], ['← →', 'keyPages'], ['c', 'keyCorrect'], ['j k', 'keyReview'], ['n p', 'keyNext'], ['a', 'keyApprove'], ['u', 'keyBack'], ['Tab ↵', 'keyTab']];

export function showKeys() {
  if (document.querySelector('dialog[open]')) return;
  open(t('keys'), h('dl', { class: 'keys' }, KEYS.map(([key, what]) => h('div', {}, h('dt', {}, key.split(' ').map((k) => h('kbd', {}, k))), h('dd', {}, t(what))))), t('close'), () => undefined);
}
