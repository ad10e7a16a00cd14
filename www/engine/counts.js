/** What encoders count of their rows, added up. */

/** @import { Counts } from '../types.js' */

/** @returns {Counts} */
export function noCounts() {
  return { flaws: { values: [] }, nulls: [] };
}

/**
 * @param {Counts} sum
 * @param {Counts} more Of other rows of the same table: of the same columns, unless the sum is still empty.
 * @returns {Counts}
 */
export function sumOf(sum, more) {
  const { duplicates } = more.flaws;
  return {
    flaws: {
      ...(duplicates !== undefined && { duplicates: (sum.flaws.duplicates ?? 0) + duplicates }),
      values: added(sum.flaws.values, more.flaws.values),
    },
    nulls: added(sum.nulls, more.nulls),
  };
}

/**
 * @template {{ cells: number }} T
 * @param {T[]} sums
 * @param {T[]} more
 */
function added(sums, more) {
  return more.map((one, place) => ({ ...one, cells: (sums[place]?.cells ?? 0) + one.cells }));
}
