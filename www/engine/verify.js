/** An object is read back: its end, and some row groups, which are made anew for it. */

/** @import { Failure, Verified } from '../types.js' */
/** @import { FileStats, Wasm } from '../wasm.js' */

/**
 * What was written, and how to get it again.
 * @typedef {object} Written
 * @property {string} url Of the object.
 * @property {FileStats} stats
 * @property {Uint8Array} end The file's last bytes: page indexes and footer.
 * @property {number[]} starts Where each row group begins.
 * @property {(block: number) => Promise<Uint8Array>} encode Makes a row group anew.
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
  const footer = await written.read(endAt, stats.file_bytes);
  const facts = wasm.readFooter(footer);
  if (facts?.rows !== stats.rows || facts.row_groups !== stats.row_groups) {
    throw other(facts ? `its footer has ${facts.rows} rows in ${facts.row_groups} row groups` : 'it does not end like a Parquet file');
  }
  if (!isSame(footer, end)) throw other('its footer has other bytes');
  let bytes = 0;
  const blocks = sample(starts.length);
  for (const block of blocks) {
    const made = await written.encode(block);
    const start = starts[block] ?? 0;
    const found = await written.read(start, starts[block + 1] ?? endAt);
    if (!isSame(found, made)) throw other(`row group ${block + 1} has other bytes`);
    bytes += made.byteLength;
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
