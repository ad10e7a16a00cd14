/** Check connection names what is wrong with a store, and sets up what is missing; nothing is left. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { PageUnderTest } from './page.mjs';
import { env, python, sendFile, startStore, started } from './support.mjs';

const BUCKET = 'parquet-data-bucket';
const SECRET = 'a-wrong-secret-that-must-not-be-shown';

/** @typedef {{ state: string, text: string }} Line */

const { site, browser } = await started();

/** A page on a store with these options, which is stopped after the test. @param {import('node:test').TestContext} context @param {string[]} options */
async function openOn(context, ...options) {
  const store = await startStore(...options);
  context.after(() => store.stop());
  return { store, page: await open(store.url) };
}

/** @param {string} endpoint @param {string} [url] Of the page. */
async function open(endpoint, url = site.url) {
  const page = await PageUnderTest.open(browser, url);
  await page.fill({ Destination: 's3' });
  await page.fillStore(endpoint);
  return page;
}

/** Presses a button and waits for the end of the check. @param {PageUnderTest} page @param {string} [button] */
async function check(page, button = 'Check connection') {
  await page.button(button).click();
  return result(page);
}

/** @param {PageUnderTest} page @returns {Promise<{ state: string, lines: Record<string, Line> }>} What is said in the end. */
async function result(page) {
  const state = page.page.locator('#connection-state').filter({ hasText: /An upload (works|would fail)/ });
  await state.waitFor({ timeout: 60_000 });
  const lines = await page.page.locator('#connection-lines > li').evaluateAll((items) =>
    Object.fromEntries(items.map((item) => [item.getAttribute('data-name'), { state: item.className, text: item.textContent }])));
  return { state: await state.innerText(), lines };
}

/**
 * Asserts that one line alone has failed, with these words, and that no later one was taken for good.
 * @param {Awaited<ReturnType<typeof result>>} result @param {string} name @param {RegExp} words
 */
function assertFailed({ state, lines }, name, words) {
  const failed = Object.keys(lines).filter((key) => lines[key].state === 'failed');
  assert.deepEqual(failed, [name], JSON.stringify(lines, null, 1));
  assert.match(lines[name].text, words);
  assert.match(lines[name].text, /Failed: /, 'the state is there in words too');
  assert.match(state, /^An upload would fail: /);
}

/** @param {PageUnderTest} page @returns {Promise<any>} The rule that the page shows. */
async function shownRule(page) {
  const [rule] = JSON.parse(await page.page.locator('#connection-lines pre').innerText());
  return rule;
}

test('a healthy store passes on every line, and nothing is left', async (context) => {
  const { store, page } = await openOn(context, '--bucket', BUCKET);
  const { state, lines } = await check(page);
  assert.match(state, /^An upload works\.$/);
  const names = ['page', 'endpoint', 'cors', 'region', 'clock', 'credentials', 'bucket', 'key', 'write', 'etag', 'clean'];
  assert.deepEqual(Object.entries(lines).map(([name, line]) => [name, line.state]), names.map((name) => [name, 'ok']));
  assert.deepEqual(await store.uploads(BUCKET), []);
  assert.deepEqual(await python('s3.py', 'objects', store.url, BUCKET), []);
  assert.deepEqual(page.complaints.filter((text) => !text.includes('404')), [], 'the answers 404 are asked for');
});

test('a wrong secret', async (context) => {
  const { store, page } = await openOn(context, '--bucket', BUCKET);
  await page.fill({ 'Secret access key': SECRET });
  assertFailed(await check(page), 'credentials', /SignatureDoesNotMatch.*secret access key does not belong/);
  assert.deepEqual(await store.uploads(BUCKET), []);
  assert.ok(!(await page.page.locator('body').innerText()).includes(SECRET), 'the secret is on the page');
  await page.fill({ 'Access key ID': 'nobody' });
  assert.equal(await page.page.locator('#connection-lines').isVisible(), false, 'the lines are of other keys');
  assertFailed(await check(page), 'credentials', /NotSignedUp.*does not know this access key ID/);
});

test('a wrong region', async (context) => {
  const { store, page } = await openOn(context, '--bucket', BUCKET, '--region', 'eu-west-1');
  const found = await check(page);
  assertFailed(found, 'region', /bucket is in eu-west-1, and requests are signed for us-east-1.*enter eu-west-1 as Region/);
  await page.fill({ Region: 'eu-west-1' });
  assert.match((await check(page)).state, /^An upload works/);
  assert.deepEqual(await store.uploads(BUCKET), []);
});

test('a clock an hour off', async (context) => {
  const { page } = await openOn(context, '--bucket', BUCKET, '--clock-offset', '3600');
  const { state, lines } = await check(page);
  assert.match(state, /^An upload works\. See the warning\.$/);
  assert.equal(lines.clock.state, 'warning');
  assert.match(lines.clock.text, /clock is 60 minutes behind the store's/);
  assert.match(lines.clock.text, /Uploads work all the same/);
  assert.equal(lines.clean.state, 'ok', 'what was written is gone');
});

test('a bucket without a CORS rule', async (context) => {
  const { store, page } = await openOn(context, '--bucket', BUCKET, '--cors', 'bucket');
  const found = await check(page);
  assertFailed(found, 'cors', /store answers.*no CORS rule that lets http:\/\/127\.0\.0\.1:\d+ send signed requests.*Put this rule/);
  assert.equal(found.lines.endpoint.state, 'ok');
  assert.deepEqual((await shownRule(page)).AllowedOrigins, [new URL(site.url).origin]);
  await page.button('Copy the CORS rule').click();
  await page.page.getByText(/^(Copied|Selected: now copy it)$/).first().waitFor();
  // The browser keeps back this request too: the page says so, with the rule to paste.
  await page.button('Put CORS rule').click();
  const failure = page.page.locator('#connection-failure');
  await failure.waitFor({ timeout: 60_000 });
  assert.match(await failure.innerText(), /keeps back this request too/);
  assert.equal(await page.page.locator('#connection-lines li.failed #connection-failure').count(), 1, 'it is said at the line');
  assert.deepEqual(await store.uploads(BUCKET), []);
});

test('an ETag that the page may not read', async (context) => {
  const { store, page } = await openOn(context, '--bucket', BUCKET, '--hide-etag');
  const found = await check(page);
  assertFailed(found, 'etag', /may not read its ETag.*lacks ETag in ExposeHeaders/);
  assert.equal(found.lines.clean.state, 'ok');
  assert.ok((await shownRule(page)).ExposeHeaders.includes('ETag'));
  assert.deepEqual(await store.uploads(BUCKET), []);
});

test('the CORS rule is put on the bucket, before those that it has', async (context) => {
  const { store, page } = await openOn(context, '--bucket', BUCKET, '--cors', 'bucket');
  const origin = new URL(site.url).origin;
  await python('s3.py', 'rule', store.url, BUCKET, origin, 'x-amz-bucket-region');
  assertFailed(await check(page), 'etag', /may not read its ETag/);
  const { state, lines } = await check(page, 'Put CORS rule');
  assert.match(state, /^The rule is on the bucket\. An upload works\.$/);
  assert.equal(lines.etag.state, 'ok');
  const rules = await python('s3.py', 'rules', store.url, BUCKET);
  assert.deepEqual(rules.map((/** @type {any} */ rule) => rule.ExposeHeaders), [
    ['ETag', 'Date', 'Retry-After', 'x-amz-bucket-region', 'x-amz-checksum-crc64nvme', 'x-amz-checksum-crc32c'],
    ['x-amz-bucket-region'],
  ]);
  assert.deepEqual(await store.uploads(BUCKET), []);
});

test('a bucket that is missing is created', async (context) => {
  for (const region of ['us-east-1', 'eu-west-1']) {
    const { store, page } = await openOn(context, '--region', region);
    await page.fill({ Region: region });
    assertFailed(await check(page), 'bucket', /There is no bucket parquet-data-bucket at 127\.0\.0\.1:\d+/);
    const { state, lines } = await check(page, 'Create bucket');
    assert.match(state, /^The bucket is made\. An upload works\.$/);
    assert.equal(lines.bucket.state, 'ok');
    assert.deepEqual(await store.uploads(BUCKET), []);
  }
});

test('a bucket of somebody else', async (context) => {
  const { page } = await openOn(context, '--foreign-bucket', BUCKET);
  const found = await check(page);
  assertFailed(found, 'bucket', /belongs to somebody else \(403 AccessDenied\)/);
  assert.equal(found.lines.credentials.state, 'ok');
  assert.equal(await page.button('Create bucket').count(), 0);
});

test('keys that may not do all of it', async (context) => {
  const table = /** @type {[string, string, RegExp][]} */ ([
    ['CreateMultipartUpload', 'write', /s3:PutObject/],
    ['UploadPart', 'write', /UploadPart: 403 AccessDenied/],
    ['AbortMultipartUpload', 'write', /s3:AbortMultipartUpload/],
  ]);
  for (const [operation, name, words] of table) {
    const { store, page } = await openOn(context, '--bucket', BUCKET, '--deny', operation);
    assertFailed(await check(page), name, words);
    assert.deepEqual(await store.uploads(BUCKET), [], operation);
  }
  const mayOnlyWrite = ['HeadBucket', 'HeadObject', 'ListMultipartUploads'].flatMap((name) => ['--deny', name]);
  const { page } = await openOn(context, '--bucket', BUCKET, ...mayOnlyWrite);
  const { state, lines } = await check(page);
  assert.match(state, /^An upload works/);
  assert.equal(lines.key.state, 'skipped');
});

test('an endpoint that is down', async () => {
  const gone = createHttpServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (gone.address());
  await new Promise((resolve) => gone.close(resolve));
  const page = await open(`http://127.0.0.1:${port}`);
  assertFailed(await check(page), 'endpoint', new RegExp(`Nobody answers at 127\\.0\\.0\\.1:${port}\\..*server runs`));
});

test('an http endpoint from an https page', async (context) => {
  const secure = await serveSecurely();
  context.after(() => secure.stop());
  const page = await PageUnderTest.openInsecurely(browser, secure.url);
  await page.fill({ Destination: 's3' });
  await page.fillStore('http://store.example');
  const found = await check(page);
  assertFailed(found, 'page', /on https, and http:\/\/store\.example is http on another machine.*mixed content.*https endpoint/);
  assert.ok(!page.origins.has('http://store.example'), 'nothing is sent');
  const store = await startStore('--bucket', BUCKET);
  context.after(() => store.stop());
  await page.fill({ 'Endpoint URL': store.url });
  assert.equal((await check(page)).lines.page.state, 'ok', 'this machine may be called');
});

test('fields that cannot be used are told at the fields', async () => {
  const page = await open('http://127.0.0.1:9000');
  await page.fill({ 'Secret access key': '' });
  await page.button('Check connection').click();
  assert.match(await page.problem('Secret access key'), /must be filled in/);
  await page.fill({ 'Secret access key': 'test', 'Endpoint URL': 'localhost:4566' });
  await page.button('Check connection').click();
  await page.page.locator('#endpoint[aria-invalid="true"]').waitFor();
  assert.equal(await page.page.locator('#connection-lines').isVisible(), false);
});

/** The built page on https, with a certificate that is good for nothing else. */
async function serveSecurely() {
  const directory = await mkdtemp(join(tmpdir(), 'parquet-blocks-https-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const certificate = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  await promisify(execFile)('openssl', [...certificate, '-subj', '/CN=localhost', '-keyout', key, '-out', cert]);
  const root = env('SITE_DIR');
  const server = createHttpsServer({ key: await readFile(key), cert: await readFile(cert) }, (request, response) => {
    const path = new URL(request.url ?? '/', 'https://localhost').pathname;
    void sendFile(response, root, path === '/' ? '/index.html' : path);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await rm(directory, { recursive: true });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `https://127.0.0.1:${port}/`, stop: () => server.close() };
}
