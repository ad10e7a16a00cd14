/** What the form says of a source that is read: for the job, and beside it. */
import { asTyped, changed, given, numberOf, valueOf } from '../values.js';
import { chosenColumns } from './columns.js';
import { chosenFile, fileIdentity } from './file.js';

/** @import { ReadSource, SourceInput } from '../../types.js' */

/** What a field says of a delimiter that nobody can see. */
const WORDS = new Map([['tab', '\t'], ['\\t', '\t'], ['space', ' ']]);

/** Which source is chosen. */
export function sourceKind() {
  return valueOf('source');
}

/** Whether rows are read, and not generated. */
export function isRead() {
  return sourceKind() !== 'generated';
}

/** @returns {ReadSource} */
export function readSource() {
  const kind = sourceKind();
  if (kind === 'pages') return { pages: readPages() };
  return /** @type {ReadSource} */ ({ [kind]: { ...(kind === 'csv' && readCsv()), ...readFile() } });
}

/** What the job does not say. @returns {SourceInput | undefined} */
export function readInput() {
  if (!isRead()) return undefined;
  return sourceKind() === 'pages' ? { headers: readHeaders() } : { file: chosenFile() };
}

/** The form's name for a job's path: some fields are the same for all sources. @param {string} path */
export function pathOfSource(path) {
  return path.replace(/^source\.(csv|ndjson|parquet|pages)\.(file|columns|on_error)(?=$|\.)/, 'source.$2');
}

/** What its file is called, without an ending. */
export function sourceName() {
  if (sourceKind() === 'pages') return 'pages';
  return (fileIdentity()?.name ?? sourceKind()).replace(/(\.(csv|tsv|txt|json|jsonl|ndjson|parquet|gz))+$/i, '');
}

function readFile() {
  return given({ file: fileIdentity(), ...readRows() });
}

/** What all have. */
function readRows() {
  return sourceKind() === 'parquet' ? {} : { columns: chosenColumns(), on_error: changed('on-error') };
}

function readCsv() {
  const words = asTyped('null-words').split(',').map((word) => word.trim()).filter((word) => word !== '');
  return given({
    delimiter: delimiterOf(asTyped('delimiter')),
    quote: changed('quote'),
    header: changed('header'),
    null_words: words.length > 0 ? words : undefined,
  });
}

/** What a field says of a delimiter; undefined when it is blank. @param {string} text */
export function delimiterOf(text) {
  return WORDS.get(text.trim().toLowerCase()) ?? (text === '' ? undefined : text);
}

function readPages() {
  return {
    url: valueOf('pages-url'),
    ...given({
      paging: readPaging(),
      page_size: ['page_number', 'offset'].includes(valueOf('paging')) ? numberOf('page-records') : undefined,
      records: changed('records-pointer'),
      total: changed('total-pointer'),
      max_pages: numberOf('max-pages'),
      requests_per_second: numberOf('requests-per-second'),
      builtin: readBuiltin(),
      ...readRows(),
    }),
  };
}

function readPaging() {
  switch (valueOf('paging')) {
    case 'offset': return { offset: { offset_parameter: valueOf('offset-parameter'), limit_parameter: valueOf('limit-parameter') } };
    case 'cursor': return { cursor: given({ parameter: valueOf('cursor-parameter') || undefined, pointer: valueOf('cursor-pointer') }) };
    case 'link_header': return 'link_header';
    default: return { page_number: given({ parameter: valueOf('page-parameter'), first: numberOf('first-page'), size_parameter: valueOf('size-parameter') || undefined }) };
  }
}

function readBuiltin() {
  if (!valueOf('pages-url').startsWith('builtin:')) return undefined;
  return given({ records: numberOf('builtin-records'), seed: numberOf('builtin-seed'), latency_ms: numberOf('builtin-latency') });
}

/** A header on each line: `Name: value`. */
export function readHeaders() {
  const lines = asTyped('pages-headers').split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return Object.fromEntries(lines.map((line) => {
    const [name = '', ...value] = line.split(':');
    return [name.trim(), value.join(':').trim()];
  }));
}
