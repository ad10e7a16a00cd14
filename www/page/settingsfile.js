/** A settings file, dropped anywhere on the page or chosen: a `.env` file, a job's or a recipe's JSON; or a sample. Fills the form and says so. */
import { byId } from './dom.js';
import { fillFromEnv } from './envfile.js';
import { count } from './format.js';
import { fillFromJson } from './jsonfile.js';
import { Refused, refuseWhileBusy, reportOn } from './report.js';
import { fillFromSample, isSample } from './sample.js';
import { takeFile } from './source/file.js';
import { isRead, sourceKind } from './source/job.js';

/** @import { FormPage } from './jsonfile.js' */

/** Larger files are something else, dropped by mistake. */
const MAX_BYTES = 1_048_576;
const USUAL_NAME = /\.(env|json)(\.|$)/i;

/** @param {FormPage} page */
export function acceptSettingsFiles(page) {
  const take = (/** @type {File[]} */ files) => void read(files, page);
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

/** Reads one of the files. @param {File[]} files @param {FormPage} page */
async function read(files, page) {
  const file = files.find(({ name }) => USUAL_NAME.test(name)) ?? files.find(isSample) ?? files[0];
  if (!file) return;
  const others = files.filter((other) => other !== file).map(({ name }) => name);
  const unread = others.length > 0 ? [`Not read: ${others.join(', ')}. One file is read at a time.`] : [];
  await reportOn(file.name, async () => {
    const lines = await fill(file, page);
    return [lines.join(' '), ...unread];
  });
}

/** @param {File} file @param {FormPage} page @returns {Promise<string[]>} what is said about it */
async function fill(file, page) {
  if (isRead() && sourceKind() !== 'pages' && !USUAL_NAME.test(file.name)) return readFrom(file, page);
  if (isSample(file)) return fillFromSample(page, file);
  if (file.size > MAX_BYTES) throw new Refused(`${count(file.size, 'byte')} are too many for settings. Choose another file.`);
  const text = await file.text();
  const isJson = /\.json$/i.test(file.name) || text.trimStart().startsWith('{');
  const settings = isJson ? undefined : await page.engine.readEnv(text);
  refuseWhileBusy('Read the file again');
  return settings ? fillFromEnv(settings) : fillFromJson(page, text);
}

/** Where rows are read from a file, what is no settings file is that. @param {File} file @param {FormPage} page */
async function readFrom(file, page) {
  refuseWhileBusy('Drop the file again');
  await takeFile(file, page.form, page.engine);
  return ['The rows are read from this file.'];
}
