//! The multipart state machine against a store in memory: every way an upload can go, and end.

// Its libraries are for native tests; clippy looks at every test for wasm32 too.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "multipart/cleanup.rs"]
mod cleanup;
#[path = "common/drive.rs"]
mod drive;
#[path = "common/fake_store.rs"]
mod fake_store;

use drive::{ORIGIN, Step, drive, store_with_bucket, target};
use fake_store::{FakeStore, Fault, refused};
use parquet_blocks::Error;
use parquet_blocks::s3::Operation::{
    self, CompleteMultipartUpload as Complete, CreateBucket, CreateMultipartUpload as Create,
    HeadBucket, UploadPart,
};
use parquet_blocks::s3::{Object, Request, Response};

/// Parts of the uploads here: one more than are in flight at once.
const PARTS: u32 = 4;

/// The oldest request is answered first.
fn in_order(_: &[Request]) -> Step {
    Step::Answer(0)
}

/// What was sent and how it ended, with these faults; every one of them must have happened.
fn run(store: &mut FakeStore, faults: &[(Operation, Fault)]) -> (String, Result<Object, Error>) {
    for (operation, fault) in faults {
        store.will_fail(*operation, fault.clone());
    }
    let mut ended = drive(store, &target("us-east-1"), PARTS, in_order);
    assert!(store.has_failed_as_told(), "{faults:?} after {}", ended.sent);
    (ended.sent, ended.machine.take_result())
}

/// The error of an upload with these faults, after these requests. Nothing may be left.
fn failure(faults: &[(Operation, Fault)], sent: &str) -> Error {
    let mut store = store_with_bucket();
    let (found, result) = run(&mut store, faults);
    assert_eq!(found, sent, "{faults:?}");
    assert!(store.uploads.is_empty(), "{faults:?}: {:?}", store.uploads);
    result.expect_err("these faults are failures")
}

#[test]
fn parts_become_an_object_whatever_the_order_of_answers() {
    let first: fn(&[Request]) -> Step = |_| Step::Answer(0);
    let last: fn(&[Request]) -> Step = |in_flight| Step::Answer(in_flight.len() - 1);
    let middle: fn(&[Request]) -> Step = |in_flight| Step::Answer(in_flight.len() / 2);
    for next_step in [first, last, middle] {
        for parts in [1, 2, 3, 4, 25] {
            let mut store = store_with_bucket();
            let mut ended = drive(&mut store, &target("us-east-1"), parts, next_step);
            let numbers: Vec<String> = (1..=parts).map(|number| number.to_string()).collect();
            assert_eq!(ended.sent, format!("head create {} complete", numbers.join(" ")));
            let object = ended.machine.take_result().unwrap();
            let (url, etag) = ("http://store/bucket/key".to_string(), Some("\"whole\"".into()));
            assert_eq!(object, Object { url: url.clone(), etag, parts: parts.into() });
            assert_eq!(store.objects[&url], (1..=parts).collect::<Vec<_>>());
            assert!(store.uploads.is_empty());
        }
    }
}

#[test]
fn answers_that_are_no_failure() {
    let table = [
        // Keys that may only write objects may not ask for the bucket.
        (vec![(HeadBucket, refused(403, ""))], "head create 1 2 3 4 complete"),
        (
            vec![
                (HeadBucket, refused(404, "")),
                (CreateBucket, refused(409, "BucketAlreadyOwnedByYou")),
            ],
            "head bucket create 1 2 3 4 complete",
        ),
        (vec![(Complete, Fault::EtagEmpty)], "head create 1 2 3 4 complete"),
    ];
    for (faults, sent) in table {
        let mut store = store_with_bucket();
        let (found, result) = run(&mut store, &faults);
        assert_eq!(found, sent);
        assert_eq!(store.objects[&result.unwrap().url], [1, 2, 3, 4], "{faults:?}");
    }
    let (_, result) = run(&mut store_with_bucket(), &[(Complete, Fault::EtagEmpty)]);
    assert_eq!(result.unwrap().etag, None);
}

#[test]
fn a_missing_bucket_is_created_where_the_region_is() {
    let constraint = "<LocationConstraint>eu-west-3</LocationConstraint>";
    for (region, body) in [("us-east-1", ""), ("eu-west-3", constraint)] {
        let mut store = FakeStore::default();
        let mut ended = drive(&mut store, &target(region), PARTS, in_order);
        assert_eq!(ended.sent, "head bucket create 1 2 3 4 complete");
        assert!(ended.machine.take_result().is_ok());
        let sent = &store.buckets["http://store/bucket"];
        assert!(sent.contains(body) && sent.is_empty() == body.is_empty(), "{sent}");
    }
}

#[test]
fn failures_before_there_is_an_upload_end_at_once() {
    let wrong_secret = || refused(403, "SignatureDoesNotMatch");
    let no_id = Fault::Refused(Response { status: 200, ..Response::default() });
    let missing = (HeadBucket, refused(404, ""));
    let table = [
        (vec![(HeadBucket, refused(500, ""))], "head", "HeadBucket: 500 ServerError"),
        (vec![(HeadBucket, Fault::Lost)], "head", "HeadBucket: no answer from store"),
        (
            vec![missing.clone(), (CreateBucket, refused(403, "AccessDenied"))],
            "head bucket",
            "CreateBucket: 403 AccessDenied",
        ),
        (
            vec![missing.clone(), (CreateBucket, refused(409, "BucketAlreadyExists"))],
            "head bucket",
            "CreateBucket: 409 BucketAlreadyExists",
        ),
        (vec![missing, (CreateBucket, Fault::Lost)], "head bucket", "CreateBucket: no answer"),
        (
            vec![(Create, wrong_secret())],
            "head create",
            "CreateMultipartUpload: 403 SignatureDoesNotMatch: no",
        ),
        (vec![(Create, no_id)], "head create", "CreateMultipartUpload: 200 UnreadableAnswer"),
        (vec![(Create, Fault::Lost)], "head create", "CreateMultipartUpload: no answer"),
    ];
    for (faults, sent, message) in table {
        let error = failure(&faults, sent).to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn failures_of_an_upload_abort_it_when_nothing_is_in_flight() {
    let html = Response { status: 200, body: "<html/>".into(), ..Response::default() };
    let first = "head create 1 2 3 abort list";
    let last = "head create 1 2 3 4 abort list";
    let whole = "head create 1 2 3 4 complete abort list";
    let table = [
        (UploadPart(1), refused(500, "InternalError"), first, "UploadPart: 500 InternalError: no"),
        (UploadPart(1), refused(403, "AccessDenied"), first, "UploadPart: 403 AccessDenied"),
        (UploadPart(1), refused(403, "SignatureDoesNotMatch"), first, "UploadPart: 403 Signature"),
        (UploadPart(1), Fault::Lost, first, "UploadPart: no answer from store (Failed to fetch)"),
        (UploadPart(1), Fault::AnswerLost, first, "UploadPart: no answer from store"),
        (UploadPart(2), refused(503, "SlowDown"), last, "UploadPart: 503 SlowDown"),
        (UploadPart(4), refused(502, ""), last, "UploadPart: 502 ServerError"),
        (
            Complete,
            refused(200, "InternalError"),
            whole,
            "CompleteMultipartUpload: 200 InternalError: no",
        ),
        (Complete, refused(400, "InvalidPart"), whole, "CompleteMultipartUpload: 400 InvalidPart"),
        (Complete, Fault::Refused(html), whole, "CompleteMultipartUpload: 200 UnreadableAnswer"),
        (Complete, Fault::Lost, whole, "CompleteMultipartUpload: no answer from store"),
        // The object is there, so the abort finds no upload.
        (
            Complete,
            Fault::AnswerLost,
            "head create 1 2 3 4 complete abort",
            "CompleteMultipartUpload: no",
        ),
    ];
    for (operation, fault, sent, message) in table {
        let error = failure(&[(operation, fault)], sent).to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn an_object_that_may_be_there_is_told() {
    let whole = "head create 1 2 3 4 complete abort";
    let error = failure(&[(Complete, Fault::AnswerLost)], whole);
    assert!(
        error.to_string().ends_with("the object may be there: http://store/bucket/key"),
        "{error}"
    );
    assert!(error.remedy().starts_with("Look whether the object is there"), "{}", error.remedy());
    let error = failure(&[(Complete, Fault::Lost)], "head create 1 2 3 4 complete abort list");
    assert!(!error.to_string().contains("may be there"), "the store had the upload: {error}");
}

#[test]
fn the_first_of_two_failures_is_told() {
    let faults = [(UploadPart(2), Fault::Lost), (UploadPart(1), refused(403, "AccessDenied"))];
    let error = failure(&faults, "head create 1 2 3 abort list").to_string();
    assert!(error.contains("AccessDenied"), "{error}");
}

#[test]
fn a_redirect_says_which_region_to_enter() {
    for status in [301, 400] {
        let bucket_region = Some("eu-central-1".to_string());
        let redirect = Response { status, bucket_region, ..Response::default() };
        let error = failure(&[(HeadBucket, Fault::Refused(redirect))], "head");
        assert!(error.remedy().contains("enter eu-central-1 as Region"), "{}", error.remedy());
    }
}

#[test]
fn a_hidden_etag_shows_the_cors_rule_to_paste() {
    let error = failure(&[(UploadPart(1), Fault::EtagHidden)], "head create 1 2 3 abort list");
    let failure = serde_json::to_value(error.to_failure()).unwrap();
    assert_eq!(failure["kind"], "s3");
    assert!(failure["remedy"].as_str().unwrap().contains("ETag in ExposeHeaders"), "{failure}");
    let rule: serde_json::Value =
        serde_json::from_str(failure["snippet"].as_str().unwrap()).unwrap();
    assert_eq!(rule[0]["AllowedOrigins"][0], ORIGIN);
    assert_eq!(rule[0]["ExposeHeaders"][0], "ETag");
}
