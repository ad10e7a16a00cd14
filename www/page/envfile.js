/** A `.env` file, dropped anywhere on the page or chosen: fills the form and says what was read, never the values. */
import { byId, create } from './dom.js';
import { describe } from './failure.js';
import { labelOf } from './fields.js';

/** @import { EnvSettings } from '../types.js' */
/** @import { Engine } from '../engine.js' */

/** Larger files are something else, dropped by mistake. */
const MAX_BYTES = 65_536;

/** @param {HTMLFormElement} form @param {Engine} engine */
export function acceptEnvFiles(form, engine) {
  const chooser = byId('env-file', HTMLInputElement);
  byId('env-choose', HTMLButtonElement).addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => {
    void read(chooser.files?.[0], form, engine);
    chooser.value = '';
  });
  acceptDrops((file) => void read(file, form, engine));
}

/** @param {(file: File | undefined) => void} take */
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
    take(event.dataTransfer.files[0]);
  });
}

/** @param {File | undefined} file @param {HTMLFormElement} form @param {Engine} engine */
async function read(file, form, engine) {
  if (!file) return;
  if (file.size > MAX_BYTES) return report([`${file.name} is too large for a .env file.`]);
  try {
    const settings = await engine.readEnv(await file.text());
    if (byId('settings', HTMLFieldSetElement).disabled) return report(['Read it again when the run has ended.']);
    const filled = fill(settings);
    form.dispatchEvent(new Event('input', { bubbles: true }));
    report(summary(file.name, filled, settings));
  } catch (error) {
    const { message, remedy } = describe(error);
    report([`${file.name}: ${message} ${remedy}`]);
  }
}

/** @param {EnvSettings} settings @returns {string[]} the labels of the fields that were filled */
function fill(settings) {
  const { credentials } = settings;
  const values = {
    rows: settings.num_records,
    'target-size': settings.target_data_size_mb,
    'block-size': settings.block_size_mb,
    endpoint: settings.endpoint_url,
    region: settings.region,
    bucket: settings.bucket,
    'access-key': credentials.access_key_id,
    'secret-key': credentials.secret_access_key,
    'session-token': credentials.session_token,
  };
  // A file that asks only for a size must not lose to the form's own row count.
  if (values['target-size'] !== undefined && values.rows === undefined) byId('rows', HTMLInputElement).value = '';
  return Object.entries(values).flatMap(([id, value]) => {
    if (value === undefined) return [];
    const field = byId(id, HTMLInputElement);
    field.value = String(value);
    return [labelOf(field)];
  });
}

/** @param {string} name @param {string[]} filled @param {EnvSettings} settings */
function summary(name, filled, { unknown }) {
  const lines = [filled.length > 0 ? `Read from ${name}: ${filled.join(', ')}.` : `${name} has no setting that is used here.`];
  if (unknown.length > 0) lines.push(`Unknown and not used: ${unknown.join(', ')}.`);
  return lines;
}

/** @param {string[]} lines */
function report(lines) {
  byId('env-report', HTMLElement).replaceChildren(...lines.map((line) => create('p', line)));
}
