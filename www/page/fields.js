/**
 * The form's fields: which job path each one stands for, what it holds, and the problem shown beside it.
 * The form in index.html is the only list of fields: `data-path` names the place in the job.
 */
import { create } from './dom.js';
import { integer } from './format.js';
import { EXPECTED, parseNumber } from './numbers.js';

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */
/** @typedef {Map<string, string>} Problems From a job path to what is wrong there. */

/**
 * All fields, in the order of the page.
 *
 * @param {HTMLElement} form
 * @returns {Field[]}
 */
export function fieldsOf(form) {
  return placesOf(form).filter(isField);
}

/** Fields, and what has fields that are not there yet: a closed column. @param {HTMLElement} form */
function placesOf(form) {
  return /** @type {HTMLElement[]} */ ([...form.querySelectorAll('[data-path]')]);
}

/** @param {HTMLElement} place @returns {place is Field} */
function isField(place) {
  return place.matches('input, select, textarea');
}

/** @param {Field} field @returns {field is HTMLInputElement} */
export function isCheckbox(field) {
  return field.type === 'checkbox';
}

/** @param {HTMLElement} field */
export function pathOf(field) {
  return field.dataset.path ?? '';
}

/** @param {Field} field */
export function labelOf(field) {
  return field.labels?.[0]?.textContent ?? pathOf(field);
}

/** Gives every field a place for its problem. @param {HTMLFormElement} form */
export function prepareFields(form) {
  for (const field of fieldsOf(form)) prepareField(field, field.closest('.field'));
}

/** Gives a field a place for its problem, tied to it for screen readers. @param {Field} field @param {Element | null} element What holds the field. */
export function prepareField(field, element) {
  const place = create('p', '', { id: `${field.id}-problem`, class: 'problem', 'aria-live': 'polite' });
  element?.append(place);
  const help = field.getAttribute('aria-describedby') ?? '';
  field.setAttribute('aria-describedby', `${help} ${place.id}`.trim());
}

/**
 * Shows these problems and clears all others.
 *
 * @param {HTMLElement} form
 * @param {Problems} problems
 */
export function showProblems(form, problems) {
  for (const place of placesOf(form)) showProblem(place, problems.get(pathOf(place)) ?? '');
}

/** Moves the focus to the first field with a problem. @param {HTMLElement} form @returns {boolean} whether there is one */
export function focusFirstProblem(form) {
  const place = placesOf(form).find((one) => one.matches(WRONG));
  const target = /** @type {HTMLElement | null | undefined} */ (place?.querySelector('summary, button')) ?? place;
  target?.focus();
  return place !== undefined;
}

/**
 * The form's name for a job path that an error names: itself, the first field below it (`block` → `block.size_mb`), or
 * the nearest above it (a column that is closed). Undefined when nothing that can be seen stands for it.
 *
 * @param {HTMLFormElement} form
 * @param {string} path
 */
export function nearestPath(form, path) {
  const paths = placesOf(form).filter(isUsed).map(pathOf);
  return paths.find((known) => known === path)
    ?? paths.find((known) => isInside(known, path))
    ?? paths.filter((known) => isInside(path, known)).sort((a, b) => b.length - a.length)[0];
}

/** @param {string} path @param {string} outer */
function isInside(path, outer) {
  return path.startsWith(outer) && /^[.[]/.test(path.slice(outer.length));
}

/** False for the fields of a destination that is not chosen. @param {HTMLElement} field */
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
  if (field.validity.customError) return field.validationMessage;
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

/** What tells where an upload goes, and with which keys. @param {string} path */
export function isOfStore(path) {
  return path.startsWith('destination.s3.') || path.startsWith('credentials.');
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

/** What has a problem: fields say so to screen readers too. */
const WRONG = '[aria-invalid="true"], .wrong';

/** @param {HTMLElement} place @param {string} problem */
function showProblem(place, problem) {
  const said = document.getElementById(`${place.id}-problem`);
  // Writing the same text again would make screen readers repeat it.
  if (said && said.textContent !== problem) said.textContent = problem;
  if (isField(place)) place.ariaInvalid = problem ? 'true' : null;
  else place.classList.toggle('wrong', problem !== '');
  if (problem) openAround(place);
}

/** @param {HTMLElement} place */
function openAround(place) {
  const details = place.parentElement?.closest('details');
  if (!details) return;
  details.open = true;
  openAround(details);
}
