/**
 * What the end-to-end tests share: the built page on a port, an S3 server, a browser and Python.
 *
 * Environment, set by `cargo xtask test`: SITE_DIR (the built page), DEV_S3 (the server's binary),
 * CHROMIUM and PYTHON (executables).
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { start } from './child.mjs';

const run = promisify(execFile);

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm',
});

/** @param {string} name */
export function env(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start this by cargo xtask`);
  return value;
}

/** Serves the built page as any static host would; `served` are the paths that were asked for. @returns {Promise<{ url: string, served: string[], stop: () => void }>} */
export async function serveSite() {
  const root = env('SITE_DIR');
  /** @type {string[]} */
  const served = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    served.push(path);
    await sendFile(response, root, path === '/' ? '/index.html' : path);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, served, stop: () => server.close() };
}

/** @param {import('node:http').ServerResponse} response @param {string} root @param {string} path Of the URL. */
export async function sendFile(response, root, path) {
  const file = join(root, normalize(path));
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

/** An embedded S3 server on a directory of its own. @param {string[]} options */
export async function startStore(...options) {
  const data = await mkdtemp(join(tmpdir(), 'parquet-blocks-s3-'));
  const server = start([env('DEV_S3'), '--listen', '127.0.0.1:0', '--data', data, ...options]);
  const [line] = await once(createInterface(/** @type {NodeJS.ReadableStream} */ (server.stdout)), 'line');
  server.release();
  const url = /** @type {string} */ (line.split(' ').at(-1));
  return {
    url,
    /** @param {string} bucket @param {string} key */
    pathOf: (bucket, key) => join(data, bucket, key),
    /** Uploads that are neither completed nor aborted, as boto3 lists them. @param {string} bucket @returns {Promise<string[]>} */
    uploads: (bucket) => python('s3.py', 'uploads', url, bucket),
    stop: async () => {
      await server.stop();
      await rm(data, { recursive: true });
    },
  };
}

/** Chromium refuses to sandbox what root starts; the rest keeps it from calling home. */
export const CHROMIUM_ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** The browser, as a user has it but without a window. @param {string[]} options */
export function launch(...options) {
  return chromium.launch({ executablePath: env('CHROMIUM'), args: [...CHROMIUM_ARGUMENTS, ...options] });
}

/**
 * Runs a script of `tests/readers/`; what it prints is JSON.
 * @param {string} script @param {string[]} args
 */
export async function python(script, ...args) {
  const path = join(import.meta.dirname, '..', 'readers', script);
  const { stdout } = await run(env('PYTHON'), [path, ...args], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

/** @param {string} path */
export async function sha256(path) {
  return createHash('sha256').update(await readFile(path)).digest('hex');
}
