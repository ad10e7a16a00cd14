/** What the statistics count of flaws and nulls is what a reader finds in the file. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { launch, python, serveSite } from './support.mjs';

/** @type {Awaited<ReturnType<typeof serveSite>>} */
let site;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  [site, browser] = await Promise.all([serveSite(), launch()]);
});

after(async () => {
  await browser.close();
  site.stop();
});

/** Runs a job of a preset, which the page gets as a file. @param {string} preset */
async function run(preset) {
  const page = await PageUnderTest.open(browser, site.url);
  // What is dropped before the form is filled would be lost.
  await page.plan();
  const source = { generated: { preset, seed: 3 } };
  const job = { version: 1, source, rows: 60_000, block: { size_mb: 0.2 }, destination: { download: true } };
  await page.drop({ 'job.json': JSON.stringify(job) });
  const stats = await page.generate();
  assert.ok(Number(stats.row_groups) > 3, 'several encoders have counted');
  return { page, stats, path: await page.download() };
}

test('outliers, late rows and nulls of the sensors', async () => {
  const { page, stats, path } = await run('sensors');
  const sql = `select count(*) filter (temperature not between 10 and 32),
      count(*) filter (epoch_ms(measured_at) <> epoch_ms(timestamptz '2025-01-01 00:00:00+00') + (round - 1) * 60000),
      count(*) - count(temperature), count(*) - count(humidity) from rows`;
  const [[outliers, late, temperatures, humidities]] = await python('query.py', path, sql);
  assert.deepEqual(
    [stats['temperature.outlier'], stats['measured_at.late'], stats['temperature.null'], stats['humidity.null']].map(Number),
    [outliers, late, temperatures, humidities],
  );
  assert.ok(outliers > 0 && late > 0 && temperatures > 0);
  assert.equal(stats.duplicates, undefined, 'this table has none');
  const labels = await page.page.locator('#statistics-rows th').allInnerTexts();
  for (const label of ['temperature: outliers', 'measured_at: late values', 'humidity: nulls']) {
    assert.ok(labels.includes(label), `${labels}`);
  }
});

test('duplicates and nulls of the web events', async () => {
  const { stats, path } = await run('web_events');
  const sql = 'select count(*) - count(distinct event_id), count(*) - count(user_id), count(*) - count(referrer) from rows';
  const [[duplicates, users, referrers]] = await python('query.py', path, sql);
  assert.deepEqual([stats.duplicates, stats['user_id.null'], stats['referrer.null']].map(Number), [duplicates, users, referrers]);
  assert.ok(duplicates > 0 && Number(stats['occurred_at.late']) > 0);
});
