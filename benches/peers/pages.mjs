/**
 * A peer in a Chromium of its own, to which no debugger is attached: it could keep code from being
 * optimised. The page posts what it has measured.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { CHROMIUM_ARGUMENTS, env, sendFile } from '../../tests/e2e/support.mjs';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { Outcome } from './page/types.js' */

/** Longest time for all runs of a peer, in milliseconds. */
const LIMIT = 15 * 60_000;

/**
 * @param {string} peer The name of a module in `page/`.
 * @param {{ rows: number, runs: number, out: string }} options
 * @returns {Promise<number[]>} Rows per second of each run; the file of the last one is at `out`.
 */
export async function measurePage(peer, { rows, runs, out }) {
  const server = createServer((request, response) => answer(request, response));
  const posted = once(server, 'outcome', { signal: AbortSignal.timeout(LIMIT) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = await openChromium(`http://127.0.0.1:${port}/page/page.html?peer=${peer}&rows=${rows}&runs=${runs}`);
  try {
    const outcome = /** @type {Outcome} */ ((await posted)[0]);
    if ('failure' in outcome) throw new Error(`${peer}: ${outcome.failure}`);
    return outcome.speeds;
  } finally {
    await close();
    server.close();
  }

  /** @param {IncomingMessage} request @param {ServerResponse} response */
  async function answer(request, response) {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/file') await pipeline(request, createWriteStream(out));
    else if (path === '/outcome') server.emit('outcome', await json(request));
    else if (path.startsWith('/site/')) return sendFile(response, env('SITE_DIR'), path.slice('/site'.length));
    else return sendFile(response, import.meta.dirname, path);
    response.end();
  }
}

/** Opens a page in a new profile. @param {string} url @returns {Promise<() => Promise<void>>} */
async function openChromium(url) {
  const profile = await mkdtemp(join(tmpdir(), 'parquet-blocks-chromium-'));
  const options = ['--headless', `--user-data-dir=${profile}`, ...CHROMIUM_ARGUMENTS];
  // A process group of its own, so that all its processes end together.
  const browser = spawn(env('CHROMIUM'), [...options, url], { stdio: 'ignore', detached: true });
  const ended = once(browser, 'exit');
  return async () => {
    if (browser.pid && browser.exitCode === null) process.kill(-browser.pid, 'SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}
