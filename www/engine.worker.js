/** The engine worker: answers calls, and coordinates one run at a time. */
import { toFailure } from './engine/failure.js';
import { isOfTables } from './engine/files.js';
import { propose } from './engine/propose.js';
import { Run } from './engine/run.js';
import { identify } from './engine/source/file.js';
import { isRead, Openings } from './engine/source/opening.js';
import { planOf as sumOfPlans } from './engine/sums.js';
import { TablesRun } from './engine/tables.js';
import { instantiate } from './engine/wasm.js';

/** @import { Credentials, Job, Plan } from './types.js' */
/** @import { Wasm } from './wasm.js' */
/** @import { Calls, ControlOrder, FromEngine, Order, SourceInput, ToEngine, WorkerScope } from './engine/messages.js' */
/** @import { Listeners, Planned } from './engine/run.js' */

const scope = /** @type {WorkerScope<ToEngine, FromEngine>} */ (/** @type {unknown} */ (globalThis));

/** Rows of a preview. */
const PREVIEW_ROWS = 20;

/** @type {(module: WebAssembly.Module) => void} */
let load;
const loading = new Promise((/** @type {(module: WebAssembly.Module) => void} */ resolve) => { load = resolve; })
  .then(async (module) => ({ module, ...await instantiate(module) }));
/** @type {Map<number, { cancel: () => void, control?: (order: ControlOrder) => void }>} What can be cancelled, and given orders. */
const runs = new Map();

scope.onmessage = async ({ data }) => {
  if (data.type === 'module') return load(data.module);
  // A run is known once the module is loaded: what is wanted of it before waits for that, too.
  if (data.type === 'cancel' || data.type === 'control') await loading.catch(() => {});
  if (data.type === 'cancel') return runs.get(data.id)?.cancel();
  if (data.type === 'control') return runs.get(data.id)?.control?.(data.order);
  const { id } = data;
  try {
    scope.postMessage({ type: 'result', id, value: await answer(data) });
  } catch (thrown) {
    scope.postMessage({ type: 'failure', id, failure: toFailure(thrown) });
  } finally {
    runs.delete(id);
  }
};

/** @param {Exclude<ToEngine, { type: 'module' | 'cancel' | 'control' }>} message */
function answer(message) {
  switch (message.type) {
    case 'run': return run(message.id, message.order);
    case 'check': return check(message.id, message.job, message.credentials);
    case 'call': return call(message.name, message.args);
  }
}

/** The last plan, and the job and input that it is of: a run mostly follows the plan that the page shows. @type {{ job: string, file?: File, planned: Planned } | undefined} */
let last;
const openings = new Openings();

/** @param {Wasm} wasm @param {Job} job @param {SourceInput} [input] @returns {Promise<Planned>} */
async function planOf(wasm, job, input = {}) {
  const text = JSON.stringify([job, input.headers]);
  if (last?.job !== text || last.file !== input.file) {
    last = { job: text, file: input.file, planned: await planned(wasm, job, input) };
  }
  return last.planned;
}

/** @param {Wasm} wasm @param {Job} job @param {SourceInput} input @returns {Promise<Planned>} */
async function planned(wasm, job, input) {
  const text = JSON.stringify(job);
  if (!isRead(job)) return { plan: wasm.plan(text) };
  const opening = await openings.of(wasm, job, input);
  return { plan: wasm.planSource(text, opening.bytes, opening.size, opening.sample), opening };
}

/** @param {Wasm} wasm @param {Job} job @param {SourceInput} [input] @param {string} [table] */
async function preview(wasm, job, input = {}, table) {
  const text = JSON.stringify(job);
  if (!isRead(job)) return wasm.preview(text, PREVIEW_ROWS, table);
  const { bytes, size, sample } = await openings.of(wasm, job, input);
  return wasm.previewSource(text, bytes, size, sample, PREVIEW_ROWS);
}

/** @param {Wasm} wasm @param {Job} job @param {SourceInput} [input] */
async function open(wasm, job, input = {}) {
  const { bytes, size, sample } = await openings.of(wasm, job, input);
  return JSON.parse(wasm.openSource(JSON.stringify(job), bytes, size, sample));
}

/** @param {number} id @param {Order} order */
async function run(id, order) {
  const instance = await loading;
  /** @type {Listeners} */
  const listeners = {
    report: (progress) => scope.postMessage({ type: 'progress', id, progress }),
    offerAbort: (request) => scope.postMessage({ type: 'abortRequest', id, request }),
  };
  const run = order.then || isOfTables(order.job)
    ? new TablesRun(instance, order, (order) => planOfTables(instance.wasm, order), listeners)
    : new Run(instance, order, () => planOf(instance.wasm, order.job, order.input), listeners);
  runs.set(id, run);
  return run.start();
}

/** @param {Wasm} wasm @param {Order} order @returns {Promise<Plan>} */
async function planOfTables(wasm, { job, then }) {
  return then ? sumOfPlans([job, ...then].map((one) => wasm.plan(JSON.stringify(one)))) : (await planOf(wasm, job)).plan;
}

/** @param {number} id @param {Job} job @param {Credentials} credentials */
async function check(id, job, credentials) {
  const { wasm } = await loading;
  const controller = new AbortController();
  runs.set(id, { cancel: () => controller.abort() });
  return wasm.checkConnection(JSON.stringify(job), JSON.stringify(credentials), controller.signal, (line) =>
    scope.postMessage({ type: 'progress', id, progress: line }));
}

/** @param {keyof Calls} name @param {any[]} args */
async function call(name, args) {
  const { wasm } = await loading;
  return calls(wasm)[name](.../** @type {[any, any, any]} */ (args));
}

/** @param {Wasm} wasm @returns {Calls} */
function calls(wasm) {
  return {
    defaults: () => wasm.defaults(),
    readEnv: (text) => wasm.readEnv(text),
    presets: () => JSON.parse(wasm.presets()),
    checkRecipe: (recipe) => wasm.checkRecipe(typeof recipe === 'string' ? recipe : JSON.stringify(recipe)),
    checkJob: (job) => wasm.checkJob(JSON.stringify(job)),
    plan: async (job, input) => (await planOf(wasm, job, input)).plan,
    preview: (job, input, table) => preview(wasm, job, input, table),
    open: (job, input) => open(wasm, job, input),
    identify,
    chart: (chart) => wasm.chart(JSON.stringify(chart)),
    createBucket: (job, credentials) => wasm.createBucket(JSON.stringify(job), JSON.stringify(credentials)),
    putCorsRule: (job, credentials) => wasm.putCorsRule(JSON.stringify(job), JSON.stringify(credentials)),
    propose: (source, format) => propose(wasm, source, format),
    unfinished: (job, credentials) => wasm.listUploads(JSON.stringify(job), JSON.stringify(credentials)),
    abort: (job, uploadId, credentials) => wasm.abortUpload(JSON.stringify(job), JSON.stringify(credentials), uploadId),
  };
}
