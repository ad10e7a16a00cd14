/** faker-js, apache-arrow and parquet-wasm: rows in JavaScript, the file in WebAssembly. */
import { Bool, DateDay, Decimal, Int64, Table, TimeUnit, Timestamp, Utf8, makeData, makeVector, tableToIPC, vectorFromArray } from 'apache-arrow';
import start, { Compression, Table as WasmTable, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm';
import { GROUP_ROWS } from './groups.js';
import { people } from './people.js';

/** @import { People, Write } from './types.js' */

/** @param {number} rows @returns {Promise<Write>} */
export async function prepare(rows) {
  await start();
  return () => {
    const table = WasmTable.fromIPCStream(tableToIPC(new Table(vectors(people(rows))), 'stream'));
    const properties = new WriterPropertiesBuilder().setCompression(Compression.SNAPPY).setMaxRowGroupSize(GROUP_ROWS);
    return writeParquet(table, properties.build());
  };
}

/** @param {People} columns */
function vectors(columns) {
  const { id, birth_date, signup_at, balance, active, ...texts } = columns;
  const utf8 = Object.entries(texts).map(([name, data]) => [name, vectorFromArray(data, new Utf8())]);
  return {
    id: vector(new Int64(), id),
    ...Object.fromEntries(utf8),
    birth_date: vector(new DateDay(), birth_date),
    signup_at: vector(new Timestamp(TimeUnit.MILLISECOND, 'UTC'), signup_at),
    balance: vector(new Decimal(2, 12, 128), wide(balance)),
    active: vectorFromArray(active, new Bool()),
  };
}

/** @param {unknown} type @param {BigInt64Array | Int32Array | Uint32Array} data */
function vector(type, data) {
  return makeVector(makeData({ type, data }));
}

/** As the 128-bit integers that Arrow has. @param {BigInt64Array} values */
function wide(values) {
  const words = new BigInt64Array(2 * values.length);
  values.forEach((value, row) => words.set([value, value >> 63n], 2 * row));
  return new Uint32Array(words.buffer);
}
