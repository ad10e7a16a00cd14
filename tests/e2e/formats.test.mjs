/** Formats beside Parquet, and a second file of the same rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { python, startedWithStore } from './support.mjs';

const { site, store, browser } = await startedWithStore('--bucket', 'parquet-data-bucket');

/** What DuckDB finds. @param {string} parquet A file. @param {string} [from] What it reads instead. */
const sums = (parquet, from = 'rows') => python('query.py', parquet, `SELECT count(*), sum(id)::BIGINT, min(name), max(email), count(phone) FROM ${from}`);

test('a second file has the same rows, on the disk and in the bucket', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Rows: 20_000, 'Second file': 'csv', Destination: 'both', Key: 'in/both.parquet' });
  await page.field('Gzip the second file').check();
  await page.fillStore(store.url);
  const stats = await page.generate();
  const bucket = 'parquet-data-bucket';
  const parquet = store.pathOf(bucket, 'in/both.parquet');
  const expected = await sums(parquet);
  assert.equal(expected[0][0], 20_000);
  assert.deepEqual(await sums(parquet, `read_csv('${store.pathOf(bucket, 'in/both.csv.gz')}')`), expected);
  const [download] = await Promise.all([page.page.waitForEvent('download'), page.button('Download second').click()]);
  assert.equal(download.suggestedFilename(), 'people.csv.gz');
  assert.deepEqual(await sums(parquet, `read_csv('${await download.path()}', compression='gzip')`), expected);
  assert.match(String(stats.also_url), /both\.csv\.gz$/);
  assert.deepEqual(await store.uploads(bucket), []);
  assert.deepEqual(page.complaints, []);
});

test('a second file takes no more memory for more rows', async (context) => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ 'Second file': 'csv', 'Block size (MB)': 0.2 });
  const peaks = [];
  for (const rows of [50_000, 400_000]) {
    await page.fill({ Rows: rows });
    peaks.push(Number((await page.generate()).peak_memory_bytes));
  }
  context.diagnostic(JSON.stringify(peaks));
  const [few = 0, many = 0] = peaks;
  assert.ok(many < 1.2 * few, `${few} and ${many} bytes`);
});

test('each format can be the file itself', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Rows: 5_000 });
  await page.generate();
  const parquet = await page.download();
  const expected = await sums(parquet);
  for (const [format, reader] of [['csv', 'read_csv'], ['ndjson', 'read_json']]) {
    await page.fill({ Format: format ?? '' });
    await page.generate();
    assert.deepEqual(await sums(parquet, `${reader}('${await page.download()}')`), expected);
  }
});
