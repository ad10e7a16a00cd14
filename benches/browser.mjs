/**
 * Speed and memory in Chromium, by the engine's public API. Options: `--rows N` (500000), `--runs N`
 * (5). Memory is measured on uploads of 1 M and 10 M rows to the embedded S3 server.
 *
 * Each figure is a line of JSON. `BENCH_FIGURES` holds the native figures of the same run: ratios
 * are against them.
 */
import { launch, serveSite, startStore } from '../tests/e2e/support.mjs';
import { option, print, printMedian, printRatio } from './figures.mjs';

/** @import { Credentials, Job, Stats } from '../www/types.js' */

const rows = option('--rows', 500_000);
const runs = option('--runs', 5);
/** @type {Map<string, number>} */
const native = new Map(JSON.parse(process.env.BENCH_FIGURES ?? '[]').map((/** @type {any} */ figure) => [figure.name, figure.value]));

const [site, browser] = await Promise.all([serveSite(), launch()]);
const page = await browser.newPage();
await page.goto(site.url);

/** @param {Job} job @param {number} workers @param {Credentials} [credentials] @returns {Promise<Stats>} */
function run(job, workers, credentials) {
  return page.evaluate(async ({ job, workers, credentials }) => {
    const { Engine } = await import(new URL('www/engine.js', document.baseURI).href);
    const engine = new Engine({ workers });
    try {
      return (await engine.run(job, { credentials })).stats;
    } finally {
      engine.close();
    }
  }, { job, workers, credentials });
}

/** @param {'people' | 'transactions'} preset @param {'none' | 'snappy'} compression @param {number} count @returns {Job} */
function jobOf(preset, compression, count) {
  return { version: 1, source: { generated: { preset, seed: 42 } }, rows: count, writer: { compression } };
}

/** The median of several runs. @param {string} name @param {() => Promise<number>} work */
async function measure(name, work) {
  await work();
  const speeds = [];
  for (let n = 0; n < runs; n++) speeds.push(Math.round(await work()));
  return printMedian(name, speeds);
}

/** A job without a destination: what is made is thrown away. @param {'people' | 'transactions'} preset @param {'none' | 'snappy'} compression */
async function speed(preset, compression) {
  const name = `${preset}.${compression}`;
  const job = jobOf(preset, compression, rows);
  const one = await measure(`browser.${name}.workers1`, async () => rows / (await run(job, 1)).seconds);
  const two = await measure(`browser.${name}.workers2`, async () => rows / (await run(job, 2)).seconds);
  printRatio(`ratio.${name}.workers2_to_1`, two, one);
  printRatio(`ratio.${name}.browser1_to_native`, one, native.get(`native.${name}.pipeline`));
  printRatio(`ratio.${name}.browser2_to_native`, two, native.get(`native.${name}.pipeline`));
}

/** Generating and encoding apart, in one wasm instance of the page's own. @param {'people' | 'transactions'} preset @param {'none' | 'snappy'} compression */
async function stages(preset, compression) {
  const job = { ...jobOf(preset, compression, rows), block: { rows: 8_192 } };
  const { generate, encode } = await page.evaluate(async ({ job, rows, runs }) => {
    const wasm = await import(new URL('parquet-blocks.js', document.baseURI).href);
    await wasm.default();
    const encoder = new wasm.BlockEncoder(JSON.stringify(job));
    const blocks = Math.ceil(rows / job.block.rows);
    const median = (/** @type {number[]} */ all) => all.sort((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0;
    /** @type {number[]} */ const generating = [];
    /** @type {number[]} */ const both = [];
    for (let n = 0; n < runs; n++) {
      const started = performance.now();
      for (let block = 0; block < blocks; block++) encoder.generate(block);
      const generated = performance.now();
      for (let block = 0; block < blocks; block++) {
        encoder.begin(block);
        while (encoder.step());
        encoder.finish();
      }
      generating.push(generated - started);
      both.push(performance.now() - generated);
    }
    const seconds = { generate: median(generating) / 1000, both: median(both) / 1000 };
    return { generate: rows / seconds.generate, encode: rows / (seconds.both - seconds.generate) };
  }, { job, rows, runs });
  const name = `${preset}.${compression}`;
  if (compression === 'none') {
    print(`browser.${preset}.generate`, generate, 'rows/s');
    printRatio(`ratio.${preset}.generate_to_native`, generate, native.get(`native.${preset}.generate`));
  }
  print(`browser.${name}.encode`, encode, 'rows/s');
  printRatio(`ratio.${name}.encode_to_native`, encode, native.get(`native.${name}.encode`));
}

/** Peak of wasm memories and bytes in flight while uploading, block 1 MB, 2 workers. */
async function memory() {
  const store = await startStore();
  const peaks = [];
  for (const [label, count] of /** @type {const} */ ([['1m', 1e6], ['10m', 1e7]])) {
    const s3 = { endpoint_url: store.url, region: 'us-east-1', bucket: 'parquet-data-bucket', key: `${label}.parquet` };
    const job = { ...jobOf('people', 'snappy', count), block: { size_mb: 1 }, destination: { s3 } };
    const stats = await run(job, 2, { accessKeyId: 'test', secretAccessKey: 'test' });
    print(`memory.upload.${label}.peak`, stats.peak_memory_bytes / 2 ** 20, 'MB');
    print(`memory.upload.${label}.speed`, stats.rows / stats.seconds, 'rows/s');
    peaks.push(stats.peak_memory_bytes);
  }
  printRatio('memory.upload.10m_to_1m', peaks[1] ?? 0, peaks[0]);
  await store.stop();
}

for (const preset of /** @type {const} */ (['people', 'transactions'])) {
  for (const compression of /** @type {const} */ (['none', 'snappy'])) {
    await speed(preset, compression);
    await stages(preset, compression);
  }
}
await memory();
await browser.close();
site.stop();
