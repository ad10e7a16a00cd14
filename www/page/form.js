/** The form and the job: reads one from the other, and keeps fields that follow others in step. */
import { MAX_WORKERS } from '../engine.js';
import { byId } from './dom.js';
import { fieldsOf, isUsed, pathOf, problemOf } from './fields.js';

/** @import { Credentials, Defaults, Job, S3Target, WriterOptions } from '../types.js' */
/** @import { Problems } from './fields.js' */
/** @typedef {{ job: Job, workers: number, credentials?: Credentials }} Order What to run, and how. */

const AWS_HOST = /^https?:\/\/([^/]*\.)?amazonaws\.com(\.cn)?(?=[:/]|$)/i;

/** Keeps the fields that depend on others right while the user edits. @param {HTMLFormElement} form */
export function followEdits(form) {
  const pathStyle = input('path-style');
  let keyOfPreset = input('key').value;
  let pathStyleChosen = false;
  form.addEventListener('input', (event) => {
    if (event.target === pathStyle) pathStyleChosen = true;
    if (!pathStyleChosen) pathStyle.checked = !AWS_HOST.test(valueOf('endpoint'));
    if (input('key').value === keyOfPreset) input('key').value = `${valueOf('preset')}.parquet`;
    keyOfPreset = `${valueOf('preset')}.parquet`;
    input('block-size').disabled = valueOf('block-rows') !== '';
    showS3Fields(valueOf('destination') !== 'download');
  });
}

/** @param {Defaults} defaults */
export function fillDefaults(defaults) {
  input('rows').value = String(defaults.num_records);
  input('target-size').value = String(defaults.target_data_size_mb);
  input('block-size').value = String(defaults.block_size_mb);
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
  const fields = fieldsOf(form).filter(isUsed)
    .filter((field) => withCredentials || !pathOf(field).startsWith('credentials.'));
  /** @type {Problems} */
  const problems = new Map();
  for (const field of fields) {
    const problem = problemOf(field);
    if (problem) problems.set(pathOf(field), problem);
  }
  const workers = Number(valueOf('workers'));
  if (!problems.has('workers') && (workers < 1 || workers > MAX_WORKERS)) {
    problems.set('workers', `Workers must be from 1 to ${MAX_WORKERS}.`);
  }
  return problems;
}

/** What the form asks for; call it when `findProblems` found none. @returns {Order} */
export function readOrder() {
  return { job: readJob(), workers: Number(valueOf('workers')), credentials: readCredentials() };
}

/** The file's name on disk. */
export function fileName() {
  return valueOf('key').split('/').at(-1) || `${valueOf('preset')}.parquet`;
}

/** @returns {Job} */
function readJob() {
  const preset = /** @type {'people' | 'transactions'} */ (valueOf('preset'));
  return {
    version: 1,
    source: { generated: { preset, seed: Number(valueOf('seed')) } },
    ...given({ rows: numberOf('rows'), target_size_mb: numberOf('target-size') }),
    block: readBlock(),
    writer: readWriter(),
    destination: readDestination(),
  };
}

/** @returns {Job['block']} */
function readBlock() {
  const rows = numberOf('block-rows');
  return rows === undefined ? { size_mb: Number(valueOf('block-size')) } : { rows };
}

/** @returns {WriterOptions} */
function readWriter() {
  const compression = /** @type {WriterOptions['compression']} */ (valueOf('compression'));
  return { compression, ...given({ compression_level: numberOf('compression-level') }) };
}

/** @returns {Job['destination']} */
function readDestination() {
  const destination = valueOf('destination');
  const download = destination !== 's3';
  return destination === 'download' ? { download } : { download, s3: readS3() };
}

/** @returns {S3Target} */
function readS3() {
  return {
    endpoint_url: valueOf('endpoint'),
    region: valueOf('region'),
    bucket: valueOf('bucket'),
    key: valueOf('key'),
    path_style: input('path-style').checked,
    ...given({ concurrency: numberOf('concurrency'), part_size_mb: numberOf('part-size') }),
  };
}

/** @returns {Credentials | undefined} */
function readCredentials() {
  if (valueOf('destination') === 'download') return undefined;
  const sessionToken = valueOf('session-token') || undefined;
  return { accessKeyId: valueOf('access-key'), secretAccessKey: valueOf('secret-key'), ...given({ sessionToken }) };
}

/** @param {boolean} shown */
function showS3Fields(shown) {
  const s3 = byId('s3', HTMLFieldSetElement);
  s3.hidden = !shown;
  s3.disabled = !shown;
}

/**
 * Only the entries that have a value: a blank field is left out of the job.
 *
 * @template {object} T
 * @param {T} entries
 * @returns {Partial<T>}
 */
function given(entries) {
  const filled = Object.entries(entries).filter(([, value]) => value !== undefined);
  return /** @type {Partial<T>} */ (Object.fromEntries(filled));
}

/** @param {string} id */
function input(id) {
  return byId(id, HTMLInputElement);
}

/** @param {string} id */
function valueOf(id) {
  const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(id, HTMLElement));
  return field.value.trim();
}

/** @param {string} id */
function numberOf(id) {
  const text = valueOf(id);
  return text === '' ? undefined : Number(text);
}
