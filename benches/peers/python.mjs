/** Peers in Python. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { env } from '../../tests/e2e/support.mjs';

/** Runs a script beside this file; what it prints is JSON. @param {string} script @param {string[]} args */
export async function runPython(script, ...args) {
  const { stdout } = await promisify(execFile)(env('PEERS_PYTHON'), [join(import.meta.dirname, script), ...args]);
  return JSON.parse(stdout);
}
