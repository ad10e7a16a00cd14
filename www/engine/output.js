/** One file of a run: its blocks in order, written to every sink. */
import { hashOf, hexOf } from './hash.js';
import { verify } from './verify.js';

/** @import { FileStats, Wasm } from '../wasm.js' */
/** @import { Verified } from '../types.js' */
/** @import { EncodedFile, Sink, SinkResult } from './messages.js' */
/** @import { S3Sink } from './upload.js' */
/** @typedef {{ index: number, sinks: Sink[], upload: S3Sink | undefined, isParquet: boolean, isHashed: boolean }} OutputOptions Which file of the job it is; whether hashes of its blocks are needed. */

export class OutputFile {
  #wasm;
  #assembler;
  #sinks;
  #upload;
  #isParquet;
  #isHashed;
  /** @type {number[]} Where each block begins. */
  #starts = [];
  /** @type {Promise<ArrayBuffer>[]} Of each block. */
  #hashes = [];
  #end = new Uint8Array();
  bytes = 0;
  /** @type {SinkResult} */
  result = {};

  /** @param {Wasm} wasm @param {string} job Resolved. @param {OutputOptions} options */
  constructor(wasm, job, { index, sinks, upload, isParquet, isHashed }) {
    this.#wasm = wasm;
    this.#assembler = new wasm.FileAssembler(job, index);
    this.#sinks = sinks;
    this.#upload = upload;
    this.#isParquet = isParquet;
    this.#isHashed = isHashed;
  }

  get sinks() {
    return this.#sinks;
  }

  /** Bytes that wait in its sinks. */
  get bytesInMemory() {
    return this.#sinks.reduce((sum, sink) => sum + sink.bytesInMemory, 0);
  }

  async open() {
    await Promise.all(this.#sinks.map((sink) => sink.open()));
    await this.#write(this.#assembler.start());
  }

  /** @param {EncodedFile} block */
  async append({ data, tail }) {
    this.#assembler.append(tail, data.byteLength);
    this.#starts.push(this.bytes);
    if (this.#isHashed) this.#hashes.push(hashOf(data));
    await this.#write(data);
  }

  /** Writes the end. @returns {Promise<FileStats>} */
  async finish() {
    const { bytes, stats } = this.#assembler.finish();
    this.#end = bytes;
    if (this.#isHashed) this.#hashes.push(hashOf(bytes));
    await this.#write(bytes);
    return stats;
  }

  /** One sink after another, the upload first: it can still fail, and then no file is left on the disk. */
  async close() {
    for (const sink of this.#sinks) Object.assign(this.result, await sink.close());
  }

  /** Reads the object back. @param {FileStats} stats @returns {Promise<Verified>} Rejects with a `Failure`. */
  verify(stats) {
    const upload = /** @type {S3Sink} */ (this.#upload);
    const read = (/** @type {number} */ start, /** @type {number} */ end) => upload.read(start, end);
    const url = this.result.object?.url ?? '';
    return verify(this.#wasm, { url, isParquet: this.#isParquet, stats, end: this.#end, starts: this.#starts, hashes: this.#hashes, read });
  }

  /** SHA-256 of the hashes of blocks and end, in hexadecimal: the same for files of the same bytes in the same blocks. */
  async hash() {
    const hashes = new Uint8Array(await new Blob(await Promise.all(this.#hashes)).arrayBuffer());
    return hexOf(await hashOf(hashes));
  }

  /** @param {Uint8Array<ArrayBuffer>} chunk */
  async #write(chunk) {
    await Promise.all(this.#sinks.map((sink) => sink.write(chunk)));
    this.bytes += chunk.byteLength;
  }
}
