/** SHA-256, by the browser. */

/** Of bytes that may be changed as soon as this returns. @param {Uint8Array} bytes */
export function hashOf(bytes) {
  return crypto.subtle.digest('SHA-256', /** @type {Uint8Array<ArrayBuffer>} */ (bytes));
}

/** @param {ArrayBuffer} hash */
export function hexOf(hash) {
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
