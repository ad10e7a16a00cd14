/** The same bytes to the same server: by the page's uploader, by plain requests, by AWS's library. */

/** @import { UploadOrder } from './types.js' */
/** @typedef {(order: UploadOrder, key: string, file: Uint8Array<ArrayBuffer>) => Promise<void>} Uploader */

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** @type {Record<UploadOrder['uploader'], Uploader>} */
const UPLOADERS = {
  ours, sdk,
  plain: (order, key, file) => plain(order, key, file, (bytes) => bytes),
  plain_blob: (order, key, file) => plain(order, key, file, (bytes) => new Blob([bytes])),
  sdk_plain: (order, key, file) => sdk(order, key, file, 'WHEN_REQUIRED'),
};

/** @type {Promise<import('../../www/wasm.js').Wasm> | undefined} */
let instance;

/** Seconds of each run. @param {UploadOrder} order @returns {Promise<number[]>} */
export async function timed(order) {
  const file = bytes(order.bytes);
  const seconds = [];
  // The first one compiles and opens connections.
  for (let n = -1; n < order.runs; n++) {
    const key = `${order.uploader}-${n}`;
    const started = performance.now();
    await UPLOADERS[order.uploader](order, key, file);
    if (n >= 0) seconds.push((performance.now() - started) / 1_000);
    // The disk would be busy with it while the next one is measured.
    if (order.isAnonymous) await sent(fetch(`${order.url}/${order.bucket}/${key}`, { method: 'DELETE' }));
  }
  return seconds;
}

/** Bytes that nothing compresses. @param {number} length */
function bytes(length) {
  const file = new Uint8Array(length);
  const block = crypto.getRandomValues(new Uint8Array(65_536));
  for (let at = 0; at < length; at += block.length) file.set(block.subarray(0, length - at), at);
  return file;
}

/** The page's. @type {Uploader} */
async function ours({ url, bucket, partBytes, concurrency }, key, file) {
  const wasm = await (instance ??= load());
  const s3 = { endpoint_url: url, region: 'us-east-1', bucket, key, concurrency, overwrite: true };
  const job = { version: 1, source: { generated: { preset: 'people', seed: 1 } }, rows: 1, destination: { s3 } };
  const upload = new wasm.S3Upload(JSON.stringify(job), JSON.stringify(CREDENTIALS), { partBytes }, new AbortController().signal, () => {});
  await upload.open();
  for (let at = 0; at < file.length; at += 2 ** 20) await upload.write(file.subarray(at, at + 2 ** 20));
  await upload.close();
}

async function load() {
  const engine = (/** @type {string} */ name) => import(new URL(`/site/www/engine/${name}.js`, location.origin).href);
  const [{ compiled }, { instantiate }] = await Promise.all([engine('module'), engine('wasm')]);
  return (await instantiate(await compiled())).wasm;
}

/**
 * A loop that sends parts without signing or hashing anything.
 *
 * @param {UploadOrder} order @param {string} key @param {Uint8Array<ArrayBuffer>} file
 * @param {(bytes: Uint8Array<ArrayBuffer>) => BodyInit} bodyOf What is given to `fetch`.
 */
async function plain({ url, bucket, partBytes, concurrency }, key, file, bodyOf) {
  const object = `${url}/${bucket}/${key}`;
  const begun = await sent(fetch(`${object}?uploads=`, { method: 'POST' }));
  const id = /<UploadId>([^<]+)</.exec(await begun.text())?.[1] ?? '';
  const uploadId = encodeURIComponent(id);
  let next = 0;
  /** @type {string[]} */
  const etags = [];
  const lane = async () => {
    while (next * partBytes < file.length) {
      const part = next++;
      const body = bodyOf(file.subarray(part * partBytes, (part + 1) * partBytes));
      const stored = await sent(fetch(`${object}?partNumber=${part + 1}&uploadId=${uploadId}`, { method: 'PUT', body }));
      etags[part] = stored.headers.get('etag') ?? '';
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  const parts = etags.map((etag, part) => `<Part><PartNumber>${part + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`;
  await sent(fetch(`${object}?uploadId=${uploadId}`, { method: 'POST', body }));
}

/** @param {Promise<Response>} answer */
async function sent(answer) {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response;
}

/** AWS's library, with its checksums as they come or only where S3 wants them. @param {UploadOrder} order @param {string} key @param {Uint8Array<ArrayBuffer>} file @param {'WHEN_SUPPORTED' | 'WHEN_REQUIRED'} [requestChecksumCalculation] */
async function sdk({ url, bucket, partBytes, concurrency }, key, file, requestChecksumCalculation = 'WHEN_SUPPORTED') {
  const { S3Client, Upload } = await import(new URL('/aws-upload.js', location.origin).href);
  const client = new S3Client({
    endpoint: url, region: 'us-east-1', credentials: CREDENTIALS, forcePathStyle: true, requestChecksumCalculation,
  });
  const params = { Bucket: bucket, Key: key, Body: file };
  await new Upload({ client, params, partSize: partBytes, queueSize: concurrency }).done();
}
