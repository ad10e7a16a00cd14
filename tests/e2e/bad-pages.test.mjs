/** Web APIs that fail in the middle: asked again, then an error that names the page, and nothing that passes for a file. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { records, startApi } from './api.mjs';
import { PageUnderTest } from './page.mjs';
import { launch, python, serveSite, sha256, startStore } from './support.mjs';

/** @import { Answer } from './api.mjs' */

const BUCKET = 'parquet-data-bucket';
const SIZE = 100;
const TOTAL = 1_000;

/** @type {Awaited<ReturnType<typeof serveSite>>} */
let site;
/** @type {Awaited<ReturnType<typeof startStore>>} */
let store;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof startApi>>} */
let api;
/** @type {(page: number, tries: number) => Answer | undefined} What is not as it should be. */
let fault = () => undefined;

before(async () => {
  [site, store, browser, api] = await Promise.all([serveSite(), startStore('--bucket', BUCKET), launch(), startApi(({ query }) => {
    const page = Number(query.page);
    const tries = api.asked.filter((asked) => asked.query.page === query.page).length;
    return fault(page, tries) ?? good(page);
  })]);
});

after(async () => {
  await browser.close();
  await store.stop();
  site.stop();
  api.stop();
});

/** @param {number} page @param {number} [total] @returns {Answer} */
function good(page, total = TOTAL) {
  return { body: { data: records((page - 1) * SIZE, Math.min(page * SIZE, TOTAL)), total } };
}

/** An upload of what this API gives, that has been started. @param {typeof fault} wrong @param {Record<string, string | number>} [values] */
async function started(wrong, values = {}) {
  fault = () => undefined;
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Source: 'pages', URL: `${api.url}/items`, 'Records per page': SIZE, Destination: 'both', Key: 'pages.parquet', ...values });
  await page.fillStore(store.url);
  await page.plan();
  fault = wrong;
  api.asked.length = 0;
  await page.button('Generate').click();
  await page.ended();
  return page;
}

/** That nothing is there that could be taken for the file. @param {PageUnderTest} page */
async function assertNothing(page) {
  assert.equal(await page.button('Download').isEnabled(), false);
  assert.deepEqual(await store.uploads(BUCKET), []);
  assert.deepEqual(await python('s3.py', 'objects', store.url, BUCKET), []);
}

/** @type {[string, typeof fault, RegExp, number, Record<string, string | number>?][]} With how often the page is asked for. */
const FAULTS = [
  ['a page that always fails', (page) => (page === 5 ? { status: 500, body: 'oops' } : undefined), /page 5: the API answered with status 500/, 6],
  ['a page that is always cut', (page) => (page === 5 ? { body: JSON.stringify(good(5).body).slice(0, 200) } : undefined), /page 5: [\s\S]*JSON/, 6],
  ['a value of another type', (page) => (page === 5 ? { body: { data: [{ id: 'five', name: 'x', amount: 1 }, ...records(401, 500)], total: TOTAL } } : undefined), /page 5, record 1, column id: "five" is no Int64/, 1],
  ['a page that is no list', (page) => (page === 5 ? { body: { data: 'none', total: TOTAL } } : undefined), /page 5: /, 1],
  ['a page that is gone', (page) => (page === 5 ? { status: 404, body: {} } : undefined), /page 5: the API answered with status 404/, 1],
  ['the same page again and again', () => ({ body: { data: records(0, SIZE) } }), /page 2: it is the same as the page before/, 0, { 'Total pointer': '' }],
  ['pages without an end', (page) => ({ body: { data: records(page * SIZE, (page + 1) * SIZE) } }), /page 7: it is the last that max_pages \(7\) allows/, 1, { 'Total pointer': '', 'Most pages': 7 }],
  ['a total that is not reached', (page) => (page > 3 ? { body: { data: [], total: TOTAL } } : undefined), /page 4: the API ended after 300 records, but its total is 1,000/, 0],
  ['more records than the total', (page) => good(page, 150), /page 2: there are 200 records so far, more than the total of 150/, 0],
];

for (const [what, wrong, message, asked, values] of FAULTS) {
  test(`${what} is told with its number, and nothing is left`, async () => {
    const page = await started(wrong, values);
    assert.match(await page.failure(), message);
    assert.equal(api.asked.filter(({ query }) => query.page === '5').length, asked);
    await assertNothing(page);
  });
}

test('a page that fails now and then is asked for again, and the file is whole', async () => {
  const page = await started((page, tries) => (page === 5 && tries < 3 ? { status: 503, headers: { 'retry-after': '1' }, body: '' } : undefined));
  assert.equal(await page.failure(), '');
  assert.match(await page.page.locator('#log').innerText(), /page 5[\s\S]*503/);
  const path = await page.download();
  assert.deepEqual(await python('query.py', path, 'select count(*), count(distinct id) from rows'), [[TOTAL, TOTAL]]);
  assert.equal(await sha256(store.pathOf(BUCKET, 'pages.parquet')), await sha256(path));
});
