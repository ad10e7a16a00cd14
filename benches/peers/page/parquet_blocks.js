/** This project's engine with one worker, keeping the file: what the peers are compared with. */
import { engineOf } from '../../page/engine.js';
import { GROUP_ROWS } from './groups.js';

/** @import { Job } from '../../../www/types.js' */
/** @import { Write } from './types.js' */

/** @param {number} rows @returns {Promise<Write>} */
export async function prepare(rows) {
  const engine = await engineOf({ workers: 1 });
  /** @type {Job} */
  const job = {
    version: 1,
    source: { generated: { preset: 'people', seed: 42 } },
    rows,
    block: { rows: GROUP_ROWS },
    writer: { compression: 'snappy' },
    destination: { download: true },
  };
  return async () => /** @type {Blob} */ ((await engine.run(job)).file);
}
