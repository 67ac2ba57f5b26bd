// formats: reads what was exported as its readers do.
//
//     node formats.mjs URL SITE MIRADOR      URL: of a gateway; SITE: an e-paper; MIRADOR: a script
//
// Prints `N passed, N failed`.  FORMATS_PICTURES=DIR keeps what it saw.
import { createServer } from 'node:http';
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [url, site, mirador] = [process.argv[2].replace(/\/$/, ''), process.argv[3], process.argv[4]];
const pictures = process.env.FORMATS_PICTURES;
let passed = 0, failed = 0;

function check(name, truth, detail = '') {
  if (truth) passed += 1;
  else { failed += 1; console.log(`FAILED: ${name} ${detail}`); }
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

async function open(width) {
  const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
  page.setDefaultTimeout(120000);
  page.on('pageerror', (e) => check('no script fails', false, e.message));
  return page;
}

async function look(page, name) {
  if (pictures) { mkdirSync(pictures, { recursive: true }); await page.screenshot({ path: `${pictures}/${name}.png` }); }
}

const base = pathToFileURL(site + '/').href;
const issue = base + encodeURI('澜州日报/html/2026-03-17/').replace('2026-03-17', '2026-03/17');

// From the list of papers to an article and back, by what a reader would click on.
async function epaper(width) {
  const page = await open(width);
  const seen = async (name) => {
    await look(page, `epaper-${name}-${width}`);
    check(`${name} is as wide as its window at ${width}`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    const found = await page.evaluate(`${axe}; axe.run(document, { preload: false, resultTypes: ['violations'] })`);
    const bad = found.violations.filter((x) => ['serious', 'critical'].includes(x.impact));
    check(`axe: ${name} at ${width}`, bad.length === 0, bad.map((v) => `${v.id}: ${v.nodes[0].html}`).join('; '));
  };
  await page.goto(base + 'index.html');
  await seen('papers');
  await page.click('.papers li:has(h2:text("澜州日报")) >> text=往期日历');
  await seen('calendar');
  await page.click('table a:text-is("17")');
  check('the calendar leads to the first page', page.url().endsWith('/17/node_1.htm'), page.url());
  await seen('set');
  await page.click('.pageLink >> nth=1');
  check('the list of pages leads to the second', page.url().endsWith('/node_2.htm'), page.url());
  check('its picture is there', await page.evaluate(() => document.querySelector('.picture img').naturalWidth > 1000));
  await seen('pictured');
  const zone = page.locator('.zones a').first();
  const [title, target] = [await zone.locator('title').textContent(), await zone.getAttribute('href')];
  await zone.locator('rect').first().click();
  check('a zone leads to its article', page.url().endsWith(target), page.url());
  const heading = (await page.textContent('h1')).trim();
  check('and that is the one it names', heading === title.trim(), heading);
  await seen('article');
  await page.click('a.where');
  check('its place on the page leads back', page.url().endsWith('/node_2.htm'));
  await page.goto(issue + 'node_1.htm');
  await page.click('.typeset .piece .zone >> nth=0');
  check('a page of text has zones, too', /content_1000\d\.htm$/.test(page.url()), page.url());
  await page.close();
}

async function printed() {
  const page = await open(1280);
  await page.goto(issue + 'content_10001.htm');
  await page.emulateMedia({ media: 'print' });
  await look(page, 'epaper-print');
  check('what only a screen needs is not printed', await page.evaluate(() => ['aside', '.bar nav'].every((x) => getComputedStyle(document.querySelector(x)).display === 'none')));
  await page.close();
}

// As those do that fetch whole issues.
async function crawl() {
  const page = await open(1280);
  await page.goto(issue + 'node_2.htm');
  const areas = await page.evaluate(() => [...document.querySelectorAll('map[name=pagepicmap] area')].map((a) => a.getAttribute('href')));
  const titles = await page.evaluate(() => [...document.querySelectorAll('#titleList a')].map((a) => a.getAttribute('href')));
  check('map and list name the same articles', titles.length > 1 && new Set(areas).size === titles.length && titles.every((t) => areas.includes(t)));
  for (const title of titles) {
    const text = readFileSync(new URL(title, issue), 'utf8');
    const [, properties] = text.match(/<!--enpproperty (.*?)\/enpproperty-->/s) || [];
    const [, content] = text.match(/<!--enpcontent-->(.*?)<!--\/enpcontent-->/s) || [];
    check(`${title} has title, date and text`, /<title>.+<\/title>/.test(properties) && properties.includes('<date>2026-03-17 00:00:00.0</date>') && /<p>.+<\/p>/.test(content));
  }
  await page.close();
}

// The viewer and the archive from one address, as behind one web server.
async function viewer() {
  let own;
  const server = createServer(async (request, response) => {
    if (request.url === '/viewer') {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!DOCTYPE html><meta charset="utf-8"><div id="v" style="position:absolute;inset:0"></div><script src="/mirador.js"></script>');
    } else if (request.url === '/mirador.js') {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(readFileSync(mirador));
    } else {
      const answer = await fetch(url + request.url), bytes = Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') });
      response.end(answer.headers.get('content-type').includes('json') ? bytes.toString().replaceAll(url, own) : bytes);
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  own = `http://127.0.0.1:${server.address().port}`;
  const manifest = `${own}/v1/issues/${encodeURIComponent('澜州日报')}/2026-03-17.iiif.json`;
  const json = await (await fetch(manifest)).json();
  check('the manifest says where it is', json.id === manifest, json.id);
  check('a canvas a page', json.items.map((c) => c.label.zh[0]).join() === 'A01,A02');
  const page = await open(1280);
  await page.goto(own + '/viewer');
  const drawn = page.waitForResponse((r) => r.url().includes('/picture') && r.ok());
  await page.evaluate(([id, canvas]) => Mirador.viewer({ id: 'v', windows: [{ manifestId: id, canvasId: canvas, sideBarPanel: 'canvas', sideBarOpen: true, defaultSidebarPanelWidth: 320 }], window: { defaultSideBarPanel: 'canvas' } }).store && 0, [manifest, json.items[1].id]);
  await page.waitForSelector('text=澜州日报 2026-03-17');
  check('Mirador shows the issue', true);
  await drawn;
  check('and draws a page of it', true);
  const label = json.structures[0].label.zh[0];
  await page.waitForSelector(`text=${label}`);
  check('and lists its articles', true);
  await look(page, 'mirador');
  await page.close();
  server.close();
}

for (const task of [() => epaper(1280), () => epaper(390), printed, crawl, viewer])
  await task().catch((error) => check(task.name || 'the e-paper', false, error.message.split('\n').slice(0, 3).join(' ')));
await browser.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed > 0 ? 1 : 0);
