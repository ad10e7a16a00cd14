/**
 * Runs a job by both pipelines, one after the other, each in fresh workers. This module is a public API, as
 * `engine.js` is.
 *
 *     const { sides, isSame } = await compare(job, { input });
 */
import { Engine, EngineError } from './engine.js';

/** @import { Comparison, CompareOptions, ComparedSide, Job, Progress } from './types.js' */

const MB = 1_048_576;

/** Encoders of each side: one keeps all rows, so one makes the blocks of the other too. */
const WORKERS = 1;

/**
 * What is made is thrown away: the time of a disk or a store is not that of a pipeline.
 *
 * @param {Job} job
 * @param {CompareOptions} [options]
 * @returns {Promise<Comparison>} Rejects with an `EngineError` when it is cancelled, or when a side fails for another
 *   reason than its memory: that is a result.
 */
export async function compare({ destination: _, ...job }, { input, signal, memoryLimit, onSide } = {}) {
  /** @type {ComparedSide[]} */
  const sides = [];
  for (const pipeline of /** @type {const} */ (['streaming', 'collect'])) {
    onSide?.(pipeline);
    sides.push(await side(job, { input, signal, pipeline, memoryLimit }));
  }
  const [hash, other] = sides.map(({ stats }) => stats?.hash);
  return { sides, isSame: hash === undefined || other === undefined ? undefined : hash === other };
}

/** @param {Job} job @param {Pick<CompareOptions, 'input' | 'signal' | 'memoryLimit'> & { pipeline: ComparedSide['pipeline'] }} options @returns {Promise<ComparedSide>} */
async function side(job, options) {
  const engine = new Engine({ workers: WORKERS });
  /** @type {[number, number][]} */
  const points = [];
  const onProgress = (/** @type {Progress} */ progress) => {
    if (progress.type === 'totals') points.push([progress.totals.seconds, progress.totals.memory_bytes / MB]);
  };
  try {
    const { stats } = await engine.run(job, { ...options, isHashed: true, onProgress });
    return { pipeline: options.pipeline, stats, points };
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'memory') throw error;
    return { pipeline: options.pipeline, failure: error.message, points };
  } finally {
    engine.close();
  }
}
