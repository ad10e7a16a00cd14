//! One error type: what happened, where, and what to do about it.

mod failure;
mod problem;

pub use failure::Failure;
pub use problem::{Checked, Problem};

use crate::s3::{S3Error, Target};

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that can go wrong, by the stage it goes wrong in.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Settings or a job's fields that cannot be used: all that were found.
    #[error("{first}")]
    Setting {
        /// The one that is told where there is room for one.
        first: Problem,
        /// The others, in the order of the job.
        others: Vec<Problem>,
    },
    /// A plan that no Parquet file or no S3 upload can hold.
    #[error(
        "{what} would be {}, more than the {} that {whose} allows",
        grouped(*planned),
        grouped(*limit)
    )]
    Limit {
        /// What is limited, with its unit.
        what: &'static str,
        /// How many or how much the plan needs.
        planned: u64,
        /// The limit.
        limit: u64,
        /// Who sets the limit.
        whose: &'static str,
        /// What to change.
        remedy: &'static str,
    },
    /// A block whose schema is not that of the first block.
    #[error("block {block}, column {column}: expected {expected}, found {found}")]
    SchemaMismatch {
        /// Number of the block, from 0.
        block: u64,
        /// The column's name.
        column: String,
        /// What the first block has there.
        expected: String,
        /// What this block has there.
        found: String,
    },
    /// A sample from which no recipe can be proposed.
    #[error("{at}: {problem}")]
    Sample {
        /// The place in it: a line and column, or a byte, both from 1.
        at: String,
        /// What is wrong there.
        problem: String,
        /// What to give instead.
        remedy: String,
    },
    /// A file that cannot be read as the job says.
    #[error("{place}: {problem}")]
    Source {
        /// The place in it, such as `line 7, column amount` or `row group 3`.
        place: String,
        /// What is wrong there, with the value.
        problem: String,
        /// What to do about it.
        remedy: String,
    },
    /// An API that does not give the pages that the job says.
    #[error("page {page}: {problem}")]
    Pages {
        /// The page's number, from 1.
        page: u64,
        /// What is wrong.
        problem: String,
        /// What to do about it.
        remedy: String,
    },
    /// Rows that could not be generated.
    #[error("generating rows: {0}")]
    Generate(String),
    /// A block that could not be encoded.
    #[error("block {block}: {cause}")]
    Encode {
        /// Number of the block, from 0.
        block: u64,
        /// What the Parquet or Arrow library said.
        cause: String,
    },
    /// The bytes that an encoder returned are not one row group and its footer.
    #[error("block {block}: {problem}")]
    Assemble {
        /// Number of the block, from 0.
        block: u64,
        /// What is wrong with them.
        problem: String,
    },
    /// The store answered with an error.
    #[error(transparent)]
    S3(#[from] S3Error),
    /// No answer: refused connection, CORS, time-out.
    #[error("{operation}: no answer from {host} ({cause})")]
    Network {
        /// The S3 operation.
        operation: &'static str,
        /// Host and port that were asked.
        host: String,
        /// What the transport said.
        cause: String,
        /// A CORS rule to paste.
        snippet: String,
    },
    /// The store was asked to make the object, and its answer did not come.
    #[error("{cause}; all parts are stored, and the object may be there: {url}")]
    Unconfirmed {
        /// Why there is no answer.
        cause: Box<Error>,
        /// The object's URL.
        url: String,
    },
    /// An upload failed, and so did throwing its parts away.
    #[error("{cause}; parts of upload {upload_id} are left at {}/{}", target.bucket, target.key)]
    LeftBehind {
        /// Why the upload failed.
        cause: Box<Error>,
        /// Where it went.
        target: Box<Target>,
        /// S3's name of the upload.
        upload_id: String,
    },
    /// A request was sent often, and failed each time.
    #[error("{cause} (tried {tries} times)")]
    GaveUp {
        /// What went wrong the last time.
        cause: Box<Error>,
        /// How often it was sent.
        tries: u32,
    },
    /// A browser lets no page do it at this store.
    #[error("{cause}")]
    KeptBack {
        /// That there is no answer.
        cause: Box<Error>,
        /// How else it can be done.
        remedy: &'static str,
        /// What does it, to copy and paste.
        snippet: String,
    },
    /// The key has an object, and the job does not say that it may be replaced.
    #[error("there is an object already: {url}")]
    Exists {
        /// Its URL.
        url: String,
    },
    /// The store does not know the upload, and there is no object that it became.
    #[error("the upload {upload_id} is no longer there: it was aborted, or completed elsewhere")]
    UploadGone {
        /// S3's name of it.
        upload_id: String,
    },
    /// The store says that it has made the object, and what is there is not the file.
    #[error("the object is not the file that was uploaded: {problem} ({url})")]
    OtherObject {
        /// Its URL.
        url: String,
        /// The difference.
        problem: String,
    },
    /// Writing to a disk or stream failed.
    #[error("writing the file failed: {0}")]
    Disk(#[from] std::io::Error),
    /// The user cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl Error {
    /// A field that cannot be used: `problem` holds the value, unless it is a secret.
    pub fn setting(
        field: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Problem::new(field, problem, remedy).into()
    }

    /// A sample that cannot be used: the place in it, what is wrong and what to give instead.
    pub(crate) fn sample(
        at: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Sample { at: at.into(), problem: problem.into(), remedy: remedy.into() }
    }

    /// A file that cannot be read: the place in it, what is wrong there and what to do about it.
    pub(crate) fn source(
        place: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Source { place: place.into(), problem: problem.into(), remedy: remedy.into() }
    }

    /// Nothing, if there are no problems; else one error of them all.
    ///
    /// # Errors
    /// [`Error::Setting`] that names every field.
    pub fn of(problems: Vec<Problem>) -> Result<()> {
        let mut problems = problems.into_iter();
        match problems.next() {
            None => Ok(()),
            Some(first) => Err(Self::Setting { first, others: problems.collect() }),
        }
    }

    /// What is wrong with a job's writer as what is wrong with the writer of its second file.
    pub(crate) fn of_also(self) -> Self {
        match self {
            Self::Setting { first, others } => Self::Setting {
                first: first.of_also(),
                others: others.into_iter().map(Problem::of_also).collect(),
            },
            other => other,
        }
    }

    /// The stage, as one word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "setting",
            Self::Limit { .. } => "limit",
            Self::SchemaMismatch { .. } => "schema",
            Self::Sample { .. } => "sample",
            Self::Source { .. } => "source",
            Self::Pages { .. } => "pages",
            Self::Generate(_) | Self::Encode { .. } | Self::Assemble { .. } => "encode",
            Self::S3(_) | Self::OtherObject { .. } => "s3",
            Self::Network { .. } => "network",
            // Who cancels must hear what is left.
            Self::LeftBehind { cause, .. } if matches!(**cause, Self::Cancelled) => "s3",
            Self::Exists { .. } => "exists",
            Self::UploadGone { .. } => "gone",
            Self::Unconfirmed { cause, .. }
            | Self::LeftBehind { cause, .. }
            | Self::KeptBack { cause, .. }
            | Self::GaveUp { cause, .. } => cause.kind(),
            Self::Disk(_) => "disk",
            Self::Cancelled => "cancelled",
        }
    }

    /// What the user can do.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Setting { first, .. } => first.remedy.clone(),
            Self::Limit { remedy, .. } | Self::KeptBack { remedy, .. } => (*remedy).into(),
            Self::Sample { remedy, .. }
            | Self::Source { remedy, .. }
            | Self::Pages { remedy, .. } => remedy.clone(),
            Self::SchemaMismatch { .. } => {
                "Every block must have the columns and types of the first one.".into()
            }
            Self::Generate(_) | Self::Encode { .. } | Self::Assemble { .. } => {
                "Try a smaller block size; if it happens again, report it with the job.".into()
            }
            Self::S3(error) => error.remedy(),
            Self::Network { .. } => "Check that the endpoint URL is right and the server runs, \
                that the page may reach it (an https page cannot call http hosts other than \
                localhost), and that the bucket's CORS rule allows this page."
                .into(),
            Self::Unconfirmed { .. } => {
                "Look whether the object is there and whole before you upload it again.".into()
            }
            Self::LeftBehind { cause, target, upload_id } => format!(
                "{} Stored parts cost money until they are removed: {}",
                cause.remedy(),
                abort_command(target, upload_id)
            ),
            Self::GaveUp { cause, .. } => cause.remedy(),
            Self::Exists { .. } => "Enter another key, or turn Replace on to write over it.".into(),
            Self::UploadGone { .. } => "Start the upload again.".into(),
            Self::OtherObject { .. } => {
                "Somebody else may have written to this key: look at it, and use another key."
                    .into()
            }
            Self::Disk(_) => "Check that the disk has room and the file may be written.".into(),
            Self::Cancelled => "Press Generate to start again.".into(),
        }
    }

    /// Whether the same request may succeed when it is made again.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            Self::S3(error) => error.retryable(),
            Self::Network { .. } => true,
            Self::GaveUp { cause, .. } => cause.retryable(),
            _ => false,
        }
    }
}

impl From<Problem> for Error {
    fn from(first: Problem) -> Self {
        Self::Setting { first, others: Vec::new() }
    }
}

/// What removes an upload's parts: the endpoint and region are said, as the shell's own settings
/// may be others.
pub(crate) fn abort_command(target: &Target, upload_id: &str) -> String {
    format!(
        "aws s3api abort-multipart-upload --endpoint-url {} --region {} --bucket {} --key {} \
         --upload-id {}",
        in_shell(target.endpoint_url.trim()),
        target.region,
        target.bucket,
        in_shell(&target.key),
        in_shell(upload_id)
    )
}

/// A whole number with commas between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Text as one word of a POSIX shell.
fn in_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let table = [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (100_000, "100,000"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ];
        for (number, text) in table {
            assert_eq!(grouped(number), text);
        }
    }
}
