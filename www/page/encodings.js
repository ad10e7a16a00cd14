/** How each column will be written, by the plan. */
import { byId, create } from './dom.js';
import { short } from './format.js';

/** @import { ColumnPlan } from '../types.js' */

/** @param {ColumnPlan[]} encodings None while there is no plan. */
export function showEncodings(encodings) {
  byId('encodings', HTMLDetailsElement).hidden = encodings.length === 0;
  byId('encodings-rows', HTMLElement).replaceChildren(...encodings.map(rowOf));
}

/** @param {ColumnPlan} column */
function rowOf({ name, data_type, encoding, compression, bytes_per_row }) {
  const row = create('tr');
  const cells = [data_type, encoding, compression, short(bytes_per_row)].map((text) => create('td', text));
  row.append(create('th', name, { scope: 'row' }), ...cells);
  return row;
}
