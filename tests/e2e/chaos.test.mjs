/** Uploads from the real page while all goes wrong that can, decided by a seed: each is the exact object, or an error and nothing. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { before, test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { sha256, startedWithStore } from './support.mjs';

const BUCKET = 'parquet-data-bucket';
const SEEDS = 20;

/** Rows and block sizes that make some dozen parts of 5 MiB. */
const people = { Preset: 'people', Rows: 300_000, 'Target size (MB)': '', Seed: 42, 'Block size (MB)': 1, Compression: 'none', Workers: 2 };

/** What a page gets over, and what ends an upload. */
const KINDS = [
  'server_error', 'internal_error', 'slow_down', 'slow_down_retry_after', 'too_many_requests', 'too_many_requests_retry_after',
  'request_timeout', 'error_without_cors', 'reset_before_body', 'reset_mid_body', 'reset_after_body', 'answer_lost',
  'answer_truncated', 'slow', 'stalled', 'delayed_answer', 'etag_missing', 'etag_wrong', 'complete_error', 'complete_error_made',
];

/** @type {PageUnderTest} */
let page;
/** @type {string} SHA-256 of the file that nothing has interrupted. */
let expected;

const { site, store, browser } = await startedWithStore('--chaos', '1', '--fault-share', '0', '--bucket', BUCKET);

before(async () => {
  page = await PageUnderTest.open(browser, site.url);
  await page.fill({ ...people, Destination: 'download' });
  await page.generate();
  expected = await sha256(await page.download());
  await page.fill({ Destination: 's3' });
  await page.fillStore(store.url);
  await page.page.locator('summary').getByText('Upload options', { exact: true }).click();
  await page.fill({ 'Part size (MB)': 5 });
});

/** What goes wrong with a seed: all that passes, or also an upload that the store loses, or a clock that is an hour off. @param {number} seed */
function faults(seed) {
  const also = [[], ['no_such_upload'], ['clock_skew'], []][seed % 4] ?? [];
  return {
    seed, share: [0.1, 0.2, 0.3, 0.4][Math.floor(seed / 4) % 4], kinds: [...KINDS, ...also], clock_offset: seed % 8 < 4 ? 3_600 : -3_600,
    stall_ms: 300, delay_ms: 300, bytes_per_second: 32 << 20,
  };
}

/** @param {string} method @param {string} what @param {object} [body] @returns {Promise<any>} The report. */
async function order(method, what, body) {
  const answer = await fetch(`${store.url}/_chaos/${what}`, { method, body: body && JSON.stringify(body) });
  return answer.json();
}

/** One upload, whose user goes on where it pauses. @param {string} key @returns {Promise<string>} The failure, '' for an object. */
async function upload(key) {
  await page.fill({ Key: key });
  await page.button('Generate').click();
  const goOn = setInterval(() => void page.page.locator('#pause').filter({ hasText: 'Resume' }).click({ timeout: 100 }).catch(() => undefined), 500);
  try {
    await page.ended();
  } finally {
    clearInterval(goOn);
  }
  return page.failure();
}

/** @type {Map<string, { runs: number, objects: number, errors: number }>} */
const table = new Map();

for (let seed = 0; seed < SEEDS; seed++) {
  test(`seed ${seed}`, async () => {
    const key = `${seed}.parquet`;
    await order('POST', 'faults', faults(seed));
    const failure = await upload(key);
    const report = await order('DELETE', 'faults');
    const said = `${failure} ${JSON.stringify(report.faults)}`;
    assert.deepEqual(await store.uploads(BUCKET), [], said);
    const path = store.pathOf(BUCKET, key);
    assert.equal(existsSync(path), failure === '', said);
    if (!failure) assert.equal(await sha256(path), expected, said);
    // What the page cannot get over is an upload that the store has lost.
    if (failure) assert.match(failure, /NoSuchUpload|no longer there/, said);
    const kinds = Object.values(report.faults).flatMap((/** @type {object} */ kinds) => Object.keys(kinds));
    // The clock is off for all requests: none of them is counted as its fault.
    if (faults(seed).kinds.includes('clock_skew')) kinds.push('clock_skew');
    count(kinds, failure === '');
  });
}

/** @param {string[]} kinds @param {boolean} isObject */
function count(kinds, isObject) {
  for (const kind of new Set(kinds)) {
    const { runs, objects, errors } = table.get(kind) ?? { runs: 0, objects: 0, errors: 0 };
    table.set(kind, { runs: runs + 1, objects: objects + Number(isObject), errors: errors + Number(!isObject) });
  }
}

test('the table of all that happened', (context) => {
  const lines = [...table].sort().map(([kind, { runs, objects, errors }]) =>
    `${kind.padEnd(32)}${[runs, objects, errors].map((number) => String(number).padStart(16)).join('')}`);
  context.diagnostic(`${'fault'.padEnd(32)}${['runs', 'exact objects', 'errors, no rest'].map((head) => head.padStart(16)).join('')}`);
  for (const line of lines) context.diagnostic(line);
  assert.ok(table.size >= 15, `${table.size} kinds of fault happened`);
});
