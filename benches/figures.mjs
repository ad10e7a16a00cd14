/** Options and figures of the benchmarks that run in Node: a figure is a line of JSON. */

/** @param {string} name @param {number} otherwise */
export function option(name, otherwise) {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** @param {string} name @param {number} value @param {string} unit @param {Record<string, number>} [more] */
export function print(name, value, unit, more = {}) {
  const rounded = (/** @type {number} */ number) => Number(number.toPrecision(6));
  const others = Object.fromEntries(Object.entries(more).map(([key, number]) => [key, rounded(number)]));
  console.log(JSON.stringify({ name, value: rounded(value), unit, ...others }));
}

/** Prints the median of several runs, which it gives, with the lowest and the highest. @param {string} name @param {number[]} values @param {string} [unit] */
export function printMedian(name, values, unit = 'rows/s') {
  const median = medianOf(values);
  print(name, median, unit, { low: Math.min(...values), high: Math.max(...values) });
  return median;
}

/** @param {number[]} values */
export function medianOf(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

/** @param {string} name @param {number} value @param {number | undefined} base */
export function printRatio(name, value, base) {
  if (base) print(name, value / base, 'ratio');
}
