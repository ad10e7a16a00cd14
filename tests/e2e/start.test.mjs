/** How the page starts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { env, serveSite, started } from './support.mjs';

const { site, browser } = await started();

test('the wasm module is loaded once for the plan, the preview and every encoder', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  assert.ok((await page.preview()).length > 1);
  await page.fill({ Destination: 'download', Rows: 5_000, 'Block size (MB)': 0.1, Workers: 2 });
  assert.equal((await page.generate())['rows'], '5000');
  assert.deepEqual(site.served.filter((path) => path.endsWith('.wasm')), ['/parquet-blocks_bg.wasm']);
});

test('bundled modules are the same page in a few files, and the same engine', async (t) => {
  const bundled = await serveSite(env('BUNDLED_DIR'));
  t.after(() => bundled.stop());
  const page = await PageUnderTest.open(browser, bundled.url);
  await page.fill({ Destination: 'download', Rows: 5_000, 'Block size (MB)': 0.1, Workers: 2 });
  assert.equal((await page.generate())['rows'], '5000');
  const scripts = bundled.served.filter((path) => path.endsWith('.js'));
  assert.ok(new Set(scripts).size < 12, scripts.join(' '));
  const presets = await page.page.evaluate(async (url) => {
    const { Engine } = await import(`${url}www/engine.js`);
    return new Engine().presets();
  }, bundled.url);
  assert.ok('people' in presets);
});

test('a module that cannot be loaded is an error that says so, and the next call tries again', async () => {
  const page = await browser.newPage();
  let isDown = true;
  await page.route('**/*.wasm', (route) => isDown ? route.abort() : route.continue());
  await page.goto(site.url);
  await page.locator('#failure').filter({ hasText: 'fetch' }).waitFor({ timeout: 10_000 });
  isDown = false;
  const names = await page.evaluate(async (url) => {
    const { Engine } = await import(`${url}www/engine.js`);
    return Object.keys(await new Engine().presets());
  }, site.url);
  assert.ok(names.includes('people'), names.join());
});
