//! Why a request gets no result.

use std::fmt;
use std::io;

use s3s::S3Error;

/// An answer that S3 has for it, or a file system that fails, which is an `InternalError`.
#[derive(Debug)]
pub(crate) enum Error {
    Refused(S3Error),
    Io(io::Error),
}

pub(crate) type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => f.write_str(error.message().unwrap_or(error.code().as_str())),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl From<S3Error> for Error {
    fn from(error: S3Error) -> Self {
        Self::Refused(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Error> for S3Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(error) => error,
            Error::Io(error) => Self::internal_error(error),
        }
    }
}
