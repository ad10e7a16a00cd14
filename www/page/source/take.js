/** What a job says of its source: fills the fields of one that is read. */
import { isObject, shown, unreadable } from '../unreadable.js';
import { edit, fieldOf } from '../values.js';
import { takeColumns } from './columns.js';
import { wantFile } from './file.js';
import { pathOfSource } from './job.js';

/** @import { ColumnType, FileIdentity } from '../../types.js' */
/** @import { Leaves } from '../jobfile.js' */

const KINDS = ['csv', 'ndjson', 'parquet', 'pages'];

/** Values that have no single field, or a field for a list. */
export const WHOLE_OF_SOURCES = KINDS.flatMap((kind) => ['file', 'columns', 'null_words'].map((name) => `source.${kind}.${name}`));

const PAGING = 'source.pages.paging';

/** Which source it is, if its rows are read; its values get the names that the form has for them. @param {Leaves} leaves @returns {string | undefined} */
export function takeKind(leaves) {
  const paths = [...leaves.keys()];
  const kind = KINDS.find((kind) => paths.some((path) => path === `source.${kind}` || path.startsWith(`source.${kind}.`)));
  if (!kind) return undefined;
  leaves.delete(`source.${kind}`);
  for (const path of paths) rename(leaves, path, pathOfSource(path));
  const words = leaves.get('source.csv.null_words');
  if (Array.isArray(words)) leaves.set('source.csv.null_words', words.join(', '));
  const style = paths.find((path) => path.startsWith(`${PAGING}.`))?.split('.')[3];
  if (style) leaves.set(PAGING, style);
  return kind;
}

/** What is filled by itself: the columns last, as those that are there are of the other fields as they were. @param {string} kind @param {Leaves} leaves */
export function takeSource(kind, leaves) {
  const file = /** @type {FileIdentity | undefined} */ (taken(leaves, 'source.file', isIdentity, 'a file with name and size'));
  const columns = /** @type {ColumnType[] | undefined} */ (taken(leaves, 'source.columns', isColumns, 'a list of columns with name and type'));
  return {
    first: () => {
      edit(fieldOf('source'), kind);
      wantFile(file);
    },
    last: () => takeColumns(columns),
  };
}

/** @param {Leaves} leaves @param {string} from @param {string} to */
function rename(leaves, from, to) {
  if (from === to) return;
  leaves.set(to, leaves.get(from));
  leaves.delete(from);
}

/** @param {Leaves} leaves @param {string} path @param {(value: unknown) => boolean} fits @param {string} words */
function taken(leaves, path, fits, words) {
  const value = leaves.get(path);
  if (value !== undefined && !fits(value)) throw unreadable(path, `${shown(value)} is not ${words}`);
  leaves.delete(path);
  return value;
}

/** @param {unknown} value */
function isIdentity(value) {
  return isObject(value) && 'name' in value && typeof value.name === 'string' && 'size' in value && typeof value.size === 'number';
}

/** @param {unknown} value */
function isColumns(value) {
  return Array.isArray(value) && value.every((column) => isObject(column) && 'name' in column && 'type' in column);
}
