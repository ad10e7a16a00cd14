/** Both pipelines side by side: the same file, and the memory that each takes. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { started } from './support.mjs';
import { csvOf } from './tables.mjs';

/** @import { ComparedSide, Comparison, Stats } from '../../www/types.js' */

const { site, browser } = await started();

/** Compares, and waits for the result. @param {PageUnderTest} page @returns {Promise<string>} What the page says of it. */
async function compare(page) {
  await page.plan();
  await page.button('Compare').click();
  await page.page.locator('#comparison-result').waitFor({ timeout: 60_000 });
  await page.page.locator('#generate:enabled').waitFor();
  return page.page.locator('#comparison-state').innerText();
}

/** @param {PageUnderTest} page @returns {Promise<Comparison>} */
async function exported(page) {
  return JSON.parse(await readFile(await page.saved('Save JSON'), 'utf8'));
}

/** @param {ComparedSide | undefined} side @returns {Stats} */
function statsOf(side) {
  assert.ok(side?.stats, JSON.stringify(side));
  return side.stats;
}

/** @param {number} records */
async function openBuiltin(records) {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Source: 'pages', Records: records });
  return page;
}

/** Whether an image of the page is drawn. @param {PageUnderTest} page @param {string} id */
async function widthOf(page, id) {
  const image = page.page.locator(`#${id}`);
  await image.waitFor();
  return image.evaluate((/** @type {HTMLImageElement} */ image) => image.decode().then(() => image.naturalWidth));
}

test('both make the same file; one keeps its memory, the other takes more for more', async (context) => {
  /** @type {Record<string, number[]>} */
  const peaks = { streaming: [], collect: [] };
  for (const records of [20_000, 200_000]) {
    const page = await openBuiltin(records);
    // So small that the fewer records are several blocks, too.
    await page.fill({ 'Block size (MB)': 0.1 });
    assert.equal(await compare(page), 'Both make the same file, byte for byte.');
    const { sides, isSame } = await exported(page);
    assert.equal(isSame, true);
    assert.deepEqual(sides.map(({ pipeline }) => pipeline), ['streaming', 'collect']);
    for (const side of sides) {
      const stats = statsOf(side);
      assert.deepEqual([stats.rows, side.failure], [records, undefined]);
      assert.ok(stats.first_block_seconds > 0 && stats.first_block_seconds <= stats.seconds);
      assert.ok(stats.row_groups > 3, `${stats.row_groups} blocks`);
      assert.ok(side.points.length > 0 && side.points.every(([seconds, memory]) => seconds >= 0 && memory > 0));
      peaks[side.pipeline]?.push(stats.peak_memory_bytes);
    }
    assert.deepEqual(page.complaints, []);
  }
  context.diagnostic(JSON.stringify(peaks));
  const [small = 0, large = 0] = peaks.streaming ?? [];
  assert.ok(Math.abs(large / small - 1) < 0.1, `streaming: ${small} and ${large} bytes`);
  const [few = 0, many = 0] = peaks.collect ?? [];
  assert.ok(many > 1.5 * few && many > large, `collect: ${few} and ${many} bytes`);
});

test('the figures are on the page, and chart and numbers are saved', async () => {
  const page = await openBuiltin(20_000);
  await compare(page);
  const { sides } = await exported(page);
  const outcome = await page.page.locator('td[data-figure="Outcome"]').allInnerTexts();
  assert.deepEqual(outcome, ['whole file', 'whole file']);
  assert.deepEqual(await page.page.locator('td[data-figure="Rows"]').allInnerTexts(), ['20,000', '20,000']);
  assert.ok(await widthOf(page, 'comparison-chart-image') > 0);
  const svg = await readFile(await page.saved('Save SVG'), 'utf8');
  const isSvg = await page.page.evaluate((svg) => new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement.localName, svg);
  assert.equal(isSvg, 'svg');
  assert.match(svg, /Streaming: block by block/);
  const png = await readFile(await page.saved('Save PNG'));
  assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1A\n');
  assert.ok(png.readUInt32BE(16) > 0 && png.readUInt32BE(20) > 0, 'width and height');
  assert.equal(sides.length, 2);
});

test('every run has a chart of its memory', async () => {
  const page = await openBuiltin(20_000);
  await page.fill({ Destination: 'download' });
  await page.generate();
  assert.ok(await widthOf(page, 'memory-chart-image') > 0);
  assert.match(await page.page.locator('#memory-chart-image').getAttribute('alt') ?? '', /Memory while the run worked: at most \d/);
});

test('a file is compared as well, by all of its rows', async () => {
  const page = await PageUnderTest.reading(browser, site.url, ['csv', 'hashes.csv', csvOf(30_000)]);
  assert.equal(await compare(page), 'Both make the same file, byte for byte.');
  const { sides } = await exported(page);
  assert.deepEqual(sides.map((side) => statsOf(side).rows), [30_000, 30_000]);
});

test('a side that runs out of memory says so, and the page lives on', async () => {
  const page = await openBuiltin(200_000);
  await page.fill({ 'Memory limit (MB)': 32 });
  assert.match(await compare(page), /^Collect all, then write: [\s\S]*memory/);
  const [streaming, collect] = (await exported(page)).sides;
  assert.equal(statsOf(streaming).rows, 200_000);
  assert.equal(collect?.stats, undefined);
  assert.match(collect?.failure ?? '', /memory/);
  assert.match((await page.page.locator('td[data-figure="Outcome"]').allInnerTexts())[1] ?? '', /memory/);
  assert.ok(await widthOf(page, 'comparison-chart-image') > 0);
  await page.fill({ Records: 1_000, Destination: 'download' });
  assert.equal((await page.generate()).rows, '1000');
});

test('a comparison can be cancelled', async () => {
  const page = await openBuiltin(1_000_000);
  await page.plan();
  await page.button('Compare').click();
  await page.page.locator('#comparison-state').getByText('Streaming: block by block…').waitFor();
  const cancelled = performance.now();
  await page.button('Cancel').click();
  await page.page.locator('#generate:enabled').waitFor();
  const seconds = (performance.now() - cancelled) / 1000;
  assert.ok(seconds < 5, `it took ${seconds} s`);
  assert.equal(await page.page.locator('#comparison-state').innerText(), 'Cancelled.');
  assert.equal(await page.page.locator('#comparison-result').isVisible(), false);
});
