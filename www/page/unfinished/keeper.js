/** Keeps the record of the upload that is under way, so that it can be gone on with after a crash. */
import { EngineError } from '../../engine.js';
import { holdUpload } from './held.js';
import { idOf, putRecord, removeRecord } from './store.js';

/** @import { Job, Totals } from '../../types.js' */
/** @import { UploadRecord } from './store.js' */

/** A crash may forget what was stored in the last second: the store knows better anyway. */
const PUT_EVERY_MS = 1_000;

export class UploadKeeper {
  #note;
  /** @type {UploadRecord[]} Of each file. */
  #records = [];
  #putAt = 0;
  /** Of all tables. @type {Pick<Totals, 'parts' | 'uploaded_bytes'>} */
  #now = { parts: 0, uploaded_bytes: 0 };
  /** Of the tables before. */
  #before = this.#now;
  /** @type {(() => void)[]} */
  #releases = [];
  /** What is being written: one after another, or an old record could come last. @type {Promise<void>} */
  #writing = Promise.resolve();

  /** @param {(text: string) => void} note */
  constructor(note) {
    this.#note = note;
  }

  /** @param {string} uploadId @param {Job} job @param {Job[]} [then] The tables after it. */
  began(uploadId, job, then) {
    const id = idOf(job, uploadId);
    const record = { id, uploadId, job, then, startedAt: Date.now(), parts: 0, bytes: 0 };
    this.#releases.push(holdUpload(id));
    this.#records.push(record);
    this.#put(record);
  }

  /** Of several tables the next one begins: the uploads of the one before are whole. */
  nextTable() {
    for (const { id } of this.#records) this.#write(() => removeRecord(id));
    this.#records = [];
    this.#before = this.#now;
  }

  /** The store knows better which parts are of which file: sums are kept for one. @param {Totals} totals */
  stored(totals) {
    this.#now = totals;
    const [record, second] = this.#records;
    const parts = totals.parts - this.#before.parts;
    if (!record || second || parts === record.parts) return;
    Object.assign(record, { parts, bytes: totals.uploaded_bytes - this.#before.uploaded_bytes });
    if (performance.now() - this.#putAt >= PUT_EVERY_MS) this.#put(record);
  }

  /** Forgets uploads of which nothing is left. @param {string | undefined} resumed The record that was gone on with. @param {unknown} [error] Why there is no object. */
  async ended(resumed, error) {
    const hasBegun = this.#records.length > 0;
    const ids = hasBegun ? this.#records.map(({ id }) => id) : [resumed].filter((id) => id !== undefined);
    if (isOver(error, hasBegun)) ids.forEach((id) => this.#write(() => removeRecord(id)));
    else this.#records.forEach((record) => this.#put(record));
    await this.#writing;
    this.#releases.forEach((release) => release());
  }

  /** @param {UploadRecord} record */
  #put(record) {
    const copy = { ...record };
    this.#putAt = performance.now();
    this.#write(() => putRecord(copy));
  }

  /** @param {() => Promise<void>} action */
  #write(action) {
    this.#writing = this.#writing.then(action).catch(() => {
      this.#note('This browser keeps no list of unfinished uploads here: look in the bucket to go on with one.');
    });
  }
}

/** Whether there is nothing to go on with. @param {unknown} error @param {boolean} hasBegun Until then, nothing of an upload is changed. */
function isOver(error, hasBegun) {
  if (error === undefined) return true;
  if (!(error instanceof EngineError)) return false;
  return error.kind === 'gone' || (hasBegun && !error.isLeft);
}
