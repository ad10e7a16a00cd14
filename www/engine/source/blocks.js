/** Blocks of a source that is read, in order: brings the reader what it wants, and takes what it has cut. */
import { chunksOf, readPart, unreadable } from './file.js';
import { givePage } from './pages.js';

/** @import { BlockReader, Wasm } from '../../wasm.js' */
/** @import { RawBlock, SourceInput } from '../messages.js' */
/** @import { Opening } from './opening.js' */
/** @import { SpareMemory } from '../spare.js' */
/** @import { UploadEvent } from '../../types.js' */

/** A source without rows has one block all the same: a file has a schema. */
const NO_ROWS = JSON.stringify({ block: 0, records: 0, places: [] });

/**
 * @typedef {object} Reading
 * @property {Wasm} wasm
 * @property {string} job Resolved.
 * @property {Opening} opening
 * @property {SourceInput} input
 * @property {AbortSignal} signal
 * @property {(event: UploadEvent) => void} report
 * @property {SpareMemory} [spare] Memory of records that encoders have taken.
 */

/** @param {Reading} reading @returns {AsyncGenerator<RawBlock, void, void>} */
export async function* rawBlocks(reading) {
  const { wasm, job, opening, spare } = reading;
  const reader = new wasm.BlockReader(job, opening.bytes, opening.size);
  try {
    const give = giver(reader, reading);
    let count = 0;
    for (let next = reader.next(); next.type !== 'nothing'; next = reader.next()) {
      await give(next);
      for (const raw of popped(reader, spare)) {
        count += 1;
        yield raw;
      }
    }
    for (const raw of popped(reader, spare)) {
      count += 1;
      yield raw;
    }
    if (count === 0) yield { data: new Uint8Array(), about: NO_ROWS };
  } finally {
    reader.free();
  }
}

/** @param {BlockReader} reader @param {SpareMemory} [spare] */
function* popped(reader, spare) {
  for (;;) {
    const memory = spare?.take();
    const raw = reader.pop(memory && new Uint8Array(memory));
    if (!raw) return spare?.put(memory);
    const { data, about } = raw;
    raw.free();
    yield { data, about };
  }
}

/** @param {BlockReader} reader @param {Reading} reading */
function giver(reader, { wasm, job, input: { file, headers = {} }, signal, report }) {
  const chunks = file && chunksOf(file);
  return async (/** @type {Exclude<ReturnType<BlockReader['next']>, { type: 'nothing' }>} */ next) => {
    switch (next.type) {
      case 'more': {
        const chunk = await chunks?.next();
        return chunk?.value ? reader.giveBytes(chunk.value) : reader.giveEnd();
      }
      case 'range': {
        if (!file) throw unreadable('no file is chosen');
        return reader.giveBytes(await readPart(file, next.start, next.end));
      }
      case 'page': {
        const { page, tries, wait_seconds, cause = '' } = next;
        if (tries > 0) report({ type: 'retry', operation: `page ${page}`, tries, wait_seconds, cause });
        await givePage(reader, next, { wasm, job, headers, signal });
      }
    }
  };
}
