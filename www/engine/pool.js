/** Encoder workers: each takes a block number and gives back finished bytes. */
import { internal } from './failure.js';
import { keepWorker, takeWorker } from './idle.js';
import { SpareMemory } from './spare.js';

/** @import { Failure } from '../types.js' */
/** @import { EncodedBlock, FromEncoder, RawBlock, ToEncoder } from './messages.js' */

/**
 * @typedef {object} Waiting
 * @property {number} block
 * @property {RawBlock} [raw] Its records, of a source that is read.
 * @property {boolean} [isKept] Its rows are only kept.
 * @property {(memory: ArrayBuffer) => void} [onLoaded] Gets the memory of its records, when the encoder has taken them.
 * @property {(encoded: any) => void} resolve With an `EncodedBlock`, or nothing.
 * @property {(failure: Failure) => void} reject
 */

export class EncoderPool {
  /** @type {Encoder[]} */
  #encoders = [];
  /** @type {Waiting[]} Blocks that no encoder has taken yet. */
  #queue = [];
  /** Memory of blocks that are written, for others. */
  #spare = new SpareMemory();
  /** Memory of records that encoders have taken, for others. */
  records = new SpareMemory();
  /** @type {Failure | undefined} Set once: the pool is dead then. */
  #failure;

  /**
   * @param {WebAssembly.Module} module
   * @param {string} job The resolved job.
   * @param {number} count
   * @param {number} [memoryLimit] Bytes of wasm memory that no encoder may go beyond.
   */
  constructor(module, job, count, memoryLimit) {
    const idle = (/** @type {Encoder} */ encoder) => this.#feed(encoder);
    const died = (/** @type {Failure} */ failure) => this.terminate(failure);
    for (let n = 0; n < count; n++) this.#encoders.push(new Encoder({ module, job, memoryLimit }, idle, died));
  }

  /** Bytes of all encoders' wasm memories, and of spare memory. */
  get memoryBytes() {
    return this.#encoders.reduce((sum, encoder) => sum + encoder.memoryBytes, this.#spare.bytes + this.records.bytes);
  }

  /** Takes back the memory of a block that nobody needs any more. @param {ArrayBuffer} memory */
  recycle(memory) {
    if (!this.#failure) this.#spare.put(memory);
  }

  /**
   * @param {number} block
   * @param {RawBlock} [raw]
   * @param {(memory: ArrayBuffer) => void} [onLoaded] Gets the memory of its records, when the encoder has taken them.
   * @returns {Promise<EncodedBlock>} Rejects with a `Failure`.
   */
  encode(block, raw, onLoaded) {
    return this.#ask({ block, raw, onLoaded });
  }

  /**
   * Has the one encoder keep a block's rows until it is to encode them.
   * @param {number} block
   * @param {RawBlock} [raw]
   * @param {(memory: ArrayBuffer) => void} [onLoaded]
   * @returns {Promise<void>} Rejects with a `Failure`.
   */
  collect(block, raw, onLoaded) {
    return this.#ask({ block, raw, isKept: true, onLoaded });
  }

  /** How many encoders there are. */
  get size() {
    return this.#encoders.length;
  }

  /** @param {Omit<Waiting, 'resolve' | 'reject'>} order @returns {Promise<any>} */
  #ask(order) {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      this.#queue.push({ ...order, resolve, reject });
      const idle = this.#encoders.find((encoder) => encoder.isIdle);
      if (idle) this.#feed(idle);
    });
  }

  /** Ends the run: workers that have nothing to do may serve another. */
  release() {
    for (const encoder of this.#encoders.splice(0)) encoder.release();
    this.#clear();
  }

  /**
   * Stops all encoders now; what waits for them is rejected.
   * @param {Failure} failure
   */
  terminate(failure) {
    this.#failure ??= failure;
    for (const encoder of this.#encoders) encoder.terminate(this.#failure);
    for (const waiting of this.#queue.splice(0)) waiting.reject(this.#failure);
    this.#clear();
  }

  #clear() {
    this.#spare.clear();
    this.records.clear();
  }

  /** @param {Encoder} encoder */
  #feed(encoder) {
    const next = this.#queue.shift();
    if (next) encoder.take(next, next.isKept ? undefined : this.#spare.take());
  }
}

/** One worker and the block it works on. */
class Encoder {
  #worker = takeWorker();
  /** @type {Waiting | undefined} */
  #current;
  #ready = false;
  #wasmBytes = 0;
  /** Bytes of the memory that its block gets. */
  #spareBytes = 0;

  /**
   * @param {{ module: WebAssembly.Module, job: string, memoryLimit: number | undefined }} start
   * @param {(encoder: Encoder) => void} onIdle
   * @param {(failure: Failure) => void} onDeath
   */
  constructor(start, onIdle, onDeath) {
    this.#worker.onmessage = (/** @type {MessageEvent<FromEncoder>} */ { data }) => {
      if (data.type === 'failure') return onDeath(data.failure);
      if (data.type === 'loaded') return this.#current?.onLoaded?.(data.memory);
      this.#wasmBytes = data.memoryBytes;
      this.#ready = true;
      if (data.type !== 'ready') this.#finish(data);
      onIdle(this);
    };
    this.#worker.onerror = (event) => onDeath(internal(event.message || 'an encoder worker did not load'));
    this.#worker.postMessage(/** @type {ToEncoder} */ ({ type: 'start', ...start }));
  }

  get isIdle() {
    return this.#ready && this.#current === undefined;
  }

  get memoryBytes() {
    return this.#wasmBytes + this.#spareBytes;
  }

  /** @param {Waiting} waiting @param {ArrayBuffer} [spare] */
  take(waiting, spare) {
    this.#current = waiting;
    this.#spareBytes = spare?.byteLength ?? 0;
    const { block, raw, isKept = false } = waiting;
    const moved = [spare, raw?.data.buffer].filter((buffer) => buffer !== undefined);
    this.#worker.postMessage(/** @type {ToEncoder} */ ({ type: 'encode', block, raw, isKept, spare }), moved);
  }

  release() {
    if (this.isIdle) keepWorker(this.#worker, this.#wasmBytes);
    else this.#worker.terminate();
  }

  /** @param {Failure} failure */
  terminate(failure) {
    this.#worker.terminate();
    this.#wasmBytes = 0;
    this.#spareBytes = 0;
    this.#current?.reject(failure);
  }

  /** @param {unknown} encoded */
  #finish(encoded) {
    const { resolve } = /** @type {Waiting} */ (this.#current);
    this.#current = undefined;
    this.#spareBytes = 0;
    resolve(encoded);
  }
}
