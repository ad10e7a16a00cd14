//! What fails and passes: the object is made all the same, and who watches is told.

use std::time::Duration;

use parquet_blocks::Error;
use parquet_blocks::s3::Operation::{
    self, CompleteMultipartUpload as Complete, CreateBucket, CreateMultipartUpload as Create,
    HeadBucket, HeadObject, ListMultipartUploads as ListUploads, UploadPart,
};
use parquet_blocks::s3::{Clock, Event, Headers, Object, Response, Target};

use crate::drive::{Drive, Ended, drive, machine, store_with_bucket, target};
use crate::fake_store::{FakeStore, Fault, Stored, Upload, refused};
use crate::{PARTS, URL, in_order, run};

const COMPLETED: &str = "complete look";

/// What was sent and the object, with these faults. Nothing but the object is there then.
fn object(faults: &[(Operation, Fault)]) -> (String, Object) {
    let mut store = store_with_bucket();
    let (sent, result) = run(&mut store, faults);
    assert!(store.uploads.is_empty(), "{faults:?}: {:?}", store.uploads);
    assert_eq!(store.objects[URL].parts, [1, 2, 3, 4], "{faults:?}");
    (sent, result.unwrap())
}

#[test]
fn each_request_is_sent_again() {
    let passing = [
        refused(500, "InternalError"),
        refused(502, ""),
        refused(503, "SlowDown"),
        refused(429, ""),
        refused(400, "RequestTimeout"),
        Fault::Lost,
    ];
    for fault in passing {
        let lost = matches!(fault, Fault::Lost);
        let table = [
            (HeadBucket, "head head look create 1 2 3 4"),
            (HeadObject, "head look look create 1 2 3 4"),
            (
                Create,
                if lost {
                    "head look create uploads create 1 2 3 4"
                } else {
                    "head look create create 1 2 3 4"
                },
            ),
        ];
        for (operation, begin) in table {
            let (sent, object) = object(&[(operation, fault.clone())]);
            assert_eq!(sent, format!("{begin} {COMPLETED}"), "{fault:?}");
            assert!(object.is_confirmed);
        }
        // Whether less is sent at once depends on the fault; all is sent.
        let (sent, _) = object(&[(UploadPart(2), fault.clone())]);
        assert_eq!(sent.split(' ').filter(|word| *word == "2").count(), 2, "{sent}");
        let (sent, _) = object(&[(UploadPart(4), fault)]);
        assert_eq!(sent, format!("head look create 1 2 3 4 4 {COMPLETED}"));
    }
}

#[test]
fn a_bucket_whose_answer_was_lost_is_ours() {
    for fault in [Fault::AnswerLost, Fault::Lost, refused(500, "InternalError")] {
        let mut store = FakeStore::default();
        let (sent, result) = run(&mut store, &[(CreateBucket, fault)]);
        assert_eq!(sent, format!("head bucket bucket create 1 2 3 4 {COMPLETED}"));
        result.unwrap();
    }
}

#[test]
fn an_upload_whose_id_was_lost_is_found() {
    let (sent, _) = object(&[(Create, Fault::AnswerLost)]);
    assert_eq!(sent, format!("head look create uploads 1 2 3 4 {COMPLETED}"));
    let faults = [(Create, Fault::AnswerLost), (ListUploads, refused(500, ""))];
    assert_eq!(object(&faults).0, format!("head look create uploads uploads 1 2 3 4 {COMPLETED}"));
}

#[test]
fn an_older_upload_or_one_of_another_key_is_not_taken_for_the_lost_one() {
    for page in [0, 1] {
        let mut store = store_with_bucket();
        store.page = page;
        let other = Upload {
            url: "http://store/bucket/key2".into(),
            initiated: Duration::from_secs(1_767_323_045),
            ..Upload::default()
        };
        let older = Upload { url: URL.into(), ..Upload::default() };
        store.uploads = [("a+1".into(), other), ("b+1".into(), older)].into();
        let (sent, result) = run(&mut store, &[(Create, Fault::AnswerLost)]);
        let pages = if page == 0 { "uploads" } else { "uploads uploads uploads" };
        assert_eq!(sent, format!("head look create {pages} 1 2 3 4 {COMPLETED}"));
        result.unwrap();
        assert_eq!(store.uploads.keys().collect::<Vec<_>>(), ["a+1", "b+1"]);
    }
}

#[test]
fn a_lost_upload_that_cannot_be_looked_for_is_told() {
    let mut store = store_with_bucket();
    store.will_fail(Create, Fault::AnswerLost);
    store.will_fail(ListUploads, refused(403, "AccessDenied"));
    let ended = drive(&mut store, &target("us-east-1"), PARTS, in_order);
    let notes = ended
        .events
        .iter()
        .filter(|event| matches!(event, Event::Note { text } if text.contains("lifecycle rule")));
    assert_eq!(notes.count(), 1, "{:?}", ended.events);
    assert_eq!(store.uploads.len(), 1);
}

#[test]
fn complete_is_resolved_by_looking_at_the_object() {
    let whole = "head look create 1 2 3 4 complete look";
    let again = format!("{whole} {COMPLETED}");
    let there = format!("{whole} abort");
    let table = [
        (vec![(Complete, refused(200, "InternalError"))], &again),
        (vec![(Complete, refused(500, "InternalError"))], &again),
        (vec![(Complete, Fault::Lost)], &again),
        (vec![(Complete, Fault::AnswerLost)], &there),
        (vec![(Complete, Fault::DoneWithError)], &there),
    ];
    for (faults, sent) in table {
        let (found, object) = object(&faults);
        assert_eq!((&found, object.is_confirmed), (sent, true), "{faults:?}");
    }
}

/// A store with an object at the key, and the drive of an upload that may replace it.
fn replacing(stored: Stored, faults: &[(Operation, Fault)]) -> (Ended, FakeStore) {
    let mut store = store_with_bucket();
    store.has_opaque_etags = stored.etag == "\"whole\"";
    store.objects.insert(URL.into(), stored);
    for (operation, fault) in faults {
        store.will_fail(*operation, fault.clone());
    }
    let target = Target { overwrite: true, ..target("us-east-1") };
    let ended = drive(&mut store, &target, PARTS, in_order);
    (ended, store)
}

#[test]
fn an_older_object_is_not_taken_for_the_new_one() {
    let old = Stored { parts: Vec::new(), length: 100, etag: "\"whole\"".into() };
    // The store did it, and says of the repeated request that there is no such upload.
    for fault in [Fault::Lost, Fault::AnswerLost] {
        let (mut ended, store) = replacing(old.clone(), &[(Complete, fault)]);
        assert_eq!(ended.sent, format!("head create 1 2 3 4 {COMPLETED} {COMPLETED}"));
        assert!(ended.machine.take_result().is_ok());
        assert_eq!(store.objects[URL].parts, [1, 2, 3, 4]);
    }
    // An object of the same bytes does not hide that the upload is still there.
    let (_, store) = replacing(old, &[]);
    let same = Stored { etag: md5_of_whole(), ..store.objects[URL].clone() };
    let (mut ended, store) = replacing(same, &[(Complete, Fault::Lost)]);
    assert_eq!(ended.sent, format!("head create 1 2 3 4 {COMPLETED} abort"));
    assert!(ended.machine.take_result().is_ok() && store.uploads.is_empty());
}

/// The `ETag` of the four parts.
fn md5_of_whole() -> String {
    let mut store = store_with_bucket();
    run(&mut store, &[]).1.unwrap();
    store.objects[URL].etag.clone()
}

#[test]
fn an_upload_that_is_gone_without_an_object_is_told() {
    let faults = [(Complete, refused(404, "NoSuchUpload"))];
    let mut store = store_with_bucket();
    let (sent, result) = run(&mut store, &faults);
    assert_eq!(sent, format!("head look create 1 2 3 4 {COMPLETED}"));
    assert!(matches!(result, Err(Error::UploadGone { .. })), "{result:?}");
}

#[test]
fn an_object_that_cannot_be_looked_at_may_be_there() {
    let hidden = || (HeadObject, refused(403, ""));
    let faults = [hidden(), hidden(), (Complete, Fault::AnswerLost), hidden()];
    let (sent, result) = run(&mut store_with_bucket(), &faults);
    assert_eq!(sent, format!("head look create 1 2 3 4 {COMPLETED} {COMPLETED} abort"));
    let error = result.unwrap_err();
    assert!(error.to_string().ends_with(&format!("the object may be there: {URL}")), "{error}");
    assert!(error.remedy().starts_with("Look whether the object is there"), "{}", error.remedy());
}

#[test]
fn etags_that_are_not_the_parts_are_replaced_by_those_of_the_list() {
    for wrong in [1, 3] {
        let (sent, object) = object(&[(UploadPart(wrong), Fault::EtagWrong)]);
        assert_eq!(sent, "head look create 1 2 3 4 complete list complete look");
        assert!(object.is_confirmed);
    }
    // Of a part without an answer, the store's word is not taken: it is sent again.
    let (sent, _) = object(&[(UploadPart(1), Fault::EtagHidden)]);
    assert_eq!(sent, "head look create 1 2 3 4 1 complete look");
}

#[test]
fn what_fails_often_is_given_up_and_leaves_nothing() {
    let often = |operation, fault: &Fault| vec![(operation, fault.clone()); 10];
    let dead = refused(500, "InternalError");
    let ends = |operation, message: &str| {
        let mut store = store_with_bucket();
        let (sent, result) = run(&mut store, &often(operation, &dead));
        let error = result.unwrap_err();
        assert_eq!(error.to_string(), format!("{message}: 500 InternalError: no (tried 10 times)"));
        assert!(error.retryable() && store.uploads.is_empty(), "{sent}");
        sent
    };
    assert_eq!(ends(HeadBucket, "HeadBucket"), ["head"; 10].join(" "));
    assert!(ends(UploadPart(1), "UploadPart").ends_with("1 1 1 abort list"));
    assert!(ends(Complete, "CompleteMultipartUpload").ends_with("complete look abort list"));
}

#[test]
fn a_store_that_never_answers_is_given_up_soon() {
    let mut store = store_with_bucket();
    let (sent, result) = run(&mut store, &vec![(HeadBucket, Fault::Lost); 3]);
    assert_eq!(sent, "head head head");
    let error = result.unwrap_err();
    assert!(error.to_string().ends_with("(tried 3 times)"), "{error}");
    assert_eq!(error.kind(), "network");
}

#[test]
fn retries_are_told_and_wait() {
    let mut store = store_with_bucket();
    let headers = Headers { retry_after: Some("7".into()), ..Headers::default() };
    let slow = Response { status: 503, headers, ..Response::default() };
    store.will_fail(UploadPart(2), Fault::Refused(slow));
    let ended = drive(&mut store, &target("us-east-1"), PARTS, in_order);
    let [Event::Began { upload_id }, Event::Retry { operation, part, tries, wait_seconds, cause }] =
        &ended.events[..]
    else {
        panic!("{:?}", ended.events)
    };
    assert_eq!(
        (upload_id.as_str(), *operation, *part, *tries),
        ("upload+1", "UploadPart", Some(2), 1)
    );
    assert!((7.0..7.1).contains(wait_seconds) && cause.contains("503"), "{cause}");
    let took = ended.took.as_secs_f64();
    assert!((7.0..8.5).contains(&took), "{took}");
}

#[test]
fn less_is_sent_at_once_while_the_store_is_busy() {
    let mut store = store_with_bucket();
    for part in [1, 2, 3] {
        store.will_fail(UploadPart(part), refused(503, "SlowDown"));
    }
    let mut most = Vec::new();
    let mut ended =
        Drive::new(&mut store, machine(&target("us-east-1")), 12).into_end(|in_flight| {
            most.push(in_flight.len());
            crate::Step::Answer(0)
        });
    assert!(ended.machine.take_result().is_ok());
    let parts = &most[6..];
    assert_eq!((parts[0], parts.iter().max()), (1, Some(&3)), "{most:?}");
}

#[test]
fn a_wrong_clock_is_learnt() {
    let skewed = |body: bool, date: bool| {
        let text = "<Error><Code>RequestTimeTooSkewed</Code><ServerTime>2026-01-02T04:04:05Z</ServerTime></Error>";
        let date = date.then(|| "Fri, 02 Jan 2026 04:04:05 GMT".to_string());
        let headers = Headers { date, ..Headers::default() };
        let body = if body { text.into() } else { String::new() };
        Fault::Refused(Response { status: 403, headers, body })
    };
    // A page that may read the date learns from HEAD; another one when there is a body.
    let table = [
        (vec![(HeadBucket, skewed(false, true))], "head head look create 1 2 3 4 complete look"),
        (
            vec![
                (HeadBucket, skewed(false, false)),
                (HeadObject, skewed(false, false)),
                (Create, skewed(true, false)),
            ],
            "head look create head look create 1 2 3 4 complete look",
        ),
    ];
    for (faults, sent) in table {
        let mut store = store_with_bucket();
        for (operation, fault) in faults {
            store.will_fail(operation, fault);
        }
        let mut ended = drive(&mut store, &target("us-east-1"), PARTS, in_order);
        assert_eq!(ended.sent, sent);
        assert_ne!(ended.machine.clock(), Clock::default());
        ended.machine.take_result().unwrap();
    }
    let (sent, result) =
        run(&mut store_with_bucket(), &[(Create, refused(403, "RequestTimeTooSkewed"))]);
    assert_eq!(sent, "head look create");
    assert!(result.unwrap_err().remedy().contains("clock is wrong"));
}
