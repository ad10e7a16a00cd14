//! Sources: rows that are there already, in a file or behind a web API.
//!
//! ```text
//! opening ─▶ open ─▶ reader ─▶ raw block ─▶ decoder ─▶ record batches
//! first MB    types,  one, in   whole        many, in   and rejects
//! or page     sample  order     records      parallel
//! ```
//!
//! Nothing here does any I/O: a [`SourceReader`] says what it wants next and is given it, in the
//! browser by JavaScript and natively by whoever has the bytes. It only finds where records end, in
//! one thread; the decoders make values of them in as many threads as there are encoders. Where a
//! block ends follows from the source's bytes alone, so a file is the same byte for byte whatever
//! the number of workers.

mod beginning;
mod csv;
mod cutter;
mod file;
mod gzip;
mod lines;
pub mod ndjson;
pub mod pages;
mod parquet;
mod place;
mod reject;
mod spec;
mod typed;

use std::ops::Range;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use serde::{Deserialize, Serialize};

use crate::error::{Problem, Result};
use crate::job::BlockSize;

pub use csv::Csv;
pub use ndjson::Ndjson;
pub use pages::Pages;
pub use parquet::Parquet;
pub use spec::{ColumnType, FileIdentity, OnError, SourceSpec};

/// What a job says of a source that is read: where the rows are, and how they are written there.
///
/// A new source is one file with a struct that has this trait, and one line in
/// [`SourceSpec`].
pub trait Source {
    /// What is wrong with its fields, by their paths in the job.
    fn problems(&self) -> Vec<Problem>;

    /// The types of its columns and its first rows, from what stands at its beginning.
    ///
    /// # Errors
    /// [`crate::Error::Source`] when that is not such a source, with the place.
    fn open(&self, opening: &Opening) -> Result<Opened>;

    /// Reads a source that was opened: `self` is [`Opened::spec`].
    ///
    /// # Errors
    /// [`crate::Error::Setting`] when the source was not opened.
    fn reader(&self, opening: &Opening, block: BlockSize) -> Result<Box<dyn SourceReader>>;

    /// Decodes blocks of a source that was opened: `self` is [`Opened::spec`].
    ///
    /// # Errors
    /// [`crate::Error::Setting`] when the source was not opened.
    fn decoder(&self) -> Result<Box<dyn BlockDecoder>>;
}

/// What is read of a source before anything is planned: a file's first bytes (a Parquet file's
/// last), or the first page of an API.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// The bytes, as they are in the source: gzip is not undone yet.
    pub bytes: &'a [u8],
    /// Bytes of the whole file; left out where nobody knows.
    pub size: Option<u64>,
    /// The first block that a reader with this opening gave, where rows are not in `bytes` already:
    /// of a Parquet file, whose last bytes these are.
    pub sample: &'a [u8],
}

impl<'a> Opening<'a> {
    /// A whole file.
    #[must_use]
    pub fn whole(bytes: &'a [u8]) -> Self {
        Self { bytes, size: Some(bytes.len() as u64), sample: &[] }
    }

    /// Whether there is more of the source.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.size.is_none_or(|size| (self.bytes.len() as u64) < size)
    }
}

/// A source whose beginning was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The job's `source` with all that was left out in it: columns with types, the delimiter.
    pub spec: SourceSpec,
    /// The first rows, with the schema that all blocks have.
    pub sample: RecordBatch,
    /// Bytes of the source (without gzip) that these rows take.
    pub sample_bytes: u64,
    /// About how many bytes the whole source has (without gzip); left out where nobody knows.
    pub total_bytes: Option<u64>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// Reads a source in order and cuts it into blocks of whole records.
pub trait SourceReader {
    /// What to give it next. Asked again without an answer, it says the same.
    fn next(&mut self) -> Next;

    /// Gives it what it asked for.
    ///
    /// # Errors
    /// [`crate::Error::Source`] with the place, for what cannot be cut into records, and
    /// [`crate::Error::Pages`] for an API that does not give pages.
    fn give(&mut self, answer: Answer) -> Result<()>;

    /// A block that is whole, in the order of the source. To be asked until there is none, after
    /// each answer.
    fn pop(&mut self) -> Option<RawBlock>;
}

/// What a [`SourceReader`] wants next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Next {
    /// The next bytes of the file, any number: [`Answer::Bytes`], or [`Answer::End`].
    More,
    /// These bytes of the file: [`Answer::Bytes`]. It can be none: to go on with what is there.
    Range(Range<u64>),
    /// A page of an API: [`Answer::Page`] or [`Answer::NoPage`].
    Page(PageRequest),
    /// Nothing: all is read.
    Nothing,
}

/// A page to ask for with `GET`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageRequest {
    /// The whole URL.
    pub url: String,
    /// Seconds to wait before: the API's rate limit, or a retry.
    pub wait_seconds: f64,
    /// Seconds after which there is no answer.
    pub timeout_seconds: f64,
    /// The page's number, from 1.
    pub page: u64,
    /// How often it was asked for before, in vain.
    pub tries: u32,
    /// Why it was in vain the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// What a [`SourceReader`] is given.
#[derive(Clone, Debug)]
pub enum Answer<'a> {
    /// Bytes of the file.
    Bytes(&'a [u8]),
    /// The file has no more bytes.
    End,
    /// What the API answered.
    Page {
        /// The HTTP status.
        status: u16,
        /// The header `Link`, which may name the next page.
        link: Option<&'a str>,
        /// The header `Retry-After`.
        retry_after: Option<&'a str>,
        /// The body.
        body: &'a [u8],
    },
    /// The API did not answer, and why.
    NoPage(&'a str),
}

/// Some whole records, as they are in the source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawBlock {
    /// The records. What stands between them depends on the source: its decoder knows.
    pub bytes: Vec<u8>,
    /// What else the decoder has to know.
    pub about: About,
}

/// Where a block's records come from: small, and sent from one worker to another as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Number of the block, from 0.
    pub block: u64,
    /// How many records there are.
    pub records: u64,
    /// Where they stand: the first of some, and all after it up to the next.
    pub places: Vec<Place>,
    /// Records that were left out when the source was cut, as they were too long.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejects: Vec<Reject>,
}

/// Where a record stands in its source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Which record of the block it is, from 0.
    pub record: u64,
    /// Its page, from 1, in an API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u64>,
    /// Its line in a file, or its number on the page, from 1.
    pub number: u64,
}

/// Makes rows of raw blocks: knows nothing of other blocks.
pub trait BlockDecoder {
    /// The columns.
    fn schema(&self) -> &SchemaRef;

    /// Decodes a block.
    ///
    /// # Errors
    /// [`crate::Error::Source`] with place, column and value, where the job says that a bad value
    /// fails the run.
    fn decode(&self, block: &RawBlock) -> Result<Decoded>;
}

/// The rows of a block.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The rows, in order, in as many batches as are convenient.
    pub batches: Vec<RecordBatch>,
    /// What is not as it should be: records that were left out when the source was cut, then all
    /// else in the order of the source.
    pub rejects: Vec<Reject>,
}

/// A record that is left out, or a value that became null, because the job says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reject {
    /// Where it is, such as `line 7` or `page 2, record 3`.
    pub place: String,
    /// The column; left out for what is wrong with the whole record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Its value, if there is one; cut where it is long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// Whether the record is left out; else the value is null.
    pub is_skipped: bool,
    /// The record as it is in the source; cut where it is long.
    pub record: String,
}
