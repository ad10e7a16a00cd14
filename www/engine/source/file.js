/** A file that rows are read from: chosen by the user, and never read whole. */

import { hashOf, hexOf } from '../hash.js';

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

/** @param {Blob} file @param {number} start @param {number} end @param {Failure['kind']} [kind] What it is told as, if it cannot be read. */
export async function readPart(file, start, end, kind = 'source') {
  try {
    return new Uint8Array(await file.slice(start, end).arrayBuffer());
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), kind);
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
  const fingerprint = hexOf(await hashOf(bytes));
  return { name: file.name, size: file.size, fingerprint };
}

/** @param {string} cause @param {Failure['kind']} [kind] @returns {Failure} */
export function unreadable(cause, kind = 'source') {
  return {
    kind,
    message: `the file cannot be read: ${cause}`,
    remedy: 'Choose the file again; it may have changed or be gone.',
    retryable: false,
  };
}
