/** Options and figures of the benchmarks that run in Node: a figure is a line of JSON. */

/** @param {string} name @param {number} otherwise */
export function option(name, otherwise) {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** @param {string} name @param {number} value @param {string} unit @param {object} [more] */
export function print(name, value, unit, more = {}) {
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(6)), unit, ...more }));
}

/** Prints the median of several runs, which it gives, with the lowest and the highest. @param {string} name @param {number[]} values @param {string} [unit] */
export function printMedian(name, values, unit = 'rows/s') {
  values.sort((one, other) => one - other);
  const median = values[Math.floor(values.length / 2)] ?? 0;
  print(name, median, unit, { low: values[0], high: values.at(-1) });
  return median;
}

/** @param {string} name @param {number} value @param {number | undefined} base */
export function printRatio(name, value, base) {
  if (base) print(name, value / base, 'ratio');
}
