/** What the wasm module exports, as far as the workers use it; see `src/browser/`. */
import type { ConnectionLine, Counts, Defaults, EnvSettings, Failure, Plan, Preview, Proposal, SignedRequest, UnfinishedUpload, UploadEvent } from './types';

export interface Wasm {
  initSync(options: { module: WebAssembly.Module }): { memory: WebAssembly.Memory };
  defaults(): Defaults;
  readEnv(text: string): EnvSettings;
  /** JSON: the recipes of all presets, by their names. */
  presets(): string;
  checkRecipe(recipe: string): void;
  checkJob(job: string): void;
  plan(job: string): Plan;
  /** An SVG image of a `Chart`, see `src/chart.rs`. */
  chart(chart: string): string;
  preview(job: string, rows: number, table?: string): Preview;
  openSource(job: string, bytes: Uint8Array, size: number | undefined, sample: Uint8Array): string;
  planSource(job: string, bytes: Uint8Array, size: number | undefined, sample: Uint8Array): Plan;
  previewSource(job: string, bytes: Uint8Array, size: number | undefined, sample: Uint8Array, rows: number): Preview;
  /** What the built-in API answers; undefined for a URL elsewhere. */
  builtinPage(job: string, url: string): { latency_ms: number; body: string } | undefined;
  /** Throws a `Failure` that names the headers that cannot be sent. */
  checkHeaders(headers: string): void;
  samplePart(size: number, end: Uint8Array): { start: number; end: number };
  propose(name: string, bytes: Uint8Array, size: number, format?: string): Proposal;
  checkConnection(job: string, credentials: string, cancel: AbortSignal, onLine: (line: ConnectionLine) => void): Promise<void>;
  createBucket(job: string, credentials: string): Promise<void>;
  putCorsRule(job: string, credentials: string): Promise<void>;
  BlockReader: new (job: string, bytes: Uint8Array, size?: number) => BlockReader;
  BlockEncoder: new (job: string) => BlockEncoder;
  /** For one of the files of a resolved job. */
  FileAssembler: new (job: string, index: number) => FileAssembler;
  S3Upload: new (
    job: string,
    credentials: string,
    options: UploadOptions,
    cancel: AbortSignal,
    notify: (bytesInMemory: number, news?: UploadNews) => void,
  ) => S3Upload;
  listUploads(job: string, credentials: string): Promise<UnfinishedUpload[]>;
  /** Rejects with a `Failure` where there is an object at the job's key. */
  checkFree(job: string, credentials: string): Promise<void>;
  abortUpload(job: string, credentials: string, uploadId: string): Promise<void>;
  /** Undefined where the page does not sign itself. */
  signAbort(job: string, credentials: string, uploadId: string): SignedRequest | undefined;
  readObject(job: string, credentials: string, start: number, end: number): Promise<Uint8Array>;
  /** Undefined where it is no end of a Parquet file. */
  readFooter(end: Uint8Array): FooterFacts | undefined;
  otherObject(url: string, problem: string): Failure;
}

/** A page of an API, to be asked for after a while. */
export interface PageRequest {
  url: string;
  wait_seconds: number;
  timeout_seconds: number;
  page: number;
  tries: number;
  /** Why the last try failed. */
  cause?: string;
}

/** What a reader wants next. */
export type Next = { type: 'more' } | { type: 'range'; start: number; end: number } | ({ type: 'page' } & PageRequest) | { type: 'nothing' };

/** Reads a source in order; throws `Failure`s that name the place. */
export interface BlockReader {
  free(): void;
  next(): Next;
  giveBytes(bytes: Uint8Array): void;
  giveEnd(): void;
  givePage(status: number, body: Uint8Array, link?: string, retryAfter?: string): void;
  giveNoPage(cause: string): void;
  /** A block that is whole; to be asked until there is none. */
  pop(spare?: Uint8Array<ArrayBuffer>): { free(): void; data: Uint8Array<ArrayBuffer>; about: string } | undefined;
}

export interface BlockEncoder {
  /** Gives its wasm memory back: the last call. */
  free(): void;
  begin(block: number): void;
  /** Takes the records of a block of a source that is read. */
  load(bytes: Uint8Array): void;
  /** Begins that block, and decodes it. */
  beginRaw(block: number, about: string): void;
  /** False when no rows are left. */
  step(): boolean;
  /** Keeps the rows of a block, which then begins without being made again. */
  keep(block: number): void;
  keepRaw(block: number, about: string): void;
  finish(spare?: Uint8Array<ArrayBuffer>): { files: { data: Uint8Array<ArrayBuffer>; tail: Uint8Array<ArrayBuffer> }[]; rows: number; raw_bytes: number; counts: Counts; rejects: string; skipped: number; nulled: number };
}

export interface FileAssembler {
  start(): Uint8Array<ArrayBuffer>;
  append(tail: Uint8Array, dataBytes: number): void;
  finish(): { bytes: Uint8Array<ArrayBuffer>; stats: FileStats };
}

export interface FileStats {
  rows: number;
  columns: number;
  row_groups: number;
  file_bytes: number;
}

export interface FooterFacts {
  rows: number;
  row_groups: number;
  chunks: number;
  chunks_with_statistics: number;
}

export interface UploadOptions {
  partBytes: number;
  /** How many parts the plan has. */
  parts?: number;
  /** An unfinished upload to go on with. */
  uploadId?: string;
  /** Somebody can be asked for new keys, or to try later. */
  isAttended?: boolean;
}

export interface PartNews {
  type: 'part';
  part: number;
  bytes: number;
  seconds: number;
  is_kept: boolean;
}

export type UploadNews = PartNews | { type: 'began'; upload_id: string } | UploadEvent;

/** Orders to an upload whose own methods are being awaited. */
export interface UploadControl {
  pause(): void;
  resume(): void;
  setOnline(isOnline: boolean): void;
  /** Credentials as JSON; throws a `Failure` that names the field. */
  renew(credentials: string): void;
  cancel(): void;
}

export interface S3Upload {
  control(): UploadControl;
  open(): Promise<void>;
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<{ url: string; etag?: string; parts: number; is_confirmed: boolean; checksum?: string }>;
  abort(): Promise<void>;
}
