/** Links that hold a job: in the part of the URL that no browser sends to a server. No link has a secret. */
import { byId } from './dom.js';
import { count, integer } from './format.js';
import { fillFromJson } from './jsonfile.js';
import { Refused, refuseWhileBusy, reportOn } from './report.js';

/** @import { Job } from '../types.js' */
/** @import { Check } from './check.js' */
/** @import { FormPage } from './jsonfile.js' */

const PREFIX = '#job=';

/** Longest link that every browser takes, and most programs that people send links with: Safari's limit is the lowest, near 80,000. */
const MAX_CHARACTERS = 65_536;

/** More than any job has: what is longer when it is unpacked was made to fill the memory. */
const MAX_BYTES = 1_048_576;

const DAMAGED = 'The link is damaged: a part of it is missing or was changed. Ask for it again, or for the job as a file.';

/** Gives the button its work, and fills the form from the link that opened the page or that is entered later. @param {FormPage} page @param {Check} check */
export function acceptLinks(page, check) {
  byId('link-copy', HTMLButtonElement).addEventListener('click', () => {
    const job = check.readableJob();
    if (job) void reportOn('', () => copyLink(job, page));
  });
  window.addEventListener('hashchange', () => void fillFromLink(page));
  return fillFromLink(page);
}

/** @param {FormPage} page */
async function fillFromLink(page) {
  if (!location.hash.startsWith(PREFIX)) return;
  await reportOn('Link', async () => {
    const text = await unpack(location.hash.slice(PREFIX.length));
    refuseWhileBusy('Open the link again');
    return fillFromJson(page, text);
  });
}

/** @param {Job} job @param {FormPage} page @returns {Promise<string[]>} what is said about it */
async function copyLink(job, { engine }) {
  // What the engine refuses may be a secret, such as a password in the endpoint's URL.
  await engine.checkJob(job);
  const link = `${location.href.split('#')[0]}${PREFIX}${await pack(JSON.stringify(job))}`;
  if (link.length > MAX_CHARACTERS) {
    throw new Refused(`The link would have ${count(link.length, 'character')}, and not every browser takes more than ${integer(MAX_CHARACTERS)}. Save the settings as a file instead.`);
  }
  try {
    await navigator.clipboard.writeText(link);
    return [`The link is copied: ${count(link.length, 'character')}. It has these settings, and no keys.`];
  } catch {
    // No permission, or a page that is not on a secure origin.
    return ['This browser does not let the page copy. The link, which has these settings and no keys:', link];
  }
}

/** @param {string} text @returns {Promise<string>} Compressed, in letters that a URL may have. */
async function pack(text) {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @param {string} packed */
async function unpack(packed) {
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    return await textOf(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')));
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(DAMAGED);
  }
}

/** @param {ReadableStream<Uint8Array>} stream */
async function textOf(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    text += decoder.decode(read.value, { stream: true });
    if (text.length > MAX_BYTES) throw new Refused('The link has more than a job can have. Ask for the job as a file.');
  }
  return text + decoder.decode();
}
