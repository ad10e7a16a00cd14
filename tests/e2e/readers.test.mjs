/** Files with every generator, by readers that have nothing to do with this project. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, python, serveSite } from './support.mjs';

/** @import { Codec, Job, Recipe } from '../../www/types.js' */

const EXAMPLES = join(import.meta.dirname, '..', 'examples');
const CODECS = /** @type {Codec[]} */ (['none', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli']);

/** @type {Awaited<ReturnType<typeof serveSite>>} */
let site;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('playwright-core').Page} */
let page;
/** @type {string} */
let directory;

before(async () => {
  [site, browser, directory] = await Promise.all([serveSite(), launch(), mkdtemp(join(tmpdir(), 'parquet-blocks-readers-'))]);
  page = await browser.newPage();
  await page.goto(site.url);
});

after(async () => {
  await browser.close();
  site.stop();
  await rm(directory, { recursive: true });
});

/** Makes a job's file by the engine and gives its path. @param {string} name @param {Job} job */
async function make(name, job) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.evaluate(async ({ job, name }) => {
      const { Engine } = await import(new URL('www/engine.js', document.baseURI).href);
      const engine = new Engine({ workers: 2 });
      const { file } = await engine.run(job);
      engine.close();
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: name });
      link.click();
    }, { job: { ...job, destination: { download: true } }, name }),
  ]);
  const path = join(directory, name);
  await download.saveAs(path);
  return path;
}

/** Every generator as a column of its own, with nulls. @returns {Promise<Recipe>} */
async function everything() {
  const recipe = JSON.parse(await readFile(join(EXAMPLES, 'recipe.json'), 'utf8'));
  const generators = (await readFile(join(EXAMPLES, 'generators.jsonl'), 'utf8')).trim().split('\n');
  recipe.tables[1].columns.push(...generators.map((line, place) => {
    const generator = JSON.parse(line);
    return { name: `${place}_${Object.keys(generator)[0]}`, generator, nulls: 0.1 };
  }));
  return recipe;
}

test('three readers find the same values of every generator in every codec', { timeout: 300_000 }, async () => {
  const recipe = await everything();
  const paths = [];
  for (const [place, compression] of CODECS.entries()) {
    const writer = /** @type {const} */ ({ compression, bloom_filters: true, writer_version: place % 2 === 0 ? 1 : 2 });
    const source = { generated: { recipe, table: 'lines', seed: 42 } };
    paths.push(await make(`${compression}.parquet`, { version: 1, source, rows: 700, block: { rows: 400 }, writer }));
  }
  assert.deepEqual(await python('everything.py', ...paths), []);
});

test('every line finds its order, and unique columns are unique', async () => {
  const source = (/** @type {object} */ more) => ({ generated: /** @type {const} */ ({ preset: 'orders', seed: 42, ...more }) });
  const orders = await make('orders.parquet', { version: 1, source: source({}), rows: 20_000 });
  const lines = await make('lines.parquet', { version: 1, source: source({ table: 'order_lines', parent_rows: 20_000 }) });
  const query = `select count(*), count(distinct order_id), count(*) filter (order_id not in (select id from read_parquet('${orders}'))) from rows`;
  const [[count, parents, lost]] = await python('query.py', lines, query);
  assert.ok(count > 20_000, `${count} lines`);
  assert.deepEqual([parents, lost], [20_000, 0]);
  const unique = await python('query.py', orders, 'select count(*), count(distinct id), count(distinct number) from rows');
  assert.deepEqual(unique, [[20_000, 20_000, 20_000]]);
});
