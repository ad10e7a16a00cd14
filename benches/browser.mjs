/**
 * Speed, memory and the page's start in Chromium, by the engine's public API, in row groups of 100,000 rows. Options:
 * `--rows N` (1000000), `--runs N` (15). Memory is measured on 1 M and 10 M rows that are uploaded to
 * the embedded S3 server, and on as many that are thrown away.
 *
 * Each figure is a line of JSON. `BENCH_FIGURES` holds the native figures of the same run: there are ratios
 * to them, and for whole runs to native ones that are measured by turns with the browser.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startStore } from '../tests/e2e/support.mjs';
import { inChromium } from './chromium.mjs';
import { medianOf, option, printMedian, printRatio } from './figures.mjs';
import { workerSeconds } from './threads.mjs';

/** @import { Job, Stats } from '../www/types.js' */
/** @typedef {'people' | 'transactions'} Measured A preset that is measured. */
/** @typedef {'none' | 'snappy'} Codec */
/** @typedef {{ speeds: number[], busy?: number }} Speeds Rows per second of each run, and the share of the time in which the engine's worker computed. */

const rows = option('--rows', 1_000_000);
const runs = option('--runs', 15);
/** Times that a speed is measured, in a Chromium of its own each. */
const TURNS = 5;
/** Of each memory figure, in a Chromium of its own each. */
const MEMORY_RUNS = 5;
/** @type {Map<string, number>} */
const native = new Map(JSON.parse(process.env.BENCH_FIGURES ?? '[]').map((/** @type {any} */ figure) => [figure.name, figure.value]));

/** A job without a destination: what is made is thrown away. @param {Measured} preset @param {Codec} compression @param {number} count @returns {Job} */
function jobOf(preset, compression, count) {
  return { version: 1, source: { generated: { preset, seed: 42 } }, rows: count, block: { rows: 100_000 }, writer: { compression } };
}

/** The same core natively, one worker and two by turns, so that what else the machine does meets all. @param {Measured} preset @param {Codec} compression */
async function speed(preset, compression) {
  const name = `${preset}.${compression}`;
  /** @type {number[]} */
  const natives = [];
  /** @type {Speeds[]} */
  const ones = [];
  /** @type {Speeds[]} */
  const twos = [];
  /** @type {number[]} */
  const ceilings = [];
  for (let turn = 0; turn < TURNS; turn++) {
    if (compression === 'snappy') ceilings.push(await twoBrowsers(preset, compression));
    ones.push(await speedOf(preset, compression, 1));
    twos.push(await speedOf(preset, compression, 2));
    if (native.size > 0) natives.push(await nativeSpeed(`native.${name}.pipeline`));
  }
  const one = printMedian(`browser.${name}.workers1`, ones.flatMap(({ speeds }) => speeds));
  const two = printMedian(`browser.${name}.workers2`, twos.flatMap(({ speeds }) => speeds));
  const busy = twos.flatMap(({ busy }) => busy ?? []);
  if (busy.length > 0) printMedian(`browser.${name}.workers2.engine_busy`, busy, 'share');
  printRatio(`ratio.${name}.workers2_to_1`, two, one);
  if (ceilings.length > 0) printRatio(`ratio.${name}.two_browsers_to_1`, printMedian(`browser.${name}.two_browsers`, ceilings), one);
  if (natives.length === 0) return;
  const base = printMedian(`native.${name}.pipeline.by_turns`, natives);
  printRatio(`ratio.${name}.browser1_to_native`, one, base);
  printRatio(`ratio.${name}.browser2_to_native`, two, base);
}

/** What two cores of this machine give at most: two Chromiums that share nothing, each with one worker, as rows per second together. @param {Measured} preset @param {Codec} compression */
async function twoBrowsers(preset, compression) {
  const both = await Promise.all([speedOf(preset, compression, 1), speedOf(preset, compression, 1)]);
  return both.reduce((sum, { speeds }) => sum + medianOf(speeds), 0);
}

/** The median of some runs. @param {string} name */
async function nativeSpeed(name) {
  const args = ['bench', '--quiet', '--bench', 'pipeline', '--', '--only', name, '--rows', String(rows)];
  const { stdout } = await promisify(execFile)('cargo', args, { env: { ...process.env, BENCH_JSON: '1' } });
  return Number(JSON.parse(stdout).value);
}

/** Also how much of the time the engine's worker computes; not where the system does not say. @param {Measured} preset @param {Codec} compression @param {number} workers @returns {Promise<Speeds>} */
async function speedOf(preset, compression, workers) {
  /** @type {{ seconds: Map<string, number>, at: number }[]} */
  const marks = [];
  const mark = async (/** @type {any} */ _, /** @type {number} */ browser) => {
    marks.push({ seconds: await workerSeconds(browser), at: performance.now() });
  };
  const job = jobOf(preset, compression, rows);
  /** @type {number[]} */
  const speeds = await inChromium('speed', { job, workers, runs: Math.ceil(runs / TURNS) }, { '/warm': mark, '/done': mark });
  const [warm, done] = marks;
  // The engine's worker starts the others.
  const [thread = ''] = [...warm?.seconds.keys() ?? []].sort((one, other) => Number(one) - Number(other));
  if (!warm || !done?.seconds.has(thread)) return { speeds };
  const computed = (done.seconds.get(thread) ?? 0) - (warm.seconds.get(thread) ?? 0);
  return { speeds, busy: computed / ((done.at - warm.at) / 1000) };
}

/** Generating and encoding apart. @param {Measured} preset @param {Codec} compression */
async function stages(preset, compression) {
  const name = `${preset}.${compression}`;
  const speeds = await inChromium('stages', { job: jobOf(preset, compression, rows), runs });
  if (compression === 'none') {
    const generate = printMedian(`browser.${preset}.generate`, speeds.generate);
    printRatio(`ratio.${preset}.generate_to_native`, generate, native.get(`native.${preset}.generate`));
  }
  const encode = printMedian(`browser.${name}.encode`, speeds.encode);
  printRatio(`ratio.${name}.encode_to_native`, encode, native.get(`native.${name}.encode`));
}

/** Peak of wasm memories and bytes in flight, with 2 workers and blocks of 1 MB. @param {string} sink @param {Pick<Job, 'destination'>} where */
async function memory(sink, where) {
  const peaks = [];
  for (const [label, count] of /** @type {const} */ ([['1m', 1e6], ['10m', 1e7]])) {
    const job = { ...jobOf('people', 'snappy', count), block: { size_mb: 1 }, ...where };
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    /** @type {Stats[]} */
    const stats = [];
    while (stats.length < MEMORY_RUNS) stats.push(await inChromium('memory', { job, workers: 2, credentials }));
    peaks.push(printMedian(`memory.${sink}.${label}.peak`, stats.map((run) => run.peak_memory_bytes / 2 ** 20), 'MB'));
    printMedian(`memory.${sink}.${label}.speed`, stats.map((run) => run.rows / run.seconds));
  }
  printRatio(`memory.${sink}.10m_to_1m`, peaks[1] ?? 0, peaks[0]);
}

/** How soon a page that nothing is cached of can be used, and shows its first plan: with its modules bundled, as it is shipped, and as `serve` shows it. */
async function start() {
  const sites = /** @type {const} */ ([['start', 'bundled'], ['start.unbundled', 'site']]);
  for (const [name, site] of sites) {
    /** @type {{ usable: number, planned: number }[]} */
    const starts = [];
    while (starts.length < runs) starts.push(await inChromium('start', { site }));
    printMedian(`browser.${name}.usable`, starts.map(({ usable }) => usable), 's');
    printMedian(`browser.${name}.planned`, starts.map(({ planned }) => planned), 's');
  }
}

async function uploadMemory() {
  const store = await startStore();
  const s3 = { endpoint_url: store.url, region: 'us-east-1', bucket: 'parquet-data-bucket', key: 'people.parquet', overwrite: true };
  await memory('upload', { destination: { s3 } });
  await store.stop();
}

for (const preset of /** @type {const} */ (['people', 'transactions'])) {
  for (const compression of /** @type {const} */ (['none', 'snappy'])) {
    await speed(preset, compression);
    await stages(preset, compression);
  }
}
await start();
await memory('discard', {});
await uploadMemory();
