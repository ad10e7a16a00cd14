//! What is left of an upload that is cancelled or fails: nothing, or an error that names it.

use crate::drive::{self, Step, drive, machine, store_with_bucket, target};
use crate::fake_store::{FakeStore, Fault, refused};
use parquet_blocks::Error;
use parquet_blocks::s3::Operation::{
    self, AbortMultipartUpload as Abort, CompleteMultipartUpload as Complete, CreateBucket,
    CreateMultipartUpload as Create, HeadBucket, HeadObject, ListMultipartUploads as ListUploads,
    ListParts, UploadPart,
};
use parquet_blocks::s3::{Object, Request, Target};
use proptest::prelude::*;
use std::time::Duration;

const PARTS: u32 = 4;

/// An upload whose first part is refused, and then these faults: what was sent from then on, the
/// error, and the ids of the uploads that are left.
fn after_a_refused_part(faults: &[(Operation, Fault)]) -> (String, Error, Vec<String>) {
    let mut store = store_with_bucket();
    store.will_fail(UploadPart(1), refused(400, "EntityTooLarge"));
    for (operation, fault) in faults {
        store.will_fail(*operation, fault.clone());
    }
    let mut ended = drive(&mut store, &target("us-east-1"), PARTS, |_: &[Request]| Step::Answer(0));
    assert!(store.has_failed_as_told(), "{faults:?}");
    let sent =
        ended.sent.strip_prefix("head look create 1 2 3 ").expect("parts in flight are awaited");
    let error = ended.machine.take_result().unwrap_err();
    (sent.into(), error, store.uploads.into_keys().collect())
}

#[test]
fn an_abort_is_repeated_while_parts_land() {
    let lands = || (Abort, Fault::PartLands);
    let table = [
        (vec![], "abort list"),
        (vec![lands()], "abort list abort list"),
        (vec![lands(), lands()], "abort list abort list abort list"),
        // Keys that may not list cannot ask; the abort was accepted.
        (vec![(ListParts, refused(403, "AccessDenied"))], "abort list"),
        // Nothing is known after these: a second abort finds no upload, or ends it.
        (vec![(ListParts, refused(500, "InternalError"))], "abort list abort"),
        (vec![lands(), (ListParts, refused(503, "SlowDown"))], "abort list abort list"),
        // A part that is being stored can be in the way of an abort.
        (
            vec![(Abort, refused(500, "InternalError")), (Abort, Fault::Lost)],
            "abort abort abort list",
        ),
        (
            vec![(Abort, refused(503, "SlowDown")); 9],
            "abort abort abort abort abort abort abort abort abort abort list",
        ),
        (vec![(Abort, Fault::AnswerLost)], "abort abort"),
    ];
    for (faults, sent) in table {
        let (found, error, left) = after_a_refused_part(&faults);
        assert_eq!(found, sent, "{faults:?}");
        assert!(matches!(&error, Error::S3(_)), "{faults:?}: {error}");
        assert!(left.is_empty(), "{faults:?}: {left:?}");
    }
}

#[test]
fn what_cannot_be_aborted_is_named() {
    let lands = || (Abort, Fault::PartLands);
    let table = [
        (vec![(Abort, refused(403, "AccessDenied"))], "abort"),
        (
            vec![(Abort, refused(500, "InternalError")); 10],
            "abort abort abort abort abort abort abort abort abort abort",
        ),
        (
            vec![(Abort, Fault::Lost); 10],
            "abort abort abort abort abort abort abort abort abort abort",
        ),
        (vec![lands(), lands(), lands()], "abort list abort list abort list"),
        (
            vec![lands(), (ListParts, Fault::Lost), lands(), lands()],
            "abort list abort list abort list",
        ),
    ];
    for (faults, sent) in table {
        let (found, error, left) = after_a_refused_part(&faults);
        assert_eq!((found.as_str(), left), (sent, vec!["upload+1".to_string()]), "{faults:?}");
        assert!(matches!(error, Error::LeftBehind { .. }), "{faults:?}: {error}");
        assert_eq!(error.kind(), "s3", "the kind is that of the first failure");
        let message = error.to_string();
        assert!(message.starts_with("UploadPart: 400 EntityTooLarge: no; "), "{message}");
        assert!(message.contains("upload+1 are left at bucket/key"), "{message}");
        let command = "--bucket bucket --key 'key' --upload-id 'upload+1'";
        assert!(error.remedy().contains(command), "{}", error.remedy());
    }
}

#[test]
fn who_cancels_is_told_what_is_left() {
    let mut store = store_with_bucket();
    store.will_fail(Abort, refused(403, "AccessDenied"));
    let mut step = 0;
    let mut ended = drive(&mut store, &target("us-east-1"), PARTS, |_: &[Request]| {
        step += 1;
        if step == 4 { Step::Cancel } else { Step::Answer(0) }
    });
    let error = ended.machine.take_result().unwrap_err();
    assert_eq!((error.kind(), store.uploads.len()), ("s3", 1), "not of the kind `cancelled`");
    assert!(error.to_string().contains("parts of upload upload+1 are left"), "{error}");
}

#[test]
fn cancel_before_the_first_request_sends_none() {
    let mut machine = machine(&target("us-east-1"));
    machine.cancel();
    assert_eq!(machine.next_request(Duration::ZERO).unwrap(), None);
    assert!(machine.has_ended());
    assert!(matches!(machine.take_result(), Err(Error::Cancelled)));
}

#[test]
fn cancel_at_any_step_leaves_nothing() {
    // Three for the bucket, the object and the upload, one a part, two to complete and look.
    let steps = 3 + PARTS as usize + 2;
    for cancelled_at in 0..steps {
        let mut store = store_with_bucket();
        let mut step = 0;
        let mut ended = drive(&mut store, &target("us-east-1"), PARTS, |_: &[Request]| {
            step += 1;
            if step == cancelled_at + 1 { Step::Cancel } else { Step::Answer(0) }
        });
        let result = ended.machine.take_result();
        // Whoever cancels while Complete is on its way is too late: the object is told.
        let too_late = cancelled_at + 2 >= steps;
        assert_eq!(result.is_ok(), too_late, "{cancelled_at}: {result:?}");
        assert!(too_late || matches!(result, Err(Error::Cancelled)), "{cancelled_at}: {result:?}");
        assert!(store.uploads.is_empty(), "{cancelled_at}: {:?}", store.uploads);
        let began = cancelled_at >= 2 && !too_late;
        assert_eq!(ended.sent.ends_with(" abort list"), began, "{cancelled_at}: {}", ended.sent);
        assert_eq!(store.objects.is_empty(), !too_late, "{cancelled_at}");
    }
}

#[test]
fn who_cancels_again_and_again_leaves_nothing_either() {
    let mut store = store_with_bucket();
    let mut turn = 0;
    let mut ended = drive(&mut store, &target("us-east-1"), PARTS, |_: &[Request]| {
        turn += 1;
        if turn > 4 && turn % 2 == 0 { Step::Cancel } else { Step::Answer(0) }
    });
    assert!(ended.sent.ends_with(" abort list"), "{}", ended.sent);
    assert!(matches!(ended.machine.take_result(), Err(Error::Cancelled)));
    assert!(store.uploads.is_empty());
}

#[test]
fn cancel_after_the_end_changes_nothing() {
    let mut store = store_with_bucket();
    let mut ended = drive(&mut store, &target("us-east-1"), PARTS, |_: &[Request]| Step::Answer(0));
    ended.machine.cancel();
    assert_eq!(ended.machine.next_request(Duration::MAX).unwrap(), None);
    assert!(!ended.machine.is_failing());
    assert_eq!(ended.machine.take_result().unwrap().parts, u64::from(PARTS));
}

/// A fault that a store or a network has, but for two that no client can do anything about: an
/// upload whose id was lost where the keys may not list, and parts that land after an abort there.
fn fault() -> impl Strategy<Value = (Operation, Fault)> {
    let operation = prop_oneof![
        Just(HeadBucket),
        Just(CreateBucket),
        Just(HeadObject),
        Just(Create),
        Just(ListUploads),
        (1..=8_u32).prop_map(UploadPart),
        Just(Complete),
        Just(Abort),
        Just(ListParts),
    ];
    let general = prop_oneof![
        4 => Just(refused(500, "InternalError")),
        4 => Just(refused(503, "")),
        1 => Just(refused(403, "AccessDenied")),
        4 => Just(Fault::Lost),
        4 => Just(Fault::AnswerLost),
    ];
    let general = (operation, general).prop_filter("nothing can be done", |fault| match fault {
        (ListParts | ListUploads, Fault::Refused(answer)) => answer.status != 403,
        _ => true,
    });
    prop_oneof![
        8 => general,
        1 => (1..=8_u32).prop_map(|number| (UploadPart(number), Fault::EtagHidden)),
        1 => (1..=8_u32).prop_map(|number| (UploadPart(number), Fault::EtagWrong)),
        1 => Just((Complete, refused(200, "InternalError"))),
        1 => Just((Complete, Fault::DoneWithError)),
        1 => Just((Complete, Fault::EtagEmpty)),
        2 => Just((Abort, Fault::PartLands)),
    ]
}

/// Either an object of all parts, or no upload, or an error that names the one that is left.
fn check_end(store: &FakeStore, parts: u32, result: Result<Object, Error>) {
    let left: Vec<&String> = store.uploads.keys().collect();
    match result {
        Ok(object) => {
            assert_eq!(store.objects[&object.url].parts, (1..=parts).collect::<Vec<_>>());
            assert!(left.is_empty(), "{left:?} beside the object");
        }
        Err(Error::LeftBehind { upload_id, .. }) => {
            assert!(left.iter().all(|id| **id == upload_id), "{left:?}, but told {upload_id}");
        }
        Err(error) => assert!(left.is_empty(), "{left:?} after {error}"),
    }
}

proptest! {
    // Regressions belong into the tables above, not into files.
    #![proptest_config(ProptestConfig {
        cases: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_faults_in_any_order_leave_an_object_or_nothing(
        has_bucket: bool,
        has_opaque_etags: bool,
        overwrite: bool,
        page in 0..3_usize,
        parts in 1..=8_u32,
        faults in prop::collection::vec(fault(), 0..16),
        places in prop::collection::vec(0..drive::WINDOW, 1..30),
        cancelled_at in prop::option::of(0..30_usize),
    ) {
        let mut store = if has_bucket { store_with_bucket() } else { FakeStore::default() };
        (store.has_opaque_etags, store.page) = (has_opaque_etags, page);
        for (operation, fault) in faults {
            store.will_fail(operation, fault);
        }
        let (mut step, mut places) = (0, places.iter().cycle());
        let target = Target { overwrite, ..target("us-east-1") };
        let mut ended = drive(&mut store, &target, parts, |_: &[Request]| {
            step += 1;
            let place = *places.next().unwrap();
            if cancelled_at == Some(step - 1) { Step::Cancel } else { Step::Answer(place) }
        });
        check_end(&store, parts, ended.machine.take_result());
    }
}
