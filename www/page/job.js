/** The job as the form has it. */
import { parseSorting } from './sorting.js';
import { delimiterOf, isRead, readSource } from './source/job.js';
import { asTyped, changed, given, input, numberOf, valueOf } from './values.js';

/** @import { ColumnOptions, Job, S3Target, WriterOptions } from '../types.js' */
/** @import { RecipeChoice } from './recipe.js' */

/**
 * A number that cannot be read is left out, and where the job needs one, another stands in: so the engine judges the
 * other fields all the same.
 *
 * @param {RecipeChoice} recipe
 * @returns {Job}
 */
export function readJob(recipe) {
  return {
    version: 1,
    ...(isRead() ? { source: readSource() } : readGenerated(recipe)),
    block: readBlock(),
    writer: readWriter(isRead() ? {} : recipe.columnOptions),
    ...given({ also: readAlso() }),
    destination: readDestination(),
  };
}

/** @param {RecipeChoice} recipe @returns {Pick<Job, 'source' | 'rows' | 'target_size_mb'>} */
function readGenerated(recipe) {
  return { source: { generated: { ...recipe.source, seed: numberOf('seed') ?? 0 } }, ...readSize() };
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

/** The format of the file, and what makes its ending. @returns {Pick<WriterOptions, 'format' | 'gzip' | 'csv'>} */
export function readFormat() {
  const format = /** @type {WriterOptions['format']} */ (valueOf('format'));
  return { format, ...readLines(format, 'gzip') };
}

/** @returns {WriterOptions | undefined} */
function readAlso() {
  const format = valueOf('also');
  if (format === 'none') return undefined;
  const known = /** @type {WriterOptions['format']} */ (format);
  return { format: known, ...readLines(known, 'also-gzip') };
}

/** @param {WriterOptions['format']} format @param {string} gzip The field that says whether it is compressed. */
function readLines(format, gzip) {
  const delimiter = format === 'csv' ? delimiterOf(asTyped('written-delimiter')) : undefined;
  const isOfLines = format === 'csv' || format === 'ndjson';
  return given({ gzip: isOfLines && input(gzip).checked ? true : undefined, csv: delimiter === undefined ? undefined : { delimiter } });
}

/** What is as usual is left out. @param {Record<string, ColumnOptions>} columnOptions @returns {WriterOptions} */
function readWriter(columnOptions) {
  const format = readFormat();
  if (format.format !== 'parquet') return format;
  const compression = /** @type {WriterOptions['compression']} */ (valueOf('compression'));
  const columns = Object.keys(columnOptions).length > 0 ? columnOptions : undefined;
  return { compression, ...given({ compression_level: numberOf('compression-level') }), ...given(readPages()), ...given({ columns }) };
}

/** The options that few change, by their fields. @returns {WriterOptions} */
function readPages() {
  return {
    dictionary: changed('dictionary'),
    statistics: changed('value-statistics'),
    page_size_kb: numberOf('page-size'),
    page_rows: numberOf('page-rows'),
    dictionary_page_size_kb: numberOf('dictionary-page-size'),
    bloom_filters: changed('bloom-filters'),
    writer_version: changed('writer-version'),
    sorting_columns: parseSorting(valueOf('sorted-by')),
  };
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
    ...given({ concurrency: numberOf('concurrency'), part_size_mb: numberOf('part-size'), overwrite: changed('replace'), checksum: changed('checksum'), verify: changed('verify') }),
  };
}
