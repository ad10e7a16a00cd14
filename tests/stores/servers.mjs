/**
 * The S3 servers that the tests start, each with free ports and data of its own.
 *
 * Environment, set by `cargo xtask test`: LOCALSTACK_PYTHON and SEAWEEDFS_PYTHON, the Python of the
 * environments that hold these servers; and what `tests/e2e/support.mjs` needs.
 */
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../e2e/child.mjs';
import { env, python, startStore } from '../e2e/support.mjs';

/** @typedef {'embedded' | 'LocalStack' | 'SeaweedFS'} Name */
/** @typedef {{ key: string, sha256: string, etag: string }} StoredObject */

/**
 * A running server; the keys of all are `test` and `test`.
 * @typedef {object} Store
 * @property {Name} name
 * @property {string} url
 * @property {(bucket: string) => Promise<string[]>} uploads Keys of the uploads that are neither completed nor aborted.
 * @property {(bucket: string) => Promise<StoredObject[]>} objects Every object, downloaded.
 * @property {() => Promise<void>} stop Kills it and removes its data.
 */

/** How long a server may take to answer; LocalStack's first start compiles its Python. */
const START_SECONDS = 120;

/** @param {Name} name @param {string} url @param {() => Promise<void>} stop @returns {Store} */
function described(name, url, stop) {
  return {
    name,
    url,
    uploads: (bucket) => python('s3.py', 'uploads', url, bucket),
    objects: (bucket) => python('s3.py', 'objects', url, bucket),
    stop,
  };
}

/** The server of `cargo xtask serve`. */
export async function startEmbedded() {
  const { url, stop } = await startStore();
  return described('embedded', url, stop);
}

/** @param {string} origin Of the page: without a rule on the bucket, LocalStack lets in only origins that it is told. */
export async function startLocalStack(origin) {
  const [data, [port]] = await Promise.all([directory(), freePorts(1)]);
  const variables = {
    FILESYSTEM_ROOT: data, TMPDIR: data, OVERRIDE_IN_DOCKER: '0',
    SERVICES: 's3', STRICT_SERVICE_LOADING: '1', EAGER_SERVICE_LOADING: '1',
    // It asks nobody for anything, nor tells anybody.
    DISABLE_EVENTS: '1', SKIP_SSL_CERT_DOWNLOAD: '1', DNS_ADDRESS: '0',
    GATEWAY_SERVER: 'hypercorn', GATEWAY_LISTEN: `127.0.0.1:${port}`, EXTRA_CORS_ALLOWED_ORIGINS: origin,
  };
  const command = [env('LOCALSTACK_PYTHON'), '-m', 'localstack.runtime.main'];
  return startServer('LocalStack', command, { data, variables, port, health: '/_localstack/health' });
}

/** Its `mini` starts all that S3 takes in one process; every part of it has two ports. */
export async function startSeaweedFs() {
  const parts = ['s3', 'master', 'volume', 'filer', 'admin'];
  const names = parts.flatMap((part) => [`${part}.port`, `${part}.port.grpc`]);
  const [data, ports] = await Promise.all([directory(), freePorts(names.length)]);
  const weed = join(dirname(env('SEAWEEDFS_PYTHON')), 'weed');
  const options = [
    `-dir=${data}`, '-ip=127.0.0.1', '-ip.bind=127.0.0.1', ...names.map((name, place) => `-${name}=${ports[place]}`),
    '-s3.port.iceberg=0', '-s3.port.lance=0', '-s3.autoCreateBucket=false', '-webdav=false', '-admin.ui=false',
  ];
  const variables = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  return startServer('SeaweedFS', [weed, 'mini', ...options], { data, variables, port: ports[0], health: '/healthz' });
}

/**
 * @param {Name} name @param {string[]} command
 * @param {{ data: string, variables: Record<string, string>, port: number, health: string }} options
 */
async function startServer(name, command, { data, variables, port, health }) {
  const log = await open(join(data, 'log'), 'w');
  const server = start(command, { env: { ...process.env, ...variables }, output: log.fd });
  await log.close();
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await server.stop();
    await rm(data, { recursive: true });
  };
  const ready = await Promise.race([answers(url + health), server.exited.then(() => false)]);
  if (!ready) {
    const end = (await readFile(join(data, 'log'), 'utf8')).slice(-2_000);
    await stop();
    throw new Error(`${name} did not start by \`${command.join(' ')}\`; its last words:\n${end}`);
  }
  server.release();
  return described(name, url, stop);
}

/** Waits until a URL answers 200. @param {string} url @returns {Promise<boolean>} Whether it does in time. */
async function answers(url) {
  const end = performance.now() + START_SECONDS * 1_000;
  while (performance.now() < end) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return true;
    await sleep(50);
  }
  return false;
}

function directory() {
  return mkdtemp(join(tmpdir(), 'parquet-blocks-store-'));
}

/** Ports below those that systems give to outgoing connections, so that nobody takes them meanwhile. @param {number} count */
async function freePorts(count) {
  const ports = /** @type {Set<number>} */ (new Set());
  while (ports.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
