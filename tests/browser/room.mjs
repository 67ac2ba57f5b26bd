// room: walks the reading room in Chromium, task by task, from an empty archive on.
//
//     node room.mjs URL STEP      STEP: empty, or full (samples and hostile.txt are committed)
//
// Prints `N passed, N failed`; every page that is looked at is also given to axe.
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [url, step] = [process.argv[2].replace(/\/$/, ''), process.argv[3]];
const pictures = process.env.ROOM_PICTURES;
let passed = 0, failed = 0;

function check(name, truth, detail = '') {
  if (truth) passed += 1;
  else { failed += 1; console.log(`FAILED: ${name} ${detail}`); }
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options }), page = await context.newPage();
  page.setDefaultTimeout(20000);
  page.on('dialog', (d) => { page.dialogs = (page.dialogs || 0) + 1; d.dismiss().catch(() => {}); });
  page.on('pageerror', (e) => check('no script fails', false, e.message));
  page.on('console', (m) => { if (m.type() === 'error' && /Content Security|Refused/.test(m.text())) check('nothing breaks the policy', false, m.text()); });
  return page;
}

// Polls: waitForFunction would need eval, which the room's policy forbids.
async function until(page, name, truth) {
  for (const end = Date.now() + 20000; Date.now() < end; await page.waitForTimeout(50)) if (await page.evaluate(truth).catch(() => false)) return;
  throw new Error(`never: ${name}`);
}

async function visit(page, path) {
  await page.goto(url + path);
  await until(page, `${path} is drawn`, () => !/载入中|Loading/.test(document.getElementById('main').textContent) && document.querySelector('h1') !== null);
}

async function look(page, name) {
  if (pictures) { mkdirSync(pictures, { recursive: true }); await page.screenshot({ path: `${pictures}/${name}.png` }); }
  const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ['violations'] })`);
  for (const v of found.violations.filter((x) => ['serious', 'critical'].includes(x.impact))) check(`axe: ${name}`, false, `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`);
  passed += 1;
  check(`${name} is as wide as its window`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1));
}

const api = async (path, options) => (await fetch(url + path, options)).json();

async function emptyArchive() {
  const page = await open();
  await visit(page, '/');
  check('an empty archive says what to do', (await page.textContent('main')).includes('pagewire submit'));
  await look(page, 'empty');
  await page.click('button:has-text("English")');
  await page.waitForSelector('h1:has-text("Find people")');
  for (const path of ['/read/papers', '/read/review', '/read/desk']) { await visit(page, path); await look(page, `empty${path.replaceAll('/', '-')}`); }
  await visit(page, '/read/nothing');
  check('an unknown address says so', (await page.textContent('h1')).includes('no such page'));
}

async function searching(page) {
  await visit(page, '/');
  await page.fill('#ask', '沈怀');
  await page.waitForSelector('#suggestions li');
  await look(page, 'suggestions');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/person=/);
  await page.waitForSelector('.hit a');
  check('a person is found by name', (await page.textContent('.hit h2')).length > 2);
  await visit(page, '/read/search?q=' + encodeURIComponent('工业遗存'));
  check('hits are marked', (await page.locator('mark').first().textContent()) === '工业遗存');
  await look(page, 'search');
  await visit(page, '/read/search?q=' + encodeURIComponent('没有这样的词语'));
  check('nothing found says so', (await page.textContent('main')).includes('没有找到'));
}

async function reading(page, article) {
  await visit(page, `/read/article/${article.page_id}/${article.article}`);
  check('the headline is the title', (await page.textContent('h1')) === article.headline);
  check('names are links', await page.locator('article a.LOC').count() > 0);
  await page.click('summary >> nth=0');
  check('every cut has its reason', await page.locator('details[open] tr').count() > 0);
  await look(page, 'article');
  await page.click('article a.LOC >> nth=0');
  await page.waitForURL(/read\/name\/place/);
  await page.waitForSelector('.hit a');
  await look(page, 'name');
  await visit(page, `/read/page/${article.page_id}`);
  await page.click('.piece >> nth=3');
  check('choosing printed text shows its article', await page.locator('[aria-live] h2').count() > 0);
  await look(page, 'page');
  await visit(page, '/read/papers');
  await page.click('table a >> nth=0');
  await page.waitForSelector('.month a');
  await look(page, 'calendar');
}

async function correcting(page, article) {
  const address = `/read/article/${article.page_id}/${article.article}`;
  await visit(page, address);
  await page.keyboard.press('c');
  await page.waitForSelector('dialog[open]');
  await look(page, 'correct');
  await page.locator('dialog input').nth(1).fill('改过的标题');
  await page.click('dialog button.main');
  check('a reason is asked for', await page.locator('dialog[open]').count() === 1);
  await page.locator('dialog label:has-text("理由") input').fill('与原件不符');
  await page.click('dialog button.main');
  await page.waitForSelector('h1:has-text("改过的标题")');
  const record = await api(`/v1/pages/${article.page_id}`);
  check('the correction is current', record.result === 2 && record.articles.find((a) => a.article === article.article).headline === '改过的标题');

  // Two editors: the second, who saw the older result, is told.
  const late = await open();
  await visit(late, `/read/page/${article.page_id}`);
  await late.keyboard.press('c');
  await late.waitForSelector('dialog[open]');
  await late.locator('dialog input').nth(1).fill('第二位编辑');
  await late.locator('dialog label:has-text("理由") input').fill('第二次');
  await fetch(`${url}/v1/pages/${article.page_id}/corrections?${new URLSearchParams({ why: '退回', expected: 2, result: 1 })}`, { method: 'DELETE' });
  await late.click('dialog button.main');
  await until(late, 'the second editor is told', () => document.getElementById('say').textContent.includes('别人'));
  check('two editors at once are told', await late.locator('dialog[open]').count() === 1);
  check('undo brings the machine\'s result back', (await api(`/v1/articles/${article.page_id}/${article.article}`)).headline === article.headline);

  // A cut is moved: text from a segment on becomes an article of its own.
  await visit(page, `/read/page/${article.page_id}`);
  const before = (await api(`/v1/pages/${article.page_id}`)).articles.length;
  await page.keyboard.press('c');
  await page.click('dialog summary >> nth=0');
  await page.click('dialog button:has-text("另成一篇") >> nth=1');
  await page.locator('dialog label:has-text("理由") input').fill('本是两篇');
  await page.click('dialog button.main');
  await until(page, 'the split is saved', () => document.getElementById('say').textContent.includes('新版本'));
  check('a split makes one article more', (await api(`/v1/pages/${article.page_id}`)).articles.length === before + 1);
}

async function reviewing(page) {
  await visit(page, '/read/review');
  await page.waitForSelector('a.head');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  check('keys go through the list', await page.evaluate(() => [...document.querySelectorAll('a.head')].indexOf(document.activeElement)) >= 0);
  await look(page, 'review');
  await page.keyboard.press('Enter');
  await page.waitForURL(/read\/article/);
  await visit(page, '/read/desk');
  await page.waitForSelector('table');
  await look(page, 'desk');
}

async function hostile(page) {
  const found = (await api(`/v1/search?q=${encodeURIComponent('无害的正文')}`)).articles[0];
  check('the hostile page is there', Boolean(found));
  if (!found) return;
  for (const path of [`/read/article/${found.page_id}/${found.article}`, `/read/page/${found.page_id}`, `/read/search?q=${encodeURIComponent('无害的正文')}`,
    `/read/search?q=${encodeURIComponent('<img src=x onerror=alert(1)>')}`, `/read/name/person/${encodeURIComponent('"><script>alert(1)</script>')}`, '/read/papers']) {
    await visit(page, path).catch(() => {});
    check(`no markup from data: ${path}`, await page.evaluate(() => document.querySelectorAll('main img[src="x"], main script').length) === 0);
  }
  check('nothing ran', !page.dialogs);
  const headers = (await fetch(`${url}/`)).headers;
  check('it cannot be framed', /frame-ancestors 'none'/.test(headers.get('content-security-policy')));
  check('no inline script is allowed', !/unsafe/.test(headers.get('content-security-policy')));
  const forged = await fetch(`${url}/v1/pages/${found.page_id}/withdrawal`, { method: 'PUT', headers: { Origin: 'http://evil.example', 'Content-Type': 'application/json' }, body: '{"why": "x"}' });
  check('a change asked for by another site is refused', forged.status === 403, forged.status);
}

async function shapes(article) {
  for (const options of [{ viewport: { width: 390, height: 844 } }, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }, { colorScheme: 'dark' }]) {
    const page = await open(options), name = `${options.viewport ? 'narrow' : 'wide'}-${options.colorScheme || 'light'}`;
    for (const path of ['/', '/read/search?q=' + encodeURIComponent('市'), `/read/article/${article.page_id}/${article.article}`, `/read/page/${article.page_id}`, '/read/review', '/read/papers']) {
      await visit(page, path);
      await look(page, `${name}${path.split('?')[0].replaceAll('/', '-').slice(0, 18)}`);
    }
    await page.context().close();
  }
}

try {
  if (step === 'empty') await emptyArchive();
  else {
    const page = await open(), article = (await api(`/v1/search?q=${encodeURIComponent('工业遗存')}`)).articles[0];
    await searching(page);
    await reading(page, article);
    await reviewing(page);
    await hostile(page);
    await shapes(article);
    await correcting(page, article);
  }
} catch (error) {
  failed += 1;
  console.log(`FAILED: ${step}: ${error.stack.split('\n').slice(0, 6).join('\n')}`);
}
await browser.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed > 0 ? 1 : 0);
