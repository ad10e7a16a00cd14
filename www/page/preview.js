/** The first rows as a table. */
import { byId, create, rowOf } from './dom.js';
import { count } from './format.js';

/** @import { Preview } from '../types.js' */

/** @param {Preview} preview */
export function showPreview({ columns, rows }) {
  const table = fresh();
  const texts = [columns.flatMap(({ name, type }) => [name, type]), rows].flat(2);
  const places = [...table.querySelectorAll('thead .name, thead .type, tbody td')];
  // Another cell's text is much cheaper than another table.
  const isSame = table.tHead?.rows[0]?.cells.length === columns.length && places.length === texts.length;
  if (isSame) places.forEach((place, index) => setText(place, texts[index] ?? ''));
  else table.replaceChildren(...partsOf(columns, rows));
}

/** The rows are of a recipe that was right before. */
export function showStalePreview() {
  byId('preview', HTMLTableElement).classList.add('stale');
}

/** The plan stands all the same: only the rows cannot be shown. @param {unknown} error */
export function showNoPreview(error) {
  const reason = error instanceof Error ? error.message : String(error);
  const caption = create('caption', `The rows cannot be shown: ${reason}`, { class: 'problem' });
  fresh().replaceChildren(caption);
}

function fresh() {
  const table = byId('preview', HTMLTableElement);
  table.classList.remove('stale');
  return table;
}

/** @param {Preview['columns']} columns @param {string[][]} rows */
function partsOf(columns, rows) {
  const head = create('thead');
  head.append(rowOf(columns.map(heading)));
  const body = create('tbody');
  body.append(...rows.map((row) => rowOf(row.map((value) => create('td', value)))));
  const caption = create('caption', `The first ${count(rows.length, 'row')}, with the Arrow type of each column`, { class: 'visually-hidden' });
  return [caption, head, body];
}

/** @param {Element} place @param {string} text */
function setText(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** @param {Preview['columns'][number]} column */
function heading({ name, type }) {
  const cell = create('th', '', { scope: 'col' });
  cell.append(create('span', name, { class: 'name' }), create('span', type, { class: 'type' }));
  return cell;
}
