/** What the statistics count of flaws and nulls is what a reader finds in the file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageUnderTest } from './page.mjs';
import { python, started } from './support.mjs';

const { site, browser } = await started();

/** Runs a job of a preset or a recipe, which the page gets as a file. @param {object} generated */
async function run(generated) {
  const page = await PageUnderTest.open(browser, site.url);
  // What is dropped before the form is filled would be lost.
  await page.plan();
  const source = { generated: { ...generated, seed: 3 } };
  const job = { version: 1, source, rows: 60_000, block: { size_mb: 0.2 }, destination: { download: true } };
  await page.drop({ 'job.json': JSON.stringify(job) });
  const stats = await page.generate();
  assert.ok(Number(stats.row_groups) > 3, 'several encoders have counted');
  return { page, stats, path: await page.download() };
}

test('outliers, late rows and nulls of the sensors', async () => {
  const { page, stats, path } = await run({ preset: 'sensors' });
  const sql = `select count(*) filter (temperature not between 10 and 32),
      count(*) filter (epoch_ms(measured_at) <> epoch_ms(timestamptz '2025-01-01 00:00:00+00') + (round - 1) * 60000),
      count(*) - count(temperature), count(*) - count(humidity) from rows`;
  const [[outliers, late, temperatures, humidities]] = await python('query.py', path, sql);
  assert.deepEqual(
    [stats['temperature.outlier'], stats['measured_at.late'], stats['temperature.null'], stats['humidity.null']].map(Number),
    [outliers, late, temperatures, humidities],
  );
  assert.ok(outliers > 0 && late > 0 && temperatures > 0);
  assert.equal(stats.duplicates, undefined, 'this table has none');
  const labels = await page.page.locator('#statistics-rows th').allInnerTexts();
  for (const label of ['temperature: outliers', 'measured_at: late values', 'humidity: nulls']) {
    assert.ok(labels.includes(label), `${labels}`);
  }
});

test('duplicates and nulls of the web events', async () => {
  const { stats, path } = await run({ preset: 'web_events' });
  const sql = 'select count(*) - count(distinct event_id), count(*) - count(user_id), count(*) - count(referrer) from rows';
  const [[duplicates, users, referrers]] = await python('query.py', path, sql);
  assert.deepEqual([stats.duplicates, stats['user_id.null'], stats['referrer.null']].map(Number), [duplicates, users, referrers]);
  assert.ok(duplicates > 0 && Number(stats['occurred_at.late']) > 0);
});

/** Every kind of flaw, and nulls inside of others. */
const FLAWED = {
  version: 1,
  duplicates: 0.02,
  columns: [
    { name: 'id', generator: { sequence: {} } },
    { name: 'code', generator: { regex: { regex: '[A-Z]{2}-[0-9]{4}' } }, nulls: 0.2, dirt: { malformed: 0.05 } },
    { name: 'plan', generator: { choice: { values: ['free', 'team'] } }, dirt: { malformed: 0.01 } },
    { name: 'amount', generator: { integer: { low: 1, high: 9 } }, nulls: 0.1, dirt: { outliers: 0.03 } },
    { name: 'made_at', generator: { timestamp: { from: '2025-01-01T00:00:00Z', every: 60 } }, dirt: { late: 0.04, late_seconds: 60 } },
    { name: 'address', generator: { struct: { columns: [{ name: 'city', generator: { city: {} }, nulls: 0.3 }, { name: 'zip', generator: { postcode: {} } }] } }, nulls: 0.1 },
    { name: 'tags', generator: { list: { of: { word: {} }, nulls: 0.2 } }, nulls: 0.1 },
    { name: 'labels', generator: { map: { keys: { word: {} }, values: { integer: {} }, nulls: 0.4 } } },
  ],
};

/** What DuckDB has to say to each statistic. */
const FOUND = {
  duplicates: 'count(*) - count(distinct id)',
  'code.malformed': "count(*) filter (not regexp_full_match(code, '[A-Z]{2}-[0-9]{4}'))",
  'plan.malformed': "count(*) filter (plan not in ('free', 'team'))",
  'amount.outlier': 'count(*) filter (amount not between 1 and 9)',
  'made_at.late': "count(*) filter (epoch_ms(made_at) <> epoch_ms(timestamptz '2025-01-01 00:00:00+00') + (id - 1) * 60000)",
  'code.null': 'count(*) - count(code)',
  'amount.null': 'count(*) - count(amount)',
  'address.null': 'count(*) - count(address)',
  'address.city.null': 'count(address) - count(address.city)',
  'tags.null': 'count(*) - count(tags)',
  'tags.element.null': 'sum(len(tags) - list_count(tags))::bigint',
  'labels.value.null': 'sum(cardinality(labels) - list_count(map_values(labels)))::bigint',
};

test('every flaw, and nulls inside of others', async () => {
  const { stats, path } = await run({ recipe: FLAWED });
  const [found] = await python('query.py', path, `select ${Object.values(FOUND).join(', ')} from rows`);
  const expected = Object.fromEntries(Object.keys(FOUND).map((name, place) => [name, String(found[place])]));
  const counted = Object.entries(stats).filter(([name]) => /^duplicates$|\.(null|malformed|outlier|late)$/.test(name));
  assert.deepEqual(Object.fromEntries(counted), expected);
  for (const [name, cells] of Object.entries(expected)) assert.ok(Number(cells) > 100, `${name}: ${cells}`);
});
