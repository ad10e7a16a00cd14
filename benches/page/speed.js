/** Rows per second of each run of a job without a destination: what is made is thrown away. */
import { engineOf } from './engine.js';

/** @import { Job } from '../../www/types.js' */

/** @param {{ job: Job, workers: number, runs: number }} options @returns {Promise<number[]>} */
export async function run({ job, workers, runs }) {
  const engine = await engineOf({ workers });
  await engine.run(job);
  await fetch('/warm', { method: 'POST' });
  const speeds = [];
  for (let n = 0; n < runs; n++) {
    const { stats } = await engine.run(job);
    speeds.push(Math.round(stats.rows / stats.seconds));
  }
  await fetch('/done', { method: 'POST' });
  return speeds;
}
