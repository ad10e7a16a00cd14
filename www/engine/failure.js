/** Anything that is thrown, as a `Failure`. */

/** @import { Failure } from '../types.js' */

/** @type {Failure} */
export const CANCELLED = {
  kind: 'cancelled',
  message: 'cancelled',
  remedy: 'Press Generate to start again.',
  retryable: false,
};

/**
 * @param {unknown} thrown What the wasm module, a stream or the browser has thrown.
 * @returns {Failure}
 */
export function toFailure(thrown) {
  if (isFailure(thrown)) return thrown;
  if (thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError) return trapped(thrown);
  if (thrown instanceof DOMException) return disk(thrown);
  return internal(thrown instanceof Error ? thrown.message : String(thrown));
}

/** @param {string} message @returns {Failure} */
export function internal(message) {
  const remedy = 'Reload the page and try again; if it happens again, report it with the job.';
  return { kind: 'internal', message, remedy, retryable: false };
}

/** @param {unknown} thrown @returns {thrown is Failure} */
function isFailure(thrown) {
  return typeof thrown === 'object' && thrown !== null && 'kind' in thrown && 'remedy' in thrown;
}

/**
 * A wasm instance that stopped. A panic leaves its message in `parquetBlocksPanic`; what stops
 * without one has found no memory.
 * @param {Error} error @returns {Failure}
 */
function trapped(error) {
  /** @type {string | undefined} */
  const panic = Reflect.get(globalThis, 'parquetBlocksPanic');
  if (panic && !panic.includes('memory allocation')) return internal(panic);
  return outOfMemory(error.message);
}

/** @param {string} cause @returns {Failure} */
export function outOfMemory(cause) {
  return {
    kind: 'memory',
    message: `out of memory (${cause})`,
    remedy: 'Choose a smaller block size or fewer workers, or close other tabs.',
    retryable: false,
  };
}

/** @param {DOMException} error @returns {Failure} */
function disk(error) {
  return {
    kind: 'disk',
    message: `writing the file failed: ${error.message}`,
    remedy: 'Check that the disk has room and that the page may write the file.',
    retryable: false,
  };
}
