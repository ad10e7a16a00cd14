/** A job's JSON from a file: fills the form. */
import { EngineError } from '../engine.js';
import { fieldsOf, isOfJob, kindOf, pathOf } from './fields.js';
import { usualPathStyle } from './form.js';
import { edit, fieldOf } from './values.js';

/** @import { Field } from './fields.js' */
/** @typedef {Map<string, unknown>} Leaves A job's values by their paths. */

/** Without these it would be a job of the page, not of the file. */
const NEEDED = ['version', 'source.generated.preset', 'source.generated.seed'];

/**
 * Fills the form, or throws before anything is changed. What the values mean is judged as for any edit.
 *
 * @param {HTMLFormElement} form
 * @param {string} text
 * @returns {string[]} what is said about it
 */
export function fillFromJob(form, text) {
  const leaves = leavesOf(parse(text));
  const destination = takeDestination(leaves);
  takeVersion(leaves);
  const fields = jobFields(form, destination);
  for (const field of fields) check(field, leaves);
  edit(fieldOf('destination'), destination);
  for (const field of fields) edit(field, textOf(field, leaves));
  return summary(unplaced(leaves, fields));
}

/** @param {string} text @returns {object} */
function parse(text) {
  try {
    const job = JSON.parse(text);
    if (isObject(job)) return job;
  } catch (error) {
    throw unreadable('job', `this is not JSON (${error instanceof Error ? error.message : error})`);
  }
  throw unreadable('job', 'this is JSON, but not an object');
}

/** @param {object} node @param {string} [above] @returns {Leaves} */
function leavesOf(node, above = '') {
  return new Map(Object.entries(node).flatMap(([name, value]) => {
    const path = above + name;
    const hasMore = isObject(value) && Object.keys(value).length > 0;
    return hasMore ? [...leavesOf(value, `${path}.`)] : [[path, value]];
  }));
}

/** @param {Leaves} leaves */
function takeVersion(leaves) {
  for (const path of NEEDED) if (!leaves.has(path)) throw unreadable(path, 'the job does not have this field');
  if (leaves.get('version') !== 1) throw unreadable('version', `${shown(leaves.get('version'))} is not known`, 'Use version 1.');
  leaves.delete('version');
}

/** The job has two fields where the form has one. @param {Leaves} leaves */
function takeDestination(leaves) {
  const path = 'destination.download';
  const download = leaves.get(path) ?? false;
  if (typeof download !== 'boolean') throw unreadable(path, `${shown(download)} is not true or false`);
  const uploads = [...leaves.keys()].some((known) => known.startsWith('destination.s3.'));
  // The form has no choice for a file that goes nowhere: that is told.
  if (download || uploads) leaves.delete(path);
  if (!uploads) return 'download';
  return download ? 'both' : 's3';
}

/** The fields that this job fills; what is in those of S3 stays when it does not upload. @param {HTMLFormElement} form @param {string} destination */
function jobFields(form, destination) {
  return fieldsOf(form).filter((field) => {
    const path = pathOf(field);
    return isOfJob(path) && path !== 'destination' && (destination !== 'download' || !path.startsWith('destination.s3.'));
  });
}

/** @param {Field} field @param {Leaves} leaves */
function check(field, leaves) {
  const path = pathOf(field);
  const expected = expectedBy(field);
  const value = leaves.get(path);
  if (value !== undefined && !expected.fits(value)) throw unreadable(path, `${shown(value)} is not ${expected.words}`);
}

/** @param {Field} field @returns {{ words: string, fits: (value: unknown) => boolean }} */
function expectedBy(field) {
  if (field instanceof HTMLSelectElement) {
    const values = Array.from(field.options, ({ value }) => value);
    return { words: `one of ${values.join(', ')}`, fits: (value) => values.some((known) => known === value) };
  }
  if (field.type === 'checkbox') return { words: 'true or false', fits: (value) => typeof value === 'boolean' };
  if (kindOf(field)) return { words: 'a number', fits: (value) => typeof value === 'number' };
  return { words: 'text', fits: (value) => typeof value === 'string' };
}

/** @param {Field} field @param {Leaves} leaves */
function textOf(field, leaves) {
  const value = leaves.get(pathOf(field)) ?? defaultOf(field);
  return typeof value === 'boolean' ? value : String(value);
}

/** What a job means by leaving the field out. @param {Field} field @returns {string | boolean} */
function defaultOf(field) {
  if (field instanceof HTMLSelectElement) {
    return Array.from(field.options).find(({ defaultSelected }) => defaultSelected)?.value ?? '';
  }
  if (field.type === 'checkbox') return usualPathStyle();
  return field.required ? field.defaultValue : '';
}

/** @param {Leaves} leaves @param {Field[]} fields */
function unplaced(leaves, fields) {
  const placed = new Set(fields.map(pathOf));
  return [...leaves].filter(([path, value]) => !placed.has(path) && !isObject(value)).map(([path]) => path);
}

/** @param {string[]} paths */
function summary(paths) {
  const filled = 'The form is filled with this job.';
  return paths.length === 0 ? [filled] : [filled, `Not used, because the form has no field for it: ${paths.join(', ')}.`];
}

/** @param {string} field @param {string} message @param {string} [remedy] */
function unreadable(field, message, remedy = 'Correct this field of the job.') {
  return new EngineError({ kind: 'setting', field, message, remedy, retryable: false });
}

/** @param {unknown} value @returns {value is object} */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {unknown} value */
function shown(value) {
  return JSON.stringify(value).slice(0, 100);
}
