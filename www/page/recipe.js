/** The recipe that the form is about: a preset, until it is edited; then the user's own. */
import { byId, create } from './dom.js';
import { isSame } from './editor/values.js';
import { numberOf, show } from './values.js';

/** @import { ColumnOptions, ColumnSpec, Generated, Preset, Recipe, TableSpec } from '../types.js' */
/** @import { Place } from './editor/types.js' */
/** @typedef {ColumnSpec & { written?: ColumnOptions }} Column While it is edited, a column also has how it is written. */
/** @typedef {{ preset?: string, recipe?: Recipe, table?: string, allTables?: boolean, tableRows?: Record<string, number>, columns?: Record<string, ColumnOptions> }} Found What a job says of its recipe. */

/** What the Preset field says of a recipe that is none. */
const OWN = 'custom';

const PATH = 'source.generated.recipe';
const WRITTEN = 'writer.columns.';

export class RecipeChoice {
  #choice = byId('preset', HTMLSelectElement);
  #table = byId('table', HTMLSelectElement);
  #all = byId('all-tables', HTMLInputElement);
  /** @type {Record<string, Recipe>} */
  #presets = {};
  /** The preset that was chosen last. */
  #preset = this.#choice.value;
  /** @type {Recipe} As it is edited: its columns also have how they are written. */
  #recipe = { version: 1 };
  /** @type {Recipe} As a job has it. */
  #bare = this.#recipe;
  /** @type {Recipe | undefined} The user's own that was edited last: it can be chosen again. */
  #own;
  /** @type {Record<string, number> | undefined} What a job has said of its tables' rows. */
  #tableRows;
  /** Called when another recipe or another table is there. */
  onReplaced = () => {};

  /** Where the editor finds it. @type {Place} */
  place = { path: PATH, get: () => this.#recipe, set: (recipe) => this.#set(/** @type {Recipe} */ (recipe)) };

  constructor() {
    this.#choice.addEventListener('input', () => this.#choose());
    this.#table.addEventListener('input', () => this.#showTable());
    this.#all.addEventListener('input', () => this.#showParents());
  }

  /** @param {Record<string, Recipe>} presets */
  fill(presets) {
    this.#presets = presets;
    this.#choose();
  }

  get presets() {
    return Object.keys(this.#presets);
  }

  /** @param {string} [preset] @returns {Recipe | undefined} */
  presetOf(preset = '') {
    return this.#presets[preset];
  }

  /** What a job says of its source. @returns {Omit<Generated, 'seed'>} */
  get source() {
    const own = this.#choice.value === OWN ? { recipe: this.#bare } : { preset: /** @type {Preset} */ (this.#choice.value) };
    const rows = this.#tableRows && { table_rows: this.#tableRows };
    if (this.hasAllTables) return { ...own, all_tables: true, ...rows };
    const parents = numberOf('parent-rows');
    const table = this.tableIndex > 0 ? { table: this.#table.value } : {};
    return { ...own, ...table, ...(parents === undefined ? {} : { parent_rows: parents }), ...rows };
  }

  /** What a job's writer says of the columns of the table. @returns {Record<string, ColumnOptions>} */
  get columnOptions() {
    if (!this.hasAllTables) return writtenOf(this.#columns, '');
    return Object.assign({}, ...this.#tables.map(({ name, columns }) => writtenOf(columns, `${name}.`)));
  }

  /** Whether all tables are made. */
  get hasAllTables() {
    return this.#tables.length > 0 && this.#all.checked;
  }

  /** The table that is shown, of several. */
  get shownTable() {
    return this.#tables[this.tableIndex]?.name;
  }

  /** The recipe without anything of the job. */
  get recipe() {
    return this.#bare;
  }

  /** Which of the tables is shown. */
  get tableIndex() {
    return Math.max(this.#table.selectedIndex, 0);
  }

  /** What its file is called, or the folder of its files, without an ending. */
  get fileName() {
    return this.tableIndex > 0 && !this.hasAllTables ? this.#table.value : this.#choice.value;
  }

  /** The path in the editor of a job's path: columns are found by their names there and by their places here. @param {string} path */
  pathOf(path) {
    if (!path.startsWith(WRITTEN)) return path;
    const rest = path.slice(WRITTEN.length);
    const isOf = (/** @type {string} */ name) => rest === name || rest.startsWith(`${name}.`);
    if (this.hasAllTables) {
      const index = this.#tables.findIndex(({ name }) => isOf(name));
      return this.#pathIn(index, rest.slice((this.#tables[index]?.name.length ?? 0) + 1)) ?? path;
    }
    return this.#pathIn(this.tableIndex, rest) ?? path;
  }

  /** @param {number} table @param {string} rest A column's name, and what comes after it. */
  #pathIn(table, rest) {
    const columns = (this.#tables[table] ?? this.#recipe).columns ?? [];
    const index = columns.findIndex(({ name }) => rest === name || rest.startsWith(`${name}.`));
    const above = this.#tables.length > 0 ? `.tables[${table}]` : '';
    const option = rest.slice(columns[index]?.name.length);
    return index < 0 ? undefined : `${PATH}${above}.columns[${index}].written${option}`;
  }

  /** Takes what a file or a link says. @param {Found} found @returns {string[]} columns whose options have no place */
  take({ preset = this.#preset, recipe = this.#presets[preset] ?? this.#recipe, table, allTables = false, tableRows, columns = {} }) {
    this.#preset = preset;
    this.#tableRows = tableRows;
    this.#set(recipe);
    this.#table.selectedIndex = Math.max(this.#tables.findIndex(({ name }) => name === table), 0);
    this.#all.checked = allTables;
    const known = this.#write(columns);
    this.#showTable();
    return Object.keys(columns).filter((name) => !known.has(name));
  }

  /** @returns {TableSpec[]} */
  get #tables() {
    return this.#recipe.tables ?? [];
  }

  /** @returns {Column[]} Of the table that is made. */
  get #columns() {
    return (this.#tables[this.tableIndex] ?? this.#recipe).columns ?? [];
  }

  #choose() {
    const isOwn = this.#choice.value === OWN;
    if (!isOwn) this.#preset = this.#choice.value;
    this.#table.selectedIndex = 0;
    this.#tableRows = undefined;
    this.#set((isOwn ? this.#own : this.#presets[this.#preset]) ?? this.#recipe);
    this.#showTable();
  }

  /** @param {Recipe} recipe */
  #set(recipe) {
    this.#recipe = recipe;
    this.#bare = bare(recipe);
    const isPreset = isSame(this.#bare, this.#presets[this.#preset]);
    if (!isPreset) this.#own = recipe;
    byId('custom', HTMLOptionElement).hidden = this.#own === undefined;
    this.#choice.value = isPreset ? this.#preset : OWN;
    this.#nameTables();
  }

  /** Gives columns their options: those of the table that is made, or of all. @param {Record<string, ColumnOptions>} options @returns {Set<string>} the names that have a column */
  #write(options) {
    const known = new Set();
    const written = (/** @type {Column[]} */ columns, table = '') => columns.map((column) => {
      const name = [`${table}.${column.name}`, column.name].find((one) => options[one]);
      if (name === undefined) return column;
      known.add(name);
      return { ...column, written: options[name] };
    });
    const isMade = (/** @type {number} */ index) => this.hasAllTables || index === this.tableIndex;
    const tables = this.#tables.map((table, index) => (isMade(index) ? { ...table, columns: written(table.columns, table.name) } : table));
    this.#set(tables.length > 0 ? { ...this.#recipe, tables } : { ...this.#recipe, columns: written(this.#columns) });
    return known;
  }

  /** The same table stays chosen under another name. */
  #nameTables() {
    const index = this.tableIndex;
    this.#table.replaceChildren(...this.#tables.map(({ name }) => create('option', name, { value: name })));
    this.#table.selectedIndex = Math.min(index, this.#tables.length - 1);
  }

  #showTable() {
    show(byId('tables', HTMLFieldSetElement), this.#tables.length > 0);
    this.#showParents();
    this.onReplaced();
  }

  #showParents() {
    const parent = this.#tables[this.tableIndex]?.rows?.per;
    byId('parent-rows', HTMLInputElement).disabled = parent === undefined || this.hasAllTables;
    byId('parent-rows-help', HTMLElement).textContent = helpOfParents(parent, this.hasAllTables);
  }
}

/** @param {string | undefined} parent @param {boolean} hasAll */
function helpOfParents(parent, hasAll) {
  if (hasAll) return 'All rows of the tables before.';
  return parent === undefined ? 'Its rows depend on no other table.' : `All rows of so many ${parent}; used when Rows is blank.`;
}

/** How columns are written. @param {Column[]} columns @param {string} prefix Before their names. @returns {Record<string, ColumnOptions>} */
function writtenOf(columns, prefix) {
  return Object.fromEntries(columns.flatMap(({ name, written }) => (written ? [[`${prefix}${name}`, written]] : [])));
}

/** Without what the editor adds. @param {Recipe} recipe @returns {Recipe} */
function bare({ columns, tables, ...recipe }) {
  const strip = (/** @type {Column[]} */ list) => list.map(({ written: _, ...column }) => /** @type {ColumnSpec} */ (column));
  return {
    ...recipe,
    ...(columns && { columns: strip(columns) }),
    ...(tables && { tables: tables.map((table) => ({ ...table, columns: strip(table.columns) })) }),
  };
}
