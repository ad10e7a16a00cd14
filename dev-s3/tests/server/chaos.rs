//! Faults as a client sees them, and what the store has afterwards.

use std::time::{Duration, Instant};

use dev_s3::chaos::{Chaos, Faults, Kind, Operation};
use dev_s3::{Rules, Server};
use http::{Method, StatusCode};

use crate::client::{Answer, call, list, put, request, send, start, store, texts};
use crate::wire::{Seen, Wire};

const PART: &str = "0123456789";

/// A server that takes small parts, with a bucket and an upload of the key `k`.
async fn with_upload(name: &str) -> (Server, String) {
    let rules = Rules { min_part_bytes: 1, chaos_over_http: true, ..Rules::default() };
    let server = store(name).server(&rules).unwrap();
    let id = start(&server, "/data/k").await;
    (server, id)
}

fn always(kind: Kind) -> Faults {
    Faults { share: 1.0, kinds: vec![kind], stall_ms: 50, delay_ms: 60, ..Faults::default() }
}

fn part(id: &str, number: u32) -> String {
    format!("/data/k?partNumber={number}&uploadId={id}")
}

async fn put_part(server: &Server, id: &str) -> Answer {
    call(server, Method::PUT, &part(id, 1), &[], PART).await
}

/// The numbers of the parts that the store has, asked without a fault.
async fn parts(server: &Server, id: &str) -> Vec<String> {
    server.chaos().stop();
    let target = format!("/data/k?uploadId={id}");
    let body = call(server, Method::GET, &target, &[], "").await.body;
    texts(&body, "PartNumber").into_iter().map(str::to_owned).collect()
}

/// The store's part, and Complete that names it.
async fn complete(server: &Server, id: &str) -> Answer {
    let etag = "<ETag>\"781e5e245d69b566979b86e28d23f2c7\"</ETag>";
    let part = format!("<Part><PartNumber>1</PartNumber>{etag}</Part>");
    let body = format!("<CompleteMultipartUpload>{part}</CompleteMultipartUpload>");
    call(server, Method::POST, &format!("/data/k?uploadId={id}"), &[], body).await
}

fn faults(chaos: &Chaos, operation: Operation, kind: Kind) -> u64 {
    chaos.report().faults.get(&operation).and_then(|kinds| kinds.get(&kind)).copied().unwrap_or(0)
}

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
async fn connections_break_and_the_store_has_the_part_only_if_its_answer_was_lost() {
    let (server, id) = with_upload("chaos-resets").await;
    let wire = Wire::start(&server).await;
    // More than sockets buffer, so that the client is still sending.
    let large = "x".repeat(32 << 20);
    for (kind, body, stored) in [
        (Kind::ResetBeforeBody, PART, false),
        (Kind::ResetBeforeBody, &large, false),
        (Kind::ResetMidBody, PART, false),
        (Kind::ResetMidBody, &large, false),
        (Kind::ResetAfterBody, PART, false),
        (Kind::ResetAfterBody, &large, false),
        (Kind::Stalled, PART, false),
        (Kind::AnswerLost, PART, true),
    ] {
        server.chaos().set(always(kind));
        let begun = Instant::now();
        assert_eq!(wire.send(Method::PUT, &part(&id, 1), body).await, Seen::Reset, "{kind:?}");
        let waited = begun.elapsed() >= Duration::from_millis(50);
        assert!(waited || kind != Kind::Stalled, "{:?}", begun.elapsed());
        assert_eq!(!parts(&server, &id).await.is_empty(), stored, "{kind:?}");
    }
}

#[tokio::test]
async fn answers_end_too_early() {
    let (server, id) = with_upload("chaos-truncated").await;
    let wire = Wire::start(&server).await;
    server.chaos().set(always(Kind::AnswerTruncated));
    let seen = wire.send(Method::GET, &format!("/data/k?uploadId={id}"), "").await;
    let Seen::Answer { head, body } = seen else { panic!("{seen:?}") };
    let (_, length) = head.split_once("content-length: ").unwrap();
    let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
    assert!(head.starts_with("HTTP/1.1 200") && body.len() == length / 2, "{head}{body}");
    assert!(body.contains("<ListPartsResult"), "{body}");
    // Nothing can be cut off an answer without a body.
    let seen = wire.send(Method::PUT, &part(&id, 1), PART).await;
    assert_eq!(seen, Seen::Closed);
    assert_eq!(parts(&server, &id).await, ["1"]);
}

#[tokio::test]
async fn slow_bodies_arrive_in_the_end() {
    let (server, id) = with_upload("chaos-slow").await;
    let wire = Wire::start(&server).await;
    server.chaos().set(Faults { bytes_per_second: 200, ..always(Kind::Slow) });
    let begun = Instant::now();
    let seen = wire.send(Method::PUT, &part(&id, 1), PART).await;
    assert!(
        matches!(&seen, Seen::Answer { head, .. } if head.starts_with("HTTP/1.1 200")),
        "{seen:?}"
    );
    assert!(begun.elapsed() >= Duration::from_millis(50), "{:?}", begun.elapsed());
    assert_eq!(parts(&server, &id).await, ["1"]);
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
async fn the_store_forgets_an_upload() {
    let (server, id) = with_upload("chaos-forgets").await;
    put_part(&server, &id).await;
    server.chaos().set(Faults { at_most: Some(1), ..always(Kind::NoSuchUpload) });
    for _ in 0..2 {
        let answer = put_part(&server, &id).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(texts(&answer.body, "Code"), ["NoSuchUpload"]);
    }
    assert_eq!(faults(server.chaos(), Operation::UploadPart, Kind::NoSuchUpload), 1);
    assert!(!list(&server, "uploads=").await.body.contains("<Upload>"));
}

#[tokio::test]
async fn a_refusal_is_read_by_who_is_still_sending() {
    let (server, _) = with_upload("chaos-sending").await;
    let wire = Wire::start(&server).await;
    let seen = wire.send(Method::PUT, &part("gone", 1), &"x".repeat(32 << 20)).await;
    assert!(
        matches!(&seen, Seen::Answer { body, .. } if body.contains("NoSuchUpload")),
        "{seen:?}"
    );
}

#[tokio::test]
async fn a_token_expires_and_is_renewed() {
    let (server, id) = with_upload("chaos-token").await;
    server.chaos().set(Faults { after: 1, ..always(Kind::ExpiredToken) });
    assert_eq!(put_part(&server, &id).await.status, StatusCode::OK);
    for _ in 0..2 {
        let answer = put_part(&server, &id).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(texts(&answer.body, "Code"), ["ExpiredToken"]);
        assert!(answer.headers.contains_key("access-control-allow-origin"));
    }
    server.chaos().stop();
    assert_eq!(list(&server, "uploads=").await.status, StatusCode::BAD_REQUEST);
    server.chaos().renew(None);
    assert_eq!(list(&server, "uploads=").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_clock_is_off_for_a_whole_run() {
    let (server, id) = with_upload("chaos-clock").await;
    server.chaos().set(Faults { clock_offset: -7200, ..always(Kind::ClockSkew) });
    let answer = put_part(&server, &id).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(texts(&answer.body, "Code"), ["RequestTimeTooSkewed"]);
    assert_eq!(server.chaos().report().clock_offset, -7200);
    server.chaos().stop();
    assert_eq!(put_part(&server, &id).await.status, StatusCode::OK);
}

#[tokio::test]
async fn faults_are_set_and_counted_over_http() {
    let (server, id) = with_upload("chaos-admin").await;
    let order = async |method: Method, what: &str, json: &str| {
        let mut order = request(method, &format!("/_chaos/{what}"));
        *order.body_mut() = json.to_owned().into();
        let answer = send(&server, order).await;
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        (answer.status, json)
    };
    let faults = r#"{"seed": 1, "share": 1, "kinds": ["slow_down"], "at_most": 1}"#;
    assert_eq!(order(Method::POST, "faults", faults).await.0, StatusCode::OK);
    assert_eq!(put_part(&server, &id).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(put_part(&server, &id).await.status, StatusCode::OK);
    let (_, report) = order(Method::GET, "report", "").await;
    assert_eq!(report["requests"], serde_json::json!({"UploadPart": 2}));
    assert_eq!(report["faults"], serde_json::json!({"UploadPart": {"slow_down": 1}}));
    assert_eq!(report["schedule"]["at_most"], 1);

    assert_eq!(order(Method::POST, "expire", "").await.1["expired"], true);
    assert_eq!(put_part(&server, &id).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(order(Method::POST, "renew", "").await.1["expired"], false);
    let (_, stopped) = order(Method::DELETE, "faults", "").await;
    assert_eq!(stopped["schedule"], serde_json::Value::Null);

    let (status, wrong) = order(Method::POST, "faults", r#"{"kinds": ["fire"]}"#).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(wrong["error"].as_str().unwrap().contains("slow_down"), "{wrong}");
    assert_eq!(order(Method::GET, "other", "").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_gives_orders_to_a_server_without_chaos() {
    let answer = send(&store("chaos-none"), request(Method::GET, "/_chaos/report")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
}

#[tokio::test]
async fn the_same_seed_is_the_same_run() {
    let (server, _) = with_upload("chaos-seed").await;
    let mut reports = Vec::new();
    for seed in [1, 1, 2] {
        let kinds = vec![Kind::SlowDown, Kind::InternalError, Kind::EtagWrong];
        server.chaos().set(Faults { seed, share: 0.3, kinds, ..Faults::default() });
        for at in 0..50 {
            put(&server, &format!("{at}"), PART).await;
        }
        reports.push(server.chaos().report().faults);
    }
    assert_eq!(reports[0], reports[1]);
    assert_ne!(reports[0], reports[2]);
}
