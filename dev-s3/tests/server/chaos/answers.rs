//! Answers that say no, or something wrong.

use dev_s3::chaos::{Faults, Kind, Operation};
use http::{Method, StatusCode};

use super::{PART, always, complete, faults, part, parts, put_part, with_upload};
use crate::client::{call, texts};

#[tokio::test]
async fn refusals_have_status_code_and_cors_and_leave_no_part() {
    let (server, id) = with_upload("chaos-refusals").await;
    for (kind, status, code, retry_after, readable) in [
        (Kind::ServerError, 500, "", false, true),
        (Kind::InternalError, 500, "InternalError", false, true),
        (Kind::SlowDown, 503, "SlowDown", false, true),
        (Kind::SlowDownRetryAfter, 503, "SlowDown", true, true),
        (Kind::TooManyRequests, 429, "TooManyRequests", false, true),
        (Kind::TooManyRequestsRetryAfter, 429, "TooManyRequests", true, true),
        (Kind::RequestTimeout, 400, "RequestTimeout", false, true),
        (Kind::ErrorWithoutCors, 500, "InternalError", false, false),
    ] {
        server.chaos().set(Faults { retry_after: 7, ..always(kind) });
        let answer = put_part(&server, &id).await;
        assert_eq!(answer.status, status, "{kind:?}");
        assert_eq!(texts(&answer.body, "Code").concat(), code, "{kind:?}");
        let said = answer.headers.get("retry-after").map(|value| value.to_str().unwrap());
        assert_eq!(said, retry_after.then_some("7"), "{kind:?}");
        let cors = answer.headers.contains_key("access-control-allow-origin");
        assert_eq!(cors, readable, "{kind:?}");
        assert_eq!(faults(server.chaos(), Operation::UploadPart, kind), 1);
        assert_eq!(parts(&server, &id).await, [] as [&str; 0], "{kind:?}");
    }
}

#[tokio::test]
async fn etags_are_missing_or_wrong_and_the_part_is_right() {
    let (server, id) = with_upload("chaos-etags").await;
    server.chaos().set(always(Kind::EtagMissing));
    assert!(!put_part(&server, &id).await.headers.contains_key("etag"));
    server.chaos().set(always(Kind::EtagWrong));
    let etag = put_part(&server, &id).await.headers["etag"].clone();
    assert_eq!(etag, "\"00000000000000000000000000000000\"");
    server.chaos().stop();
    assert_eq!(complete(&server, &id).await.status, StatusCode::OK);
}

#[tokio::test]
async fn complete_says_200_and_an_error_with_and_without_an_object() {
    let (server, id) = with_upload("chaos-complete").await;
    put_part(&server, &id).await;
    for (kind, made) in [(Kind::CompleteError, 404), (Kind::CompleteErrorMade, 200)] {
        server.chaos().set(always(kind));
        let answer = complete(&server, &id).await;
        assert_eq!(answer.status, StatusCode::OK, "{kind:?}");
        assert_eq!(texts(&answer.body, "Code"), ["InternalError"], "{kind:?}");
        let head = call(&server, Method::HEAD, "/data/k", &[], "").await;
        assert_eq!(head.status, made, "{kind:?}");
    }
    server.chaos().stop();
    assert_eq!(texts(&complete(&server, &id).await.body, "Code"), ["NoSuchUpload"]);
}

#[tokio::test]
async fn delayed_answers_come_out_of_order() {
    let (server, id) = with_upload("chaos-delays").await;
    server.chaos().set(always(Kind::DelayedAnswer));
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    for number in 1..=16 {
        let (server, id, tell) = (server.clone(), id.clone(), tell.clone());
        tokio::spawn(async move {
            call(&server, Method::PUT, &part(&id, number), &[], PART).await;
            tell.send(number).unwrap();
        });
        // The order in which they are asked for.
        tokio::task::yield_now().await;
    }
    drop(tell);
    let mut order = Vec::new();
    while let Some(number) = told.recv().await {
        order.push(number);
    }
    assert!(order.len() == 16 && !order.is_sorted(), "{order:?}");
}
