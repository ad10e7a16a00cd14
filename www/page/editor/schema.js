/**
 * What the core says of recipes and writer options, as JSON Schema: the editor's fields are made from it, and from
 * nothing else.
 */
import { siteFile } from '../../site.js';

/** @import { Property, SchemaNode, Shape, Variant } from './types.js' */

/** @param {string} name Of a file beside `www/types.d.ts`. */
export async function loadSchema(name) {
  const response = await fetch(siteFile(`www/${name}`));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return new Schema(await response.json());
}

export class Schema {
  #root;

  /** @param {SchemaNode} root */
  constructor(root) {
    this.#root = root;
  }

  /** What the whole looks like. */
  get shape() {
    return this.#shapeOf(this.#root);
  }

  /** What a definition looks like. @param {string} name */
  definition(name) {
    return this.#shapeOf({ $ref: `#/$defs/${name}` });
  }

  /** @param {SchemaNode} node @returns {Shape} */
  #shapeOf(node) {
    const found = this.#resolve(node);
    const { description = '', default: usual } = found;
    // Prose is wrapped in the code; the first paragraph says what it is.
    const help = (description.split('\n\n')[0] ?? '').replaceAll('\n', ' ').replaceAll('`', '');
    return { help, default: usual ?? undefined, ...this.#kindOf(found) };
  }

  /** @param {SchemaNode} node @returns {any} */
  #kindOf(node) {
    const options = optionsOf(node);
    if (options) return { kind: 'choice', options };
    if (node.oneOf?.every(isTagged)) {
      return { kind: 'union', variants: node.oneOf.map((one) => this.#variant(one)), example: node.examples?.[0] };
    }
    switch (typeOf(node)) {
      // What may be left out without being null is false then.
      case 'boolean': return { kind: 'boolean', default: node.default ?? (Array.isArray(node.type) ? undefined : false) };
      case 'integer': return { kind: 'number', whole: true, least: node.minimum, most: node.maximum };
      case 'number': return { kind: 'number', whole: false, least: node.minimum, most: node.maximum };
      case 'string': return { kind: 'text', suggest: node.suggest };
      case 'array': return this.#listOf(node.items ?? {});
      case 'object': return node.properties ? { kind: 'object', properties: () => this.#properties(node) } : { kind: 'json' };
      default: return { kind: 'json' };
    }
  }

  /** @param {SchemaNode} items */
  #listOf(items) {
    const item = this.#shapeOf(items);
    switch (item.kind) {
      case 'object': return { kind: 'items', item };
      case 'choice': return { kind: 'list', of: 'text', options: item.options.map(({ value }) => value) };
      case 'text': return { kind: 'list', of: 'text' };
      case 'number': return { kind: 'list', of: 'number' };
      default: return { kind: 'json' };
    }
  }

  /** @param {SchemaNode} node @returns {Property[]} */
  #properties({ properties = {}, required = [] }) {
    return Object.entries(properties).map(([name, property]) => {
      const isRequired = required.includes(name);
      const shape = this.#shapeOf(property);
      return { name, label: labelOf(name), required: isRequired, shape: isRequired ? shape : optional(shape) };
    });
  }

  /** @param {SchemaNode} node @returns {Variant} */
  #variant({ properties = {}, family = '' }) {
    const [name = '', parameters = {}] = Object.entries(properties)[0] ?? [];
    return { name, family, label: name.replaceAll('_', ' '), shape: () => this.#shapeOf(parameters) };
  }

  /** A node with what it refers to; none of those that may be null. @param {SchemaNode} node @returns {SchemaNode} */
  #resolve({ $ref, anyOf, ...own }) {
    if ($ref) return this.#resolve({ ...this.#root.$defs?.[$ref.replace('#/$defs/', '')], ...own });
    const value = anyOf?.find((one) => one.type !== 'null');
    return value ? this.#resolve({ ...value, ...own }) : own;
  }
}

/** An object that is left out cannot be begun field by field if some of its fields must be there. @param {Shape} shape @returns {Shape} */
function optional(shape) {
  const must = shape.kind === 'object' && shape.properties().some(({ required }) => required);
  return must ? { ...shape, kind: 'json' } : shape;
}

/** @param {SchemaNode} node */
function typeOf({ type }) {
  return [type].flat().find((one) => one !== 'null');
}

/** @param {SchemaNode} node */
function optionsOf(node) {
  if (node.enum) return node.enum.map((value) => ({ value, help: '' }));
  const isChoice = node.oneOf?.every((one) => one.const !== undefined || one.enum);
  return isChoice ? node.oneOf?.flatMap(optionsOfOne) : undefined;
}

/** Names without a description of their own stand together. @param {SchemaNode} one */
function optionsOfOne({ const: value, enum: values = [], description = '' }) {
  return value === undefined ? values.map((name) => ({ value: name, help: '' })) : [{ value, help: description }];
}

/** An object with one field that must be there. @param {SchemaNode} node */
function isTagged({ type, properties, required }) {
  return type === 'object' && required?.length === 1 && Object.keys(properties ?? {}).length === 1;
}

const UNITS = /** @type {Record<string, string>} */ ({ kb: '(KB)', mb: '(MB)', ms: '(ms)' });

/** A name of the recipe in words: `page_size_kb` is "Page size (KB)". @param {string} name */
export function labelOf(name) {
  const words = name.split('_').map((word) => UNITS[word] ?? word).join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
