/** The statistics of one run: peak of wasm memories and bytes in flight, and how long it took. */
import { engineOf } from './engine.js';

/** @import { Credentials, Job, Stats } from '../../www/types.js' */

/** @param {{ job: Job, workers: number, credentials?: Credentials }} options @returns {Promise<Stats>} */
export async function run({ job, workers, credentials }) {
  const engine = await engineOf({ workers });
  return (await engine.run(job, { credentials })).stats;
}
