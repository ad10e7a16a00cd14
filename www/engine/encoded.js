/** Blocks in the order of the file, encoded by many workers. */
import { rawBlocks } from './source/blocks.js';

/** @import { Plan } from '../types.js' */
/** @import { EncodedBlock, RawBlock } from './messages.js' */
/** @import { EncoderPool } from './pool.js' */
/** @import { Reading } from './source/blocks.js' */
/** @typedef {{ block: number, raw: RawBlock | undefined }} Unencoded */

/** Blocks that may wait for the file beyond those being encoded: enough to keep every worker busy. Those of a source that is read bring their records with them. */
const WAITING_BLOCKS = 2;
const WAITING_RAW_BLOCKS = 1;

/**
 * What a run knows of the memory of blocks.
 * @typedef {object} Meter
 * @property {(bytes: number) => void} records Bytes of records that wait for an encoder are more, or fewer.
 * @property {(encoded: EncodedBlock) => void} encoded One is encoded.
 * @property {() => void} moved Something is done that may have changed it.
 */

/** What there is to encode, in order. @param {Plan} plan @param {Reading} [reading] Of a source that is read. @returns {AsyncGenerator<Unencoded, void, void>} */
export async function* unencoded(plan, reading) {
  let block = 0;
  if (!reading) for (; block < plan.blocks; block++) yield { block, raw: undefined };
  else for await (const raw of rawBlocks(reading)) yield { block: block++, raw };
}

/**
 * Only as many are under way as the workers and a small window hold: a slow sink stops the encoders, and these stop
 * the source.
 *
 * @param {AsyncIterable<Unencoded>} source @param {EncoderPool} pool @param {Meter} meter
 * @returns {AsyncGenerator<EncodedBlock, void, void>}
 */
export async function* streamed(source, pool, meter) {
  /** @type {Promise<EncodedBlock>[]} */
  const underWay = [];
  for await (const { block, raw } of source) {
    underWay.push(encode(block, raw, pool, meter));
    if (underWay.length === pool.size + (raw ? WAITING_RAW_BLOCKS : WAITING_BLOCKS)) yield await /** @type {Promise<EncodedBlock>} */ (underWay.shift());
  }
  yield* underWay;
}

/**
 * The other way: all rows are kept in one worker, and then encoded. It is there to be compared with.
 *
 * @param {AsyncIterable<Unencoded>} source @param {EncoderPool} pool Of one worker. @param {Meter} meter
 * @returns {AsyncGenerator<EncodedBlock, void, void>}
 */
export async function* collected(source, pool, meter) {
  let blocks = 0;
  for await (const { block, raw } of source) {
    await pool.collect(block, raw, took(raw, pool, meter));
    meter.moved();
    blocks += 1;
  }
  for (let block = 0; block < blocks; block++) yield await encode(block, undefined, pool, meter);
}

/** @param {number} block @param {RawBlock | undefined} raw @param {EncoderPool} pool @param {Meter} meter */
function encode(block, raw, pool, meter) {
  const encoded = pool.encode(block, raw, took(raw, pool, meter)).then((encoded) => {
    meter.encoded(encoded);
    return encoded;
  });
  // The block that is waited for tells the failure; the same one of others is no news.
  encoded.catch(() => {});
  return encoded;
}

/** Counts the memory of records until an encoder has taken them; then others get it. @param {RawBlock | undefined} raw @param {EncoderPool} pool @param {Meter} meter */
function took(raw, pool, meter) {
  meter.records(raw?.data.buffer.byteLength ?? 0);
  return (/** @type {ArrayBuffer} */ memory) => {
    meter.records(-memory.byteLength);
    pool.records.put(memory);
  };
}
