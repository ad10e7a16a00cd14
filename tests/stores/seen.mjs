/**
 * What was seen on each store: what the tests assert, and what README.md tells in short.
 *
 * @import { Name } from './servers.mjs'
 */

/** @type {readonly Name[]} */
const COLUMNS = ['embedded', 'LocalStack', 'SeaweedFS'];

const GONE = '404 NoSuchUpload';
const CHECKSUM_HEADERS = ['x-amz-checksum-crc64nvme', 'x-amz-checksum-algorithm', 'x-amz-checksum-type'];

/** What `probe.py` finds: one value for all, or one for each column. @type {Record<string, unknown[]>} */
const ANSWERS = {
  'upload to a missing bucket': ['404 NoSuchBucket'],
  'create a bucket': ['200'],
  'create it again': ['409 BucketAlreadyOwnedByYou', '200', '409 BucketAlreadyOwnedByYou'],
  'wrong secret, HEAD': ['403', '200', '403'],
  'wrong secret': ['403 SignatureDoesNotMatch', '200', '403 SignatureDoesNotMatch'],
  'unknown access key': ['403 NotSignedUp', '200', '403 InvalidAccessKeyId'],
  'session token': ['200', '200', '403 InvalidAccessKeyId'],
  'a clock a day behind': ['403 RequestTimeTooSkewed', '200', '403 RequestTimeTooSkewed'],

  ListParts: [['200', '1']],
  ListMultipartUploads: [['200', true]],
  abort: ['204'],
  'after it, listed': [false],
  'after it, ListParts': [GONE],
  'after it, a part': [GONE],
  'after it, abort': [GONE, GONE, '204'],
  'a first part below 5 MiB': ['400 EntityTooSmall'],

  Complete: ['200'],
  'Complete again': [GONE, GONE, '200'],
  'abort after Complete': [GONE, GONE, '204'],
  HeadObject: [['200', '5242980']],
  Range: [['206', 'bytes 5242878-5242881/5242980', 'xxyy']],
  'Range outside': ['416 InvalidRange'],
  'If-None-Match, object there': ['412 PreconditionFailed'],
  'If-None-Match, no object': ['200'],

  ...checksum('crc64nvme'),
  ...checksum('crc32c'),

  "without a rule, the page's origin": [true],
  'headers it may not send': [[], ['if-none-match', ...CHECKSUM_HEADERS], []],
  'headers it may read': [
    ['etag', 'date', 'retry-after', 'x-amz-request-id', 'x-amz-bucket-region', 'x-amz-checksum-crc64nvme'],
    ['etag'],
    ['etag', 'x-amz-request-id'],
  ],
  'without a rule, another origin': [true, false, true],
  'GetBucketCors without a rule': ['404 NoSuchCORSConfiguration'],
  PutBucketCors: ['200'],
  GetBucketCors: [['200', 'http://stranger.example']],
  'by a rule, its origin': [true],
  'headers it may not send by the rule': [[]],
  "by a rule, the page's origin": [true, false, false],
};

/** @param {string} name @returns {Record<string, unknown[]>} */
function checksum(name) {
  return {
    [`${name}, part with a wrong one`]: ['400 BadDigest'],
    [`${name}, object with a wrong one`]: ['400 BadDigest'],
    [`${name}, object with its own`]: ['200'],
    [`${name}, told by HEAD`]: [true],
  };
}

/** Keys that stores keep as they are given, or should. @type {readonly string[]} */
export const KEYS = [
  'with space.parquet',
  'ünï/日本/😀.parquet',
  'a+b.parquet',
  '100%25.parquet',
  "&=?#;,'().parquet",
  `${'a/'.repeat(508)}.parquet`,
  `${'k'.repeat(1_016)}.parquet`,
  '/leading.parquet',
  'two//slashes.parquet',
  'trailing/',
];

/** Keys that become others; '' is that of none, for the upload fails. @type {Partial<Record<Name, Record<string, string>>>} */
const OTHER_KEYS = {
  // It keeps files under their names: of at most 255 bytes each, without empty ones.
  SeaweedFS: {
    [`${'k'.repeat(1_016)}.parquet`]: '',
    '/leading.parquet': 'leading.parquet',
    'two//slashes.parquet': 'two/slashes.parquet',
    'trailing/': 'trailing/trailing',
  },
};

/** Keys under which there is no object after their upload: the page looks, and says so. @type {Partial<Record<Name, string[]>>} */
const MISSING = { SeaweedFS: ['trailing/'] };

/** What `probe.py` finds at a store. @param {Name} store @returns {Record<string, unknown>} */
export function answersOf(store) {
  const column = COLUMNS.indexOf(store);
  return Object.fromEntries(Object.entries(ANSWERS).map(([row, values]) => [row, values.length === 1 ? values[0] : values[column]]));
}

/** What a store makes of a key. @param {Name} store @param {string} key @returns {string} */
export function keyOf(store, key) {
  return OTHER_KEYS[store]?.[key] ?? key;
}

/** Whether the upload to a key fails. @param {Name} store @param {string} key */
export function isRefused(store, key) {
  return keyOf(store, key) === '' || (MISSING[store]?.includes(key) ?? false);
}
