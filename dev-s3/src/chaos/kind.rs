//! What can go wrong.

use serde::de::IntoDeserializer;
use serde::de::value::Error;
use serde::{Deserialize, Serialize};

use super::Operation;

/// A kind of fault. Its name in JSON and on the command line is that of its variant in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 500 without S3's XML, as a proxy answers.
    ServerError,
    /// 500 `InternalError`.
    InternalError,
    /// 503 `SlowDown`.
    SlowDown,
    /// 503 `SlowDown` with `Retry-After`.
    SlowDownRetryAfter,
    /// 429 `TooManyRequests`.
    TooManyRequests,
    /// 429 `TooManyRequests` with `Retry-After`.
    TooManyRequestsRetryAfter,
    /// 400 `RequestTimeout`.
    RequestTimeout,
    /// 500 `InternalError` that a page cannot read.
    ErrorWithoutCors,
    /// The connection is reset when the head of the request has come.
    ResetBeforeBody,
    /// The connection is reset when half of the body has come.
    ResetMidBody,
    /// The connection is reset when the body has come; the store has not seen the request.
    ResetAfterBody,
    /// The store has done what was asked, and the connection is reset before it says so.
    AnswerLost,
    /// The connection is closed in the middle of the answer's body, or before an answer without.
    AnswerTruncated,
    /// The body is read slowly.
    Slow,
    /// Nothing happens for a while, and then the connection is reset.
    Stalled,
    /// The answer comes later than others that were asked for after it.
    DelayedAnswer,
    /// The answer has no `ETag`.
    EtagMissing,
    /// The answer has an `ETag` that is not the part's.
    EtagWrong,
    /// Complete answers 200 with an error in the body, and there is no object.
    CompleteError,
    /// Complete answers 200 with an error in the body, and the object is there.
    CompleteErrorMade,
    /// The upload is gone, as a lifecycle rule removes it, and a part finds that out.
    NoSuchUpload,
    /// The session token has expired, from this request on until it is renewed.
    ExpiredToken,
    /// The server's clock is wrong while this kind is among the faults; no request has it alone.
    ClockSkew,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 23] = [
        Self::ServerError,
        Self::InternalError,
        Self::SlowDown,
        Self::SlowDownRetryAfter,
        Self::TooManyRequests,
        Self::TooManyRequestsRetryAfter,
        Self::RequestTimeout,
        Self::ErrorWithoutCors,
        Self::ResetBeforeBody,
        Self::ResetMidBody,
        Self::ResetAfterBody,
        Self::AnswerLost,
        Self::AnswerTruncated,
        Self::Slow,
        Self::Stalled,
        Self::DelayedAnswer,
        Self::EtagMissing,
        Self::EtagWrong,
        Self::CompleteError,
        Self::CompleteErrorMade,
        Self::NoSuchUpload,
        Self::ExpiredToken,
        Self::ClockSkew,
    ];

    /// The kind of this name.
    ///
    /// # Errors
    /// When there is none; the error names those that there are.
    pub fn named(name: &str) -> Result<Self, String> {
        let kind = Self::deserialize(name.into_deserializer());
        kind.map_err(|error: Error| error.to_string())
    }

    /// Whether sending the same again is not enough to get over it.
    #[must_use]
    pub fn lasts(self) -> bool {
        matches!(self, Self::NoSuchUpload | Self::ExpiredToken | Self::ClockSkew)
    }

    /// Whether a request for this operation can have it.
    #[must_use]
    pub fn fits(self, operation: Operation) -> bool {
        match self {
            Self::EtagMissing | Self::EtagWrong => {
                matches!(operation, Operation::UploadPart | Operation::PutObject)
            }
            Self::CompleteError | Self::CompleteErrorMade => {
                operation == Operation::CompleteMultipartUpload
            }
            Self::NoSuchUpload => operation == Operation::UploadPart,
            Self::ClockSkew => false,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_names() {
        assert_eq!(Kind::named("slow_down_retry_after"), Ok(Kind::SlowDownRetryAfter));
        assert!(Kind::named("SlowDown").is_err_and(|error| error.contains("`slow_down`")));
    }
}
