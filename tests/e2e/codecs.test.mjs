/** The same job gives the same bytes with any number of workers, and the native ones. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, python, serveSite, sha256 } from './support.mjs';

/** @import { Job } from '../../www/types.js' */

const golden = JSON.parse(readFileSync(new URL('../golden/hashes.json', import.meta.url), 'utf8'));
/** Its encoder gives other bytes on 64-bit machines; `tests/browser.rs` compares its values. */
const PLATFORM_DEPENDENT = 'lz4_raw';

/** @type {Awaited<ReturnType<typeof serveSite>>} */
let site;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('playwright-core').Page} */
let page;
/** @type {string} */
let folder;
/** @type {unknown} What readers find in the file without compression. */
let facts;

before(async () => {
  [site, browser, folder] = await Promise.all([serveSite(), launch(), mkdtemp(join(tmpdir(), 'parquet-blocks-'))]);
  page = await browser.newPage();
  await page.goto(site.url);
});

after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
  site.stop();
});

/** Makes a file by the engine's public API. @param {Job} job @param {number} workers @returns {Promise<string>} Its path. */
async function make(job, workers) {
  const base64 = await page.evaluate(async ({ job, workers }) => {
    const { Engine } = await import(new URL('www/engine.js', document.baseURI).href);
    const engine = new Engine({ workers });
    const { file } = await engine.run(job);
    engine.close();
    return new Promise((resolve) => {
      const reader = Object.assign(new FileReader(), { onload: () => resolve(String(reader.result).split(',')[1]) });
      reader.readAsDataURL(file);
    });
  }, { job, workers });
  const path = join(folder, `${workers}.parquet`);
  writeFileSync(path, Buffer.from(String(base64), 'base64'));
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
      destination: { download: true },
    };
    const paths = [await make(job, 1), await make(job, 2), await make(job, 4)];
    const [hash, ...others] = await Promise.all(paths.map(sha256));
    assert.deepEqual(others, [hash, hash]);
    assert.equal(hash === golden.sha256.people[compression], compression !== PLATFORM_DEPENDENT);
    const { pyarrow, duckdb } = await python('people.py', paths[0] ?? '');
    facts ??= pyarrow;
    assert.deepEqual([pyarrow, duckdb], [facts, facts]);
  });
}
