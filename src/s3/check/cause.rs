//! What a refusal is about.

use super::super::error::S3Error;

/// What has to change for the store to accept a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Region,
    Clock,
    Credentials,
    /// There is no bucket of this name.
    Missing,
    /// The store knows the keys; they may not do this.
    Denied,
    Other,
}

impl Cause {
    /// By the code; the status decides where there is none that is known. Codes are from the Amazon
    /// S3 API reference, "Error responses".
    pub(super) fn of(error: &S3Error) -> Self {
        match error.code.as_str() {
            "AuthorizationHeaderMalformed"
            | "PermanentRedirect"
            | "TemporaryRedirect"
            | "IllegalLocationConstraintException"
            | "IncorrectEndpoint"
            | "InvalidRegion" => Self::Region,
            "RequestTimeTooSkewed" | "RequestExpired" => Self::Clock,
            "SignatureDoesNotMatch"
            | "InvalidAccessKeyId"
            | "InvalidSecurity"
            | "InvalidToken"
            | "InvalidClientTokenId"
            | "ExpiredToken"
            | "ExpiredTokenException"
            | "TokenRefreshRequired"
            | "NotSignedUp" => Self::Credentials,
            "NoSuchBucket" => Self::Missing,
            // An answer to HEAD has no code, but may have the bucket's region.
            _ if error.region.is_some() && matches!(error.status, 301 | 307 | 400) => Self::Region,
            _ if error.status == 401 => Self::Credentials,
            _ if error.status == 403 => Self::Denied,
            _ => Self::Other,
        }
    }
}
