/** The types that the page, the engine and the workers share. */

/** The name of a recipe that comes with the product. */
export type Preset = 'people' | 'transactions' | 'web_events' | 'sensors' | 'orders' | 'logs' | 'wide';

/** Everything one run needs, without secrets; see `src/job.rs`, which checks it. 1 MB is 1,048,576 bytes. */
export interface Job {
  version: 1;
  source: Source;
  /** How many rows. Wins over `target_size_mb` when both are given. */
  rows?: number;
  /** About how large the file becomes, in MB. */
  target_size_mb?: number;
  /** One block is one row group: about `size_mb` MB of it in the file, exactly `rows` rows (of a source that is read: records), or as many as `source_bytes` bytes of the source hold. */
  block?: { size_mb: number } | { rows: number } | { source_bytes: number };
  writer?: WriterOptions;
  /** A second file of the same rows, in another format. */
  also?: WriterOptions;
  destination?: { download?: boolean; s3?: S3Target };
}

/** Where rows come from: they are generated, or read. */
export type Source = { generated: Generated } | ReadSource;
export type ReadSource = { csv: CsvSource } | { ndjson: FileSource } | { parquet: FileSource } | { pages: PagesSource };

/** Which file: how one that is chosen again is known to be the same. */
export interface FileIdentity {
  name: string;
  size: number;
  /** SHA-256 of its size and of parts of it: `engine.identify`. */
  fingerprint?: string;
}

/** A column of a source that is read, and its Arrow type, such as `Int64` or `Timestamp(µs, "UTC")`. */
export interface ColumnType {
  name: string;
  type: string;
}

/** What happens to a value that is not of its column's type, or a record with other fields. */
export type OnError = 'fail' | 'skip' | 'null';

/** A file of records; see `src/source/`. */
export interface FileSource {
  file?: FileIdentity;
  /** Told from the first rows when left out. */
  columns?: ColumnType[];
  on_error?: OnError;
}

/** A CSV file; see `src/source/csv/`. */
export interface CsvSource extends FileSource {
  /** Told from the first rows when left out. */
  delimiter?: string;
  quote?: string;
  /** Whether the first record has the columns' names. */
  header?: boolean;
  /** Texts that are null in every column. */
  null_words?: string[];
}

/** Pages of a web API; see `src/source/pages/`. Its headers are secret, and given apart. */
export interface PagesSource {
  /** http, https, or `builtin:transactions`. */
  url: string;
  paging?: unknown;
  [more: string]: unknown;
}

/** A source whose beginning was read. */
export interface OpenedSource {
  /** With all that was left out: columns, the delimiter. */
  source: ReadSource;
  notes: string[];
}

/** What rows are read from, beside what the job says. */
export interface SourceInput {
  file?: File;
  /** Headers of requests to a web API: secret, kept in memory. */
  headers?: Record<string, string>;
}

/** Rows made from a preset, or from a recipe of the user's own. */
export interface Generated {
  preset?: Preset;
  recipe?: Recipe;
  /** The table to make, of a recipe with several; the first when left out. */
  table?: string;
  /** Makes all tables of the recipe, each as a file of its own, instead of one. */
  all_tables?: boolean;
  /** How many rows tables have, where that is not as the recipe and the job's rows have it. */
  table_rows?: Record<string, number>;
  /** Makes as many rows as belong to the first so many of the table that this one depends on, if the job says no rows. */
  parent_rows?: number;
  seed: number;
}

/** What the rows look like: the columns of a table, or several tables; all of it is in `recipe.schema.json`. */
export interface Recipe {
  version: 1;
  columns?: ColumnSpec[];
  duplicates?: number;
  tables?: TableSpec[];
}

/** A table of a recipe with several. */
export interface TableSpec {
  name: string;
  /** How many rows each row of another table has. */
  rows?: { per: string; min: number; max: number };
  /** How many rows it has, whatever the job says of the others. */
  row_count?: number;
  columns: ColumnSpec[];
  duplicates?: number;
}

/** A column: `generator` has one field, the generator's name, with its parameters. */
export interface ColumnSpec {
  name: string;
  generator: Record<string, object>;
  [more: string]: unknown;
}

/** How blocks are encoded. Every field has a default; options of other formats are refused; see `src/writer/options.rs`. */
export interface WriterOptions {
  format?: Format;
  compression?: Codec;
  compression_level?: number;
  dictionary?: boolean;
  statistics?: 'none' | 'chunk' | 'page' | 'page_header';
  page_size_kb?: number;
  page_rows?: number;
  dictionary_page_size_kb?: number;
  bloom_filters?: boolean;
  writer_version?: 1 | 2;
  /** What the file says of the order of rows in each row group; a block that is not sorted so fails the run. */
  sorting_columns?: { name: string; descending?: boolean; nulls_first?: boolean }[];
  /** What is different for some columns, by their names. */
  columns?: Record<string, ColumnOptions>;
  /** How CSV is written: comma, a header and nothing for a null when left out. */
  csv?: { delimiter?: string; header?: boolean; null?: string };
  /** CSV and NDJSON compressed by gzip. */
  gzip?: boolean;
  /** Numbers of a later block may have a narrower type than those of the first; otherwise they fail the run. */
  widen_numbers?: boolean;
}

/** File formats: each is a file in `src/writer/`. */
export type Format = 'parquet' | 'csv' | 'ndjson' | 'arrow';

export type Codec = 'none' | 'snappy' | 'gzip' | 'zstd' | 'lz4_raw' | 'brotli';

/** How one column is encoded, where it differs from the rest of the file; see `src/writer/columns.rs`. */
export interface ColumnOptions
  extends Pick<WriterOptions, 'compression' | 'compression_level' | 'dictionary' | 'statistics' | 'page_size_kb' | 'page_rows' | 'dictionary_page_size_kb'> {
  encoding?: 'plain' | 'delta_binary_packed' | 'delta_length_byte_array' | 'delta_byte_array' | 'byte_stream_split';
  /** What values stand for: UUIDs in 16 bytes, texts that are JSON or of a few that are known; `none` is what their type says. */
  logical_type?: 'none' | 'uuid' | 'json' | 'enum';
  bloom_filter?: boolean;
  /** How likely the bloom filter takes a value for one that is there, above 0 and below 1. */
  bloom_filter_fpp?: number;
  /** For how many different values of a row group the bloom filter has room. */
  bloom_filter_ndv?: number;
}

/** Where in S3 the file goes. */
export interface S3Target {
  endpoint_url: string;
  region: string;
  bucket: string;
  key: string;
  /** True: `endpoint/bucket/key`. False: `bucket.endpoint/key`. Left out: path style except on AWS. */
  path_style?: boolean;
  /** Parts in flight at once; 4 when left out. */
  concurrency?: number;
  /** Part size in MB; chosen by the plan when left out. */
  part_size_mb?: number;
  /** Sign requests without the payload's hash; https only. */
  unsigned_payload?: boolean;
  /** A checksum of the whole object, for the store to compare; left out where it knows none. */
  checksum?: 'crc64nvme' | 'crc32c';
  /** Read the footer and some row groups back when the object is there, and compare them with what was sent. */
  verify?: boolean;
  /** Replace an object that is there; without it, a key that is taken is an error of kind `exists`. */
  overwrite?: boolean;
}

/** Secrets: given to one run, kept in memory, never stored, logged or put into the job. */
export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** URLs of one upload that were signed elsewhere; see `docs/presigned.md`. */
export interface PresignedUrls {
  upload_id: string;
  parts: string[];
  complete: string;
  abort?: string;
  list_parts?: string;
  head?: string;
}

/** A server that signs one request at a time; see `docs/presigned.md`. */
export interface Signer {
  url: string;
  headers?: Record<string, string>;
}

/** What lets requests in. All of it is secret: it stays in memory. */
export type Credentials = Keys | { presigned: PresignedUrls } | { signer: Signer };

/** What a line of a connection's check is about, in the order of the lines; see `src/s3/check/line.rs`. */
export type ConnectionName =
  | 'page' | 'endpoint' | 'cors' | 'region' | 'clock' | 'credentials' | 'bucket' | 'key' | 'write' | 'etag' | 'clean';

/** What a check of the connection has found about one thing that an upload needs. */
export interface ConnectionLine {
  name: ConnectionName;
  /** Its heading. */
  title: string;
  /** `warning`: an upload works all the same. `failed`: it would not. `skipped`: not known. */
  state: 'ok' | 'warning' | 'failed' | 'skipped';
  text: string;
  /** What to do. */
  remedy?: string;
  /** Something to copy and paste, such as a CORS rule. */
  snippet?: string;
  /** What `engine.createBucket` or `engine.putCorsRule` can do about it. */
  offer?: 'create_bucket' | 'put_cors_rule';
}

export interface CheckOptions {
  credentials: Credentials;
  /** Ends the check; what it has written is removed first. */
  signal?: AbortSignal;
  onLine?: (line: ConnectionLine) => void;
}

/** What will happen, decided before any work. */
export interface Plan {
  /** The table that the file is of, in a recipe with several. */
  table?: string;
  /** The object's key, of a table that is made with others and uploaded. */
  key?: string;
  /** The plans of all tables, of which this one is the sum, in a job that makes several. */
  tables?: Plan[];
  rows: number;
  columns: number;
  rows_per_block: number;
  blocks: number;
  /** Of a source that is read: rows and blocks are estimates. */
  is_estimate?: boolean;
  /** Measured on a sample, in bytes of the file. */
  bytes_per_row: number;
  estimated_file_bytes: number;
  /** 0 when there is no S3 destination. */
  part_bytes: number;
  parts: number;
  /** Things the user should know, such as that rows won over the target size. */
  notes: string[];
  /** How each column is written, chosen on a sample where the job does not say. */
  encodings: ColumnPlan[];
  /** The job as JSON with all that the plan has decided. */
  resolved: string;
}

/** How a column is written. */
export interface ColumnPlan {
  name: string;
  data_type: string;
  /** `dictionary`, or the encoding of its values. */
  encoding: string;
  compression: Codec;
  /** Measured on the sample, in bytes of the file. */
  bytes_per_row: number;
}

/** Rows as text, for people to look at. */
export interface Preview {
  columns: { name: string; type: string }[];
  rows: string[][];
}

/** What a recipe can be proposed from; see `src/propose/detect.rs`. */
export type SampleFormat = 'arrow' | 'csv' | 'json_schema' | 'parquet' | 'sql';

/**
 * A recipe for rows like those of a file or schema; see `src/propose/mod.rs`. Everything in it may be
 * changed before it is used: the guesses say what each column's generator is taken from.
 */
export interface Proposal {
  /** What the source was read as. */
  format: SampleFormat;
  /** It can be used in a job as it is. Several tables, if a schema has several. */
  recipe: Recipe;
  /** One for each column, in the order of the recipe; columns inside others follow them. */
  guesses: Guess[];
  /** How many rows the source has: exactly for Parquet and short CSV files, about for long ones. */
  rows?: number;
  /** Sentences to show: columns that are left out or have another type, names that were changed. */
  notes: string[];
  /** The job that made the file, if it is one of Parquet Blocks: `recipe` is then that of the job. */
  job?: Job;
}

/** Why a column is made as it is: texts to show beside it. */
export interface Guess {
  /** The table, in a recipe of several. */
  table?: string;
  /** The column's name; a path for one inside another, such as `address.city` or `tags.element`. */
  column: string;
  /** What the source says, such as `VARCHAR(20) NOT NULL` or `whole numbers, 1 to 99, 7 different`. */
  from: string;
  /** The generator's name. */
  generator: string;
  /** Why that one, such as `by its name`. */
  why: string;
}

/** Settings read from a `.env` text. Keys as in the file; credentials apart, so that nobody stores them by accident. */
export interface EnvSettings {
  target_data_size_mb?: number;
  block_size_mb?: number;
  num_records?: number;
  endpoint_url?: string;
  region?: string;
  bucket?: string;
  credentials: { access_key_id?: string; secret_access_key?: string; session_token?: string };
  /** Keys that mean nothing here, in the order of the file. */
  unknown: string[];
}

/** What the form's fields say when the page opens; see `Settings` in `src/job.rs`. */
export interface Defaults {
  target_data_size_mb: number;
  block_size_mb: number;
  num_records: number;
  endpoint_url: string;
  region: string;
  bucket: string;
}

/**
 * What a run reports while it works: the plan first, then blocks (numbered from 0) and parts (from
 * 1) as they are done, and totals between and after them.
 */
export type Progress =
  | { type: 'plan'; plan: Plan }
  /** Of several tables, this one is made next; blocks and parts that follow are of its file. */
  | { type: 'table'; table: string; plan: Plan }
  | { type: 'block'; block: number; rows: number; bytes: number; seconds: number }
  /** Kept: an upload that is gone on with had it, and it was not sent again. */
  | { type: 'part'; part: number; bytes: number; seconds: number; is_kept: boolean }
  /** The upload has this id from now on: with it and this job, which has no secrets, it can be gone on with; then come the tables after it. */
  | { type: 'upload'; upload_id: string; job: Job; then?: Job[] }
  | UploadEvent
  | { type: 'totals'; totals: Totals };

/** What happens to an upload on its way; see `src/s3/multipart/mod.rs`. */
export type UploadEvent =
  /** A request failed, and is sent again after so long. */
  | { type: 'retry'; operation: string; part?: number; tries: number; wait_seconds: number; cause: string }
  | { type: 'paused'; why: PauseReason; cause?: string }
  /** Nothing is in the way any more. */
  | { type: 'resumed' }
  | { type: 'note'; text: string };

/** `asked`: by `RunControl.pause`. `credentials`: the store no longer takes them. `trouble`: it did not do what it was asked for, often. */
export type PauseReason = 'asked' | 'offline' | 'credentials' | 'trouble';

/** Running totals, at most some ten times a second. */
export interface Totals {
  rows: number;
  blocks: number;
  /** Bytes of the file made so far. */
  bytes: number;
  parts: number;
  /** Of these, the parts that an upload that is gone on with had. */
  kept_parts: number;
  /** Bytes the store has confirmed. */
  uploaded_bytes: number;
  /** Requests to the store that were sent again. */
  retries: number;
  seconds: number;
  /** Wasm memories plus block and part bytes in flight, now. */
  memory_bytes: number;
}

/** What is counted of the rows that are made. */
export interface Counts {
  /** Rows and values that are flawed because the recipe asks for it. */
  flaws: {
    /** Rows that repeat an earlier one; left out for a table that has none. */
    duplicates?: number;
    /** For each column that may have such values. */
    values: { column: string; flaw: 'outlier' | 'malformed' | 'late'; cells: number }[];
  };
  /** Missing values, for each column that may have such, and by their paths inside others: `address.city`, `tags.element`, `labels.value`. */
  nulls: { column: string; cells: number }[];
}

/** What a finished run was. */
export interface Stats extends Counts {
  /** Of a source that is read: records that were left out. */
  skipped?: number;
  /** Of a source that is read: values that were not of their column's type. */
  nulled?: number;
  rows: number;
  columns: number;
  row_groups: number;
  file_bytes: number;
  /** The same rows as Arrow arrays in memory. */
  raw_bytes: number;
  seconds: number;
  /** From the start until the first block was there to be written. */
  first_block_seconds: number;
  /** Largest sum seen of wasm memories and bytes in flight. */
  peak_memory_bytes: number;
  workers: number;
  parts: number;
  kept_parts: number;
  retries: number;
  object_url?: string;
  etag?: string;
  /** Of an upload: whether the store was asked afterwards and has the whole file. Keys that may not read cannot ask. */
  is_confirmed?: boolean;
  /** The checksum of the whole that the store has compared: its name, a blank, and the value in base64. */
  checksum?: string;
  /** What was read back and was the same, where the job says `verify`. */
  verified?: Verified;
  /** SHA-256 of the SHA-256 of all blocks and of the file's end, where it was asked for. */
  hash?: string;
  /** Bytes of the second file. */
  also_bytes?: number;
  also_url?: string;
}

/** What of an object was read back and is what was sent. */
export interface Verified {
  /** Of the object's end: its metadata and page indexes. */
  footer_bytes: number;
  /** Row groups whose bytes were compared. */
  row_groups: number;
  /** Their bytes. */
  bytes: number;
  /** Rows by the footer that was read. */
  rows: number;
  /** Column chunks with statistics by the footer that was read. */
  chunks_with_statistics: number;
}

export interface RunOptions {
  /** Encoder workers; the engine's number when left out. */
  workers?: number;
  credentials?: Credentials;
  /** Cancels the run: workers stop, the upload is aborted, nothing stays half written. */
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** Stream the file here (from `showSaveFilePicker`) instead of keeping it as a Blob. */
  file?: FileSystemFileHandle;
  /** Stream the files of several tables into this folder (from `showDirectoryPicker`), instead of keeping them as Blobs. */
  directory?: FileSystemDirectoryHandle;
  /** What rows are read from, where they are not generated. */
  input?: SourceInput;
  /** `collect` keeps all rows before it writes any: to be compared with. */
  pipeline?: 'streaming' | 'collect';
  /** Bytes of wasm memory that an encoder may have. */
  memoryLimit?: number;
  /** Whether the statistics have a hash of the file. */
  isHashed?: boolean;
  /** Pauses the upload and goes on with it. With a control, an upload whose keys expire waits for others instead of failing. */
  control?: import('./engine/control.js').RunControl;
  /** Goes on with this unfinished upload of the job: what of it the store has is not sent again. */
  uploadId?: string;
  /** The tables that are made after that upload, as its progress of type `upload` has told. */
  then?: Job[];
  /** Gets, every few minutes while there is an upload, a signed request that aborts it: for when the page is closed. Its headers are secret. */
  onAbortRequest?: (request: SignedRequest) => void;
}

/** What both pipelines did with one job. */
export interface Comparison {
  sides: ComparedSide[];
  /** Whether both made the same bytes; undefined where one made no file. */
  isSame?: boolean;
}

export interface ComparedSide {
  pipeline: 'streaming' | 'collect';
  /** Of a side that has made its file. */
  stats?: Stats;
  /** Why it ran out of memory. */
  failure?: string;
  /** Memory over time: seconds and MB. */
  points: [number, number][];
}

export interface CompareOptions {
  /** What rows are read from, where they are not generated. */
  input?: SourceInput;
  signal?: AbortSignal;
  /** Bytes of wasm memory that an encoder may have; the browser's own limit (4 GB) when left out. */
  memoryLimit?: number;
  /** Hears which pipeline is at work. */
  onSide?: (side: ComparedSide['pipeline']) => void;
}

/** Lines over seconds, to be drawn; see `src/chart.rs`. */
export interface Chart {
  title: string;
  unit?: string;
  dark?: boolean;
  series: { name: string; points: [number, number][] }[];
}

/** A `DELETE` that the store takes for some minutes. */
export interface SignedRequest {
  url: string;
  headers: Record<string, string>;
}

/** An upload that is neither completed nor aborted, as the store lists it. */
export interface UnfinishedUpload {
  key: string;
  upload_id: string;
  /** When it began, by the store's clock (ISO 8601); '' where the store does not say. */
  initiated: string;
  /** Of the parts that are stored; left out where the store does not say. */
  stored?: { parts: number; bytes: number };
}

export interface RunResult {
  /** Of several tables: their sums, and columns are called `table.column`. */
  stats: Stats;
  /** What was made of each table, where the job makes several. */
  tables?: TableResult[];
  /** The file, when the job asked for a download and no `file` was given. */
  file?: Blob;
  /** The second file, likewise. */
  also?: Blob;
  /** What was left out or became null, if anything: JSON lines, each with place, column, value, problem and record. */
  rejects?: Blob;
}

/** What was made of one of several tables. */
export interface TableResult extends RunResult {
  table: string;
}

/** Why something failed and what to do; the shape of `Error` in `src/error.rs`. */
export interface Failure {
  kind: 'setting' | 'limit' | 'sample' | 'source' | 'pages' | 'schema' | 'encode' | 's3' | 'exists' | 'gone' | 'network' | 'memory' | 'disk' | 'cancelled' | 'internal';
  message: string;
  remedy: string;
  /**
   * For `setting`: the job's field as a path, such as `block.size_mb` or `destination.s3.bucket`; or
   * `workers`, `credentials.access_key_id`, `credentials.secret_access_key`; or a key of a `.env` text.
   */
  field?: string;
  /** For `setting`: every field that cannot be used, `field` first. Here `message` does not repeat the field's name. */
  problems?: { field: string; message: string; remedy: string }[];
  /** Something to copy and paste, such as a CORS rule. */
  snippet?: string;
  retryable: boolean;
  /** Whether an upload was begun that may not be aborted: parts of it may be left. */
  is_left?: boolean;
}

export interface EngineOptions {
  /** Encoder workers; the machine's cores when left out. */
  workers?: number;
}
