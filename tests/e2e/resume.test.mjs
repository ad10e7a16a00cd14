/** Uploads that are interrupted: paused, cut off, gone on with elsewhere, thrown away. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { python, sha256, startStore, startedWithStore } from './support.mjs';

const BUCKET = 'parquet-data-bucket';
const SECRET = 'test';
const CONCURRENCY = 2;

const people = { Preset: 'people', Rows: 300_000, 'Target size (MB)': '', Seed: 42, 'Block size (MB)': 1, Compression: 'none', Workers: 2 };

/** @typedef {Awaited<ReturnType<typeof startStore>>} Store */

/** @type {string} SHA-256 of the file that nothing has interrupted. */
let expected;

const { site, store, browser } = await startedWithStore('--chaos', '1', '--fault-share', '0', '--bucket', BUCKET);

before(async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ ...people, Destination: 'download' });
  await page.generate();
  expected = await sha256(await page.download());
});

/** Gives the server an order. @param {Store} at @param {string} method @param {string} what @param {object} [body] @returns {Promise<any>} The report. */
async function order(at, method, what, body) {
  const answer = await fetch(`${at.url}/_chaos/${what}`, { method, body: body && JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

/** From now on a part takes a second or so; counts from nought. @param {Store} [at] */
function slow(at = store) {
  return order(at, 'POST', 'faults', { share: 1, kinds: ['slow'], operations: ['UploadPart'], bytes_per_second: 4 << 20 });
}

/** Parts are as fast as can be again. @param {Store} [at] */
function fast(at = store) {
  return order(at, 'DELETE', 'faults');
}

/** How many parts were sent since it was made slow. @param {Store} [at] @returns {Promise<number>} */
async function sentParts(at = store) {
  return (await order(at, 'GET', 'report')).requests.UploadPart ?? 0;
}

/** @param {PageUnderTest} page @param {string} key @param {Store} [at] */
async function fillUpload(page, key, at = store) {
  await page.fill({ ...people, Destination: 's3', Key: key });
  await page.fillStore(at.url);
  await page.page.locator('summary').getByText('Upload options', { exact: true }).click();
  await page.fill({ 'Part size (MB)': 5, Concurrency: CONCURRENCY });
}

/** A page with an upload under way that has some parts. @param {string} key @param {Store} [at] @param {(page: PageUnderTest) => Promise<void>} [also] @param {import('playwright-core').Browser | import('playwright-core').BrowserContext} [where] */
async function underWay(key, at = store, also = async () => {}, where = browser) {
  const page = await PageUnderTest.open(where, site.url);
  page.page.on('dialog', (dialog) => dialog.accept());
  await fillUpload(page, key, at);
  await also(page);
  await slow(at);
  await page.button('Generate').click();
  await page.logged('part 2:');
  return page;
}

/** The end of a run that was begun before. @param {PageUnderTest} page @returns {Promise<Record<string, string>>} */
async function finished(page) {
  await page.ended();
  assert.equal(await page.failure(), '');
  return page.stats();
}

/** Uploads as the page lists them. @param {PageUnderTest} page */
function listed(page) {
  return page.page.locator('[data-upload]');
}

/** @param {PageUnderTest} page @param {RegExp} reason */
async function waitForPause(page, reason) {
  await page.page.locator('#pause-reason').filter({ hasText: reason }).waitFor({ timeout: 20_000 });
}

/** That the object is the file of an uninterrupted run, and nothing else is left. @param {string} key */
async function assertWhole(key) {
  assert.equal(await sha256(store.pathOf(BUCKET, key)), expected);
  const objects = await python('s3.py', 'objects', store.url, BUCKET);
  assert.equal(objects.find((/** @type {{ key: string }} */ object) => object.key === key)?.sha256, expected);
  assert.deepEqual(await store.uploads(BUCKET), []);
}

/** That of all parts that were sent only those that were in flight were sent again. @param {import('node:test').TestContext} context @param {Record<string, string>} stats */
async function assertFewAgain(context, stats) {
  const again = await sentParts() - Number(stats.parts);
  context.diagnostic(`${again} of ${stats.parts} parts were sent again; at most ${CONCURRENCY} were in flight`);
  assert.ok(again >= 0 && again <= CONCURRENCY, `${again} parts were sent again`);
  assert.ok(Number(stats.kept_parts) >= 2, `${stats.kept_parts} parts were kept`);
}

/** Everything that the page has stored. @param {PageUnderTest} page @returns {Promise<string>} */
function storedTexts(page) {
  return page.page.evaluate(async () => {
    const opening = indexedDB.open('parquet-blocks');
    await new Promise((resolve) => { opening.onsuccess = resolve; });
    const all = opening.result.transaction('uploads').objectStore('uploads').getAll();
    await new Promise((resolve) => { all.onsuccess = resolve; });
    return JSON.stringify([all.result, { ...localStorage }, { ...sessionStorage }]);
  });
}

test('an upload goes on after a reload', async (context) => {
  const page = await underWay('reloaded.parquet', store, (page) => page.fill({ 'Checksum of the whole': 'crc64nvme' }));
  await page.page.reload();
  await fast();
  await listed(page).waitFor();
  assert.match(await page.page.locator('#unfinished-heading').innerText(), /\(1\)/);
  const kept = await storedTexts(page);
  assert.ok(kept.includes('reloaded.parquet') && !/"(secretAccessKey|accessKeyId|sessionToken)"/.test(kept), kept);
  await page.button('Resume reloaded.parquet').click();
  assert.match(await page.page.locator('#unfinished-state').innerText(), /Enter the keys for http/);
  assert.equal(await page.page.evaluate(() => document.activeElement?.id), 'access-key');
  await page.fill({ 'Access key ID': 'test', 'Secret access key': SECRET });
  await page.button('Resume reloaded.parquet').click();
  const stats = await finished(page);
  await assertFewAgain(context, stats);
  assert.match(String(stats.checksum), /^CRC64NVME /);
  await assertWhole('reloaded.parquet');
  await listed(page).waitFor({ state: 'detached' });
});

test('an upload that is under way is not offered to another tab', async () => {
  const page = await underWay('busy.parquet');
  const [opened] = await Promise.all([page.page.waitForEvent('popup'), page.page.evaluate(() => void window.open(location.href))]);
  const tab = new PageUnderTest(opened, site.url);
  await listed(tab).getByText('under way in a tab of this browser').waitFor();
  assert.equal(await listed(tab).getByRole('button').count(), 0);
  await fast();
  await finished(page);
  await assertWhole('busy.parquet');
});

test('an upload of a tab that is gone goes on in another browser, from its job and id', async (context) => {
  const lost = await underWay('elsewhere.parquet');
  const job = await lost.page.locator('#job-json').textContent() ?? '';
  const id = (await lost.page.locator('#log').getByText(/ upload \S+/).innerText()).split(' ').at(-1) ?? '';
  await lost.page.context().close();
  await fast();
  const page = await PageUnderTest.open(browser, site.url);
  await page.plan();
  await page.drop({ 'people.job.json': job });
  await page.fill({ 'Access key ID': 'test', 'Secret access key': SECRET });
  assert.equal(await listed(page).count(), 0, 'this browser has seen no upload');
  await page.button('Look in the bucket').click();
  await listed(page).waitFor();
  assert.equal(await listed(page).getAttribute('data-upload'), id);
  assert.match(await listed(page).innerText(), /\d parts stored, \d+\.\d MB; found in the bucket/);
  await page.button('Resume elsewhere.parquet').click();
  await assertFewAgain(context, await finished(page));
  await assertWhole('elsewhere.parquet');
});

test('pause and resume by hand', async () => {
  const page = await underWay('paused.parquet');
  await page.button('Pause').click();
  await waitForPause(page, /until you press Resume/);
  assert.match(await page.page.locator('#progress-state').innerText(), /^Paused at \d+ %/);
  // What is in flight ends.
  await page.page.waitForTimeout(3_000);
  const sent = await sentParts();
  await page.page.waitForTimeout(2_000);
  assert.equal(await sentParts(), sent, 'a part was sent in a pause');
  await fast();
  await page.button('Resume').click();
  const stats = await finished(page);
  assert.equal(await sentParts(), Number(stats.parts), 'no part was sent again');
  assert.equal(await page.page.locator('#pause-reason').innerText(), '');
  assert.equal(await page.button('Pause').isVisible(), false);
  await assertWhole('paused.parquet');
});

test('a paused upload can be cancelled', async () => {
  const page = await underWay('given-up.parquet');
  await page.button('Pause').click();
  await waitForPause(page, /until you press Resume/);
  await page.button('Cancel').click();
  await page.ended();
  assert.match(await page.page.locator('#progress-state').innerText(), /^Cancelled/);
  assert.deepEqual(await store.uploads(BUCKET), []);
  assert.equal(await listed(page).count(), 0);
});

test('keys that expire are asked for again', async () => {
  const strict = await startStore('--chaos', '1', '--fault-share', '0', '--session-token', 'first-token', '--bucket', BUCKET);
  try {
    const page = await underWay('expired.parquet', strict, (page) => page.fill({ 'Session token': 'first-token' }));
    await order(strict, 'POST', 'expire');
    await waitForPause(page, /no longer takes these keys[\s\S]*ExpiredToken/);
    await order(strict, 'POST', 'renew', { session_token: 'second-token' });
    await fast(strict);
    await page.fill({ 'Session token': 'second-token ' });
    await page.button('Go on with these keys').click();
    assert.match(await page.problem('Session token'), /space/);
    await page.fill({ 'Session token': 'third-token' });
    await page.button('Go on with these keys').click();
    await waitForPause(page, /no longer takes these keys/);
    await page.fill({ 'Session token': 'second-token' });
    await page.button('Go on with these keys').click();
    await finished(page);
    assert.equal(await sha256(strict.pathOf(BUCKET, 'expired.parquet')), expected);
    assert.equal(await page.field('Session token').inputValue(), 'second-token', 'the form has them');
    const shown = await page.page.locator('body').innerText() + await storedTexts(page);
    assert.ok(!/(first|second|third)-token/.test(shown), 'a token is shown or stored');
  } finally {
    await strict.stop();
  }
});

test('an upload pauses while the browser is offline', async () => {
  const page = await underWay('offline.parquet');
  await page.page.context().setOffline(true);
  await waitForPause(page, /offline/);
  await fast();
  await page.page.waitForTimeout(1_000);
  await page.page.context().setOffline(false);
  await finished(page);
  assert.match(await page.page.locator('#log').innerText(), /paused \(offline\)[\s\S]*resumed/);
  await assertWhole('offline.parquet');
});

test('an unfinished upload is aborted from the list', async () => {
  const lost = await underWay('aborted.parquet');
  await lost.page.context().close();
  await fast();
  const page = await PageUnderTest.open(browser, site.url);
  await page.plan();
  await fillUpload(page, 'aborted.parq');
  await page.button('Look in the bucket').click();
  await listed(page).waitFor();
  // Of another key than the form's: it can be thrown away, and not be gone on with.
  assert.equal(await page.button('Resume aborted.parquet').count(), 0);
  await page.button('Abort aborted.parquet').click();
  await page.page.locator('#unfinished-state').filter({ hasText: 'nothing of it is left' }).waitFor();
  assert.equal(await listed(page).count(), 0);
  assert.deepEqual(await store.uploads(BUCKET), []);
});

test('an upload that is gone is told, and forgotten', async () => {
  const page = await underWay('gone.parquet');
  await page.page.reload();
  await fast();
  await python('s3.py', 'abort', store.url, BUCKET);
  await page.fill({ Destination: 's3', 'Access key ID': 'test', 'Secret access key': SECRET });
  await page.button('Resume gone.parquet').click();
  await page.ended();
  assert.match(await page.failure(), /no longer there/);
  await listed(page).waitFor({ state: 'detached' });
});

for (const [second, keys] of /** @type {const} */ ([['none', ['closed.parquet']], ['csv', ['closed.csv', 'closed.parquet']]])) {
  test(`uploads are aborted when their page is closed, where that is wanted; second file: ${second}`, async () => {
    // A context of its own ends with its page, and what the page has still to send with it.
    const context = await browser.newContext();
    const page = await underWay('closed.parquet', store, async (page) => {
      await page.fill({ 'Second file': second });
      await page.field('Abort when the page is closed').check();
    }, context);
    assert.deepEqual((await store.uploads(BUCKET)).sort(), keys);
    await page.page.close({ runBeforeUnload: true });
    const closed = performance.now();
    while ((await store.uploads(BUCKET)).length > 0) assert.ok(performance.now() - closed < 20_000, 'it is still there');
    await context.close();
    await fast();
  });
}

test('an upload is kept when its page is closed, where nothing else is wanted', async () => {
  const page = await underWay('kept.parquet');
  await page.page.close({ runBeforeUnload: true });
  assert.deepEqual(await store.uploads(BUCKET), ['kept.parquet']);
  await fast();
  await python('s3.py', 'abort', store.url, BUCKET);
});
