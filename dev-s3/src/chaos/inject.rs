//! How each kind of fault is done to a request.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::header::{CONTENT_LENGTH, ETAG, RETRY_AFTER};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use s3s::Body;
use s3s::dto::StreamingBlob;
use tokio::time::sleep;

use super::{Fault, Kind};
use crate::answers::{error, typed, with};
use crate::body::skip;
use crate::cors::Hidden;
use crate::server::{Answer, Broken, Server};

/// How long hyper gets to send the first half of an answer that is cut off.
const FLUSH: Duration = Duration::from_millis(20);

/// No body has this MD5.
const WRONG_ETAG: HeaderValue = HeaderValue::from_static("\"00000000000000000000000000000000\"");

/// Answers a request, or breaks its connection, as its fault wants it.
pub(crate) async fn inject(server: &Server, fault: &Fault, request: Request<Body>) -> Answer {
    let faults = fault.schedule.faults();
    match fault.kind {
        Kind::ResetBeforeBody => return Err(Broken::Reset),
        Kind::Stalled => {
            sleep(Duration::from_millis(faults.stall_ms)).await;
            return Err(Broken::Reset);
        }
        Kind::ResetMidBody => {
            let half = length(&request) / 2;
            skip(request.into_body(), half).await;
            return Err(Broken::Reset);
        }
        Kind::Slow => return server.handle(slowly(request, faults.bytes_per_second)).await,
        Kind::ExpiredToken => server.chaos().expire(),
        Kind::NoSuchUpload => server.forget_upload(&request).await,
        _ => {
            if let Some(answer) = instead(fault) {
                // Read first: an answer in the middle of a body would be lost with the connection.
                skip(request.into_body(), u64::MAX).await;
                return answer;
            }
        }
    }
    afterwards(fault, server.handle(request).await?).await
}

/// What comes in the place of an answer by the store.
fn instead(fault: &Fault) -> Option<Answer> {
    let refused = |status, code| error(status, code, "This fault was asked for.", &[]);
    let slow_down = || refused(StatusCode::SERVICE_UNAVAILABLE, "SlowDown");
    let too_many = || refused(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests");
    let internal = |status| refused(status, "InternalError");
    let later = |answer| with(answer, RETRY_AFTER, fault.schedule.faults().retry_after.into());
    Some(Ok(match fault.kind {
        Kind::ResetAfterBody => return Some(Err(Broken::Reset)),
        Kind::ServerError => {
            let page = "<html><body>500 Internal Server Error</body></html>";
            typed(StatusCode::INTERNAL_SERVER_ERROR, "text/html", page.to_owned())
        }
        Kind::InternalError => internal(StatusCode::INTERNAL_SERVER_ERROR),
        Kind::SlowDown => slow_down(),
        Kind::SlowDownRetryAfter => later(slow_down()),
        Kind::TooManyRequests => too_many(),
        Kind::TooManyRequestsRetryAfter => later(too_many()),
        Kind::RequestTimeout => refused(StatusCode::BAD_REQUEST, "RequestTimeout"),
        Kind::ErrorWithoutCors => {
            let mut answer = internal(StatusCode::INTERNAL_SERVER_ERROR);
            answer.extensions_mut().insert(Hidden);
            answer
        }
        Kind::CompleteError => internal(StatusCode::OK),
        _ => return None,
    }))
}

/// What becomes of an answer by the store.
async fn afterwards(fault: &Fault, mut answer: Response<Body>) -> Answer {
    match fault.kind {
        Kind::AnswerLost => return Err(Broken::Reset),
        Kind::AnswerTruncated => return truncate(answer).await,
        Kind::DelayedAnswer => sleep(fault.schedule.delay(fault.operation, fault.nth)).await,
        Kind::EtagMissing => {
            answer.headers_mut().remove(ETAG);
        }
        Kind::EtagWrong if answer.headers().contains_key(ETAG) => {
            answer.headers_mut().insert(ETAG, WRONG_ETAG);
        }
        Kind::CompleteErrorMade if answer.status().is_success() => {
            return Ok(error(StatusCode::OK, "InternalError", "This fault was asked for.", &[]));
        }
        _ => {}
    }
    Ok(answer)
}

fn length(request: &Request<Body>) -> u64 {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or_default()
}

fn slowly(request: Request<Body>, bytes_per_second: u64) -> Request<Body> {
    request.map(|body| {
        // A stream is not known to be empty before it ends.
        if body.is_end_stream() {
            return body;
        }
        let later = move |bytes: Result<Bytes, _>| async move {
            let count = bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
            let micros = count.saturating_mul(1_000_000) / bytes_per_second.max(1);
            sleep(Duration::from_micros(micros)).await;
            bytes.map_err(|_| Broken::Closed)
        };
        Body::from(StreamingBlob::wrap(body.then(later)))
    })
}

/// The first half of an answer's body, under the length of the whole.
async fn truncate(answer: Response<Body>) -> Answer {
    let (mut parts, body) = answer.into_parts();
    let whole = BodyExt::collect(body).await.map_err(|_| Broken::Closed)?.to_bytes();
    if whole.is_empty() {
        return Err(Broken::Closed);
    }
    parts.headers.insert(CONTENT_LENGTH, whole.len().into());
    let half = stream::iter([Ok(whole.slice(..whole.len() / 2))]);
    let end = stream::once(async {
        sleep(FLUSH).await;
        Err(Broken::Closed)
    });
    Ok(Response::from_parts(parts, Body::from(StreamingBlob::wrap(half.chain(end)))))
}
