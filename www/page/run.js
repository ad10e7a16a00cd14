/** One run, from the Generate button to its result or its failure. */
import { EngineError } from '../engine.js';
import { byId } from './dom.js';
import { chooseFile, DownloadButton } from './download.js';
import { clearFailure, showFailure } from './failure.js';
import { fileName } from './form.js';
import { bytes, count, duration } from './format.js';
import { Log } from './log.js';
import { lineOf, ProgressView } from './progress.js';
import { clearStats, showStats } from './stats.js';

/** @import { Progress, RunResult } from '../types.js' */
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
  /** @type {AbortController | undefined} Set while a run works. */
  #running;

  /** @param {Check} check @param {Engine} engine */
  constructor(check, engine) {
    this.#check = check;
    this.#engine = engine;
    this.#cancel.addEventListener('click', () => this.#stop());
    // Leaving would lose the work, and an upload could no longer be aborted.
    window.addEventListener('beforeunload', (event) => this.#running && event.preventDefault());
  }

  /** What the Generate button does. */
  async generate() {
    this.#setBusy(true);
    // Measuring a slow codec takes seconds: what is left of the last run must not pass for this one's.
    clearFailure();
    clearStats();
    this.#download.clear();
    try {
      const order = await this.#check.beforeRun();
      if (order) await this.#run(order);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#running = undefined;
      this.#setBusy(false);
      this.#check.focusFirstProblem();
    }
  }

  /** @param {Order} order */
  async #run({ job, workers, credentials }) {
    this.#startViews(job);
    const name = fileName();
    // First of all: the picker opens only while the browser still counts the click.
    const file = job.destination?.download ? await chooseFile(name, (text) => this.#log.note(text)) : undefined;
    this.#running = new AbortController();
    this.#cancel.disabled = false;
    this.#progress.focus();
    const { signal } = this.#running;
    const onProgress = (/** @type {Progress} */ progress) => this.#show(progress);
    const result = await this.#engine.run(job, { workers, credentials, signal, onProgress, file });
    this.#finish(result, file?.name ?? name, file !== undefined);
  }

  /** @param {Order['job']} job */
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
    this.#progress.say(cancelled ? 'Cancelled.' : 'Stopped by an error.');
    this.#log.add(error instanceof Error ? error.message : String(error), cancelled ? 'note' : 'problem');
    if (!cancelled && !this.#check.showAtField(error)) showFailure(error);
  }

  #stop() {
    this.#cancel.disabled = true;
    this.#progress.say('Cancelling…');
    this.#running?.abort();
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    byId('settings', HTMLFieldSetElement).disabled = busy;
    this.#generate.disabled = busy;
    this.#cancel.disabled = true;
  }
}
