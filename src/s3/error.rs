//! What a store says when it refuses, and what the user can do about it.

use super::cors::cors_rule;
use super::request::{Operation, Response};
use super::retry::{Verdict, verdict};
use super::xml;

/// An answer that is not the one asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {status} {code}: {message}")]
pub struct S3Error {
    /// The operation's name in the S3 API.
    pub operation: &'static str,
    /// HTTP status.
    pub status: u16,
    /// S3's error code, such as `NoSuchBucket`; made from the status where the store says none.
    pub code: String,
    /// What the store says.
    pub message: String,
    /// Something to copy and paste.
    pub snippet: Option<String>,
    /// The region that the store wants, where it says so.
    pub region: Option<String>,
}

/// Code of an upload's answer without the header that Complete needs.
const ETAG_HIDDEN: &str = "ETagNotExposed";

impl S3Error {
    /// The error in an answer.
    #[must_use]
    pub fn from_response(operation: Operation, response: &Response) -> Self {
        let body = xml::error(&response.body).unwrap_or_default();
        let (code, message) = (body.code, body.message);
        Self {
            operation: operation.name(),
            status: response.status,
            code: if code.is_empty() { code_of_status(response.status).into() } else { code },
            snippet: None,
            region: Some(body.region)
                .filter(|region| !region.is_empty())
                .or_else(|| response.headers.bucket_region.clone())
                .or_else(|| expected_region(&message)),
            message: if message.is_empty() { "the store gives no reason".into() } else { message },
        }
    }

    /// An answer with the right status that does not say what it must.
    pub(super) fn unreadable(operation: Operation, response: &Response, what: &str) -> Self {
        Self {
            code: "UnreadableAnswer".into(),
            message: format!("the answer has no {what}"),
            ..Self::from_response(operation, response)
        }
    }

    /// A part was stored, but the page may not read its `ETag`.
    pub(super) fn hidden_etag(part: u32, status: u16, origin: &str) -> Self {
        Self {
            operation: Operation::UploadPart(part).name(),
            status,
            code: ETAG_HIDDEN.into(),
            message: format!(
                "part {part} was stored, but the browser may not read its ETag header"
            ),
            snippet: Some(cors_rule(origin)),
            region: None,
        }
    }

    /// What the user can do.
    #[must_use]
    pub fn remedy(&self) -> String {
        if let Some(region) =
            self.region.as_ref().filter(|_| matches!(self.status, 301 | 307 | 400))
        {
            return format!("The bucket is in another region: enter {region} as Region.");
        }
        match self.code.as_str() {
            ETAG_HIDDEN => {
                "The bucket's CORS rule lacks ETag in ExposeHeaders: put this rule on the bucket."
            }
            "SignatureDoesNotMatch" => {
                "The secret access key does not belong to the access key ID: enter it again."
            }
            "InvalidAccessKeyId" | "NotSignedUp" => {
                "The store does not know this access key ID: check it, and that the endpoint is the right one."
            }
            "ExpiredToken" | "InvalidToken" => {
                "The session token has expired or is wrong: get new temporary credentials."
            }
            "RequestTimeTooSkewed" => {
                "This machine's clock is wrong, and the store's could not be read: set the clock, or \
                 add Date to ExposeHeaders of the bucket's CORS rule."
            }
            "NoSuchBucket" => "Check the bucket's name, or create it first.",
            "NoSuchUpload" => {
                "Somebody or a lifecycle rule has aborted or completed this upload: start it again."
            }
            "AuthorizationHeaderMalformed" | "PermanentRedirect" | "IllegalLocationConstraintException" => {
                "The region does not fit the bucket: enter the bucket's region."
            }
            "BucketAlreadyExists" => "Somebody else owns a bucket of this name: choose another name.",
            "NotImplemented" => {
                "This store does not have this operation: see its documentation for another way."
            }
            "BadDigest" => {
                "The store has other bytes than were sent: try again, and if it happens again, \
                 report it with the job."
            }
            "EntityTooLarge" => "The store takes only smaller parts: choose a smaller part size.",
            _ => self.remedy_by_status(),
        }
        .into()
    }

    fn remedy_by_status(&self) -> &'static str {
        match self.status {
            403 if self.operation.ends_with("BucketCors") => {
                "These keys may not change the bucket's CORS rules (s3:GetBucketCORS and \
                 s3:PutBucketCORS): have somebody who may put this rule on it."
            }
            403 => {
                "Check the access key ID and the secret, and that they may do this: s3:PutObject \
                 and s3:AbortMultipartUpload on the bucket (s3:CreateBucket if it is missing)."
            }
            404 => "Check the endpoint URL, the bucket and Path style.",
            429 | 500..=599 => "The store is busy or broken: try again later.",
            _ => "Check the endpoint URL and what the store's documentation says of this code.",
        }
    }

    /// Whether the same request may succeed when it is made again.
    #[must_use]
    pub fn retryable(&self) -> bool {
        matches!(verdict(self.status, &self.code), Verdict::Again | Verdict::Slower)
    }
}

/// The region that some stores tell in words alone, as in `…; expecting 'eu-west-1'`.
fn expected_region(message: &str) -> Option<String> {
    let (_, behind) = message.split_once("region")?.1.split_once("expecting '")?;
    let (region, _) = behind.split_once('\'')?;
    Some(region.into()).filter(|region: &String| !region.is_empty())
}

fn code_of_status(status: u16) -> &'static str {
    match status {
        301 | 307 => "PermanentRedirect",
        403 => "Forbidden",
        404 => "NotFound",
        429 => "TooManyRequests",
        500..=599 => "ServerError",
        _ => "UnexpectedAnswer",
    }
}
