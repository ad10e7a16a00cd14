//! Connections that break, or are slow.

use std::time::{Duration, Instant};

use dev_s3::chaos::{Faults, Kind};
use http::Method;

use super::{PART, always, part, parts, with_upload};
use crate::wire::{Seen, Wire};

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
async fn a_refusal_is_read_by_who_is_still_sending() {
    let (server, _) = with_upload("chaos-sending").await;
    let wire = Wire::start(&server).await;
    let seen = wire.send(Method::PUT, &part("gone", 1), &"x".repeat(32 << 20)).await;
    assert!(
        matches!(&seen, Seen::Answer { body, .. } if body.contains("NoSuchUpload")),
        "{seen:?}"
    );
}
