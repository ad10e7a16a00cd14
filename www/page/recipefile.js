/** Recipes in files: by themselves or in a job. */
import { integer } from './format.js';
import { isObject, shown, unreadable } from './unreadable.js';

/** @import { ColumnOptions, Recipe, TableSpec } from '../types.js' */
/** @import { Engine } from '../engine.js' */
/** @import { FormPage } from './jsonfile.js' */
/** @import { Found, RecipeChoice } from './recipe.js' */

export const RECIPE = 'source.generated.recipe';
const PRESET = 'source.generated.preset';
const TABLE = 'source.generated.table';
const ALL_TABLES = 'source.generated.all_tables';
export const TABLE_ROWS = 'source.generated.table_rows';
const PARENT_ROWS = 'source.generated.parent_rows';
const COLUMNS = 'writer.columns';

/** A recipe by itself has columns or tables, a job has a source. @param {object} json @returns {json is Recipe} */
export function isRecipe(json) {
  return !('source' in json) && ('columns' in json || 'tables' in json);
}

/** Takes a recipe that is not in a job; the rest of the form stays. @param {FormPage} page @param {Recipe} found @returns {Promise<string[]>} what is said about it */
export async function fillFromRecipe({ form, recipe, engine }, found) {
  recipe.take({ recipe: await checked(found, engine) });
  form.dispatchEvent(new Event('input', { bubbles: true }));
  return ['The recipe is in the form now.'];
}

/** What a job's leaves say of the recipe, which are used up. @param {Map<string, unknown>} leaves @param {RecipeChoice} recipe @param {Engine} engine @returns {Promise<Found>} */
export async function takeRecipe(leaves, recipe, engine) {
  const paths = [PRESET, RECIPE, TABLE, TABLE_ROWS, COLUMNS];
  const [preset, own, table, tableRows, columns] = paths.map((path) => leaves.get(path));
  for (const path of paths) leaves.delete(path);
  const found = own === undefined ? { preset: knownPreset(preset, recipe) } : { recipe: await checked(own, engine) };
  if (own !== undefined && preset !== undefined) throw unreadable(RECIPE, 'a preset is given too');
  const { tables = [] } = found.recipe ?? recipe.presetOf(found.preset) ?? {};
  const known = knownTable(table, tables);
  if (leaves.has(PARENT_ROWS) && !known?.rows) throw unreadable(PARENT_ROWS, 'the table depends on no other', 'Leave it out.');
  return { ...found, table: known?.name, allTables: leaves.get(ALL_TABLES) === true, tableRows: knownRows(tableRows), columns: knownOptions(columns) };
}

/** @param {unknown} preset @param {RecipeChoice} recipe */
function knownPreset(preset, { presets }) {
  if (preset === undefined) throw unreadable(PRESET, 'the job does not have this field');
  const known = presets.find((name) => name === preset);
  if (known === undefined) throw unreadable(PRESET, `${shown(preset)} is not one of ${presets.join(', ')}`);
  return known;
}

/** @param {unknown} table @param {TableSpec[]} tables */
function knownTable(table, tables) {
  const known = table === undefined ? tables[0] : tables.find(({ name }) => name === table);
  if (table === undefined || known) return known;
  throw unreadable(TABLE, `there is no table ${shown(table)}`, 'Leave it out, or name a table of the recipe.');
}

/** @param {unknown} rows @returns {Record<string, number> | undefined} */
function knownRows(rows) {
  if (rows === undefined) return undefined;
  if (isObject(rows) && Object.values(rows).every(Number.isSafeInteger)) return /** @type {Record<string, number>} */ (rows);
  throw unreadable(TABLE_ROWS, `${shown(rows)} is not an object of whole numbers`);
}

/** @param {unknown} columns @returns {Record<string, ColumnOptions>} */
function knownOptions(columns = {}) {
  if (isObject(columns) && Object.values(columns).every(isObject)) return /** @type {Record<string, ColumnOptions>} */ (columns);
  throw unreadable(COLUMNS, `${shown(columns)} is not an object of objects`);
}

/** @param {unknown} recipe @param {Engine} engine @returns {Promise<Recipe>} */
async function checked(recipe, engine) {
  await engine.checkRecipe(recipe);
  checkNumbers(recipe);
  return /** @type {Recipe} */ (recipe);
}

/** Whole numbers that JavaScript would silently change. @param {unknown} value @param {string} [path] */
function checkNumbers(value, path = RECIPE) {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw unreadable(path, `whole numbers beyond ${integer(Number.MAX_SAFE_INTEGER)} are not exact in a browser`, 'Use a smaller one.');
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) checkNumbers(inner, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`);
}
