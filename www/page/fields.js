/**
 * The form's fields: which job path each one stands for, what it holds, and the problem shown beside it.
 * The form in index.html is the only list of fields: `data-path` names the place in the job.
 */
import { create } from './dom.js';
import { integer } from './format.js';
import { EXPECTED, parseNumber } from './numbers.js';

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */
/** @typedef {Map<string, string>} Problems From a job path to what is wrong there. */

/**
 * All fields, in the order of the page.
 *
 * @param {HTMLFormElement} form
 * @returns {Field[]}
 */
export function fieldsOf(form) {
  return Array.from(form.querySelectorAll('[data-path]'), (field) => /** @type {Field} */ (field));
}

/** @param {Field} field */
export function pathOf(field) {
  return field.dataset.path ?? '';
}

/** @param {Field} field */
export function labelOf(field) {
  return field.labels?.[0]?.textContent ?? pathOf(field);
}

/** Gives every field a place for its problem, tied to it for screen readers. @param {HTMLFormElement} form */
export function prepareFields(form) {
  for (const field of fieldsOf(form)) {
    const place = create('p', '', { id: `${field.id}-problem`, class: 'problem', 'aria-live': 'polite' });
    field.closest('.field')?.append(place);
    const help = field.getAttribute('aria-describedby') ?? '';
    field.setAttribute('aria-describedby', `${help} ${place.id}`.trim());
  }
}

/**
 * Shows these problems and clears all others.
 *
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 */
export function showProblems(form, problems) {
  for (const field of fieldsOf(form)) showProblem(field, problems.get(pathOf(field)) ?? '');
}

/** Moves the focus to the first field with a problem. @param {HTMLFormElement} form @returns {boolean} whether there is one */
export function focusFirstProblem(form) {
  const field = fieldsOf(form).find(({ ariaInvalid }) => ariaInvalid === 'true');
  field?.focus();
  return field !== undefined;
}

/**
 * The form's name for a job path that an error names: itself, or the first field below it (`block` → `block.size_mb`).
 * Undefined when no field that can be seen stands for it.
 *
 * @param {HTMLFormElement} form
 * @param {string} path
 */
export function nearestPath(form, path) {
  const paths = fieldsOf(form).filter(isUsed).map(pathOf);
  return paths.find((known) => known === path) ?? paths.find((known) => known.startsWith(`${path}.`));
}

/** False for the fields of a destination that is not chosen. @param {Field} field */
export function isUsed(field) {
  return field.closest('fieldset[hidden]') === null && !field.hasAttribute('disabled');
}

/**
 * What is wrong with the text itself; what the value means is for the engine to judge.
 *
 * @param {Field} field
 */
export function problemOf(field) {
  const text = field.value.trim();
  if (text === '') return field.required ? `${labelOf(field)} must be filled in.` : '';
  if (isSecret(field) && text !== field.value) return `${labelOf(field)} must not start or end with a space.`;
  if (field.validity.patternMismatch) return `${labelOf(field)} must be ${field.dataset.expected}.`;
  const kind = kindOf(field);
  return kind ? numberProblem(field, parseNumber(kind, text), EXPECTED[kind]) : '';
}

/** The field's number; undefined when it is blank, unreadable or not used. @param {Field} field */
export function numberOf(field) {
  const kind = kindOf(field);
  if (!kind || !isUsed(field) || problemOf(field)) return undefined;
  return parseNumber(kind, field.value.trim());
}

/** Credentials are of one run, never of a job. @param {Field} field */
export function isSecret(field) {
  return pathOf(field).startsWith('credentials.');
}

/** False for what a run needs beside its job. @param {string} path */
export function isOfJob(path) {
  return path !== 'workers' && path !== 'file_name' && !path.startsWith('credentials.');
}

/** @param {Field} field */
export function kindOf(field) {
  const kind = field.dataset.number;
  return kind === 'whole' || kind === 'decimal' ? kind : undefined;
}

/** @param {Field} field @param {number | undefined} value @param {string} expected */
function numberProblem(field, value, expected) {
  if (value === undefined) return `${labelOf(field)} must be ${expected}.`;
  // Larger numbers would silently become others in JavaScript.
  const most = Number.MAX_SAFE_INTEGER;
  return Math.abs(value) <= most ? '' : `${labelOf(field)} must be at most ${integer(most)}.`;
}

/** @param {Field} field @param {string} problem */
function showProblem(field, problem) {
  const place = document.getElementById(`${field.id}-problem`);
  // Writing the same text again would make screen readers repeat it.
  if (place && place.textContent !== problem) place.textContent = problem;
  field.ariaInvalid = problem ? 'true' : null;
  const details = field.closest('details');
  if (problem && details) details.open = true;
}
