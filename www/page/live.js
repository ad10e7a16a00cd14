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
  /** @type {{ job: Job, table?: string } | undefined} */
  #next;
  #asking = false;

  /** @param {Engine} engine One that measures no plans: previews would wait for them. @param {(preview: Preview) => void} onRows */
  constructor(engine, onRows) {
    this.#engine = engine;
    this.#onRows = onRows;
  }

  /** @param {Job} job Only its recipe and its rows count: rows can be seen while other fields are wrong. @param {string} [table] Of several that are made. */
  show({ version, source, rows = ROWS }, table) {
    this.#next = { job: { version, source, rows }, table };
    if (!this.#asking) void this.#work();
  }

  async #work() {
    this.#asking = true;
    for (let next = this.#next; next; next = this.#next) {
      this.#next = undefined;
      await this.#ask(next.job, next.table);
    }
    this.#asking = false;
  }

  /** @param {Job} job @param {string} [table] */
  async #ask(job, table) {
    try {
      const preview = await this.#engine.preview(job, undefined, table);
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
