/** How far a run is: a bar, a sentence and figures. */
import { announce, byId, create } from './dom.js';
import { bytes, count, duration, integer, MB, short } from './format.js';

/** @import { Job, Plan, Progress, Totals } from '../types.js' */
/** @typedef {Extract<Progress, { type: 'part' }>} PartProgress */
/** @typedef {Extract<Progress, { type: 'retry' }>} RetryProgress */

const ANNOUNCE_EVERY_SECONDS = 10;
const TICK_MS = 1_000;

export class ProgressView {
  #bar = byId('progress-bar', HTMLProgressElement);
  #state = byId('progress-state', HTMLElement);
  #figures = byId('progress-figures', HTMLElement);
  /** @type {Plan | undefined} */
  #plan;
  /** @type {Totals | undefined} The last that were reported. */
  #totals;
  #uploads = false;
  /** Ticks while a run works: a store that hangs must not stop the clock. */
  #clock = 0;
  /** By the page's clock. */
  #startedAt = 0;
  #finished = false;
  #paused = false;
  #announcedAt = 0;

  /** Puts the last run's progress away. */
  clear() {
    byId('progress', HTMLElement).hidden = true;
    this.#plan = undefined;
    this.#totals = undefined;
    this.#finished = false;
    this.#bar.value = 0;
    this.#figures.replaceChildren();
  }

  /** @param {Job} job */
  start(job) {
    this.#uploads = job.destination?.s3 !== undefined;
    this.#announcedAt = 0;
    this.#paused = false;
    this.say('Starting…');
    this.#clock = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Whatever the run ended in: the clock stands, and this is said. @param {string} text */
  stop(text) {
    clearInterval(this.#clock);
    this.say(text);
  }

  /** @param {Plan} plan */
  plan(plan) {
    this.#plan = plan;
  }

  /** Whether the upload waits for somebody. @param {boolean} paused */
  pause(paused) {
    this.#paused = paused;
    this.#tick();
  }

  /** @param {Totals} totals */
  totals(totals) {
    this.#startedAt = performance.now() - totals.seconds * 1_000;
    this.#show(totals);
  }

  #tick() {
    if (this.#totals) this.#show({ ...this.#totals, seconds: (performance.now() - this.#startedAt) / 1_000 });
  }

  /** @param {Totals} totals */
  #show(totals) {
    const plan = this.#plan;
    if (!plan) return;
    const done = this.#share(totals, plan);
    const state = this.#paused ? `Paused at ${percent(done)}, ${duration(totals.seconds)} so far` : stateOf(done, totals.seconds);
    this.#bar.value = done;
    this.#state.textContent = state;
    this.#totals = totals;
    this.#draw(totals, plan);
    if (totals.seconds - this.#announcedAt < ANNOUNCE_EVERY_SECONDS) return;
    this.#announcedAt = totals.seconds;
    announce(state);
  }

  /** Says what state the run is in now. @param {string} text */
  say(text) {
    byId('progress', HTMLElement).hidden = false;
    this.#state.textContent = text;
    announce(text);
  }

  /** @param {string} text */
  finish(text) {
    this.#finished = true;
    this.#bar.value = 1;
    if (this.#totals && this.#plan) this.#draw(this.#totals, this.#plan);
    this.stop(text);
  }

  focus() {
    byId('progress-heading', HTMLElement).focus();
  }

  /** Making rows is all the work of a download; with an upload it is half. @param {Totals} totals @param {Plan} plan */
  #share(totals, plan) {
    // An estimate can be too low: the bar is full at the end alone.
    const made = Math.min(totals.rows / plan.rows || 0, plan.is_estimate ? 0.99 : 1);
    if (!this.#uploads) return made;
    const fileBytes = totals.bytes / made || plan.estimated_file_bytes;
    return (made + Math.min(totals.uploaded_bytes / fileBytes || 0, 1)) / 2;
  }

  /** @param {Totals} totals @param {Plan} plan */
  #draw(totals, plan) {
    this.#figures.replaceChildren(...this.#figuresOf(totals, plan).flatMap(figure));
  }

  /** @param {Totals} totals @param {Plan} plan @returns {[string, string][]} */
  #figuresOf(totals, plan) {
    const uploaded = this.#uploads ? `, ${bytes(totals.uploaded_bytes)} uploaded` : '';
    const perSecond = (/** @type {number} */ value) => (totals.seconds > 0 ? value / totals.seconds : 0);
    return [
      ['Rows', this.#of(totals.rows, plan.rows)],
      ['Blocks', this.#of(totals.blocks, plan.blocks)],
      ['Bytes', `${this.#ofAbout(totals.bytes, plan.estimated_file_bytes, bytes)}${uploaded}`],
      ...this.#partsOf(totals, plan),
      ['Speed', `${integer(perSecond(totals.rows))} rows/s, ${short(perSecond(totals.bytes) / MB)} MB/s`],
      ['Memory', bytes(totals.memory_bytes)],
    ];
  }

  /** @param {Totals} totals @param {Plan} plan @returns {[string, string][]} */
  #partsOf(totals, plan) {
    if (!this.#uploads) return [];
    return [
      ['Parts', this.#ofAbout(totals.parts, plan.parts, integer)],
      ...some('Kept parts', totals.kept_parts),
      ...some('Retries', totals.retries),
    ];
  }

  /** @param {number} actual @param {number} planned */
  #of(actual, planned) {
    if (this.#plan?.is_estimate) return this.#ofAbout(actual, planned, integer);
    return `${integer(actual)} of ${integer(planned)}`;
  }

  /** An estimate that has been passed, or is no longer needed, says nothing. @param {number} actual @param {number} estimate @param {(value: number) => string} text */
  #ofAbout(actual, estimate, text) {
    return this.#finished || actual > estimate ? text(actual) : `${text(actual)} of about ${text(estimate)}`;
  }
}

/** @param {number} done @param {number} seconds */
function stateOf(done, seconds) {
  // An estimate from the first moments would be far off.
  if (done < 0.02) return `${percent(done)}, ${duration(seconds)} so far`;
  return `${percent(done)}, ${duration(seconds)} so far, about ${duration((seconds * (1 - done)) / done)} left`;
}

/** @param {[string, string]} figure */
function figure([name, value]) {
  return [create('dt', name), create('dd', value, { 'data-progress': name.toLowerCase().replace(' ', '_') })];
}

/** @param {number} share */
function percent(share) {
  return `${Math.floor(share * 100)} %`;
}

/** A figure that is seldom above nought. @param {string} name @param {number} value @returns {[string, string][]} */
function some(name, value) {
  return value > 0 ? [[name, integer(value)]] : [];
}

/** @param {PartProgress} part */
export function partLine({ part, bytes: size, seconds, is_kept }) {
  return `part ${part}: ${is_kept ? `${bytes(size)} are stored already` : lineOf(size, seconds)}`;
}

/** @param {RetryProgress} retry */
export function retryLine({ operation, part, tries, wait_seconds, cause }) {
  const what = part === undefined ? operation : `part ${part}`;
  return `${what}: again in ${short(wait_seconds)} s, after ${count(tries, 'try', 'tries')} (${cause})`;
}

/** What a finished block or part says in the log. @param {number} size @param {number} seconds @param {number} [rows] */
export function lineOf(size, seconds, rows) {
  const what = rows === undefined ? '' : `${count(rows, 'row')}, `;
  return `${what}${bytes(size)} in ${short(seconds)} s`;
}
