/** Recipes from files, by the engine in a page: a file is proposed from, and its like is made. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { started } from './support.mjs';

/** @type {import('playwright-core').Page} */
let page;

const { site, browser } = await started();

before(async () => {
  page = await browser.newPage();
  await page.goto(site.url);
});

test('the file that a proposed recipe makes proposes the same recipe, by its footer', async () => {
  const seen = await page.evaluate(async () => {
    const { Engine } = await import(new URL('www/engine.js', document.baseURI).href);
    const engine = new Engine({ workers: 1 });
    try {
      const csv = new File(['id,email,total\n1,a@example.com,2.50\n2,b@example.com,13.75\n'], 'orders.csv');
      const proposal = await engine.propose(csv);
      const { recipe } = proposal;
      const job = { version: 1, source: { generated: { recipe, seed: 7 } }, rows: 300_000, destination: { download: true } };
      const { file } = await engine.run(job);
      return { proposal, size: file.size, again: await engine.propose(new File([file], 'orders.parquet')) };
    } finally {
      engine.close();
    }
  });
  assert.deepEqual([seen.proposal.format, seen.proposal.rows], ['csv', 2]);
  assert.deepEqual(seen.proposal.guesses.map((/** @type {{ generator: string }} */ guess) => guess.generator), ['sequence', 'email', 'decimal']);
  assert.ok(seen.size > 4 << 20, `${seen.size} bytes are more than what is read of a file`);
  assert.deepEqual([seen.again.format, seen.again.rows, seen.again.job.source.generated.seed], ['parquet', 300_000, 7]);
  assert.deepEqual(seen.again.recipe, seen.proposal.recipe);
});

test('what cannot be read is told with its place', async () => {
  const failures = await page.evaluate(async () => {
    const { Engine } = await import(new URL('www/engine.js', document.baseURI).href);
    const engine = new Engine({ workers: 1 });
    const told = async (/** @type {Parameters<typeof engine.propose>} */ ...source) => {
      const failure = await engine.propose(...source).catch((/** @type {unknown} */ error) => error);
      return [failure.kind, failure.message, failure.remedy.length > 0];
    };
    try {
      return [
        await told('CREATE TABLE t (\n  a INT,\n  1 TEXT)'),
        await told(new File([new Uint8Array([0x1F, 0x8B, 8])], 'a.csv.gz')),
        await told('a,b', 'excel'),
      ];
    } finally {
      engine.close();
    }
  });
  assert.deepEqual(failures, [
    ['sample', 'line 3: the name of a column should stand here, not 1', true],
    ['sample', 'byte 1: this is a gzip file', true],
    ['setting', 'format: "excel" is not known', true],
  ]);
});
