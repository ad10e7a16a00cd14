/** What goes wrong ends in words that help, with the form as it was and nothing left in the bucket. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { launch, serveSite, startStore, startedWithStore } from './support.mjs';

const BUCKET = 'parquet-data-bucket';
const SECRET = 'a-wrong-secret-that-must-not-be-shown';

const { site, store, browser } = await startedWithStore('--bucket', BUCKET);

/** @param {Record<string, string | number>} values */
async function openForUpload(values) {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Destination: 's3', Rows: 100_000, 'Target size (MB)': '' });
  await page.fillStore(store.url);
  await page.fill(values);
  return page;
}

/** @param {PageUnderTest} page */
async function failing(page) {
  await page.button('Generate').click();
  await page.ended();
  return page.failure();
}

test('a wrong secret is told, and nothing is left', async () => {
  const page = await openForUpload({ 'Secret access key': SECRET });
  const failure = await failing(page);
  assert.match(failure, /403 SignatureDoesNotMatch/);
  assert.match(failure, /secret access key does not belong/);
  assert.equal(await page.field('Secret access key').inputValue(), SECRET, 'the form stays filled');
  assert.deepEqual(await store.uploads(BUCKET), []);
  const text = await page.page.locator('body').innerText();
  assert.ok(!text.includes(SECRET), 'the secret is on the page');
  const kept = await page.page.evaluate(() => [localStorage.length, sessionStorage.length, location.href]);
  assert.deepEqual(kept, [0, 0, site.url]);
  await page.fill({ 'Secret access key': 'test', Rows: 1_000 });
  assert.equal((await page.generate()).rows, '1000', 'the next run works');
});

test('an unknown access key is told', async () => {
  const page = await openForUpload({ 'Access key ID': 'nobody' });
  assert.match(await failing(page), /403/);
  assert.deepEqual(await store.uploads(BUCKET), []);
});

test('cancel half way leaves nothing, and the page is ready again', async () => {
  const page = await openForUpload({ Rows: 3_000_000, Key: 'cancelled.parquet' });
  await page.button('Generate').click();
  await page.logged('part 1:');
  assert.notDeepEqual(await store.uploads(BUCKET), [], 'the upload is under way');
  const cancelled = performance.now();
  await page.button('Cancel').click();
  await page.ended();
  const seconds = (performance.now() - cancelled) / 1000;
  assert.ok(seconds < 5, `cleaning up took ${seconds} s`);
  assert.deepEqual(await store.uploads(BUCKET), []);
  assert.equal(existsSync(store.pathOf(BUCKET, 'cancelled.parquet')), false);
  assert.equal(await page.failure(), '');
  await page.fill({ Rows: 1_000 });
  assert.equal((await page.generate()).rows, '1000');
});

test('workers stop within a second of Cancel', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Rows: 20_000_000, 'Target size (MB)': '', Compression: 'brotli', 'Block size (MB)': 64, Destination: 'download' });
  await page.button('Generate').click();
  const workers = () => page.page.workers().filter((worker) => worker.url().includes('encoder')).length;
  while (workers() === 0) await page.page.waitForTimeout(20);
  await page.page.waitForTimeout(1_000);
  const cancelled = performance.now();
  await page.button('Cancel').click();
  await page.ended();
  while (workers() > 0 && performance.now() - cancelled < 5_000) await page.page.waitForTimeout(20);
  assert.ok(performance.now() - cancelled < 1_000, `${performance.now() - cancelled} ms`);
});

test('workers serve the next run, and end when there is none', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  const encoders = () => page.page.workers().filter((worker) => worker.url().includes('encoder')).length;
  let started = 0;
  page.page.on('worker', (worker) => { started += Number(worker.url().includes('encoder')); });
  // Long enough for every worker to have started when the run ends, also on a busy machine.
  await page.fill({ Rows: 1_000_000, 'Target size (MB)': '', 'Block size (MB)': 1, Destination: 'download' });
  await page.generate();
  const inFirst = started;
  assert.ok(inFirst > 0);
  await page.generate();
  assert.equal(started, inFirst);
  const ended = performance.now();
  while (encoders() > 0 && performance.now() - ended < 20_000) await page.page.waitForTimeout(100);
  assert.equal(encoders(), 0);
});

test('an object that is there is replaced only where the form says so', async () => {
  const page = await openForUpload({ Rows: 1_000, Key: 'taken.parquet' });
  const { etag } = await page.generate();
  await page.fill({ Seed: 43 });
  assert.equal(await failing(page), '', 'it is told at the field');
  assert.deepEqual(await page.marked(), ['Replace']);
  assert.match(await page.problem('Replace'), /there is an object already: http[^ ]*taken\.parquet[\s\S]*turn Replace on/i);
  assert.equal(await page.page.evaluate(() => document.activeElement?.id), 'replace');
  assert.deepEqual(await store.uploads(BUCKET), []);
  await page.field('Replace').check();
  assert.notEqual((await page.generate()).etag, etag);
});

test('an ETag that the page may not read is told with the CORS rule', async () => {
  const hiding = await startStore('--hide-etag', '--bucket', BUCKET);
  try {
    const page = await openForUpload({ 'Endpoint URL': hiding.url });
    const failure = await failing(page);
    assert.match(failure, /may not read its ETag/);
    const rule = JSON.parse(await page.page.locator('#failure pre').innerText());
    assert.deepEqual(rule[0].AllowedOrigins, [new URL(site.url).origin]);
    assert.ok(rule[0].ExposeHeaders.includes('ETag'));
    assert.deepEqual(await hiding.uploads(BUCKET), []);
  } finally {
    await hiding.stop();
  }
});

test('a store that is not there is told', async () => {
  const page = await openForUpload({ 'Endpoint URL': 'http://127.0.0.1:9' });
  assert.match(await failing(page), /no answer from 127\.0\.0\.1:9[\s\S]*endpoint URL is right/);
});

test('a store that refuses CORS is told', async () => {
  // A host of plain files, on another port than the page's, answers no preflight.
  const other = await serveSite();
  const page = await openForUpload({ 'Endpoint URL': other.url });
  assert.match(await failing(page), /no answer[\s\S]*CORS rule/);
  other.stop();
});

test('a worker without memory is told, and the engine goes on', async () => {
  // 100 MB for each wasm instance, where browsers give 4 GiB: enough to plan, not for the block.
  const small = await launch('--js-flags=--wasm-max-mem-pages=1600');
  try {
    const page = await PageUnderTest.open(small, site.url);
    await page.fill({ Rows: 3_000_000, 'Target size (MB)': '', Destination: 's3', 'Block size (MB)': 200, Key: 'large.parquet' });
    await page.fillStore(store.url);
    assert.match(await failing(page), /out of memory[\s\S]*smaller block size/);
    assert.deepEqual(await store.uploads(BUCKET), []);
    await page.fill({ 'Block size (MB)': 1, Rows: 1_000 });
    assert.equal((await page.generate()).rows, '1000');
  } finally {
    await small.close();
  }
});

/** Field, bad value, what the message says. @type {[string, string, RegExp][]} */
const BAD_VALUES = [
  ['Rows', 'many', /number/i],
  ['Rows', '0', /1 or more/],
  ['Rows', '-5', /number/i],
  ['Rows', '1.5', /whole/i],
  ['Target size (MB)', 'x', /number/i],
  ['Target size (MB)', '0', /above 0/],
  ['Seed', '', /./],
  ['Seed', '-1', /number/i],
  ['Block size (MB)', '0', /above 0/],
  ['Block size (MB)', '1000', /at most 512/],
  ['Workers', '0', /1 to 64/],
  ['Workers', '65', /1 to 64/],
  ['Compression level', '10', /0 to 9/],
  ['Endpoint URL', 'localhost:4566', /http/],
  ['Endpoint URL', '', /URL/],
  ['Region', '', /region/i],
  ['Bucket', 'My_Bucket', /bucket name/],
  ['Bucket', '', /bucket name/],
  ['Key', '', /key/i],
  ['Key', 'a/../b', /segment/],
  ['Access key ID', '', /./],
  ['Secret access key', '', /./],
];

test('a bad value in a field is told at the field', async () => {
  // A codec with levels, or there would be none to get wrong.
  const page = await openForUpload({ Compression: 'gzip' });
  for (const [name, value, message] of BAD_VALUES) {
    const field = page.field(name);
    const good = await field.inputValue();
    await field.fill(value);
    await page.refused();
    assert.equal(await field.getAttribute('aria-invalid'), 'true', `${name} ${value}`);
    const described = (await field.getAttribute('aria-describedby') ?? '').split(' ');
    const texts = await Promise.all(described.map((id) => page.page.locator(`[id="${id}"]`).textContent()));
    assert.match(texts.join(' '), message, `${name} ${value}`);
    await field.fill(good);
    await page.page.locator(`[aria-invalid="true"]`).waitFor({ state: 'detached' });
  }
});

test('settings come from a .env file, without showing secrets', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  const text = `NUM_RECORDS=1234\nBLOCK_SIZE_MB=2\nS3_ENDPOINT_URL=${store.url}\nS3_BUCKET_NAME=other-bucket\n`
    + `AWS_ACCESS_KEY_ID=test\nAWS_SECRET_ACCESS_KEY=${SECRET}\nLOG_LEVEL=debug\n`;
  await page.page.locator('#settings-file').setInputFiles({ name: '.env', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await page.page.getByText('LOG_LEVEL').waitFor();
  const value = (/** @type {string} */ name) => page.field(name).inputValue();
  assert.deepEqual(
    [await value('Rows'), await value('Block size (MB)'), await value('Bucket'), await value('Secret access key')],
    ['1234', '2', 'other-bucket', SECRET],
  );
  assert.ok(!(await page.page.locator('body').innerText()).includes(SECRET));
});
