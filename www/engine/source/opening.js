/** What is read of a source before anything is planned: a file's beginning, or an API's first page. */
import { readSample } from '../propose.js';
import { rawBlocks } from './blocks.js';
import { identify, readPart } from './file.js';
import { askForPage } from './pages.js';

/** @import { Failure, FileIdentity, Job } from '../../types.js' */
/** @import { Wasm } from '../../wasm.js' */
/** @import { SourceInput } from '../messages.js' */
/** @typedef {{ bytes: Uint8Array, size?: number, sample: Uint8Array }} Opening With the size of the whole file, and the first rows where they are not in the bytes. */

/** Rows enough to know their types and sizes. */
const FIRST_BYTES = 2 ** 21;

const SAMPLE_ROWS = 8192;
const NO_BYTES = new Uint8Array();

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
  const [kind = '', spec] = Object.entries(job.source)[0] ?? [];
  if (!file) throw wrongFile(kind, 'no file is chosen', 'Choose the file to read.');
  await checkFile(kind, file, spec.file);
  if (!('parquet' in job.source)) return { bytes: await readPart(file, 0, FIRST_BYTES), size: file.size, sample: NO_BYTES };
  const footer = { bytes: await readSample(wasm, file), size: file.size, sample: NO_BYTES };
  return { ...footer, sample: await firstRows(wasm, job, footer, file) };
}

/** The first block of a few rows. @param {Wasm} wasm @param {Job} job @param {Opening} opening @param {File} file */
async function firstRows(wasm, job, opening, file) {
  const first = JSON.stringify({ ...job, block: { rows: SAMPLE_ROWS } });
  const { signal } = new AbortController();
  const blocks = rawBlocks({ wasm, job: first, opening, input: { file }, signal, report: () => {} });
  const { value } = await blocks.next();
  await blocks.return();
  return value?.data ?? NO_BYTES;
}

/** Asks as often as a run does. @param {Wasm} wasm @param {string} job @param {Record<string, string>} headers */
async function firstPage(wasm, job, headers) {
  wasm.checkHeaders(JSON.stringify(headers));
  const reader = new wasm.BlockReader(job, new Uint8Array(), undefined);
  const { signal } = new AbortController();
  try {
    /** @type {Uint8Array} */
    let bytes = new Uint8Array();
    for (let next = reader.next(); next.type === 'page' && next.page === 1; next = reader.next()) {
      const { body, give } = await askForPage(next, { wasm, job, headers, signal });
      give(reader);
      bytes = body ?? bytes;
    }
    return { bytes, sample: NO_BYTES };
  } finally {
    reader.free();
  }
}

/** Whether it is the file that the job is of. @param {string} kind @param {File} file @param {FileIdentity} [wanted] */
async function checkFile(kind, file, wanted) {
  if (!wanted) return;
  const remedy = `Choose the file ${wanted.name} as it was, or start anew with this one.`;
  if (file.size !== wanted.size) {
    throw wrongFile(kind, `the file ${file.name} has ${file.size} bytes, and the job is of ${wanted.name} with ${wanted.size}`, remedy);
  }
  if (wanted.fingerprint === undefined) return;
  const { fingerprint } = await identify(file);
  if (fingerprint !== wanted.fingerprint) throw wrongFile(kind, `the file ${file.name} has other bytes than the one that the job is of`, remedy);
}

/** @param {string} kind @param {string} problem @param {string} remedy @returns {Failure} */
function wrongFile(kind, problem, remedy) {
  const field = `source.${kind}.file`;
  return { kind: 'setting', field, message: `${field}: ${problem}`, remedy, retryable: false, problems: [{ field, message: problem, remedy }] };
}
