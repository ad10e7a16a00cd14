/** What takes a value: a checkbox, a choice, a line, or a text of several. */
import { create } from '../dom.js';
import { idOf } from './suggestions.js';
import { read, textOf } from './values.js';

/** @import { Shape } from './types.js' */
/** @import { Field } from '../fields.js' */
/** @import { Read } from './values.js' */
/** @typedef {'checkbox' | 'select' | 'line' | 'lines' | 'json'} Kind */
/** @typedef {{ control: Field, read: () => Read }} Control */

/** What a choice says that is left to the core. */
const LEFT_OUT = 'not set';

/** Longest help that an option shows beside its name. */
const SHORT = 40;

const LITERAL = { spellcheck: 'false', autocapitalize: 'none' };

/** @param {Shape} shape @param {unknown} value @param {boolean} required @returns {Control & { kind: Kind }} */
export function controlFor(shape, value, required) {
  const kind = kindOf(shape, value);
  return { kind, ...KINDS[kind](shape, value, required) };
}

/** @param {Shape} shape @param {unknown} value @returns {Kind} */
function kindOf(shape, value) {
  switch (shape.kind) {
    case 'boolean': return shape.default === undefined ? 'select' : 'checkbox';
    case 'choice': return 'select';
    case 'number': return 'line';
    case 'text': return hasLines(value) ? 'json' : 'line';
    case 'list': return Array.isArray(value) && value.some(hasLines) ? 'json' : 'lines';
    default: return 'json';
  }
}

/** No line can hold a text of several. @param {unknown} value */
function hasLines(value) {
  return typeof value === 'string' && value.includes('\n');
}

/** @type {Record<Kind, (shape: Shape, value: unknown, required: boolean) => Control>} */
const KINDS = {
  checkbox(shape, value) {
    const control = create('input', '', { type: 'checkbox' });
    control.checked = Boolean(value ?? shape.default);
    return { control, read: () => ({ value: control.checked }) };
  },
  select(shape, value, required) {
    const control = create('select');
    const leftOut = required || shape.default !== undefined ? [] : [create('option', LEFT_OUT, { value: '' })];
    control.append(...leftOut, ...optionsOf(shape));
    control.value = String(value ?? shape.default ?? '');
    const chosen = () => (shape.kind === 'boolean' ? control.value === 'true' : control.value);
    return { control, read: () => (control.value === '' ? {} : { value: chosen() }) };
  },
  line(shape, value, required) {
    const control = create('input', '', LITERAL);
    if (shape.kind === 'number') {
      // Keyboards of digits alone have no minus.
      control.inputMode = shape.whole && (shape.least ?? -1) >= 0 ? 'numeric' : 'text';
      control.required = required;
    }
    if (shape.kind === 'text' && shape.suggest) control.setAttribute('list', idOf(shape.suggest));
    return asText(control, shape, value);
  },
  lines: (shape, value) => asText(create('textarea', '', { rows: '5', ...LITERAL }), shape, value),
  json: (shape, value) => asText(create('textarea', '', { rows: '5', ...LITERAL }), { ...shape, kind: 'json' }, value),
};

/** @param {Shape} shape */
function optionsOf(shape) {
  if (shape.kind !== 'choice') return [create('option', 'yes', { value: 'true' }), create('option', 'no', { value: 'false' })];
  return shape.options.map(({ value, help }) => {
    const text = help === '' || help.length > SHORT ? value : `${value}: ${help.replace(/\.$/, '')}`;
    return create('option', text, { value });
  });
}

/** @param {HTMLInputElement | HTMLTextAreaElement} control @param {Shape} shape @param {unknown} value @returns {Control} */
function asText(control, shape, value) {
  control.value = textOf(value, shape);
  return { control, read: () => read(control.value, shape) };
}
