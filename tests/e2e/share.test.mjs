/** Settings and recipes go from one page to another: as files and as links. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ColumnsUnderTest } from './columns.mjs';
import { PageUnderTest } from './page.mjs';
import { started } from './support.mjs';

const { site, browser } = await started();

/** @param {string} [hash] */
async function open(hash = '') {
  const page = await PageUnderTest.open(browser, site.url + hash);
  await page.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.plan();
  return page;
}

/** @param {PageUnderTest} page */
async function jobOf(page) {
  await page.plan();
  return JSON.parse(await page.page.locator('#job-json').textContent() ?? '');
}

/** @param {PageUnderTest} page @param {string} button @returns {Promise<[string, string]>} The name and the text of what is saved. */
async function saved(page, button) {
  const [download] = await Promise.all([page.page.waitForEvent('download'), page.button(button).click()]);
  return [download.suggestedFilename(), await readFile(await download.path(), 'utf8')];
}

/** What the page says under its buttons. @param {PageUnderTest} page */
async function report(page) {
  const lines = page.page.locator('#settings-report p');
  await lines.first().waitFor();
  return (await lines.allInnerTexts()).join('\n');
}

/** A page whose recipe, columns and target differ from what they are at first. */
async function edited() {
  const page = await open();
  await page.fill({ Preset: 'orders', Rows: 5_000, Seed: 7, Compression: 'zstd', Destination: 's3', Table: 'order_lines' });
  await page.fill({ 'Access key ID': 'AKIASECRET', 'Secret access key': 'hush', 'Session token': 'hush-too' });
  const columns = await ColumnsUnderTest.open(page);
  const product = await columns.show('product');
  await product.getByLabel('Name', { exact: true }).fill('thing');
  await columns.generate('thing', 'choice');
  await columns.group('thing').getByLabel('Values', { exact: true }).fill('Café ☕\n{}');
  await columns.group('thing').getByText('How it is written', { exact: true }).click();
  await columns.group('thing').getByLabel('Compression', { exact: true }).selectOption('gzip');
  const note = await columns.show('note');
  await note.getByLabel('Template', { exact: true }).fill('{thing}');
  return page;
}

test('settings are saved and read again', async () => {
  const page = await edited();
  const job = await jobOf(page);
  assert.deepEqual(job.writer.columns, { thing: { compression: 'gzip' } });
  const [name, text] = await saved(page, 'Save settings');
  assert.equal(name, 'order_lines.job.json');
  assert.deepEqual(JSON.parse(text), job);
  assert.doesNotMatch(text, /hush|AKIASECRET/);
  const other = await open();
  assert.equal(await other.drop({ [name]: text }), `${name}: The form is filled with this job.`);
  assert.deepEqual(await jobOf(other), job);
  assert.equal(await other.field('Preset').inputValue(), 'custom');
});

test('a recipe is saved and read by itself, and the rest of the form stays', async () => {
  const [name, text] = await saved(await edited(), 'Save recipe');
  const recipe = JSON.parse(text);
  assert.deepEqual([Object.keys(recipe), text.includes('gzip')], [['version', 'tables'], false]);
  const other = await open();
  await other.fill({ Rows: 77 });
  const columns = await ColumnsUnderTest.open(other);
  assert.equal(await other.drop({ [name]: text }), `${name}: The recipe is in the form now.`);
  const { source, rows } = await jobOf(other);
  assert.deepEqual([source.generated.recipe, rows], [recipe, 77]);
  assert.equal((await columns.names()).includes('delivery'), true, 'the editor shows it');
});

/** @type {[object, RegExp][]} */
const BAD_RECIPES = [
  [{ version: 1, columns: [{ name: 'a', generator: { chioce: {} } }] }, /columns\[0\]\.generator: "chioce" is not known\. Choose: age, /],
  [{ version: 2, columns: [{ name: 'a', generator: { word: {} } }] }, /version: version 2 is not known\. Use version 1\./],
  [{ version: 1, columns: [{ name: 'a' }] }, /columns\[0\]\.generator: is missing\./],
  [{ version: 1, columns: [{ name: 'a', generator: { sequence: { start: 2 ** 60 } } }] }, /sequence\.start: whole numbers beyond 9,007,199,254,740,991 are not exact in a browser\./],
];

test('what is no recipe is an error that names why, and changes nothing', async () => {
  const page = await open();
  const job = await jobOf(page);
  for (const [recipe, message] of BAD_RECIPES) {
    assert.match(await page.drop({ 'recipe.json': JSON.stringify(recipe) }), message);
    assert.match(await page.drop({ 'job.json': JSON.stringify({ ...job, source: { generated: { recipe, seed: 1 } } }) }), message);
    assert.deepEqual(await jobOf(page), job);
  }
  const tableless = { ...job, source: { generated: { preset: 'orders', table: 'lines', seed: 1 } } };
  assert.match(await page.drop({ 'job.json': JSON.stringify(tableless) }), /source\.generated\.table: there is no table "lines"/);
  const parentless = { ...job, source: { generated: { preset: 'orders', parent_rows: 3, seed: 1 } } };
  assert.match(await page.drop({ 'job.json': JSON.stringify(parentless) }), /source\.generated\.parent_rows: the table depends on no other/);
});

test('a recipe with a wrong value is taken, and the value is marked', async () => {
  const page = await open();
  const columns = await ColumnsUnderTest.open(page);
  await page.drop({ 'recipe.json': JSON.stringify({ version: 1, columns: [{ name: 'a', generator: { boolean: { share: 2 } } }] }) });
  await page.plan();
  assert.match(await columns.row('a').innerText(), /Generator\.boolean\.share: 2 is out of range\./);
});

test('a link fills the form of who opens it, without secrets', async () => {
  const page = await edited();
  const job = await jobOf(page);
  const link = await page.copiedLink();
  const text = inflateRawSync(Buffer.from(link.split('#job=')[1] ?? '', 'base64url')).toString();
  assert.deepEqual(JSON.parse(text), job);
  assert.doesNotMatch(text, /hush|AKIASECRET/);
  assert.match(link, /^[\w:/.#=-]+$/, 'it needs no escapes');
  const other = await open(link.slice(link.indexOf('#')));
  assert.equal(await report(other), 'Link: The form is filled with this job.');
  assert.deepEqual(await jobOf(other), job);
  for (const name of ['Access key ID', 'Secret access key', 'Session token']) assert.equal(await other.field(name).inputValue(), '');
});

test('a link can be entered in the page that is there', async () => {
  const page = await open();
  await page.fill({ Rows: 123 });
  const link = await page.copiedLink();
  await page.fill({ Rows: 5 });
  await page.page.evaluate((hash) => { location.hash = hash; }, link.slice(link.indexOf('#')));
  await page.page.getByText('Link: The form is filled').waitFor();
  assert.equal((await jobOf(page)).rows, 123);
});

test('an endpoint with a password is in no link and no file', async () => {
  const page = await open();
  await page.page.evaluate(() => navigator.clipboard.writeText('as before'));
  await page.fill({ Destination: 's3', 'Endpoint URL': 'http://someone:hush@localhost:4566' });
  for (const button of ['Copy link', 'Save settings']) {
    assert.match(await page.said(() => page.button(button).click()), /endpoint_url: "…@localhost:4566" has a user name: keys go into their own fields\./);
  }
  assert.equal(await page.page.evaluate(() => navigator.clipboard.readText()), 'as before');
});

/** @param {string} text */
function packed(text) {
  return `#job=${deflateRawSync(text).toString('base64url')}`;
}

/** @type {[string, string, RegExp][]} */
const BAD_LINKS = [
  ['no base64', '#job=%%%', /^Link: The link is damaged: a part of it is missing or was changed\. Ask for it again/],
  ['nothing', '#job=', /^Link: The link is damaged/],
  ['not compressed', `#job=${Buffer.from('{}').toString('base64url')}`, /^Link: The link is damaged/],
  ['cut', packed(JSON.stringify({ version: 1, text: 'x'.repeat(50) })).slice(0, -4), /^Link: The link is damaged/],
  ['no JSON', packed('hello'), /^Link: this is not JSON: .* at line 1 column 1\./],
  ['another version', packed('{"version": 2, "source": {"generated": {"preset": "people", "seed": 1}}}'), /^Link: version: 2 is not known\. Use version 1\./],
  ['a bomb', packed(`{"version": 1, "x": "${'x'.repeat(2_000_000)}"}`), /^Link: The link has more than a job can have\./],
  ['keys', packed(JSON.stringify({ version: 1, rows: 3, source: { generated: { preset: 'people', seed: 1 } }, credentials: { access_key_id: 'A' } })), /Not used, because the form has no field for it: credentials\.access_key_id\./],
];

for (const [name, hash, message] of BAD_LINKS) {
  test(`a link with ${name} is told`, async () => {
    const page = await open(hash);
    assert.match(await report(page), message);
    assert.equal(await page.field('Access key ID').inputValue(), '');
  });
}

test('a job that is too large for a link is told, and saved as a file', async () => {
  const page = await open();
  // Random letters cannot be made shorter.
  const noise = Array.from({ length: 9_000 }, (_, index) => Math.sin(index + 1).toString(36));
  await page.drop({ 'recipe.json': JSON.stringify({ version: 1, columns: [{ name: 'a', generator: { choice: { values: noise } } }] }) });
  await page.page.locator('#settings-report').evaluate((element) => element.replaceChildren());
  await page.button('Copy link').click();
  assert.match(await report(page), /^The link would have [\d,]+ characters, and not every browser takes more than 65,536\. Save the settings as a file instead\.$/);
  const [, text] = await saved(page, 'Save settings');
  assert.deepEqual(JSON.parse(text).source.generated.recipe.columns[0].generator.choice.values, noise);
});
