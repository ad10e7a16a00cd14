/** A file that rows are read from: chosen by the user, and never read whole. */

/** @import { Failure, FileIdentity } from '../../types.js' */

/** Bytes that are read at a time. */
const CHUNK = 2 ** 20;

/** Parts of a file that are hashed, evenly spread from its first byte to its last. */
const PARTS = 32;
const PART = 2 ** 16;

/**
 * The bytes of a file in order.
 * @param {Blob} file
 * @returns {AsyncGenerator<Uint8Array, void, void>}
 */
export async function* chunksOf(file) {
  for (let at = 0; at < file.size; at += CHUNK) yield await readPart(file, at, at + CHUNK);
}

/** @param {Blob} file @param {number} start @param {number} end */
export async function readPart(file, start, end) {
  try {
    return new Uint8Array(await file.slice(start, end).arrayBuffer());
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

/**
 * What a file is known by when it is chosen again: name, size, and SHA-256 of the size and of parts of it. A change
 * elsewhere is found by the parts of the upload, which are compared one by one.
 *
 * @param {File} file
 * @returns {Promise<FileIdentity>}
 */
export async function identify(file) {
  const last = Math.max(file.size - PART, 0);
  const starts = Array.from({ length: PARTS }, (_, n) => Math.floor((n * last) / (PARTS - 1)));
  const parts = [...new Set(starts)].map((start) => file.slice(start, start + PART));
  const bytes = await readPart(new Blob([`${file.size}\n`, ...parts]), 0, Infinity);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const fingerprint = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name: file.name, size: file.size, fingerprint };
}

/** @param {string} cause @returns {Failure} */
export function unreadable(cause) {
  return {
    kind: 'source',
    message: `the file cannot be read: ${cause}`,
    remedy: 'Choose the file again; it may have changed or be gone.',
    retryable: false,
  };
}
