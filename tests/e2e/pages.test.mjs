/** A web API as a source: the built-in one, and others in every style of paging. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { records, startApi } from './api.mjs';
import { PageUnderTest } from './page.mjs';
import { launch, python, serveSite, sha256 } from './support.mjs';

/** @import { Answer, Asked } from './api.mjs' */

const RECORDS = 1_050;
const SIZE = 100;
const KEY = 'Bearer hush';

/** @type {Awaited<ReturnType<typeof serveSite>>} */
let site;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof startApi>>} Another origin than the API's. */
let elsewhere;
/** @type {Awaited<ReturnType<typeof startApi>>} */
let api;

before(async () => {
  elsewhere = await startApi(() => ({ body: { data: records(0, 3), total: 3 } }));
  [site, browser, api] = await Promise.all([serveSite(), launch(), startApi(answer)]);
});

after(async () => {
  await browser.close();
  for (const server of [site, api, elsewhere]) server.stop();
});

/** @type {Record<string, (query: Record<string, string>) => Answer>} */
const STYLES = {
  '/number': ({ page, page_size }) => ({ body: { data: slice((Number(page) - 1) * Number(page_size), Number(page_size)), total: RECORDS } }),
  '/offset': ({ start, count }) => ({ body: { items: { list: slice(Number(start), Number(count)) } } }),
  '/cursor': ({ after = '0' }) => ({ body: { data: slice(Number(after), SIZE), meta: { next: Number(after) + SIZE < RECORDS ? Number(after) + SIZE : null } } }),
  '/link': ({ from = '0' }) => ({
    body: slice(Number(from), SIZE),
    headers: { link: Number(from) + SIZE < RECORDS ? `<?from=${Number(from) + SIZE}>; rel="next", </link>; rel="first"` : '</link>; rel="first"' },
  }),
  '/leads-away': () => ({ body: records(0, SIZE), headers: { link: `<${elsewhere.url}/more>; rel="next"` } }),
  '/sends-away': () => ({ status: 302, headers: { location: `${elsewhere.url}/taken` } }),
};

/** @param {Asked} asked @returns {Answer} */
function answer({ path, query, headers }) {
  if (headers.authorization !== KEY) return { status: 401, body: { error: 'no key' } };
  return STYLES[path]?.(query) ?? { status: 404, body: {} };
}

/** @param {number} start @param {number} count */
function slice(start, count) {
  return records(start, Math.min(start + count, RECORDS));
}

/** A page that reads an API with a key. @param {string} path @param {Record<string, string | number>} values */
async function open(path, values) {
  api.asked.length = 0;
  const page = await PageUnderTest.open(browser, site.url);
  await page.fill({ Source: 'pages', URL: api.url + path, 'Request headers': `Authorization: ${KEY}`, Destination: 'download', ...values });
  return page;
}

test('the built-in API gives as many records as it is to have, the same of each seed', async () => {
  const hashes = [];
  for (const [seed, workers] of [[42, 1], [42, 2], [7, 2]]) {
    const page = await PageUnderTest.open(browser, site.url);
    await page.fill({ Source: 'pages', Records: 20_000, 'Seed of the API': seed ?? 0, Workers: workers ?? 0, Destination: 'download' });
    assert.match(await page.plan(), /20,000 rows/);
    assert.equal((await page.preview())[0]?.[0], 'id: Int64');
    assert.equal((await page.generate()).rows, '20000');
    const path = await page.download();
    hashes.push(await sha256(path));
    const query = 'select count(*), count(distinct id), min(id), max(id), count(amount) from rows';
    assert.deepEqual(await python('query.py', path, query), [[20_000, 20_000, 1, 20_000, 20_000]]);
    assert.deepEqual(page.complaints, []);
    assert.deepEqual([...page.origins], [new URL(site.url).origin], 'there is no server');
  }
  assert.equal(hashes[0], hashes[1]);
  assert.notEqual(hashes[0], hashes[2]);
});

/** @type {[string, Record<string, string | number>, number][]} */
const WAYS = [
  ['/number', { Paging: 'page_number', 'Records per page': SIZE }, 11],
  // Only an empty page is the end where no total says it.
  ['/offset', { Paging: 'offset', 'Offset parameter': 'start', 'Limit parameter': 'count', 'Records per page': SIZE, 'Records pointer': '/items/list', 'Total pointer': '' }, 12],
  ['/cursor', { Paging: 'cursor', 'Cursor parameter': 'after', 'Cursor in the body': '/meta/next', 'Total pointer': '' }, 11],
  ['/link', { Paging: 'link_header', 'Records pointer': '', 'Total pointer': '' }, 11],
];

for (const [path, values, pages] of WAYS) {
  test(`all pages are read: ${path}`, async () => {
    const page = await open(path, values);
    await page.plan();
    api.asked.length = 0;
    const stats = await page.generate();
    assert.equal(Number(stats.rows), RECORDS);
    const query = 'select count(*), count(distinct id), min(id), max(id), sum(amount), max(name) from rows';
    const expected = [[RECORDS, RECORDS, 0, RECORDS - 1, RECORDS * (RECORDS - 1) / 8, 'no 999']];
    assert.deepEqual(await python('query.py', await page.download(), query), expected);
    assert.equal(api.asked.length, pages, 'each page is asked for once');
    assert.ok(api.asked.every(({ headers }) => headers.authorization === KEY));
    assert.deepEqual(page.complaints, []);
  });
}

test('without its key an API refuses, and the plan says what to do', async () => {
  const page = await open('/number', { 'Request headers': '' });
  assert.match(await page.plan(), /page 1: the API answered with status 401\. Enter the headers that the API asks for/);
  assert.doesNotMatch(await page.page.locator('body').innerText(), /hush/);
});

test('a header that no browser sends is told at its field, without its value', async () => {
  const page = await open('/number', { 'Request headers': 'Cookie: hush' });
  await page.plan();
  const problem = await page.problem('Request headers');
  assert.match(problem, /cookie/i);
  assert.doesNotMatch(problem, /hush/);
});

test('a next page on another origin is refused, and gets no header', async () => {
  const page = await open('/leads-away', { Paging: 'link_header', 'Records pointer': '', 'Total pointer': '' });
  assert.match(await page.plan(), /page 1: the URL of the next page is not on http:\/\/127\.0\.0\.1/);
  assert.deepEqual(elsewhere.asked, []);
});

test('a redirect to another origin takes no header there', async () => {
  const page = await open('/sends-away', { 'Request headers': `Authorization: ${KEY}\nX-Key: hush-too` });
  assert.match(await page.plan(), /page 1: no answer/);
  assert.deepEqual(elsewhere.asked, []);
});
