/** The upload to S3 of a run: a sink that can be paused, and gone on with. */

/** @import { Credentials, Job, SignedRequest } from '../types.js' */
/** @import { S3Upload, UploadControl, UploadNews, UploadOptions, Wasm } from '../wasm.js' */
/** @import { ControlOrder, Sink, SinkResult } from './messages.js' */
/** @typedef {{ job: Job, credentials: Credentials, options: UploadOptions, cancel: AbortSignal }} UploadOrder */

/**
 * What hears of an upload.
 * @typedef {object} UploadListeners
 * @property {(news: UploadNews) => void} onNews
 * @property {((request: SignedRequest) => void) | undefined} onAbortRequest
 */

/** Stores take a signature for 15 minutes: the request that aborts is never older than a third of that. */
const SIGN_EVERY_MS = 300_000;

/**
 * Uploads parts; the wasm module signs, sends and counts them.
 * @implements {Sink}
 */
export class S3Sink {
  #wasm;
  #job;
  #credentials;
  #listeners;
  /** @type {S3Upload} */
  #upload;
  /** @type {UploadControl} */
  #control;
  #uploadId = '';
  #timer = 0;
  bytesInMemory = 0;

  /** @param {Wasm} wasm @param {UploadOrder} order @param {UploadListeners} listeners */
  constructor(wasm, { job, credentials, options, cancel }, listeners) {
    this.#wasm = wasm;
    this.#job = JSON.stringify(job);
    this.#credentials = JSON.stringify(credentials);
    this.#listeners = listeners;
    const notify = (/** @type {number} */ bytes, /** @type {UploadNews | undefined} */ news) => {
      this.bytesInMemory = bytes;
      if (news) this.#take(news);
    };
    this.#upload = new wasm.S3Upload(this.#job, this.#credentials, options, cancel, notify);
    this.#control = this.#upload.control();
  }

  open() {
    return this.#upload.open();
  }

  /** @param {Uint8Array<ArrayBuffer>} chunk */
  write(chunk) {
    return this.#upload.write(chunk);
  }

  /** @returns {Promise<SinkResult>} */
  async close() {
    const object = await this.#upload.close();
    clearInterval(this.#timer);
    return { object };
  }

  abort() {
    clearInterval(this.#timer);
    return this.#upload.abort();
  }

  /** Bytes of the object from `start` to `end`. @param {number} start @param {number} end */
  read(start, end) {
    return this.#wasm.readObject(this.#job, this.#credentials, start, end);
  }

  /** Ends the upload also where it is paused. */
  cancel() {
    this.#control.cancel();
  }

  /** @param {ControlOrder} order */
  obey(order) {
    switch (order.type) {
      case 'pause': return this.#control.pause();
      case 'resume': return this.#resume();
      case 'renew': return this.#renew(JSON.stringify(order.credentials));
      case 'network': return this.#control.setOnline(order.isOnline);
    }
  }

  /** Who resumes by hand knows better than the browser whether the store can be reached. */
  #resume() {
    this.#control.setOnline(true);
    this.#control.resume();
  }

  /** @param {string} credentials */
  #renew(credentials) {
    this.#control.renew(credentials);
    this.#credentials = credentials;
    if (this.#uploadId) this.#offerAbort();
  }

  /** @param {UploadNews} news */
  #take(news) {
    if (news.type === 'began') this.#began(news.upload_id);
    this.#listeners.onNews(news);
  }

  /** @param {string} uploadId */
  #began(uploadId) {
    this.#uploadId = uploadId;
    this.#offerAbort();
    this.#timer = setInterval(() => this.#offerAbort(), SIGN_EVERY_MS);
  }

  #offerAbort() {
    const { onAbortRequest } = this.#listeners;
    if (!onAbortRequest) return;
    const request = this.#wasm.signAbort(this.#job, this.#credentials, this.#uploadId);
    if (request) onAbortRequest(request);
  }
}
