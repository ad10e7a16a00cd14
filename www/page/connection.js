/** Checks the connection to the store, line by line, and offers to set up what is missing. */
import { EngineError } from '../engine.js';
import { byId, create } from './dom.js';
import { describe, snippetWithCopy } from './failure.js';
import { sentence } from './format.js';

/** @import { ConnectionLine, Credentials, Job, S3Target } from '../types.js' */
/** @import { Engine } from '../engine.js' */
/** @import { Check } from './check.js' */
/** @import { FormPage } from './jsonfile.js' */
/** @typedef {{ job: Job, credentials: Credentials }} Store */

/** How a line looks, and what it is called where its look is not seen. */
const STATES = {
  ok: { mark: '✓', word: 'Passed' },
  warning: { mark: '!', word: 'Warning' },
  failed: { mark: '✗', word: 'Failed' },
  skipped: { mark: '–', word: 'Skipped' },
};

/** What the page can do about a line: what the button says, and what is said while it works and when it is done. */
const OFFERS = {
  create_bucket: { says: 'Create bucket', doing: 'Creating the bucket…', done: 'The bucket is made. ' },
  put_cors_rule: { says: 'Put CORS rule', doing: 'Putting the rule…', done: 'The rule is on the bucket. ' },
};

/** @param {FormPage} page @param {Check} check */
export function offerConnectionCheck({ form, engine }, check) {
  const connection = new Connection(engine, check);
  form.addEventListener('input', ({ target }) => {
    if (target instanceof Element && target.closest('#s3, #destination')) connection.clear();
  });
  form.addEventListener('submit', () => connection.stop());
}

class Connection {
  #engine;
  #check;
  #button = byId('connection-check', HTMLButtonElement);
  #state = byId('connection-state', HTMLElement);
  #lines = byId('connection-lines', HTMLElement);
  #failure = byId('connection-failure', HTMLElement);
  /** @type {AbortController | undefined} Of the check that is under way. */
  #running;

  /** @param {Engine} engine @param {Check} check */
  constructor(engine, check) {
    this.#engine = engine;
    this.#check = check;
    this.#button.addEventListener('click', () => void this.#start());
  }

  /** What is shown is of settings that are no longer there. */
  clear() {
    this.stop();
    this.#show('');
  }

  /** Ends a check that is under way. */
  stop() {
    this.#running?.abort();
  }

  async #start() {
    const store = this.#store();
    if (store && 'presigned' in store.credentials) return this.#show('Presigned URLs are for one upload alone: with them there is nothing else to check.');
    if (store) await this.#work(store);
  }

  /** @returns {Store | undefined} */
  #store() {
    const found = this.#check.readableStore();
    return found && { job: jobOf(found.s3), credentials: found.credentials };
  }

  /** @param {Store} store @param {string} [before] What has been done before. */
  async #work(store, before = '') {
    const running = new AbortController();
    this.#running = running;
    this.#show(`${before}Checking…`);
    const hadFocus = document.activeElement === this.#button;
    this.#button.disabled = true;
    const onLine = (/** @type {ConnectionLine} */ line) => {
      if (running.signal.aborted) return;
      this.#lines.hidden = false;
      this.#lines.append(this.#itemOf(line));
    };
    try {
      const lines = await this.#engine.check(store.job, { credentials: store.credentials, signal: running.signal, onLine });
      if (!running.signal.aborted) this.#state.textContent = before + summary(lines);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#running = undefined;
      this.#button.disabled = false;
      // A button that is disabled loses it.
      if (hadFocus && document.activeElement === document.body) this.#button.focus();
    }
  }

  /** @param {string} state */
  #show(state) {
    this.#state.textContent = state;
    this.#lines.hidden = true;
    this.#lines.after(this.#failure);
    this.#lines.replaceChildren();
    this.#failure.hidden = true;
    this.#failure.replaceChildren();
  }

  /** @param {unknown} error @param {HTMLElement | null} [place] Of what has failed; else it is the whole. */
  #fail(error, place) {
    const isCancelled = error instanceof EngineError && error.kind === 'cancelled';
    if (isCancelled) return this.#show('');
    this.#state.textContent = '';
    if (this.#check.showAtFields(error)) return this.#check.focusFirstProblem();
    const { message, remedy, snippet } = describe(error);
    const isShown = snippet === place?.querySelector('pre')?.textContent;
    this.#failure.replaceChildren(
      create('p', sentence(message)), create('p', remedy, { class: 'remedy' }), ...snippet && !isShown ? snippetWithCopy(snippet) : [],
    );
    // Beside the button that was pressed.
    place?.append(this.#failure);
    this.#failure.hidden = false;
  }

  /** @param {ConnectionLine} line */
  #itemOf({ name, title, state, text, remedy, snippet, offer }) {
    const { mark, word } = STATES[state];
    const item = create('li', '', { class: state, 'data-name': name });
    const what = create('p');
    what.append(create('span', ` ${word}: `, { class: 'visually-hidden' }), create('span', text));
    const body = create('div', '', { class: 'line' });
    body.append(what, ...remedy ? [create('p', remedy, { class: 'remedy' })] : []);
    if (snippet && offer) body.append(...snippetWithCopy(snippet, 'the CORS rule', 'Copy rule'));
    else if (snippet) body.append(...snippetWithCopy(snippet));
    if (offer) body.append(this.#offer(offer));
    item.append(create('span', mark, { class: 'mark', 'aria-hidden': 'true' }), create('strong', title), body);
    return item;
  }

  /** @param {NonNullable<ConnectionLine['offer']>} offer */
  #offer(offer) {
    const button = create('button', OFFERS[offer].says, { type: 'button' });
    button.addEventListener('click', () => void this.#setUp(offer, button));
    return button;
  }

  /** Does what is offered, and looks whether that was it. @param {NonNullable<ConnectionLine['offer']>} offer @param {HTMLButtonElement} button */
  async #setUp(offer, button) {
    const store = this.#store();
    if (!store) return;
    const { doing, done } = OFFERS[offer];
    const before = this.#state.textContent;
    this.#state.textContent = doing;
    button.disabled = true;
    this.#button.disabled = true;
    this.#failure.hidden = true;
    try {
      await this.#do(offer, store);
    } catch (error) {
      this.#fail(error, button.parentElement);
      this.#state.textContent = before;
      return;
    } finally {
      button.disabled = false;
      this.#button.disabled = false;
    }
    this.#button.focus();
    await this.#work(store, done);
  }

  /** @param {NonNullable<ConnectionLine['offer']>} offer @param {Store} store */
  #do(offer, { job, credentials }) {
    return offer === 'create_bucket' ? this.#engine.createBucket(job, { credentials }) : this.#engine.putCorsRule(job, { credentials });
  }
}

/** The rows of the smallest job there is: they are not made. @param {S3Target} s3 @returns {Job} */
function jobOf(s3) {
  return { version: 1, source: { generated: { preset: 'people', seed: 0 } }, rows: 1, destination: { s3 } };
}

/** @param {ConnectionLine[]} lines */
function summary(lines) {
  const failed = lines.filter(({ state }) => state === 'failed');
  if (failed.length > 0) return `An upload would fail: ${failed.map(({ title }) => title).join(', ')}.`;
  const hasWarning = lines.some(({ state }) => state === 'warning');
  return hasWarning ? 'An upload works. See the warning.' : 'An upload works.';
}
