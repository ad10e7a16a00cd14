/** Uploads from a worker, as the engine does it; AWS's library has to be in the page, as it needs a `DOMParser`. */
import { timed } from './uploaders.js';

/** @import { UploadOrder } from './types.js' */

/** @param {UploadOrder} order @returns {Promise<number[]>} Seconds. */
export function run(order) {
  if (order.uploader.startsWith('sdk')) return timed(order);
  const worker = new Worker(new URL('upload.worker.js', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.postMessage(order);
  });
}
