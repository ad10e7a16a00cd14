/**
 * The same job by others: people, snappy, row groups of 100,000 rows, one thread. Options: `--rows N`
 * (1000000), `--runs N` (5). A slow peer makes fewer rows: rates are by row, and so is its file.
 *
 * Each figure is a line of JSON, and a table for people comes last. Environment, set by `cargo xtask
 * bench`: PEERS_PYTHON (with the packages of requirements.txt), PEERS_WORDS (JSON of the word lists
 * that numpy and DuckDB pick from), SITE_DIR and CHROMIUM.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { env } from '../../tests/e2e/support.mjs';
import { inChromium } from '../chromium.mjs';
import { option, print, printMedian, printRatio } from '../figures.mjs';
import { runPython } from './python.mjs';

/** @typedef {{ rows: number, runs: number, out: string }} Options */
/** @typedef {{ name: string, label: string, most: number, measure: (options: Options) => Promise<number[]> }} Peer */
/** @typedef {{ peer: Peer, rows: number, speeds: number[], median: number, bytes: number, text: number }} Result */

const rows = option('--rows', 1_000_000);
const runs = option('--runs', 5);

/** @type {Peer} */
const OURS = { name: 'browser1', label: 'Parquet Blocks, 1 worker', most: Infinity, measure: (options) => page('parquet_blocks', options) };

/** @type {Peer[]} */
const PEERS = [
  { name: 'numpy_pyarrow', label: 'numpy and pyarrow, native', most: Infinity, measure: (options) => python('numpy_pyarrow.py', options) },
  { name: 'duckdb', label: 'DuckDB, native', most: Infinity, measure: (options) => python('duckdb_sql.py', options) },
  { name: 'faker_hyparquet', label: 'faker-js and hyparquet-writer', most: 50_000, measure: (options) => page('hyparquet', options) },
  { name: 'faker_parquet_wasm', label: 'faker-js, Arrow and parquet-wasm', most: 50_000, measure: (options) => page('parquet_wasm', options) },
  { name: 'faker_pandas', label: 'Faker, pandas and pyarrow', most: 10_000, measure: (options) => python('faker_pandas.py', options) },
  { name: 'faker_pandas_unweighted', label: 'the same, names not weighted', most: 20_000, measure: (options) => python('faker_pandas.py', options, '--unweighted') },
];

/** @param {string} script @param {Options} options @param {string[]} flags @returns {Promise<number[]>} */
function python(script, { rows, runs, out }, ...flags) {
  return runPython(script, '--rows', `${rows}`, '--runs', `${runs}`, '--words', env('PEERS_WORDS'), '--out', out, ...flags);
}

/** In a Chromium of its own. @param {string} peer A module in `page/`. @param {Options} options @returns {Promise<number[]>} */
function page(peer, { rows, runs, out }) {
  return inChromium('peer', { peer, rows, runs }, { '/file': (request) => pipeline(request, createWriteStream(out)) });
}

/** @param {Peer} peer @param {string} directory @returns {Promise<Result>} */
async function run(peer, directory) {
  const out = join(directory, `${peer.name}.parquet`);
  const made = Math.min(rows, peer.most);
  const speeds = await peer.measure({ rows: made, runs, out });
  const text = await runPython('check.py', out, `${made}`);
  const { size } = await stat(out);
  const name = peer === OURS ? 'browser.people.snappy.groups100k.workers1' : `peer.${peer.name}.people.snappy`;
  const median = printMedian(name, speeds);
  print(`${name}.rows`, made, 'rows');
  print(`${name}.bytes`, size, 'bytes');
  return { peer, rows: made, speeds, median, bytes: size, text };
}

/** @param {Result[]} results The first is ours. */
function printTable(results) {
  const ours = results[0]?.median ?? 0;
  const heads = ['', 'rows', 'rows/s', 'low', 'high', 'bytes/row', 'text/row', 'browser1 to it'];
  const lines = results.map(({ peer, rows, speeds, median, bytes, text }) => [
    peer.label, ...[rows, median, Math.min(...speeds), Math.max(...speeds)].map((value) => value.toLocaleString('en')),
    (bytes / rows).toFixed(1), text.toFixed(1), (ours / median).toFixed(2),
  ]);
  console.log(`\nPeople, snappy, row groups of 100,000 rows, one thread each: median, lowest and highest of ${runs} runs.`);
  console.log('Slow peers make fewer rows; what is compared is rows per second and bytes per row.');
  for (const [label = '', ...cells] of [heads, ...lines]) {
    console.log(label.padEnd(36) + cells.map((cell) => cell.padStart(15)).join(''));
  }
}

const directory = await mkdtemp(join(tmpdir(), 'parquet-blocks-peers-'));
try {
  const results = [];
  for (const peer of [OURS, ...PEERS]) results.push(await run(peer, directory));
  const ours = results[0]?.median ?? 0;
  for (const { peer, median } of results.slice(1)) printRatio(`ratio.people.snappy.browser1_to_${peer.name}`, ours, median);
  printTable(results);
} finally {
  await rm(directory, { recursive: true });
}
