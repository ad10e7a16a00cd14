/** One of the peers: rows per second of each run. The file of the last one is posted. */

/** @import { Write } from '../peers/page/types.js' */

/** @param {{ peer: string, rows: number, runs: number }} options @returns {Promise<number[]>} */
export async function run({ peer, rows, runs }) {
  const { prepare } = await import(`../peers/page/${peer}.js`);
  /** @type {Write} */
  const write = await prepare(rows);
  let file = await write();
  const speeds = [];
  for (let n = 0; n < runs; n++) {
    const started = performance.now();
    file = await write();
    speeds.push(Math.round((rows / (performance.now() - started)) * 1000));
  }
  await fetch('/file', { method: 'POST', body: file });
  return speeds;
}
