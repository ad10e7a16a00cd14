/** Uploads that the page has no keys for, a checksum of the whole, and reading the object back. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { open as openFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { before, test } from 'node:test';
import { json } from 'node:stream/consumers';
import { PageUnderTest } from './page.mjs';
import { python, sha256, startedWithStore } from './support.mjs';

const BUCKET = 'parquet-data-bucket';
const people = { Preset: 'people', Rows: 100_000, 'Target size (MB)': '', Seed: 42, 'Block size (MB)': 1, Compression: 'none', Workers: 2 };

/** @type {string} */
let expected;

const { site, store, browser } = await startedWithStore('--bucket', BUCKET);

before(async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ ...people, Destination: 'download' });
  await page.generate();
  expected = await sha256(await page.download());
});

/** A page that is filled in but for what lets it in. @param {string} key @param {Record<string, string | number>} [more] */
async function open(key, more = {}) {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ ...people, Destination: 's3', 'Endpoint URL': store.url, Key: key });
  await page.page.locator('summary').getByText('Upload options', { exact: true }).click();
  await page.fill({ 'Part size (MB)': 5, ...more });
  return page;
}

/** @param {string} key */
async function assertWhole(key) {
  assert.equal(await sha256(store.pathOf(BUCKET, key)), expected);
  assert.deepEqual(await store.uploads(BUCKET), []);
}

/** @param {string} key @param {number} parts @returns {Promise<Record<string, any>>} */
function presign(key, parts) {
  return python('s3.py', 'presign', store.url, BUCKET, key, String(parts));
}

test('presigned URLs are enough', async () => {
  const page = await open('presigned.parquet', { Access: 'presigned' });
  const urls = await presign('presigned.parquet', 9);
  await page.fill({ 'Presigned URLs (JSON)': JSON.stringify(urls, null, 2) });
  const stats = await page.generate();
  assert.equal(stats.is_confirmed, 'true');
  await assertWhole('presigned.parquet');
});

test('what presigned URLs are not enough for is told at its field', async () => {
  const page = await open('wished.parquet', { Access: 'presigned' });
  await page.fill({ 'Presigned URLs (JSON)': JSON.stringify(await presign('wished.parquet', 9)) });
  await page.field('Verify').check();
  await page.refused();
  assert.match(await page.problem('Verify'), /presigned URLs are not enough/i);
  await python('s3.py', 'abort', store.url, BUCKET);
});

test('presigned URLs check nothing but their upload', async () => {
  const page = await open('unchecked.parquet', { Access: 'presigned', 'Presigned URLs (JSON)': '{}' });
  await page.button('Check connection').click();
  assert.match(await page.page.locator('#connection-state').innerText(), /for one upload alone/);
  assert.deepEqual(await store.uploads(BUCKET), []);
});

test('without a URL to look at it, the object is not confirmed', async () => {
  const page = await open('unseen.parquet', { Access: 'presigned' });
  const { upload_id, parts, complete } = await presign('unseen.parquet', 9);
  await page.fill({ 'Presigned URLs (JSON)': JSON.stringify({ upload_id, parts, complete }) });
  assert.equal((await page.generate()).is_confirmed, 'false');
  await assertWhole('unseen.parquet');
});

test('presigned URLs that do not fit are told at their field, before any work', async () => {
  const page = await open('unfit.parquet', { Access: 'presigned' });
  const urls = await presign('unfit.parquet', 1);
  const table = [
    [JSON.stringify(urls), /has URLs for 1 parts, and the file has/],
    [JSON.stringify(await presign('other.parquet', 9)), /A URL in it is not of http/],
    ['{"upload_id": 1}', /not of the form that is known/],
    ['secret', /not of the form that is known/],
  ];
  for (const [text, problem] of /** @type {[string, RegExp][]} */ (table)) {
    await page.fill({ 'Presigned URLs (JSON)': text });
    await page.refused();
    assert.match(await page.problem('Presigned URLs (JSON)'), problem);
    assert.doesNotMatch(await page.page.locator('body').innerText(), /X-Amz-Signature/);
  }
  await python('s3.py', 'abort', store.url, BUCKET);
});

test('a signing endpoint is asked before each request', async () => {
  /** @type {Record<string, any>[]} */
  const asked = [];
  const signer = createServer(async (request, response) => {
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': 'POST' };
    if (request.method === 'OPTIONS') return void response.writeHead(204, cors).end();
    const order = /** @type {Record<string, any>} */ (await json(request));
    asked.push({ ...order, authorization: request.headers.authorization });
    if (order.operation === 'HeadBucket') return void response.writeHead(403, cors).end();
    response.writeHead(200, { ...cors, 'content-type': 'application/json' });
    response.end(JSON.stringify({ url: await python('s3.py', 'sign', store.url, JSON.stringify(order)) }));
  });
  signer.listen(0, '127.0.0.1');
  await once(signer, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (signer.address());
  const page = await open('signed.parquet', { Access: 'signer' });
  await page.fill({ 'Signing endpoint URL': `http://127.0.0.1:${port}/sign`, 'Authorization header': 'Bearer hush' });
  const stats = await page.generate();
  signer.close();
  assert.equal(stats.is_confirmed, 'true');
  await assertWhole('signed.parquet');
  const operations = asked.map(({ operation }) => operation);
  for (const operation of ['HeadBucket', 'HeadObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload']) {
    assert.ok(operations.includes(operation), operation);
  }
  assert.ok(asked.every(({ bucket, key, authorization }) => bucket === BUCKET && key === 'signed.parquet' && authorization === 'Bearer hush'));
  assert.doesNotMatch(await page.page.locator('body').innerText(), /hush|X-Amz-Signature/);
});

test('the store compares the checksum of the whole', async () => {
  for (const checksum of ['crc64nvme', 'crc32c']) {
    const page = await open(`${checksum}.parquet`, { 'Checksum of the whole': checksum });
    await page.fillStore(store.url);
    const stats = await page.generate();
    assert.match(String(stats.checksum), new RegExp(`^${checksum.toUpperCase()} [A-Za-z0-9+/]+=*$`));
    await assertWhole(`${checksum}.parquet`);
    assert.equal(await python('s3.py', 'checksum', store.url, BUCKET, `${checksum}.parquet`), String(stats.checksum).split(' ')[1]);
  }
});

test('the object is read back and compared', async () => {
  const page = await open('verified.parquet');
  await page.fillStore(store.url);
  await page.field('Verify').check();
  const stats = await page.generate();
  assert.match(String(stats.verified), /4 row groups \(.*\) and the footer \(.*\) are what was sent; it has 100,000 rows/);
  assert.deepEqual(page.complaints, []);
});

test('an object that is changed behind the back is found out', async () => {
  const page = await open('changed.parquet');
  await page.fillStore(store.url);
  await page.field('Verify').check();
  let changed = false;
  await page.page.route(/changed\.parquet$/, async (route) => {
    if (route.request().method() === 'GET' && !changed) {
      changed = true;
      await overwrite(store.pathOf(BUCKET, 'changed.parquet'));
    }
    await route.continue();
  });
  await page.button('Generate').click();
  await page.ended();
  assert.match(await page.failure(), /block 1 has other bytes/);
});

/** Another byte in the first row group. @param {string} path */
async function overwrite(path) {
  const file = await openFile(path, 'r+');
  await file.write(Buffer.from([0xff, 0xfe, 0xfd]), 0, 3, 100);
  await file.close();
}
