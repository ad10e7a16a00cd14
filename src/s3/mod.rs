//! S3 without I/O: requests are values, answers are events, and one state machine decides what
//! comes next. An executor sends the requests; signing takes the time as a parameter.

mod endpoint;
mod error;
mod multipart;
mod names;
mod request;
mod sign;
mod target;
mod xml;

pub use error::{S3Error, cors_rule};
pub use multipart::{Multipart, Object, PartDone};
pub use request::{Body, Operation, Request, Response};
pub use sign::{Credentials, hex, sha256_hex, sign};
pub use target::Target;
