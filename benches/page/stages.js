/** Generating and encoding apart, in one wasm instance of the page's own: rows per second of each run. */

/** @import { Job } from '../../www/types.js' */

/** @param {{ job: Job & { rows: number, block: { rows: number } }, runs: number }} options */
export async function run({ job, runs }) {
  const wasm = await import(new URL('/site/parquet-blocks.js', location.origin).href);
  await wasm.default();
  const encoder = new wasm.BlockEncoder(wasm.plan(JSON.stringify(job)).resolved);
  const blocks = Math.ceil(job.rows / job.block.rows);
  /** @type {{ generate: number[], encode: number[] }} */
  const speeds = { generate: [], encode: [] };
  for (let n = 0; n <= runs; n++) {
    const started = performance.now();
    for (let block = 0; block < blocks; block++) encoder.generate(block);
    const generated = performance.now();
    for (let block = 0; block < blocks; block++) encode(encoder, block);
    // Encoding includes generating, a step at a time.
    const [generating, both] = [generated - started, performance.now() - generated];
    // The first run is to warm up.
    if (n === 0) continue;
    speeds.generate.push(Math.round((job.rows / generating) * 1000));
    speeds.encode.push(Math.round((job.rows / (both - generating)) * 1000));
  }
  return speeds;
}

/** @param {{ begin(block: number): void, step(): boolean, finish(): unknown }} encoder @param {number} block */
function encode(encoder, block) {
  encoder.begin(block);
  while (encoder.step());
  encoder.finish();
}
