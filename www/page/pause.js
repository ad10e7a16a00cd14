/** An upload that waits: why, and what lets it go on. */
import { byId } from './dom.js';
import { fieldsOf, focusFirstProblem, isUsed, pathOf, problemOf, showProblems } from './fields.js';
import { readCredentials } from './form.js';
import { sentence } from './format.js';

/** @import { PauseReason } from '../types.js' */
/** @import { RunControl } from '../engine.js' */

/** What ends by pressing Resume. @type {PauseReason[]} */
const BY_HAND = ['asked', 'offline', 'trouble'];

export class PauseView {
  #button = byId('pause', HTMLButtonElement);
  #reason = byId('pause-reason', HTMLElement);
  #renewal = byId('renewal', HTMLFormElement);
  #keys = byId('keys', HTMLFieldSetElement);
  /** @type {RunControl | undefined} Of the upload that is under way. */
  #control;
  /** @type {Map<PauseReason, string | undefined>} Why nothing is sent, with what the store said. */
  #reasons = new Map();

  constructor() {
    this.#button.addEventListener('click', () => this.#press());
    this.#renewal.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#renew();
    });
  }

  /** @param {RunControl} control */
  start(control) {
    this.#control = control;
    this.#forget();
  }

  /** The upload has ended, or ends now. */
  stop() {
    this.#control = undefined;
    this.#forget();
  }

  /** @param {PauseReason} why @param {string} [cause] */
  paused(why, cause) {
    this.#reasons.set(why, cause);
    this.#show();
  }

  /** Nothing is in the way any more. */
  resumed() {
    this.#forget();
  }

  #forget() {
    this.#reasons.clear();
    this.#show();
  }

  get #canResume() {
    return BY_HAND.some((why) => this.#reasons.has(why));
  }

  #press() {
    if (!this.#canResume) return this.#control?.pause();
    this.#control?.resume();
    // Keys that are not taken may still be in the way.
    for (const why of BY_HAND) this.#reasons.delete(why);
    this.#show();
  }

  #renew() {
    const fields = fieldsOf(this.#renewal).filter(isUsed);
    const problems = new Map(fields.map((field) => [pathOf(field), problemOf(field)]));
    showProblems(this.#renewal, problems);
    if (focusFirstProblem(this.#renewal)) return;
    this.#reasons.delete('credentials');
    this.#control?.renew(readCredentials());
    this.#show();
  }

  #show() {
    // Keys that are not taken are in the way in any case.
    const isOnlyForKeys = this.#reasons.has('credentials') && !this.#canResume;
    this.#button.hidden = this.#control === undefined || isOnlyForKeys;
    this.#button.textContent = this.#canResume ? 'Resume' : 'Pause';
    this.#reason.textContent = [...this.#reasons].map(([why, cause]) => textOf(why, cause)).join(' ');
    this.#askForKeys(this.#reasons.has('credentials'));
  }

  /** The form's own fields: they come to where they are asked for, as the form cannot be changed now. @param {boolean} asks */
  #askForKeys(asks) {
    this.#renewal.hidden = !asks;
    const place = byId(asks ? 'renewal-keys' : 'keys-place', HTMLElement);
    if (this.#keys.parentElement !== place) place.append(this.#keys);
  }
}

/** @param {PauseReason} why @param {string} [cause] */
function textOf(why, cause = '') {
  const said = cause && sentence(cause);
  switch (why) {
    case 'asked': return 'Paused. What is in flight ends; nothing more is sent until you press Resume.';
    case 'offline': return 'Paused: this browser is offline. The upload goes on by itself when it is back.';
    case 'credentials': return `Paused: the store no longer takes these keys. ${said} Enter others: the upload goes on where it was.`;
    case 'trouble': return `Paused: the store could not be reached or did not do its work, often. ${said} Press Resume to try again.`;
  }
}
