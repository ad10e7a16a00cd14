//! What a store asks of a request before it looks at the signature: its time, its region and its
//! session token. `s3s` has none of them with the answers that clients learn from.

mod signature;

use std::time::{Duration, SystemTime};

use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use s3s::Body;
use s3s::dto::{Timestamp, TimestampFormat};

use crate::answers::{error, with};
use crate::conditions::Conditions;
use signature::Signature;

/// By how much a request's time may differ from the server's.
const MAX_SKEW: Duration = Duration::from_mins(15);

const BUCKET_REGION: HeaderName = HeaderName::from_static("x-amz-bucket-region");

/// Why a request is not let in. One that is not signed at all is left to `s3s`.
pub(crate) fn refusal(
    conditions: &Conditions,
    region: Option<&str>,
    request: &Request<Body>,
) -> Option<Response<Body>> {
    let (signature, now) = (Signature::of(request)?, conditions.now());
    elsewhere(&signature, region)
        .or_else(|| skewed(&signature.date, signature.is_presigned, now))
        .or_else(|| outdated(&signature, now))
        .or_else(|| without_token(&signature, conditions))
}

/// A signature for another region says where the bucket is, so that clients can sign for that.
fn elsewhere(signature: &Signature<'_>, region: Option<&str>) -> Option<Response<Body>> {
    let (expected, said) = (region?, signature.region()?);
    if said == expected {
        return None;
    }
    let (code, what) = if signature.is_presigned {
        ("AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter")
    } else {
        ("AuthorizationHeaderMalformed", "The authorization header is malformed")
    };
    let message = format!("{what}; the region '{said}' is wrong; expecting '{expected}'");
    let answer = error(StatusCode::BAD_REQUEST, code, &message, &[("Region", expected)]);
    Some(match HeaderValue::from_str(expected) {
        Ok(region) => with(answer, BUCKET_REGION, region),
        Err(_) => answer,
    })
}

/// A presigned URL may be old, until it expires, but not from the future.
fn skewed(date: &str, is_presigned: bool, now: SystemTime) -> Option<Response<Body>> {
    let time = time(date)?;
    let too_old = time < Timestamp::from(now - MAX_SKEW) && !is_presigned;
    (too_old || time > Timestamp::from(now + MAX_SKEW)).then(|| {
        error(
            StatusCode::FORBIDDEN,
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
            &[
                ("RequestTime", date),
                ("ServerTime", &text(now, TimestampFormat::DateTime)),
                ("MaxAllowedSkewMilliseconds", &MAX_SKEW.as_millis().to_string()),
            ],
        )
    })
}

fn outdated(signature: &Signature<'_>, now: SystemTime) -> Option<Response<Body>> {
    let expires = Duration::from_secs(signature.expires()?);
    let expired = time(&signature.date)? < Timestamp::from(now.checked_sub(expires)?);
    expired.then(|| error(StatusCode::FORBIDDEN, "AccessDenied", "Request has expired", &[]))
}

/// The time of a signature: 20300102T030405Z.
fn time(date: &str) -> Option<Timestamp> {
    let (day, time) = date.strip_suffix('Z')?.split_once('T')?;
    let (year, month, day) = (day.get(..4)?, day.get(4..6)?, day.get(6..)?);
    let (hour, minute, second) = (time.get(..2)?, time.get(2..4)?, time.get(4..)?);
    let date = format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z");
    Timestamp::parse(TimestampFormat::DateTime, &date).ok()
}

fn without_token(signature: &Signature<'_>, conditions: &Conditions) -> Option<Response<Body>> {
    let refused = |status, code, message| Some(error(status, code, message, &[]));
    if conditions.expired() {
        let message = "The provided token has expired.";
        return refused(StatusCode::BAD_REQUEST, "ExpiredToken", message);
    }
    let wanted = conditions.session_token()?;
    if signature.session_token().is_some_and(|token| token == wanted) {
        return None;
    }
    let message = "The provided token is malformed or otherwise invalid.";
    refused(StatusCode::FORBIDDEN, "InvalidToken", message)
}

/// The server's time for a `Date` header.
pub(crate) fn date_header(now: SystemTime) -> Option<HeaderValue> {
    HeaderValue::from_str(&text(now, TimestampFormat::HttpDate)).ok()
}

fn text(time: SystemTime, format: TimestampFormat) -> String {
    let mut text = Vec::new();
    // Writing to memory fails for no year that a clock has.
    let _ = Timestamp::from(time).format(format, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn times_of_signatures() {
        assert_eq!(time("20010909T014640Z"), Some(Timestamp::from(at(1_000_000_000))));
        for wrong in ["", "20010909T014640", "2001T01Z", "2001é909T014640Z", "20019909T014640Z"] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_quarter_of_an_hour_is_near_enough() {
        for (seconds, signed, presigned) in [
            (1_000_000_000 - 901, true, true),
            (1_000_000_000 - 900, false, false),
            (1_000_000_000 + 900, false, false),
            (1_000_000_000 + 901, true, false),
        ] {
            let is_skewed =
                |presigned| skewed("20010909T014640Z", presigned, at(seconds)).is_some();
            assert_eq!((is_skewed(false), is_skewed(true)), (signed, presigned), "{seconds}");
        }
    }
}
