/** faker-js and hyparquet-writer: JavaScript alone. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { GROUP_ROWS } from './groups.js';
import { people } from './people.js';

/** @import { People, Write } from './types.js' */

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };

/** @type {Record<keyof People, object>} */
const TYPES = {
  id: { type: 'INT64' },
  name: TEXT, email: TEXT, phone: TEXT, street: TEXT, city: TEXT, country: TEXT, company: TEXT,
  birth_date: { type: 'INT32', converted_type: 'DATE' },
  signup_at: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } },
  balance: { type: 'INT64', converted_type: 'DECIMAL', precision: 12, scale: 2 },
  active: { type: 'BOOLEAN' },
};

const LEAVES = Object.entries(TYPES).map(([name, type]) => ({ name, repetition_type: 'REQUIRED', ...type }));
const SCHEMA = [{ name: 'root', num_children: LEAVES.length }, ...LEAVES];

/** @param {number} rows @returns {Write} */
export function prepare(rows) {
  return () => {
    const columnData = Object.entries(people(rows)).map(([name, data]) => ({ name, data }));
    return parquetWriteBuffer({ columnData, schema: SCHEMA, codec: 'SNAPPY', rowGroupSize: GROUP_ROWS });
  };
}
