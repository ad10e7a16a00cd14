/** The JSON of a job, of a recipe by itself or of a schema: fills the form. */
import { fillFromJob } from './jobfile.js';
import { fillFromRecipe, isRecipe } from './recipefile.js';
import { fillFromSample, isSchema } from './sample.js';
import { isObject, unreadable } from './unreadable.js';

/** @import { Engine } from '../engine.js' */
/** @import { RecipeChoice } from './recipe.js' */
/** @typedef {{ form: HTMLFormElement, recipe: RecipeChoice, engine: Engine }} FormPage The form, the recipe that it is about and the engine that judges both. */

/** Fills the form, or throws before anything is changed. @param {FormPage} page @param {string} text @returns {Promise<string[]>} what is said about it */
export async function fillFromJson(page, text) {
  const json = await parse(text, page.engine);
  if (isSchema(json)) return fillFromSample(page, new File([text], 'schema.json'));
  return isRecipe(json) ? fillFromRecipe(page, json) : fillFromJob(page, json);
}

/** @param {string} text @param {Engine} engine @returns {Promise<object>} */
async function parse(text, engine) {
  const json = read(text);
  if (isObject(json)) return json;
  if (json !== undefined) throw unreadable('job', 'this is JSON, but not an object');
  // The browser's own words repeat the text, which may be a secret; the engine's say the place.
  await engine.checkRecipe(text);
  throw unreadable('job', 'this is not JSON');
}

/** Undefined for what is no JSON. @param {string} text @returns {unknown} */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
