/**
 * The engine: makes Parquet files in workers. This module is a public API; the page is its first
 * user.
 *
 *     const engine = new Engine();
 *     const { stats, file } = await engine.run(job, { onProgress: console.log });
 */
import { CANCELLED, internal, toFailure } from './engine/failure.js';
import { compiled } from './engine/module.js';
import { siteFile } from './site.js';

export { RunControl } from './engine/control.js';

/** @import { Chart, CheckOptions, ConnectionLine, Credentials, Defaults, EngineOptions, EnvSettings, Failure, FileIdentity, Job, OpenedSource, Plan, Preset, Preview, Proposal, Recipe, RunOptions, RunResult, SampleFormat, SignedRequest, UnfinishedUpload } from './types.js' */
/** @import { Calls, FromEngine, SourceInput, ToEngine } from './engine/messages.js' */

/** More workers than any machine has cores for would only cost memory. */
export const MAX_WORKERS = 64;

/** Why something failed and what to do about it. */
export class EngineError extends Error {
  /** @param {Failure} failure */
  constructor({ kind, message, remedy, field, problems, snippet, retryable, is_left }) {
    super(message);
    this.name = 'EngineError';
    this.kind = kind;
    this.remedy = remedy;
    this.field = field;
    this.problems = problems;
    this.snippet = snippet;
    this.retryable = retryable;
    this.isLeft = is_left ?? false;
  }
}

/**
 * What hears of a call before it ends.
 * @typedef {object} Listeners
 * @property {(progress: any) => void} [onProgress] Takes what the kind of call reports.
 * @property {(request: SignedRequest) => void} [onAbortRequest]
 *
 * @typedef {Listeners & { resolve: (value: any) => void, reject: (error: EngineError) => void }} Waiting
 */

export class Engine {
  #workers;
  /** @type {Worker | undefined} */
  #worker;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #nextId = 1;

  /** @param {EngineOptions} [options] */
  constructor({ workers = Math.min(navigator.hardwareConcurrency, MAX_WORKERS) } = {}) {
    this.#workers = workers;
  }

  /** What a form says before anybody has changed it. @returns {Promise<Defaults>} */
  defaults() {
    return this.#call('defaults');
  }

  /** Reads the text of a `.env` file. @param {string} text @returns {Promise<EnvSettings>} */
  readEnv(text) {
    return this.#call('readEnv', text);
  }

  /** The recipes that come with the product. @returns {Promise<Record<Preset, Recipe>>} */
  presets() {
    return this.#call('presets');
  }

  /** Rejects what does not have the form of a recipe; what its values mean is judged in a job. @param {unknown} recipe Or its JSON text. @returns {Promise<void>} */
  checkRecipe(recipe) {
    return this.#call('checkRecipe', recipe);
  }

  /** Rejects what a job cannot say. Nothing is read of its source. @param {Job} job @returns {Promise<void>} */
  checkJob(job) {
    return this.#call('checkJob', job);
  }

  /** What a run of the job would do. @param {Job} job @param {SourceInput} [input] What rows are read from. @returns {Promise<Plan>} */
  plan(job, input) {
    return this.#call('plan', job, input);
  }

  /** The first rows, as text. @param {Job} job @param {SourceInput} [input] What rows are read from. @param {string} [table] Of several tables; the first when left out. @returns {Promise<Preview>} */
  preview(job, input, table) {
    return this.#call('preview', job, input, table);
  }

  /**
   * Opens the source of a job whose rows are read: its `source` with the columns, their types and all
   * else that was left out in it, told from the first rows.
   *
   * @param {Job} job @param {SourceInput} input
   * @returns {Promise<OpenedSource>} Rejects with an `EngineError` of kind `source` or `pages` that names the place.
   */
  open(job, input) {
    return this.#call('open', job, input);
  }

  /** A chart of what was measured, as SVG. @param {Chart} chart @returns {Promise<string>} */
  chart(chart) {
    return this.#call('chart', chart);
  }

  /**
   * What a file is known by when it is chosen again, for a job's `source`: name, size and a hash of parts of it.
   * @param {File} file @returns {Promise<FileIdentity>}
   */
  identify(file) {
    return this.#call('identify', file);
  }

  /**
   * Proposes a recipe for rows like those of a file, or like a schema says: CSV, Parquet, JSON Schema,
   * SQL `CREATE TABLE` or Arrow IPC. Only some MB of a file are read: its beginning, or a Parquet
   * file's footer. The format is told from the file's name and content where it is not given.
   *
   *     const { recipe, guesses, rows, notes } = await engine.propose(input.files[0]);
   *
   * @param {Blob | string} source A file, or the text of a schema or of rows.
   * @param {SampleFormat} [format]
   * @returns {Promise<Proposal>} Rejects with an `EngineError` of kind `sample` that names the place
   *   in the source, such as `line 3`, and says what to do.
   */
  propose(source, format) {
    return this.#call('propose', source, format);
  }

  /**
   * The unfinished uploads to keys that begin with the one of the job.
   * @param {Job} job @param {{ credentials: Credentials }} options
   * @returns {Promise<UnfinishedUpload[]>}
   */
  unfinished(job, { credentials }) {
    return this.#call('unfinished', job, credentials);
  }

  /**
   * Throws an unfinished upload to the job's key away, and looks whether anything of it is left.
   * @param {Job} job @param {string} uploadId @param {{ credentials: Credentials }} options
   * @returns {Promise<void>}
   */
  abort(job, uploadId, { credentials }) {
    return this.#call('abort', job, uploadId, credentials);
  }

  /**
   * Checks, without making an object, what an upload to the job's store needs: a line for each thing,
   * in order, with what was found and what to do. Nothing is left in the bucket.
   *
   *     const lines = await engine.check(job, { credentials, onLine: console.log });
   *
   * @param {Job} job Only its S3 destination counts.
   * @param {CheckOptions} options
   * @returns {Promise<ConnectionLine[]>} Rejects with an `EngineError` for fields that cannot be used,
   *   and when it is cancelled; what is wrong with the store is in the lines.
   */
  async check(job, { credentials, signal, onLine }) {
    /** @type {ConnectionLine[]} */
    const lines = [];
    const onProgress = (/** @type {ConnectionLine} */ line) => {
      lines.push(line);
      onLine?.(line);
    };
    await this.#cancellable({ type: 'check', id: this.#nextId++, job, credentials }, signal, { onProgress });
    return lines;
  }

  /**
   * Makes the bucket of the job's S3 destination, in its region.
   * @param {Job} job @param {{ credentials: Credentials }} options
   * @returns {Promise<void>} Rejects with an `EngineError` whose `snippet` does it elsewhere, where
   *   the store lets no page do it.
   */
  createBucket(job, { credentials }) {
    return this.#call('createBucket', job, credentials);
  }

  /**
   * Lets this page upload to the bucket of the job's S3 destination: puts its CORS rule before the
   * rules that the bucket has.
   * @param {Job} job @param {{ credentials: Credentials }} options
   * @returns {Promise<void>} Rejects with an `EngineError` whose `snippet` is the rule.
   */
  putCorsRule(job, { credentials }) {
    return this.#call('putCorsRule', job, credentials);
  }

  /**
   * Makes the job's file, or the files of all its tables, and puts them where the job says.
   * @param {Job} job
   * @param {RunOptions} [options]
   * @returns {Promise<RunResult>} Rejects with an `EngineError`; nothing half written is left then,
   *   unless its `isLeft` says so.
   */
  async run(job, { credentials, signal, onProgress, file, directory, input, workers = this.#workers, control, uploadId, then, onAbortRequest, pipeline = 'streaming', memoryLimit, isHashed = false } = {}) {
    checkWorkers(workers);
    const order = { job, workers, credentials, file, directory, input, uploadId, then, isAttended: control !== undefined, signsAbort: onAbortRequest !== undefined, pipeline, memoryLimit, isHashed };
    const id = this.#nextId++;
    const disconnect = [
      control?.connect((order) => this.#post({ type: 'control', id, order })),
      hearOfNetwork((isOnline) => this.#post({ type: 'control', id, order: { type: 'network', isOnline } })),
    ];
    try {
      return await this.#cancellable({ type: 'run', id, order }, signal, { onProgress, onAbortRequest });
    } finally {
      disconnect.forEach((end) => end?.());
    }
  }

  /**
   * @param {Extract<ToEngine, { type: 'run' | 'check' }>} message @param {AbortSignal | undefined} signal @param {Listeners} listeners
   * @returns {Promise<any>}
   */
  async #cancellable(message, signal, listeners) {
    if (signal?.aborted) throw new EngineError(CANCELLED);
    const { id } = message;
    const cancel = () => this.#post({ type: 'cancel', id });
    signal?.addEventListener('abort', cancel);
    try {
      return await this.#send(id, message, listeners);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends the workers. What still waits is rejected, and an upload is not aborted but can be gone on with: cancel first. */
  close() {
    this.#die({ ...CANCELLED, is_left: true });
  }

  /** @param {keyof Calls} name @param {unknown[]} args @returns {Promise<any>} */
  #call(name, ...args) {
    const id = this.#nextId++;
    return this.#send(id, { type: 'call', id, name, args });
  }

  /**
   * @param {number} id @param {ToEngine} message @param {Listeners} [listeners]
   * @returns {Promise<any>}
   */
  #send(id, message, listeners) {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { ...listeners, resolve, reject });
      this.#post(message);
    });
  }

  /** @param {ToEngine} message */
  #post(message) {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start() {
    const worker = new Worker(siteFile('www/engine.worker.js'), { type: 'module' });
    worker.onmessage = ({ data }) => this.#take(data);
    worker.onerror = (event) => this.#die({ ...internal(event.message || 'the engine worker did not load'), is_left: true });
    compiled().then(
      (module) => worker.postMessage({ type: 'module', module }),
      (error) => this.#worker === worker && this.#die(toFailure(error)),
    );
    return worker;
  }

  /** @param {FromEngine} message */
  #take(message) {
    const waiting = this.#waiting.get(message.id);
    if (message.type === 'progress') return waiting?.onProgress?.(message.progress);
    if (message.type === 'abortRequest') return waiting?.onAbortRequest?.(message.request);
    this.#waiting.delete(message.id);
    if (message.type === 'result') return waiting?.resolve(message.value);
    waiting?.reject(new EngineError(message.failure));
    // After a trap, the wasm instance cannot be trusted: the next call gets a new one.
    if (message.failure.kind === 'internal' || message.failure.kind === 'memory') this.#die(message.failure);
  }

  /** @param {Failure} failure */
  #die(failure) {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new EngineError(failure));
    this.#waiting.clear();
  }
}

/** Chromium tells its pages, and not their workers. @param {(isOnline: boolean) => void} tell @returns {() => void} Ends it. */
function hearOfNetwork(tell) {
  const hear = (/** @type {Event} */ { type }) => tell(type === 'online');
  const names = ['online', 'offline'];
  names.forEach((name) => globalThis.addEventListener(name, hear));
  return () => names.forEach((name) => globalThis.removeEventListener(name, hear));
}

/** @param {number} workers */
function checkWorkers(workers) {
  if (Number.isInteger(workers) && workers >= 1 && workers <= MAX_WORKERS) return;
  throw new EngineError({
    kind: 'setting', field: 'workers', message: `workers: ${workers} is out of range`,
    remedy: `Enter a whole number from 1 to ${MAX_WORKERS}.`, retryable: false,
  });
}
