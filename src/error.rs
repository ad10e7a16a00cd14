//! One error type: what happened, where, and what to do about it.

use serde::Serialize;

use crate::s3::S3Error;

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that can go wrong, by the stage it goes wrong in.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting or a job's field that cannot be used.
    #[error("{field}: {problem}")]
    Setting {
        /// The field as a path in the job, such as `block.size_mb`.
        field: String,
        /// What is wrong, with the value (never for secrets).
        problem: String,
        /// What to enter instead.
        remedy: String,
    },
    /// A plan that no Parquet file or no S3 upload can hold.
    #[error("{what} would be {planned}, more than the {limit} that {whose} allows")]
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
    /// An upload failed, and so did throwing its parts away.
    #[error("{cause}; parts of upload {upload_id} are left at {bucket}/{key}")]
    LeftBehind {
        /// Why the upload failed.
        cause: Box<Error>,
        /// The bucket.
        bucket: String,
        /// The object's key.
        key: String,
        /// S3's name of the upload.
        upload_id: String,
    },
    /// Writing to a disk or stream failed.
    #[error("writing the file failed: {0}")]
    Disk(#[from] std::io::Error),
    /// The user cancelled.
    #[error("cancelled")]
    Cancelled,
}

/// How an [`Error`] looks to the page; `Failure` in `www/types.d.ts`.
#[derive(Debug, Serialize)]
pub struct Failure {
    kind: &'static str,
    message: String,
    remedy: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<String>,
    retryable: bool,
}

impl Error {
    /// A field that cannot be used: `problem` holds the value, unless it is a secret.
    pub fn setting(
        field: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Setting { field: field.into(), problem: problem.into(), remedy: remedy.into() }
    }

    /// The stage, as one word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "setting",
            Self::Limit { .. } => "limit",
            Self::SchemaMismatch { .. } => "schema",
            Self::Generate(_) | Self::Encode { .. } | Self::Assemble { .. } => "encode",
            Self::S3(_) => "s3",
            Self::Network { .. } => "network",
            Self::LeftBehind { cause, .. } => cause.kind(),
            Self::Disk(_) => "disk",
            Self::Cancelled => "cancelled",
        }
    }

    /// What the user can do.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Setting { remedy, .. } => remedy.clone(),
            Self::Limit { remedy, .. } => (*remedy).into(),
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
            Self::LeftBehind { cause, bucket, key, upload_id } => format!(
                "{} Stored parts cost money until they are removed: aws s3api \
                 abort-multipart-upload --bucket {bucket} --key {} --upload-id {}",
                cause.remedy(),
                in_shell(key),
                in_shell(upload_id)
            ),
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
            _ => false,
        }
    }

    /// The error as the page gets it.
    #[must_use]
    pub fn to_failure(&self) -> Failure {
        Failure {
            kind: self.kind(),
            message: self.to_string(),
            remedy: self.remedy(),
            field: self.field().map(str::to_string),
            snippet: self.snippet().map(str::to_string),
            retryable: self.retryable(),
        }
    }

    /// The field of a setting that cannot be used.
    fn field(&self) -> Option<&str> {
        match self {
            Self::Setting { field, .. } => Some(field),
            _ => None,
        }
    }

    /// Something to copy and paste.
    fn snippet(&self) -> Option<&str> {
        match self {
            Self::S3(error) => error.snippet.as_deref(),
            Self::Network { snippet, .. } => Some(snippet),
            Self::LeftBehind { cause, .. } => cause.snippet(),
            _ => None,
        }
    }
}

/// Text as one word of a POSIX shell.
fn in_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_behind_is_told_with_the_first_cause() {
        let error = Error::LeftBehind {
            cause: Box::new(Error::Network {
                operation: "UploadPart",
                host: "store".into(),
                cause: "refused".into(),
                snippet: "the rule".into(),
            }),
            bucket: "bkt".into(),
            key: "it's.parquet".into(),
            upload_id: "u1".into(),
        };
        let failure = error.to_failure();
        assert_eq!((failure.kind, failure.snippet.as_deref()), ("network", Some("the rule")));
        assert!(failure.message.contains("parts of upload u1 are left at bkt/it's.parquet"));
        assert!(
            failure.remedy.contains(r"--key 'it'\''s.parquet' --upload-id 'u1'"),
            "{failure:?}"
        );
    }
}
