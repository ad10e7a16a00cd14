/** The job as the form has it. */
import { asTyped, input, numberOf, valueOf } from './values.js';

/** @import { Job, Preset, S3Target, WriterOptions } from '../types.js' */

/**
 * A number that cannot be read is left out, and where the job needs one, another stands in: so the engine judges the
 * other fields all the same.
 *
 * @returns {Job}
 */
export function readJob() {
  const preset = /** @type {Preset} */ (valueOf('preset'));
  return {
    version: 1,
    source: { generated: { preset, seed: numberOf('seed') ?? 0 } },
    ...readSize(),
    block: readBlock(),
    writer: readWriter(),
    destination: readDestination(),
  };
}

/** @returns {Pick<Job, 'rows' | 'target_size_mb'>} */
function readSize() {
  const size = given({ rows: numberOf('rows'), target_size_mb: numberOf('target-size') });
  const unreadable = Object.keys(size).length === 0 && valueOf('rows') + valueOf('target-size') !== '';
  return unreadable ? { rows: 1 } : size;
}

/** @returns {Job['block']} */
function readBlock() {
  const rows = numberOf('block-rows');
  const size_mb = numberOf('block-size');
  if (rows !== undefined) return { rows };
  return size_mb === undefined ? undefined : { size_mb };
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
    key: asTyped('key'),
    path_style: input('path-style').checked,
    ...given({ concurrency: numberOf('concurrency'), part_size_mb: numberOf('part-size') }),
  };
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
