/** A sample that a recipe is proposed from: fills the form and says why each column is as it is. */
import { byId, create, rowOf } from './dom.js';
import { fillFromJob } from './jobfile.js';
import { refuseWhileBusy, reportOn } from './report.js';
import { edit, fieldOf } from './values.js';

/** @import { Guess } from '../types.js' */
/** @import { FormPage } from './jsonfile.js' */

const USUAL_NAME = /\.(csv|tsv|parquet|sql|ddl|arrow|arrows|feather|ipc)$/i;

/** Whether a file is a sample by its name; JSON is looked into. @param {File} file */
export function isSample({ name }) {
  return USUAL_NAME.test(name);
}

/** Whether this is a JSON Schema, and neither a job nor a recipe. @param {object} json */
export function isSchema(json) {
  return ['$schema', 'properties', 'items', '$ref'].some((name) => name in json) && !('source' in json) && !('columns' in json);
}

/** @param {FormPage} page */
export function acceptSamples(page) {
  const chooser = byId('sample-file', HTMLInputElement);
  byId('sample-choose', HTMLButtonElement).addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => {
    const file = chooser.files?.[0];
    chooser.value = '';
    if (file) void reportOn(file.name, () => fillFromSample(page, file));
  });
  // They are of the recipe that was proposed.
  byId('preset', HTMLSelectElement).addEventListener('input', hideGuesses);
}

/** Takes the recipe that is proposed, and the rows; or the job of a file that was made here. @param {FormPage} page @param {Blob} sample @returns {Promise<string[]>} what is said about it */
export async function fillFromSample(page, sample) {
  const { recipe, rows, guesses, notes, job } = await page.engine.propose(sample);
  refuseWhileBusy('Read the file again');
  hideGuesses();
  if (job) return fillFromJob(page, job);
  page.recipe.take({ recipe });
  if (rows !== undefined) edit(fieldOf('rows'), String(rows));
  page.form.dispatchEvent(new Event('input', { bubbles: true }));
  showGuesses(guesses);
  return ['A recipe is proposed: look through its columns.', ...notes];
}

function hideGuesses() {
  byId('guesses', HTMLDetailsElement).hidden = true;
}

/** @param {Guess[]} guesses */
function showGuesses(guesses) {
  byId('guesses', HTMLDetailsElement).hidden = false;
  const head = create('thead');
  head.append(rowOf(['Column', 'In the sample', 'Generator', 'Why'].map((name) => create('th', name, { scope: 'col' }))));
  const body = create('tbody');
  body.append(...guesses.map((guess) => {
    const name = guess.table ? `${guess.table}.${guess.column}` : guess.column;
    const cells = [guess.from, guess.generator, guess.why].map((text) => create('td', text));
    return rowOf([create('th', name, { scope: 'row' }), ...cells]);
  }));
  byId('guesses-table', HTMLTableElement).replaceChildren(head, body);
}
