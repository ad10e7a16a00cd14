/** An encoder worker: makes one block after another with a wasm instance of its own. */
import { outOfMemory, toFailure } from './engine/failure.js';
import { SpareMemory } from './engine/spare.js';
import { instantiate } from './engine/wasm.js';

/** @import { BlockEncoder } from './wasm.js' */
/** @import { FromEncoder, RawBlock, ToEncoder, WorkerScope } from './engine/messages.js' */
/** @typedef {Exclude<ToEncoder, { type: 'memory' }>} Order */

const scope = /** @type {WorkerScope<ToEncoder, FromEncoder>} */ (/** @type {unknown} */ (globalThis));

/** Milliseconds of work after which a worker lets its event loop run: only there can it be stopped at once. */
const YIELD_INTERVAL = 100;

/** @type {Awaited<ReturnType<typeof instantiate>> | undefined} */
let instance;
/** @type {BlockEncoder | undefined} */
let encoder;
/** The job that it is for. */
let current = '';
/** Most bytes of wasm memory. */
let limit = Infinity;
/** Memory of blocks that are written, for others of the same job. */
const spare = new SpareMemory();
/** Ends when all orders are obeyed. */
let obeyed = Promise.resolve();

scope.onmessage = ({ data }) => {
  if (data.type === 'memory') spare.put(data.memory);
  // The next order comes while a block is made, and waits for it.
  else obeyed = obeyed.then(() => obey(data));
};

/** @param {Order} order */
async function obey(order) {
  try {
    if (order.type === 'start') await start(order);
    else if (order.isKept) keep(/** @type {BlockEncoder} */ (encoder), order);
    else await encode(/** @type {BlockEncoder} */ (encoder), order);
    checkMemory();
  } catch (thrown) {
    scope.postMessage({ type: 'failure', failure: toFailure(thrown) });
  }
}

/** Makes ready for a run, the first or another. @param {Extract<Order, { type: 'start' }>} order */
async function start({ module, job, memoryLimit = Infinity }) {
  limit = memoryLimit;
  instance ??= await instantiate(module);
  if (job !== current) spare.clear();
  current = job;
  encoder?.free();
  encoder = new instance.wasm.BlockEncoder(job);
  scope.postMessage({ type: 'ready', memoryBytes: memoryBytes(), spareBytes: spare.bytes });
}

/** A limit that is passed ends the run, as the end of the memory does. */
function checkMemory() {
  if (memoryBytes() <= limit) return;
  throw outOfMemory(`more than ${Math.round(limit / 2 ** 20)} MB, the limit that was set`);
}

/** @param {BlockEncoder} encoder @param {Extract<Order, { type: 'encode' }>} order */
function keep(encoder, { block, raw }) {
  if (raw) encoder.keepRaw(block, load(encoder, raw));
  else encoder.keep(block);
  scope.postMessage({ type: 'kept', memoryBytes: memoryBytes() });
}

/** Takes records, and gives their memory back before they are decoded. @param {BlockEncoder} encoder @param {RawBlock} raw */
function load(encoder, { data, about }) {
  encoder.load(data);
  scope.postMessage({ type: 'loaded', memory: data.buffer }, [data.buffer]);
  return about;
}

function memoryBytes() {
  return instance?.memory.buffer.byteLength ?? 0;
}

/** @param {BlockEncoder} encoder @param {Extract<Order, { type: 'encode' }>} order */
async function encode(encoder, { block, raw }) {
  const started = performance.now();
  if (raw) encoder.beginRaw(block, load(encoder, raw));
  else encoder.begin(block);
  for (let heard = started; encoder.step();) {
    if (performance.now() - heard < YIELD_INTERVAL) continue;
    await hearMessages();
    heard = performance.now();
  }
  // Memory can have come back meanwhile.
  await hearMessages();
  const memory = spare.take();
  const takenBytes = memory?.byteLength ?? 0;
  const { files, rows, raw_bytes, counts, rejects, skipped, nulled } = encoder.finish(memory && new Uint8Array(memory));
  const seconds = (performance.now() - started) / 1000;
  const encoded = { block, files, rows, rawBytes: raw_bytes, counts, rejects: { lines: rejects, skipped, nulled }, seconds };
  scope.postMessage(
    { type: 'block', encoded, memoryBytes: memoryBytes(), takenBytes },
    files.flatMap(({ data, tail }) => [data.buffer, tail.buffer]),
  );
}

const { port1: door, port2: bell } = new MessageChannel();

/** Lets the event loop run: sooner than a timer does. */
function hearMessages() {
  return new Promise((resolve) => {
    door.onmessage = resolve;
    bell.postMessage(undefined);
  });
}
