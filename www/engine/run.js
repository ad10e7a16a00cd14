/** One run: plan, encode in parallel, assemble in order, write to every sink. */
import { noCounts, sumOf } from './counts.js';
import { collected, streamed, unencoded } from './encoded.js';
import { CANCELLED, toFailure } from './failure.js';
import { fileJobs } from './files.js';
import { OutputFile } from './output.js';
import { EncoderPool } from './pool.js';
import { resolvedJobs } from './resolved.js';
import { abortAll, BlobSink, DiskSink } from './sinks.js';
import { noTotals } from './sums.js';
import { S3Sink } from './upload.js';

/** @import { Job, Plan, Progress, RunResult, SignedRequest, Stats } from '../types.js' */
/** @import { FileStats, PartNews, UploadNews, Wasm } from '../wasm.js' */
/** @import { ControlOrder, EncodedBlock, Order, Rejects } from './messages.js' */
/** @import { OutputOptions } from './output.js' */
/** @import { Reading } from './source/blocks.js' */
/** @import { Opening } from './source/opening.js' */
/** @typedef {{ plan: Plan, opening?: Opening }} Planned With what was read of a source before. */
/** @typedef {{ report: (progress: Progress) => void, offerAbort: (request: SignedRequest) => void }} Listeners */

/** Milliseconds between reports of totals. */
const REPORT_INTERVAL = 100;

export class Run {
  #instance;
  #order;
  #makePlan;
  #report;
  #offerAbort;
  #cancel = new AbortController();
  #started = performance.now();
  #reported = 0;
  /** @type {EncoderPool | undefined} */
  #pool;
  /** @type {OutputFile[]} */
  #files = [];
  /** @type {S3Sink[]} */
  #uploads = [];
  /** @type {ControlOrder[]} Given before there was an upload. */
  #orders = [];
  #totals = noTotals();
  #rawBytes = 0;
  #counts = noCounts();
  /** @type {number | undefined} When the first block was there to be written. */
  #firstBlockAt;
  #peakMemory = 0;
  /** Bytes of blocks that encoders have finished and no sink has taken yet. */
  #blockBytes = 0;
  /** Bytes of records that no encoder has finished yet. */
  #recordBytes = 0;
  #rejected = { skipped: 0, nulled: 0 };
  /** @type {Blob[]} What is wrong with the source, as lines of JSON. */
  #rejects = [];

  /**
   * @param {{ wasm: Wasm, memory: WebAssembly.Memory, module: WebAssembly.Module }} instance
   * @param {Order} order
   * @param {() => Promise<Planned>} makePlan
   * @param {Listeners} listeners
   */
  constructor(instance, order, makePlan, { report, offerAbort }) {
    this.#instance = instance;
    this.#order = order;
    this.#makePlan = makePlan;
    this.#report = report;
    this.#offerAbort = offerAbort;
  }

  /** Stops the workers at once; `start` then rejects when nothing is left behind. */
  cancel() {
    this.#cancel.abort();
    this.#uploads.forEach((upload) => upload.cancel());
    this.#pool?.terminate(CANCELLED);
  }

  /** Does what somebody wants of the upload. @param {ControlOrder} order */
  control(order) {
    if (this.#uploads.length === 0) return void this.#orders.push(order);
    try {
      this.#uploads.forEach((upload) => upload.obey(order));
    } catch (thrown) {
      // Keys that cannot be used: others are still waited for.
      this.#report({ type: 'paused', why: 'credentials', cause: toFailure(thrown).message });
    }
  }

  /** @returns {Promise<RunResult>} Rejects with a `Failure`. */
  async start() {
    try {
      return await this.#work();
    } catch (thrown) {
      // Uploads in flight end first, so that aborting does not wait for them.
      this.#cancel.abort();
      throw await abortAll(this.#files.flatMap((file) => file.sinks), thrown);
    } finally {
      this.#pool?.terminate(CANCELLED);
    }
  }

  async #work() {
    const { plan, opening } = await this.#makePlan();
    this.#report({ type: 'plan', plan });
    this.#checkCancelled();
    this.#pool = this.#makePool(plan);
    const { wasm } = this.#instance;
    this.#files = fileJobs(this.#order.job).map((job, index) => new OutputFile(wasm, plan.resolved, this.#outputOptions(job, index, plan)));
    this.#orders.forEach((order) => this.control(order));
    await Promise.all(this.#files.map((file) => file.open()));
    this.#tellTotals();
    const stats = await this.#writeFiles(plan, opening);
    await this.#closeFiles();
    return this.#result(stats);
  }

  /** @param {Plan} plan */
  #makePool({ resolved, blocks, is_estimate }) {
    const { workers, memoryLimit, pipeline } = this.#order;
    // How many blocks a source has is known at its end.
    const used = is_estimate ? workers : Math.min(workers, blocks);
    return new EncoderPool(this.#instance.module, resolved, pipeline === 'collect' ? 1 : used, memoryLimit);
  }

  /** @param {Job} job Of the file alone. @param {number} index @param {Plan} plan @returns {OutputOptions} */
  #outputOptions(job, index, plan) {
    const upload = job.destination?.s3 && this.#makeUpload(job, index, plan);
    const disk = this.#order.file && index === 0 ? new DiskSink(this.#order.file) : new BlobSink(job.writer);
    const sinks = [...(upload ? [upload] : []), ...(job.destination?.download ? [disk] : [])];
    const isParquet = (job.writer?.format ?? 'parquet') === 'parquet';
    return { index, sinks, upload, isParquet, isHashed: this.#order.isHashed || job.destination?.s3?.verify === true };
  }

  /** @param {Job} job @param {number} index @param {Plan} plan */
  #makeUpload(job, index, plan) {
    const { credentials = { accessKeyId: '', secretAccessKey: '' }, uploadId, isAttended, signsAbort } = this.#order;
    // How many parts a second file has is known at its end.
    const options = { partBytes: plan.part_bytes, ...(index === 0 && { parts: plan.parts }), uploadId, isAttended };
    const upload = new S3Sink(this.#instance.wasm, { job, credentials, options, cancel: this.#cancel.signal }, {
      onNews: (news) => this.#take(news, index, plan),
      onAbortRequest: signsAbort ? this.#offerAbort : undefined,
    });
    this.#uploads.push(upload);
    return upload;
  }

  /** @param {Plan} plan @param {Opening} [opening] */
  async #writeFiles(plan, opening) {
    const pool = /** @type {EncoderPool} */ (this.#pool);
    const blocks = this.#order.pipeline === 'collect' ? collected : streamed;
    const meter = {
      records: (/** @type {number} */ bytes) => { this.#recordBytes += bytes; },
      encoded: (/** @type {EncodedBlock} */ encoded) => this.#hold(bytesOf(encoded)),
      moved: () => this.#soonTellTotals(),
    };
    for await (const encoded of blocks(unencoded(plan, this.#readingOf(plan, opening)), pool, meter)) {
      await this.#writeBlock(encoded);
    }
    pool.release();
    const stats = [];
    for (const file of this.#files) stats.push(await file.finish());
    this.#measure();
    return stats;
  }

  /** @param {Plan} plan @param {Opening} [opening] @returns {Reading | undefined} */
  #readingOf(plan, opening) {
    const { input = {} } = this.#order;
    return opening && { wasm: this.#instance.wasm, job: plan.resolved, opening, input, signal: this.#cancel.signal, report: this.#report, spare: this.#pool?.records };
  }

  /** @param {EncodedBlock} encoded */
  async #writeBlock(encoded) {
    const { block, files, rows, rawBytes, counts, rejects, seconds } = encoded;
    this.#checkCancelled();
    this.#firstBlockAt ??= performance.now();
    await Promise.all(files.map((file, index) => this.#files[index]?.append(file)));
    this.#hold(-bytesOf(encoded));
    const bytes = files[0]?.data.byteLength ?? 0;
    // Sinks keep no chunk that they have taken.
    encoded.giveBack();
    this.#rawBytes += rawBytes;
    this.#counts = sumOf(this.#counts, counts);
    this.#reject(rejects);
    this.#totals.rows += rows;
    this.#totals.blocks += 1;
    this.#report({ type: 'block', block, rows, bytes, seconds });
    this.#soonTellTotals();
  }

  /** Lines go into Blobs, which the browser may put on disk: there can be many. @param {Rejects} rejects */
  #reject({ lines, skipped, nulled }) {
    if (lines) this.#rejects.push(new Blob([lines]));
    this.#rejected.skipped += skipped;
    this.#rejected.nulled += nulled;
  }

  async #closeFiles() {
    this.#checkCancelled();
    for (const file of this.#files) await file.close();
  }

  /** @param {UploadNews} news @param {number} index @param {Plan} plan */
  #take(news, index, plan) {
    if (news.type === 'part') return this.#partDone(news);
    if (news.type === 'began') {
      return this.#report({ type: 'upload', upload_id: news.upload_id, job: resolvedJobs(this.#order.job, plan)[index] ?? this.#order.job });
    }
    if (news.type === 'retry') this.#totals.retries += 1;
    this.#report(news);
  }

  /** @param {PartNews} news */
  #partDone(news) {
    this.#totals.parts += 1;
    this.#totals.kept_parts += Number(news.is_kept);
    this.#totals.uploaded_bytes += news.bytes;
    this.#report(news);
    this.#tellTotals();
  }

  #soonTellTotals() {
    this.#measure();
    if (performance.now() - this.#reported >= REPORT_INTERVAL) this.#tellTotals();
  }

  #tellTotals() {
    this.#reported = performance.now();
    this.#totals.seconds = (this.#reported - this.#started) / 1000;
    this.#measure();
    this.#report({ type: 'totals', totals: { ...this.#totals } });
  }

  /** Wasm memories plus the bytes of blocks and parts in flight, now. */
  #measure() {
    const inSinks = this.#files.reduce((sum, file) => sum + file.bytesInMemory, 0);
    this.#totals.bytes = this.#files[0]?.bytes ?? 0;
    const inWasm = this.#instance.memory.buffer.byteLength + (this.#pool?.memoryBytes ?? 0);
    this.#totals.memory_bytes = inWasm + this.#blockBytes + this.#recordBytes + inSinks;
    this.#peakMemory = Math.max(this.#peakMemory, this.#totals.memory_bytes);
  }

  #checkCancelled() {
    if (this.#cancel.signal.aborted) throw CANCELLED;
  }

  /** Bytes of blocks that are encoded and not written are more, or fewer. @param {number} bytes */
  #hold(bytes) {
    this.#blockBytes += bytes;
    this.#measure();
  }

  /** @param {FileStats[]} made Of each file. @returns {Promise<RunResult>} */
  async #result(made) {
    const [first, second] = this.#files;
    const { result: { object, file } = {} } = first ?? {};
    const verified = await this.#verify(made);
    this.#tellTotals();
    const { rows = 0, columns = 0, row_groups = 0, file_bytes = 0 } = made[0] ?? {};
    /** @type {Stats} */
    const stats = {
      rows, columns, row_groups, file_bytes,
      raw_bytes: this.#rawBytes,
      ...this.#counts,
      ...(this.#order.input && this.#rejected),
      seconds: this.#totals.seconds,
      first_block_seconds: ((this.#firstBlockAt ?? this.#started) - this.#started) / 1000,
      peak_memory_bytes: this.#peakMemory,
      workers: this.#order.workers,
      parts: this.#files.reduce((sum, { result }) => sum + (result.object?.parts ?? 0), 0),
      kept_parts: this.#totals.kept_parts,
      retries: this.#totals.retries,
      object_url: object?.url,
      etag: object?.etag,
      is_confirmed: object?.is_confirmed,
      checksum: object?.checksum,
      verified,
      hash: this.#order.isHashed ? await first?.hash() : undefined,
      also_bytes: second?.bytes,
      also_url: second?.result.object?.url,
    };
    const rejects = this.#rejects.length > 0 ? new Blob(this.#rejects, { type: 'application/x-ndjson' }) : undefined;
    return { stats, file, also: second?.result.file, rejects };
  }

  /** Reads the objects back, where the job says so. @param {FileStats[]} made */
  async #verify(made) {
    if (!this.#order.job.destination?.s3?.verify) return undefined;
    const verified = await Promise.all(this.#files.map((file, index) => file.verify(/** @type {FileStats} */ (made[index])))).catch((thrown) => {
      const failure = toFailure(thrown);
      throw { ...failure, message: `the object is there, but it was not found to be the file: ${failure.message}` };
    });
    return verified[0];
  }
}

/** Bytes that a block holds in memory. @param {EncodedBlock} encoded */
function bytesOf({ files }) {
  return files.reduce((sum, { data, tail }) => sum + data.buffer.byteLength + tail.byteLength, 0);
}
