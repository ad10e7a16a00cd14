/** The form: what it says at first, which fields follow others, and what it orders. */
import { MAX_WORKERS } from '../engine.js';
import { endingOf } from '../engine/files.js';
import { byId } from './dom.js';
import { fieldsOf, isSecret, isUsed, pathOf, problemOf } from './fields.js';
import { readFormat, readJob } from './job.js';
import { isRead, readInput, sourceKind, sourceName } from './source/job.js';
import { asTyped, fieldOf, input, numberOf, show, valueOf } from './values.js';

/** @import { Credentials, Defaults, Job, Keys, Signer, SourceInput } from '../types.js' */
/** @import { Problems } from './fields.js' */
/** @import { RecipeChoice } from './recipe.js' */
/** @typedef {{ job: Job, workers: number, credentials?: Credentials, input?: SourceInput, uploadId?: string, then?: Job[] }} Order What to run, and how; with an upload to go on with. */

const AWS_HOST = /^https?:\/\/([^/]*\.)?amazonaws\.com(\.cn)?(?=[:/]|$)/i;
const CODECS_WITH_LEVELS = ['gzip', 'zstd', 'brotli'];

/** Fields that mean nothing to other formats. */
const OF_PARQUET = ['compression', 'value-statistics', 'page-size', 'page-rows', 'dictionary-page-size', 'writer-version', 'sorted-by', 'dictionary', 'bloom-filters'];

/** Keeps the fields that depend on others right while the user edits. @param {HTMLFormElement} form @param {RecipeChoice} recipe */
export function followEdits(form, recipe) {
  const pathStyle = input('path-style');
  const follow = [followRecipe(input('key'), recipe), followRecipe(input('file-name'), recipe)];
  let pathStyleChosen = false;
  form.addEventListener('input', (event) => {
    if (event.target === pathStyle) pathStyleChosen = true;
    if (!pathStyleChosen) pathStyle.checked = usualPathStyle();
    for (const update of follow) update();
    enableFields();
  });
}

/** Path style is usual except on AWS. */
export function usualPathStyle() {
  return !AWS_HOST.test(valueOf('endpoint'));
}

/** @param {Defaults} defaults */
export function fillDefaults(defaults) {
  input('rows').value = String(defaults.num_records);
  input('target-size').value = String(defaults.target_data_size_mb);
  // Also for a job that does not say how large its blocks are.
  input('block-size').defaultValue = String(defaults.block_size_mb);
  input('endpoint').value = defaults.endpoint_url;
  input('region').value = defaults.region;
  input('bucket').value = defaults.bucket;
  input('workers').value = String(Math.min(navigator.hardwareConcurrency, MAX_WORKERS));
}

/**
 * What is wrong with the fields as text. Credentials start empty, so they are only asked for when a run is wanted.
 *
 * @param {HTMLFormElement} form
 * @param {{ withCredentials: boolean }} options
 * @returns {Problems}
 */
export function findProblems(form, { withCredentials }) {
  const fields = fieldsOf(form).filter(isUsed).filter((field) => withCredentials || !isSecret(field));
  /** @type {Problems} */
  const problems = new Map();
  for (const field of fields) {
    const problem = problemOf(field);
    if (problem) problems.set(pathOf(field), problem);
  }
  const workers = numberOf('workers');
  if (workers !== undefined && (workers < 1 || workers > MAX_WORKERS)) {
    problems.set('workers', `Workers must be from 1 to ${MAX_WORKERS}.`);
  }
  return problems;
}

/** What the form asks for; it is ready to run when `findProblems` finds none. @param {RecipeChoice} recipe @returns {Order} */
export function readOrder(recipe) {
  const credentials = valueOf('destination') === 'download' ? undefined : readCredentials();
  return { job: readJob(recipe), workers: numberOf('workers') ?? 1, credentials, input: readInput() };
}

/** What a file is called unless the user says otherwise, without an ending. @param {RecipeChoice} recipe */
export function baseName(recipe) {
  return isRead() ? sourceName() : recipe.fileName;
}

/** The file's name on disk. */
export function fileName() {
  return valueOf('file-name');
}

/** @returns {Credentials} */
export function readCredentials() {
  switch (valueOf('access')) {
    case 'presigned': return { presigned: jsonOr(valueOf('presigned')) };
    case 'signer': return { signer: readSigner() };
    default: return readKeys();
  }
}

/** @returns {Keys} */
function readKeys() {
  const keys = { accessKeyId: asTyped('access-key'), secretAccessKey: asTyped('secret-key') };
  const sessionToken = asTyped('session-token');
  return sessionToken ? { ...keys, sessionToken } : keys;
}

/** @returns {Signer} */
function readSigner() {
  const authorization = valueOf('signer-authorization');
  return { url: valueOf('signer'), ...(authorization ? { headers: { authorization } } : {}) };
}

/** The value of a JSON text; a text that is none as it is: the engine tells that it cannot be used. @param {string} text @returns {any} */
function jsonOr(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Gives the field the recipe's file name until the user writes another. @param {HTMLInputElement} field @param {RecipeChoice} recipe */
function followRecipe(field, recipe) {
  let followed = field.value;
  return () => {
    const name = `${baseName(recipe)}${endingOf(readFormat())}`;
    if (field.value === followed) field.value = name;
    followed = name;
  };
}

/** What does nothing with the present choices cannot be filled in, or is not shown at all. */
function enableFields() {
  enableSource();
  const destination = valueOf('destination');
  const byRows = valueOf('block-rows') !== '';
  input('block-size').disabled = byRows;
  byId('block-size-help', HTMLElement).textContent = byRows ? 'Rows per block decides (More options).' : 'One block is one row group.';
  enableFormat();
  show(byId('s3', HTMLFieldSetElement), destination !== 'download');
  for (const access of ['keys', 'presigned', 'signer']) {
    show(byId(`access-${access}`, HTMLFieldSetElement), valueOf('access') === access);
  }
  show(byId('download-settings', HTMLFieldSetElement), destination !== 's3');
}

function enableFormat() {
  const formats = [valueOf('format'), valueOf('also')];
  const isParquet = formats[0] === 'parquet';
  for (const id of OF_PARQUET) fieldOf(id).disabled = !isParquet;
  input('compression-level').disabled = !isParquet || !CODECS_WITH_LEVELS.includes(valueOf('compression'));
  show(byId('lines-settings', HTMLFieldSetElement), formats.some(isOfLines));
  input('gzip').disabled = !isOfLines(formats[0]);
  input('also-gzip').disabled = !isOfLines(formats[1]);
  input('written-delimiter').disabled = !formats.includes('csv');
}

/** @param {string | undefined} format */
function isOfLines(format) {
  return format === 'csv' || format === 'ndjson';
}

function enableSource() {
  const kind = sourceKind();
  const isFile = isRead() && kind !== 'pages';
  show(byId('source-generated', HTMLFieldSetElement), !isRead());
  show(byId('source-of-file', HTMLFieldSetElement), isFile);
  show(byId('source-csv', HTMLFieldSetElement), kind === 'csv');
  show(byId('source-pages', HTMLFieldSetElement), kind === 'pages');
  show(byId('source-read', HTMLFieldSetElement), isRead() && kind !== 'parquet');
  show(byId('pages-builtin', HTMLFieldSetElement), kind === 'pages' && valueOf('pages-url').startsWith('builtin:'));
  input('page-records').disabled = kind !== 'pages' || !['page_number', 'offset'].includes(valueOf('paging'));
  for (const style of ['page_number', 'offset', 'cursor']) {
    show(byId(`paging-${style}`, HTMLFieldSetElement), kind === 'pages' && valueOf('paging') === style);
  }
  input('page-records').disabled = !hasPageSize();
}

/** Whether an API is told how many records a page is to have. */
function hasPageSize() {
  switch (valueOf('paging')) {
    case 'page_number': return valueOf('size-parameter') !== '';
    case 'offset': return true;
    default: return false;
  }
}
