/** Reads of a file what a recipe is proposed from: never more than some MB. */

import { readPart } from './source/file.js';

/** @import { Failure, Proposal, SampleFormat } from '../types.js' */
/** @import { Wasm } from '../wasm.js' */

/** A Parquet file ends with as many bytes that tell how long its footer is. */
const END = 8;

/** @param {Wasm} wasm @param {Blob | string} source @param {SampleFormat} [format] @returns {Promise<Proposal>} */
export async function propose(wasm, source, format) {
  const blob = typeof source === 'string' ? new Blob([source]) : source;
  const name = source instanceof File ? source.name : '';
  return wasm.propose(name, await readSample(wasm, blob, 'sample'), blob.size, format);
}

/** A file's beginning, or a Parquet file's footer. @param {Wasm} wasm @param {Blob} file @param {Failure['kind']} [kind] What it is told as, if it cannot be read. */
export async function readSample(wasm, file, kind) {
  const last = await readPart(file, Math.max(file.size - END, 0), file.size, kind);
  const { start, end } = wasm.samplePart(file.size, last);
  return readPart(file, start, end, kind);
}
