/** An upload of a file's rows is interrupted, and goes on with the same file. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { sha256, startedWithStore } from './support.mjs';
import { csvOf } from './tables.mjs';

const BUCKET = 'parquet-data-bucket';
const CONCURRENCY = 2;
const CSV = csvOf(300_000);

/** @type {string} SHA-256 of the file that nothing has interrupted. */
let expected;

const settings = { Workers: 2, Compression: 'none' };

const { site, store, browser } = await startedWithStore('--chaos', '1', '--fault-share', '0', '--bucket', BUCKET);

before(async () => {
  const page = await PageUnderTest.reading(browser, site.url, ['csv', 'hashes.csv', CSV, settings]);
  await page.generate();
  expected = await sha256(await page.download());
});

/** Gives the server an order. @param {string} method @param {string} what @param {object} [body] @returns {Promise<any>} The report. */
async function order(method, what, body) {
  const answer = await fetch(`${store.url}/_chaos/${what}`, { method, body: body && JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

/** A page that was reloaded while it uploaded, with some parts in the store. @param {string} key */
async function interrupted(key) {
  const page = await PageUnderTest.reading(browser, site.url, ['csv', 'hashes.csv', CSV, { ...settings, Destination: 's3', Key: key }]);
  page.page.on('dialog', (dialog) => dialog.accept());
  await page.fillStore(store.url);
  await page.page.locator('summary').getByText('Upload options', { exact: true }).click();
  await page.fill({ 'Part size (MB)': 5, Concurrency: CONCURRENCY });
  await order('POST', 'faults', { share: 1, kinds: ['slow'], operations: ['UploadPart'], bytes_per_second: 4 << 20 });
  await page.button('Generate').click();
  await page.logged('part 2:');
  await page.page.reload();
  await order('DELETE', 'faults');
  await page.page.locator('[data-upload]').waitFor();
  await page.fill({ Destination: 's3' });
  await page.fillStore(store.url);
  return page;
}

/** Presses Resume and answers with this file. @param {PageUnderTest} page @param {string} key @param {string} name @param {string} content */
async function resumeWith(page, key, name, content) {
  const [chooser] = await Promise.all([page.page.waitForEvent('filechooser'), page.button(`Resume ${key}`).click()]);
  assert.match(await page.page.locator('#unfinished-state').innerText(), /Choose the file hashes\.csv again/);
  await chooser.setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
}

test('an upload of a CSV file goes on with the same file alone', async () => {
  const key = 'interrupted.parquet';
  const page = await interrupted(key);
  await resumeWith(page, key, 'other.csv', CSV.replace('0,', '1,'));
  await page.ended();
  assert.match(await page.page.locator('body').innerText(), /the file other\.csv has other bytes than the one that the job is of\. Choose the file hashes\.csv/i);
  assert.deepEqual(await store.uploads(BUCKET), [key], 'the upload is as it was');

  await resumeWith(page, key, 'renamed.csv', CSV);
  await page.ended();
  assert.equal(await page.failure(), '');
  const stats = await page.stats();
  const again = (await order('GET', 'report')).requests.UploadPart - Number(stats.parts);
  assert.ok(again >= 0 && again <= CONCURRENCY, `${again} parts were sent again`);
  assert.ok(Number(stats.kept_parts) >= 2, `${stats.kept_parts} parts were kept`);
  assert.equal(await sha256(store.pathOf(BUCKET, key)), expected);
  assert.deepEqual(await store.uploads(BUCKET), []);
  await page.page.locator('[data-upload]').waitFor({ state: 'detached' });
});

test('a file that the form has already is not asked for', async () => {
  const key = 'known.parquet';
  const page = await interrupted(key);
  await page.fill({ Source: 'csv' });
  await page.choose('hashes.csv', CSV);
  await page.button(`Resume ${key}`).click();
  await page.ended();
  assert.equal(await page.failure(), '');
  assert.equal(await sha256(store.pathOf(BUCKET, key)), expected);
});
