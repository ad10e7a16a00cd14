//! S3 without I/O: requests are values, answers are events, and one state machine decides what
//! comes next. An executor sends the requests; signing takes the time as a parameter.

mod call;
mod checksum;
mod clock;
mod digest;
mod endpoint;
mod error;
mod multipart;
mod names;
mod pace;
mod request;
mod retry;
mod sign;
mod target;
mod unfinished;
mod xml;

pub use call::{Call, Next};
pub use checksum::Checksum;
pub use clock::Clock;
pub use digest::{hex, md5_hex, sha256_hex};
pub use error::{S3Error, cors_rule};
pub use multipart::{Event, Multipart, Object, Offer, PartDone, Why};
pub use request::{Body, Headers, Operation, Request, Response};
pub use sign::{Credentials, sign};
pub use target::Target;
pub use unfinished::{AbortUnfinished, Errand, ListUnfinished, StoredParts, Unfinished};
