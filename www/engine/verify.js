/** An object is read back: its end, and some row groups, whose hashes were taken when they were written. */

import { hashOf } from './hash.js';

/** @import { Failure, Verified } from '../types.js' */
/** @import { FileStats, Wasm } from '../wasm.js' */

/**
 * What was written, and how to read it.
 * @typedef {object} Written
 * @property {string} url Of the object.
 * @property {boolean} isParquet
 * @property {FileStats} stats
 * @property {Uint8Array} end The file's last bytes: page indexes and footer.
 * @property {number[]} starts Where each row group begins.
 * @property {Promise<ArrayBuffer>[]} hashes Of each row group: `hashOf`.
 * @property {(start: number, end: number) => Promise<Uint8Array>} read Reads the object.
 */

/** Row groups that are compared: the first, the last and those between, evenly. */
const SAMPLE = 4;

/** @param {Wasm} wasm @param {Written} written @returns {Promise<Verified>} Rejects with a `Failure` that names the first difference. */
export async function verify(wasm, written) {
  const { stats, starts, end } = written;
  const endAt = stats.file_bytes - end.byteLength;
  /** @param {string} problem @returns {Failure} */
  const other = (problem) => wasm.otherObject(written.url, problem);
  // Formats of lines have no end of their own, which no store can be asked for.
  const footer = end.byteLength > 0 ? await written.read(endAt, stats.file_bytes) : end;
  const facts = written.isParquet ? wasm.readFooter(footer) : { ...stats, chunks_with_statistics: 0 };
  if (facts?.rows !== stats.rows || facts.row_groups !== stats.row_groups) {
    throw other(facts ? `its footer has ${facts.rows} rows in ${facts.row_groups} row groups` : 'it does not end like a Parquet file');
  }
  if (!isSame(footer, end)) throw other('its end has other bytes');
  let bytes = 0;
  const blocks = sample(starts.length);
  for (const block of blocks) {
    const start = starts[block] ?? 0;
    const found = await written.read(start, starts[block + 1] ?? endAt);
    const hashes = await Promise.all([hashOf(found), written.hashes[block]]);
    const [of, wanted] = hashes.map((hash) => new Uint8Array(hash ?? []));
    if (!of || !wanted || !isSame(of, wanted)) throw other(`block ${block + 1} has other bytes`);
    bytes += found.byteLength;
  }
  const { rows, chunks_with_statistics } = facts;
  return { footer_bytes: end.byteLength, row_groups: blocks.length, bytes, rows, chunks_with_statistics };
}

/** @param {number} count @returns {number[]} */
function sample(count) {
  const chosen = Array.from({ length: SAMPLE }, (_, n) => Math.round((n * (count - 1)) / (SAMPLE - 1)));
  return [...new Set(chosen)];
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function isSame(one, other) {
  return one.byteLength === other.byteLength && one.every((byte, at) => byte === other[at]);
}
