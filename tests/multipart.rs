//! The multipart state machine against a store in memory: every way an upload can go, and end.

// Its libraries are for native tests; clippy looks at every test for wasm32 too.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "multipart/checksums.rs"]
mod checksums;
#[path = "multipart/cleanup.rs"]
mod cleanup;
#[path = "common/drive.rs"]
mod drive;
#[path = "common/fake_store.rs"]
mod fake_store;
#[path = "multipart/pauses.rs"]
mod pauses;
#[path = "multipart/resume.rs"]
mod resume;
#[path = "multipart/retries.rs"]
mod retries;

use drive::{ORIGIN, Step, drive, store_with_bucket, target};
use fake_store::{FakeStore, Fault, refused};
use parquet_blocks::Error;
use parquet_blocks::s3::Operation::{
    self, CompleteMultipartUpload as Complete, CreateBucket, CreateMultipartUpload as Create,
    HeadBucket, HeadObject, UploadPart,
};
use parquet_blocks::s3::{Headers, Object, Request, Response, Target};

/// Parts of the uploads here: one more than are in flight at once.
const PARTS: u32 = 4;

/// What is sent when nothing goes wrong.
const PLAIN: &str = "head look create 1 2 3 4 complete look";

const URL: &str = "http://store/bucket/key";

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
            let parts_sent = numbers.join(" ");
            assert_eq!(ended.sent, format!("head look create {parts_sent} complete look"));
            let object = ended.machine.take_result().unwrap();
            let stored = &store.objects[URL];
            let etag = Some(stored.etag.clone());
            let is_confirmed = true;
            assert_eq!(stored.parts, (1..=parts).collect::<Vec<_>>());
            let (url, parts, checksum) = (URL.into(), parts.into(), None);
            assert_eq!(object, Object { url, etag, parts, checksum, is_confirmed });
            assert!(store.uploads.is_empty());
        }
    }
}

#[test]
fn answers_that_are_no_failure() {
    let table = [
        // Keys that may only write objects may not ask for the bucket, nor for the object.
        (vec![(HeadBucket, refused(403, ""))], PLAIN, true),
        (vec![(HeadObject, refused(403, ""))], PLAIN, true),
        (
            vec![
                (HeadBucket, refused(404, "")),
                (CreateBucket, refused(409, "BucketAlreadyOwnedByYou")),
            ],
            "head bucket create 1 2 3 4 complete look",
            true,
        ),
        (vec![(Complete, Fault::EtagEmpty)], PLAIN, true),
        (vec![(HeadObject, refused(403, "")), (HeadObject, refused(403, ""))], PLAIN, false),
        // The length alone says that it is the object.
        (vec![(HeadObject, refused(404, "")), (HeadObject, Fault::EtagHidden)], PLAIN, true),
        (
            vec![(Complete, refused(501, "NotImplemented"))],
            "head look create 1 2 3 4 complete complete look",
            true,
        ),
    ];
    for (faults, sent, is_confirmed) in table {
        let mut store = store_with_bucket();
        let (found, result) = run(&mut store, &faults);
        assert_eq!(found, sent);
        let object = result.unwrap();
        assert_eq!(store.objects[&object.url].parts, [1, 2, 3, 4], "{faults:?}");
        assert_eq!(object.is_confirmed, is_confirmed, "{faults:?}");
    }
}

#[test]
fn a_missing_bucket_is_created_where_the_region_is() {
    let constraint = "<LocationConstraint>eu-west-3</LocationConstraint>";
    for (region, body) in [("us-east-1", ""), ("eu-west-3", constraint)] {
        let mut store = FakeStore::default();
        let mut ended = drive(&mut store, &target(region), PARTS, in_order);
        assert_eq!(ended.sent, "head bucket create 1 2 3 4 complete look");
        assert!(ended.machine.take_result().is_ok());
        let sent = &store.buckets["http://store/bucket"];
        assert!(sent.contains(body) && sent.is_empty() == body.is_empty(), "{sent}");
    }
}

#[test]
fn failures_before_there_is_an_upload_end_at_once() {
    let wrong_secret = || refused(403, "SignatureDoesNotMatch");
    let missing = (HeadBucket, refused(404, ""));
    let table = [
        (vec![(HeadBucket, refused(301, ""))], "head", "HeadBucket: 301 PermanentRedirect"),
        (
            vec![missing.clone(), (CreateBucket, refused(403, "AccessDenied"))],
            "head bucket",
            "CreateBucket: 403 AccessDenied",
        ),
        (
            vec![missing, (CreateBucket, refused(409, "BucketAlreadyExists"))],
            "head bucket",
            "CreateBucket: 409 BucketAlreadyExists",
        ),
        (
            vec![(Create, wrong_secret())],
            "head look create",
            "CreateMultipartUpload: 403 SignatureDoesNotMatch: no",
        ),
        (
            vec![(Create, refused(400, "ExpiredToken"))],
            "head look create",
            "CreateMultipartUpload: 400 ExpiredToken: no",
        ),
    ];
    for (faults, sent, message) in table {
        let error = failure(&faults, sent).to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn failures_of_an_upload_abort_it_when_nothing_is_in_flight() {
    let html = Response { status: 200, body: "<html/>".into(), ..Response::default() };
    let first = "head look create 1 2 3 abort list";
    let last = "head look create 1 2 3 4 abort list";
    let whole = "head look create 1 2 3 4 complete abort list";
    let table = [
        (
            UploadPart(1),
            refused(400, "EntityTooLarge"),
            first,
            "UploadPart: 400 EntityTooLarge: no",
        ),
        (UploadPart(1), refused(403, "AccessDenied"), first, "UploadPart: 403 AccessDenied"),
        (UploadPart(1), refused(403, "SignatureDoesNotMatch"), first, "UploadPart: 403 Signature"),
        (UploadPart(2), refused(501, "NotImplemented"), last, "UploadPart: 501 NotImplemented"),
        (UploadPart(4), refused(418, ""), last, "UploadPart: 418 UnexpectedAnswer"),
        (
            Complete,
            refused(400, "EntityTooSmall"),
            whole,
            "CompleteMultipartUpload: 400 EntityTooS",
        ),
        (
            Complete,
            refused(200, "EntityTooSmall"),
            whole,
            "CompleteMultipartUpload: 200 EntityTooS",
        ),
        (Complete, Fault::Refused(html), whole, "CompleteMultipartUpload: 200 UnreadableAnswer"),
    ];
    for (operation, fault, sent, message) in table {
        let error = failure(&[(operation, fault)], sent).to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn an_object_that_is_there_is_not_replaced_unless_that_is_asked_for() {
    let there = || {
        let mut store = store_with_bucket();
        store.objects.insert(URL.into(), fake_store::Stored::default());
        store
    };
    let (sent, result) = run(&mut there(), &[]);
    assert_eq!(sent, "head look");
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string()),
        ("exists", format!("there is an object already: {URL}"))
    );
    // Keys that may not look are told by Complete.
    let mut store = there();
    let (sent, result) = run(&mut store, &[(HeadObject, refused(403, ""))]);
    assert_eq!(sent, "head look create 1 2 3 4 complete abort list");
    assert!(matches!(result, Err(Error::Exists { .. })), "{result:?}");
    assert!(store.uploads.is_empty() && store.objects[URL].parts.is_empty());

    let (mut store, target) = (there(), Target { overwrite: true, ..target("us-east-1") });
    let mut ended = drive(&mut store, &target, PARTS, in_order);
    assert_eq!(ended.sent, "head create 1 2 3 4 complete look");
    assert_eq!(ended.machine.take_result().unwrap().parts, 4);
    assert_eq!(store.objects[URL].parts, [1, 2, 3, 4]);
}

#[test]
fn an_object_that_is_not_the_file_is_told() {
    let other = |length, etag: Option<&str>| {
        let etag = etag.map(str::to_string);
        let headers = Headers { content_length: Some(length), etag, ..Headers::default() };
        Fault::Refused(Response { status: 200, headers, ..Response::default() })
    };
    let md5 = "\"00000000000000000000000000000000-4\"";
    let table = [
        (other(99, None), Some("it has 99 bytes instead of 100")),
        (other(100, Some(md5)), Some("its ETag is 00000000000000000000000000000000-4 instead of")),
        (refused(404, ""), Some("there is no object")),
        // Of another form, as of encrypted objects.
        (other(100, Some("\"0000\"")), None),
        (other(100, None), None),
    ];
    for (seen, problem) in table {
        let faults = [(HeadObject, refused(404, "")), (HeadObject, seen)];
        let (sent, result) = run(&mut store_with_bucket(), &faults);
        assert_eq!(sent, PLAIN);
        match (result, problem) {
            (Err(error @ Error::OtherObject { .. }), Some(problem)) => {
                assert!(error.to_string().contains(problem), "{error}");
            }
            (result, problem) => assert!(problem.is_none() && result.is_ok(), "{result:?}"),
        }
    }
}

#[test]
fn the_etag_of_the_whole_is_checked_only_where_etags_are_md5() {
    let mut store = store_with_bucket();
    store.has_opaque_etags = true;
    let (sent, result) = run(&mut store, &[]);
    assert_eq!((sent.as_str(), result.unwrap().etag.as_deref()), (PLAIN, Some("\"whole\"")));
}

#[test]
fn the_first_of_two_failures_is_told() {
    let faults =
        [(UploadPart(2), refused(400, "Other")), (UploadPart(1), refused(403, "AccessDenied"))];
    let error = failure(&faults, "head look create 1 2 3 abort list").to_string();
    assert!(error.contains("AccessDenied"), "{error}");
}

#[test]
fn a_redirect_says_which_region_to_enter() {
    for status in [301, 400] {
        let bucket_region = Some("eu-central-1".to_string());
        let headers = Headers { bucket_region, ..Headers::default() };
        let redirect = Response { status, headers, ..Response::default() };
        let error = failure(&[(HeadBucket, Fault::Refused(redirect))], "head");
        assert!(error.remedy().contains("enter eu-central-1 as Region"), "{}", error.remedy());
    }
}

#[test]
fn a_hidden_etag_shows_the_cors_rule_to_paste() {
    let hidden = [1, 1, 1].map(|part| (UploadPart(part), Fault::EtagHidden));
    let error = failure(&hidden, "head look create 1 2 3 4 1 1 abort list");
    let failure = serde_json::to_value(error.to_failure()).unwrap();
    assert_eq!(failure["kind"], "s3");
    assert!(failure["remedy"].as_str().unwrap().contains("ETag in ExposeHeaders"), "{failure}");
    let rule: serde_json::Value =
        serde_json::from_str(failure["snippet"].as_str().unwrap()).unwrap();
    assert_eq!(rule[0]["AllowedOrigins"][0], ORIGIN);
    assert_eq!(rule[0]["ExposeHeaders"][0], "ETag");
}
