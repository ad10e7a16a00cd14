/**
 * A page in a Chromium of its own, to which no debugger is attached: it could keep code from being
 * optimised, and copies the bodies of requests. The page posts what it has found.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { CHROMIUM_ARGUMENTS, env, sendFile } from '../tests/e2e/support.mjs';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { Outcome } from './page/types.js' */
/** @typedef {Record<string, (request: IncomingMessage, browser: number) => Promise<void>>} Posts What happens when the page posts to a path; `browser` is Chromium's process group. */

/** Longest time for a page, in milliseconds. */
const LIMIT = 15 * 60_000;

/** What pages get that `cargo xtask bench` has made: the variable that has its path. @type {Record<string, string>} */
const MADE = { '/aws-upload.js': 'AWS_UPLOAD', '/people.csv': 'PEOPLE_CSV' };

/**
 * Runs a task of `page/` and gives what it returns.
 *
 * @param {string} task The name of its module.
 * @param {object} options What it gets.
 * @param {Posts} [posts]
 * @returns {Promise<any>}
 */
export async function inChromium(task, options, posts = {}) {
  const server = createServer((request, response) => void answer(request, response));
  const posted = once(server, 'outcome', { signal: AbortSignal.timeout(LIMIT) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const query = new URLSearchParams({ task, options: JSON.stringify(options) });
  const browser = await openChromium(`http://127.0.0.1:${port}/page/page.html?${query}`);
  try {
    const outcome = /** @type {Outcome} */ ((await posted)[0]);
    if ('failure' in outcome) throw new Error(`${task}: ${outcome.failure}`);
    return outcome.value;
  } finally {
    await browser.close();
    server.close();
  }

  /** @param {IncomingMessage} request @param {ServerResponse} response */
  async function answer(request, response) {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const post = posts[path];
    const made = MADE[path];
    if (post) await post(request, browser.group);
    else if (path === '/outcome') server.emit('outcome', await json(request));
    else if (made) return sendFile(response, dirname(env(made)), `/${basename(env(made))}`);
    else if (path.startsWith('/site/')) return sendFile(response, env('SITE_DIR'), path.slice('/site'.length));
    else if (path.startsWith('/bundled/')) return sendFile(response, env('BUNDLED_DIR'), path.slice('/bundled'.length));
    else return sendFile(response, import.meta.dirname, path);
    response.end();
  }
}

/** Opens a page in a new profile. @param {string} url */
async function openChromium(url) {
  const profile = await mkdtemp(join(tmpdir(), 'parquet-blocks-chromium-'));
  const options = ['--headless', `--user-data-dir=${profile}`, ...CHROMIUM_ARGUMENTS];
  // A process group of its own, so that all its processes end together.
  const browser = spawn(env('CHROMIUM'), [...options, url], { stdio: 'ignore', detached: true });
  const ended = once(browser, 'exit');
  const close = async () => {
    if (browser.pid && browser.exitCode === null) process.kill(-browser.pid, 'SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { group: browser.pid ?? 0, close };
}
