/** One run: plan, encode in parallel, assemble in order, write to every sink. */
import { noCounts, sumOf } from './counts.js';
import { CANCELLED, toFailure } from './failure.js';
import { EncoderPool } from './pool.js';
import { resolvedJob } from './resolved.js';
import { abortAll, BlobSink, DiskSink } from './sinks.js';
import { S3Sink } from './upload.js';
import { verify } from './verify.js';

/** @import { Plan, Progress, RunResult, SignedRequest, Stats, Totals, Verified } from '../types.js' */
/** @import { FileAssembler, FileStats, PartNews, UploadNews, Wasm } from '../wasm.js' */
/** @import { ControlOrder, EncodedBlock, Order, Sink, SinkResult } from './messages.js' */
/** @typedef {{ report: (progress: Progress) => void, offerAbort: (request: SignedRequest) => void }} Listeners */

/** Blocks that may wait for the file beyond those being encoded: enough to keep every worker busy. */
const WAITING_BLOCKS = 2;

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
  /** @type {Sink[]} */
  #sinks = [];
  /** @type {S3Sink | undefined} */
  #upload;
  /** @type {ControlOrder[]} Given before there was an upload. */
  #orders = [];
  /** @type {Totals} */
  #totals = { rows: 0, blocks: 0, bytes: 0, parts: 0, kept_parts: 0, uploaded_bytes: 0, retries: 0, seconds: 0, memory_bytes: 0 };
  #rawBytes = 0;
  #counts = noCounts();
  /** @type {number[]} Where each row group begins. */
  #starts = [];
  #peakMemory = 0;
  /** Bytes of blocks that encoders have finished and no sink has taken yet. */
  #blockBytes = 0;

  /**
   * @param {{ wasm: Wasm, memory: WebAssembly.Memory, module: WebAssembly.Module }} instance
   * @param {Order} order
   * @param {() => Plan} makePlan
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
    this.#upload?.cancel();
    this.#pool?.terminate(CANCELLED);
  }

  /** Does what somebody wants of the upload. @param {ControlOrder} order */
  control(order) {
    if (!this.#upload) return void this.#orders.push(order);
    try {
      this.#upload.obey(order);
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
      throw await abortAll(this.#sinks, thrown);
    } finally {
      this.#pool?.terminate(CANCELLED);
    }
  }

  async #work() {
    const plan = this.#makePlan();
    this.#report({ type: 'plan', plan });
    this.#checkCancelled();
    this.#pool = new EncoderPool(this.#instance.module, plan.resolved, Math.min(this.#order.workers, plan.blocks));
    await this.#openSinks(plan);
    const { stats, bytes } = await this.#writeFile(plan);
    const results = await this.#closeSinks();
    const verified = await this.#verify(plan, stats, bytes, results);
    this.#tellTotals();
    return this.#result(stats, results, verified);
  }

  /** @param {Plan} plan @param {FileStats} stats @param {Uint8Array} end @param {SinkResult} results */
  async #verify(plan, stats, end, { object }) {
    const upload = this.#upload;
    if (!this.#order.job.destination?.s3?.verify || !upload || !object) return undefined;
    const pool = new EncoderPool(this.#instance.module, plan.resolved, 1);
    this.#pool = pool;
    const encode = async (/** @type {number} */ block) => (await pool.encode(block)).data;
    const read = (/** @type {number} */ start, /** @type {number} */ end) => upload.read(start, end);
    const written = { url: object.url, stats, end, starts: this.#starts, encode, read };
    const verified = await verify(this.#instance.wasm, written).catch((thrown) => {
      const failure = toFailure(thrown);
      throw { ...failure, message: `the object is there, but it was not found to be the file: ${failure.message}` };
    });
    pool.release();
    return verified;
  }

  /** @param {Plan} plan */
  async #openSinks(plan) {
    const { job, file } = this.#order;
    if (job.destination?.s3) {
      this.#upload = this.#makeUpload(plan);
      this.#sinks.push(this.#upload);
      this.#orders.forEach((order) => this.control(order));
    }
    if (job.destination?.download) this.#sinks.push(file ? new DiskSink(file) : new BlobSink());
    await Promise.all(this.#sinks.map((sink) => sink.open()));
  }

  /** @param {Plan} plan */
  #makeUpload(plan) {
    const { job, credentials = { accessKeyId: '', secretAccessKey: '' }, uploadId, isAttended, signsAbort } = this.#order;
    const options = { partBytes: plan.part_bytes, parts: plan.parts, uploadId, isAttended };
    return new S3Sink(this.#instance.wasm, { job, credentials, options, cancel: this.#cancel.signal }, {
      onNews: (news) => this.#take(news, plan),
      onAbortRequest: signsAbort ? this.#offerAbort : undefined,
    });
  }

  /**
   * One after another, the upload first: it can still fail, and then no file is left on the disk.
   * @returns {Promise<SinkResult>}
   */
  async #closeSinks() {
    /** @type {SinkResult} */
    const results = {};
    for (const sink of this.#sinks) Object.assign(results, await sink.close());
    return results;
  }

  /** @param {Plan} plan */
  async #writeFile(plan) {
    const assembler = new this.#instance.wasm.FileAssembler(plan.resolved);
    await this.#write(assembler.start());
    for await (const encoded of this.#inOrder(plan.blocks)) {
      await this.#writeBlock(assembler, encoded);
    }
    this.#pool?.release();
    const { bytes, stats } = assembler.finish();
    await this.#write(bytes);
    return { stats, bytes };
  }

  /**
   * Blocks in the order of the file. Only as many are under way as the workers and a small window
   * hold: a slow sink stops the encoders.
   * @param {number} blocks
   */
  async *#inOrder(blocks) {
    const window = Math.min(this.#order.workers, blocks) + WAITING_BLOCKS;
    /** @type {Promise<EncodedBlock>[]} */
    const underWay = [];
    for (let next = 0, done = 0; done < blocks; done++) {
      while (next < blocks && underWay.length < window) underWay.push(this.#encode(next++));
      const first = /** @type {Promise<EncodedBlock>} */ (underWay.shift());
      yield await first;
    }
  }

  /** @param {number} block */
  #encode(block) {
    const pool = /** @type {EncoderPool} */ (this.#pool);
    const encoded = pool.encode(block).then((encoded) => {
      this.#blockBytes += bytesOf(encoded);
      this.#measure();
      return encoded;
    });
    // The block that is waited for tells the failure; the same one of others is no news.
    encoded.catch(() => {});
    return encoded;
  }

  /** @param {FileAssembler} assembler @param {EncodedBlock} encoded */
  async #writeBlock(assembler, encoded) {
    const { block, data, tail, rows, rawBytes, counts, seconds } = encoded;
    assembler.append(tail, data.byteLength);
    this.#starts.push(this.#totals.bytes);
    await this.#write(data);
    this.#blockBytes -= bytesOf(encoded);
    // Sinks keep no chunk that they have taken.
    this.#pool?.recycle(data.buffer);
    this.#rawBytes += rawBytes;
    this.#counts = sumOf(this.#counts, counts);
    this.#totals.rows += rows;
    this.#totals.blocks += 1;
    this.#report({ type: 'block', block, rows, bytes: data.byteLength, seconds });
    if (performance.now() - this.#reported >= REPORT_INTERVAL) this.#tellTotals();
  }

  /** @param {Uint8Array<ArrayBuffer>} chunk */
  async #write(chunk) {
    this.#checkCancelled();
    await Promise.all(this.#sinks.map((sink) => sink.write(chunk)));
    this.#totals.bytes += chunk.byteLength;
    this.#measure();
  }

  /** @param {UploadNews} news @param {Plan} plan */
  #take(news, plan) {
    if (news.type === 'part') return this.#partDone(news);
    if (news.type === 'began') {
      return this.#report({ type: 'upload', upload_id: news.upload_id, job: resolvedJob(this.#order.job, plan) });
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

  #tellTotals() {
    this.#reported = performance.now();
    this.#totals.seconds = (this.#reported - this.#started) / 1000;
    this.#measure();
    this.#report({ type: 'totals', totals: { ...this.#totals } });
  }

  /** Wasm memories plus the bytes of blocks and parts in flight, now. */
  #measure() {
    const inSinks = this.#sinks.reduce((sum, sink) => sum + sink.bytesInMemory, 0);
    const inWasm = this.#instance.memory.buffer.byteLength + (this.#pool?.memoryBytes ?? 0);
    this.#totals.memory_bytes = inWasm + this.#blockBytes + inSinks;
    this.#peakMemory = Math.max(this.#peakMemory, this.#totals.memory_bytes);
  }

  #checkCancelled() {
    if (this.#cancel.signal.aborted) throw CANCELLED;
  }

  /** @param {FileStats} file @param {SinkResult} sinks @param {Verified | undefined} verified @returns {RunResult} */
  #result({ rows, columns, row_groups, file_bytes }, { file, object }, verified) {
    /** @type {Stats} */
    const stats = {
      rows, columns, row_groups, file_bytes,
      raw_bytes: this.#rawBytes,
      ...this.#counts,
      seconds: this.#totals.seconds,
      peak_memory_bytes: this.#peakMemory,
      workers: this.#order.workers,
      parts: object?.parts ?? 0,
      kept_parts: this.#totals.kept_parts,
      retries: this.#totals.retries,
      object_url: object?.url,
      etag: object?.etag,
      is_confirmed: object?.is_confirmed,
      checksum: object?.checksum,
      verified,
    };
    return { stats, file };
  }
}

/** Bytes that a block holds in memory. @param {EncodedBlock} encoded */
function bytesOf({ data, tail }) {
  return data.buffer.byteLength + tail.byteLength;
}
