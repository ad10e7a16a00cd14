/** Memory of bytes that nobody needs any more: to get new memory costs as much as to fill it. */
export class SpareMemory {
  /** @type {ArrayBuffer[]} */
  #buffers = [];

  get bytes() {
    return this.#buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  take() {
    return this.#buffers.pop();
  }

  /** @param {ArrayBuffer | undefined} buffer */
  put(buffer) {
    if (buffer) this.#buffers.push(buffer);
  }

  clear() {
    this.#buffers = [];
  }
}
