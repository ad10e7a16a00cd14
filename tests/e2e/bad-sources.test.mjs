/** Files with bad values, and files that are no sources: told where they are, and nothing half made is offered. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PageUnderTest } from './page.mjs';
import { python, startedWithStore } from './support.mjs';

const BUCKET = 'parquet-data-bucket';

const { site, store, browser } = await startedWithStore('--bucket', BUCKET);

/** @param {import('./page.mjs').Source} source */
function open(...source) {
  return PageUnderTest.reading(browser, site.url, source);
}

/** Two values that are no numbers, one of them far behind the rows that types are told from, and a line with too few fields. */
const BAD_ROW = 400_000;
const BAD = `n,text\n${Array.from({ length: BAD_ROW + 1 }, (_, n) => [n === BAD_ROW - 1 ? 'many' : n, n === BAD_ROW ? [] : ['text']].flat().join(',')).join('\n')}\n`;

test('a bad value fails the run, and says where it is', async () => {
  const page = await open('csv', 'bad.csv', BAD);
  assert.deepEqual((await page.preview())[0], ['n: Int64', 'text: Utf8']);
  await page.button('Generate').click();
  await page.ended();
  const failure = await page.failure();
  assert.match(failure, new RegExp(`line ${BAD_ROW + 1}, column n: "many" is no Int64`));
  assert.match(failure, /choose that bad values are skipped or become null/);
  assert.equal(await page.button('Download').isEnabled(), false);
  assert.deepEqual(page.complaints, []);
});

for (const [policy, skipped, nulled, rows] of /** @type {const} */ ([['skip', 2, 0, BAD_ROW - 1], ['null', 1, 1, BAD_ROW]])) {
  test(`bad values: ${policy} counts them, and what was rejected can be saved`, async () => {
    const page = await open('csv', 'bad.csv', BAD, { 'Bad values': policy });
    const stats = await page.generate();
    assert.deepEqual([stats.skipped, stats.nulled, stats.rows].map(Number), [skipped, nulled, rows]);
    const read = await python('query.py', await page.download(), 'select count(*), count(n), sum(n)::bigint from rows');
    assert.deepEqual(read, [[rows, BAD_ROW - 1, (BAD_ROW - 1) * (BAD_ROW - 2) / 2]]);
    const lines = (await readFile(await page.saved('Save what was rejected'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ place, column, value, is_skipped, record }) => [place, column, value, is_skipped, record]), [
      [`line ${BAD_ROW + 1}`, 'n', 'many', policy === 'skip', 'many,text'],
      [`line ${BAD_ROW + 2}`, undefined, undefined, true, String(BAD_ROW)],
    ]);
    assert.match(lines[1].problem, /there is 1 field, but 2 columns/);
  });
}

test('a bad value in an upload leaves nothing in the bucket', async () => {
  const page = await open('csv', 'bad.csv', BAD, { Destination: 's3', Key: 'bad.parquet' });
  await page.fillStore(store.url);
  await page.button('Generate').click();
  await page.ended();
  assert.match(await page.failure(), /line 400001, column n/);
  assert.deepEqual(await store.uploads(BUCKET), []);
  assert.deepEqual(await python('s3.py', 'objects', store.url, BUCKET), []);
});

/** @type {[string, string, string, Buffer, RegExp][]} */
const NO_SOURCES = [
  ['nothing at all', 'csv', 'nothing.csv', Buffer.alloc(0), /line 1: there is no record/],
  ['a CSV file in UTF-16', 'csv', 'utf16.csv', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), /UTF-16[\s\S]*Save the file as UTF-8/],
  ['a CSV file in Latin-1', 'csv', 'latin1.csv', Buffer.from('name\nZo\xEB\n', 'latin1'), /line 2: byte 0xEB is not of a text in UTF-8[\s\S]*Save the file as UTF-8/],
  ['a Parquet file taken for CSV', 'csv', 'is.parquet', Buffer.from('PAR1\x15\x04\x15\xAC\x02', 'latin1'), /the file is a Parquet file, and no text/],
  ['an image taken for CSV', 'csv', 'is.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /line 1: byte 0x89 is not of a text in UTF-8/],
  ['a Parquet file that is cut', 'parquet', 'cut.parquet', Buffer.from('PAR1 and no end'), /does not end with PAR1/],
  ['a gzip file that is cut', 'csv', 'cut.csv.gz', gzipSync('a,b\n1,2\n').subarray(0, -9), /gzip file is damaged here, or ends before/],
  ['a CSV file taken for Parquet', 'parquet', 'is.csv', Buffer.from('a,b\n1,2\n'), /PAR1/],
  ['a CSV file taken for NDJSON', 'ndjson', 'is.csv', Buffer.from('a,b\n1,2\n'), /there is no JSON object with fields[\s\S]*a JSON object on each line/],
  ['an open quote', 'csv', 'open.csv', Buffer.from('a,b\n1,"2\n3,4\n'), /line 2[\s\S]*quote/],
];

for (const [what, source, name, content, message] of NO_SOURCES) {
  test(`${what} is told where the plan would be`, async () => {
    const page = await open(source, name, content);
    assert.match(await page.plan(), message);
    await page.refused();
    assert.match(await page.plan(), message);
    assert.equal(await page.button('Download').isEnabled(), false);
    assert.deepEqual(page.complaints, []);
  });
}

test('no file is told at its field', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Source: 'csv' });
  await page.plan();
  assert.match(await page.page.locator('#source-file-place-problem').innerText(), /No file is chosen\. Choose the file to read\./);
});

