/** Keeps the first rows those of the form while somebody types. */
import { showNoPreview, showPreview, showStalePreview } from './preview.js';

/** @import { Job, Preview } from '../types.js' */
/** @import { Engine } from '../engine.js' */

/** Rows that are shown. */
const ROWS = 20;

/** Asks for one preview at a time, and next for that of the newest job: what was typed in between is passed over. */
export class LivePreview {
  #engine;
  #onRows;
  /** @type {Job | undefined} */
  #next;
  #asking = false;

  /** @param {Engine} engine One that measures no plans: previews would wait for them. @param {(preview: Preview) => void} onRows */
  constructor(engine, onRows) {
    this.#engine = engine;
    this.#onRows = onRows;
  }

  /** @param {Job} job Only its recipe and its rows count: rows can be seen while other fields are wrong. */
  show({ version, source, rows = ROWS }) {
    this.#next = { version, source, rows };
    if (!this.#asking) void this.#work();
  }

  async #work() {
    this.#asking = true;
    for (let job = this.#next; job; job = this.#next) {
      this.#next = undefined;
      await this.#ask(job);
    }
    this.#asking = false;
  }

  /** @param {Job} job */
  async #ask(job) {
    try {
      const preview = await this.#engine.preview(job);
      showPreview(preview);
      this.#onRows(preview);
    } catch (error) {
      // What is wrong with a field is told there.
      if (isSetting(error)) showStalePreview();
      else showNoPreview(error);
    }
  }
}

/** @param {unknown} error */
function isSetting(error) {
  return error instanceof Error && 'kind' in error && error.kind === 'setting';
}
