/** A settings file, dropped anywhere on the page or chosen: a `.env` file or a job's JSON. Fills the form and says so. */
import { byId, create } from './dom.js';
import { fillFromEnv } from './envfile.js';
import { fillFromJob } from './jobfile.js';
import { count, sentence } from './format.js';
import { describe, problemsOf } from './failure.js';

/** @import { Engine } from '../engine.js' */

/** Larger files are something else, dropped by mistake. */
const MAX_BYTES = 65_536;
const USUAL_NAME = /\.(env|json)(\.|$)/i;

/** @param {HTMLFormElement} form @param {Engine} engine */
export function acceptSettingsFiles(form, engine) {
  const take = (/** @type {File[]} */ files) => void read(files, form, engine);
  const chooser = byId('settings-file', HTMLInputElement);
  byId('settings-choose', HTMLButtonElement).addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => {
    take([...chooser.files ?? []]);
    chooser.value = '';
  });
  acceptDrops(take);
}

/** @param {(files: File[]) => void} take */
function acceptDrops(take) {
  const mark = (/** @type {boolean} */ on) => document.body.classList.toggle('dropping', on);
  document.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener('dragleave', (event) => event.relatedTarget === null && mark(false));
  document.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Otherwise the browser would leave the page to show the file.
    event.preventDefault();
    mark(false);
    take([...event.dataTransfer.files]);
  });
}

/** Reads one of the files. @param {File[]} files @param {HTMLFormElement} form @param {Engine} engine */
async function read(files, form, engine) {
  const file = files.find(({ name }) => USUAL_NAME.test(name)) ?? files[0];
  if (!file) return;
  const others = files.filter((other) => other !== file).map(({ name }) => name);
  const unread = others.length > 0 ? [`Not read: ${others.join(', ')}. One file is read at a time.`] : [];
  try {
    const lines = await fill(file, form, engine);
    report([`${file.name}: ${lines.join(' ')}`, ...unread]);
  } catch (error) {
    report([...complaints(error).map((line) => `${file.name}: ${line}`), ...unread], 'problem');
  }
}

/** @param {File} file @param {HTMLFormElement} form @param {Engine} engine @returns {Promise<string[]>} what is said about it */
async function fill(file, form, engine) {
  if (file.size > MAX_BYTES) throw new Refused(`${count(file.size, 'byte')} are too many for settings. Choose another file.`);
  const text = await file.text();
  const isJob = /\.json$/i.test(file.name) || text.trimStart().startsWith('{');
  const settings = isJob ? undefined : await engine.readEnv(text);
  if (byId('settings', HTMLFieldSetElement).disabled) throw new Refused('The form cannot be changed now. Read the file again when Generate can be pressed.');
  return settings ? fillFromEnv(settings) : fillFromJob(form, text);
}

/** What the page itself says about a file it does not read. */
class Refused extends Error {}

/** @param {unknown} error @returns {string[]} */
function complaints(error) {
  if (error instanceof Refused) return [error.message];
  const problems = problemsOf(error);
  if (problems.length === 0) return [sentence(describe(error).message, describe(error).remedy)];
  return problems.map(({ field, message, remedy }) => `${prefixOf(field)}${sentence(message, remedy)}`);
}

/** The file as a whole has a name already: its own. @param {string} field */
function prefixOf(field) {
  return field === '.env' || field === 'job' ? '' : `${field}: `;
}

/** @param {string[]} lines @param {string} [kind] */
function report(lines, kind = '') {
  const place = byId('settings-report', HTMLElement);
  place.className = kind;
  place.replaceChildren(...lines.map((line) => create('p', line)));
}
