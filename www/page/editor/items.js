/** A list of named objects, such as the columns of a table: each can be opened, moved, copied and removed. */
import { create } from '../dom.js';
import { capital } from '../format.js';
import { Item, problemPlace } from './item.js';
import { tellNewFields } from './newfields.js';
import { at } from './place.js';
import { initial } from './values.js';

/** @import { Tool } from './item.js' */
/** @import { Place, Shape } from './types.js' */

/**
 * @typedef {object} Options
 * @property {Place} place Of the list.
 * @property {string} noun What an item is called, such as `column`.
 * @property {Shape} shape What an item looks like.
 * @property {(item: Place) => HTMLElement[]} fields
 */

export class ItemList {
  element;
  #list = create('ol');
  #add;
  #options;
  /** @type {Item[]} */
  #items = [];
  /** @type {boolean[]} Which items show their fields. */
  #open = [];

  /** @param {Options} options */
  constructor(options) {
    const { path } = options.place;
    this.#options = options;
    this.#add = create('button', `Add ${options.noun}`, { type: 'button' });
    this.#add.addEventListener('click', () => this.#addNew());
    this.element = create('div', '', { id: path, class: 'items wide', 'data-path': path });
    this.element.append(this.#list, this.#add, problemPlace(path));
    this.#show();
  }

  /** Shows beside each item what it makes. @param {string[]} texts */
  showSamples(texts) {
    this.#items.forEach((item, index) => item.showSample(texts[index] ?? ''));
  }

  /** @returns {any[]} */
  get #values() {
    return this.#options.place.get() ?? [];
  }

  #show() {
    this.#open = this.#values.map((_, index) => this.#open[index] ?? false);
    this.#items = this.#values.map((_, index) => this.#item(index));
    this.#list.replaceChildren(...this.#items.map(({ element }) => element));
  }

  /** @param {number} index */
  #item(index) {
    const place = at(this.#options.place, index);
    return new Item({
      place,
      noun: capital(this.#options.noun),
      isOpen: this.#open[index] === true,
      tools: () => this.#tools(index),
      fields: () => this.#options.fields(place),
      onToggle: (isOpen) => { this.#open[index] = isOpen; },
    });
  }

  /** @param {number} index @returns {Tool[]} */
  #tools(index) {
    const move = (/** @type {string} */ text, /** @type {string} */ label, /** @type {number} */ to) =>
      ({ text, label, act: () => this.#move(index, to, label), isPossible: to >= 0 && to < this.#values.length });
    return [
      move('↑', 'Move up', index - 1),
      move('↓', 'Move down', index + 1),
      { text: 'Duplicate', label: 'Duplicate', act: () => this.#duplicate(index), isPossible: true },
      { text: 'Remove', label: 'Remove', act: () => this.#remove(index), isPossible: true },
    ];
  }

  #addNew() {
    const { noun, shape } = this.#options;
    this.#insert(this.#values.length, { .../** @type {object} */ (initial(shape)), name: this.#freshName(noun) });
  }

  /** @param {number} index */
  #duplicate(index) {
    const value = this.#values[index];
    this.#insert(index + 1, { ...value, name: this.#freshName(value.name) });
  }

  /** @param {number} index @param {object} value */
  #insert(index, value) {
    this.#change(this.#values.toSpliced(index, 0, value), this.#open.toSpliced(index, 0, true));
    this.#items[index]?.focusName();
  }

  /** @param {number} index */
  #remove(index) {
    this.#change(this.#values.toSpliced(index, 1), this.#open.toSpliced(index, 1));
    (this.#items[index] ?? this.#items[index - 1] ?? this.#add).focus();
  }

  /** @param {number} from @param {number} to @param {string} label What was pressed: the focus stays on it. */
  #move(from, to, label) {
    const moved = (/** @type {any[]} */ list) => list.toSpliced(from, 1).toSpliced(to, 0, list[from]);
    this.#change(moved(this.#values), moved(this.#open));
    this.#items[to]?.focusTool(label);
  }

  /** @param {any[]} values @param {boolean[]} open */
  #change(values, open) {
    this.#options.place.set(values);
    this.#open = open;
    this.#show();
    tellNewFields(this.#list);
    this.#list.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** A name that no item has: `email_2` after `email`. @param {string} name */
  #freshName(name) {
    const names = new Set(this.#values.map((value) => value.name));
    const stem = name.replace(/_\d+$/, '');
    let fresh = name;
    for (let number = 2; names.has(fresh); number += 1) fresh = `${stem}_${number}`;
    return fresh;
  }
}
