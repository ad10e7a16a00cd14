//! What a store asks of a request before it looks at the signature: its time, and its session
//! token. `s3s` has neither with the answers that clients learn from.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use http::{HeaderValue, Request, Response, StatusCode};
use s3s::Body;
use s3s::dto::{Timestamp, TimestampFormat};

use crate::answers::error;
use crate::conditions::Conditions;

/// By how much a request's time may differ from the server's.
const MAX_SKEW: Duration = Duration::from_mins(15);

/// Why a request is not let in. One that is not signed at all is left to `s3s`.
pub(crate) fn refusal(conditions: &Conditions, request: &Request<Body>) -> Option<Response<Body>> {
    let (date, is_presigned) = match (header(request, "x-amz-date"), query(request, "X-Amz-Date")) {
        (Some(date), _) => (date, false),
        (None, date) => (date?, true),
    };
    skewed(&date, is_presigned, conditions.now())
        .or_else(|| is_presigned.then(|| outdated(request, &date, conditions.now()))?)
        .or_else(|| without_token(conditions, request))
}

fn header<'a>(request: &'a Request<Body>, name: &str) -> Option<Cow<'a, str>> {
    request.headers().get(name)?.to_str().ok().map(Cow::Borrowed)
}

fn query<'a>(request: &'a Request<Body>, name: &str) -> Option<Cow<'a, str>> {
    let mut pairs = request.uri().query()?.split('&').filter_map(|pair| pair.split_once('='));
    urlencoding::decode(pairs.find(|(key, _)| *key == name)?.1).ok()
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

fn outdated(request: &Request<Body>, date: &str, now: SystemTime) -> Option<Response<Body>> {
    let expires = Duration::from_secs(query(request, "X-Amz-Expires")?.parse().ok()?);
    let expired = time(date)? < Timestamp::from(now.checked_sub(expires)?);
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

fn without_token(conditions: &Conditions, request: &Request<Body>) -> Option<Response<Body>> {
    let refused = |code, message| Some(error(StatusCode::BAD_REQUEST, code, message, &[]));
    if conditions.expired() {
        return refused("ExpiredToken", "The provided token has expired.");
    }
    let wanted = conditions.session_token()?;
    let token = header(request, "x-amz-security-token");
    match token.or_else(|| query(request, "X-Amz-Security-Token")) {
        Some(token) if token == wanted => None,
        _ => refused("InvalidToken", "The provided token is malformed or otherwise invalid."),
    }
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
