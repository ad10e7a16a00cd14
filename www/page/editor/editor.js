/** The recipe's editor: the columns of the table that is made. Nothing of it is built before it is opened. */
import { byId, create } from '../dom.js';
import { sentence } from '../format.js';
import { group, itemsFor, partsFor } from './form.js';
import { tellNewFields } from './newfields.js';
import { at, inside } from './place.js';
import { loadSchema } from './schema.js';
import { suggestions } from './suggestions.js';

/** @import { Preview } from '../../types.js' */
/** @import { RecipeChoice } from '../recipe.js' */
/** @import { ItemList } from './items.js' */
/** @import { Schema } from './schema.js' */
/** @import { Place, Shape } from './types.js' */

/** What a table has beside its columns; `tables` and `version` are the recipe's. */
const NOT_OF_A_TABLE = ['columns', 'tables', 'version'];

export class Editor {
  #recipe;
  #details = byId('editor', HTMLDetailsElement);
  #body = byId('editor-body', HTMLElement);
  /** @type {Promise<[Schema, Schema]> | undefined} Of recipes and of writer options. */
  #schemas;
  /** @type {ItemList | undefined} */
  #columns;
  /** @type {Preview | undefined} */
  #preview;

  /** @param {RecipeChoice} recipe */
  constructor(recipe) {
    this.#recipe = recipe;
    recipe.onReplaced = () => {
      this.#preview = undefined;
      void this.#show();
    };
    this.#details.addEventListener('toggle', () => void this.#show());
  }

  /** Shows beside each column the first values that it makes. @param {Preview} preview */
  showSamples(preview) {
    this.#preview = preview;
    const samples = preview.columns.map((_, column) => preview.rows.slice(0, 3).map((row) => row[column]).join(', '));
    this.#columns?.showSamples(samples);
  }

  async #show() {
    this.#columns = undefined;
    this.#body.replaceChildren();
    if (!this.#details.open) return;
    try {
      this.#schemas ??= Promise.all([loadSchema('recipe.schema.json'), loadSchema('writer.schema.json')]);
      this.#build(...await this.#schemas);
    } catch (error) {
      this.#schemas = undefined;
      this.#body.replaceChildren(create('p', sentence(`The editor could not be loaded: ${error}`, 'Close and open it to try again.'), { class: 'problem' }));
    }
  }

  /** @param {Schema} recipes @param {Schema} writers */
  #build(recipes, writers) {
    const root = this.#recipe.place;
    const { tables = [] } = root.get();
    const isOne = tables.length === 0;
    const place = isOne ? root : at(inside(root, 'tables'), this.#recipe.tableIndex);
    const properties = propertiesOf(isOne ? recipes.shape : recipes.definition('TableSpec'));
    const columns = properties.find(({ name }) => name === 'columns');
    if (columns?.shape.kind !== 'items') throw new Error('the schema has no columns');
    const options = writers.definition('ColumnOptions');
    this.#columns = itemsFor('columns', columns.shape, inside(place, 'columns'), (column) => written(options, column));
    const others = create('div', '', { class: 'fields' });
    others.append(...partsFor(properties.filter(({ name }) => !NOT_OF_A_TABLE.includes(name)), place));
    const offered = suggestions(() => place.get().columns.map((/** @type {{ name: string }} */ { name }) => name));
    this.#columns.element.addEventListener('focusin', offered.update);
    this.#body.replaceChildren(this.#columns.element, others, offered.element);
    tellNewFields(this.#body);
    if (this.#preview) this.showSamples(this.#preview);
  }
}

/** How a column is written, which is not of the recipe. @param {Shape} options @param {Place} column */
function written(options, column) {
  return options.kind === 'object' ? [group('How it is written', options, inside(column, 'written'))] : [];
}

/** @param {Shape} shape */
function propertiesOf(shape) {
  return shape.kind === 'object' ? shape.properties() : [];
}
