/** A run over several tables: one after another, each as a file of its own. */
import { CANCELLED, toFailure } from './failure.js';
import { tableFile } from './files.js';
import { resolvedJob } from './resolved.js';
import { Run } from './run.js';
import { noTotals, statsOf, sumOfTotals } from './sums.js';

/** @import { Failure, Job, Plan, Progress, RunResult, TableResult, Totals } from '../types.js' */
/** @import { Wasm } from '../wasm.js' */
/** @import { ControlOrder, Order } from './messages.js' */
/** @import { Listeners } from './run.js' */
/** @typedef {{ table: string, job: Job, plan: Plan }} Step A table, what makes it, and what its plan is. */

export class TablesRun {
  #instance;
  #order;
  #plansOf;
  #report;
  #offerAbort;
  #started = performance.now();
  #isCancelled = false;
  /** @type {Run | undefined} The table that is made now. */
  #run;
  /** @type {Step[]} */
  #steps = [];
  /** @type {TableResult[]} */
  #results = [];
  /** Of the tables that are made. */
  #totals = noTotals();
  /** Of these and the one that is being made. */
  #now = this.#totals;
  /** @type {Map<string, ControlOrder>} The last of each kind: a table that begins later is told. */
  #orders = new Map();

  /**
   * @param {{ wasm: Wasm, memory: WebAssembly.Memory, module: WebAssembly.Module }} instance
   * @param {Order} order
   * @param {(order: Order) => Promise<Plan>} planOf The sum of the tables' plans.
   * @param {Listeners} listeners
   */
  constructor(instance, order, planOf, { report, offerAbort }) {
    this.#instance = instance;
    this.#order = order;
    this.#plansOf = planOf;
    this.#report = report;
    this.#offerAbort = offerAbort;
  }

  /** Stops the table that is made; those that are whole stay. */
  cancel() {
    this.#isCancelled = true;
    this.#run?.cancel();
  }

  /** @param {ControlOrder} order */
  control(order) {
    // Nobody resumes a pause of the table before.
    const kind = order.type === 'resume' ? 'pause' : order.type;
    this.#orders.set(kind, order);
    if (order.type === 'renew') this.#order = { ...this.#order, credentials: order.credentials };
    this.#run?.control(order);
  }

  /** @returns {Promise<RunResult>} Rejects with a `Failure`. */
  async start() {
    const plan = await this.#plansOf(this.#order);
    this.#report({ type: 'plan', plan });
    this.#steps = stepsOf(this.#order, plan);
    await this.#checkFree();
    for (const place of this.#steps.keys()) await this.#make(place);
    return { stats: statsOf(this.#results, this.#now, this.#order.workers), tables: this.#results };
  }

  /** No table is made while another's place is taken. */
  async #checkFree() {
    const { credentials, uploadId, directory } = this.#order;
    if (credentials && 'presigned' in credentials) throw PRESIGNED;
    // An upload that is gone on with was begun where nothing was.
    for (const { job } of uploadId ? this.#steps.slice(1) : this.#steps) {
      this.#checkCancelled();
      const target = job.destination?.s3;
      if (target && !target.overwrite) await this.#instance.wasm.checkFree(JSON.stringify(job), JSON.stringify(credentials));
    }
    for (const { table, job } of directory ? this.#steps : []) await checkNew(/** @type {FileSystemDirectoryHandle} */ (directory), tableFile(table, job));
  }

  /** @param {number} place */
  async #make(place) {
    this.#checkCancelled();
    const { table, job, plan } = /** @type {Step} */ (this.#steps[place]);
    this.#report({ type: 'table', table, plan });
    const { directory, uploadId, ...order } = this.#order;
    const file = await directory?.getFileHandle(tableFile(table, job), { create: true });
    this.#run = new Run(this.#instance, { ...order, job, file, ...(place === 0 && { uploadId }) }, async () => ({ plan }), {
      report: (progress) => this.#tell(progress, place),
      offerAbort: this.#offerAbort,
    });
    this.#orders.forEach((order) => this.#run?.control(order));
    try {
      this.#results.push({ table, ...await this.#run.start() });
    } catch (thrown) {
      throw this.#failureOf(toFailure(thrown), table);
    }
    this.#totals = this.#now;
  }

  /** @param {Progress} progress @param {number} place */
  #tell(progress, place) {
    switch (progress.type) {
      case 'plan': return undefined;
      case 'totals': return this.#tellTotals(progress.totals);
      case 'upload': return this.#report({ ...progress, then: this.#later(place) });
      default: return this.#report(progress);
    }
  }

  /** What is made after a table, as it can be gone on with. @param {number} place */
  #later(place) {
    return this.#steps.slice(place + 1).map(({ job, plan }) => resolvedJob(job, plan));
  }

  /** @param {Totals} totals */
  #tellTotals(totals) {
    this.#now = { ...sumOfTotals(this.#totals, totals), seconds: (performance.now() - this.#started) / 1000 };
    this.#report({ type: 'totals', totals: this.#now });
  }

  /** @param {Failure} failure @param {string} table @returns {Failure} */
  #failureOf(failure, table) {
    const whole = this.#results.map((result) => result.table);
    const kept = this.#order.directory || whole.length === 0 || !this.#steps[0]?.job.destination?.s3 ? '' : ` (${whole.join(', ')}: whole, and kept)`;
    return failure.kind === 'cancelled' ? failure : { ...failure, message: `${table}: ${failure.message}${kept}` };
  }

  #checkCancelled() {
    if (this.#isCancelled) throw CANCELLED;
  }
}

/** Each stands for one object. @type {Failure} */
const PRESIGNED = {
  kind: 'setting', field: 'credentials.presigned', message: 'credentials.presigned: they are for one object, and there are several tables',
  remedy: 'Make one table, or give keys or a signing endpoint.', retryable: false,
};

/** Each table's job, with what its plan has decided and where it goes. @param {Order} order @param {Plan} plan @returns {Step[]} */
function stepsOf({ job, then }, plan) {
  const jobs = then && [job, ...then];
  return (plan.tables ?? []).map((one, place) => ({ table: one.table ?? '', job: jobs?.[place] ?? jobOf(job, one), plan: one }));
}

/** @param {Job} job @param {Plan} plan @returns {Job} */
function jobOf({ destination }, { resolved, key = '' }) {
  const s3 = destination?.s3 && { ...destination.s3, key };
  return { ...JSON.parse(resolved), destination: destination && { ...destination, ...(s3 && { s3 }) } };
}

/** @param {FileSystemDirectoryHandle} directory @param {string} name */
async function checkNew(directory, name) {
  const isThere = await directory.getFileHandle(name).then(() => true, (/** @type {DOMException} */ { name: error }) => error !== 'NotFoundError');
  if (!isThere) return;
  /** @type {Failure} */
  const failure = { kind: 'disk', message: `the folder has ${name} already`, remedy: 'Choose another folder, or move it away.', retryable: false };
  throw failure;
}
