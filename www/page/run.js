/** One run, from the Generate button to its result or its failure. */
import { EngineError } from '../engine.js';
import { CANCELLED } from '../engine/failure.js';
import { byId } from './dom.js';
import { chooseFile, DownloadButton } from './download.js';
import { clearFailure, describe, showFailure } from './failure.js';
import { fileName } from './form.js';
import { bytes, count, duration, sentence } from './format.js';
import { Log } from './log.js';
import { lineOf, ProgressView } from './progress.js';
import { clearStats, showStats } from './stats.js';

/** @import { Job, Progress, RunResult } from '../types.js' */
/** @import { Check } from './check.js' */
/** @import { Engine } from '../engine.js' */
/** @import { Order } from './form.js' */

export class Runner {
  #check;
  #engine;
  #log = new Log();
  #progress = new ProgressView();
  #download = new DownloadButton();
  #generate = byId('generate', HTMLButtonElement);
  #cancel = byId('cancel', HTMLButtonElement);
  /** @type {AbortController | undefined} Set from Generate to the end of the run. */
  #running;

  /** @param {Check} check @param {Engine} engine */
  constructor(check, engine) {
    this.#check = check;
    this.#engine = engine;
    this.#cancel.addEventListener('click', () => this.#stop());
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#stop());
    // Leaving would lose the work or the file, and an upload could no longer be aborted.
    window.addEventListener('beforeunload', (event) => {
      if (this.#running || this.#download.isWaiting) event.preventDefault();
    });
  }

  /** What the Generate button does. */
  async generate() {
    const running = new AbortController();
    this.#begin(running);
    try {
      const order = await unlessAborted(this.#check.beforeRun(), running.signal);
      if (order) await this.#run(order, running.signal);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#end(running.signal.aborted);
    }
  }

  /** Measuring a slow codec takes seconds: what is left of the last run must not pass for this one's. @param {AbortController} running */
  #begin(running) {
    this.#running = running;
    this.#setBusy(true);
    clearFailure();
    clearStats();
    this.#download.clear();
    this.#progress.clear();
    this.#log.clear();
  }

  /** @param {boolean} cancelled */
  #end(cancelled) {
    this.#running = undefined;
    this.#setBusy(false);
    // The button that had the focus can no longer have it.
    if (cancelled) this.#generate.focus();
    else this.#check.focusFirstProblem();
  }

  /** @param {Order} order @param {AbortSignal} signal */
  async #run({ job, workers, credentials }, signal) {
    this.#startViews(job);
    const name = fileName();
    // First of all: the picker opens only while the browser still counts the click.
    const file = job.destination?.download ? await chooseFile(name, (text) => this.#log.note(text)) : undefined;
    this.#progress.focus();
    const onProgress = (/** @type {Progress} */ progress) => this.#show(progress);
    const result = await this.#engine.run(job, { workers, credentials, signal, onProgress, file });
    this.#finish(result, file?.name ?? name, file !== undefined);
  }

  /** @param {Job} job */
  #startViews(job) {
    this.#log.start();
    this.#progress.start(job);
  }

  /** @param {Progress} progress */
  #show(progress) {
    switch (progress.type) {
      case 'plan': return this.#progress.plan(progress.plan);
      case 'totals': return this.#progress.totals(progress.totals);
      case 'note': return this.#log.note(progress.text);
      case 'block': return this.#log.add(`block ${progress.block}: ${lineOf(progress.bytes, progress.seconds, progress.rows)}`);
      case 'part': return this.#log.add(`part ${progress.part}: ${lineOf(progress.bytes, progress.seconds)}`);
    }
  }

  /** @param {RunResult} result @param {string} name @param {boolean} streamed */
  #finish({ stats, file }, name, streamed) {
    const text = `Done: ${count(stats.rows, 'row')}, ${bytes(stats.file_bytes)} in ${duration(stats.seconds)}.`;
    showStats(stats);
    if (file) this.#download.offer(file, name);
    if (streamed) this.#download.saved(name);
    this.#progress.finish(text);
    this.#log.add(text, 'note');
  }

  /** @param {unknown} error */
  #fail(error) {
    const cancelled = error instanceof EngineError && error.kind === 'cancelled';
    this.#progress.stop(cancelled ? 'Cancelled.' : 'Stopped by an error.');
    this.#log.add(cancelled ? 'Cancelled.' : sentence(describe(error).message), cancelled ? 'note' : 'problem');
    if (!cancelled && !this.#check.showAtFields(error)) showFailure(error);
  }

  #stop() {
    if (!this.#running || this.#running.signal.aborted) return;
    this.#cancel.disabled = true;
    this.#progress.stop('Cancelling: what is under way ends, and an upload is aborted…');
    // The button can no longer have it.
    this.#progress.focus();
    this.#running.abort(new EngineError(CANCELLED));
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    byId('settings', HTMLFieldSetElement).disabled = busy;
    this.#generate.disabled = busy;
    this.#cancel.disabled = !busy;
  }
}

/**
 * Does not wait for what cannot be stopped: the promise goes on without anybody to hear it.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
function unlessAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    promise.then(resolve, reject);
  });
}
