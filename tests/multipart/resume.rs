//! Unfinished uploads that are gone on with from their id and the same parts.

use parquet_blocks::Error;
use parquet_blocks::s3::Operation::{ListParts, UploadPart};
use parquet_blocks::s3::{Event, Multipart, Object};

use crate::drive::{Drive, length, machine, store_with_bucket, target};
use crate::fake_store::{FakeStore, Fault, Upload, md5_of, refused};
use crate::{PARTS, URL, in_order};

const ID: &str = "u+1";

/// A store that has some parts of an upload: number, length, `ETag`.
fn store_with(parts: &[(u32, u64, String)]) -> FakeStore {
    let mut store = store_with_bucket();
    let parts =
        parts.iter().map(|(number, length, md5)| (*number, (*length, format!("\"{md5}\""))));
    let upload = Upload { url: URL.into(), parts: parts.collect(), ..Upload::default() };
    store.uploads.insert(ID.into(), upload);
    store
}

fn stored(number: u32) -> (u32, u64, String) {
    (number, length(number), md5_of(number))
}

fn resumed() -> Multipart {
    machine(&target("us-east-1")).resuming(ID)
}

/// What was sent, which parts were kept, and how it ended.
fn resume(store: &mut FakeStore) -> (String, Vec<u32>, Result<Object, Error>) {
    let mut ended = Drive::new(store, resumed(), PARTS).into_end(in_order);
    let kept = ended.done.iter().filter(|done| done.is_kept).map(|done| done.number).collect();
    let other = |event: &Event| matches!(event, Event::Began { upload_id } if upload_id != ID);
    assert!(!ended.events.iter().any(other), "{:?}", ended.events);
    (ended.sent, kept, ended.machine.take_result())
}

#[test]
fn only_missing_parts_are_sent() {
    let other = |number| (number, length(number), md5_of(99));
    let shorter = |number| (number, length(number) - 1, md5_of(number));
    let table = [
        (vec![], "list 1 2 3 4", vec![]),
        (vec![stored(1), stored(2)], "list 3 4", vec![1, 2]),
        (vec![stored(4), stored(1)], "list 2 3", vec![1, 4]),
        ((1..=4).map(stored).collect(), "list", vec![1, 2, 3, 4]),
        (vec![stored(1), other(2), shorter(3)], "list 2 3 4", vec![1]),
        // Left from a longer file: not part of the object.
        (vec![stored(1), stored(9)], "list 2 3 4", vec![1]),
    ];
    for (parts, sent, kept) in table {
        for page in [0, 1] {
            let mut store = store_with(&parts);
            store.page = page;
            let (found, found_kept, result) = resume(&mut store);
            let found = found.replace("list list", "list").replace("list list", "list");
            assert_eq!(found.replace("list list", "list"), format!("{sent} complete look"));
            assert_eq!(found_kept, kept);
            assert!(result.unwrap().is_confirmed);
            assert_eq!(store.objects[URL].parts, [1, 2, 3, 4]);
            assert!(store.uploads.is_empty());
        }
    }
}

#[test]
fn parts_whose_etag_is_no_md5_are_sent_again() {
    let mut store = store_with(&[(1, 10, "etag-1".into())]);
    store.has_opaque_etags = true;
    assert_eq!(resume(&mut store).0, "list 1 2 3 4 complete look");
}

#[test]
fn an_upload_that_is_gone_is_told() {
    let (sent, _, result) = resume(&mut store_with_bucket());
    assert_eq!(sent, "list");
    let error = result.unwrap_err();
    assert!(matches!(error, Error::UploadGone { .. }) && error.to_string().contains(ID), "{error}");
}

#[test]
fn who_never_got_in_throws_nothing_away() {
    let wrong = refused(403, "SignatureDoesNotMatch");
    for faults in [vec![wrong], vec![Fault::Lost; 3], vec![refused(500, ""); 10]] {
        let mut store = store_with(&[stored(1)]);
        let sent = vec!["list"; faults.len()].join(" ");
        for fault in faults {
            store.will_fail(ListParts, fault);
        }
        let (found, _, result) = resume(&mut store);
        assert_eq!(found, sent);
        assert!(result.is_err() && store.uploads[ID].parts.len() == 1);
    }
}

#[test]
fn a_resumed_upload_that_fails_is_aborted() {
    let mut store = store_with(&[stored(1)]);
    store.will_fail(UploadPart(2), refused(403, "AccessDenied"));
    let (sent, _, result) = resume(&mut store);
    assert!(sent.ends_with("abort list") && result.is_err(), "{sent}");
    assert!(store.uploads.is_empty());
}

#[test]
fn an_upload_can_be_resumed_at_any_step() {
    for steps in 3..8 {
        let mut store = store_with_bucket();
        let mut drive = Drive::new(&mut store, machine(&target("us-east-1")), PARTS);
        for _ in 0..steps {
            drive.step(in_order);
        }
        let first = drive.sent.iter().filter(|word| word.len() == 1).count();
        let (id, upload) = store.uploads.pop_first().unwrap();
        assert_eq!(id, "upload+1");
        let had = upload.parts.len();
        store.uploads.insert(ID.into(), upload);
        let (sent, kept, result) = resume(&mut store);
        assert_eq!((kept.len(), result.unwrap().parts), (had, 4));
        let again = sent.split(' ').filter(|word| word.len() == 1).count();
        assert!(first + again <= PARTS as usize + crate::drive::WINDOW, "{first} and {again}");
    }
}
