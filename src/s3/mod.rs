//! S3 without I/O: requests are values, answers are events, and one state machine decides what
//! comes next. An executor sends the requests; signing takes the time as a parameter.

mod access;
mod call;
mod check;
mod checksum;
mod clock;
mod cors;
mod digest;
mod endpoint;
mod error;
mod free;
mod multipart;
mod names;
mod pace;
mod request;
mod retry;
mod set_up;
mod sign;
mod target;
mod unfinished;
mod xml;

pub use access::{Access, Presigned, SignOrder, Signed, Signer, not_signed};
pub use call::{Call, Next};
pub use check::{Check, Line, Name, Probe, State};
pub use checksum::Checksum;
pub use clock::Clock;
pub use cors::cors_rule;
pub use digest::{hex, md5_hex, sha256_hex};
pub use error::S3Error;
pub use free::LookForObject;
pub use multipart::{Event, Multipart, Object, Offer, PartDone, Why};
pub use request::{Body, Headers, Operation, Request, Response};
pub use set_up::SetUp;
pub use sign::{Credentials, sign};
pub use target::Target;
pub use unfinished::{AbortUnfinished, Errand, ListUnfinished, StoredParts, Unfinished};
