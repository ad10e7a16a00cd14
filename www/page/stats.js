/** The table of what a finished run was. `data-stat` and `data-value` are for programs that read the page. */
import { copyButton } from './copy.js';
import { byId, create } from './dom.js';
import { bytes, count, duration, integer, MB, short } from './format.js';

/** @import { Stats, TableResult, Verified } from '../types.js' */
/** @typedef {{ name: string, label: string, value: number | string, text: string }} Stat */

/** What flaws of values are called. */
const FLAWS = { outlier: 'outliers', malformed: 'malformed values', late: 'late values' };

/** @param {Stats} stats @param {TableResult[]} tables Of which they are the sums, if there are several. */
export function showStats(stats, tables) {
  byId('statistics-rows', HTMLElement).replaceChildren(...statsOf(stats).map(rowOf));
  byId('statistics-tables', HTMLElement).replaceChildren(...tables.map(sectionOf));
  byId('statistics', HTMLElement).hidden = false;
}

/** One of several tables. @param {TableResult} result */
function sectionOf({ table, stats }) {
  const section = create('details');
  const rows = statsOf(stats).map((stat) => rowOf({ ...stat, name: `${table}.${stat.name}` }));
  const body = create('tbody');
  body.append(...rows);
  const element = create('table', '', { class: 'statistics', 'aria-label': `Statistics of ${table}` });
  element.append(body);
  section.append(create('summary', `${table}: ${count(stats.rows, 'row')}, ${bytes(stats.file_bytes)}`), element);
  return section;
}

export function clearStats() {
  byId('statistics', HTMLElement).hidden = true;
  for (const id of ['statistics-rows', 'statistics-tables']) byId(id, HTMLElement).replaceChildren();
}

/** @param {Stats} stats @returns {Stat[]} */
function statsOf(stats) {
  const ratio = stats.raw_bytes / stats.file_bytes;
  const rowsPerSecond = stats.rows / stats.seconds;
  const mbPerSecond = stats.file_bytes / MB / stats.seconds;
  return [
    number('rows', 'Rows', stats.rows),
    number('columns', 'Columns', stats.columns),
    number('row_groups', 'Row groups', stats.row_groups),
    size('file_bytes', 'File bytes', stats.file_bytes),
    size('raw_bytes', 'Raw bytes (Arrow)', stats.raw_bytes),
    { name: 'ratio', label: 'Ratio (raw ÷ file)', value: ratio, text: short(ratio) },
    { name: 'seconds', label: 'Time', value: stats.seconds, text: duration(stats.seconds) },
    number('rows_per_second', 'Rows/s', rowsPerSecond),
    { name: 'mb_per_second', label: 'MB/s (file)', value: mbPerSecond, text: short(mbPerSecond) },
    size('peak_memory_bytes', 'Peak memory', stats.peak_memory_bytes),
    number('workers', 'Workers', stats.workers),
    number('parts', 'Parts', stats.parts),
    ...also(stats),
    ...some('skipped', 'Records left out', stats.skipped),
    ...some('nulled', 'Bad values made null', stats.nulled),
    ...uploadStats(stats),
    ...countStats(stats),
  ];
}

/** The second file. @param {Stats} stats @returns {Stat[]} */
function also({ also_bytes, also_url }) {
  if (also_bytes === undefined) return [];
  return [size('also_bytes', 'Second file', also_bytes), ...textStat('also_url', 'URL of the second', also_url)];
}

/** @param {Stats} stats @returns {Stat[]} */
function uploadStats({ object_url, etag, kept_parts, retries, is_confirmed, checksum, verified }) {
  if (object_url === undefined) return [];
  const confirmed = is_confirmed ? 'yes: the store has the whole file' : 'no: the store did not say what it has';
  return [
    number('kept_parts', 'Parts not sent again', kept_parts),
    number('retries', 'Requests sent again', retries),
    ...textStat('object_url', 'Object URL', object_url),
    ...textStat('etag', 'ETag', etag),
    { name: 'is_confirmed', label: 'Confirmed', value: String(is_confirmed), text: confirmed },
    ...textStat('checksum', 'Checksum', checksum),
    ...textStat('verified', 'Read back', verified && readBack(verified)),
  ];
}

/** @param {Verified} verified */
function readBack({ footer_bytes, row_groups, bytes: compared, rows, chunks_with_statistics }) {
  const groups = `${count(row_groups, 'row group')} (${bytes(compared)}) and the footer (${bytes(footer_bytes)}) are what was sent`;
  return `${groups}; it has ${count(rows, 'row')}, and statistics of ${count(chunks_with_statistics, 'column chunk')}`;
}

/** @param {Stats} stats @returns {Stat[]} */
function countStats({ flaws: { duplicates, values }, nulls, skipped }) {
  return [
    ...(duplicates === undefined ? [] : [number('duplicates', 'Duplicate rows', duplicates)]),
    ...values.map(({ column, flaw, cells }) => number(`${column}.${flaw}`, `${column}: ${FLAWS[flaw]}`, cells)),
    ...nulls.filter(({ cells }) => cells > 0 || skipped === undefined).map(({ column, cells }) => number(`${column}.null`, `${column}: nulls`, cells)),
  ];
}

/** @param {string} name @param {string} label @param {number} [value] @returns {Stat[]} */
function some(name, label, value) {
  return value === undefined ? [] : [number(name, label, value)];
}

/** @param {string} name @param {string} label @param {number} value @returns {Stat} */
function number(name, label, value) {
  return { name, label, value, text: integer(value) };
}

/** @param {string} name @param {string} label @param {number} value @returns {Stat} */
function size(name, label, value) {
  const exact = count(value, 'byte');
  return { name, label, value, text: value < 1024 ? exact : `${bytes(value)} (${exact})` };
}

/** @param {string} name @param {string} label @param {string} [text] @returns {Stat[]} */
function textStat(name, label, text) {
  return text ? [{ name, label, value: text, text }] : [];
}

/** @param {Stat} stat */
function rowOf({ name, label, value, text }) {
  const cell = create('td', '', { 'data-stat': name, 'data-value': String(value) });
  cell.append(...(/(^|\.)object_url$/.test(name) ? textToCopy(text) : [text]));
  const row = create('tr');
  row.append(create('th', label, { scope: 'row' }), cell);
  return row;
}

/** No link: without a signature, a private object does not open. @param {string} url */
function textToCopy(url) {
  const text = create('span', url);
  return [text, ' ', copyButton(text, 'the object URL')];
}
