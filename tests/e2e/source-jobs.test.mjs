/** Jobs whose rows are read: the same file from any number of workers, from a job that was saved, and without secrets. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { PageUnderTest } from './page.mjs';
import { sha256, started } from './support.mjs';
import { csvOf } from './tables.mjs';

const { site, browser } = await started();

const CSV = csvOf(60_000);

/** @param {import('./page.mjs').Source} source */
function open(...source) {
  return PageUnderTest.reading(browser, site.url, source);
}

/** Fills a new page with a saved job. @param {string} text */
async function filled(text) {
  const page = await PageUnderTest.open(browser, site.url);
  await page.plan();
  assert.equal(await page.drop({ 'saved.job.json': text }), 'saved.job.json: The form is filled with this job.');
  return page;
}

/** What is said of the file that rows are read from. @param {PageUnderTest} page */
function state(page) {
  return page.page.locator('#source-file-name').innerText();
}

/** What is wrong with that file. @param {PageUnderTest} page */
async function problem(page) {
  await page.plan();
  return page.page.locator('#source-file-place-problem').innerText();
}

test('one worker and two make the same bytes', async () => {
  const hashes = [];
  for (const workers of [1, 2]) {
    const page = await open('csv', 'hashes.csv', CSV, { Workers: workers, 'Block size (MB)': 0.5 });
    const stats = await page.generate();
    assert.ok(Number(stats.row_groups) > 4, `${stats.row_groups} row groups`);
    hashes.push(await sha256(await page.download()));
  }
  assert.equal(hashes[0], hashes[1]);
});

test('a saved job asks for its file, refuses another, and makes the same bytes of the right one', async () => {
  const page = await open('csv', 'hashes.csv', CSV, { Delimiter: ',', 'Null words': 'NA, -', 'Bad values': 'skip', Compression: 'zstd' });
  await page.plan();
  await page.page.locator('#source-columns summary').click();
  await page.field('Type of n').selectOption('Utf8');
  await page.generate();
  const expected = await sha256(await page.download());
  const job = await page.job();
  const text = await readFile(await page.saved('Save settings'), 'utf8');
  assert.deepEqual(JSON.parse(text), job);
  assert.match(job.source.csv.file.fingerprint, /^[0-9a-f]{64}$/);

  const other = await filled(text);
  assert.match(await state(other), /^Choose hashes\.csv \(6\.11 MB\) again\.$/);
  assert.match(await problem(other), /No file is chosen/);
  await other.choose('other.csv', CSV.replace('0,', '1,'));
  assert.match(await problem(other), /The file other\.csv has other bytes than the one that the job is of\. Choose the file hashes\.csv as it was, or start anew with this one\./);
  assert.match(await state(other), /^other\.csv is not the file of this job\. Choose it once more to read it all the same\.$/);
  await other.button('Generate').click();
  await other.page.locator('#generate:enabled').waitFor();
  assert.equal(await other.button('Download').isEnabled(), false);

  await other.choose('hashes.csv', CSV);
  assert.deepEqual(await other.job(), job);
  await other.generate();
  assert.equal(await sha256(await other.download()), expected);
  assert.deepEqual(other.complaints, []);
});

test('another file than a job’s is read when it is chosen twice, with types of its own', async () => {
  const job = { version: 1, source: { csv: { file: { name: 'gone.csv', size: 3 }, columns: [{ name: 'a', type: 'Int64' }] } } };
  const page = await filled(JSON.stringify(job));
  for (const _ of [1, 2]) await page.choose('new.csv', 'x,y\nz,1\n');
  await page.page.locator('#source-file-name').getByText('new.csv (8 bytes)').waitFor();
  const { columns, file } = (await page.job()).source.csv;
  assert.deepEqual([columns, file.name], [undefined, 'new.csv']);
  assert.deepEqual((await page.preview())[0], ['x: Utf8', 'y: Int64']);
});

test('a source of each kind is saved as it was read', async () => {
  const file = { name: 'some.file', size: 3 };
  /** @type {object[]} */
  const sources = [
    { csv: { delimiter: '\t', quote: "'", header: false, null_words: ['NA'], columns: [{ name: 'a', type: 'Timestamp(µs, "UTC")' }], on_error: 'null', file } },
    { ndjson: { columns: [{ name: 'a', type: 'List(Int64)' }], on_error: 'skip', file } },
    { parquet: { file } },
    { pages: { url: `${site.url}none?a=b`, paging: { cursor: { parameter: 'after', pointer: '/meta/next' } }, records: '/items', max_pages: 7, requests_per_second: 2.5, on_error: 'skip' } },
    { pages: { url: 'builtin:transactions', paging: { page_number: { parameter: 'page', first: 1, size_parameter: 'page_size' } }, page_size: 500, records: '/data', total: '/total', builtin: { records: 1234, seed: 7, latency_ms: 5 } } },
  ];
  for (const source of sources) {
    const page = await filled(JSON.stringify({ version: 1, source }));
    const saved = JSON.parse(await readFile(await page.saved('Save settings'), 'utf8')).source;
    const [kind = '', spec] = Object.entries(source)[0] ?? [];
    assert.deepEqual(saved[kind], { ...saved[kind], ...spec });
  }
});

test('the jobs in the docs fill the form', async () => {
  const docs = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'sources.md'), 'utf8');
  const jobs = [...docs.matchAll(/```json\n(\{\n[^]*?)```/g)].map(([, text = '']) => text);
  assert.equal(jobs.length, 3);
  for (const text of jobs) {
    const page = await filled(text);
    const saved = JSON.parse(await readFile(await page.saved('Save settings'), 'utf8'));
    const { source, writer = {} } = JSON.parse(text);
    const [kind = '', spec] = Object.entries(source)[0] ?? [];
    assert.deepEqual(saved.source[kind], { ...saved.source[kind], ...spec });
    assert.deepEqual(saved.writer, { ...saved.writer, ...writer });
  }
});

test('the engine reads a file for other pages', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  const made = await page.page.evaluate(async () => {
    const { Engine } = await import(new URL('www/engine.js', document.baseURI).href);
    const engine = new Engine({ workers: 1 });
    const file = new File(['id,price\n1,2.5\n2,free\n'], 'prices.csv');
    const job = { version: 1, source: { csv: { file: await engine.identify(file), columns: [{ name: 'id', type: 'Int64' }, { name: 'price', type: 'Float64' }], on_error: 'null' } } };
    const { source } = await engine.open(job, { file });
    const plan = await engine.plan({ ...job, source }, { file });
    const { rejects, stats } = await engine.run({ ...job, source, destination: { download: true } }, { input: { file } });
    engine.close();
    return { delimiter: source.csv.delimiter, planned: plan.rows, rows: stats.rows, nulled: stats.nulled, rejects: JSON.parse(await rejects.text()) };
  });
  assert.deepEqual(made, {
    delimiter: ',', planned: 2, rows: 2, nulled: 1,
    rejects: { place: 'line 3', column: 'price', value: 'free', problem: 'is no Float64', is_skipped: false, record: '2,free' },
  });
});

test('request headers are in no job, no file and no link', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Source: 'pages', 'Request headers': 'Authorization: Bearer hush\nX-Key: hush-too' });
  const job = JSON.stringify(await page.job());
  const settings = await readFile(await page.saved('Save settings'), 'utf8');
  const link = await page.copiedLink();
  const linked = inflateRawSync(Buffer.from(link.split('#job=')[1] ?? '', 'base64url')).toString();
  assert.deepEqual(JSON.parse(linked), JSON.parse(job));
  const stored = await page.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
  for (const text of [job, settings, linked, stored]) assert.doesNotMatch(text, /hush|Authorization/i);
});

test('a URL with a password is in no link and no file', async () => {
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Source: 'pages', URL: 'https://someone:hush@api.example.com/' });
  for (const button of ['Copy link', 'Save settings']) {
    assert.match(await page.said(() => page.button(button).click()), /source\.pages\.url: "api\.example\.com\/" has a user name: send an Authorization header instead/);
  }
});
