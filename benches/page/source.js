/** Runs of a job that reads a file: their statistics. */
import { engineOf } from './engine.js';

/** @import { Credentials, Job, Stats } from '../../www/types.js' */

/** Of the file's beginning, which is read to warm up. */
const FIRST_BYTES = 2 ** 23;

/** @param {{ job: Job, path: string, workers: number, runs: number, credentials: Credentials }} options @returns {Promise<Stats[]>} */
export async function run({ job, path, workers, runs, credentials }) {
  const file = await onDisk(path);
  const engine = await engineOf({ workers });
  const stats = [];
  await engine.run(job, { credentials, input: { file: await beginningOf(file) } });
  for (let n = 0; n < runs; n++) stats.push((await engine.run(job, { credentials, input: { file } })).stats);
  return stats;
}

/** A file of the server's as a page has one that was chosen: on disk, and not in memory. @param {string} path */
async function onDisk(path) {
  const directory = await navigator.storage.getDirectory();
  const handle = await directory.getFileHandle('source', { create: true });
  const { body } = await fetch(path);
  await body?.pipeTo(await handle.createWritable());
  return handle.getFile();
}

/** Whole lines. @param {File} file */
async function beginningOf(file) {
  const text = await file.slice(0, FIRST_BYTES).text();
  return new File([text.slice(0, text.lastIndexOf('\n') + 1)], file.name);
}
