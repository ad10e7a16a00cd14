/** The log: bounded, so that a run of a million blocks costs no more than one of a thousand. */
import { announce, byId, create } from './dom.js';
import { count } from './format.js';

const MAX_LINES = 500;

export class Log {
  #list = byId('log', HTMLElement);
  /** @type {{ text: string, kind: string }[]} Lines that wait for the next frame. */
  #waiting = [];
  #dropped = 0;
  #startedAt = performance.now();

  /** Empties the log and starts its clock. */
  start() {
    byId('log-section', HTMLElement).hidden = false;
    this.#list.replaceChildren();
    this.#waiting = [];
    this.#dropped = 0;
    this.#startedAt = performance.now();
    this.#showDropped();
  }

  /** Puts the last run's log away. */
  clear() {
    byId('log-section', HTMLElement).hidden = true;
  }

  /** @param {string} text @param {string} [kind] */
  add(text, kind = 'step') {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(2);
    if (this.#waiting.length === 0) requestAnimationFrame(() => this.#draw());
    this.#waiting.push({ text: `${seconds.padStart(7)} s  ${text}`, kind });
    // A tab in the background draws no frames: the queue is bounded too.
    if (this.#waiting.length > MAX_LINES) this.#drop(() => this.#waiting.shift());
  }

  /** Adds a line that the user should hear about as well. @param {string} text */
  note(text) {
    this.add(text, 'note');
    announce(text);
  }

  #draw() {
    const list = this.#list;
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(...this.#waiting.map(({ text, kind }) => create('p', text, { class: kind })));
    this.#waiting = [];
    while (list.childElementCount > MAX_LINES) this.#drop(() => list.firstElementChild?.remove());
    this.#showDropped();
    // Follow the end, unless the user has scrolled up to read.
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  /** @param {() => void} removeOldest */
  #drop(removeOldest) {
    removeOldest();
    this.#dropped += 1;
  }

  #showDropped() {
    const line = byId('log-dropped', HTMLElement);
    line.hidden = this.#dropped === 0;
    line.textContent = `Not shown: ${count(this.#dropped, 'older line')}.`;
  }
}
