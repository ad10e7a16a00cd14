/** What this browser keeps of uploads that have not ended, in IndexedDB: enough to go on with them, and no secrets. */

/** @import { Job } from '../../types.js' */

/**
 * @typedef {object} UploadRecord
 * @property {string} id
 * @property {string} uploadId
 * @property {Job} job With all that its plan decided, the part size too.
 * @property {Job[]} [then] The tables that come after it, likewise.
 * @property {number} startedAt Milliseconds since 1970.
 * @property {number} parts Stored so far.
 * @property {number} bytes Stored so far.
 */

const DATABASE = 'parquet-blocks';
const UPLOADS = 'uploads';

/** Tells uploads of all stores apart. @param {Job} job @param {string} uploadId */
export function idOf({ destination }, uploadId) {
  const { endpoint_url = '', bucket = '', key = '' } = destination?.s3 ?? {};
  return JSON.stringify([endpoint_url, bucket, key, uploadId]);
}

/** @param {UploadRecord} record */
export async function putRecord(record) {
  await inStore('readwrite', (store) => store.put(record));
}

/** @param {string} id */
export async function removeRecord(id) {
  await inStore('readwrite', (store) => store.delete(id));
}

/** The newest first. @returns {Promise<UploadRecord[]>} */
export async function allRecords() {
  /** @type {UploadRecord[]} */
  const records = await inStore('readonly', (store) => store.getAll());
  return records.sort((a, b) => b.startedAt - a.startedAt);
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} action
 * @returns {Promise<T>}
 */
async function inStore(mode, action) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(UPLOADS, { keyPath: 'id' });
  const database = await answered(opening);
  try {
    return await answered(action(database.transaction(UPLOADS, mode).objectStore(UPLOADS)));
  } finally {
    database.close();
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
