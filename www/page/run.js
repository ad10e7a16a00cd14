/** One run, from the Generate button to its result or its failure. */
import { EngineError, RunControl } from '../engine.js';
import { CANCELLED } from '../engine/failure.js';
import { besideName, isOfTables, tableFile } from '../engine/files.js';
import { ChartView } from './chart.js';
import { byId } from './dom.js';
import { chooseFile, chooseFolder, DownloadButton, DownloadList } from './download.js';
import { clearFailure, describe, showFailure } from './failure.js';
import { fileName } from './form.js';
import { bytes, count, duration, MB, sentence } from './format.js';
import { AbortOnLeave } from './leave.js';
import { Log } from './log.js';
import { lineOf, partLine, ProgressView, retryLine } from './progress.js';
import { PauseView } from './pause.js';
import { offerRejects } from './source/rejects.js';
import { clearStats, showStats } from './stats.js';
import { UploadKeeper } from './unfinished/keeper.js';
import { idOf } from './unfinished/store.js';

/** @import { Job, PauseReason, Progress, RunOptions, RunResult, TableResult, Totals } from '../types.js' */
/** @import { Check } from './check.js' */
/** @import { Engine } from '../engine.js' */
/** @import { Order } from './form.js' */

export class Runner {
  #check;
  #engine;
  #log = new Log();
  #progress = new ProgressView();
  #pause = new PauseView();
  #leave = new AbortOnLeave();
  #download = new DownloadButton();
  #second = new DownloadButton('download-also', true);
  #tables = new DownloadList();
  #chart;
  /** @type {[number, number][]} Seconds and MB. */
  #memory = [];
  #generate = byId('generate', HTMLButtonElement);
  #cancel = byId('cancel', HTMLButtonElement);
  /** @type {AbortController | undefined} Set from Generate to the end of the run. */
  #running;
  /** Called when a run has ended. */
  onEnd = () => {};

  /** @param {Check} check @param {Engine} engine */
  constructor(check, engine) {
    this.#check = check;
    this.#engine = engine;
    this.#chart = new ChartView(engine, 'memory-chart');
    this.#cancel.addEventListener('click', () => this.#stop());
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#stop());
    // Leaving would lose the file, or stop the upload.
    window.addEventListener('beforeunload', (event) => {
      if (this.#running || [this.#download, this.#second, this.#tables].some(({ isWaiting }) => isWaiting)) event.preventDefault();
    });
  }

  /** What the Generate button does. */
  generate() {
    return this.#work(() => this.#check.beforeRun());
  }

  /** Does something else with what the form asks for, which Cancel ends as well. @param {(order: Order, signal: AbortSignal) => Promise<void>} action */
  work(action) {
    return this.#work(() => this.#check.beforeRun(), action);
  }

  /** Goes on with an unfinished upload. @param {Order} order */
  resume(order) {
    return this.#work(async () => order);
  }

  /** @param {() => Promise<Order | undefined>} ask @param {(order: Order, signal: AbortSignal) => Promise<void>} [action] */
  async #work(ask, action = (order, signal) => this.#run(order, signal)) {
    const running = new AbortController();
    this.#begin(running);
    try {
      const order = await unlessAborted(ask(), running.signal);
      if (order) await action(order, running.signal);
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
    offerRejects(undefined, '');
    this.#chart.clear();
    this.#download.clear();
    this.#second.clear();
    this.#tables.clear();
    this.#progress.clear();
    this.#log.clear();
  }

  /** @param {boolean} cancelled */
  #end(cancelled) {
    this.#running = undefined;
    this.#setBusy(false);
    this.onEnd();
    // The button that had the focus can no longer have it.
    if (cancelled) this.#generate.focus();
    else this.#check.focusFirstProblem();
  }

  /** @param {Order} order @param {AbortSignal} signal */
  async #run(order, signal) {
    const { job } = order;
    this.#memory = [];
    this.#startViews(job);
    const name = fileName();
    // First of all: the picker opens only while the browser still counts the click.
    const place = job.destination?.download ? await this.#choosePlace(job, name) : {};
    this.#progress.focus();
    const result = job.destination?.s3 ? await this.#upload(order, signal, place) : await this.#make(order, signal, place);
    const saved = place.file ?? place.directory;
    this.#finish(result, job, saved?.name ?? name, saved !== undefined);
  }

  /** @param {Job} job @param {string} name @returns {Promise<Pick<RunOptions, 'file' | 'directory'>>} */
  async #choosePlace(job, name) {
    const note = (/** @type {string} */ text) => this.#log.note(text);
    return isOfTables(job) ? { directory: await chooseFolder(note) } : { file: await chooseFile(name, note) };
  }

  /** A run that can be paused, and gone on with after a crash. @param {Order} order @param {AbortSignal} signal @param {RunOptions} place Where files go as well. */
  async #upload(order, signal, place) {
    const control = new RunControl();
    const keeper = new UploadKeeper((text) => this.#log.note(text));
    const resumed = order.uploadId && idOf(order.job, order.uploadId);
    const onAbortRequest = this.#leave.add.bind(this.#leave);
    this.#pause.start(control);
    try {
      const result = await this.#make(order, signal, { ...place, control, onAbortRequest }, keeper);
      await keeper.ended(resumed);
      return result;
    } catch (error) {
      await keeper.ended(resumed, error);
      throw error;
    } finally {
      this.#leave.clear();
      this.#pause.stop();
    }
  }

  /** @param {Order} order @param {AbortSignal} signal @param {RunOptions} options @param {UploadKeeper} [keeper] */
  #make({ job, workers, credentials, input, uploadId, then }, signal, options, keeper) {
    const onProgress = (/** @type {Progress} */ progress) => {
      this.#show(progress);
      if (progress.type === 'upload') keeper?.began(progress.upload_id, progress.job, progress.then);
      if (progress.type === 'table') keeper?.nextTable();
      if (progress.type === 'totals') keeper?.stored(progress.totals);
    };
    return this.#engine.run(job, { workers, credentials, input, uploadId, then, signal, onProgress, ...options });
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
      case 'table': return this.#log.note(`table ${progress.table}: ${count(progress.plan.rows, 'row')}`);
      case 'totals': return this.#total(progress.totals);
      case 'note': return this.#log.note(progress.text);
      case 'block': return this.#log.add(`block ${progress.block}: ${lineOf(progress.bytes, progress.seconds, progress.rows)}`);
      case 'part': return this.#log.add(partLine(progress));
      case 'retry': return this.#log.add(retryLine(progress), 'problem');
      case 'upload': return this.#log.add(`upload ${progress.upload_id}`);
      case 'paused': return this.#paused(progress.why, progress.cause);
      case 'resumed': return this.#resumed();
    }
  }

  /** @param {Totals} totals */
  #total(totals) {
    this.#memory.push([totals.seconds, totals.memory_bytes / MB]);
    this.#progress.totals(totals);
  }

  /** @param {PauseReason} why @param {string} [cause] */
  #paused(why, cause) {
    this.#pause.paused(why, cause);
    this.#progress.pause(true);
    this.#log.add(cause ? `paused (${why}): ${cause}` : `paused (${why})`, 'note');
  }

  #resumed() {
    this.#pause.resumed();
    this.#progress.pause(false);
    this.#log.add('resumed', 'note');
  }

  /** @param {RunResult} result @param {Job} job @param {string} name @param {boolean} streamed */
  #finish({ stats, tables = [], file, also, rejects }, job, name, streamed) {
    const text = `Done: ${count(stats.rows, 'row')}, ${bytes(stats.file_bytes)} in ${duration(stats.seconds)}.`;
    showStats(stats, tables);
    void this.#chart.show({ title: 'Memory', unit: 'MB', series: [{ name: 'memory', points: this.#memory }] }, `Memory while the run worked: at most ${bytes(stats.peak_memory_bytes)}.`);
    offerRejects(rejects, name);
    if (file) this.#download.offer(file, name);
    if (also && job.also) this.#second.offer(also, besideName(name, job.also));
    this.#tables.offer(tables.flatMap((table) => filesOf(table, job)));
    if (streamed) this.#download.saved(name, tables.length);
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
    this.#pause.stop();
    this.#progress.stop('Cancelling: what is under way ends, and an upload is aborted…');
    // The button can no longer have it.
    this.#progress.focus();
    this.#running.abort(new EngineError(CANCELLED));
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    byId('settings', HTMLFieldSetElement).disabled = busy;
    byId('unfinished-actions', HTMLFieldSetElement).disabled = busy;
    this.#generate.disabled = busy;
    byId('compare', HTMLButtonElement).disabled = busy;
    this.#cancel.disabled = !busy;
  }
}

/** What was made of a table and is kept by the browser. @param {TableResult} result @param {Job} job @returns {{ blob: Blob, name: string }[]} */
function filesOf({ table, file, also }, job) {
  const name = tableFile(table, job);
  return [
    ...(file ? [{ blob: file, name }] : []),
    ...(also && job.also ? [{ blob: also, name: besideName(name, job.also) }] : []),
  ];
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
