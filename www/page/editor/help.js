/** What is said under a field: what it is for, and how it is filled in. */
import { capital, integer, sentence } from '../format.js';

/** @import { Shape, ShapeOf } from './types.js' */
/** @import { Kind } from './controls.js' */

/** @param {Shape} shape @param {Kind} kind */
export function helpOf(shape, kind) {
  const purpose = shape.help === '' ? '' : sentence(capital(shape.help));
  return [purpose, formOf(shape, kind)].filter((part) => part !== '').join(' ');
}

/** @param {Shape} shape @param {Kind} kind */
function formOf(shape, kind) {
  if (kind === 'json') return 'As JSON.';
  if (shape.kind === 'number') return rangeOf(shape);
  return shape.kind === 'list' ? linesOf(shape) : '';
}

/** @param {ShapeOf<'list'>} shape */
function linesOf({ of, options }) {
  const between = of === 'text' ? 'One on a line' : 'One on a line, or with commas between';
  return options ? `${between}: ${options.join(', ')}.` : `${between}.`;
}

/** From where to where numbers go, where the words do not say it. @param {ShapeOf<'number'>} shape */
function rangeOf({ help, least, most }) {
  const isTold = [least, most].some((bound) => bound && new RegExp(`\\b${bound}\\b`).test(help));
  if (isTold) return '';
  if (most !== undefined) return least === undefined ? `Up to ${shown(most)}.` : `From ${shown(least)} to ${shown(most)}.`;
  return least ? `${shown(least)} or more.` : '';
}

/** @param {number} bound */
function shown(bound) {
  return Number.isInteger(bound) ? integer(bound) : String(bound);
}
