/** Pages of a web API: asks for what the wasm module says, and gives it the answers. */
import { CANCELLED } from '../failure.js';

/** @import { Failure } from '../../types.js' */
/** @import { BlockReader, PageRequest, Wasm } from '../../wasm.js' */

/**
 * How pages are got.
 * @typedef {object} PageAccess
 * @property {Wasm} wasm
 * @property {string} job
 * @property {Record<string, string>} headers Secret; only the API that the job names gets them.
 * @property {AbortSignal} signal
 */

/** Larger pages would fill the memory. */
const MOST_BYTES = 64 * 2 ** 20;

/** Where the job's API is. @param {string} job @returns {string} */
const originOf = (job) => originOfUrl(JSON.parse(job).source.pages?.url);

/**
 * Asks for one page.
 * @param {PageRequest} request @param {PageAccess} access
 * @returns {Promise<{ body?: Uint8Array, give: (reader: BlockReader) => void }>} The page, if there was an answer, and what gives it to a reader.
 */
export async function askForPage(request, access) {
  const { signal } = access;
  await pause(request.wait_seconds * 1000, signal);
  const answer = await ask(request, access);
  if (signal.aborted) throw CANCELLED;
  const { cause, status, body, link, retryAfter } = answer;
  if (cause !== undefined) return { give: (reader) => reader.giveNoPage(cause) };
  return { body, give: (reader) => reader.givePage(status, body, link, retryAfter) };
}

/** @param {PageRequest} request @param {PageAccess} access */
async function ask({ url, timeout_seconds, page }, { wasm, job, headers, signal }) {
  const builtin = wasm.builtinPage(job, url);
  if (builtin) {
    await pause(builtin.latency_ms, signal);
    await others();
    return { status: 200, body: new TextEncoder().encode(builtin.body) };
  }
  const limit = AbortSignal.timeout(timeout_seconds * 1000);
  try {
    const response = await fetch(url, {
      headers: originOfUrl(url) === originOf(job) ? headers : {},
      signal: AbortSignal.any([signal, limit]),
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      // It would take the headers along.
      redirect: 'error',
    });
    const body = await bodyOf(response, page);
    const { status, headers: said } = response;
    return { status, body, link: said.get('Link') ?? undefined, retryAfter: said.get('Retry-After') ?? undefined };
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return { cause: limit.aborted ? `no answer within ${timeout_seconds} s` : thrown.message };
  }
}

/** @param {Response} response @param {number} page */
async function bodyOf(response, page) {
  const parts = [];
  let length = 0;
  for (const reader = response.body?.getReader(); reader;) {
    const { value, done } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.byteLength;
    if (length > MOST_BYTES) {
      await reader.cancel();
      throw tooLarge(page);
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** @param {number} page @returns {Failure} */
function tooLarge(page) {
  return {
    kind: 'pages',
    message: `page ${page}: it has more than ${MOST_BYTES} bytes`,
    remedy: 'Ask for smaller pages.',
    retryable: false,
  };
}

/** @param {string | undefined} url */
function originOfUrl(url) {
  try {
    return url === undefined ? '' : new URL(url).origin;
  } catch {
    // The job's own check tells what is wrong with it.
    return '';
  }
}

/** Lets other messages in: pages that come without any wait would keep the worker from hearing of blocks. @returns {Promise<void>} */
function others() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** @param {number} milliseconds @param {AbortSignal} signal @returns {Promise<void>} */
function pause(milliseconds, signal) {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
