/** Saves what the form has as files that the page reads again. */
import { byId } from './dom.js';
import { saveText } from './download.js';
import { baseName } from './form.js';
import { reportOn } from './report.js';

/** @import { Job } from '../types.js' */
/** @import { Check } from './check.js' */
/** @import { FormPage } from './jsonfile.js' */

/** @param {FormPage} page @param {Check} check */
export function offerSaving(page, check) {
  const offer = (/** @type {string} */ id, /** @type {(job: Job) => void} */ save) => {
    byId(id, HTMLButtonElement).addEventListener('click', () => {
      const job = check.readableJob();
      if (job) save(job);
    });
  };
  const { recipe, engine } = page;
  offer('recipe-save', () => saveText(`${recipe.fileName}.recipe.json`, json(recipe.recipe)));
  offer('settings-save', (job) => void reportOn('', async () => {
    // What the engine refuses may be a secret, such as a password in the endpoint's URL.
    await engine.checkJob(job);
    saveText(`${baseName(recipe)}.job.json`, json(job));
    return ['The settings are saved, without keys.'];
  }));
}

/** @param {unknown} value */
function json(value) {
  return JSON.stringify(value, null, 2);
}
