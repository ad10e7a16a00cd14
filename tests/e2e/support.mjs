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
import { after } from 'node:test';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { start } from './child.mjs';

/** @import { Generated, Job, Stats } from '../../www/types.js' */

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
export async function serveSite(root = env('SITE_DIR')) {
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

/** The page and a browser, until a file's tests are over. */
export async function started() {
  const [site, browser] = await Promise.all([serveSite(), launch()]);
  after(async () => {
    await browser.close();
    site.stop();
  });
  return { site, browser };
}

/** A store beside these. @param {string[]} options Of the store. */
export async function startedWithStore(...options) {
  const [both, store] = await Promise.all([started(), startStore(...options)]);
  after(() => store.stop());
  return { ...both, store };
}

/** Chromium refuses to sandbox what root starts; the rest keeps it from calling home. */
export const CHROMIUM_ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** The browser, as a user has it but without a window. @param {string[]} options */
export function launch(...options) {
  return chromium.launch({ executablePath: env('CHROMIUM'), args: [...CHROMIUM_ARGUMENTS, ...options] });
}

/**
 * Makes a job's file by the engine's public API.
 * @param {import('playwright-core').Page} page @param {string} path Where it is saved. @param {Job} job @param {number} workers
 * @returns {Promise<Stats>}
 */
export async function make(page, path, job, workers = 2) {
  const [download, stats] = await Promise.all([
    page.waitForEvent('download'),
    page.evaluate(async ({ job, workers }) => {
      const { Engine } = await import(new URL('www/engine.js', document.baseURI).href);
      const engine = new Engine({ workers });
      const { file, stats } = await engine.run(job);
      engine.close();
      Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: '' }).click();
      return stats;
    }, { job: { ...job, destination: { download: true } }, workers }),
  ]);
  await download.saveAs(path);
  return stats;
}

/** A table that has every generator as a column with nulls; `tests/common/examples.rs` makes the same. @returns {Promise<Generated>} */
export async function everything() {
  const examples = join(import.meta.dirname, '..', 'examples');
  const recipe = JSON.parse(await readFile(join(examples, 'recipe.json'), 'utf8'));
  const generators = (await readFile(join(examples, 'generators.jsonl'), 'utf8')).trim().split('\n');
  recipe.tables[1].columns.push(...generators.map((line, place) => {
    const generator = JSON.parse(line);
    return { name: `${place}_${Object.keys(generator)[0]}`, generator, nulls: 0.1 };
  }));
  return { recipe, table: 'lines', seed: 42 };
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
