/** Rows by faker-js, with the columns and the value ranges of the `people` preset. */
import { faker } from '@faker-js/faker/locale/en';

/** @import { People } from './types.js' */

const DAY = 86_400_000;
const BIRTHS = { from: '1940-01-01T00:00:00Z', to: '2007-12-31T23:59:59Z' };
const SIGNUPS = { from: '2015-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };

/** Column by column, without an object for each row. @param {number} rows @returns {People} */
export function people(rows) {
  /** @type {People} */
  const columns = {
    id: new BigInt64Array(rows), name: [], email: [], phone: [], street: [], city: [], country: [], company: [],
    birth_date: new Int32Array(rows), signup_at: new BigInt64Array(rows), balance: new BigInt64Array(rows), active: [],
  };
  for (let row = 0; row < rows; row++) add(columns, row);
  return columns;
}

/** @param {People} columns @param {number} row */
function add(columns, row) {
  const [firstName, lastName] = [faker.person.firstName(), faker.person.lastName()];
  columns.id[row] = BigInt(row + 1);
  columns.name.push(`${firstName} ${lastName}`);
  columns.email.push(faker.internet.email({ firstName, lastName }));
  columns.phone.push(faker.phone.number());
  columns.street.push(faker.location.streetAddress());
  columns.city.push(faker.location.city());
  columns.country.push(faker.location.country());
  columns.company.push(faker.company.name());
  columns.birth_date[row] = Math.floor(faker.date.between(BIRTHS).getTime() / DAY);
  columns.signup_at[row] = BigInt(faker.date.between(SIGNUPS).getTime());
  columns.balance[row] = BigInt(faker.number.int({ min: -50_000, max: 10_000_000 }));
  columns.active.push(faker.datatype.boolean(0.8));
}
