/** What the page, the engine worker and the encoder workers say to each other. */
import type { ConnectionLine, Counts, Credentials, Failure, Job, Progress, SignedRequest, SourceInput, UnfinishedUpload } from '../types';
export type { SourceInput };

/** Functions of the engine worker that answer once. */
export interface Calls {
  defaults: () => import('../types').Defaults;
  readEnv: (text: string) => import('../types').EnvSettings;
  presets: () => Record<import('../types').Preset, import('../types').Recipe>;
  checkRecipe: (recipe: unknown) => void;
  checkJob: (job: Job) => void;
  plan: (job: Job, input?: SourceInput) => Promise<import('../types').Plan>;
  preview: (job: Job, input?: SourceInput, table?: string) => Promise<import('../types').Preview>;
  chart: (chart: import('../types').Chart) => string;
  identify: (file: File) => Promise<import('../types').FileIdentity>;
  open: (job: Job, input?: SourceInput) => Promise<import('../types').OpenedSource>;
  createBucket: (job: Job, credentials: Credentials) => Promise<void>;
  putCorsRule: (job: Job, credentials: Credentials) => Promise<void>;
  propose: (source: Blob | string, format?: import('../types').SampleFormat) => Promise<import('../types').Proposal>;
  unfinished: (job: Job, credentials: Credentials) => Promise<UnfinishedUpload[]>;
  abort: (job: Job, uploadId: string, credentials: Credentials) => Promise<void>;
}

/** One run, as the engine worker gets it. */
export interface Order {
  job: Job;
  workers: number;
  credentials?: Credentials;
  file?: FileSystemFileHandle;
  /** Where the files of several tables go. */
  directory?: FileSystemDirectoryHandle;
  /** What rows are read from. */
  input?: SourceInput;
  /** How blocks are made: by many workers as they are written, or all kept by one before. */
  pipeline: 'streaming' | 'collect';
  /** Bytes of wasm memory that no encoder may go beyond. */
  memoryLimit?: number;
  /** Whether a hash of the first file is wanted. */
  isHashed: boolean;
  /** An unfinished upload to go on with. */
  uploadId?: string;
  /** The tables that come after that upload. */
  then?: Job[];
  /** Whether somebody can be asked for new keys, or to try later. */
  isAttended: boolean;
  /** Whether a signed request that aborts the upload is wanted. */
  signsAbort: boolean;
}

/** What somebody wants of an upload that is under way, or what the browser has noticed. */
export type ControlOrder =
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'renew'; credentials: Credentials }
  | { type: 'network'; isOnline: boolean };

export type ToEngine =
  /** Comes first. */
  | { type: 'module'; module: WebAssembly.Module }
  | { type: 'call'; id: number; name: keyof Calls; args: unknown[] }
  | { type: 'run'; id: number; order: Order }
  | { type: 'control'; id: number; order: ControlOrder }
  | { type: 'check'; id: number; job: Job; credentials: Credentials }
  | { type: 'cancel'; id: number };

export type FromEngine =
  | { type: 'result'; id: number; value: unknown }
  | { type: 'failure'; id: number; failure: Failure }
  | { type: 'progress'; id: number; progress: Progress | ConnectionLine }
  | { type: 'abortRequest'; id: number; request: SignedRequest };

export type ToEncoder =
  | { type: 'start'; module: WebAssembly.Module; job: string; memoryLimit?: number }
  /** Kept: its rows are not encoded before they are asked for again, without records. */
  | { type: 'encode'; block: number; raw?: RawBlock; isKept: boolean }
  /** The memory of a block that is written, for another. */
  | { type: 'memory'; memory: ArrayBuffer };

export type FromEncoder =
  /** With memory for blocks from a run before. */
  | { type: 'ready'; memoryBytes: number; spareBytes: number }
  | { type: 'kept'; memoryBytes: number }
  /** The memory of a block's records, which the encoder has taken. */
  | { type: 'loaded'; memory: ArrayBuffer }
  /** Taken: bytes of the memory that it had for it. */
  | { type: 'block'; encoded: Encoded; memoryBytes: number; takenBytes: number }
  | { type: 'failure'; failure: Failure };

/** Whole records of a source that is read, on their way to an encoder. */
export interface RawBlock {
  data: Uint8Array<ArrayBuffer>;
  /** JSON: `About` in `src/source/mod.rs`. */
  about: string;
}

/** A block as it stands in one file, and what its assembler has to know of it. */
export interface EncodedFile {
  data: Uint8Array<ArrayBuffer>;
  tail: Uint8Array<ArrayBuffer>;
}

/** One block as an encoder has made it. */
export interface Encoded {
  block: number;
  files: EncodedFile[];
  rows: number;
  rawBytes: number;
  counts: Counts;
  rejects: Rejects;
  seconds: number;
}

/** One block on its way from an encoder to the job's files. */
export interface EncodedBlock extends Encoded {
  /** Gives its memory to the encoder for another block, when nobody needs it any more. */
  giveBack(): void;
}

/** What is wrong with the records of a block. */
export interface Rejects {
  /** A `Reject` as JSON on each line. */
  lines: string;
  /** Records that are left out. */
  skipped: number;
  /** Values that are null instead. */
  nulled: number;
}

/** Where the bytes of a file go: all of them, or none. */
export interface Sink {
  /** Bytes that wait here. */
  readonly bytesInMemory: number;
  open(): Promise<void>;
  /** Takes the next bytes; their memory is used again when this is done. */
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Makes what was written the file. */
  close(): Promise<SinkResult>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/** What a sink adds to the result of a run. */
export interface SinkResult {
  file?: Blob;
  object?: { url: string; etag?: string; parts: number; is_confirmed: boolean; checksum?: string };
}

/** The global scope of a worker, as far as it is used here: the page's types have only `window`. */
export interface WorkerScope<In, Out> {
  onmessage: ((event: MessageEvent<In>) => void) | null;
  postMessage(message: Out, transfer?: Transferable[]): void;
}
