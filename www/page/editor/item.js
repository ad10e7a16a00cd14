/** One of a list, such as a column: what it is called, what makes it, its first values; and its fields while it is open. */
import { create } from '../dom.js';
import { tellNewFields } from './newfields.js';

/** @import { Place } from './types.js' */
/** @typedef {{ text: string, label: string, act: () => void, isPossible: boolean }} Tool Something that can be done with an item. */

/**
 * @typedef {object} Options
 * @property {Place} place
 * @property {string} noun What it is, such as `Column`.
 * @property {boolean} isOpen
 * @property {() => Tool[]} tools
 * @property {() => HTMLElement[]} fields
 * @property {(isOpen: boolean) => void} onToggle
 */

export class Item {
  element;
  #options;
  #details = create('details');
  #summary = create('summary');
  #body = create('div', '', { role: 'group', class: 'body' });
  #name = create('span', '', { class: 'name' });
  #maker = create('span', '', { class: 'what' });
  #sample = create('span', '', { class: 'sample' });

  /** @param {Options} options */
  constructor(options) {
    const { path } = options.place;
    this.#options = options;
    this.element = create('li', '', { id: path, 'data-path': path });
    this.#summary.append(this.#name, this.#maker, this.#sample);
    this.#details.append(this.#summary, this.#body);
    this.#details.open = options.isOpen;
    this.element.append(this.#details, problemPlace(path));
    this.#title();
    this.#fill();
    this.#body.addEventListener('input', () => this.#title());
    this.#details.addEventListener('toggle', () => this.#toggle());
  }

  /** Shows what it makes. @param {string} text */
  showSample(text) {
    if (this.#sample.textContent !== text) this.#sample.textContent = text;
  }

  focus() {
    this.#summary.focus();
  }

  /** To give it another name. */
  focusName() {
    const name = this.#body.querySelector('input');
    name?.focus();
    name?.select();
  }

  /** On the tool of this name, or on another if that is not possible here. @param {string} label */
  focusTool(label) {
    const tools = /** @type {HTMLButtonElement[]} */ ([...this.#body.querySelectorAll(':scope > .tools > button')]);
    const possible = tools.filter(({ disabled }) => !disabled);
    (possible.find(({ ariaLabel }) => ariaLabel === label) ?? possible[0])?.focus();
  }

  #title() {
    const { name = '', generator = {} } = this.#options.place.get() ?? {};
    this.#name.textContent = name;
    this.#maker.textContent = (Object.keys(generator)[0] ?? '').replaceAll('_', ' ');
    this.#body.ariaLabel = `${this.#options.noun} ${name}`;
  }

  #toggle() {
    const { open } = this.#details;
    this.#options.onToggle(open);
    if (open === (this.#body.childElementCount > 0)) return;
    this.#fill();
    if (open) tellNewFields(this.#body);
  }

  /** Its fields are there while they are looked at: a table can have hundreds of columns. */
  #fill() {
    if (!this.#details.open) return this.#body.replaceChildren();
    const fields = create('div', '', { class: 'fields' });
    const tools = create('div', '', { class: 'tools' });
    tools.append(...this.#options.tools().map(buttonOf));
    fields.append(...this.#options.fields());
    this.#body.replaceChildren(tools, fields);
  }
}

/** @param {Tool} tool */
function buttonOf({ text, label, act, isPossible }) {
  const button = create('button', text, { type: 'button', 'aria-label': label });
  button.disabled = !isPossible;
  button.addEventListener('click', act);
  return button;
}

/** Where a problem is told that no field has. @param {string} path */
export function problemPlace(path) {
  return create('p', '', { id: `${path}-problem`, class: 'problem', 'aria-live': 'polite' });
}
