/** Values as people type them: how a field shows one, and what it reads of a text. */
import { integer } from '../format.js';
import { EXPECTED, parseNumber } from '../numbers.js';

/** @import { Shape, ShapeOf } from './types.js' */

/** @typedef {{ value?: unknown, problem?: string }} Read No value: it is left out. */

/** What a text field shows. @param {unknown} value @param {Shape} shape */
export function textOf(value, shape) {
  const shown = value ?? shape.default ?? (shape.kind === 'list' ? [] : '');
  if (shape.kind === 'json') return shown === '' ? '' : JSON.stringify(shown, null, 1);
  return Array.isArray(shown) ? shown.join('\n') : String(shown);
}

/** What a text field has. @param {string} text @param {Shape} shape @returns {Read} */
export function read(text, shape) {
  switch (shape.kind) {
    case 'number': return text.trim() === '' ? {} : readNumber(text.trim(), shape);
    case 'list': return readList(text, shape);
    case 'json': return text.trim() === '' ? {} : readJson(text);
    // An empty text is one where the default is not.
    default: return text === '' && !shape.default ? {} : { value: text };
  }
}

/** @param {string} text @param {ShapeOf<'number'>} shape @returns {Read} */
function readNumber(text, { whole }) {
  const value = parseNumber(whole ? 'integer' : 'decimal', text);
  if (value === undefined) return { problem: `must be ${EXPECTED[whole ? 'integer' : 'decimal']}` };
  const most = Number.MAX_SAFE_INTEGER;
  // Larger numbers would silently become others in JavaScript.
  return Math.abs(value) > most ? { problem: `must be within ${integer(most)} of 0` } : { value };
}

/** Texts stand one on a line; numbers also between commas or spaces. @param {string} text @param {ShapeOf<'list'>} shape @returns {Read} */
function readList(text, shape) {
  if (shape.of === 'text') {
    const lines = text.split('\n');
    // The line that is begun after the last text is none yet.
    return items(lines.at(-1) === '' ? lines.slice(0, -1) : lines, shape);
  }
  const texts = text.split(/[\s,;]+/).filter((one) => one !== '');
  const numbers = texts.map((one) => parseNumber('decimal', one));
  const bad = numbers.findIndex((number) => number === undefined);
  return bad < 0 ? items(numbers, shape) : { problem: `has ${texts[bad]}, which is not a number` };
}

/** An empty list is one where the default is not. @param {unknown[]} value @param {Shape} shape @returns {Read} */
function items(value, shape) {
  return value.length === 0 && !shape.default ? {} : { value };
}

/** @param {string} text @returns {Read} */
function readJson(text) {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `is not JSON (${error instanceof Error ? error.message : error})` };
  }
}

/** A value to begin with, where one must be there. @param {Shape} shape @returns {unknown} */
export function initial(shape) {
  if (shape.default !== undefined) return shape.default;
  switch (shape.kind) {
    case 'boolean': return false;
    case 'number': return shape.least ?? 0;
    case 'choice': return shape.options[0]?.value;
    case 'list':
    case 'items': return [];
    case 'object': return parametersOf(shape, {});
    case 'union': return shape.example ?? {};
    case 'json': return {};
    default: return '';
  }
}

/** Parameters of a generator: those of another that it takes too, and what must be there. @param {Shape} shape @param {Record<string, unknown>} before */
export function parametersOf(shape, before) {
  /** @type {Record<string, unknown>} */
  const parameters = {};
  for (const { name, required, shape: one } of shape.kind === 'object' ? shape.properties() : []) {
    if (takes(one, before[name])) parameters[name] = before[name];
    else if (required) parameters[name] = initial(one);
  }
  return parameters;
}

/** @param {Shape} shape @param {unknown} value */
function takes(shape, value) {
  switch (shape.kind) {
    case 'boolean': return typeof value === 'boolean';
    case 'number': return typeof value === 'number';
    case 'text': return typeof value === 'string';
    case 'choice': return shape.options.some((option) => option.value === value);
    case 'list': return Array.isArray(value) && value.every((one) => typeof one === (shape.of === 'text' ? 'string' : 'number'));
    case 'items': return Array.isArray(value) && value.every((one) => typeof one === 'object');
    case 'union': return typeof value === 'object' && value !== null && shape.variants.some(({ name }) => name in value);
    default: return false;
  }
}

/** The same value, whatever the order of an object's fields. @param {unknown} a @param {unknown} b */
export function isSame(a, b) {
  return JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}

/** @param {string} _ @param {unknown} value */
function sorted(_, value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
