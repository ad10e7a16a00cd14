/** The first rows as a table. */
import { byId, create } from './dom.js';
import { count } from './format.js';

/** @import { Preview } from '../types.js' */

/** @param {Preview} preview */
export function showPreview({ columns, rows }) {
  const head = create('thead');
  head.append(rowOf(columns.map(heading)));
  const body = create('tbody');
  body.append(...rows.map((row) => rowOf(row.map((value) => create('td', value)))));
  const caption = create('caption', `The first ${count(rows.length, 'row')}, with the Arrow type of each column`, { class: 'visually-hidden' });
  byId('preview', HTMLTableElement).replaceChildren(caption, head, body);
}

/** The plan stands all the same: only the rows cannot be shown. @param {unknown} error */
export function showNoPreview(error) {
  const reason = error instanceof Error ? error.message : String(error);
  const caption = create('caption', `The rows cannot be shown: ${reason}`, { class: 'problem' });
  byId('preview', HTMLTableElement).replaceChildren(caption);
}

/** @param {Preview['columns'][number]} column */
function heading({ name, type }) {
  const cell = create('th', name, { scope: 'col' });
  cell.append(create('span', type, { class: 'type' }));
  return cell;
}

/** @param {HTMLElement[]} cells */
function rowOf(cells) {
  const row = create('tr');
  row.append(...cells);
  return row;
}
