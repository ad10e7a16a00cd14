/** The columns of a source that is read, and their types: told from the first rows, until somebody chooses others. */
import { byId, create, rowOf } from '../dom.js';

/** @import { ColumnType } from '../../types.js' */

/** Types that texts are mostly read as. */
const USUAL = ['Utf8', 'Int64', 'UInt64', 'Float64', 'Decimal128(18, 2)', 'Decimal128(38, 0)', 'Boolean', 'Date32', 'Timestamp(ms)', 'Timestamp(µs)', 'Timestamp(µs, "UTC")', 'Time64(µs)'];

/** @type {ColumnType[]} As they are shown. */
let columns = [];
let isEdited = false;

/** @param {HTMLFormElement} form */
export function prepareColumns(form) {
  // They are of the source as it was.
  form.addEventListener('newsource', forgetColumns);
  for (const id of ['source', 'delimiter', 'quote', 'header']) byId(id, HTMLElement).addEventListener('input', forgetColumns);
}

/** What a job says of them: nothing until somebody has changed them. @returns {ColumnType[] | undefined} */
export function chosenColumns() {
  return isEdited ? columns : undefined;
}

/** Takes what a job says. @param {ColumnType[] | undefined} given */
export function takeColumns(given) {
  isEdited = given !== undefined && given.length > 0;
  columns = given ?? [];
  draw();
}

export function forgetColumns() {
  takeColumns(undefined);
}

/** Shows what the first rows say. @param {ColumnType[]} [opened] */
export function showColumns(opened = []) {
  if (isEdited || JSON.stringify(opened) === JSON.stringify(columns)) return;
  columns = opened;
  draw();
}

function draw() {
  byId('source-columns', HTMLDetailsElement).hidden = columns.length === 0;
  byId('source-columns-rows', HTMLElement).replaceChildren(...columns.map((column, place) => rowOf([create('th', column.name, { scope: 'row' }), typeCell(column, place)])));
}

/** @param {ColumnType} column @param {number} place */
function typeCell({ name, type }, place) {
  const choice = create('select', '', { 'aria-label': `Type of ${name}` });
  const types = USUAL.includes(type) ? USUAL : [type, ...USUAL];
  choice.append(...types.map((text) => create('option', text, { value: text })));
  choice.value = type;
  choice.addEventListener('input', () => {
    isEdited = true;
    columns = columns.map((column, index) => (index === place ? { name, type: choice.value } : column));
  });
  const cell = create('td');
  cell.append(choice);
  return cell;
}
