//! Recipes proposed from samples: from files and schemas of tables that people have already.
//!
//! ```text
//! sample ─▶ format ─▶ facts ─▶ picks ─▶ trial ─▶ proposal
//! bytes     CSV, SQL   types,    generators,  makes    recipe, guesses,
//!           …          values    best first   a column  rows, notes
//! ```
//!
//! Each format tells what it knows of every column as [`Facts`](facts::Facts), in a file of its own;
//! what follows from them is decided in one place for all. A generator is proposed only if it makes
//! a column, so a proposal is always a recipe.

mod arrow;
mod choose;
pub(crate) mod csv;
mod detect;
mod draft;
mod facts;
mod follow;
mod groups;
mod json_schema;
mod parquet;
mod proposal;
mod sql;
mod trial;

pub use detect::Format;
pub(crate) use parquet::metadata as parquet_metadata;

use std::ops::Range;

use serde::Serialize;

use crate::error::Result;
use crate::job::Job;
use crate::recipe::Recipe;

/// Bytes of a file's beginning that are looked at: enough rows to guess from. Schemas must be
/// smaller than this.
pub const MAX_BYTES: u64 = 4 << 20;

/// Bytes of the largest Parquet footer that is read.
pub const MAX_FOOTER_BYTES: u64 = 16 << 20;

/// Most columns of a table.
const MAX_COLUMNS: usize = 2_000;

/// Most tables of a schema.
const MAX_TABLES: usize = 200;

/// Columns are inside each other this deep at most; what is deeper is left out.
const MAX_DEPTH: usize = 12;

/// A part of a file, or a text.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// The file's name, such as `orders.csv`; empty for a text without one.
    pub name: &'a str,
    /// The bytes of the file that [`part`] says.
    pub bytes: &'a [u8],
    /// Bytes of the whole file.
    pub size: u64,
}

impl<'a> Sample<'a> {
    /// A whole file.
    #[must_use]
    pub fn whole(name: &'a str, bytes: &'a [u8]) -> Self {
        Self { name, bytes, size: bytes.len() as u64 }
    }

    /// Whether there is more of the file.
    fn is_cut(&self) -> bool {
        (self.bytes.len() as u64) < self.size
    }
}

/// A recipe that makes rows like those of a sample, and how it came about.
#[derive(Debug, Serialize)]
pub struct Proposal {
    /// What the sample was read as.
    pub format: Format,
    /// The recipe; it can be used as it is.
    pub recipe: Recipe,
    /// Why each column is made as it is, in the order of the recipe; columns inside others follow
    /// them.
    pub guesses: Vec<Guess>,
    /// How many rows the file has, where it says so or they could be counted; about how many, for a
    /// CSV file of which only the beginning was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// What people should know: columns that are left out or have another type, names that were
    /// changed.
    pub notes: Vec<String>,
    /// The job that made the file, if Parquet Blocks did: then the recipe is that of the job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<Box<Job>>,
}

/// How a column is made, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guess {
    /// The table, in a recipe of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The column's name; a path for one inside another: `address.city`, `tags.element`.
    pub column: String,
    /// What the sample says of it, such as `VARCHAR(20) NOT NULL` or `whole numbers, 1 to 99`.
    pub from: String,
    /// The generator's name.
    pub generator: String,
    /// Why that one.
    pub why: String,
}

/// The bytes of a file to look at, by its size and its last eight bytes: the footer of a Parquet
/// file, the beginning of any other.
#[must_use]
pub fn part(size: u64, end: &[u8]) -> Range<u64> {
    match parquet::footer_bytes(end) {
        Some(footer) => size.saturating_sub(footer.min(MAX_FOOTER_BYTES))..size,
        None => 0..size.min(MAX_BYTES),
    }
}

/// Proposes a recipe for rows like a sample's. Its format is told from its name and its bytes where
/// it is not given.
///
/// # Errors
/// [`crate::Error::Sample`] for bytes that are not of the format, with the place in them.
pub fn propose(sample: &Sample, format: Option<Format>) -> Result<Proposal> {
    let format = format.map_or_else(|| detect::detect(sample), Ok)?;
    match format {
        Format::Arrow => arrow::propose(sample),
        Format::Csv => csv::propose(sample),
        Format::JsonSchema => json_schema::propose(sample),
        Format::Parquet => parquet::propose(sample),
        Format::Sql => sql::propose(sample),
    }
}
