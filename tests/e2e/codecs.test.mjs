/** The same job gives the same bytes with any number of workers, and the native ones. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { everything, make, python, sha256, started } from './support.mjs';

/** @import { Job } from '../../www/types.js' */

const golden = JSON.parse(readFileSync(new URL('../golden/hashes.json', import.meta.url), 'utf8'));
/** Its encoder gives other bytes on 64-bit machines; `tests/browser.rs` compares its values. */
const PLATFORM_DEPENDENT = 'lz4_raw';

/** @type {import('playwright-core').Page} */
let page;
/** @type {string} */
let folder;
/** @type {unknown} What readers find in the file without compression. */
let facts;

const { site, browser } = await started();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parquet-blocks-'));
  page = await browser.newPage();
  await page.goto(site.url);
});

after(async () => {
  await rm(folder, { recursive: true });
});

/** Makes a file by some workers. @param {Job} job @param {number} workers @returns {Promise<string>} Its path. */
async function made(job, workers) {
  const path = join(folder, `${workers}.parquet`);
  await make(page, path, job, workers);
  return path;
}

for (const compression of /** @type {const} */ (['none', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli'])) {
  test(`${compression}: 1, 2 and 4 workers make the same file`, async () => {
    /** @type {Job} */
    const job = {
      version: 1,
      source: { generated: { preset: 'people', seed: golden.seed } },
      rows: golden.rows,
      block: { rows: golden.rows_per_block },
      writer: { compression },
    };
    const paths = [await made(job, 1), await made(job, 2), await made(job, 4)];
    const [hash, ...others] = await Promise.all(paths.map(sha256));
    assert.deepEqual(others, [hash, hash]);
    assert.equal(hash === golden.sha256.people[compression], compression !== PLATFORM_DEPENDENT);
    const { pyarrow, duckdb } = await python('people.py', paths[0] ?? '');
    facts ??= pyarrow;
    assert.deepEqual([pyarrow, duckdb], [facts, facts]);
  });
}

for (const [name, hash] of Object.entries(golden.tables.sha256)) {
  test(`${name}: 1, 2 and 3 workers make the native file`, async () => {
    const [preset, table] = name.split('/');
    const generated = name === 'everything' ? await everything() : { preset, seed: 42, ...(table && { table }) };
    const { rows, rows_per_block } = golden.tables;
    const job = /** @type {Job} */ ({ version: 1, source: { generated }, rows, block: { rows: rows_per_block } });
    for (const workers of [1, 2, 3]) assert.equal(await sha256(await made(job, workers)), hash, `${workers} workers`);
  });
}
