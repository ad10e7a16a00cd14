/** Uploads from a worker, as the engine does it: bytes per second of each run. */

/** @import { UploadOrder } from './types.js' */

/** @param {UploadOrder} order @returns {Promise<number[]>} Seconds. */
export function run(order) {
  const worker = new Worker(new URL('upload.worker.js', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.postMessage(order);
  });
}
