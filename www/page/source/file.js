/** The file that rows are read from: chosen by the user, or dropped on the page. */
import { byId, create } from '../dom.js';
import { bytes } from '../format.js';

/** @import { FileIdentity } from '../../types.js' */
/** @import { Engine } from '../../engine.js' */
/** @typedef {{ file: File, identity: FileIdentity }} Chosen */

/** @type {Chosen | undefined} */
let chosen;
/** @type {FileIdentity | undefined} What a job that was read says of its file. */
let wanted;

/** @param {HTMLFormElement} form @param {Engine} engine */
export function prepareFileChoice(form, engine) {
  const chooser = byId('source-chooser', HTMLInputElement);
  byId('source-file', HTMLButtonElement).addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => {
    const file = chooser.files?.[0];
    chooser.value = '';
    if (file) void takeFile(file, form, engine);
  });
}

/**
 * Reads from this file from now on. One that is not the job's is refused at first: who chooses it once more means it.
 * @param {File} file @param {HTMLFormElement} form @param {Engine} engine
 */
export async function takeFile(file, form, engine) {
  const identity = await engine.identify(file);
  const isWanted = wanted !== undefined && isSame(wanted, identity);
  const isRefused = wanted !== undefined && !isWanted && !fileLike(identity);
  chosen = { file, identity };
  if (!isRefused) wanted = undefined;
  say();
  if (!isRefused && !isWanted) form.dispatchEvent(new CustomEvent('newsource', { bubbles: true }));
  form.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Keeps the chosen file if it is the one that a job is of; else waits for that. @param {FileIdentity} [identity] */
export function wantFile(identity) {
  wanted = identity && !fileLike(identity) ? identity : undefined;
  if (wanted) chosen = undefined;
  say();
}

/** Asks for a file once, beside the form's. @returns {Promise<File | undefined>} Undefined when none is chosen. */
export function askForFile() {
  return new Promise((resolve) => {
    const chooser = create('input', '', { type: 'file' });
    chooser.addEventListener('change', () => resolve(chooser.files?.[0]));
    chooser.addEventListener('cancel', () => resolve(undefined));
    chooser.click();
  });
}

export function chosenFile() {
  return chosen?.file;
}

/** The chosen file, if it is this one. @param {FileIdentity} identity */
export function fileLike(identity) {
  return chosen && isSame(chosen.identity, identity) ? chosen.file : undefined;
}

/** What a job says of the file. */
export function fileIdentity() {
  return wanted ?? chosen?.identity;
}

/** A job need not have a fingerprint. @param {FileIdentity} one @param {FileIdentity} other */
function isSame(one, other) {
  const isKnown = one.fingerprint !== undefined && other.fingerprint !== undefined;
  return one.size === other.size && (!isKnown || one.fingerprint === other.fingerprint);
}

function say() {
  byId('source-file-name', HTMLElement).textContent = state();
}

function state() {
  if (wanted && chosen) return `${chosen.file.name} is not the file of this job. Choose it once more to read it all the same.`;
  if (wanted) return `Choose ${wanted.name} (${bytes(wanted.size)}) again.`;
  return chosen ? `${chosen.file.name} (${bytes(chosen.file.size)})` : 'No file is chosen.';
}
