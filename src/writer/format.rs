//! File formats: what encodes blocks, and what puts them together to one file.
//!
//! ```text
//! batch ─▶ encoder ─▶ pieces ────────────────────────▶ file
//!  ...     (any        of the file                     start, pieces
//! batch     number)  ─▶ tail ─▶ assembler (one) ─────▶ of all blocks, end
//! ```

use std::ops::Range;

use arrow::datatypes::{FieldRef, SchemaRef};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::block::EncodedBlock;
use super::encoder::steps;
use super::options::WriterOptions;
use super::{arrow_file, csv, ndjson, parquet};
use crate::assemble::Footer;
use crate::batch::Batch;
use crate::error::{Error, Problem, Result};
use crate::generate::{Counts, Table};
use crate::job::Job;

/// Makes [`Format`]: a line for each format, which is all that a new one needs beside its own file.
macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident($format:expr),)*) => {
        /// A file format that a writer exists for.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Format {
            $($(#[$doc])* $name,)*
        }

        impl Format {
            /// Every format.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// What makes its files.
            #[must_use]
            pub fn writer(self) -> &'static dyn FileFormat {
                match self {
                    $(Self::$name => &$format,)*
                }
            }
        }
    };
}

formats! {
    /// Apache Parquet.
    #[default]
    Parquet(parquet::Parquet),
    /// A line of texts for each row, with a delimiter between them.
    Csv(csv::Csv),
    /// A JSON object for each row, each in a line.
    Ndjson(ndjson::Ndjson),
    /// An Arrow IPC file, also known as Feather.
    Arrow(arrow_file::Arrow),
}

/// A file format.
pub trait FileFormat: Sync {
    /// Which of a writer's options are for it, by their names in the job.
    fn options(&self) -> &'static [&'static str];

    /// What is wrong with those options, as far as that can be told without the columns.
    fn problems(&self, options: &WriterOptions) -> Vec<Problem>;

    /// What encodes blocks of a schema for the file of a resolved job ([`Job::files`]): the same
    /// for every worker.
    ///
    /// # Errors
    /// [`Error::Setting`] when the format or its options do not fit the schema.
    fn encoder(&self, schema: &SchemaRef, job: &Job) -> Result<Box<dyn BlockEncoder>>;

    /// What puts those blocks together.
    ///
    /// # Errors
    /// As [`Self::encoder`].
    fn assembler(&self, schema: &SchemaRef, job: &Job) -> Result<Box<dyn FileAssembler>>;
}

/// Encodes blocks of one schema. Blocks do not know of each other, so any number of encoders can
/// share the work.
pub trait BlockEncoder {
    /// Begins block number `block`.
    fn begin(&self, block: u64) -> Box<dyn BlockInProgress>;

    /// Generates and encodes rows of a table as block number `block`: a step at a time, so that a
    /// large block is never in memory as Arrow arrays.
    ///
    /// # Errors
    /// As [`BlockInProgress::generate`].
    fn encode_rows(&self, block: u64, table: &Table, rows: Range<u64>) -> Result<EncodedBlock> {
        let mut encoding = self.begin(block);
        for step in steps(rows) {
            encoding.generate(table, step)?;
        }
        encoding.finish()
    }

    /// Encodes block number `block` from all its batches.
    ///
    /// # Errors
    /// As [`BlockInProgress::write`].
    fn encode(&self, block: u64, batches: &[Batch]) -> Result<EncodedBlock> {
        let mut encoding = self.begin(block);
        batches.iter().try_for_each(|batch| encoding.write(batch))?;
        encoding.finish()
    }
}

/// A block that is encoded batch by batch.
pub trait BlockInProgress {
    /// Adds rows.
    ///
    /// # Errors
    /// [`Error::SchemaMismatch`] or [`Error::Encode`] when the columns are not those of the schema,
    /// [`Error::Encode`] when their values do not fit the format, and [`Error::Setting`] when they do
    /// not fit its options.
    fn write(&mut self, batch: &Batch) -> Result<()>;

    /// Generates rows of a table and adds them; and counts of them.
    ///
    /// # Errors
    /// As [`Self::write`], and [`Error::Generate`] when the rows cannot be made.
    fn generate(&mut self, table: &Table, rows: Range<u64>) -> Result<Counts> {
        let batch = table.rows(rows.clone())?;
        self.write(&batch)?;
        table.counts(rows, &batch.nulls())
    }

    /// Ends the block.
    ///
    /// # Errors
    /// [`Error::Encode`] when the last of it cannot be encoded.
    fn finish(self: Box<Self>) -> Result<EncodedBlock>;
}

/// Puts encoded blocks together, in the order of the file. It sees of each only its tail: the bytes
/// go to the sink.
pub trait FileAssembler {
    /// The file's first bytes.
    fn start(&self) -> Vec<u8>;

    /// Takes the next block by its tail ([`EncodedBlock::tail`]); its `data_bytes` bytes stand next
    /// in the file.
    ///
    /// # Errors
    /// [`Error::Assemble`] when that is no tail of such a block, and
    /// [`Error::SchemaMismatch`] when it tells of other columns. The assembler is then as it
    /// was.
    fn append(&mut self, tail: &[u8], data_bytes: u64) -> Result<()>;

    /// Bytes that are kept for the file's end.
    fn metadata_bytes(&self) -> usize {
        0
    }

    /// The file's last bytes, and what it holds. Nothing is appended after it.
    ///
    /// # Errors
    /// [`Error::Assemble`] when there can be no such file.
    fn finish(&mut self) -> Result<Footer>;
}

/// Options that are for every format.
const FOR_ALL: [&str; 2] = ["format", "widen_numbers"];

/// What is wrong with options that are for other formats: they would do nothing.
pub(super) fn misplaced(options: &WriterOptions) -> Vec<Problem> {
    let known = options.format.writer().options();
    let given = [options, &WriterOptions::default()].map(serde_json::to_value);
    let [Ok(Value::Object(given)), Ok(Value::Object(default))] = given else {
        return Vec::new();
    };
    let format = given["format"].clone();
    let is_misplaced = |name: &str, value: &Value| {
        !FOR_ALL.contains(&name) && !known.contains(&name) && default.get(name) != Some(value)
    };
    let misplaced = given.iter().filter(|(name, value)| is_misplaced(name, value));
    misplaced
        .map(|(name, _)| {
            let problem = format!("it is not for the format {format}");
            Problem::new(format!("writer.{name}"), problem, "Leave it out.")
        })
        .collect()
}

/// Refuses columns whose values a format has no form for.
///
/// # Errors
/// [`Error::Setting`] that names each of them.
pub(super) fn refuse(
    schema: &SchemaRef,
    format: &str,
    fits: impl Fn(&FieldRef) -> bool,
) -> Result<()> {
    let problem = |field: &FieldRef| {
        let (name, data_type) = (field.name(), field.data_type());
        let problem = format!("{format} has no form for column {name} ({data_type})");
        let remedy = "Choose another format, or leave the column out.";
        Problem::new("writer.format", problem, remedy)
    };
    Error::of(schema.fields().iter().filter(|field| !fits(field)).map(problem).collect())
}
