/** Numbers as people type them: 1000000, 1,000,000, 1_000_000, 1 000 000 or 1e6. */

/** @typedef {'whole' | 'integer' | 'decimal'} NumberKind Whole numbers are 0 or more, integers can be less. */

/** Groups have three digits and one kind of separator; the spaces of some languages do not break lines. */
const DIGITS = /^\+?(\d+|\d{1,3}([,_ \u00a0\u202f])\d{3}(\2\d{3})*)$/;
const SEPARATORS = /[,_ \u00a0\u202f]/g;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What a field of this kind takes, for its problem. @type {Record<NumberKind, string>} */
export const EXPECTED = {
  whole: 'a whole number, 0 or more, such as 1000 or 1,000',
  integer: 'a whole number, such as -5 or 1,000',
  decimal: 'a number, such as 1 or 0.5',
};

/** Undefined for what is no number of this kind. @param {NumberKind} kind @param {string} text @returns {number | undefined} */
export function parseNumber(kind, text) {
  if (kind === 'integer') return text.startsWith('-') ? negative(parseNumber('whole', text.slice(1))) : parseNumber('whole', text);
  if (kind === 'whole' && DIGITS.test(text)) return Number(text.replace(SEPARATORS, ''));
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  if (kind === 'decimal') return value;
  // 1e6 and 1.5e3 are whole, 1.0 is taken for a slip.
  return /e/i.test(text) && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** @param {number | undefined} value */
function negative(value) {
  return value && -value;
}
