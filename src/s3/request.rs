//! Requests as values: one constructor for each S3 operation in use.

use std::time::Duration;

use super::target::{Target, encode_query};
use crate::error::Result;

/// What every request may take before it sends or gets a byte.
const BASE_TIME_LIMIT: Duration = Duration::from_mins(1);

/// What making the object of many parts may take: "several minutes" (Amazon S3 API reference,
/// `CompleteMultipartUpload`).
const COMPLETE_TIME_LIMIT: Duration = Duration::from_mins(10);

/// The slowest connection that a part is still waited for, in bytes per second.
const SLOWEST_BYTES_PER_SECOND: u64 = 16 * 1024;

/// An S3 operation, with what tells two of the same kind apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Is the bucket there?
    HeadBucket,
    /// Makes the bucket.
    CreateBucket,
    /// Begins an upload.
    CreateMultipartUpload,
    /// Sends the part with this number.
    UploadPart(u32),
    /// Makes the object from the parts.
    CompleteMultipartUpload,
    /// Throws the parts away.
    AbortMultipartUpload,
    /// Tells which parts are there.
    ListParts,
}

impl Operation {
    /// Its name in the S3 API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HeadBucket => "HeadBucket",
            Self::CreateBucket => "CreateBucket",
            Self::CreateMultipartUpload => "CreateMultipartUpload",
            Self::UploadPart(_) => "UploadPart",
            Self::CompleteMultipartUpload => "CompleteMultipartUpload",
            Self::AbortMultipartUpload => "AbortMultipartUpload",
            Self::ListParts => "ListParts",
        }
    }
}

/// What a request sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// These bytes: XML, or nothing.
    Bytes(Vec<u8>),
    /// The part with this number, whose bytes the executor holds.
    Part {
        /// Its number.
        number: u32,
        /// Its length in bytes.
        length: u64,
        /// SHA-256 of its bytes in hex; `None` leaves the payload unsigned.
        sha256: Option<String>,
    },
}

/// A request that is not signed yet: signing is left to the moment of sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What it does.
    pub operation: Operation,
    /// HTTP method.
    pub method: &'static str,
    /// URL with its query.
    pub url: String,
    /// Headers besides those that signing adds.
    pub headers: Vec<(&'static str, String)>,
    /// What it sends.
    pub body: Body,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The `ETag` header, where the page may see it.
    pub etag: Option<String>,
    /// The `x-amz-bucket-region` header, where the page may see it.
    pub bucket_region: Option<String>,
    /// The body as text.
    pub body: String,
}

impl Request {
    fn new(operation: Operation, method: &'static str, url: String) -> Self {
        Self { operation, method, url, headers: Vec::new(), body: Body::Bytes(Vec::new()) }
    }

    /// How long to wait for the answer: longer for larger bodies, and for what takes a store long.
    #[must_use]
    pub fn time_limit(&self) -> Duration {
        if self.operation == Operation::CompleteMultipartUpload {
            return COMPLETE_TIME_LIMIT;
        }
        let length = match &self.body {
            Body::Bytes(bytes) => bytes.len() as u64,
            Body::Part { length, .. } => *length,
        };
        BASE_TIME_LIMIT + Duration::from_secs(length / SLOWEST_BYTES_PER_SECOND)
    }

    /// `HeadBucket`.
    ///
    /// # Errors
    /// As [`Target::bucket_url`], like all of these.
    pub fn head_bucket(target: &Target) -> Result<Self> {
        Ok(Self::new(Operation::HeadBucket, "HEAD", target.bucket_url()?))
    }

    /// `CreateBucket`: outside us-east-1 the region must be said.
    pub(super) fn create_bucket(target: &Target) -> Result<Self> {
        let mut request = Self::new(Operation::CreateBucket, "PUT", target.bucket_url()?);
        if target.region != "us-east-1" {
            request.body = Body::Bytes(super::xml::create_bucket(&target.region).into_bytes());
        }
        Ok(request)
    }

    /// `CreateMultipartUpload`.
    pub(super) fn create_upload(target: &Target) -> Result<Self> {
        let url = format!("{}?uploads=", target.object_url()?);
        let mut request = Self::new(Operation::CreateMultipartUpload, "POST", url);
        request.headers.push(("content-type", "application/vnd.apache.parquet".into()));
        Ok(request)
    }

    /// `UploadPart`; the body is the part itself.
    pub(super) fn upload_part(target: &Target, upload_id: &str, body: Body) -> Result<Self> {
        let number = match body {
            Body::Part { number, .. } => number,
            Body::Bytes(_) => 0,
        };
        let url = upload_url(target, &format!("partNumber={number}&"), upload_id)?;
        Ok(Self { body, ..Self::new(Operation::UploadPart(number), "PUT", url) })
    }

    /// `CompleteMultipartUpload`, with the parts' numbers and `ETag`s in order.
    pub(super) fn complete<'a>(
        target: &Target,
        upload_id: &str,
        parts: impl Iterator<Item = (u32, &'a str)>,
    ) -> Result<Self> {
        let url = upload_url(target, "", upload_id)?;
        let body = Body::Bytes(super::xml::complete(parts).into_bytes());
        Ok(Self { body, ..Self::new(Operation::CompleteMultipartUpload, "POST", url) })
    }

    /// `AbortMultipartUpload`.
    pub(super) fn abort(target: &Target, upload_id: &str) -> Result<Self> {
        let url = upload_url(target, "", upload_id)?;
        Ok(Self::new(Operation::AbortMultipartUpload, "DELETE", url))
    }

    /// `ListParts`.
    pub(super) fn list_parts(target: &Target, upload_id: &str) -> Result<Self> {
        Ok(Self::new(Operation::ListParts, "GET", upload_url(target, "", upload_id)?))
    }
}

fn upload_url(target: &Target, before: &str, upload_id: &str) -> Result<String> {
    Ok(format!("{}?{before}uploadId={}", target.object_url()?, encode_query(upload_id)))
}
