/** One encoder worker, and the blocks that it has to make. */
import { internal } from './failure.js';
import { keepWorker, takeWorker } from './idle.js';

/** @import { Failure } from '../types.js' */
/** @import { Encoded, FromEncoder, RawBlock, ToEncoder } from './messages.js' */

/**
 * @typedef {object} Waiting
 * @property {number} block
 * @property {RawBlock} [raw] Its records, of a source that is read.
 * @property {boolean} [isKept] Its rows are only kept.
 * @property {(memory: ArrayBuffer) => void} [onLoaded] Gets the memory of its records, when the encoder has taken them.
 * @property {(encoded: any) => void} resolve With an `EncodedBlock`, or nothing.
 * @property {(failure: Failure) => void} reject
 */

/** Blocks that a worker has at a time: it begins the second at once, where to ask for one takes as long as some 1,000 rows. */
const MOST_BLOCKS = 2;

export class Encoder {
  #worker = takeWorker();
  /** @type {Waiting[]} In the order in which they are made. */
  #waiting = [];
  #isReady = false;
  #wasmBytes = 0;
  /** Bytes of memory that the worker has for blocks. */
  #spareBytes = 0;

  /**
   * @param {{ module: WebAssembly.Module, job: string, memoryLimit: number | undefined }} start
   * @param {() => void} onDone A block is done.
   * @param {(failure: Failure) => void} onDeath
   */
  constructor(start, onDone, onDeath) {
    this.#worker.onmessage = (/** @type {MessageEvent<FromEncoder>} */ { data }) => {
      if (data.type === 'failure') return onDeath(data.failure);
      if (data.type === 'loaded') return this.#waiting[0]?.onLoaded?.(data.memory);
      this.#take(data);
      onDone();
    };
    this.#worker.onerror = (event) => onDeath(internal(event.message || 'an encoder worker did not load'));
    this.#post({ type: 'start', ...start });
  }

  /** How many blocks it has to make. */
  get load() {
    return this.#waiting.length;
  }

  get hasRoom() {
    return this.load < MOST_BLOCKS;
  }

  get memoryBytes() {
    return this.#wasmBytes + this.#spareBytes;
  }

  /** @param {Waiting} waiting */
  take(waiting) {
    this.#waiting.push(waiting);
    const { block, raw, isKept = false } = waiting;
    this.#post({ type: 'encode', block, raw, isKept }, raw && [raw.data.buffer]);
  }

  release() {
    if (this.#isReady && this.load === 0) keepWorker(this.#worker, this.memoryBytes);
    else this.#worker.terminate();
  }

  /** @param {Failure} failure */
  terminate(failure) {
    this.#worker.terminate();
    this.#isReady = false;
    this.#wasmBytes = 0;
    this.#spareBytes = 0;
    for (const { reject } of this.#waiting.splice(0)) reject(failure);
  }

  /** @param {Extract<FromEncoder, { memoryBytes: number }>} message */
  #take(message) {
    this.#wasmBytes = message.memoryBytes;
    if (message.type === 'ready') return this.#ready(message.spareBytes);
    const { resolve } = /** @type {Waiting} */ (this.#waiting.shift());
    if (message.type === 'kept') return resolve(undefined);
    const { encoded, takenBytes } = message;
    this.#spareBytes -= takenBytes;
    resolve({ ...encoded, giveBack: () => this.#giveBack(encoded) });
  }

  /** @param {number} spareBytes */
  #ready(spareBytes) {
    this.#isReady = true;
    this.#spareBytes = spareBytes;
  }

  /** The worker uses memory again for the first file alone. @param {Encoded} encoded */
  #giveBack({ files: [first] }) {
    if (!first || !this.#isReady) return;
    const memory = first.data.buffer;
    this.#spareBytes += memory.byteLength;
    this.#post({ type: 'memory', memory }, [memory]);
  }

  /** @param {ToEncoder} message @param {Transferable[]} [moved] */
  #post(message, moved = []) {
    this.#worker.postMessage(message, moved);
  }
}
