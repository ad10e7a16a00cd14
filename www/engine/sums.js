/** What runs over several tables come to. */
import { noCounts } from './counts.js';

/** @import { Counts, Plan, Stats, TableResult, Totals } from '../types.js' */

/** @returns {Totals} */
export function noTotals() {
  return { rows: 0, blocks: 0, bytes: 0, parts: 0, kept_parts: 0, uploaded_bytes: 0, retries: 0, seconds: 0, memory_bytes: 0 };
}

/** @param {Totals} before Of the tables before. @param {Totals} now Of the table that is made. @returns {Totals} */
export function sumOfTotals(before, now) {
  return {
    ...now,
    rows: before.rows + now.rows,
    blocks: before.blocks + now.blocks,
    bytes: before.bytes + now.bytes,
    parts: before.parts + now.parts,
    kept_parts: before.kept_parts + now.kept_parts,
    uploaded_bytes: before.uploaded_bytes + now.uploaded_bytes,
    retries: before.retries + now.retries,
  };
}

/** The plan of several tables. @param {Plan[]} plans @returns {Plan} */
export function planOf(plans) {
  const sum = (/** @type {(plan: Plan) => number} */ of) => plans.reduce((total, plan) => total + of(plan), 0);
  const most = (/** @type {(plan: Plan) => number} */ of) => Math.max(...plans.map(of));
  return {
    rows: sum((plan) => plan.rows),
    columns: sum((plan) => plan.columns),
    rows_per_block: most((plan) => plan.rows_per_block),
    blocks: sum((plan) => plan.blocks),
    bytes_per_row: sum((plan) => plan.estimated_file_bytes) / sum((plan) => plan.rows),
    estimated_file_bytes: sum((plan) => plan.estimated_file_bytes),
    part_bytes: most((plan) => plan.part_bytes),
    parts: sum((plan) => plan.parts),
    notes: [],
    encodings: [],
    resolved: '',
    tables: plans,
  };
}

/** The statistics of all tables. @param {TableResult[]} results @param {Totals} totals @param {number} workers @returns {Stats} */
export function statsOf(results, totals, workers) {
  const all = results.map(({ stats }) => stats);
  const sum = (/** @type {(stats: Stats) => number | undefined} */ of) => all.reduce((total, stats) => total + (of(stats) ?? 0), 0);
  return {
    rows: sum((stats) => stats.rows),
    columns: sum((stats) => stats.columns),
    row_groups: sum((stats) => stats.row_groups),
    file_bytes: sum((stats) => stats.file_bytes),
    raw_bytes: sum((stats) => stats.raw_bytes),
    ...countsOf(results),
    seconds: totals.seconds,
    first_block_seconds: all[0]?.first_block_seconds ?? 0,
    peak_memory_bytes: Math.max(...all.map((stats) => stats.peak_memory_bytes)),
    workers,
    parts: sum((stats) => stats.parts),
    kept_parts: sum((stats) => stats.kept_parts),
    retries: sum((stats) => stats.retries),
    ...(all[0]?.hash && { hash: all.map(({ hash }) => hash).join(' ') }),
    ...(all[0]?.also_bytes !== undefined && { also_bytes: sum((stats) => stats.also_bytes) }),
  };
}

/** Counts of columns, which are called by their tables as well. @param {TableResult[]} results @returns {Counts} */
function countsOf(results) {
  const counts = noCounts();
  for (const { table, stats: { flaws, nulls } } of results) {
    const named = (/** @type {string} */ column) => `${table}.${column}`;
    if (flaws.duplicates !== undefined) counts.flaws.duplicates = (counts.flaws.duplicates ?? 0) + flaws.duplicates;
    counts.flaws.values.push(...flaws.values.map((one) => ({ ...one, column: named(one.column) })));
    counts.nulls.push(...nulls.map((one) => ({ ...one, column: named(one.column) })));
  }
  return counts;
}
