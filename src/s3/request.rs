//! Requests as values: one constructor for each S3 operation in use.

use std::time::Duration;

use super::checksum::Checksum;
use super::digest::md5_base64;
use super::target::{Target, encode_query};
use super::xml::Marker;
use crate::error::Result;

/// What a request without a large body may take.
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// What making the object of many parts may take: "several minutes" (Amazon S3 API reference,
/// `CompleteMultipartUpload`).
const COMPLETE_TIME_LIMIT: Duration = Duration::from_mins(10);

/// An S3 operation, with what tells two of the same kind apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Is the bucket there?
    HeadBucket,
    /// Makes the bucket.
    CreateBucket,
    /// Tells which buckets the keys' account has.
    ListBuckets,
    /// Tells the bucket's CORS rules.
    GetBucketCors,
    /// Replaces them.
    PutBucketCors,
    /// Is the object there, and how large is it?
    HeadObject,
    /// Begins an upload.
    CreateMultipartUpload,
    /// Tells which uploads are unfinished.
    ListMultipartUploads,
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
            Self::ListBuckets => "ListBuckets",
            Self::GetBucketCors => "GetBucketCors",
            Self::PutBucketCors => "PutBucketCors",
            Self::HeadObject => "HeadObject",
            Self::CreateMultipartUpload => "CreateMultipartUpload",
            Self::ListMultipartUploads => "ListMultipartUploads",
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
    /// How long to wait for the answer.
    pub time_limit: Duration,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The headers that matter, where the page may see them.
    pub headers: Headers,
    /// The body as text.
    pub body: String,
}

/// Headers of answers that matter here. A page sees only those that the bucket's CORS rule exposes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    /// `ETag`, in its quotes.
    pub etag: Option<String>,
    /// `Content-Length`: of an object, for `HeadObject`.
    pub content_length: Option<u64>,
    /// `x-amz-bucket-region`.
    pub bucket_region: Option<String>,
    /// `Date`: the store's clock.
    pub date: Option<String>,
    /// `Retry-After`, in seconds or as a date.
    pub retry_after: Option<String>,
    /// The object's checksum, in base64.
    pub checksum: Option<String>,
}

impl Headers {
    /// The headers that `of` gives by their names.
    pub fn read(of: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            etag: of("etag"),
            content_length: of("content-length").and_then(|text| text.parse().ok()),
            bucket_region: of("x-amz-bucket-region"),
            date: of("date"),
            retry_after: of("retry-after"),
            checksum: of(Checksum::Crc64nvme.header()).or_else(|| of(Checksum::Crc32c.header())),
        }
    }
}

impl Response {
    /// Whether the store did what it was asked for: Complete can answer 200 with an error.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..=299).contains(&self.status) && super::xml::error(&self.body).is_none()
    }
}

impl Request {
    fn new(operation: Operation, method: &'static str, url: String) -> Self {
        let time_limit = match operation {
            Operation::CompleteMultipartUpload => COMPLETE_TIME_LIMIT,
            _ => TIME_LIMIT,
        };
        let body = Body::Bytes(Vec::new());
        Self { operation, method, url, headers: Vec::new(), body, time_limit }
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

    /// `ListBuckets`.
    pub(super) fn list_buckets(target: &Target) -> Result<Self> {
        Ok(Self::new(Operation::ListBuckets, "GET", target.service_url()?))
    }

    /// `GetBucketCors`.
    pub(super) fn get_cors(target: &Target) -> Result<Self> {
        let url = format!("{}?cors=", target.bucket_url()?);
        Ok(Self::new(Operation::GetBucketCors, "GET", url))
    }

    /// `PutBucketCors` with this XML: S3 wants a digest of it.
    pub(super) fn put_cors(target: &Target, xml: &str) -> Result<Self> {
        let url = format!("{}?cors=", target.bucket_url()?);
        let mut request = Self::new(Operation::PutBucketCors, "PUT", url);
        request.headers.push(("content-md5", md5_base64(xml.as_bytes())));
        request.body = Body::Bytes(xml.into());
        Ok(request)
    }

    /// `HeadObject`; `has_checksum` asks for the object's checksum too.
    pub(super) fn head_object(target: &Target, has_checksum: bool) -> Result<Self> {
        let mut request = Self::new(Operation::HeadObject, "HEAD", target.object_url()?);
        if has_checksum {
            request.headers.push(("x-amz-checksum-mode", "ENABLED".into()));
        }
        Ok(request)
    }

    /// `CreateMultipartUpload`, with the checksum that the object will have.
    pub(super) fn create_upload(target: &Target, checksum: Option<Checksum>) -> Result<Self> {
        let url = format!("{}?uploads=", target.object_url()?);
        let mut request = Self::new(Operation::CreateMultipartUpload, "POST", url);
        request.headers.push(("content-type", "application/vnd.apache.parquet".into()));
        if let Some(checksum) = checksum {
            request.headers.push(("x-amz-checksum-algorithm", checksum.name().into()));
            request.headers.push(("x-amz-checksum-type", "FULL_OBJECT".into()));
        }
        Ok(request)
    }

    /// `ListMultipartUploads`: those of keys that begin with the target's, after what a page before
    /// ended with.
    pub(super) fn list_uploads(target: &Target, after: Option<&Marker>) -> Result<Self> {
        let mut url =
            format!("{}?prefix={}&uploads=", target.bucket_url()?, encode_query(&target.key));
        if let Some((key, upload_id)) = after {
            let (key, upload_id) = (encode_query(key), encode_query(upload_id));
            url = format!(
                "{}?key-marker={key}&prefix={}&upload-id-marker={upload_id}&uploads=",
                target.bucket_url()?,
                encode_query(&target.key)
            );
        }
        Ok(Self::new(Operation::ListMultipartUploads, "GET", url))
    }

    /// `UploadPart`; the body is the part itself.
    pub(super) fn upload_part(
        target: &Target,
        upload_id: &str,
        body: Body,
        time_limit: Duration,
    ) -> Result<Self> {
        let number = match body {
            Body::Part { number, .. } => number,
            Body::Bytes(_) => 0,
        };
        let url = upload_url(target, &format!("partNumber={number}&"), upload_id)?;
        Ok(Self { body, time_limit, ..Self::new(Operation::UploadPart(number), "PUT", url) })
    }

    /// `UploadPart` of an upload's only part, whose bytes are at hand.
    pub(super) fn upload_bytes(target: &Target, upload_id: &str, bytes: &[u8]) -> Result<Self> {
        let url = upload_url(target, "partNumber=1&", upload_id)?;
        let body = Body::Bytes(bytes.into());
        Ok(Self { body, ..Self::new(Operation::UploadPart(1), "PUT", url) })
    }

    /// `CompleteMultipartUpload`, with the parts' numbers and `ETag`s in order; `only_if_absent`
    /// asks the store to refuse it where the key has an object.
    pub(super) fn complete<'a>(
        target: &Target,
        upload_id: &str,
        parts: impl Iterator<Item = (u32, &'a str)>,
        only_if_absent: bool,
    ) -> Result<Self> {
        let url = upload_url(target, "", upload_id)?;
        let mut request = Self::new(Operation::CompleteMultipartUpload, "POST", url);
        request.body = Body::Bytes(super::xml::complete(parts).into_bytes());
        if only_if_absent {
            request.headers.push(("if-none-match", "*".into()));
        }
        Ok(request)
    }

    /// `AbortMultipartUpload`.
    ///
    /// # Errors
    /// As [`Target::object_url`].
    pub fn abort(target: &Target, upload_id: &str) -> Result<Self> {
        let url = upload_url(target, "", upload_id)?;
        Ok(Self::new(Operation::AbortMultipartUpload, "DELETE", url))
    }

    /// `ListParts`: those with numbers above `after`.
    pub(super) fn list_parts(target: &Target, upload_id: &str, after: u32) -> Result<Self> {
        let before = match after {
            0 => String::new(),
            _ => format!("part-number-marker={after}&"),
        };
        Ok(Self::new(Operation::ListParts, "GET", upload_url(target, &before, upload_id)?))
    }
}

fn upload_url(target: &Target, before: &str, upload_id: &str) -> Result<String> {
    Ok(format!("{}?{before}uploadId={}", target.object_url()?, encode_query(upload_id)))
}
