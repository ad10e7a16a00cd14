/** The recipe's editor as people use it: columns by their names, their fields by their labels. */

/** @import { Locator } from 'playwright-core' */
/** @import { PageUnderTest } from './page.mjs' */

export class ColumnsUnderTest {
  /** @param {PageUnderTest} page */
  constructor(page) {
    this.page = page;
    this.list = page.page.locator('#editor-body > .items > ol > li');
  }

  /** Opens the editor. @param {PageUnderTest} page */
  static async open(page) {
    const columns = new ColumnsUnderTest(page);
    await page.page.locator('summary').getByText('Columns', { exact: true }).click();
    await columns.list.first().waitFor();
    return columns;
  }

  /** The names of the columns, in their order. */
  names() {
    return this.list.locator('> details > summary .name').allInnerTexts();
  }

  /** A column, opened or not. @param {string} name */
  row(name) {
    return this.list.filter({ has: this.page.page.locator('summary .name').getByText(name, { exact: true }) });
  }

  /** The fields of a column. @param {string} name */
  group(name) {
    return this.page.page.getByRole('group', { name: `Column ${name}`, exact: true });
  }

  /** Opens a column. @param {string} name @returns {Promise<Locator>} Its fields. */
  async show(name) {
    await this.row(name).locator('> details > summary').click();
    await this.group(name).waitFor();
    return this.group(name);
  }

  /** Gives a column another generator. @param {string} name @param {string} generator */
  async generate(name, generator) {
    await this.group(name).getByLabel('Generator', { exact: true }).selectOption(generator);
  }

  /** What is said beside a field of a column. @param {Locator} field */
  async problem(field) {
    const id = await field.getAttribute('id');
    return this.page.page.locator(`[id="${id}-problem"]`).innerText();
  }
}
