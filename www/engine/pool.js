/** Encoder workers: each takes block numbers and gives back finished bytes. */
import { Encoder } from './encoder.js';
import { SpareMemory } from './spare.js';

/** @import { Failure } from '../types.js' */
/** @import { Waiting } from './encoder.js' */
/** @import { EncodedBlock, RawBlock } from './messages.js' */

export class EncoderPool {
  /** @type {Encoder[]} */
  #encoders = [];
  /** @type {Waiting[]} Blocks that no encoder has taken yet. */
  #queue = [];
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
    const done = () => this.#feed();
    const died = (/** @type {Failure} */ failure) => this.terminate(failure);
    for (let n = 0; n < count; n++) this.#encoders.push(new Encoder({ module, job, memoryLimit }, done, died));
  }

  /** Bytes of all encoders' wasm memories, and of spare memory. */
  get memoryBytes() {
    return this.#encoders.reduce((sum, encoder) => sum + encoder.memoryBytes, this.records.bytes);
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
      this.#feed();
    });
  }

  /** Ends the run: workers that have nothing to do may serve another. */
  release() {
    for (const encoder of this.#encoders.splice(0)) encoder.release();
    this.records.clear();
  }

  /**
   * Stops all encoders now; what waits for them is rejected.
   * @param {Failure} failure
   */
  terminate(failure) {
    this.#failure ??= failure;
    for (const encoder of this.#encoders) encoder.terminate(this.#failure);
    for (const waiting of this.#queue.splice(0)) waiting.reject(this.#failure);
    this.records.clear();
  }

  /** Gives blocks to the encoders that have the least to do. */
  #feed() {
    const [idlest] = this.#encoders.toSorted((one, other) => one.load - other.load);
    const next = idlest?.hasRoom && this.#queue.shift();
    if (!next) return;
    idlest.take(next);
    this.#feed();
  }
}
