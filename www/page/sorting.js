/** Sorting columns as people write them: `session_id, amount desc, note nulls first`. */

/** @import { WriterOptions } from '../types.js' */
/** @typedef {NonNullable<WriterOptions['sorting_columns']>} SortingColumns */

/** Where they stand in a job. */
export const SORTING = 'writer.sorting_columns';

const COLUMN = /^(?<name>.*?)(?<descending>\s+desc)?(?<first>\s+nulls first)?$/i;

/** @param {string} text @returns {SortingColumns | undefined} Undefined for a blank text. */
export function parseSorting(text) {
  if (text.trim() === '') return undefined;
  return text.split(',').map((part) => {
    const { name = '', descending, first } = COLUMN.exec(part.trim())?.groups ?? {};
    return { name, ...(descending && { descending: true }), ...(first && { nulls_first: true }) };
  });
}

/** @param {SortingColumns} columns */
export function textOfSorting(columns) {
  return columns.map(({ name, descending, nulls_first }) =>
    `${name}${descending ? ' desc' : ''}${nulls_first ? ' nulls first' : ''}`).join(', ');
}

/** Whether a job's value can be written so. @param {unknown} value @returns {value is SortingColumns} */
export function isSorting(value) {
  return Array.isArray(value) && value.every((column) => typeof column?.name === 'string' && !column.name.includes(','));
}
