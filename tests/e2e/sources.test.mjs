/** Files as a source: what is chosen becomes Parquet with the same values, judged by other readers. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PageUnderTest } from './page.mjs';
import { python, sha256, startedWithStore } from './support.mjs';

const BUCKET = 'parquet-data-bucket';

/** @type {string} */
let directory;

const { site, store, browser } = await startedWithStore('--bucket', BUCKET);

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquet-blocks-sources-'));
});

after(async () => {
  await rm(directory, { recursive: true });
});

/** A byte order mark, CRLF, quotes in quotes, line breaks in quotes, delimiters in quotes, letters of many scripts, and nothing. */
const CSV = '\uFEFF' + [
  'id,name,"note, quoted",amount,day,at,paid',
  '1,Zoë,"says ""hi""",1.5,2024-02-29,2024-02-29T10:00:00,true',
  '2,Łukasz 王,"two\r\nlines",,,2024-02-29 23:59:59.25,false',
  '3,"","a,b",-2.25,1969-12-31,,',
  '4,😀,,1e3,2024-12-31,1970-01-01T00:00:00,TRUE',
].join('\r\n') + '\r\n';

const TYPES = { id: 'Int64', name: 'Utf8', 'note, quoted': 'Utf8', amount: 'Float64', day: 'Date32', at: 'Timestamp(µs)', paid: 'Boolean' };

/** @param {import('./page.mjs').Source} source */
function open(...source) {
  return PageUnderTest.reading(browser, site.url, source);
}

/** @param {PageUnderTest} page @returns {Promise<[string, string][]>} What is chosen for each column. */
async function types(page) {
  await page.plan();
  return page.page.locator('#source-columns-rows tr').evaluateAll((rows) =>
    rows.map((row) => [row.querySelector('th')?.textContent ?? '', row.querySelector('select')?.value ?? '']));
}

/** @param {PageUnderTest} page @param {string} column @param {string} type */
async function choose(page, column, type) {
  await page.plan();
  const columns = page.page.locator('#source-columns');
  if (await columns.getAttribute('open') === null) await columns.locator('summary').click();
  await page.field(`Type of ${column}`).selectOption(type);
}

/** Writes what a reader is to read. @param {string} name @param {string | Buffer} content */
async function written(name, content) {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

/** How many rows are in one file and not in the other. @param {string} parquet @param {string} other What DuckDB reads the other by. */
async function differing(parquet, other) {
  const query = `select count(*) from ((from rows except all from ${other}) union all (from ${other} except all from rows))`;
  const [[count]] = await python('query.py', parquet, query);
  return count;
}

test('a CSV file has the values that pyarrow and DuckDB read of it', async () => {
  for (const [name, content] of /** @type {const} */ ([['plain.csv', CSV], ['zipped.csv.gz', gzipSync(CSV)]])) {
    const page = await open('csv', name, content);
    assert.deepEqual(await types(page), Object.entries(TYPES));
    const [head, first, second] = await page.preview();
    assert.deepEqual(head, Object.entries(TYPES).map((column) => column.join(': ')));
    assert.deepEqual(first?.slice(0, 3), ['1', 'Zoë', 'says "hi"']);
    assert.equal(second?.[2], 'two\r\nlines');
    assert.match(await page.plan(), /one block of 4 rows; 7 columns/);
    const stats = await page.generate();
    assert.deepEqual([stats.rows, stats.columns, stats.skipped, stats.nulled], ['4', '7', '0', '0']);
    const [parquet, csv] = [await page.download(), await written(name, content)];
    const twin = await python('csv_twin.py', csv, parquet);
    assert.deepEqual(twin.parquet, twin.csv);
    assert.equal(await differing(parquet, `(select * replace (coalesce(name, '') as name, coalesce("note, quoted", '') as "note, quoted") from read_csv('${csv}'))`), 0);
    assert.deepEqual(page.complaints, []);
    assert.deepEqual([...page.origins], [new URL(site.url).origin], 'the file stays in the page');
  }
});

test('a dropped CSV file is uploaded, with the bytes of a download', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Source: 'csv' });
  assert.equal(await page.drop({ 'dropped.csv': CSV }), 'dropped.csv: The rows are read from this file.');
  await page.fill({ Destination: 'both' });
  assert.equal(await page.field('Key').inputValue(), 'dropped.parquet');
  await page.fillStore(store.url);
  const stats = await page.generate();
  assert.deepEqual([stats.rows, stats.parts, stats.is_confirmed], ['4', '1', 'true']);
  assert.equal(await sha256(store.pathOf(BUCKET, 'dropped.parquet')), await sha256(await page.download()));
  assert.deepEqual(await store.uploads(BUCKET), []);
});

test('the user chooses other types, and they are in the file', async () => {
  const page = await open('csv', 'typed.csv', 'code,price,at\n007,1.10,2024-02-29T10:00:00\n8,2.25,2024-03-01T00:00:00\n');
  assert.deepEqual(await types(page), [['code', 'Utf8'], ['price', 'Float64'], ['at', 'Timestamp(µs)']]);
  await choose(page, 'code', 'Int64');
  await choose(page, 'price', 'Decimal128(18, 2)');
  await choose(page, 'at', 'Timestamp(ms)');
  assert.deepEqual((await page.job()).source.csv.columns, [
    { name: 'code', type: 'Int64' }, { name: 'price', type: 'Decimal128(18, 2)' }, { name: 'at', type: 'Timestamp(ms)' },
  ]);
  await page.generate();
  const parquet = await page.download();
  const { schema, job } = await python('schema.py', parquet);
  assert.deepEqual(schema, { code: 'int64', price: 'decimal128(18, 2)', at: 'timestamp[ms]' });
  const { csv } = (await page.job()).source;
  assert.deepEqual({ ...job.source.csv, ...csv }, job.source.csv, 'the file says what it was made of');
  const query = 'select code, price::varchar, epoch_ms("at") from rows order by code';
  assert.deepEqual(await python('query.py', parquet, query), [[7, '1.10', Date.UTC(2024, 1, 29, 10)], [8, '2.25', Date.UTC(2024, 2, 1)]]);
});

test('delimiter, quote, header and null words are the user’s', async () => {
  const page = await open('csv', 'odd.txt', "1|'a|b'|NA\n2|NA|3\n", { Quote: "'", 'Null words': 'NA, -' });
  await page.field('Header').uncheck();
  await page.plan();
  assert.match(await page.page.locator('#plan-notes').innerText(), /Fields are separated by bars\./);
  assert.deepEqual(await types(page), [['column_1', 'Int64'], ['column_2', 'Utf8'], ['column_3', 'Int64']]);
  await page.generate();
  assert.deepEqual(await python('query.py', await page.download(), 'from rows'), [[1, 'a|b', null], [2, null, 3]]);
  const { csv } = (await page.job()).source;
  assert.deepEqual([csv.delimiter, csv.quote, csv.header, csv.null_words], [undefined, "'", false, ['NA', '-']]);
});

test('NDJSON with objects and lists inside becomes structs and lists', async () => {
  const lines = [
    { id: 1, user: { name: 'Zoë', tags: ['a', 'b'] }, points: [{ x: 1.5, y: 2 }], ok: true },
    { id: 2, user: { name: null, tags: [] }, points: [], extra: 'only here' },
    { id: 3, user: null, points: [{ x: -1, y: null }, { x: 0.25, y: 9007199254740993n }] },
  ];
  const text = lines.map((line) => JSON.stringify(line, (_, value) => typeof value === 'bigint' ? `${value}n` : value)).join('\n').replace(/"(\d+)n"/g, '$1') + '\n';
  const page = await open('ndjson', 'nested.ndjson', text);
  assert.deepEqual((await types(page)).map(([name]) => name), ['id', 'user', 'points', 'ok', 'extra']);
  await page.generate();
  const parquet = await page.download();
  const ndjson = await written('nested.ndjson', text);
  assert.equal(await differing(parquet, `read_ndjson('${ndjson}')`), 0);
  const query = 'select typeof("user"), typeof(points), points[2].y from rows where id = 3';
  assert.deepEqual(await python('query.py', parquet, query), [['STRUCT("name" VARCHAR, tags VARCHAR[])', 'STRUCT(x DOUBLE, y BIGINT)[]', 9007199254740993]]);
  assert.deepEqual(page.complaints, []);
});

test('Parquet gets other row groups and another codec, and keeps its values', async () => {
  const maker = await PageUnderTest.open(browser, site.url);
  await maker.fill({ Preset: 'orders', Rows: 20_000, 'Target size (MB)': '', 'Block size (MB)': 1, Destination: 'download' });
  await maker.generate();
  const first = await maker.download();
  const page = await open('parquet', 'orders.parquet', await readFile(first), { Compression: 'zstd' });
  await page.page.locator('summary').getByText('More options', { exact: true }).click();
  await page.fill({ 'Rows per block': 3_000 });
  const stats = await page.generate();
  assert.deepEqual([stats.rows, stats.row_groups], ['20000', '7']);
  const second = await page.download();
  assert.equal(await differing(second, `read_parquet('${first}')`), 0);
  const groups = await python('query.py', second, `select distinct row_group_num_rows, count(distinct row_group_id) from parquet_metadata('${second}') group by all order by 1`);
  assert.deepEqual(groups, [[2_000, 1], [3_000, 6]]);
  assert.deepEqual(page.complaints, []);
});

test('a source without rows gives a file with columns and no rows', async () => {
  const page = await open('csv', 'empty.csv', 'id,name\n');
  const stats = await page.generate();
  assert.deepEqual([stats.rows, stats.columns], ['0', '2']);
  assert.deepEqual(await python('query.py', await page.download(), 'select column_name from (describe rows)'), [['id'], ['name']]);
});

test('settings can be dropped while a file is read, and the file stays', async () => {
  const page = await open('csv', 'stays.csv', CSV);
  await page.plan();
  assert.match(await page.drop({ 'settings.env': 'BLOCK_SIZE_MB=2\n' }), /^settings\.env/);
  assert.equal(await page.field('Block size (MB)').inputValue(), '2');
  assert.match(await page.page.locator('#source-file-name').innerText(), /^stays\.csv/);
  assert.equal((await page.generate()).rows, '4');
});
