/** Single fields by their ids: what they hold, and how a file fills them. */
import { byId } from './dom.js';
import { numberOf as numberIn } from './fields.js';

/** @import { Field } from './fields.js' */

/** @param {string} id */
export function input(id) {
  return byId(id, HTMLInputElement);
}

/** @param {string} id */
export function valueOf(id) {
  return asTyped(id).trim();
}

/** With the spaces at its ends, where they mean something. @param {string} id */
export function asTyped(id) {
  return fieldOf(id).value;
}

/** Undefined when it is blank, unreadable or not used. @param {string} id */
export function numberOf(id) {
  return numberIn(fieldOf(id));
}

/** Fills a field as an edit does, so that what follows it follows. @param {Field} field @param {string | boolean} value */
export function edit(field, value) {
  if (typeof value === 'boolean') /** @type {HTMLInputElement} */ (field).checked = value;
  else field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** @param {string} id */
export function fieldOf(id) {
  return /** @type {Field} */ (byId(id, HTMLElement));
}
