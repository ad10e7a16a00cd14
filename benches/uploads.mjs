/**
 * Uploads from Chromium to the embedded S3 server, side by side: by the page's uploader, by a loop of
 * plain requests (of typed arrays, and of Blobs), and by AWS's library; and by the page's uploader
 * while requests fail. Options: `--runs N` (5), `--upload-mib N` (256), `--faulty-mib N` (1024).
 *
 * Each figure is a line of JSON. `AWS_UPLOAD` is the library's bundle, made by `cargo xtask bench`.
 */
import { startStore } from '../tests/e2e/support.mjs';
import { inChromium } from './chromium.mjs';
import { option, print, printMedian, printRatio } from './figures.mjs';

/** @import { UploadOrder } from './page/types.js' */

const MIB = 2 ** 20;
const BUCKET = 'parquet-data-bucket';
const runs = option('--runs', 5);

/** A request fails, and the next one does not: what a client gets over by sending it again. */
const FAILING = [
  'server_error', 'internal_error', 'slow_down', 'too_many_requests', 'request_timeout', 'error_without_cors',
  'reset_before_body', 'reset_mid_body', 'reset_after_body', 'answer_lost', 'answer_truncated', 'etag_missing',
];

/** Bytes per second of each run. @param {UploadOrder} order @returns {Promise<number[]>} */
async function speeds(order) {
  /** @type {number[]} */
  const seconds = await inChromium('upload', order);
  return seconds.map((one) => order.bytes / 1e6 / one);
}

async function sideBySide() {
  const store = await startStore('--bucket', BUCKET, '--anonymous');
  const bytes = option('--upload-mib', 256) * MIB;
  const order = { url: store.url, bucket: BUCKET, isAnonymous: true, bytes, partBytes: 8 * MIB, concurrency: 4, runs };
  /** @param {UploadOrder['uploader']} uploader */
  const measure = async (uploader) => printMedian(`upload.${uploader}`, await speeds({ ...order, uploader }), 'MB/s');
  const ours = await measure('ours');
  printRatio('ratio.upload.ours_to_plain', ours, await measure('plain'));
  printRatio('ratio.upload.ours_to_plain_blob', ours, await measure('plain_blob'));
  printRatio('ratio.upload.ours_to_sdk', ours, await measure('sdk'));
  printRatio('ratio.upload.ours_to_sdk_plain', ours, await measure('sdk_plain'));
  await store.stop();
}

/** The time of the same upload without faults and with 5 % of all requests failing, one after the other. */
async function withFaults() {
  const faults = FAILING.flatMap((kind) => ['--fault', kind]);
  const store = await startStore('--bucket', BUCKET, '--chaos', '1', '--fault-share', '0.05', ...faults);
  const bytes = option('--faulty-mib', 1_024) * MIB;
  const order = /** @type {const} */ ({ uploader: 'ours', url: store.url, bucket: BUCKET, bytes, partBytes: 8 * MIB, concurrency: 4, runs: 3 });
  const faulty = printMedian('upload.with_faults', await inChromium('upload', order), 's');
  const report = await (await fetch(`${store.url}/_chaos/report`)).json();
  /** @param {Record<string, any>} counts @returns {number} */
  const sum = (counts) => Object.values(counts).reduce((all, one) => all + (typeof one === 'number' ? one : sum(one)), 0);
  print('upload.with_faults.requests', sum(report.requests), 'requests');
  print('upload.with_faults.failed', sum(report.faults), 'requests');
  await fetch(`${store.url}/_chaos/faults`, { method: 'DELETE' });
  const clean = printMedian('upload.without_faults', await inChromium('upload', order), 's');
  printRatio('ratio.upload.with_to_without_faults', faulty, clean);
  await store.stop();
}

await sideBySide();
await withFaults();
