/** What is offered while the name of something is typed that is there already. */
import { create } from '../dom.js';

/** @import { Suggestion } from './types.js' */

/** The list that a field names. @param {Suggestion} suggestion */
export function idOf(suggestion) {
  return `names-of-${suggestion.replace(' ', '-')}`;
}

/** The lists of an editor. @param {() => string[]} columns The names of the table's columns as they are now. */
export function suggestions(columns) {
  const element = create('div', '', { hidden: '' });
  const zones = listOf('time zones', ['UTC', ...Intl.supportedValuesOf('timeZone')]);
  const names = create('datalist', '', { id: idOf('columns') });
  element.append(zones, names);
  return {
    element,
    /** Takes the names of the columns anew. */
    update: () => names.replaceChildren(...optionsOf(columns())),
  };
}

/** @param {Suggestion} suggestion @param {string[]} names */
function listOf(suggestion, names) {
  const list = create('datalist', '', { id: idOf(suggestion) });
  list.append(...optionsOf(names));
  return list;
}

/** @param {string[]} names */
function optionsOf(names) {
  return names.map((value) => create('option', '', { value }));
}
