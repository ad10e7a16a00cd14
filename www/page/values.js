/** Single fields by their ids: what they hold, and how a file fills them. */
import { byId } from './dom.js';
import { isCheckbox, numberOf as numberIn } from './fields.js';

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
  if (isCheckbox(field)) field.checked = value === true;
  else field.value = String(value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** What a job means by leaving the field out. @param {Field} field @returns {string | boolean} */
export function usualOf(field) {
  if (isCheckbox(field)) return field.defaultChecked;
  if (!(field instanceof HTMLSelectElement)) return field.required ? field.defaultValue : '';
  const usual = Array.from(field.options).find(({ defaultSelected }) => defaultSelected);
  return (usual ?? field.options[0])?.value ?? '';
}

/** @param {string} id */
export function fieldOf(id) {
  return /** @type {Field} */ (byId(id, HTMLElement));
}

/** What is not shown is not used. @param {HTMLFieldSetElement} group @param {boolean} shown */
export function show(group, shown) {
  group.hidden = !shown;
  group.disabled = !shown;
}

/** The value of a choice, where it is not the one that a job means by leaving it out. @param {string} id @returns {any} */
export function changed(id) {
  const field = fieldOf(id);
  const value = isCheckbox(field) ? field.checked : field.value;
  return value === usualOf(field) ? undefined : numberOf(id) ?? value;
}

/**
 * Only the entries that have a value: a blank field is left out of the job.
 *
 * @template {object} T
 * @param {T} entries
 * @returns {Partial<T>}
 */
export function given(entries) {
  const filled = Object.entries(entries).filter(([, value]) => value !== undefined);
  return /** @type {Partial<T>} */ (Object.fromEntries(filled));
}
