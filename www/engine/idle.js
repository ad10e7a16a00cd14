/** Workers that have ended a run and wait for the next: to start one takes as long as some 50,000 rows. */
import { siteFile } from '../site.js';

/** Milliseconds that a worker waits. */
const PATIENCE = 10_000;

/** Bytes of wasm memory, which never shrinks, with which a worker is not kept. */
const MOST_MEMORY = 64 * 2 ** 20;

/** @type {Map<Worker, number>} Each with the timer that ends it. */
const idle = new Map();

/** A worker that waits, or a new one. */
export function takeWorker() {
  const [kept] = idle;
  if (!kept) return new Worker(siteFile('www/encoder.worker.js'), { type: 'module' });
  const [worker, timer] = kept;
  clearTimeout(timer);
  idle.delete(worker);
  return worker;
}

/** Has a worker that has nothing to do wait. @param {Worker} worker @param {number} memoryBytes */
export function keepWorker(worker, memoryBytes) {
  if (memoryBytes > MOST_MEMORY) return worker.terminate();
  worker.onmessage = null;
  worker.onerror = null;
  const end = () => {
    idle.delete(worker);
    worker.terminate();
  };
  idle.set(worker, setTimeout(end, PATIENCE));
}
