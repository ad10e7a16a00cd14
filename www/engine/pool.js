/** Encoder workers: each takes a block number and gives back finished bytes. */
import { internal } from './failure.js';

/** @import { Failure } from '../types.js' */
/** @import { EncodedBlock, FromEncoder, ToEncoder } from './messages.js' */

/**
 * @typedef {object} Waiting
 * @property {number} block
 * @property {(encoded: EncodedBlock) => void} resolve
 * @property {(failure: Failure) => void} reject
 */

export class EncoderPool {
  /** @type {Encoder[]} */
  #encoders = [];
  /** @type {Waiting[]} Blocks that no encoder has taken yet. */
  #queue = [];
  /** @type {Failure | undefined} Set once: the pool is dead then. */
  #failure;

  /**
   * @param {WebAssembly.Module} module
   * @param {string} job The resolved job.
   * @param {number} count
   */
  constructor(module, job, count) {
    const idle = (/** @type {Encoder} */ encoder) => this.#feed(encoder);
    const died = (/** @type {Failure} */ failure) => this.terminate(failure);
    for (let n = 0; n < count; n++) this.#encoders.push(new Encoder(module, job, idle, died));
  }

  /** Bytes of all encoders' wasm memories. */
  get memoryBytes() {
    return this.#encoders.reduce((sum, encoder) => sum + encoder.memoryBytes, 0);
  }

  /**
   * @param {number} block
   * @returns {Promise<EncodedBlock>} Rejects with a `Failure`.
   */
  encode(block) {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      this.#queue.push({ block, resolve, reject });
      const idle = this.#encoders.find((encoder) => encoder.isIdle);
      if (idle) this.#feed(idle);
    });
  }

  /**
   * Stops all encoders now; what waits for them is rejected.
   * @param {Failure} failure
   */
  terminate(failure) {
    this.#failure ??= failure;
    for (const encoder of this.#encoders) encoder.terminate(this.#failure);
    for (const waiting of this.#queue.splice(0)) waiting.reject(this.#failure);
  }

  /** @param {Encoder} encoder */
  #feed(encoder) {
    const next = this.#queue.shift();
    if (next) encoder.take(next);
  }
}

/** One worker and the block it works on. */
class Encoder {
  #worker = new Worker(new URL('../encoder.worker.js', import.meta.url), { type: 'module' });
  /** @type {Waiting | undefined} */
  #current;
  #ready = false;
  memoryBytes = 0;

  /**
   * @param {WebAssembly.Module} module
   * @param {string} job
   * @param {(encoder: Encoder) => void} onIdle
   * @param {(failure: Failure) => void} onDeath
   */
  constructor(module, job, onIdle, onDeath) {
    this.#worker.onmessage = (/** @type {MessageEvent<FromEncoder>} */ { data }) => {
      if (data.type === 'failure') return onDeath(data.failure);
      this.memoryBytes = data.memoryBytes;
      this.#ready = true;
      if (data.type === 'block') this.#finish(data);
      onIdle(this);
    };
    this.#worker.onerror = (event) => onDeath(internal(event.message || 'an encoder worker did not load'));
    this.#post({ type: 'start', module, job });
  }

  get isIdle() {
    return this.#ready && this.#current === undefined;
  }

  /** @param {Waiting} waiting */
  take(waiting) {
    this.#current = waiting;
    this.#post({ type: 'encode', block: waiting.block });
  }

  /** @param {Failure} failure */
  terminate(failure) {
    this.#worker.terminate();
    this.memoryBytes = 0;
    this.#current?.reject(failure);
  }

  /** @param {EncodedBlock} encoded */
  #finish(encoded) {
    const { resolve } = /** @type {Waiting} */ (this.#current);
    this.#current = undefined;
    resolve(encoded);
  }

  /** @param {ToEncoder} message */
  #post(message) {
    this.#worker.postMessage(message);
  }
}
