/** The recipe's editor: columns are changed, and the file has them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ColumnsUnderTest } from './columns.mjs';
import { PageUnderTest } from './page.mjs';
import { python, started } from './support.mjs';

/** @import { Locator } from 'playwright-core' */

const { site, browser } = await started();

const PEOPLE = ['id', 'name', 'email', 'phone', 'street', 'city', 'country', 'company', 'birth_date', 'signup_at', 'balance', 'active'];

/** @param {Record<string, string | number>} [values] */
async function open(values = {}) {
  const page = await PageUnderTest.open(browser, site.url);
  await page.plan();
  await page.fill(values);
  return { page, columns: await ColumnsUnderTest.open(page) };
}

/** The job of the form as it is now. @param {PageUnderTest} page */
async function jobOf(page) {
  await page.plan();
  return JSON.parse(await page.page.locator('#job-json').textContent() ?? '');
}

/** What the focus is on. @param {PageUnderTest} page */
function focused(page) {
  return page.page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.ariaLabel ?? /** @type {HTMLInputElement} */ (element)?.value ?? element?.textContent;
  });
}

test('a preset is one until something is changed, and again when it is changed back', async () => {
  const { page, columns } = await open({ Rows: 1_000 });
  assert.deepEqual(await columns.names(), PEOPLE);
  assert.deepEqual((await jobOf(page)).source.generated, { preset: 'people', seed: 42 });
  const name = (await columns.show('email')).getByLabel('Name', { exact: true });
  await name.fill('mail');
  const { recipe } = (await jobOf(page)).source.generated;
  assert.deepEqual([recipe.version, recipe.columns.length, recipe.columns[2]], [1, 12, { name: 'mail', generator: { email: {} } }]);
  assert.equal(await page.field('Preset').inputValue(), 'custom');
  assert.equal(await page.field('File name').inputValue(), 'custom.parquet');
  await columns.group('mail').getByLabel('Name', { exact: true }).fill('email');
  assert.deepEqual((await jobOf(page)).source.generated, { preset: 'people', seed: 42 });
  assert.equal(await page.field('Preset').inputValue(), 'people');
});

test('what was edited can be chosen again after a preset', async () => {
  const { page, columns } = await open();
  await columns.show('email');
  await columns.group('email').getByRole('button', { name: 'Remove' }).click();
  await page.fill({ Preset: 'transactions' });
  assert.equal((await columns.names()).includes('merchant'), true);
  await page.fill({ Preset: 'custom' });
  assert.deepEqual(await columns.names(), PEOPLE.filter((name) => name !== 'email'));
});

test('columns are added, copied, moved and removed, and the focus goes along', async () => {
  const { page, columns } = await open();
  await columns.show('name');
  const press = (/** @type {string} */ column, /** @type {string} */ button) => columns.group(column).getByRole('button', { name: button }).click();
  await press('name', 'Move up');
  assert.equal(await focused(page), 'Move down', 'at the top, the other button');
  await press('name', 'Move down');
  assert.equal(await focused(page), 'Move down');
  await press('name', 'Duplicate');
  assert.equal(await focused(page), 'name_2');
  await press('name', 'Remove');
  assert.match(await focused(page) ?? '', /^name_2/);
  await page.button('Add column').click();
  assert.equal(await focused(page), 'column');
  assert.deepEqual(await columns.names(), ['id', 'name_2', ...PEOPLE.slice(2), 'column']);
  const { columns: made } = (await jobOf(page)).source.generated.recipe;
  assert.deepEqual(made.map((/** @type {any} */ column) => column.name), await columns.names());
  assert.deepEqual(made.at(-1), { name: 'column', generator: { word: {} } });
});

test('every generator can be chosen, has a family and fields that the engine takes or names', async () => {
  const { page, columns } = await open({ Rows: 10 });
  await columns.show('email');
  const choice = columns.group('email').getByLabel('Generator', { exact: true });
  const generators = await choice.locator('optgroup > option').evaluateAll((options) => options.map((option) => /** @type {HTMLOptionElement} */ (option).value));
  assert.ok(generators.length > 70, `${generators.length}`);
  assert.equal(await choice.locator('> option').count(), 0);
  for (const name of PEOPLE) if (name !== 'email') await columns.show(name);
  for (let first = 0; first < generators.length; first += PEOPLE.length) {
    const some = generators.slice(first, first + PEOPLE.length);
    for (const [index, generator] of some.entries()) await columns.generate(PEOPLE[index] ?? '', generator);
    await page.plan();
    const hasPlan = await page.page.locator('#plan').getAttribute('data-rows') !== null;
    assert.ok(hasPlan || (await page.marked()).length > 0, `${some}: no plan, and no field says why`);
    assert.deepEqual(await page.page.locator('#plan.problem, li.wrong > .problem').allInnerTexts(), [], `${some}: a problem without a field`);
  }
});

test('a generator takes over what it has in common with the one before', async () => {
  const { page, columns } = await open();
  const email = await columns.show('email');
  await email.getByLabel('Locale', { exact: true }).selectOption('de_de');
  await columns.generate('email', 'username');
  assert.deepEqual((await jobOf(page)).source.generated.recipe.columns[2].generator, { username: { locale: 'de_de' } });
});

test('what cannot be used is told at its field, and at the column when that is closed', async () => {
  const { page, columns } = await open();
  const city = await columns.show('city');
  await columns.generate('city', 'choice');
  await page.plan();
  const values = city.getByLabel('Values', { exact: true });
  assert.equal(await columns.problem(values), 'The list is empty. Enter a value or more.');
  await values.fill('Lyon\nParis\n');
  await page.plan();
  assert.equal(await columns.problem(values), '');
  const weights = city.getByLabel('Weights', { exact: true });
  await weights.fill('1, two');
  await page.plan();
  assert.equal(await columns.problem(weights), 'Weights has two, which is not a number.');
  await weights.fill('1');
  await page.plan();
  assert.equal(await columns.problem(weights), '1 weights for 2 values. Enter one number, 0 or more, for each value, and one above 0.');
  await columns.row('city').locator('> details > summary').click();
  await page.page.getByLabel('Seed', { exact: true }).fill('7');
  await page.plan();
  assert.match(await columns.row('city').innerText(), /Generator\.choice\.weights: 1 weights for 2 values\./);
  await page.refused();
  assert.match(await focused(page) ?? '', /^city/);
  await page.page.keyboard.press('Enter');
  assert.match(await columns.problem(weights), /^1 weights/, 'it is told at the field again');
});

test('numbers, lists and JSON are read as they are typed', async () => {
  const { page, columns } = await open();
  const id = await columns.show('id');
  const start = id.getByLabel('Start', { exact: true });
  await start.fill('many');
  await page.plan();
  assert.equal(await columns.problem(start), 'Start must be a whole number, such as -5 or 1,000.');
  await start.fill('-1,000');
  const column = async () => (await jobOf(page)).source.generated.recipe.columns[0];
  assert.deepEqual((await column()).generator, { sequence: { start: -1000 } });
  await id.getByLabel('Nulls', { exact: true }).fill('2');
  await page.plan();
  assert.equal(await columns.problem(id.getByLabel('Nulls', { exact: true })), '2 is out of range. Enter a number from 0 to 1.');
  await id.getByLabel('Nulls', { exact: true }).fill('0.25');
  await id.getByText('Dirt', { exact: true }).click();
  await id.getByLabel('Outliers', { exact: true }).fill('0.5');
  await columns.generate('id', 'http_status');
  await id.getByLabel('Classes', { exact: true }).fill('2 4,5');
  assert.deepEqual(await column(), { name: 'id', generator: { http_status: { classes: [2, 4, 5] } }, nulls: 0.25, dirt: { outliers: 0.5 } });
  await id.getByLabel('Outliers', { exact: true }).fill('');
  assert.equal('dirt' in await column(), false, 'what is empty is left out');
});

/** What a field offers while it is typed. @param {Locator} field @returns {Promise<string[]>} */
function offered(field) {
  return field.evaluate((element) => Array.from(/** @type {HTMLInputElement} */ (element).list?.options ?? [], ({ value }) => value));
}

test('names of columns are offered, as they are now, and names of time zones that all can be used', async () => {
  const { page, columns } = await open();
  await (await columns.show('email')).getByLabel('Name', { exact: true }).fill('mail');
  const id = await columns.show('id');
  await columns.generate('id', 'age');
  const of = id.getByLabel('Of', { exact: true });
  await of.focus();
  assert.deepEqual(await offered(of), PEOPLE.map((name) => (name === 'email' ? 'mail' : name)));
  await of.fill('birth_date');
  assert.equal((await page.preview())[0]?.[0], 'id: Int32');
  await columns.generate('id', 'timestamp');
  const zones = await offered(id.getByLabel('Zone', { exact: true }));
  assert.ok(zones.length > 300 && zones.includes('UTC') && zones.includes('Europe/Paris'), `${zones.length} zones`);
  const rows = await page.page.evaluate(async (zones) => {
    const { Engine } = await import(new URL('www/engine.js', document.baseURI).href);
    const engine = new Engine({ workers: 1 });
    const columns = zones.map((zone) => ({ name: zone, generator: { timestamp: { zone, business_hours: true } } }));
    const job = { version: 1, source: { generated: { recipe: { version: 1, columns }, seed: 1 } }, rows: 10, destination: { download: true } };
    return engine.preview(job).then((/** @type {{ rows: unknown[] }} */ { rows }) => rows.length).finally(() => engine.close());
  }, zones);
  assert.equal(rows, 10);
});

test('generators inside others have fields of their own', async () => {
  const { page, columns } = await open({ Rows: 100 });
  const city = await columns.show('city');
  await columns.generate('city', 'list');
  await city.getByLabel('Of', { exact: true }).selectOption('choice');
  await city.getByLabel('Values', { exact: true }).fill('a\nb');
  await columns.generate('city', 'map');
  const keys = city.getByLabel('Keys', { exact: true });
  await keys.selectOption('list');
  await page.plan();
  assert.match(await columns.problem(keys), /makes no keys\. Use texts or whole numbers\.$/);
  await columns.generate('city', 'struct');
  await city.getByRole('button', { name: 'Add column' }).click();
  const field = page.page.getByRole('group', { name: 'Column column', exact: true });
  await field.getByLabel('Generator', { exact: true }).selectOption('list');
  await field.getByLabel('Of', { exact: true }).selectOption('boolean');
  await field.getByLabel('Share', { exact: true }).fill('3');
  await page.plan();
  assert.equal(await columns.problem(field.getByLabel('Share', { exact: true })), '3 is out of range. Enter a number from 0 to 1.');
  await field.getByLabel('Share', { exact: true }).fill('1');
  const { generator } = (await jobOf(page)).source.generated.recipe.columns[5];
  assert.deepEqual(generator, { struct: { columns: [{ name: 'column', generator: { list: { of: { boolean: { share: 1 } } } } }] } });
});

test('an edited recipe gives a file with its columns, written as was asked', async () => {
  const { page, columns } = await open({ Rows: 1_000, Compression: 'zstd' });
  const city = await columns.show('city');
  await columns.generate('city', 'choice');
  await city.getByLabel('Values', { exact: true }).fill('Lyon\nBooks & Music, new');
  await city.getByLabel('Name', { exact: true }).fill('place');
  const place = columns.group('place');
  await place.getByText('How it is written', { exact: true }).click();
  await place.getByLabel('Compression', { exact: true }).selectOption('gzip');
  await place.getByLabel('Dictionary', { exact: true }).selectOption('no');
  await place.getByLabel('Encoding', { exact: true }).selectOption('delta_binary_packed');
  await page.plan();
  assert.match(await columns.problem(place.getByLabel('Encoding', { exact: true })), /^Delta_binary_packed is not for values .*Choose one of: plain, delta_length_byte_array, delta_byte_array\.$/);
  await place.getByLabel('Encoding', { exact: true }).selectOption('delta_byte_array');
  const phone = await columns.show('phone');
  await phone.getByRole('button', { name: 'Remove' }).click();
  await page.page.getByText('How each column will be written').click();
  assert.match(await page.page.locator('#encodings tr').filter({ hasText: 'place' }).innerText(), /place\s+Utf8\s+delta_byte_array\s+gzip\s+[\d.]+/);
  await page.generate();
  const read = await python('schema.py', await page.download());
  assert.deepEqual(Object.keys(read.schema), PEOPLE.filter((name) => name !== 'phone').map((name) => (name === 'city' ? 'place' : name)));
  for (const { place: value } of read.first) assert.ok(['Lyon', 'Books & Music, new'].includes(value), value);
  assert.deepEqual([read.rows, read.columns.place.codec, read.columns.place.dictionary], [1_000, 'GZIP', false]);
  assert.ok(read.columns.place.encodings.includes('DELTA_BYTE_ARRAY'), read.columns.place.encodings);
  assert.equal(read.job.source.generated.recipe.columns.length, 11);
});

test('how a column is written can differ while the recipe stays a preset', async () => {
  const { page, columns } = await open();
  const email = await columns.show('email');
  await email.getByText('How it is written', { exact: true }).click();
  await email.getByLabel('Bloom filter', { exact: true }).selectOption('yes');
  const job = await jobOf(page);
  assert.deepEqual(job.source.generated, { preset: 'people', seed: 42 });
  assert.deepEqual(job.writer, { compression: 'snappy', columns: { email: { bloom_filter: true } } });
});

test('the file’s own options are those that were chosen', async () => {
  const { page } = await open({ Rows: 1_000 });
  await page.page.getByText('More options', { exact: true }).click();
  await page.fill({ 'Page rows': 100, 'Statistics of values': 'none', 'Format version': '2' });
  await page.field('Dictionaries').uncheck();
  await page.field('Bloom filters').check();
  assert.deepEqual((await jobOf(page)).writer, {
    compression: 'snappy', dictionary: false, statistics: 'none', page_rows: 100, bloom_filters: true, writer_version: 2,
  });
  await page.generate();
  const { columns } = await python('schema.py', await page.download());
  for (const column of Object.values(columns)) assert.deepEqual([column.statistics, column.dictionary], [false, false]);
  await page.fill({ 'Page rows': 0 });
  await page.plan();
  assert.match(await page.problem('Page rows'), /^0 is not from 1 to/);
});

test('each table of a recipe is a file of its own', async () => {
  const { page, columns } = await open({ Preset: 'orders', Rows: '' });
  assert.equal((await columns.names()).includes('delivery'), true);
  assert.equal(await page.field('Parent rows').isEnabled(), false);
  await page.fill({ Table: 'order_lines', 'Parent rows': 100 });
  assert.equal((await columns.names()).includes('unit_price'), true);
  assert.equal(await page.field('File name').inputValue(), 'order_lines.parquet');
  assert.deepEqual((await jobOf(page)).source.generated, { preset: 'orders', table: 'order_lines', parent_rows: 100, seed: 42 });
  await columns.show('quantity');
  await columns.group('quantity').getByRole('button', { name: 'Remove' }).click();
  await page.plan();
  assert.match(await columns.row('note').innerText(), /There is no column "quantity"/i);
  const note = await columns.show('note');
  await note.getByLabel('Template', { exact: true }).fill('{line}: {product}');
  assert.equal((await jobOf(page)).source.generated.table, 'order_lines');
  const rows = Number((await page.generate()).rows);
  assert.ok(rows > 100 && rows < 600, `${rows}`);
  const read = await python('schema.py', await page.download());
  assert.equal('quantity' in read.schema, false);
  assert.match(read.first[0].note, /^1: /);
});

test('a column is renamed, moved and removed by the keyboard alone', async () => {
  const { page, columns } = await open();
  const { keyboard } = page.page;
  await columns.row('name').locator('> details > summary').focus();
  await keyboard.press('Enter');
  // The browser tells of the opening a moment later, and only then are there fields.
  await columns.group('name').getByRole('button', { name: 'Move down' }).waitFor();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  assert.equal(await focused(page), 'Move down');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  for (let presses = 0; presses < 3; presses += 1) await keyboard.press('Tab');
  assert.equal(await focused(page), 'name');
  await keyboard.press('End');
  await keyboard.type('_of_person');
  assert.deepEqual((await columns.names()).slice(0, 4), ['id', 'email', 'phone', 'name_of_person']);
  await keyboard.press('Shift+Tab');
  await keyboard.press('Enter');
  assert.match(await focused(page) ?? '', /^street/);
});

/** Milliseconds from typing to other cells in the preview, while plans are measured. @param {PageUnderTest} page @param {import('playwright-core').Locator} field */
async function delays(page, field) {
  await page.page.evaluate(() => {
    /** @type {number[]} */
    const measured = [];
    let typed = 0;
    document.addEventListener('input', (event) => { typed = event.timeStamp; }, true);
    const seen = () => { if (typed > 0) measured.push(performance.now() - typed); typed = 0; };
    new MutationObserver(seen).observe(document.querySelector('#preview') ?? document, { childList: true, characterData: true, subtree: true });
    Object.assign(window, { measured });
  });
  await field.focus();
  await page.page.keyboard.press('End');
  for (const key of '1234567') {
    await page.page.keyboard.type(key);
    // Longer than the pause after which a plan begins.
    await page.page.waitForTimeout(400);
  }
  return page.page.evaluate(() => /** @type {{ measured: number[] }} */ (/** @type {unknown} */ (window)).measured);
}

for (const [preset, text] of /** @type {const} */ ([['people', 'phone'], ['wide', 'code_006']])) {
  test(`${preset}: other rows are there within 100 ms of a keystroke in a number, a text or a name`, async (context) => {
    const { page, columns } = await open({ Preset: preset });
    const id = await columns.show('id');
    const column = await columns.show(text);
    await columns.generate(text, 'pattern');
    const field = (/** @type {string} */ label) => column.getByLabel(label, { exact: true });
    const fields = { Start: id.getByLabel('Start', { exact: true }), Pattern: field('Pattern'), Name: field('Name') };
    for (const [name, typedIn] of Object.entries(fields)) {
      await page.plan();
      const measured = (await delays(page, typedIn)).sort((a, b) => a - b);
      context.diagnostic(`${name}: ${measured.map((delay) => delay.toFixed(0)).join(', ')} ms`);
      assert.equal(measured.length, 7, name);
      const median = measured[3] ?? Infinity;
      assert.ok(median < 100, `${name}: ${median} ms`);
    }
  });
}
