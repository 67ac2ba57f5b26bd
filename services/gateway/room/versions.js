// versions: all results of a page, whose they are and why; to look at, and to go back to.
import { query, remove } from './api.js';
import { may } from './app.js';
import { askReason } from './dialog.js';
import { h, say } from './dom.js';
import { t, told } from './words.js';

async function goBack(record, version, done) {
  const why = await askReason(t('undo'));
  if (!why) return;
  try {
    await remove(`/v1/pages/${record.page_id}/corrections${query({ why, expected: record.result, result: version.result })}`);
    say(t('wentBack'));
    done();
  } catch (problem) { say(problem.status === 409 ? t('conflict') : told(problem)); }
}

// path: of the view, which shows a version by ?result=.
export function versions(record, found, done, path) {
  const current = found.versions.some((v) => v.current && v.result === record.result);
  return found.versions.length > 1 && h('section', { class: 'card noprint versions' }, h('h2', {}, t('versions')), h('ul', { class: 'plain' }, found.versions.map((v) => h('li', {},
    h('p', {}, h('span', { class: 'num' }, `${v.result}. `), v.kind === 'person' ? h('strong', {}, v.who || '—') : t('program'), ' ', h('span', { class: 'small soft' }, new Date(v.made_ms).toLocaleString())),
    h('p', { class: 'small soft' }, v.kind === 'person' ? v.why : v.segment_version),
    h('p', { class: 'small' }, v.result === record.result ? h('strong', {}, v.current ? t('current') : t('shownNow')) : h('a', { href: `${path}${query({ result: v.current ? '' : v.result })}` }, t('lookAt')),
      ' ', !v.current && current && may('edit') && h('button', { type: 'button', onclick: () => goBack(record, v, done) }, t('undo')))))));
}
