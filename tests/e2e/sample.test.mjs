/** Recipes that are proposed from a sample, in the page. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ColumnsUnderTest } from './columns.mjs';
import { PageUnderTest } from './page.mjs';
import { python, started } from './support.mjs';

const { site, browser } = await started();

const CSV = `id,size,paid\n${Array.from({ length: 40 }, (_, n) => `${n + 1},${['small', 'large'][n % 2]},${n % 3 === 0}`).join('\n')}\n`;

/** Files are taken once the form is ready. */
async function open() {
  const page = await PageUnderTest.open(browser, site.url);
  await page.plan();
  return page;
}

/** @param {PageUnderTest} page */
function guesses(page) {
  return page.page.locator('#guesses-table tbody tr').evaluateAll((rows) =>
    rows.map((row) => Array.from(row.children, ({ textContent }) => textContent)));
}

test('a CSV file proposes columns, says why, and fills the rows', async () => {
  const page = await open();
  await page.page.setInputFiles('#sample-file', { name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await page.page.locator('#guesses:not([hidden])').waitFor();
  assert.match(await page.page.locator('#settings-report').innerText(), /^orders\.csv: A recipe is proposed/);
  assert.deepEqual((await guesses(page)).map(([column, , generator]) => [column, generator]), [['id', 'sequence'], ['size', 'choice'], ['paid', 'boolean']]);
  assert.equal(await page.field('Rows').inputValue(), '40');
  assert.equal(await page.field('Preset').inputValue(), 'custom');
  const stats = await page.generate();
  assert.deepEqual([stats.rows, stats.columns], ['40', '3']);
  assert.deepEqual(page.complaints, []);
});

test('columns that are proposed can be edited, and the file has the change', async () => {
  const page = await open();
  await page.page.setInputFiles('#sample-file', { name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await page.page.locator('#guesses:not([hidden])').waitFor();
  const columns = await ColumnsUnderTest.open(page);
  await (await columns.show('id')).getByLabel('Start', { exact: true }).fill('501');
  const size = await columns.show('size');
  await size.getByLabel('Values', { exact: true }).fill('tiny\nhuge');
  await size.getByLabel('Nulls', { exact: true }).fill('0.5');
  await (await columns.show('paid')).getByLabel('Name', { exact: true }).fill('is_paid');
  await page.fill({ Rows: 1_000 });
  const nulls = Number((await page.generate())['size.null']);
  const query = "select min(id), max(id), count(*) filter (size in ('tiny', 'huge')), count(*) filter (size is null), count(is_paid) from rows";
  assert.deepEqual(await python('query.py', await page.download(), query), [[501, 1_500, 1_000 - nulls, nulls, 1_000]]);
  assert.ok(nulls > 400 && nulls < 600, `${nulls} nulls`);
});

test('another preset puts the guesses away', async () => {
  const page = await open();
  await page.drop({ 'table.sql': 'CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(20));' });
  await page.page.locator('#guesses:not([hidden])').waitFor();
  assert.deepEqual((await guesses(page)).map(([column]) => column), ['id', 'note']);
  await page.fill({ Preset: 'people' });
  assert.equal(await page.page.locator('#guesses').isHidden(), true);
});

test('a file that was made here brings its job back', async () => {
  const page = await open();
  await page.fill({ Preset: 'transactions', Rows: 500, Compression: 'zstd', Seed: 7 });
  await page.generate();
  const file = await page.download();
  const made = await readFile(file);
  await page.page.reload();
  await page.page.locator('#generate:enabled').waitFor();
  await page.page.setInputFiles('#sample-file', { name: 'made.parquet', mimeType: 'application/octet-stream', buffer: made });
  await page.page.locator('#settings-report p').first().waitFor();
  assert.match(await page.page.locator('#settings-report').innerText(), /^made\.parquet: The form is filled with this job\.$/);
  assert.deepEqual([await page.field('Preset').inputValue(), await page.field('Seed').inputValue()], ['transactions', '7']);
  await page.generate();
  assert.deepEqual(await readFile(await page.download()), made);
});

test('a JSON Schema is told from a job', async () => {
  const page = await open();
  await page.drop({ 'schema.json': JSON.stringify({ type: 'object', properties: { mail: { type: 'string', format: 'email' } }, required: ['mail'] }) });
  await page.page.locator('#guesses:not([hidden])').waitFor();
  assert.deepEqual((await guesses(page)).map(([column, , generator]) => [column, generator]), [['mail', 'email']]);
});

test('a sample that cannot be read is told with its place, and changes nothing', async () => {
  const page = await open();
  const report = await page.drop({ 'broken.sql': 'CREATE TABLE t (id INT' });
  assert.match(report, /^broken\.sql: .*line 1/);
  assert.equal(await page.field('Preset').inputValue(), 'people');
});
