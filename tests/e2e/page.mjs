/** The page as a user sees it: fields and buttons by their accessible names. */

import assert from 'node:assert/strict';

/** @import { Browser, BrowserContext, Page } from 'playwright-core' */
/** @typedef {[source: string, name: string, content: string | Buffer, values?: Record<string, string | number>]} Source A file to read, and what else is filled in. */

export class PageUnderTest {
  /** @type {string[]} Errors of the console and of the page. */
  complaints = [];
  /** @type {Set<string>} Origins that were asked for anything. */
  origins = new Set();

  /** @param {Page} page @param {string} url */
  constructor(page, url) {
    this.page = page;
    this.url = url;
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    page.on('request', (request) => request.url().startsWith('http') && this.origins.add(new URL(request.url()).origin));
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** @param {Browser | BrowserContext} browser @param {string} url @param {() => void} [before] Runs in the page before its scripts. */
  static async open(browser, url, before) {
    const page = await browser.newPage();
    if (before) await page.addInitScript(before);
    return PageUnderTest.#goTo(page, url);
  }

  /** Opens a page whose certificate nobody has signed. @param {Browser} browser @param {string} url */
  static async openInsecurely(browser, url) {
    return PageUnderTest.#goTo(await browser.newPage({ ignoreHTTPSErrors: true }), url);
  }

  /** A page that makes a file of another one, to be downloaded. @param {Browser} browser @param {string} url @param {Source} source */
  static async reading(browser, url, [source, name, content, values = {}]) {
    const page = await PageUnderTest.open(browser, url);
    await page.fill({ Source: source });
    await page.choose(name, content);
    await page.fill({ Destination: 'download', ...values });
    return page;
  }

  /** @param {Page} page @param {string} url */
  static async #goTo(page, url) {
    const opened = new PageUnderTest(page, url);
    await page.goto(url);
    return opened;
  }

  /** @param {string} name */
  field(name) {
    return this.page.getByLabel(name, { exact: true });
  }

  /** @param {string} name */
  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Fills fields by their names; Preset, Compression and Destination are chosen. @param {Record<string, string | number>} values */
  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name);
      if (await field.evaluate((element) => element.tagName === 'SELECT')) await field.selectOption(String(value));
      else await field.fill(String(value));
    }
  }

  /** Chooses the file that rows are read from. @param {string} name @param {string | Buffer} content */
  async choose(name, content) {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.button('Choose file…').click()]);
    await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
    await this.page.locator('#source-file-name').getByText(name).waitFor();
  }

  /** The first rows: names and types of the columns, then texts. */
  async preview() {
    await this.plan();
    return this.page.locator('#preview tr').evaluateAll((rows) =>
      rows.map((row) => Array.from(row.children, (cell) => Array.from(cell.children, ({ textContent }) => textContent).join(': ') || cell.textContent)));
  }

  /** @param {string} url Of an embedded S3 server. */
  async fillStore(url) {
    await this.fill({ 'Endpoint URL': url, 'Access key ID': 'test', 'Secret access key': 'test' });
  }

  /** Generates and waits for the end. @returns {Promise<Record<string, string>>} The statistics. */
  async generate() {
    await this.button('Generate').click();
    await this.ended();
    const failure = await this.failure();
    if (failure) throw new Error(`the run failed: ${failure}`);
    return this.stats();
  }

  /** Waits for a line of the log: the page may be several lines further by now. @param {string | RegExp} text @param {number} [which] Of the lines that have the text; the first is 0. */
  async logged(text, which = 0) {
    await this.page.locator('#log').getByText(text).nth(which).waitFor({ timeout: 120_000 });
  }

  /** Tries to generate what the form has wrong, and waits until all of that is told. */
  async refused() {
    await this.button('Generate').click();
    await this.page.locator('#generate:enabled').waitFor();
  }

  /** Waits until the page is ready for the next run. */
  async ended() {
    const state = this.page.locator('#progress-state');
    await state.filter({ hasText: /^(Done|Cancelled|Stopped)/ }).waitFor({ timeout: 120_000 });
    await this.page.locator('#generate:enabled').waitFor();
  }

  /** The plan of the form as it is now, in words. */
  async plan() {
    const plan = this.page.locator('#plan:not([aria-busy])');
    await plan.waitFor({ timeout: 60_000 });
    return plan.innerText();
  }

  /** The labels of the fields that are marked as wrong. @returns {Promise<(string | undefined)[]>} */
  marked() {
    return this.page.locator('[aria-invalid="true"]').evaluateAll((fields) =>
      fields.map((field) => /** @type {HTMLInputElement} */ (field).labels?.[0]?.innerText));
  }

  /** What is said about a field beside it. @param {string} name */
  async problem(name) {
    const id = await this.field(name).getAttribute('id');
    return this.page.locator(`[id="${id}-problem"]`).innerText();
  }

  /** Drops files on the page. @param {Record<string, string>} files Texts by their names. @returns {Promise<string>} What the page says. */
  async drop(files) {
    return this.said(() => this.page.evaluate((files) => {
      const dataTransfer = new DataTransfer();
      for (const [name, text] of Object.entries(files)) dataTransfer.items.add(new File([text], name));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, files));
  }

  /** What the page says of the settings after something was done with them, and not what it said before. @param {() => Promise<unknown>} act */
  async said(act) {
    const report = this.page.locator('#settings-report');
    await report.evaluate((element) => element.replaceChildren());
    await act();
    await report.locator('p').first().waitFor();
    return report.innerText();
  }

  /** Copies the link to the settings as they are. */
  async copiedLink() {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const said = await this.said(() => this.button('Copy link').click());
    assert.match(said, /^The link is copied: [\d,]+ characters\. It has these settings, and no keys\.$/);
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** @returns {Promise<Record<string, string>>} Values by their names. */
  stats() {
    return this.page.locator('td[data-stat]').evaluateAll((cells) =>
      Object.fromEntries(cells.map((cell) => [cell.getAttribute('data-stat'), cell.getAttribute('data-value')])));
  }

  /** What the failure panel says; '' without one. */
  async failure() {
    const panel = this.page.locator('#failure');
    return await panel.isVisible() ? panel.innerText() : '';
  }

  /** Presses Download and gives the path of what was saved. */
  download() {
    return this.saved('Download');
  }

  /** Presses a button that saves a file, and gives its path. @param {string} button */
  async saved(button) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.button(button).click()]);
    return download.path();
  }

  /** The job of the form as it is now. @returns {Promise<any>} */
  async job() {
    await this.plan();
    return JSON.parse(await this.page.locator('#job-json').textContent() ?? '');
  }
}
