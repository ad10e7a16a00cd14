/** The plan in one sentence, with the engine's notes on it. */
import { byId, create } from './dom.js';
import { describe } from './failure.js';
import { bytes, count, integer } from './format.js';

/** @import { Job, Plan } from '../types.js' */

/** @param {Plan} plan @param {Job} job */
export function showPlan(plan, job) {
  const line = byId('plan', HTMLElement);
  line.className = '';
  setText(line, sentence(plan, job));
  const { rows, blocks, rows_per_block, estimated_file_bytes, parts } = plan;
  Object.assign(line.dataset, { rows, blocks, rowsPerBlock: rows_per_block, estimatedFileBytes: estimated_file_bytes, parts });
  showNotes(plan.notes);
}

/** Says why there is none: at the fields, or here when no field is to blame. @param {unknown} [error] */
export function showNoPlan(error) {
  const line = byId('plan', HTMLElement);
  line.className = error === undefined ? '' : 'problem';
  setText(line, error === undefined ? 'There is no plan until the marked fields are right.' : problem(error));
  for (const name of Object.keys(line.dataset)) delete line.dataset[name];
  showNotes([]);
}

/** Moves the focus to the reason why there is no plan, if it is shown here. */
export function focusPlanProblem() {
  const line = byId('plan', HTMLElement);
  if (line.className === 'problem') line.focus();
}

/** @param {Plan} plan @param {Job} job */
function sentence(plan, job) {
  const blocks = plan.blocks === 1
    ? `one block of ${count(plan.rows, 'row')}`
    : `${count(plan.rows, 'row')} in ${integer(plan.blocks)} blocks of ${count(plan.rows_per_block, 'row')}`;
  const parts = job.destination?.s3 ? `, uploaded in ${count(plan.parts, 'part')} of up to ${bytes(plan.part_bytes)}` : '';
  return `${capital(blocks)}; ${count(plan.columns, 'column')}; about ${bytes(plan.estimated_file_bytes)}${parts}.`;
}

/** @param {unknown} error */
function problem(error) {
  const { message, remedy } = describe(error);
  return `${message} ${remedy}`;
}

/** @param {string[]} notes */
function showNotes(notes) {
  byId('plan-notes', HTMLElement).replaceChildren(...notes.map((note) => create('li', note)));
}

/** Writing the same text again would make screen readers repeat it. @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
