/** Forms for objects of the recipe, made from what the schema says of them. */
import { create } from '../dom.js';
import { prepareField } from '../fields.js';
import { fieldFor } from './field.js';
import { ItemList } from './items.js';
import { tellNewFields } from './newfields.js';
import { inside } from './place.js';
import { parametersOf } from './values.js';

/** @import { Place, Property, Shape, ShapeOf, Variant } from './types.js' */

/** @param {Property[]} properties @param {Place} place Of the object. @param {boolean} [mayBeEmpty] @returns {HTMLElement[]} */
export function partsFor(properties, place, mayBeEmpty = true) {
  return properties.map((property) => partFor(property, inside(place, property.name, mayBeEmpty)));
}

/** @param {Property} property @param {Place} place @returns {HTMLElement} */
function partFor(property, place) {
  const { label, shape } = property;
  switch (shape.kind) {
    case 'object': return group(label, shape, place);
    case 'union': return union(label, shape, place);
    case 'items': return itemsFor(property.name, shape, place).element;
    default: return fieldFor(property, place);
  }
}

/** The items of a list: the columns of a table or struct, the fields of a JSON object. @param {string} name @param {ShapeOf<'items'>} shape @param {Place} place @param {(item: Place) => HTMLElement[]} [more] What else an item has. */
export function itemsFor(name, { item }, place, more = () => []) {
  const fields = (/** @type {Place} */ one) => [...partsFor(propertiesOf(item), one), ...more(one)];
  return new ItemList({ place, noun: name.replace(/s$/, ''), shape: item, fields });
}

/** Fields that belong together and are seldom used. @param {string} label @param {ShapeOf<'object'>} shape @param {Place} place */
export function group(label, shape, place) {
  const element = create('details', '', { class: 'group wide' });
  const fields = create('div', '', { class: 'fields' });
  fields.append(...partsFor(shape.properties(), place, false));
  element.open = place.get() !== undefined;
  element.append(create('summary', label), create('p', shape.help, { class: 'help' }), fields);
  return element;
}

/** A choice of what something is, such as a generator, and the fields that this has. @param {string} label @param {ShapeOf<'union'>} shape @param {Place} place */
function union(label, shape, place) {
  const id = place.path;
  const element = create('fieldset', '', { class: 'union wide' });
  const field = create('div', '', { class: 'field' });
  const choice = create('select', '', { id, 'data-path': id, 'aria-describedby': `${id}-help` });
  const help = create('p', '', { id: `${id}-help`, class: 'help' });
  const fields = create('div', '', { class: 'fields' });
  field.append(create('label', label, { for: id }), choice, help);
  prepareField(choice, field);
  choice.append(...optionGroups(shape.variants));
  choice.value = chosen(place);
  const show = () => {
    const variant = shape.variants.find(({ name }) => name === choice.value);
    const parameters = variant?.shape();
    help.textContent = parameters?.help ?? '';
    fields.replaceChildren(...partsFor(propertiesOf(parameters), inside(place, choice.value)));
  };
  choice.addEventListener('input', () => {
    const before = place.get()?.[chosen(place)] ?? {};
    const variant = shape.variants.find(({ name }) => name === choice.value);
    if (variant) place.set({ [variant.name]: parametersOf(variant.shape(), before) });
    show();
    tellNewFields(element);
  });
  show();
  element.append(create('legend', label, { class: 'visually-hidden' }), field, fields);
  return element;
}

/** @param {Place} place */
function chosen(place) {
  return Object.keys(place.get() ?? {})[0] ?? '';
}

/** The variants by their families, both in the order of the alphabet. @param {Variant[]} variants */
function optionGroups(variants) {
  const families = [...new Set(variants.map(({ family }) => family))].sort();
  return families.map((family) => {
    const options = create('optgroup', '', { label: family });
    const members = variants.filter((one) => one.family === family);
    options.append(...members.map(({ name, label }) => create('option', label, { value: name })));
    return options;
  });
}

/** @param {Shape} [shape] @returns {Property[]} */
function propertiesOf(shape) {
  return shape?.kind === 'object' ? shape.properties() : [];
}
