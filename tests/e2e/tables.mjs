/** Tables as texts, for tests that need more than a few lines. */
import { createHash } from 'node:crypto';

/** Lines of a number and 100 digits of a hash, which nothing makes much smaller: some 110 bytes each. @param {number} rows */
export function csvOf(rows) {
  const lines = Array.from({ length: rows }, (_, n) => `${n},${createHash('sha512').update(String(n)).digest('hex').slice(0, 100)}\n`);
  return `n,hash\n${lines.join('')}`;
}
