/** A job's JSON from a file or a link: fills the form. */
import { fieldsOf, isCheckbox, isOfJob, kindOf, pathOf } from './fields.js';
import { usualPathStyle } from './form.js';
import { RECIPE, TABLE_ROWS, takeRecipe } from './recipefile.js';
import { isSorting, SORTING, textOfSorting } from './sorting.js';
import { takeKind, takeSource, WHOLE_OF_SOURCES } from './source/take.js';
import { isObject, shown, unreadable } from './unreadable.js';
import { edit, fieldOf, usualOf } from './values.js';

/** @import { Field } from './fields.js' */
/** @import { FormPage } from './jsonfile.js' */
/** @typedef {Map<string, unknown>} Leaves A job's values by their paths. */

/** Without these it would be a job of the page, not of the file. */
const NEEDED = ['version'];
const NEEDED_TO_GENERATE = ['source.generated.seed'];

/** The form has no single field for these. */
const WHOLE = [RECIPE, TABLE_ROWS, 'writer.columns', ...WHOLE_OF_SOURCES];

/**
 * Fills the form, or throws before anything is changed. What the values mean is judged as for any edit.
 *
 * @param {FormPage} page
 * @param {object} job
 * @returns {Promise<string[]>} what is said about it
 */
export async function fillFromJob({ form, recipe, engine }, job) {
  const leaves = leavesOf(job);
  const kind = takeKind(leaves);
  takeVersion(leaves, kind);
  const found = kind ? undefined : await takeRecipe(leaves, recipe, engine);
  const fillSource = kind ? takeSource(kind, leaves) : { first: () => edit(fieldOf('source'), 'generated'), last: () => {} };
  const destination = takeDestination(leaves);
  const fields = jobFields(form, destination, kind, leaves);
  for (const field of fields) check(field, leaves);
  const unknown = found ? recipe.take(found) : [];
  fillSource.first();
  edit(fieldOf('destination'), destination);
  for (const field of fields) edit(field, textOf(field, leaves));
  fillSource.last();
  return summary([...unplaced(leaves, fields), ...unknown.map((name) => `writer.columns.${name}`)]);
}

/** @param {object} node @param {string} [above] @returns {Leaves} */
function leavesOf(node, above = '') {
  return new Map(Object.entries(node).flatMap(([name, value]) => {
    const path = above + name;
    const hasMore = isObject(value) && !WHOLE.includes(path) && Object.keys(value).length > 0;
    return hasMore ? [...leavesOf(value, `${path}.`)] : [[path, value]];
  }));
}

/** @param {Leaves} leaves @param {string | undefined} kind */
function takeVersion(leaves, kind) {
  for (const path of kind ? NEEDED : [...NEEDED, ...NEEDED_TO_GENERATE]) if (!leaves.has(path)) throw unreadable(path, 'the job does not have this field');
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

/** What is filled by itself, beside source and destination. */
const CHOSEN = ['source.generated.preset', 'source.generated.table', RECIPE];

/**
 * The fields that this job fills; what is in those of S3 stays when it does not upload, and what is in those of another source.
 * @param {HTMLFormElement} form @param {string} destination @param {string | undefined} kind @param {Leaves} leaves
 */
function jobFields(form, destination, kind, leaves) {
  return fieldsOf(form).filter((field) => {
    const path = pathOf(field);
    const isChosen = path === 'destination' || path === 'source' || isOfOther(path, kind, leaves) || CHOSEN.some((chosen) => path.startsWith(chosen));
    return isOfJob(path) && !isChosen && (destination !== 'download' || !path.startsWith('destination.s3.'));
  });
}

/** @param {string} path @param {string | undefined} kind @param {Leaves} leaves */
function isOfOther(path, kind, leaves) {
  if (!kind) return path.startsWith('source.') && !path.startsWith('source.generated.');
  const isOfGenerated = ['rows', 'target_size_mb'].includes(path) || path.startsWith('source.generated.');
  const other = /^source\.(csv|ndjson|parquet|pages)\./.exec(path)?.[1] ?? kind;
  const style = /^source\.pages\.(paging\.\w+|builtin)\./.exec(path);
  const isUnused = style !== null && ![...leaves.keys()].some((leaf) => leaf.startsWith(style[0]));
  return isOfGenerated || other !== kind || isUnused;
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
    const typed = kindOf(field) ? values.map(Number) : values;
    return { words: `one of ${values.join(', ')}`, fits: (value) => typed.some((known) => known === value) };
  }
  if (pathOf(field) === SORTING) return { words: 'a list of columns', fits: isSorting };
  if (isCheckbox(field)) return { words: 'true or false', fits: (value) => typeof value === 'boolean' };
  if (kindOf(field)) return { words: 'a number', fits: (value) => typeof value === 'number' };
  return { words: 'text', fits: (value) => typeof value === 'string' };
}

/** @param {Field} field @param {Leaves} leaves */
function textOf(field, leaves) {
  const value = leaves.get(pathOf(field)) ?? defaultOf(field);
  if (isSorting(value)) return textOfSorting(value);
  return typeof value === 'boolean' ? value : String(value);
}

/** What a job means by leaving the field out. @param {Field} field */
function defaultOf(field) {
  return field.id === 'path-style' ? usualPathStyle() : usualOf(field);
}

/** @param {Leaves} leaves @param {Field[]} fields */
function unplaced(leaves, fields) {
  const placed = new Set(fields.map(pathOf));
  const isPlaced = (/** @type {string} */ path) => placed.has(path);
  return [...leaves].filter(([path, value]) => !isPlaced(path) && !isObject(value)).map(([path]) => path);
}

/** @param {string[]} paths */
function summary(paths) {
  const filled = 'The form is filled with this job.';
  return paths.length === 0 ? [filled] : [filled, `Not used, because the form has no field for it: ${paths.join(', ')}.`];
}
