/** The main job: one file, by download, by a chosen file and by upload, judged by other readers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { python, sha256, startedWithStore } from './support.mjs';

const ROWS = 200_000;
const BUCKET = 'parquet-data-bucket';

/** @type {string} SHA-256 of the file that every way must give. */
let expected;

const { site, store, browser } = await startedWithStore();

const people = { Preset: 'people', Rows: ROWS, 'Target size (MB)': '', Seed: 42, 'Block size (MB)': 1, Compression: 'snappy', Workers: 2 };

/** SHA-256 of a download. @param {number} rows */
async function made(rows) {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ ...people, Rows: rows, Destination: 'download' });
  await page.generate();
  return sha256(await page.download());
}

test('a file is made, downloaded and read by pyarrow and DuckDB', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ ...people, Destination: 'download' });
  const stats = await page.generate();
  const path = await page.download();
  expected = await sha256(path);
  const read = await python('people.py', path);
  assert.deepEqual(read.pyarrow, read.duckdb);
  assert.deepEqual(read.pyarrow.slice(0, 4), [ROWS, ROWS, 1, ROWS]);
  assert.deepEqual(read.schema, {
    id: 'int64', name: 'string', email: 'string', phone: 'string', street: 'string', city: 'string',
    country: 'string', company: 'string', birth_date: 'date32[day]',
    signup_at: 'timestamp[ms, tz=UTC]', balance: 'decimal128(12, 2)', active: 'bool',
  });
  assert.equal(read.row_groups, Number(stats.row_groups));
  assert.deepEqual([read.codecs, read.has_page_index], [['SNAPPY', 'UNCOMPRESSED'], true]);
  assert.deepEqual(read.job.source, { generated: { preset: 'people', seed: 42 } });
  assert.equal(Number(stats.rows), ROWS);
  assert.deepEqual(page.complaints, []);
  assert.deepEqual([...page.origins], [new URL(site.url).origin], 'requests to other hosts');
});

test('a file streamed to the disk has the same bytes', async () => {
  // The picker is a dialogue of the browser: a file of the page's own file system stands in for it.
  const page = await PageUnderTest.open(browser, site.url, () => {
    Object.assign(window, { showSaveFilePicker: async (/** @type {{ suggestedName: string }} */ { suggestedName }) => {
      const root = await navigator.storage.getDirectory();
      return root.getFileHandle(suggestedName, { create: true });
    } });
  });
  await page.fill({ ...people, Destination: 'download' });
  await page.generate();
  assert.equal(await page.button('Download').isEnabled(), false);
  const hash = await page.page.evaluate(async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('people.parquet');
    const digest = await crypto.subtle.digest('SHA-256', await (await handle.getFile()).arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });
  assert.equal(hash, expected);
});

test('an upload gives an object with the same bytes', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ ...people, Destination: 's3', Key: 'data/people 1+ü.parquet' });
  await page.fillStore(store.url);
  const stats = await page.generate();
  assert.equal(await sha256(store.pathOf(BUCKET, 'data/people 1+ü.parquet')), expected);
  assert.equal(stats.object_url, `${store.url}/${BUCKET}/data/people%201%2B%C3%BC.parquet`);
  assert.ok(Number(stats.parts) > 1, `${stats.parts} parts`);
  assert.deepEqual(await store.uploads(BUCKET), []);
});

test('a debugger that records requests gets two parts, and Blobs from then on', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  /** @type {boolean[]} Whether the bytes of each part were recorded: those of a Blob cannot be. */
  const recorded = [];
  page.page.on('request', (request) => request.method() === 'PUT' && recorded.push(request.postDataBuffer() !== null));
  await page.fill({ ...people, Rows: 700_000, Destination: 's3', Key: 'recorded.parquet' });
  await page.fillStore(store.url);
  const stats = await page.generate();
  assert.ok(Number(stats.parts) > 5, `${stats.parts} parts`);
  assert.equal(recorded.length, Number(stats.parts));
  assert.deepEqual([recorded.at(0), recorded.at(-1)], [true, false]);
});

test('a bucket can be in the host name', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  const endpoint = store.url.replace('127.0.0.1', 'localhost');
  await page.fill({ ...people, Rows: 1_000, Destination: 's3', Key: 'virtual/hosted.parquet' });
  await page.fillStore(endpoint);
  await page.field('Path style').uncheck();
  const stats = await page.generate();
  assert.equal(stats.object_url, endpoint.replace('localhost', `${BUCKET}.localhost`) + '/virtual/hosted.parquet');
  const path = store.pathOf(BUCKET, 'virtual/hosted.parquet');
  assert.equal(await sha256(path), await made(1_000));
  assert.deepEqual(await store.uploads(BUCKET), []);
});

test('one run downloads and uploads', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ ...people, Rows: 1_000, Destination: 'both', Key: 'small.parquet' });
  await page.fillStore(store.url);
  const stats = await page.generate();
  assert.equal(stats.parts, '1');
  assert.equal(await sha256(await page.download()), await sha256(store.pathOf(BUCKET, 'small.parquet')));
});

test('a file by target size has about that size', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Rows: '', 'Target size (MB)': 3, Compression: 'zstd', Destination: 'download' });
  const stats = await page.generate();
  const megabytes = Number(stats.file_bytes) / 2 ** 20;
  assert.ok(Math.abs(megabytes - 3) < 0.06, `${megabytes} MB`);
});

test('rows win over the target size, and the page says so', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Rows: 500, 'Target size (MB)': 3 });
  await page.page.getByText('Rows decide').waitFor();
  assert.equal(Number((await page.generate()).rows), 500);
});
