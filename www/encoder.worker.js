/** An encoder worker: makes one block after another with a wasm instance of its own. */
import { outOfMemory, toFailure } from './engine/failure.js';
import { instantiate } from './engine/wasm.js';

/** @import { BlockEncoder } from './wasm.js' */
/** @import { FromEncoder, RawBlock, ToEncoder, WorkerScope } from './engine/messages.js' */

const scope = /** @type {WorkerScope<ToEncoder, FromEncoder>} */ (/** @type {unknown} */ (globalThis));

/** Milliseconds of work after which a worker lets its event loop run: only there can it be stopped at once. */
const YIELD_INTERVAL = 100;

/** @type {Awaited<ReturnType<typeof instantiate>> | undefined} */
let instance;
/** @type {BlockEncoder | undefined} */
let encoder;
/** Most bytes of wasm memory. */
let limit = Infinity;

scope.onmessage = async ({ data }) => {
  try {
    if (data.type === 'start') await start(data);
    else if (data.isKept) keep(/** @type {BlockEncoder} */ (encoder), data);
    else await encode(/** @type {BlockEncoder} */ (encoder), data);
    checkMemory();
  } catch (thrown) {
    scope.postMessage({ type: 'failure', failure: toFailure(thrown) });
  }
};

/** Makes ready for a run, the first or another. @param {Extract<ToEncoder, { type: 'start' }>} order */
async function start({ module, job, memoryLimit = Infinity }) {
  limit = memoryLimit;
  instance ??= await instantiate(module);
  encoder?.free();
  encoder = new instance.wasm.BlockEncoder(job);
  scope.postMessage({ type: 'ready', memoryBytes: memoryBytes() });
}

/** A limit that is passed ends the run, as the end of the memory does. */
function checkMemory() {
  if (memoryBytes() <= limit) return;
  throw outOfMemory(`more than ${Math.round(limit / 2 ** 20)} MB, the limit that was set`);
}

/** @param {BlockEncoder} encoder @param {Extract<ToEncoder, { type: 'encode' }>} order */
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

/** @param {BlockEncoder} encoder @param {Extract<ToEncoder, { type: 'encode' }>} order With memory for the block's bytes. */
async function encode(encoder, { block, raw, spare }) {
  const started = performance.now();
  if (raw) encoder.beginRaw(block, load(encoder, raw));
  else encoder.begin(block);
  for (let yielded = started; encoder.step();) {
    if (performance.now() - yielded < YIELD_INTERVAL) continue;
    await new Promise((resolve) => { setTimeout(resolve); });
    yielded = performance.now();
  }
  const { files, rows, raw_bytes, counts, rejects, skipped, nulled } = encoder.finish(spare && new Uint8Array(spare));
  scope.postMessage(
    {
      type: 'block', block, files, rows, rawBytes: raw_bytes, counts,
      rejects: { lines: rejects, skipped, nulled },
      seconds: (performance.now() - started) / 1000,
      memoryBytes: memoryBytes(),
    },
    files.flatMap(({ data, tail }) => [data.buffer, tail.buffer]),
  );
}
