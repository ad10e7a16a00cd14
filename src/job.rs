//! Jobs: everything one run needs, as versioned JSON without secrets.

mod generated;
mod words;

pub use generated::Generated;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Checked, Error, Problem, Result};
use crate::limits::MAX_BLOCK_MB;
use crate::s3::Target;
pub use crate::source::SourceSpec;
use crate::writer::WriterOptions;

/// The only job version there is.
pub const VERSION: u32 = 1;

/// Everything one run needs. Unknown fields are errors: a misspelt field must not be ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// Version of this format: 1.
    pub version: u32,
    /// Where the rows come from.
    pub source: SourceSpec,
    /// How many rows. Wins over `target_size_mb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// About how large the file becomes, in MB of 2^20 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_size_mb: Option<f64>,
    /// How many rows go into one block.
    #[serde(default)]
    pub block: BlockSize,
    /// How blocks are encoded.
    #[serde(default)]
    pub writer: WriterOptions,
    /// A second file of the same rows, in another format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<WriterOptions>,
    /// Where the file goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<Destination>,
}

/// How many rows go into one block, which becomes one row group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockSize {
    /// As many as fill about this many MB of the file.
    SizeMb(f64),
    /// Exactly this many: of a source that is read, records, some of which may be left out.
    Rows(u64),
    /// As many as so many bytes of a source that is read hold, without gzip: what the plan makes of
    /// a size in MB.
    SourceBytes(u64),
}

impl Default for BlockSize {
    fn default() -> Self {
        Self::SizeMb(1.0)
    }
}

/// Where the file goes: to disk, to S3 or to both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Destination {
    /// To the user's disk.
    pub download: bool,
    /// To S3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3: Option<Target>,
}

impl Job {
    /// Reads a job and checks all that can be checked without work.
    ///
    /// # Errors
    /// [`Error::Setting`] that names every field whose value cannot be used, or the first that is
    /// not of the job's form.
    pub fn from_json(json: &str) -> Result<Self> {
        let job: Self = read(json)?;
        job.validate()?;
        Ok(job)
    }

    /// The job as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // A tree of plain values with string keys always serialises.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// This job with its rows and rows per block as the plan has them, and without where the
    /// file goes: the same bytes come from it again, wherever they are sent.
    #[must_use]
    pub fn resolved(&self, rows: u64, rows_per_block: u64) -> Self {
        Self {
            rows: Some(rows),
            target_size_mb: None,
            block: BlockSize::Rows(rows_per_block),
            destination: None,
            ..self.clone()
        }
    }

    /// This job with so many rows, whatever its size said.
    #[must_use]
    pub(crate) fn sized(&self, rows: u64) -> Self {
        Self { rows: Some(rows), target_size_mb: None, ..self.clone() }
    }

    /// The job of each of its files by itself: what its writer gets.
    #[must_use]
    pub fn files(&self) -> Vec<Self> {
        let writers = [Some(&self.writer), self.also.as_ref()].into_iter().flatten();
        writers.map(|writer| Self { writer: writer.clone(), also: None, ..self.clone() }).collect()
    }

    /// The S3 target, if the file goes there.
    #[must_use]
    pub fn s3(&self) -> Option<&Target> {
        self.destination.as_ref()?.s3.as_ref()
    }

    /// Checks all that can be checked without work.
    ///
    /// # Errors
    /// [`Error::Setting`] that names every field that cannot be used.
    pub fn validate(&self) -> Result<()> {
        Error::of(self.problems())
    }

    /// What is wrong with its fields, all of it: a form shows each at its place.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let own =
            [self.check_version(), self.check_rows(), self.check_target(), self.check_block()];
        own.into_iter()
            .filter_map(Checked::err)
            .chain(self.source.problems())
            .chain(self.writer.problems())
            .chain(self.also_problems())
            .chain(self.s3().map(Target::problems).unwrap_or_default())
            .collect()
    }

    fn also_problems(&self) -> Vec<Problem> {
        let Some(also) = &self.also else { return Vec::new() };
        let same = (also.format == self.writer.format).then(|| {
            let problem = "both files would be of the same format";
            Problem::new("also.format", problem, "Choose another format.")
        });
        same.into_iter().chain(also.problems().into_iter().map(Problem::of_also)).collect()
    }

    fn check_version(&self) -> Checked {
        if self.version == VERSION {
            return Ok(());
        }
        let problem = format!("version {} is not known", self.version);
        Err(Problem::new("version", problem, "Use version 1."))
    }

    fn check_rows(&self) -> Checked {
        if self.source.generated().is_none() {
            return self.check_no_size();
        }
        match (self.rows, self.target_size_mb) {
            (Some(0), _) => Err(Problem::new("rows", "0 rows make no file", "Enter 1 or more.")),
            (None, None) if !self.is_sized() => Err(no_size()),
            _ => Ok(()),
        }
    }

    /// A source that is read has as many rows as it has.
    fn check_no_size(&self) -> Checked {
        let field = match (self.rows, self.target_size_mb) {
            (Some(_), _) => "rows",
            (_, Some(_)) => "target_size_mb",
            _ => return Ok(()),
        };
        let problem = "all rows of the source are taken";
        Err(Problem::new(field, problem, "Leave it out: it is for rows that are generated."))
    }

    /// Whether the recipe, or what the job says of its tables, tells how many rows there are.
    fn is_sized(&self) -> bool {
        self.source.generated().is_some_and(Generated::is_sized)
    }

    fn check_target(&self) -> Checked {
        self.target_size_mb.map_or(Ok(()), |size| positive("target_size_mb", size, f64::MAX))
    }

    fn check_block(&self) -> Checked {
        match self.block {
            BlockSize::SizeMb(size) => positive("block.size_mb", size, MAX_BLOCK_MB),
            BlockSize::Rows(0) => {
                Err(Problem::new("block.rows", "0 rows make no block", "Enter 1 or more."))
            }
            BlockSize::SourceBytes(0) => {
                let problem = "0 bytes make no block";
                Err(Problem::new("block.source_bytes", problem, "Enter 1 or more."))
            }
            BlockSize::SourceBytes(_) if self.source.generated().is_some() => {
                let problem = "rows that are generated have no source";
                Err(Problem::new("block.source_bytes", problem, "Enter rows, or a size in MB."))
            }
            BlockSize::Rows(_) | BlockSize::SourceBytes(_) => Ok(()),
        }
    }
}

/// A job says how large its file is in one way or another.
pub(crate) fn no_size() -> Problem {
    Problem::new(
        "rows",
        "neither rows nor a target size is given",
        "Enter how many rows, or leave it empty and enter a target size.",
    )
}

/// Reads what a JSON text has the form of; else says which field has not.
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Result<T> {
    let json: serde_json::Value = serde_json::from_str(json).map_err(words::not_json)?;
    let read = serde_path_to_error::deserialize(json);
    Ok(read.map_err(|error| words::problem(&error.path().to_string(), error.inner()))?)
}

fn positive(field: &str, value: f64, most: f64) -> Checked {
    if value > 0.0 && value <= most {
        return Ok(());
    }
    let remedy = if most < f64::MAX {
        format!("Enter a number above 0 and at most {most}.")
    } else {
        "Enter a number above 0.".into()
    };
    Err(Problem::new(field, format!("{value} is out of range"), remedy))
}

#[cfg(test)]
mod tests;
