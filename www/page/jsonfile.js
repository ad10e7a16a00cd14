/** The JSON of a job, or of a recipe by itself: fills the form. */
import { fillFromJob } from './jobfile.js';
import { fillFromRecipe, isRecipe } from './recipefile.js';
import { isObject, unreadable } from './unreadable.js';

/** @import { Engine } from '../engine.js' */
/** @import { RecipeChoice } from './recipe.js' */
/** @typedef {{ form: HTMLFormElement, recipe: RecipeChoice, engine: Engine }} FormPage The form, the recipe that it is about and the engine that judges both. */

/** Fills the form, or throws before anything is changed. @param {FormPage} page @param {string} text @returns {Promise<string[]>} what is said about it */
export async function fillFromJson(page, text) {
  const json = parse(text);
  return isRecipe(json) ? fillFromRecipe(page, json) : fillFromJob(page, json);
}

/** @param {string} text @returns {object} */
function parse(text) {
  try {
    const json = JSON.parse(text);
    if (isObject(json)) return json;
  } catch (error) {
    throw unreadable('job', `this is not JSON (${error instanceof Error ? error.message : error})`);
  }
  throw unreadable('job', 'this is JSON, but not an object');
}
