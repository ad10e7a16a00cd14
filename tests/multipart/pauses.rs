//! Uploads that wait for somebody, and go on.

use std::time::Duration;

use parquet_blocks::Error;
use parquet_blocks::s3::Operation::{
    CompleteMultipartUpload as Complete, CreateMultipartUpload as Create, UploadPart,
};
use parquet_blocks::s3::{Event, Multipart, Why};

use crate::drive::{Drive, Ended, machine, store_with_bucket, target};
use crate::fake_store::{FakeStore, Fault, refused};
use crate::{PARTS, URL, in_order};

fn attended() -> Multipart {
    machine(&target("us-east-1")).attended()
}

/// Why an upload has paused.
fn pauses(events: &[Event]) -> Vec<Why> {
    let why = |event: &Event| match event {
        Event::Paused { why, .. } => Some(*why),
        _ => None,
    };
    events.iter().filter_map(why).collect()
}

/// An upload that is answered until it pauses, then told what `go_on` says, and ends well.
fn ends_well(
    store: &mut FakeStore,
    go_on: impl FnOnce(&mut Multipart, Duration),
    why: Why,
) -> Ended {
    let mut drive = Drive::new(store, attended(), PARTS);
    drive.until_pause();
    assert!(drive.machine.is_paused(), "{:?}", drive.sent);
    assert_eq!(drive.machine.wake_at(), None);
    let now = drive.now;
    go_on(&mut drive.machine, now);
    let mut ended = drive.into_end(in_order);
    assert!(ended.machine.take_result().is_ok());
    assert_eq!((pauses(&ended.events), ended.events.last()), (vec![why], Some(&Event::Resumed)));
    ended
}

#[test]
fn expired_keys_pause_until_there_are_others() {
    for fault in
        [refused(400, "ExpiredToken"), refused(403, "ExpiredToken"), refused(403, "AccessDenied")]
    {
        for operation in [UploadPart(1), UploadPart(4), Complete] {
            let mut store = store_with_bucket();
            store.will_fail(operation, fault.clone());
            let ended = ends_well(&mut store, Multipart::renewed, Why::Credentials);
            assert_eq!(store.objects[URL].parts, [1, 2, 3, 4], "{}", ended.sent);
        }
    }
}

#[test]
fn all_parts_in_flight_may_find_the_keys_expired() {
    let mut store = store_with_bucket();
    for part in [1, 2, 3] {
        store.will_fail(UploadPart(part), refused(400, "ExpiredToken"));
    }
    let ended = ends_well(&mut store, Multipart::renewed, Why::Credentials);
    assert_eq!(ended.sent.split(' ').filter(|word| word.len() == 1).count(), 7, "{}", ended.sent);
}

#[test]
fn an_answer_to_older_keys_does_not_ask_for_others_again() {
    let mut store = store_with_bucket();
    for part in [1, 2, 3] {
        store.will_fail(UploadPart(part), refused(400, "ExpiredToken"));
    }
    let mut drive = Drive::new(&mut store, attended(), PARTS);
    while !drive.machine.is_paused() {
        drive.step(in_order);
    }
    // Two parts are still in flight, signed with the keys that have expired.
    let now = drive.now;
    drive.machine.renewed(now);
    let mut ended = drive.into_end(in_order);
    assert!(ended.machine.take_result().is_ok());
    assert_eq!(pauses(&ended.events), [Why::Credentials]);
}

#[test]
fn keys_that_never_were_taken_fail() {
    let mut store = store_with_bucket();
    store.will_fail(Create, refused(400, "ExpiredToken"));
    let mut ended = Drive::new(&mut store, attended(), PARTS).into_end(in_order);
    assert!(matches!(ended.machine.take_result(), Err(Error::S3(_))));
}

#[test]
fn nobody_is_asked_where_nobody_is() {
    let mut store = store_with_bucket();
    store.will_fail(UploadPart(1), refused(400, "ExpiredToken"));
    let mut ended = Drive::new(&mut store, machine(&target("us-east-1")), PARTS).into_end(in_order);
    assert!(matches!(ended.machine.take_result(), Err(Error::S3(_))));
    assert!(store.uploads.is_empty());
}

#[test]
fn what_fails_often_waits_for_somebody() {
    for (operation, fault) in [
        (UploadPart(2), refused(500, "InternalError")),
        (UploadPart(2), Fault::Lost),
        (Complete, refused(500, "InternalError")),
        (Complete, Fault::Lost),
    ] {
        let mut store = store_with_bucket();
        for _ in 0..10 {
            store.will_fail(operation, fault.clone());
        }
        ends_well(&mut store, Multipart::resume, Why::Trouble);
        assert_eq!(store.objects[URL].parts, [1, 2, 3, 4]);
    }
}

#[test]
fn a_pause_at_any_step_changes_nothing_but_the_time() {
    for paused_at in 0..9 {
        let mut store = store_with_bucket();
        let mut drive = Drive::new(&mut store, attended(), PARTS);
        for _ in 0..paused_at {
            drive.step(in_order);
        }
        drive.machine.pause();
        drive.machine.pause();
        drive.until_pause();
        assert!(drive.machine.is_paused());
        drive.now += Duration::from_hours(5);
        let now = drive.now;
        drive.machine.resume(now);
        let mut ended = drive.into_end(in_order);
        assert_eq!(ended.sent, crate::PLAIN, "{paused_at}");
        assert!(ended.machine.take_result().is_ok());
        assert_eq!(pauses(&ended.events), [Why::Asked]);
    }
}

#[test]
fn a_browser_that_is_offline_waits_and_counts_no_failure() {
    let mut store = store_with_bucket();
    let mut drive = Drive::new(&mut store, attended(), PARTS);
    for _ in 0..4 {
        drive.step(in_order);
    }
    for _ in 0..20 {
        for part in [2, 3, 4] {
            drive.store.will_fail(UploadPart(part), Fault::Lost);
        }
    }
    let now = drive.now;
    drive.machine.set_online(false, now);
    drive.machine.pause();
    drive.until_pause();
    drive.machine.resume(now);
    assert!(drive.machine.is_paused(), "still offline");
    drive.machine.set_online(true, now);
    assert!(!drive.machine.is_paused());
    let retries = drive.events.iter().filter(|event| matches!(event, Event::Retry { .. })).count();
    assert_eq!((retries, pauses(&drive.events)), (0, vec![Why::Offline, Why::Asked]));
}

#[test]
fn a_paused_upload_can_be_cancelled() {
    let mut store = store_with_bucket();
    let mut drive = Drive::new(&mut store, attended(), PARTS);
    for _ in 0..4 {
        drive.step(in_order);
    }
    drive.machine.pause();
    drive.until_pause();
    drive.machine.cancel();
    let mut ended = drive.into_end(in_order);
    assert!(ended.sent.ends_with("abort list"), "{}", ended.sent);
    assert!(matches!(ended.machine.take_result(), Err(Error::Cancelled)));
    assert!(store.uploads.is_empty());
}
