/** Where the bytes of a file go; to S3 by `upload.js`. */
import { toFailure } from './failure.js';

/** @import { WriterOptions } from '../types.js' */
/** @import { Sink, SinkResult } from './messages.js' */

/** Media types of formats. @type {Record<string, string>} */
const TYPES = { parquet: 'application/vnd.apache.parquet', csv: 'text/csv', ndjson: 'application/x-ndjson', arrow: 'application/vnd.apache.arrow.file' };

/**
 * Keeps the file as a Blob of Blobs, which the browser may put on disk.
 * @implements {Sink}
 */
export class BlobSink {
  /** @type {Blob[]} */
  #blobs = [];
  #type;
  bytesInMemory = 0;

  /** @param {WriterOptions} [writer] */
  constructor({ format = 'parquet', gzip } = {}) {
    this.#type = gzip ? 'application/gzip' : TYPES[format];
  }

  async open() {}

  /** @param {Uint8Array<ArrayBuffer>} chunk */
  async write(chunk) {
    this.#blobs.push(new Blob([chunk]));
  }

  /** @returns {Promise<SinkResult>} */
  async close() {
    return { file: new Blob(this.#blobs, { type: this.#type }) };
  }

  async abort() {
    this.#blobs = [];
  }
}

/**
 * Streams to a file the user chose. The browser writes beside it and moves it there on close.
 * @implements {Sink}
 */
export class DiskSink {
  #handle;
  /** @type {FileSystemWritableFileStream | undefined} */
  #stream;
  bytesInMemory = 0;

  /** @param {FileSystemFileHandle} handle */
  constructor(handle) {
    this.#handle = handle;
  }

  async open() {
    this.#stream = await this.#handle.createWritable();
  }

  /** @param {Uint8Array<ArrayBuffer>} chunk */
  async write(chunk) {
    await this.#stream?.write(chunk);
  }

  /** @returns {Promise<SinkResult>} */
  async close() {
    await this.#stream?.close();
    return {};
  }

  async abort() {
    await this.#stream?.abort();
    // The picker has made an empty file where there was none.
    const file = await this.#handle.getFile();
    if (file.size === 0) await /** @type {{ remove?: () => Promise<void> }} */ (this.#handle).remove?.();
  }
}

/**
 * Aborts all sinks. The first failure counts, unless it was only a cancel and cleaning up fails:
 * what is left behind must be told.
 * @param {Sink[]} sinks @param {unknown} thrown What ended the run.
 */
export async function abortAll(sinks, thrown) {
  const first = toFailure(thrown);
  const results = await Promise.allSettled(sinks.map((sink) => sink.abort()));
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return first;
  const second = toFailure(failed.reason);
  if (first.kind === 'cancelled') return { ...second, is_left: true };
  const message = `${first.message}; cleaning up failed too: ${second.message}`;
  return { ...first, message, remedy: `${first.remedy} ${second.remedy}`, is_left: true };
}
