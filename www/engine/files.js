/** The files of a job, each as a job by itself. */

/** @import { Job, WriterOptions } from '../types.js' */

/** Endings of formats that a second file's name does without. */
const ENDINGS = /\.(parquet|csv|ndjson|arrow)(\.gz)?$/i;

/** The job of each file: the second has its own writer, and a key beside the first's. @param {Job} job @returns {Job[]} */
export function fileJobs(job) {
  const { also, ...first } = job;
  if (!also) return [first];
  const { destination } = job;
  const s3 = destination?.s3 && { ...destination.s3, key: besideName(destination.s3.key, also) };
  return [first, { ...first, writer: also, destination: destination && { ...destination, ...(s3 && { s3 }) } }];
}

/** A file's name with the ending of another format. @param {string} name @param {WriterOptions} writer */
export function besideName(name, writer) {
  return `${name.replace(ENDINGS, '')}${endingOf(writer)}`;
}

/** Whether a job makes all tables of its recipe. @param {Job} job */
export function isOfTables({ source }) {
  return 'generated' in source && source.generated.all_tables === true;
}

/** Where the objects of several tables are, by the job's key: as `key_of` in `src/plan/dataset.rs`. @param {string} key @param {WriterOptions} [writer] */
export function folderOf(key, writer = {}) {
  const ending = endingOf(writer);
  const folder = key.endsWith(ending) ? key.slice(0, -ending.length) : key;
  return `${folder.replace(/\/+$/, '')}/`;
}

/** What the file of a table is called. @param {string} table @param {Job} job */
export function tableFile(table, { writer }) {
  return `${table.replace(/[\\/:*?"<>|]/g, '_')}${endingOf(writer ?? {})}`;
}

/** How the names of a format's files end. @param {WriterOptions} writer */
export function endingOf({ format = 'parquet', gzip }) {
  return `.${format}${gzip ? '.gz' : ''}`;
}
