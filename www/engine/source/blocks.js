/** Blocks of a source that is read, in order: brings the reader what it wants, and takes what it has cut. */
import { chunksOf, readPart, unreadable } from './file.js';
import { askForPage } from './pages.js';

/** @import { BlockReader, Next, Wasm } from '../../wasm.js' */
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

/**
 * The next bytes or the next page are asked for while the blocks before are taken: one answer is there ahead, at most.
 *
 * @param {Reading} reading @returns {AsyncGenerator<RawBlock, void, void>}
 */
export async function* rawBlocks(reading) {
  const { wasm, job, opening, spare } = reading;
  const reader = new wasm.BlockReader(job, opening.bytes, opening.size);
  try {
    const ask = asker(reading);
    let count = 0;
    for (;;) {
      const ahead = reader.next();
      const answer = ask(ahead);
      // Whoever stops in between does not wait for it.
      answer.catch(() => {});
      for (const raw of popped(reader, spare)) {
        count += 1;
        yield raw;
      }
      // Taking blocks can tell of an error: then something is to be given once more.
      const next = reader.next();
      if (next.type === 'nothing') break;
      const give = await (ahead.type === next.type ? answer : ask(next));
      give(reader);
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

/**
 * Asks for what a reader wants; the answer is given to it later.
 * @param {Reading} reading
 * @returns {(next: Next) => Promise<(reader: BlockReader) => void>}
 */
function asker({ wasm, job, input: { file, headers = {} }, signal, report }) {
  const chunks = file && chunksOf(file);
  return async (next) => {
    switch (next.type) {
      case 'nothing': return () => {};
      case 'more': {
        const chunk = await chunks?.next();
        return (reader) => (chunk?.value ? reader.giveBytes(chunk.value) : reader.giveEnd());
      }
      case 'range': {
        if (!file) throw unreadable('no file is chosen');
        const bytes = await readPart(file, next.start, next.end);
        return (reader) => reader.giveBytes(bytes);
      }
      case 'page': {
        const { page, tries, wait_seconds, cause = '' } = next;
        if (tries > 0) report({ type: 'retry', operation: `page ${page}`, tries, wait_seconds, cause });
        const { give } = await askForPage(next, { wasm, job, headers, signal });
        return give;
      }
    }
  };
}
