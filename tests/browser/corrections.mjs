// corrections: each kind of correction, made in the browser as an editor does; what the archive
// holds then; undo; two editors at once; the feed and the export.
//
// stage: { page, url, api, check, until, visit, look, open, tabTo } of room.mjs.

const reasonBox = 'dialog.correct label:has-text("理由") input';
const key = (name) => `dialog.correct [data-key="${name}"]`;

async function begin(stage, path) {
  const { page, visit } = stage;
  await visit(page, path);
  await page.keyboard.press('c');
  await page.waitForSelector('dialog.correct[open]');
}

async function finish(stage, why) {
  const { page, until } = stage;
  await page.fill(reasonBox, why);
  await page.click('dialog.correct button.main');
  await until(page, 'it is saved', () => document.getElementById('say')?.textContent.includes('新版本') && !document.querySelector('dialog[open]'));
}

// Goes back to the first result by the button beside the versions.
async function undo(stage, id) {
  const { page, visit, until, api, check } = stage;
  await visit(page, `/read/page/${id}`);
  await page.locator('.versions li:has-text("程序") button').click();
  await page.fill('dialog.small-dialog input', '试完退回');
  await page.keyboard.press('Enter');
  await until(page, 'it is undone', () => document.getElementById('say')?.textContent.includes('已退回'));
  const record = await api(`/v1/pages/${id}`), first = await api(`/v1/pages/${id}?result=1`);
  check('undo brings the program\'s result back', JSON.stringify(record.articles) === JSON.stringify(first.articles) && JSON.stringify(record.segments) === JSON.stringify(first.segments));
}

const bare = (text) => text.replace(/\s+/g, '');

// By keys alone: headline and author, with a reason.
async function fields(stage, article) {
  const { page, api, check, look, tabTo } = stage, address = `/read/article/${article.page_id}/${article.article}`;
  const machine = await api(`/v1/pages/${article.page_id}`);
  await begin(stage, address);
  await look(page, 'correct');
  await tabTo(page, () => document.activeElement.dataset?.key === 'headline');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('改过的标题');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('王小明，澜州大学');
  await tabTo(page, () => document.activeElement.textContent === '保存更正');
  await page.keyboard.press('Enter');
  check('a reason is asked for', await page.locator('dialog.correct[open]').count() === 1 && await page.evaluate(() => document.activeElement.dataset.key === 'reason'));
  await page.keyboard.type('与原件不符');
  await page.keyboard.press('Enter');
  await page.waitForSelector('h1:has-text("改过的标题")');
  const now = await api(`/v1/articles/${article.page_id}/${article.article}`);
  check('headline and author are fixed', now.result === 2 && now.headline === '改过的标题' && now.authors[0].name === '王小明' && now.authors[0].affiliation === '澜州大学');
  check('the text stays as it was', JSON.stringify(now.paragraphs) === JSON.stringify(machine.articles.find((a) => a.article === article.article).paragraphs));
  const rows = await page.locator('table.compare tbody tr').allTextContents();
  check('the program\'s result stays beside it', rows.some((r) => r.includes(article.headline) && r.includes('改过的标题')) && rows.length === 2, JSON.stringify(rows));
  await look(page, 'corrected');
  await page.click('.versions a:has-text("查看")');
  await page.waitForURL(/result=1/);
  await page.waitForSelector(`h1:has-text("${article.headline}")`);
  check('an old version can be read, and not corrected', await page.locator('button:has-text("更正")').count() === 0);
}

async function twoEditors(stage, article) {
  const { url, open, visit, until, check } = stage, late = await open();
  await visit(late, `/read/page/${article.page_id}`);
  await late.keyboard.press('c');
  await late.waitForSelector('dialog.correct[open]');
  await late.fill(key('headline'), '第二位编辑');
  await late.fill(reasonBox, '第二次');
  await fetch(`${url}/v1/pages/${article.page_id}/corrections?${new URLSearchParams({ why: '退回', expected: 2, result: 1 })}`, { method: 'DELETE' });
  await late.click('dialog.correct button.main');
  await until(late, 'the second editor is told', () => document.getElementById('say').textContent.includes('别人'));
  check('two editors at once are told', await late.locator('dialog.correct[open]').count() === 1 && await late.inputValue(key('headline')) === '第二位编辑');
  check('and see it above the dialogue', await late.evaluate(() => document.querySelector('dialog.correct').contains(document.getElementById('say'))));
  await late.keyboard.press('Escape');
  await late.waitForSelector('dialog.small-dialog[open]');
  check('unsaved changes are not lost by Escape', await late.locator('dialog.correct[open]').count() === 1);
  await late.click('dialog.small-dialog button.danger');
  await until(late, 'all is closed', () => !document.querySelector('dialog'));
  await late.context().close();
}

// Split, join, and a cut that moves by a line, each with what it does to the texts.
async function cuts(stage, article) {
  const { page, api, check, look } = stage, id = article.page_id, address = `/read/article/${id}/${article.article}`;
  const before = await api(`/v1/pages/${id}`), all = (r) => bare(r.articles.flatMap((a) => [a.kicker, a.headline, a.deck, a.dateline, ...a.lead, ...a.paragraphs, ...a.captions, ...a.credits]).sort().join(''));
  const own = before.segments.filter((s) => s.article === article.article), body = own.find((s) => s.role === 'body');
  const lines = [...before.text].slice(body.start, body.end).join('').split('\n').filter((l) => l.trim());

  await begin(stage, address);
  await page.click(key('cuts'));
  await page.click(key(`lines${body.start}`));
  await look(page, 'correct-cuts');
  await page.locator('dialog.correct .lines button').nth(4).click();
  check('after a step the keyboard is where it was, or in the dialogue', await page.evaluate(() => document.querySelector('dialog').contains(document.activeElement)));
  await page.locator('dialog.correct button:has-text("从这里起另成一篇")').nth(own.indexOf(body) + 1).click();
  check('steps can be taken back', await page.locator('dialog.correct button:has-text("撤销一步")').isEnabled());
  await finish(stage, '本是两篇');
  const split = await api(`/v1/pages/${id}`), made = split.articles.at(-1);
  check('a split at a line makes one article more', split.articles.length === before.articles.length + 1);
  check('which begins at that line', bare(made.paragraphs[0] || '').length > 0 && (bare(made.paragraphs[0]).startsWith(bare(lines[5])) || bare(lines[5]).startsWith(bare(made.paragraphs[0]).slice(0, 8))), made.paragraphs[0]);
  check('no text is lost by it', [...all(split)].sort().join('') === [...all(before)].sort().join(''));

  await begin(stage, `/read/article/${id}/${made.article}`);
  await page.selectOption(key('join'), String(article.article));
  await finish(stage, '其实是一篇');
  const joined = await api(`/v1/pages/${id}`);
  check('joining makes one of them', joined.articles.length === before.articles.length && bare(joined.articles.find((a) => a.article === article.article).paragraphs.join('')).length === bare(before.articles.find((a) => a.article === article.article).paragraphs.join('')).length);
  await undo(stage, id);

  await begin(stage, address);
  await page.click(key('cuts'));
  const next = before.segments.find((s) => s.start >= own.at(-1).end && s.article !== article.article);
  await page.click(key(`down${next.start}`));
  await finish(stage, '切口低了一行');
  const moved = await api(`/v1/pages/${id}`), line = [...before.text].slice(next.start, next.end).join('').split('\n')[0];
  const last = moved.segments.filter((s) => s.article === article.article).at(-1);
  check('a cut is moved by a line', moved.articles.length === before.articles.length && [...moved.text].slice(last.start, last.end).join('').endsWith(line), line);
  await begin(stage, address);
  await page.click(key('cuts'));
  await page.click(key(`up${moved.segments.find((s) => s.start >= last.end).start}`));
  await finish(stage, '移回去');
  const back = await api(`/v1/pages/${id}`);
  check('and back', JSON.stringify(back.segments.map((s) => [s.start, s.end, s.article])) === JSON.stringify(before.segments.map((s) => [s.start, s.end, s.article])));
  check('its paragraphs are what they were', JSON.stringify(back.articles.map((a) => a.paragraphs)) === JSON.stringify(before.articles.map((a) => a.paragraphs)));
  await undo(stage, id);
}

// Roles, and where there is layout the zones go with the text.
async function roles(stage, sheet) {
  const { page, api, check } = stage, id = sheet.page_id, deck = sheet.segments.find((s) => s.article === 1 && s.role === 'deck');
  await begin(stage, `/read/article/${id}/1`);
  await page.click(key('cuts'));
  await page.selectOption(key(`role${deck.start}`), 'subhead');
  await finish(stage, '这是小标题');
  const now = (await api(`/v1/pages/${id}`)).articles[0], was = sheet.articles[0];
  check('a role is set', now.deck === '' && now.paragraphs.includes(was.deck) && now.paragraphs.length === was.paragraphs.length + 1, JSON.stringify(now.paragraphs));
  await begin(stage, `/read/article/${id}/1`);
  await page.click(key('cuts'));
  await page.selectOption(key(`belongs${deck.start}`), '2');
  await finish(stage, '属于第二篇');
  const zones = (await api(`/v1/pages/${id}`)).articles, has = (a) => a.zones.some((z) => JSON.stringify(z) === JSON.stringify(deck.zones[0]));
  check('zones go with their text', has(zones[1]) && !has(zones[0]));
  await undo(stage, id);
}

// A name is removed, relabelled, added by keys, and a place gets its code.
async function names(stage, article) {
  const { page, api, check, look, tabTo } = stage, id = article.page_id, address = `/read/article/${id}/${article.article}`;
  const before = await api(`/v1/articles/${id}/${article.article}`), [first, second] = before.entities, place = before.entities.find((m) => m.type === 'LOC' && m !== first && m !== second);
  await begin(stage, address);
  await page.click(key('names'));
  await look(page, 'correct-names');
  await page.click(key(`remove${first.start}`));
  await page.selectOption(key(`type${second.start}`), second.type === 'PER' ? 'ORG' : 'PER');
  await page.fill(key(`code${place.start}`), '12345');
  await page.keyboard.press('Tab');
  await page.fill(key(`code${place.start}`), '320500');
  await page.keyboard.press('Tab');
  await tabTo(page, () => document.activeElement.dataset?.key === 'printed');
  await page.keyboard.press('ControlOrMeta+Home');
  for (let i = 0; i < 2; i += 1) await page.keyboard.press('Shift+ArrowRight');
  await tabTo(page, () => document.activeElement.dataset?.key === 'addORG');
  await page.keyboard.press('Enter');
  await finish(stage, '名字有误');
  const now = await api(`/v1/articles/${id}/${article.article}`), own = (await api(`/v1/pages/${id}`)).segments.filter((s) => s.article === article.article)[0];
  const entity = (await api(`/v1/pages/${id}`)).entities.find((e) => e.id === now.entities.find((m) => m.start === place.start).entity);
  check('a mention is removed', !now.entities.some((m) => m.start === first.start && m.type === first.type));
  check('one is relabelled', now.entities.find((m) => m.start === second.start).type !== second.type);
  check('one is added by keys', now.entities.some((m) => m.type === 'ORG' && m.start === own.start && m.end - m.start === 2), JSON.stringify(now.entities[0]));
  check('a place has its code', entity.code === '320500' && !entity.path, JSON.stringify(entity));
  await undo(stage, id);
}

// Save, pressed twice, saves once: the second would tell the editor of somebody else, who is himself.
async function savedOnce(stage, article) {
  const { page, until, check } = stage;
  let posts = 0;
  const count = (request) => { posts += request.method() === 'POST' && request.url().endsWith('/corrections') ? 1 : 0; };
  await begin(stage, `/read/article/${article.page_id}/${article.article}`);
  await page.fill(key('headline'), '按了两次');
  await page.fill(reasonBox, '手快');
  page.on('request', count);
  await page.evaluate(() => { const save = document.querySelector('dialog.correct button.main'); save.click(); save.click(); });
  await until(page, 'it is saved', () => document.getElementById('say')?.textContent.includes('新版本') && !document.querySelector('dialog[open]'));
  await page.waitForSelector('h1:has-text("按了两次")');
  page.off('request', count);
  check('save, pressed twice, saves once', posts === 1, posts);
  await undo(stage, article.page_id);
}

// Feeds publish the new version.
async function published(stage, id, since) {
  const text = await (await fetch(`${stage.url}/v1/export?${new URLSearchParams({ cursor: since })}`)).text();
  const events = text.trim().split('\n').map((l) => JSON.parse(l)).filter((e) => JSON.stringify(e).includes(id));
  stage.check('feeds publish the new version', events.some((e) => JSON.stringify(e).includes('corrected')), text.slice(0, 300));
}

export async function correcting(stage, article, sheet) {
  const since = (await fetch(`${stage.url}/v1/export?from=now`)).headers.get('link').match(/cursor=(\d+)/)[1];
  await fields(stage, article);
  await published(stage, article.page_id, since);
  await twoEditors(stage, article);
  await cuts(stage, article);
  await roles(stage, sheet);
  await names(stage, article);
  await savedOnce(stage, article);
  // One stays corrected, for the export that run looks at.
  await begin(stage, `/read/article/${article.page_id}/${article.article}`);
  await stage.page.fill(key('headline'), '留作标注的标题');
  await finish(stage, '供训练');
}
