//! Limits that a plan must respect: each with its unit, its source and why it is there.

/// Bytes in one MB, here and on the page: 2^20, as in the tool whose settings keep their names.
pub const MB: u64 = 1 << 20;

/// Smallest S3 part in bytes, the last part excepted.
/// Source: Amazon S3 user guide, "Amazon S3 multipart upload limits".
pub const MIN_PART_BYTES: u64 = 5 * MB;

/// Largest S3 part in bytes. Source: as [`MIN_PART_BYTES`].
pub const MAX_PART_BYTES: u64 = 5 * 1024 * MB;

/// Most parts in one upload. Source: as [`MIN_PART_BYTES`].
pub const MAX_PARTS: u64 = 10_000;

/// Part size in bytes while the file is small enough for it: large enough that the round trip
/// of a part costs little, small enough that a few in flight stay cheap in a browser tab.
pub const PREFERRED_PART_BYTES: u64 = 8 * MB;

/// How much larger than estimated a file may become before it runs out of parts.
/// The estimate comes from a sample; a quarter is far beyond the error seen.
pub const PART_HEADROOM: f64 = 1.25;

/// Longest S3 key in bytes of UTF-8. Source: Amazon S3 user guide, "Naming Amazon S3 objects".
pub const MAX_KEY_BYTES: usize = 1024;

/// Most row groups in a Parquet file: Thrift's compact protocol counts list elements in an i32.
/// Source: parquet-format `parquet.thrift`, `FileMetaData.row_groups`.
pub const MAX_ROW_GROUPS: u64 = i32::MAX as u64;

/// Longest footer of a Parquet file in bytes: its length stands in four bytes, which readers in
/// Java take as signed. Source: parquet-format README, "File format".
pub const MAX_FOOTER_BYTES: u64 = i32::MAX as u64;

/// Largest offset in a Parquet file: offsets are i64. Source: `parquet.thrift`, `ColumnMetaData`.
pub const MAX_FILE_BYTES: u64 = i64::MAX as u64;

/// Largest block in MB of the file. An encoder holds the block as Arrow arrays, as encoded pages
/// and as finished bytes, about four times this, in a wasm memory of at most 4 GiB; and Arrow's
/// Utf8 offsets and Parquet's page sizes are i32.
pub const MAX_BLOCK_MB: f64 = 512.0;

/// Most parts in flight at once: browsers open six connections to a host over HTTP/1.1, and
/// more waiting parts only cost memory.
pub const MAX_CONCURRENCY: usize = 64;

/// Longest record of a file that is read, in bytes: a worker holds a record as text, as values and
/// encoded, and a longer one is most often a quote that is not closed.
pub const MAX_RECORD_BYTES: u64 = 64 * MB;

/// Most columns of a source that is read: each has buffers of its own in every worker, and a
/// footer has an entry for each in every row group.
pub const MAX_COLUMNS: usize = 10_000;

/// Largest page of a web API in bytes: it is held whole, beside the block that its records go into.
pub const MAX_PAGE_BYTES: usize = 64 << 20;
