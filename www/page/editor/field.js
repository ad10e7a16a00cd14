/** A field for one value of the recipe: a label, what it takes, what it is for. */
import { create } from '../dom.js';
import { prepareField } from '../fields.js';
import { controlFor } from './controls.js';
import { helpOf } from './help.js';
import { isSame } from './values.js';

/** @import { Place, Property, Shape } from './types.js' */
/** @import { Read } from './values.js' */

/** @param {Property} property @param {Place} place */
export function fieldFor(property, place) {
  const { label, required, shape } = property;
  const { kind, control, read } = controlFor(shape, place.get(), required);
  control.id = place.path;
  control.dataset.path = place.path;
  control.addEventListener('input', () => {
    const typed = read();
    control.setCustomValidity(typed.problem ? `${label} ${typed.problem}.` : '');
    if (!typed.problem) place.set(valueOf(typed, property));
  });
  const name = create('label', label, { for: place.path });
  const element = create('div', '', { class: LOOKS[kind] });
  element.append(...(kind === 'checkbox' ? [control, name] : [name, control]));
  addHelp(element, control, helpOf(shape, kind));
  prepareField(control, element);
  return element;
}

/** How fields of a kind are laid out. */
const LOOKS = { checkbox: 'field check', select: 'field', line: 'field', lines: 'field wide', json: 'field wide' };

/** @param {HTMLElement} element @param {HTMLElement} control @param {string} text */
function addHelp(element, control, text) {
  if (text === '') return;
  const id = `${control.id}-help`;
  element.append(create('p', text, { id, class: 'help' }));
  control.setAttribute('aria-describedby', id);
}

/** What was typed; the default is left out. @param {Read} typed @param {Property} property */
function valueOf({ value }, { required, shape }) {
  if (required) return value ?? EMPTY[shape.kind];
  return isSame(value, shape.default) ? undefined : value;
}

/** What must be there stays there when nothing is typed. @type {Partial<Record<Shape['kind'], unknown>>} */
const EMPTY = { text: '', list: [] };
