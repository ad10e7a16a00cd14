/** Reads of a file what a recipe is proposed from: never more than some MB. */

/** @import { Failure, Proposal, SampleFormat } from '../types.js' */
/** @import { Wasm } from '../wasm.js' */

/** A Parquet file ends with as many bytes that tell how long its footer is. */
const END = 8;

/** @param {Wasm} wasm @param {Blob | string} source @param {SampleFormat} [format] @returns {Promise<Proposal>} */
export async function propose(wasm, source, format) {
  const blob = typeof source === 'string' ? new Blob([source]) : source;
  const name = source instanceof File ? source.name : '';
  const { start, end } = wasm.samplePart(blob.size, await read(blob.slice(-END)));
  return wasm.propose(name, await read(blob.slice(start, end)), blob.size, format);
}

/** @param {Blob} blob */
async function read(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} cause @returns {Failure} */
function unreadable(cause) {
  return {
    kind: 'sample',
    message: `the file cannot be read: ${cause}`,
    remedy: 'Choose the file again; it may have changed or be gone.',
    retryable: false,
  };
}
