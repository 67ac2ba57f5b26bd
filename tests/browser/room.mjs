// room: walks the reading room in Chromium, task by task, from an empty archive on.
//
//     node room.mjs URL STEP      STEP: empty, or full (samples and hostile.txt are committed)
//
// Prints `N passed, N failed`; every page that is looked at is also given to axe.
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { correcting } from './corrections.mjs';

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
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'], ...options }), page = await context.newPage();
  page.setDefaultTimeout(120000);
  page.on('dialog', (d) => {
    page.dialogs = (page.dialogs || 0) + 1;
    (page.agree ? d.accept() : d.dismiss()).catch(() => {});
  });
  page.on('pageerror', (e) => check('no script fails', false, e.message));
  page.on('console', (m) => { if (m.type() === 'error' && /Content Security|Refused/.test(m.text())) check('nothing breaks the policy', false, m.text()); });
  return page;
}

// Polls: waitForFunction would need eval, which the room's policy forbids.
async function until(page, name, truth) {
  for (const end = Date.now() + 120000; Date.now() < end; await page.waitForTimeout(50)) if (await page.evaluate(truth).catch(() => false)) return;
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
  const years = (await api('/v1/papers')).years;
  check('the timeline shows how many pages a year holds', (await page.locator('.timeline .held').allTextContents()).includes(`${years.at(-1).count} 版`), JSON.stringify(years));
  await look(page, 'search');
  await page.locator('.timeline a').first().click();
  await page.waitForURL(/date=\d{4}-\d{2}/);
  await page.waitForSelector('.chip >> nth=1');
  check('a bar leads to its month', /\d{4}-\d{2}/.test(await page.locator('.chip').nth(1).textContent()));
  await page.locator('aside a').first().click();
  await page.waitForURL(/(person|place|organisation)=/);
  await page.waitForSelector('.chip >> nth=2');
  check('a facet narrows it', await page.locator('.hit').count() > 0);
  await visit(page, '/read/search?q=' + encodeURIComponent('没有这样的词语'));
  check('nothing found says so', (await page.textContent('main')).includes('没有找到'));
}

// What goes wrong says what to do, in the reader's language.
async function mistakes(page) {
  for (const [path, title, help] of [['/read/search?date=2026-99', '没有办成', '日期要写成'], ['/read/page/ffffffff', '没有这一版', '馆藏里没有'], ['/read/nothing', '没有这个网页', '核对网址'],
    [`/read/name/person/${encodeURIComponent('无此人')}`, '没有文章提到这个名字', '馆藏里没有']]) {
    await visit(page, path);
    check(`it says what to do: ${path}`, (await page.textContent('h1')) === title && (await page.textContent('[role=alert]')).includes(help), await page.textContent('main'));
  }
  await look(page, 'mistake');
}

// Keys alone, from the first page to a printed line; and the list of them.
async function keysAlone(page) {
  await visit(page, '/read/desk');
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open] kbd');
  await look(page, 'keys');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await until(page, 'the box is there', () => document.activeElement?.id === 'ask');
  await page.keyboard.insertText('沈怀'); // not key by key: names for the first character would come and go
  await page.waitForSelector('#suggestions li');
  check('a suggestion is told to screen readers', await page.getAttribute('#ask', 'role') === 'combobox' && await page.getAttribute('#ask', 'aria-expanded') === 'true');
  await page.keyboard.press('ArrowDown');
  check('the chosen one, too', await page.getAttribute('#ask', 'aria-activedescendant') === 's0');
  await page.keyboard.press('Enter');
  await page.waitForURL(/person=/);
  await page.waitForSelector('.hit h2 a');
  await tabTo(page, () => document.activeElement.closest('.hit h2') !== null);
  await page.keyboard.press('Enter');
  await page.waitForURL(/read\/article/);
  await page.waitForSelector('.way');
  await tabTo(page, () => document.activeElement.classList.contains('way'));
  await page.keyboard.press('Enter');
  await page.waitForSelector('.spot');
  await page.keyboard.press('u');
  await page.waitForURL(/read\/page/);
  await until(page, 'the page is drawn', () => document.querySelector('.sheet, .printed') !== null);
  await page.keyboard.press('u');
  await page.waitForURL(/read\/papers/);
}

async function tabTo(page, truth) {
  for (let i = 0; i < 300; i += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(truth)) return;
  }
  throw new Error(`Tab never reaches ${truth}`);
}

// On paper: black on white whatever the screen, the text without the tools.
async function onPaper(article) {
  const page = await open({ colorScheme: 'dark' });
  await visit(page, `/read/article/${article.page_id}/${article.article}`);
  await page.emulateMedia({ media: 'print' });
  const seen = await page.evaluate(() => ({ tools: [...document.querySelectorAll('header, .bar, .way, aside')].filter((n) => n.getClientRects().length > 0).length, ink: getComputedStyle(document.querySelector('h1')).color, text: document.querySelector('p.para').getClientRects().length }));
  check('on paper there is the text alone, in black', seen.tools === 0 && seen.ink === 'rgb(0, 0, 0)' && seen.text > 0, JSON.stringify(seen));
  if (pictures) await page.screenshot({ path: `${pictures}/print.png` });
  await page.context().close();
}

async function reading(page, article) {
  await visit(page, `/read/article/${article.page_id}/${article.article}`);
  check('the headline is the title', (await page.textContent('h1')).trim() === article.headline && (await page.title()).startsWith(article.headline));
  check('names are links', await page.locator('article a.LOC').count() > 0);
  await page.click('summary >> nth=0');
  check('every cut has its reason', await page.locator('details[open] tr').count() > 0);
  check('every line leads to its printed place', await page.locator('article .way').count() === await page.evaluate(() => document.querySelectorAll('article > h1, article > p:not(.card), article > blockquote').length));
  await page.click('p.para .way >> nth=1');
  check('and shows it', await page.locator('.line.spot').count() > 0 && (await page.locator('p.para').nth(1).textContent()).replace(/\s/g, '').startsWith((await page.locator('.line.spot').first().textContent()).replace(/\s/g, '').slice(0, 6)));
  await look(page, 'article');
  await page.click('article a.LOC >> nth=0');
  await page.waitForURL(/read\/name\/place/);
  await page.waitForSelector('.hit a');
  await look(page, 'name');
  const province = encodeURIComponent('江苏省');
  await visit(page, `/read/name/place/${province}`);
  check('a place tells what lies in it', (await page.locator('section:has(h2:text-is("辖内")) li').allTextContents()).some((x) => x.includes('苏州')), await page.textContent('aside'));
  await visit(page, `/read/page/${article.page_id}`);
  await page.click('.piece >> nth=3');
  check('printed lines stand beside the repaired articles', await page.locator('.repaired').count() === (await api(`/v1/pages/${article.page_id}`)).articles.length);
  check('choosing printed text shows its article', await page.locator('.repaired.chosen').count() === 1 && await page.locator('.piece.chosen').count() > 0);
  await look(page, 'page');
  await visit(page, '/read/papers');
  await page.click('table a >> nth=0');
  await page.waitForSelector('.month a');
  check('the latest day is open', (await page.textContent('#day')) === (await page.getAttribute('.month a[aria-current]', 'aria-label')));
  await page.click('.month a >> nth=0');
  await page.waitForURL(/date=/);
  await until(page, 'the day is chosen', () => document.querySelector('.month a')?.hasAttribute('aria-current'));
  check('a day has its pages and headlines', await page.locator('.issue section h3 a').count() > 0 && await page.locator('.issue li a').count() > 0);
  await look(page, 'calendar');
}

// A page that came as PDF: its picture with zones, the way through the issue, citation, clipping.
async function layout(page) {
  const listed = (await api(`/v1/pages?${new URLSearchParams({ paper: '澜州日报', date: '2026-03-17', state: 'current' })}`)).pages;
  const record = await api(`/v1/pages/${listed.find((p) => p.number === 'A02').page_id}`), lead = record.articles[0];
  await visit(page, `/read/page/${record.page_id}`);
  await until(page, 'the picture is drawn', () => document.querySelector('.sheet img')?.naturalWidth > 0);
  check('every article has its zones', await page.locator('.sheet svg a').count() === record.articles.length);
  check('every article has its number', await page.locator('.sheet .zone-tag').count() >= record.articles.length);
  const covered = await page.evaluate(() => [...document.querySelectorAll('.sheet .zone-tag')].flatMap((tag) => {
    const t = tag.getBBox();
    return [...document.querySelectorAll('.sheet .zone')].filter((zone) => {
      const z = zone.getBBox(), wide = Math.min(t.x + t.width, z.x + z.width) - Math.max(t.x, z.x), tall = Math.min(t.y + t.height, z.y + z.height) - Math.max(t.y, z.y);
      return wide > 0 && tall > 0 && wide * tall > t.width * t.height * .2;
    });
  }).length);
  check('no number covers what is printed', covered === 0, covered);
  await page.locator('.sheet svg a').nth(1).locator('.zone').first().hover();
  check('hovering names an article', (await page.textContent('.zone-label')).includes(record.articles[1].headline));
  await page.locator('.sheet svg a').nth(0).locator('.zone').first().click();
  check('choosing one shows it and dims the rest', (await page.textContent('[aria-live] h2')).includes(lead.headline) && await page.locator('svg.dim a.chosen').count() === 1);
  check('the one chosen has its clipping and citation', await page.locator('.beside .clip svg').count() === 1 && await page.locator('.beside button:has-text("复制引文")').count() === 1);
  const files = await page.locator('.beside .files a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  for (const href of files) {
    const got = await fetch(url + href);
    check(`download ${href.slice(-14)}`, got.status === 200 && (await got.text()).length > 40, got.status);
  }
  check('each format can be had', files.length === 8, files.length);
  const [kept] = await Promise.all([page.waitForEvent('download'), page.click('.beside button:has-text("保存剪图")')]);
  check('the clipping can be kept', kept.suggestedFilename() === '澜州日报-2026-03-17-A02-1.png', kept.suggestedFilename());
  await page.locator('.beside p.para .way').first().click();
  check('a line shows its place in the picture', await page.locator('.sheet svg .spot').count() > 0);
  await look(page, 'layout');
  check('keys reach the zones', await page.evaluate(() => { const a = document.querySelector('.sheet svg a'); a.focus(); return document.activeElement === a; }));
  await page.mouse.move(0, 0); // else the list of articles slides under it, and the one it is on lights up
  await page.keyboard.press('Escape');
  await until(page, 'Escape lets go', () => document.querySelector('.sheet svg.dim') === null);
  await page.click('a[rel=prev]');
  await page.waitForSelector('h1:has-text("A01")');
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('h1:has-text("A02")');
  const sheets = await page.locator('.bar a[target=_blank]').all();
  check('a page can be had in several forms', sheets.length > 1, sheets.length);
  for (const a of sheets) {
    const got = await fetch(url + await a.getAttribute('href'));
    check(`download ${await a.textContent()}`, got.status === 200 && (await got.text()).length > 100, got.status);
  }
  await visit(page, `/read/article/${record.page_id}/1`);
  await page.click('button:has-text("复制引文")');
  await until(page, 'the citation is copied', () => document.getElementById('say').textContent !== '');
  const citation = await page.evaluate(() => navigator.clipboard.readText());
  check('the citation names headline, paper and day', [lead.headline, '《澜州日报》', '2026-03-17', 'A02', `/read/article/${record.page_id}/1`].every((part) => citation.includes(part)), citation);
  await page.click('summary:has-text("文章剪图")');
  const box = await page.getAttribute('details[open] svg[viewBox]', 'viewBox');
  check('the clipping is where the article stands', box.split(' ').map(Number)[3] > 0 && Number(box.split(' ')[0]) === Math.min(...lead.zones.map((z) => z[0])), box);
  const forms = await page.locator('.bar a[target=_blank]').all();
  check('an article, too', forms.length > 1, forms.length);
  for (const a of forms) {
    const got = await fetch(url + await a.getAttribute('href'));
    check(`article as ${await a.textContent()}`, got.status === 200 && (await got.text()).length > 100, got.status);
  }
  await look(page, 'layout-article');
  return record;
}

async function reviewing(page) {
  await visit(page, '/read/review');
  await page.waitForSelector('a.head');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  check('keys go through the list', await page.evaluate(() => [...document.querySelectorAll('a.head')].indexOf(document.activeElement)) >= 0);
  await look(page, 'review');
  check('what is least sure comes first', await page.evaluate(() => { const n = [...document.querySelectorAll('.hit .num')].map((x) => Number(x.textContent)); return n.length > 1 && n.every((x, i) => i === 0 || n[i - 1] <= x); }));
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.waitForURL(/read\/article/);
  await page.waitForSelector('nav a[rel=next]');
  const first = page.url();
  await page.keyboard.press('n');
  await until(page, 'the next one', () => document.querySelector('main nav .num')?.textContent.startsWith('2 '));
  await look(page, 'review-article');
  await page.keyboard.press('p');
  await page.waitForURL(first);
  await until(page, 'the one before', () => document.querySelector('main nav .num')?.textContent.startsWith('1 '));
  const [, id, number] = first.match(/article\/(\w+)\/(\d+)/);
  await page.keyboard.press('a');
  await until(page, 'it is noted', () => document.getElementById('say').textContent.includes('无误'));
  check('an article found right is sure from now on', (await api(`/v1/articles/${id}/${number}`)).confidence === 1);
  await until(page, 'the next one follows', () => document.querySelector('main nav .num')?.textContent.startsWith('2 '));
  await page.keyboard.press('u');
  await page.waitForURL(/read\/review/);
  await fetch(`${url}/v1/pages/${id}/corrections?${new URLSearchParams({ why: '退回', expected: 2, result: 1 })}`, { method: 'DELETE' });
}

// The operators' desk: figures, a page that failed with its reason, tried again and dropped.
async function operating(page) {
  await visit(page, '/read/desk');
  await page.waitForSelector('.board .figure');
  check('backlog, workers, dead letters, archive', await page.locator('.board .figure').count() === 4);
  await page.waitForSelector('p.warn:has-text("像素太多")');
  await look(page, 'desk');
  await page.click('button:has-text("重试")');
  await until(page, 'it is tried again', () => document.getElementById('say').textContent.includes('重新排队'));
  for (const end = Date.now() + 120000; Date.now() < end && (await api('/v1/dead')).pages.length === 0;) await page.waitForTimeout(100);
  await page.waitForSelector('button:has-text("放弃")');
  page.agree = true;
  await page.click('button:has-text("放弃")');
  await until(page, 'it is dropped', () => !/像素太多/.test(document.getElementById('main').textContent));
  page.agree = false;
  page.dialogs = 0;
  check('no dead letter is left', (await api('/v1/dead')).pages.length === 0);
}

// Answers that come when the reader has gone on, and a button pressed twice.
async function lateAnswers() {
  const page = await open();
  await visit(page, '/');
  let release;
  const held = new Promise((go) => { release = go; });
  await page.route('**/v1/papers', async (route) => { await held; await route.continue(); });
  await page.click('header a[href="/read/papers"]');
  await until(page, 'its answer is on the way', () => /载入中/.test(document.getElementById('main').textContent));
  await page.click('header a[href="/read/desk"]');
  await page.waitForSelector('.board .figure');
  const came = page.waitForResponse('**/v1/papers');
  release();
  await came;
  await page.waitForTimeout(300); // in which it would take the other's place
  check('a late answer fills no other view', await page.locator('.board .figure').count() > 0 && page.url().endsWith('/read/desk'), await page.textContent('h1'));
  await page.unroute('**/v1/papers');
  await visit(page, '/read/search?' + new URLSearchParams({ paper: '澜州日报' }));
  await page.evaluate(() => { const more = [...document.querySelectorAll('section p button')].at(-1); more.click(); more.click(); });
  await until(page, 'there is more', () => document.querySelectorAll('.hit').length > 20);
  await page.waitForTimeout(300); // in which the second press would bring it again
  const hrefs = await page.locator('.hit h2 a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  check('more, pressed twice, comes once', new Set(hrefs).size === hrefs.length, `${hrefs.length}, ${new Set(hrefs).size} of them different`);
  await page.context().close();
}

// All that is loaded before pictures.
async function weight() {
  const seen = new Set(['/', '/icon.svg', '/style.css', '/app.js']);
  let bytes = 0;
  for (const path of seen) {
    const text = await (await fetch(url + path)).text();
    bytes += Buffer.byteLength(text);
    for (const [, to] of text.matchAll(/from '(\.[^']+)'/g)) seen.add(new URL(to, url + path).pathname);
  }
  check('under 200 KB before pictures', seen.size > 15 && bytes < 200000, `${seen.size} files, ${bytes} bytes`);
}

const EVIL = '<img src=x onerror=alert(9)>报';

async function hostile(page) {
  check('a paper can have any name', (await api('/v1/papers')).papers.some((p) => p.name === EVIL));
  const found = (await api(`/v1/search?q=${encodeURIComponent('无害的正文')}`)).articles[0];
  check('the hostile page is there', Boolean(found));
  if (!found) return;
  for (const path of [`/read/article/${found.page_id}/${found.article}`, `/read/page/${found.page_id}`, `/read/search?q=${encodeURIComponent('无害的正文')}`,
    `/read/search?q=${encodeURIComponent('<img src=x onerror=alert(1)>')}`, `/read/name/person/${encodeURIComponent('"><script>alert(1)</script>')}`, '/read/papers', `/read/papers/${encodeURIComponent(EVIL)}`, '/',
    `/read/search?${new URLSearchParams({ paper: EVIL })}`, '/read/review', '/read/desk']) {
    check(`it is drawn: ${path}`, await visit(page, path).then(() => true, () => false));
    check(`no markup from data: ${path}`, await page.evaluate(() => document.querySelectorAll('main img[src="x"], main script').length) === 0);
  }
  await visit(page, '/read/papers');
  check('but as text it is shown', (await page.textContent('main')).includes(EVIL));
  check('nothing ran', !page.dialogs);
  const headers = (await fetch(`${url}/`)).headers;
  check('it cannot be framed', /frame-ancestors 'none'/.test(headers.get('content-security-policy')));
  check('no inline script is allowed', !/unsafe/.test(headers.get('content-security-policy')));
  // Every change of the API, asked for by a page of another site.
  const { paths } = await api('/v1/openapi.json');
  let changes = 0;
  for (const [path, methods] of Object.entries(paths)) {
    for (const method of ['post', 'put', 'delete'].filter((m) => methods[m])) {
      const at = path.replace('{page}', found.page_id).replace(/\{(article|sequence|number)\}/g, '1').replace(/\{\w+\}/g, 'x');
      const body = method === 'delete' ? undefined : '{"why": "x"}';
      const forged = await fetch(url + at, { method: method.toUpperCase(), headers: { Origin: 'http://evil.example', 'Content-Type': 'application/json' }, body });
      changes += 1;
      check(`asked for by another site: ${method} ${path}`, forged.status === 403, forged.status);
    }
  }
  check('all changes were tried', changes >= 15, changes);
  // A form of another site can send plain text only.
  const plain = await fetch(`${url}/v1/articles/${found.page_id}/1/withdrawal`, { method: 'PUT', headers: { 'Content-Type': 'text/plain' }, body: '{"why": "x"}' });
  check('a change has to be JSON', plain.status === 415, plain.status);
  check('what is served is not guessed at', headers.get('x-content-type-options') === 'nosniff');
}

// From another host a token is asked for; it is kept where scripts do not see it, until the reader signs out.
async function signingIn() {
  const page = await open({ viewport: { width: 390, height: 844 }, colorScheme: 'dark', extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.7' } });
  await page.goto(url + '/read/review');
  await page.waitForSelector('input[type=password]');
  await look(page, 'sign-in');
  await page.fill('input[type=password]', 'pw_wrong');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#say:has-text("令牌不对")');
  await page.fill('input[type=password]', process.env.TOKEN);
  await page.keyboard.press('Enter');
  await page.waitForSelector('header button:has-text("退出")');
  check('a reader is let in', await page.locator('input[type=password]').count() === 0);
  check('scripts do not see the token', !(await page.evaluate(() => document.cookie)).includes('pagewire'));
  await page.click('header button:has-text("退出")');
  await page.waitForSelector('input[type=password]');
  check('and is out again', (await page.context().cookies()).length === 0);
  await page.context().close();
}

async function shapes(article, sheet) {
  for (const options of [{ viewport: { width: 390, height: 844 } }, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }, { colorScheme: 'dark' }]) {
    const page = await open(options), name = `${options.viewport ? 'narrow' : 'wide'}-${options.colorScheme || 'light'}`;
    for (const path of ['/', '/read/search?q=' + encodeURIComponent('市'), `/read/article/${article.page_id}/${article.article}`, `/read/page/${article.page_id}`, `/read/page/${sheet.page_id}`, `/read/article/${sheet.page_id}/1`,
      `/read/papers/${encodeURIComponent('澜州日报')}`, '/read/name/place/' + encodeURIComponent('澜州市'), '/read/desk', '/read/review', '/read/papers']) {
      await visit(page, path);
      await look(page, `${name}${path.split('?')[0].replaceAll('/', '-').slice(0, 22)}`);
    }
    await page.context().close();
  }
}

try {
  if (step === 'empty') await emptyArchive();
  else {
    const page = await open(), article = (await api(`/v1/search?q=${encodeURIComponent('工业遗存')}`)).articles[0];
    await searching(page);
    await mistakes(page);
    await keysAlone(page);
    await reading(page, article);
    const sheet = await layout(page);
    await reviewing(page);
    await operating(page);
    await lateAnswers();
    await hostile(page);
    await weight();
    await signingIn();
    await shapes(article, sheet);
    await onPaper(article);
    await correcting({ page, url, api, check, until, visit, look, open, tabTo }, article, sheet);
  }
} catch (error) {
  failed += 1;
  console.log(`FAILED: ${step}: ${error.stack.split('\n').slice(0, 6).join('\n')}`);
}
await browser.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed > 0 ? 1 : 0);
