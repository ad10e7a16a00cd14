/** What is read of a source before anything is planned: a file's beginning, or an API's first page. */
import { readPart } from './file.js';
import { givePage } from './pages.js';

/** @import { Failure, Job } from '../../types.js' */
/** @import { Wasm } from '../../wasm.js' */
/** @import { SourceInput } from '../messages.js' */
/** @typedef {{ bytes: Uint8Array, size?: number }} Opening With the size of the whole file. */

/** Rows enough to know their types and sizes. */
const FIRST_BYTES = 2 ** 21;

/** A Parquet file ends with as many bytes that tell how long its footer is. */
const END = 8;

/** Whether the rows of a job are read. @param {Job} job */
export function isRead({ source }) {
  return !('generated' in source);
}

/**
 * Keeps the last opening: a form asks for it again after every edit.
 */
export class Openings {
  #key = '';
  /** @type {File | undefined} */
  #file;
  /** @type {Promise<Opening> | undefined} */
  #opening;

  /** @param {Wasm} wasm @param {Job} job @param {SourceInput} input @returns {Promise<Opening>} Rejects with a `Failure`. */
  of(wasm, job, input) {
    const key = JSON.stringify([job.source, input.headers]);
    if (!this.#opening || key !== this.#key || input.file !== this.#file) {
      this.#key = key;
      this.#file = input.file;
      this.#opening = opening(wasm, job, input);
      // What failed is tried again.
      this.#opening.catch(() => { this.#opening = undefined; });
    }
    return this.#opening;
  }
}

/** @param {Wasm} wasm @param {Job} job @param {SourceInput} input @returns {Promise<Opening>} */
async function opening(wasm, job, { file, headers = {} }) {
  if ('pages' in job.source) return firstPage(wasm, JSON.stringify(job), headers);
  if (!file) throw noFile(Object.keys(job.source)[0] ?? '');
  if (!('parquet' in job.source)) return { bytes: await readPart(file, 0, FIRST_BYTES), size: file.size };
  const { start, end } = wasm.samplePart(file.size, await readPart(file, Math.max(file.size - END, 0), file.size));
  return { bytes: await readPart(file, start, end), size: file.size };
}

/** Asks as often as a run does. @param {Wasm} wasm @param {string} job @param {Record<string, string>} headers */
async function firstPage(wasm, job, headers) {
  const reader = new wasm.BlockReader(job, new Uint8Array(), undefined);
  const { signal } = new AbortController();
  try {
    /** @type {Uint8Array} */
    let bytes = new Uint8Array();
    for (let next = reader.next(); next.type === 'page' && next.page === 1; next = reader.next()) {
      bytes = await givePage(reader, next, { wasm, job, headers, signal }) ?? bytes;
    }
    return { bytes };
  } finally {
    reader.free();
  }
}

/** @param {string} source @returns {Failure} */
function noFile(source) {
  const field = `source.${source}.file`;
  return {
    kind: 'setting', field, message: `${field}: no file is chosen`, remedy: 'Choose the file to read.', retryable: false,
    problems: [{ field, message: 'no file is chosen', remedy: 'Choose the file to read.' }],
  };
}
