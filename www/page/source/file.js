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

/** Reads from this file from now on. @param {File} file @param {HTMLFormElement} form @param {Engine} engine */
export async function takeFile(file, form, engine) {
  chosen = { file, identity: await engine.identify(file) };
  wanted = undefined;
  say();
  form.dispatchEvent(new CustomEvent('newsource', { bubbles: true }));
  form.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Keeps the chosen file if it is the one that a job is of; else waits for that. @param {FileIdentity} [identity] */
export function wantFile(identity) {
  if (identity && !(chosen && isSame(chosen.identity, identity))) {
    chosen = undefined;
    wanted = identity;
  }
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

/** What a job says of the file. */
export function fileIdentity() {
  return chosen?.identity ?? wanted;
}

/** @param {FileIdentity} one @param {FileIdentity} other */
export function isSame(one, other) {
  return one.size === other.size && one.fingerprint === other.fingerprint;
}

function say() {
  const text = chosen ? `${chosen.file.name} (${bytes(chosen.file.size)})` : 'No file is chosen.';
  byId('source-file-name', HTMLElement).textContent = wanted ? `Choose ${wanted.name} (${bytes(wanted.size)}) again.` : text;
}
