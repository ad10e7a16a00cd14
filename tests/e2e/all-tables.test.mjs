/** All tables of a recipe in one run: their files, their objects, and what happens when a run is interrupted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ColumnsUnderTest } from './columns.mjs';
import { PageUnderTest } from './page.mjs';
import { python, sha256, startedWithStore } from './support.mjs';

const BUCKET = 'parquet-data-bucket';
const TABLES = ['orders', 'order_lines', 'customers', 'products'];

const orders = { Preset: 'orders', Rows: 20_000, 'Target size (MB)': '', Seed: 42, Workers: 2 };

const { site, store, browser } = await startedWithStore('--chaos', '1', '--fault-share', '0', '--bucket', BUCKET);

/** A page that is to make all tables. @param {Record<string, string | number>} [values] */
async function open(values = {}) {
  const page = await PageUnderTest.open(browser, site.url);
  page.page.on('dialog', (dialog) => dialog.accept());
  await page.fill({ ...orders, ...values });
  await page.field('All tables').check();
  return page;
}

/** A page that is to upload them. @param {string} key @param {Record<string, string | number>} [values] */
async function openUpload(key, values = {}) {
  const page = await open({ ...values, Destination: 's3' });
  await page.fill({ Key: key });
  await page.fillStore(store.url);
  return page;
}

/** What is in the store under a folder. @param {string} folder @returns {Promise<string[]>} */
async function keys(folder) {
  const objects = await python('s3.py', 'objects', store.url, BUCKET);
  return objects.map((/** @type {{ key: string }} */ { key }) => key).filter((/** @type {string} */ key) => key.startsWith(`${folder}/`)).sort();
}

/** @param {string} folder */
function keysOf(folder) {
  return TABLES.map((table) => `${folder}/${table}.parquet`).sort();
}

/** That every key is found where it belongs, by DuckDB. @param {Record<string, string>} paths By tables. */
async function assertJoined(paths) {
  const table = (/** @type {string} */ name) => `read_parquet('${paths[name]}')`;
  const [counts] = await python('query.py', paths.orders ?? '', `select
    count(*), count(distinct id),
    count(*) filter (customer_id not in (select id from ${table('customers')})),
    (select count(*) from rows o join ${table('customers')} c on o.customer_id = c.id and o.customer = c.name),
    (select count(*) from ${table('order_lines')} l join rows o on l.order_id = o.id and l.ordered_at = o.ordered_at),
    (select count(*) from ${table('order_lines')} l join ${table('products')} p on l.product_id = p.id and l.unit_price = p.price and l.product = p.code),
    (select count(*) from ${table('order_lines')}) from rows`);
  assert.deepEqual(counts, [20_000, 20_000, 0, 20_000, 70_000, 70_000, 70_000]);
}

test('one run gives the files of all tables, whose keys find each other', async () => {
  const page = await open({ Destination: 'download' });
  assert.match(await page.plan(), /^4 tables with 105,000 rows in \d+ blocks; 30 columns; about/);
  const notes = await page.page.locator('#plan-notes').innerText();
  for (const table of TABLES) assert.match(notes, new RegExp(`^${table}: `, 'm'));
  assert.deepEqual((await page.job()).source.generated, { preset: 'orders', all_tables: true, seed: 42 });
  const stats = await page.generate();
  assert.deepEqual([stats.rows, stats['order_lines.rows'], stats['products.rows']], ['105000', '70000', '5000']);
  /** @type {Record<string, string>} */
  const paths = {};
  for (const table of TABLES) {
    const name = page.page.getByRole('button', { name: `Download ${table}.parquet` });
    const [download] = await Promise.all([page.page.waitForEvent('download'), name.click()]);
    assert.equal(download.suggestedFilename(), `${table}.parquet`);
    paths[table] = await download.path();
  }
  await assertJoined(paths);
  assert.deepEqual(page.complaints, []);
  await page.page.close();
});

test('they are uploaded into a folder, and not where an object is', async () => {
  const page = await openUpload('shop/all.parquet');
  await page.plan();
  assert.match(await page.page.locator('#plan-notes').innerText(), /customers \(shop\/all\/customers\.parquet\)/);
  const stats = await page.generate();
  assert.equal(stats.parts, '4');
  assert.deepEqual(await keys('shop/all'), keysOf('shop/all'));
  await assertJoined(Object.fromEntries(TABLES.map((table) => [table, store.pathOf(BUCKET, `shop/all/${table}.parquet`)])));
  // The last is in the way: nothing is made for the first.
  await page.page.close();
  const again = await openUpload('shop/again.parquet');
  const other = await openUpload('shop/again/products.parquet');
  await other.field('All tables').uncheck();
  await other.generate();
  await again.button('Generate').click();
  await again.ended();
  assert.match(await again.problem('Replace'), /shop\/again\/products\.parquet/);
  assert.deepEqual(await keys('shop/again'), ['shop/again/products.parquet']);
  assert.deepEqual(await store.uploads(BUCKET), []);
  await Promise.all([again.page.close(), other.page.close()]);
});

test('files stream into a folder, where none of that name is', async () => {
  const page = await PageUnderTest.open(browser, site.url, () => {
    Object.assign(window, { showDirectoryPicker: () => navigator.storage.getDirectory() });
  });
  await page.fill({ ...orders, Rows: 1_000, Destination: 'download' });
  await page.field('All tables').check();
  await page.generate();
  const sizes = await page.page.evaluate(async () => {
    const sizes = /** @type {Record<string, number>} */ ({});
    for await (const [name, handle] of /** @type {any} */ (await navigator.storage.getDirectory())) sizes[name] = (await handle.getFile()).size;
    return sizes;
  });
  const stats = await page.stats();
  for (const table of TABLES) assert.equal(String(sizes[`${table}.parquet`]), stats[`${table}.file_bytes`]);
  await page.button('Generate').click();
  await page.ended();
  assert.match(await page.failure(), /the folder has orders\.parquet already/);
  await page.page.close();
});

test('a job of all tables fills the form, and what is wrong with a column is told there', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.plan();
  const columns = { 'orders.id': { encoding: 'plain' }, 'products.id': { dictionary: false } };
  const source = { generated: { preset: 'orders', all_tables: true, table_rows: { customers: 300 }, seed: 5 } };
  const job = { version: 1, source, rows: 50, block: { size_mb: 1 }, writer: { compression: 'zstd', columns }, destination: { download: true } };
  assert.match(await page.drop({ 'job.json': JSON.stringify(job) }), /filled with this job\.$/);
  assert.deepEqual(await page.job(), job);
  assert.match(await page.page.locator('#plan-notes').innerText(), /^customers: One block of 300 rows/m);
  const editor = await ColumnsUnderTest.open(page);
  assert.deepEqual((await page.preview())[0]?.slice(0, 2), ['id: Int64', 'number: Utf8']);
  await page.fill({ Table: 'products' });
  await page.page.locator('#preview').getByText('code', { exact: true }).waitFor();
  const bad = { ...job, writer: { columns: { 'products.code': { encoding: 'delta_binary_packed' } } } };
  await page.drop({ 'job.json': JSON.stringify(bad) });
  await page.plan();
  assert.match(await page.page.locator('#editor-place-problem').innerText(), /tables\[3\]\.columns\[1\].*delta_binary_packed/i);
  await page.fill({ Table: 'products' });
  assert.match(await editor.row('code').innerText(), /delta_binary_packed/i);
  await page.page.close();
});

/** Makes parts slow, or fast again. @param {boolean} isSlow */
async function slow(isSlow) {
  const body = JSON.stringify({ share: 1, kinds: ['slow'], operations: ['UploadPart'], bytes_per_second: 2 << 20 });
  const answer = await fetch(`${store.url}/_chaos/faults`, isSlow ? { method: 'POST', body } : { method: 'DELETE' });
  assert.equal(answer.status, 200);
}

/** Orders and lines of several parts. */
const large = { Rows: 150_000, Compression: 'none', 'Block size (MB)': 1 };

/** Parts that come one after another. @param {PageUnderTest} page */
async function fillParts(page) {
  await page.page.locator('summary').getByText('Upload options', { exact: true }).click();
  await page.fill({ 'Part size (MB)': 5, Concurrency: 1 });
}

test('a run that is cancelled keeps whole tables and nothing else', async () => {
  const page = await openUpload('cancelled', large);
  await fillParts(page);
  await slow(true);
  await page.button('Generate').click();
  await page.logged('table order_lines');
  await page.logged(/ part 1:/, 1);
  await page.button('Cancel').click();
  await page.ended();
  await slow(false);
  assert.deepEqual(await keys('cancelled'), ['cancelled/orders.parquet']);
  assert.deepEqual(await store.uploads(BUCKET), []);
  await page.page.close();
});

test('a tab that died is gone on with, and the tables after it are made', async () => {
  const context = await browser.newContext();
  const page = await PageUnderTest.open(context, site.url);
  page.page.on('dialog', (dialog) => dialog.accept());
  await page.fill({ ...orders, ...large, Destination: 's3', Key: 'resumed.parquet' });
  await page.field('All tables').check();
  await page.fillStore(store.url);
  await fillParts(page);
  await slow(true);
  await page.button('Generate').click();
  await page.logged('table order_lines');
  await page.logged(/ part 1:/, 1);
  // A page that is closed aborts its upload; one that crashes cannot.
  await page.page.goto('chrome://crash').catch(() => {});
  await page.page.close();
  await slow(false);
  const next = await PageUnderTest.open(context, site.url);
  const item = next.page.locator('[data-upload]');
  assert.match(await item.innerText(), /2 tables to be made after it/);
  await next.fill({ Destination: 's3', Preset: 'orders', Key: 'resumed.parquet' });
  await next.field('All tables').check();
  await next.fillStore(store.url);
  await next.button('Look in the bucket').click();
  await next.page.getByText('parquet-data-bucket has 1 unfinished upload to keys that begin with resumed/.').waitFor();
  await item.getByRole('button', { name: /^Resume/ }).click();
  await next.ended();
  assert.equal(await next.failure(), '');
  const stats = await next.stats();
  const kept = Number(stats['order_lines.kept_parts']);
  assert.ok(kept >= 1, `${kept} parts were kept`);
  assert.deepEqual(await keys('resumed'), keysOf('resumed'));
  assert.deepEqual(await store.uploads(BUCKET), []);
  assert.equal(await item.count(), 0);
  const whole = await openUpload('straight.parquet', large);
  await fillParts(whole);
  await whole.generate();
  for (const table of TABLES) {
    const hash = (/** @type {string} */ folder) => sha256(store.pathOf(BUCKET, `${folder}/${table}.parquet`));
    assert.equal(await hash('resumed'), await hash('straight'), table);
  }
  await Promise.all([next.page.close(), whole.page.close()]);
});
