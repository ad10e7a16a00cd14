/**
 * A CSV file becomes a Parquet file: by the engine in Chromium, which uploads it to the embedded S3
 * server, and by DuckDB and pyarrow, which write it to disk, on one thread and in a new process each
 * time. Options: `--csv-mib N` (1024), about how large the CSV file is, and `--runs N` (3).
 *
 * Each figure is a line of JSON, and a table for people comes last. Environment, set by `cargo xtask
 * bench`: PEOPLE_CSV (the file), PEERS_PYTHON, SITE_DIR, DEV_S3 and CHROMIUM.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, startStore } from '../tests/e2e/support.mjs';
import { inChromium } from './chromium.mjs';
import { option, print, printMedian, printRatio } from './figures.mjs';
import { runPython } from './peers/python.mjs';

/** @import { Job, Stats } from '../www/types.js' */
/** @typedef {{ seconds: number, rows: number, peak_bytes: number }} Run */
/** @typedef {{ label: string, speeds: number[], median: number, read: number, peak: number }} Result Rows per second of each run and their median, MB of CSV per second, MB of memory. */

const MIB = 2 ** 20;
const BUCKET = 'parquet-data-bucket';
const KEY = 'people.parquet';
/** What the engine may have of memory, in MB. */
const MOST_MEMORY = 192;

/** @type {[string, string, NonNullable<Job['block']>][]} */
const BLOCKS = [['groups100k', '100,000 rows', { rows: 100_000 }], ['blocks1mb', '1 MB', { size_mb: 1 }]];

const runs = option('--runs', 3);
const { size } = await stat(env('PEOPLE_CSV'));
print('csv.size', size / MIB, 'MB');

/** What the first file holds, and so all have to. @type {string | undefined} */
let wanted;

/** @param {string} label @param {string} file */
async function checkRows(label, file) {
  const found = JSON.stringify(await runPython('rows.py', file));
  wanted ??= found;
  if (found !== wanted) throw new Error(`${label}: rows and their hash are ${found}, not ${wanted}`);
}

/** @param {string} name @param {string} label @param {Run[]} runs @returns {Result} */
function printRuns(name, label, runs) {
  const speeds = runs.map(({ rows, seconds }) => Math.round(rows / seconds));
  const median = printMedian(name, speeds);
  const read = printMedian(`${name}.read`, runs.map(({ seconds }) => size / MIB / seconds), 'MB/s');
  const peak = Math.max(...runs.map((run) => run.peak_bytes)) / MIB;
  print(`${name}.peak`, peak, 'MB');
  return { label, speeds, median, read, peak };
}

/** @param {Awaited<ReturnType<typeof startStore>>} store @param {number} workers @param {typeof BLOCKS[0]} blocks */
async function browser(store, workers, [name, length, block]) {
  const label = `Parquet Blocks, ${workers} worker${workers === 1 ? '' : 's'}, row groups of ${length}`;
  const s3 = { endpoint_url: store.url, region: 'us-east-1', bucket: BUCKET, key: KEY, overwrite: true };
  /** @type {Job} */
  const job = { version: 1, source: { csv: {} }, block, writer: { compression: 'snappy' }, destination: { s3 } };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  /** @type {Stats[]} */
  const stats = await inChromium('source', { job, path: '/people.csv', workers, runs, credentials });
  await checkRows(label, store.pathOf(BUCKET, KEY));
  const measured = stats.map(({ seconds, rows, peak_memory_bytes }) => ({ seconds, rows, peak_bytes: peak_memory_bytes }));
  return printRuns(`browser.csv.${name}.workers${workers}`, label, measured);
}

/** @param {string} name @param {string} label @param {string} directory */
async function peer(name, label, directory) {
  const out = join(directory, `${name}.parquet`);
  /** @type {Run[]} */
  const measured = [];
  while (measured.length < runs) measured.push(await runPython(`${name}_csv.py`, env('PEOPLE_CSV'), out));
  await checkRows(label, out);
  return printRuns(`peer.${name}.csv`, label, measured);
}

/** @param {Result[]} results */
function printTable(results) {
  const heads = ['', 'rows/s', 'low', 'high', 'MB/s of CSV', 'peak MB'];
  const lines = results.map(({ label, speeds, median, read, peak }) => [
    label, ...[median, Math.min(...speeds), Math.max(...speeds)].map((value) => value.toLocaleString('en')),
    read.toFixed(1), peak.toFixed(0),
  ]);
  console.log(`\nPeople, ${(size / MIB).toFixed(0)} MB of CSV to Parquet, snappy: median, lowest and highest of ${runs} runs.`);
  for (const [label = '', ...cells] of [heads, ...lines]) {
    console.log(label.padEnd(56) + cells.map((cell) => cell.padStart(15)).join(''));
  }
}

/** @param {Result[]} ours */
function printVerdicts(ours) {
  console.log(`\nThe engine may have ${MOST_MEMORY} MB of memory:`);
  for (const { label, peak } of ours) {
    console.log(label.padEnd(56) + `${peak.toFixed(0)} MB, ${peak <= MOST_MEMORY ? 'kept' : 'MISSED'}`.padStart(15));
  }
}

const store = await startStore();
const directory = await mkdtemp(join(tmpdir(), 'parquet-blocks-sources-'));
try {
  const ours = [];
  for (const workers of [1, 2]) {
    for (const blocks of BLOCKS) ours.push(await browser(store, workers, blocks));
  }
  const duckdb = await peer('duckdb', 'DuckDB, native', directory);
  const pyarrow = await peer('pyarrow', 'pyarrow, native', directory);
  const [one, , two] = ours;
  printRatio('ratio.csv.browser1_to_duckdb', one?.median ?? 0, duckdb.median);
  printRatio('ratio.csv.browser1_to_pyarrow', one?.median ?? 0, pyarrow.median);
  printRatio('ratio.csv.workers2_to_1', two?.median ?? 0, one?.median);
  printTable([...ours, duckdb, pyarrow]);
  printVerdicts(ours);
} finally {
  await rm(directory, { recursive: true });
  await store.stop();
}
