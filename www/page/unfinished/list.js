/** Unfinished uploads: those of this browser and those in the bucket, to go on with or to abort. */
import { folderOf, isOfTables } from '../../engine/files.js';
import { byId } from '../dom.js';
import { describe } from '../failure.js';
import { count, sentence } from '../format.js';
import { askForFile, fileLike } from '../source/file.js';
import { readHeaders } from '../source/job.js';
import { edit, fieldOf, valueOf } from '../values.js';
import { heldUploads } from './held.js';
import { allRecords, idOf, removeRecord } from './store.js';
import { nameOf, sayOfUploads, showItems } from './view.js';

/** @import { FileSource, Job, SourceInput, UnfinishedUpload } from '../../types.js' */
/** @import { Engine } from '../../engine.js' */
/** @import { Check } from '../check.js' */
/** @import { Runner } from '../run.js' */
/** @import { UploadRecord } from './store.js' */
/** @import { UnfinishedItem } from './view.js' */

export class UnfinishedList {
  #check;
  #engine;
  #runner;
  /** @type {UnfinishedItem[]} Those that the bucket had when it was looked into. */
  #found = [];
  #hasRecords = false;

  /** @param {HTMLFormElement} form @param {{ check: Check, engine: Engine, runner: Runner }} parts */
  constructor(form, { check, engine, runner }) {
    this.#check = check;
    this.#engine = engine;
    this.#runner = runner;
    runner.onEnd = () => this.#forgetFound();
    byId('unfinished-look', HTMLButtonElement).addEventListener('click', () => void this.#look());
    form.addEventListener('input', () => this.#hideUnused());
    // Another tab may have begun or ended one meanwhile.
    window.addEventListener('focus', () => void this.refresh());
  }

  /** Shows what there is now. */
  async refresh() {
    const [records, held] = await Promise.all([allRecords().catch(() => []), heldUploads()]);
    const known = new Map(this.#found.map(({ id, stored }) => [id, stored]));
    const kept = records.map((record) => itemOf(record, known.get(record.id), held));
    const ids = new Set(kept.map(({ id }) => id));
    const found = this.#found.filter(({ id }) => !ids.has(id)).map((item) => ({ ...item, isHeld: held.has(item.id) }));
    this.#hasRecords = kept.length > 0;
    this.#hideUnused();
    showItems([...kept, ...found], {
      resume: (item) => void this.#resume(item),
      abort: (item) => void this.#abort(item),
    });
  }

  #hideUnused() {
    byId('unfinished', HTMLElement).hidden = !this.#hasRecords && valueOf('destination') === 'download';
  }

  async #forgetFound() {
    this.#found = [];
    sayOfUploads('');
    await this.refresh();
  }

  async #look() {
    const order = this.#check.readableOrder();
    if (!order?.credentials) return;
    const { job, credentials } = order;
    await this.#tell('Looking…', async () => {
      const looked = lookedFor(job);
      const uploads = await this.#engine.unfinished(looked, { credentials });
      this.#found = uploads.map((upload) => foundItemOf(upload, job));
      const { bucket, key } = looked.destination?.s3 ?? {};
      return `${bucket} has ${count(uploads.length, 'unfinished upload')} to keys that begin with ${key}.`;
    });
  }

  /** @param {UnfinishedItem} item */
  async #resume(item) {
    const order = this.#askForKeys(item);
    if (!order) return;
    const { workers, credentials } = order;
    const input = await this.#inputOf(item.job);
    if (input) await this.#runner.resume({ job: item.job, workers, credentials, input, uploadId: item.uploadId, then: item.then });
  }

  /** What its rows are read from: the file that is chosen, if it is the same, or one that is asked for. @param {Job} job @returns {Promise<SourceInput | undefined>} */
  async #inputOf({ source }) {
    if ('generated' in source) return {};
    if ('pages' in source) return { headers: readHeaders() };
    const { file: wanted } = /** @type {FileSource} */ (Object.values(source)[0]);
    const file = wanted && fileLike(wanted);
    if (file) return { file };
    sayOfUploads(`Choose the file ${wanted?.name ?? ''} again: the upload goes on with its rows.`, true);
    const chosen = await askForFile();
    sayOfUploads('');
    return chosen && { file: chosen };
  }

  /** @param {UnfinishedItem} item */
  async #abort(item) {
    const credentials = this.#askForKeys(item)?.credentials;
    if (!credentials) return;
    await this.#tell('Aborting…', async () => {
      await this.#engine.abort(item.job, item.uploadId, { credentials });
      await removeRecord(item.id).catch(() => {});
      this.#found = this.#found.filter(({ id }) => id !== item.id);
      return `The upload to ${nameOf(item)} is aborted: nothing of it is left.`;
    });
  }

  /** What the form has beside the job, if its keys are filled in. @param {UnfinishedItem} item */
  #askForKeys(item) {
    if (valueOf('destination') === 'download') edit(fieldOf('destination'), 's3');
    const order = this.#check.orderWithKeys();
    if (!order) sayOfUploads(`Enter the keys for ${item.job.destination?.s3?.endpoint_url}, then press the button again.`, true);
    return order;
  }

  /** Does something with the store and says what came of it. @param {string} meanwhile @param {() => Promise<string>} action */
  async #tell(meanwhile, action) {
    const actions = byId('unfinished-actions', HTMLFieldSetElement);
    actions.disabled = true;
    sayOfUploads(meanwhile);
    try {
      sayOfUploads(await action());
    } catch (error) {
      const { message, remedy } = describe(error);
      sayOfUploads(sentence(message, remedy), true);
    }
    actions.disabled = false;
    await this.refresh();
  }
}

/** @param {UploadRecord} record @param {UnfinishedItem['stored']} stored What the store said of it. @param {Set<string>} held @returns {UnfinishedItem} */
function itemOf({ id, uploadId, job, then, startedAt, parts, bytes }, stored = { parts, bytes }, held) {
  return { id, uploadId, job, then, from: 'browser', began: new Date(startedAt), stored, hindrance: '', isHeld: held.has(id) };
}

/** @param {UnfinishedUpload} upload @param {Job} job The form's. @returns {UnfinishedItem} */
function foundItemOf({ key, upload_id, initiated, stored }, job) {
  const isOurs = key === job.destination?.s3?.key;
  const itself = isOurs ? job : { ...job, destination: { s3: { .../** @type {import('../../types.js').S3Target} */ (job.destination?.s3), key } } };
  return {
    id: idOf(itself, upload_id), uploadId: upload_id, job: onlyUploading(itself), from: 'bucket',
    began: Number.isNaN(Date.parse(initiated)) ? undefined : new Date(initiated), stored,
    hindrance: isOurs ? '' : `To go on with it, ${isOfTables(job) ? 'choose its table alone and ' : ''}enter this key.`, isHeld: false,
  };
}

/** The job whose key is where its uploads are: of several tables, their folder. @param {Job} job @returns {Job} */
function lookedFor(job) {
  const s3 = job.destination?.s3;
  if (!s3 || !isOfTables(job)) return job;
  return { ...job, destination: { s3: { ...s3, key: folderOf(s3.key, job.writer) } } };
}

/** @param {Job} job @returns {Job} */
function onlyUploading(job) {
  return { ...job, destination: { s3: job.destination?.s3 } };
}
