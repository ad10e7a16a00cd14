/** Files with every generator, by readers that have nothing to do with this project. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { everything, make, python, started } from './support.mjs';

/** @import { Codec, Job, Recipe } from '../../www/types.js' */

const CODECS = /** @type {Codec[]} */ (['none', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli']);

/** @type {import('playwright-core').Page} */
let page;
/** @type {string} */
let directory;

const { site, browser } = await started();

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquet-blocks-readers-'));
  page = await browser.newPage();
  await page.goto(site.url);
});

after(async () => {
  await rm(directory, { recursive: true });
});

/** Makes a job's file and gives its path. @param {string} name @param {Job} job */
async function made(name, job) {
  const path = join(directory, name);
  await make(page, path, job);
  return path;
}

test('three readers find the same values of every generator in every codec', { timeout: 300_000 }, async () => {
  const generated = await everything();
  const paths = [];
  for (const [place, compression] of CODECS.entries()) {
    const writer = /** @type {const} */ ({ compression, bloom_filters: true, writer_version: place % 2 === 0 ? 1 : 2 });
    paths.push(await made(`${compression}.parquet`, { version: 1, source: { generated }, rows: 700, block: { rows: 400 }, writer }));
  }
  assert.deepEqual(await python('everything.py', ...paths), []);
});

test('every line finds its order, and unique columns are unique', async () => {
  const source = (/** @type {object} */ more) => ({ generated: /** @type {const} */ ({ preset: 'orders', seed: 42, ...more }) });
  const orders = await made('orders.parquet', { version: 1, source: source({}), rows: 20_000 });
  const lines = await made('lines.parquet', { version: 1, source: source({ table: 'order_lines', parent_rows: 20_000 }) });
  const query = `select count(*), count(distinct order_id), count(*) filter (order_id not in (select id from read_parquet('${orders}'))) from rows`;
  const [[count, parents, lost]] = await python('query.py', lines, query);
  assert.ok(count > 20_000, `${count} lines`);
  assert.deepEqual([parents, lost], [20_000, 0]);
  const unique = await python('query.py', orders, 'select count(*), count(distinct id), count(distinct number) from rows');
  assert.deepEqual(unique, [[20_000, 20_000, 20_000]]);
});

/** Columns by the encoding that a job names for them; every reader knows it for their values. */
const ENCODED = /** @type {const} */ ([
  ['plain', { word: {} }],
  ['delta_binary_packed', { random_walk: { type: 'decimal' } }],
  ['delta_length_byte_array', { url: {} }],
  ['delta_byte_array', { email: {} }],
  ['byte_stream_split', { float: {} }],
]);

test('three readers find the rows in pages of version 2 and in the encodings that a job names', async () => {
  const columns = ENCODED.map(([name, generator]) => ({ name, generator, nulls: 0.1 }));
  const recipe = /** @type {Recipe} */ ({ version: 1, columns });
  const job = /** @type {Job} */ ({ version: 1, source: { generated: { recipe, seed: 7 } }, rows: 3_000, block: { rows: 1_000 } });
  const own = Object.fromEntries(ENCODED.map(([encoding]) => [encoding, { encoding, dictionary: false }]));
  const rows = await made('rows.arrow', { ...job, writer: { format: 'arrow' } });
  const path = await made('encoded.parquet', { ...job, writer: { writer_version: 2, page_rows: 300, columns: own } });
  const [{ differences, version, chunks }] = await python('parquet.py', rows, path);
  assert.deepEqual([differences, version, chunks.length], [[], '2.6', 3 * ENCODED.length]);
  for (const { column, encodings, dictionary } of chunks) {
    assert.ok(encodings.includes(column.toUpperCase()) && !dictionary, `${column}: ${encodings}`);
  }
});
