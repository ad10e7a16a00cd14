/** The page in Chromium, and plain requests, against every S3 server that the tests can start. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { PageUnderTest } from '../e2e/page.mjs';
import { launch, python, serveSite, sha256 } from '../e2e/support.mjs';
import { answersOf, isRefused, keyOf, KEYS } from './seen.mjs';
import { startEmbedded, startLocalStack, startSeaweedFs } from './servers.mjs';

/** @import { Name, Store } from './servers.mjs' */

const [BUCKET, OF_KEYS, RULED] = ['parquet-data-bucket', 'keys', 'ruled'];
const PART = 5 * 2 ** 20;
const people = {
  Preset: 'people', Rows: 150_000, 'Target size (MB)': '', Seed: 42, 'Block size (MB)': 1, Compression: 'none', Workers: 2,
};

/** @type {Awaited<ReturnType<typeof serveSite>>} */
let site;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Map<Name, Store>} */
const stores = new Map();
/** @type {Map<Name, PageUnderTest>} */
const pages = new Map();
/** @type {string} The path of the file that every store must have. */
let downloaded;

before(async () => {
  site = await serveSite();
  const origin = new URL(site.url).origin;
  const starts = [startEmbedded(), startLocalStack(origin), startSeaweedFs()];
  const started = await Promise.allSettled([...starts.map(ready), launch().then(download)]);
  const failed = started.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
});

after(async () => {
  // Not there when starting failed.
  await browser?.close();
  await Promise.all([...stores.values()].map((store) => store.stop()));
  site.stop();
});

/** @param {Promise<Store>} starting */
async function ready(starting) {
  const store = await starting;
  stores.set(store.name, store);
  await python('s3.py', 'make', store.url, BUCKET, OF_KEYS, RULED);
}

/** @param {import('playwright-core').Browser} launched */
async function download(launched) {
  browser = launched;
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ ...people, Destination: 'download' });
  await page.generate();
  downloaded = await page.download();
}

/** The ETag of an object whose parts had 5 MiB. @param {Buffer} file */
function etagOf(file) {
  const md5 = (/** @type {Uint8Array} */ bytes) => createHash('md5').update(bytes).digest();
  const parts = [];
  for (let from = 0; from < file.length; from += PART) parts.push(md5(file.subarray(from, from + PART)));
  return `"${md5(Buffer.concat(parts)).toString('hex')}-${parts.length}"`;
}

/** The page, filled for uploads in parts. @param {Store} store @param {string} [url] Of the page. */
async function open(store, url = site.url) {
  const page = await PageUnderTest.open(browser, url);
  await page.fill({ ...people, Destination: 's3' });
  await page.fillStore(store.url);
  await page.page.locator('details', { has: page.field('Part size (MB)') }).locator('summary').click();
  await page.fill({ 'Part size (MB)': 5 });
  return page;
}

/**
 * The page of a store, for its tests one after another, filled as at first but for these values.
 * @param {Store} store @param {Record<string, string | number>} values
 */
async function pageOf(store, values) {
  const page = pages.get(store.name) ?? await open(store);
  pages.set(store.name, page);
  await page.fill({ Rows: people.Rows, Bucket: BUCKET, 'Secret access key': 'test', ...values });
  return page;
}

/** @param {PageUnderTest} page */
async function failing(page) {
  await page.button('Generate').click();
  await page.ended();
  return page.failure();
}

/** @type {{ what: string, names: readonly Name[], body: (store: Store) => Promise<void> }[]} */
const tests = [];

/** @param {string} what @param {readonly Name[]} names @param {(store: Store) => Promise<void>} body */
function testOn(what, names, body) {
  tests.push({ what, names, body });
}

/** @type {readonly Name[]} */
const ALL = ['embedded', 'LocalStack', 'SeaweedFS'];

testOn('an upload in parts is the file of a download', ALL, async (store) => {
  const page = await pageOf(store, { Key: 'people.parquet' });
  const stats = await page.generate();
  assert.ok(Number(stats.parts) > 2, `${stats.parts} parts`);
  const etag = etagOf(await readFile(downloaded));
  assert.deepEqual(await store.objects(BUCKET), [{ key: 'people.parquet', sha256: await sha256(downloaded), etag }]);
  assert.equal(stats.etag, etag);
  assert.deepEqual(await store.uploads(BUCKET), []);
});

testOn('a missing bucket is made', ['embedded', 'SeaweedFS'], async (store) => {
  const page = await pageOf(store, { Bucket: 'made', Key: 'first.parquet', Rows: 1_000 });
  await page.generate();
  assert.deepEqual((await store.objects('made')).map((object) => object.key), ['first.parquet']);
});

// Its 404 of a bucket that is not there has no CORS headers, so the page cannot know.
testOn('a missing bucket is told as no answer', ['LocalStack'], async (store) => {
  const page = await pageOf(store, { Bucket: 'not-made', Rows: 1_000 });
  assert.match(await failing(page), /HeadBucket: no answer/);
});

testOn('a wrong secret is told', ['embedded', 'SeaweedFS'], async (store) => {
  const page = await pageOf(store, { Key: 'refused.parquet', Rows: 1_000, 'Secret access key': 'wrong' });
  assert.match(await failing(page), /403 SignatureDoesNotMatch[\s\S]*secret access key does not belong/);
  assert.deepEqual(await store.uploads(BUCKET), []);
});

testOn('cancel half way leaves nothing', ALL, async (store) => {
  const page = await pageOf(store, { Key: 'cancelled.parquet', Rows: 20_000_000 });
  await page.button('Generate').click();
  await page.logged('part 1:');
  assert.deepEqual(await store.uploads(BUCKET), ['cancelled.parquet'], 'the upload is under way');
  await page.button('Cancel').click();
  await page.ended();
  assert.equal(await page.failure(), '');
  assert.deepEqual(await store.uploads(BUCKET), []);
  const keys = (await store.objects(BUCKET)).map((object) => object.key);
  assert.ok(!keys.includes('cancelled.parquet'));
});

/** Uploads a small file under every key. @param {Store} store @returns {Promise<string[]>} Keys whose upload failed. */
async function uploadKeys(store) {
  const page = await PageUnderTest.open(browser, site.url);
  return page.page.evaluate(async ({ keys, target }) => {
    const { Engine } = await import(new URL('www/engine.js', document.baseURI).href);
    const engine = new Engine({ workers: 1 });
    const refused = /** @type {string[]} */ ([]);
    for (const key of keys) {
      const job = { version: 1, source: { generated: { preset: 'people', seed: 1 } }, rows: 10, destination: { s3: { ...target, key } } };
      await engine.run(job, { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }).catch(() => refused.push(key));
    }
    engine.close();
    return refused;
  }, { keys: KEYS, target: { endpoint_url: store.url, region: 'us-east-1', bucket: OF_KEYS } });
}

testOn('keys are as they were given, or known to become others', ALL, async (store) => {
  const refused = await uploadKeys(store);
  const expected = KEYS.map((key) => keyOf(store.name, key));
  assert.deepEqual(refused, KEYS.filter((key) => isRefused(store.name, key)));
  const found = (await store.objects(OF_KEYS)).map((object) => object.key);
  assert.deepEqual(found.sort(), expected.filter((key) => key !== '').sort());
  assert.deepEqual(await store.uploads(OF_KEYS), []);
});

testOn("a bucket's CORS rule lets its page in and no other", ['LocalStack', 'SeaweedFS'], async (store) => {
  const [guest, stranger] = await Promise.all([serveSite(), serveSite()]);
  try {
    await python('s3.py', 'rule', store.url, RULED, new URL(guest.url).origin);
    const [welcome, unwelcome] = await Promise.all([open(store, guest.url), open(store, stranger.url)]);
    for (const page of [welcome, unwelcome]) await page.fill({ Bucket: RULED, Rows: 1_000 });
    assert.equal((await welcome.generate()).parts, '1');
    assert.match(await failing(unwelcome), /no answer[\s\S]*CORS rule/);
  } finally {
    guest.stop();
    stranger.stop();
  }
});

testOn('answers are those in the table', ALL, async (store) => {
  assert.deepEqual(await python('../stores/probe.py', store.url, new URL(site.url).origin), answersOf(store.name));
});

// Side by side: much of the time they wait for each other's processes to start and answer.
describe('stores', { concurrency: ALL.length }, () => {
  for (const name of ALL) {
    describe(name, { concurrency: 1 }, () => {
      for (const { what, names, body } of tests) {
        if (names.includes(name)) test(what, () => body(/** @type {Store} */ (stores.get(name))));
      }
    });
  }
});
