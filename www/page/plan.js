/** The plan in one sentence, with the engine's notes on it and the job it is of. */
import { copyButton } from './copy.js';
import { byId, create } from './dom.js';
import { showEncodings } from './encodings.js';
import { bytes, capital, count, integer } from './format.js';

/** @import { Job, Plan } from '../types.js' */

/** Gives the job's JSON its button. */
export function preparePlan() {
  const json = byId('job-json', HTMLElement);
  json.after(copyButton(json, 'the job'));
}

/** The form has changed: what is shown is of what it was. */
export function markStale() {
  const line = byId('plan', HTMLElement);
  line.classList.add('stale');
  line.ariaBusy = 'true';
}

/** Slow codecs take seconds; the job is known before. @param {Job | undefined} job None while the form cannot be read. */
export function showMeasuring(job) {
  markStale();
  sayState('Measuring…');
  showJob(job);
}

/** @param {Plan} plan @param {Job} job */
export function showPlan(plan, job) {
  const line = fresh('', sentenceOf(plan, job));
  const { rows, blocks, rows_per_block, estimated_file_bytes, parts } = plan;
  Object.assign(line.dataset, { rows, blocks, rowsPerBlock: rows_per_block, estimatedFileBytes: estimated_file_bytes, parts });
  showNotes([...tableLines(plan, job), ...plan.notes]);
  showEncodings(plan.tables?.flatMap(encodingsOf) ?? plan.encodings);
}

/** Says why there is none: at the fields, or here when no field is to blame. @param {string[]} reasons */
export function showNoPlan(reasons) {
  const line = reasons.length > 0
    ? fresh('problem', reasons.join(' '))
    : fresh('', 'There is no plan until the marked fields are right.');
  for (const name of Object.keys(line.dataset)) delete line.dataset[name];
  showNotes([]);
  showEncodings([]);
  showJob(undefined);
}

/** Moves the focus to the reason why there is no plan, if it is shown here. */
export function focusPlanProblem() {
  const line = byId('plan', HTMLElement);
  if (line.classList.contains('problem')) line.focus();
}

/** @param {Plan} plan @param {Job} job */
function sentenceOf(plan, job) {
  const parts = job.destination?.s3 ? `, uploaded in about ${count(plan.parts, 'part')} of up to ${bytes(plan.part_bytes)}` : '';
  return `${capital(blocksOf(plan))}; ${count(plan.columns, 'column')}; about ${bytes(plan.estimated_file_bytes)}${parts}.`;
}

/** @param {Plan} plan */
function blocksOf({ rows, blocks, rows_per_block, is_estimate, tables }) {
  if (tables) return `${count(tables.length, 'table')} with ${count(rows, 'row')} in ${count(blocks, 'block')}`;
  const about = is_estimate ? 'about ' : '';
  if (blocks === 1) return `${about}one block of ${count(rows, 'row')}`;
  return `${about}${count(rows, 'row')} in ${integer(blocks)} blocks of ${count(rows_per_block, 'row')}`;
}

/** What is planned for each of several tables. @param {Plan} plan @param {Job} job */
function tableLines({ tables = [] }, job) {
  return tables.map((plan) => `${plan.table}${plan.key ? ` (${plan.key})` : ''}: ${sentenceOf(plan, job)}`);
}

/** Columns of several tables are called by both names. @param {Plan} plan */
function encodingsOf({ table, encodings }) {
  return encodings.map((column) => ({ ...column, name: `${table}.${column.name}` }));
}

/** What is true of the form as it is now. @param {string} className @param {string} text */
function fresh(className, text) {
  const line = byId('plan', HTMLElement);
  line.className = className;
  // First, or screen readers would pass the text over.
  line.ariaBusy = null;
  setText(line, text);
  sayState('');
  return line;
}

/** @param {string} text */
function sayState(text) {
  setText(byId('plan-state', HTMLElement), text);
}

/** @param {Job | undefined} job */
function showJob(job) {
  byId('job', HTMLDetailsElement).hidden = job === undefined;
  setText(byId('job-json', HTMLElement), job ? JSON.stringify(job, null, 2) : '');
}

/** @param {string[]} notes */
function showNotes(notes) {
  byId('plan-notes', HTMLElement).replaceChildren(...notes.map((note) => create('li', note)));
}

/** Writing the same text again would make screen readers repeat it. @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
