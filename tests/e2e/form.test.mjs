/** The form, its plan and its settings files, as people use them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { startedWithStore } from './support.mjs';

const BUCKET = 'parquet-data-bucket';

/** Slow enough to be cancelled before its plan is made. */
const SLOW = { Compression: 'brotli', 'Compression level': 11, 'Block size (MB)': 2 };

const { site, store, browser } = await startedWithStore('--bucket', BUCKET);

/** @param {Record<string, string | number>} [values] */
async function open(values = {}) {
  const page = await PageUnderTest.open(browser, site.url);
  await page.plan();
  await page.fill(values);
  return page;
}

/** The element that has the focus. @param {PageUnderTest} page */
function focused({ page }) {
  return page.evaluate(() => document.activeElement?.id);
}

/** What was copied last. @param {PageUnderTest} page */
function clipboard({ page }) {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** @param {PageUnderTest} page */
async function jobOf({ page }) {
  return JSON.parse(await page.locator('#job-json').textContent() ?? '');
}

test('a plan being measured is said to be, and can be cancelled', async () => {
  const page = await open(SLOW);
  const plan = page.page.locator('#plan');
  assert.equal(await plan.getAttribute('aria-busy'), 'true', 'the old plan counts no more');
  await page.button('Generate').click();
  await page.page.locator('#plan-state').getByText('Measuring…').waitFor();
  await page.button('Cancel').focus();
  await page.page.keyboard.press('Enter');
  await page.page.locator('#progress-state').getByText('Cancelled.').waitFor({ timeout: 1_000 });
  assert.equal(await plan.getAttribute('aria-busy'), 'true', 'it was cancelled before it was made');
  assert.equal(await focused(page), 'generate');
  await page.fill({ Compression: 'snappy', 'Block size (MB)': 1, Rows: 1_000 });
  assert.equal((await page.generate()).rows, '1000', 'the next run works');
  assert.equal(await page.page.locator('#plan-state').textContent(), '');
});

test('Escape cancels a run, and the focus is not lost', async () => {
  const page = await open({ Rows: 20_000_000 });
  await page.button('Generate').press('Enter');
  await page.logged('block 1:');
  await page.page.keyboard.press('Escape');
  await page.ended();
  assert.match(await page.page.locator('#progress-state').innerText(), /^Cancelled/);
  assert.equal(await focused(page), 'generate');
});

test('estimates are called so, and are not passed', async () => {
  const page = await open({ Rows: 200_000, Destination: 's3', 'Block size (MB)': 0.25, Key: 'estimate.parquet' });
  await page.fillStore(store.url);
  assert.match(await page.plan(), /about [\d.]+ MB, uploaded in about \d+ parts/);
  await page.page.evaluate(() => {
    const seen = /** @type {string[]} */ ([]);
    const look = () => seen.push(...Array.from(document.querySelectorAll('[data-progress=parts]'), (element) => element.textContent ?? ''));
    new MutationObserver(look).observe(document.querySelector('#progress-figures') ?? document, { childList: true });
    Object.assign(window, { seen });
  });
  const { parts } = await page.generate();
  const seen = await page.page.evaluate(() => /** @type {{ seen: string[] }} */ (/** @type {unknown} */ (window)).seen);
  assert.equal(seen.at(-1), parts, 'at the end there is nothing to estimate');
  for (const text of seen) {
    const [, actual, estimate] = text.match(/^(\d+)(?: of about (\d+))?$/) ?? assert.fail(text);
    if (estimate) assert.ok(Number(actual) <= Number(estimate), text);
  }
  assert.ok(seen.some((text) => text.includes('of about')), 'while it works there is');
});

test('all bad fields are marked at once', async () => {
  const page = await open({ Destination: 's3' });
  await page.fill({ Rows: 'many', Seed: '', 'Block size (MB)': 0, Workers: 65, Bucket: 'My_Bucket', Region: '', Key: '' });
  await page.plan();
  assert.deepEqual(await page.marked(), ['Seed', 'Rows', 'Block size (MB)', 'Workers', 'Region', 'Bucket', 'Key']);
  assert.equal(await page.problem('Rows'), 'Rows must be a whole number, 0 or more, such as 1000 or 1,000.');
  await page.fill({ Rows: 1_000, Seed: 1, Workers: 1 });
  await page.plan();
  assert.deepEqual(await page.marked(), ['Block size (MB)', 'Region', 'Bucket', 'Key']);
});

test('a bad target size is no missing row count', async () => {
  const page = await open({ Rows: '', 'Target size (MB)': 'ten' });
  await page.plan();
  assert.deepEqual(await page.marked(), ['Target size (MB)']);
});

test('a field says what is wrong and what to do, without paths', async () => {
  const page = await open({ Rows: 0 });
  await page.plan();
  assert.equal(await page.problem('Rows'), '0 rows make no file. Enter 1 or more.');
});

test('missing credentials hide no plan, and are asked for by Generate', async () => {
  const page = await open({ Rows: 1_234, Destination: 's3' });
  const plan = await page.plan();
  assert.match(plan, /1,234 rows/);
  assert.deepEqual(await page.marked(), []);
  await page.refused();
  assert.deepEqual(await page.marked(), ['Access key ID', 'Secret access key']);
  assert.equal(await focused(page), 'access-key');
  assert.equal(await page.plan(), plan);
  await page.fill({ 'Access key ID': 'test', 'Secret access key': 'test ' });
  await page.plan();
  assert.equal(await page.problem('Secret access key'), 'Secret access key must not start or end with a space.');
});

test('a failure disappears when the form changes', async () => {
  const page = await open({ Rows: 1_000, Destination: 's3' });
  await page.fillStore('http://127.0.0.1:9');
  await page.button('Generate').click();
  await page.ended();
  assert.notEqual(await page.failure(), '');
  await page.fill({ Rows: 0 });
  assert.equal(await page.failure(), '');
});

/** What is typed, and the rows of the plan; none for what is no count. @type {[string, number?][]} */
const COUNTS = [
  ['1,000,000', 1_000_000], ['1_000_000', 1_000_000], ['1 000 000', 1_000_000], ['1\u202f000', 1_000], ['1e6', 1_000_000],
  ['1.5e3', 1_500], ['12,345', 12_345], ['1,00'], ['1,000_000'], ['1000,000'], [',100'], ['1e-1'], ['1.0'], ['-1'],
];

test('row counts are read as people write them', async () => {
  const page = await open();
  for (const [text, rows] of COUNTS) {
    await page.fill({ Rows: text });
    await page.plan();
    const found = await page.page.locator('#plan').getAttribute('data-rows');
    assert.equal(found, rows === undefined ? null : String(rows), text);
    assert.deepEqual(await page.marked(), rows === undefined ? ['Rows'] : [], text);
  }
});

test('one row is one row', async () => {
  const page = await open({ Rows: 1 });
  assert.match(await page.plan(), /^One block of 1 row;/);
});

test('a level is for the codecs that have levels', async () => {
  const page = await open({ Compression: 'zstd' });
  await page.fill({ 'Compression level': 99 });
  await page.plan();
  assert.deepEqual(await page.marked(), ['Compression level']);
  await page.fill({ Compression: 'snappy' });
  await page.plan();
  assert.equal(await page.field('Compression level').isEnabled(), false);
  assert.deepEqual(await page.marked(), []);
  assert.deepEqual((await jobOf(page)).writer, { compression: 'snappy' });
});

test('a download has a file name of its own', async () => {
  const page = await open({ Rows: 1_000 });
  assert.equal(await page.field('Key').isVisible(), false);
  await page.fill({ Preset: 'transactions' });
  assert.equal(await page.field('File name').inputValue(), 'transactions.parquet');
  await page.fill({ 'File name': 'a/b' });
  await page.plan();
  assert.equal(await page.problem('File name'), 'File name must be a name without / and \\.');
  await page.fill({ 'File name': 'mine.parquet', Preset: 'people' });
  await page.generate();
  const [download] = await Promise.all([page.page.waitForEvent('download'), page.button('Download').click()]);
  assert.equal(download.suggestedFilename(), 'mine.parquet');
  await page.fill({ Destination: 's3' });
  assert.equal(await page.field('File name').isVisible(), false);
});

test('a key is used as it is typed', async () => {
  const page = await open({ Rows: 1_000, Destination: 's3', Key: ' spaced .parquet ' });
  await page.fillStore(store.url);
  const stats = await page.generate();
  assert.equal(stats.object_url, `${store.url}/${BUCKET}/%20spaced%20.parquet%20`);
});

test('an object is named by text to copy, not by a link', async () => {
  const page = await open({ Rows: 1_000, Destination: 's3', Key: 'private.parquet' });
  await page.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.fillStore(store.url);
  const { object_url } = await page.generate();
  const cell = page.page.locator('td[data-stat=object_url]');
  assert.equal(await cell.locator('a').count(), 0);
  await cell.getByRole('button', { name: 'Copy' }).click();
  await cell.getByText('Copied').waitFor();
  assert.equal(await clipboard(page), object_url);
});

test('a job goes by its JSON from one page to another', async () => {
  const page = await open({ Preset: 'transactions', Seed: 7, Rows: '2,500', Compression: 'zstd', Destination: 'both' });
  await page.fill({ 'Compression level': 5, 'Target size (MB)': 0.5, Key: 'people.parquet', Bucket: 'a-bucket' });
  await page.field('Path style').uncheck();
  await page.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const plan = await page.plan();
  const job = await jobOf(page);
  await page.page.getByText('Job JSON', { exact: true }).click();
  await page.button('Copy the job').click();
  await page.button('Copy the job').getByText('Copied').waitFor();
  const text = await clipboard(page);
  assert.deepEqual(JSON.parse(text), job);
  await page.page.reload();
  await page.plan();
  const report = await page.drop({ 'job.json': text });
  assert.equal(report, 'job.json: The form is filled with this job.');
  assert.equal(await page.plan(), plan);
  assert.deepEqual(await jobOf(page), job);
});

test('what a job leaves out is not left over from the form', async () => {
  const page = await open({ Seed: 7, Compression: 'zstd', Destination: 'both', 'Target size (MB)': 3 });
  await page.fill({ 'Compression level': 5, 'Block size (MB)': 8 });
  const job = { version: 1, source: { generated: { preset: 'people', seed: 42 } }, rows: 10 };
  await page.drop({ 'job.json': JSON.stringify(job) });
  await page.plan();
  assert.deepEqual(await jobOf(page), {
    ...job, block: { size_mb: 1 }, writer: { compression: 'snappy' }, destination: { download: true },
  });
});

test('what the form has no field for is named', async () => {
  const page = await open();
  const job = { version: 1, source: { generated: { preset: 'people', seed: 1 } }, rows: 10, writer: { format: 'parquet' }, acl: 'x' };
  assert.match(await page.drop({ 'job.json': JSON.stringify(job) }), /no field for it: acl\./);
  assert.equal(await page.field('Rows').inputValue(), '10');
});

const SOURCE = { generated: { preset: 'people', seed: 1 } };
/** @type {[string, RegExp][]} */
const BAD_JOBS = [
  ['{"version": 1,', /^job\.json: this is not JSON: .* at line 1 column 14\. Correct the text at that place\.$/],
  ['{"version": 1, "secret": hush}', /^job\.json: this is not JSON: [^h]* at line 1 column \d+\. /],
  ['[1]', /^job\.json: this is JSON, but not an object\./],
  ['{"source": {}}', /^job\.json: version: the job does not have this field\./],
  [JSON.stringify({ version: 2, source: SOURCE }), /^job\.json: version: 2 is not known\. Use version 1\./],
  [JSON.stringify({ version: 1, source: { generated: { preset: 'people' } } }), /seed: the job does not have this field/],
  [JSON.stringify({ version: 1, source: { generated: { preset: 'pets', seed: 1 } } }), /preset: "pets" is not one of people, transactions, .*wide\. Correct this field of the job\.$/],
  [JSON.stringify({ version: 1, source: SOURCE, rows: 'many' }), /rows: "many" is not a number\./],
];

test('a job that cannot be read is an error that names why, and changes nothing', async () => {
  const page = await open({ Rows: 77 });
  const job = await page.plan().then(() => jobOf(page));
  for (const [text, message] of BAD_JOBS) {
    assert.match(await page.drop({ 'job.json': text }), message);
    await page.page.locator('#settings-report.problem').waitFor();
    await page.plan();
    assert.deepEqual(await jobOf(page), job, text);
  }
});

test('a .env file that names a store chooses S3, and says so', async () => {
  const page = await open();
  const report = await page.drop({ 'settings.env': 'S3_BUCKET_NAME=other-bucket\nAWS_SECRET_ACCESS_KEY=hidden\n' });
  assert.equal(report, 'settings.env: Filled: Bucket, Secret access key. Destination is S3 now.');
  assert.equal(await page.field('Destination').inputValue(), 's3');
  assert.equal(await page.field('Bucket').isVisible(), true);
});

test('a .env file that gives only a size empties Rows, and says so', async () => {
  const page = await open();
  const report = await page.drop({ '.env': 'TARGET_DATA_SIZE_MB=2\n' });
  assert.equal(report, '.env: Filled: Target size (MB). Rows is empty now: the target size decides.');
  assert.equal(await page.field('Rows').inputValue(), '');
  assert.equal(await page.field('Destination').inputValue(), 'download');
});

test('a .env file that cannot be read is told once, as a problem', async () => {
  const page = await open();
  assert.match(await page.drop({ 'settings.env': 'NUM_RECORDS=1\nnonsense\n' }), /^settings\.env: line 2 is not KEY=value\. Write /);
  assert.equal(await page.page.locator('#settings-report.problem').count(), 1);
  assert.match(await page.drop({ 'settings.env': 'NUM_RECORDS=some\n' }), /^settings\.env: NUM_RECORDS: "some" is not [^:]*\. /);
  await page.drop({ 'settings.env': 'NUM_RECORDS=5\n' });
  assert.equal(await page.page.locator('#settings-report.problem').count(), 0);
});

test('of several files one is read, and the page says which', async () => {
  const page = await open();
  const report = await page.drop({ 'photo.png': 'x', 'settings.env': 'NUM_RECORDS=5\n', 'job.json': '{}' });
  assert.match(report, /^settings\.env: Filled: Rows\.\s+Not read: photo\.png, job\.json\./);
  assert.equal(await page.field('Rows').inputValue(), '5');
});
