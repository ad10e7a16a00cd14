/** What a page says when it has ended: what its task returned, or what went wrong. */
export type Outcome = { value: unknown } | { failure: string };

/** Bytes to upload: with what, where to, and in which parts. */
export interface UploadOrder {
  /** `sdk` has its checksums as they come, `sdk_plain` only where S3 wants them. */
  uploader: 'ours' | 'plain' | 'plain_blob' | 'sdk' | 'sdk_plain';
  url: string;
  bucket: string;
  /** Requests need no signature. */
  isAnonymous?: boolean;
  bytes: number;
  partBytes: number;
  concurrency: number;
  runs: number;
}
