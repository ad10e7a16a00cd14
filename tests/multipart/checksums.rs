//! Checksums of whole objects: sent, compared, and left out where the store does not know them.

use parquet_blocks::Error;
use parquet_blocks::s3::Operation::{
    self, CompleteMultipartUpload as Complete, CreateMultipartUpload as Create, HeadObject,
    UploadPart,
};
use parquet_blocks::s3::{Checksum, Event, Headers, Object, Request, Response, Target};

use crate::drive::{Drive, Step, machine, store_with_bucket, target};
use crate::fake_store::{FakeStore, Fault, Upload, refused};
use crate::{PARTS, PLAIN, URL, in_order};

const ALL: [Checksum; 2] = [Checksum::Crc64nvme, Checksum::Crc32c];

fn checked(checksum: Checksum) -> Target {
    Target { checksum: Some(checksum), ..target("us-east-1") }
}

/// The headers of checksums that requests had.
type Sums = Vec<(Operation, Vec<String>)>;

/// What was sent with these faults, which headers of checksums, how it ended and what was told.
fn upload(
    faults: &[(Operation, Fault)],
    checksum: Checksum,
) -> (String, Sums, Result<Object, Error>, Vec<Event>) {
    let mut store = store_with_bucket();
    for (operation, fault) in faults {
        store.will_fail(*operation, fault.clone());
    }
    let mut headers = Vec::new();
    let drive = Drive::new(&mut store, machine(&checked(checksum)), PARTS);
    let mut ended = drive.into_end(|in_flight: &[Request]| {
        let names = in_flight[0].headers.iter().map(|(name, value)| format!("{name}: {value}"));
        let sums = names.filter(|header| header.contains("checksum")).collect::<Vec<_>>();
        headers.push((in_flight[0].operation, sums));
        Step::Answer(0)
    });
    assert!(store.has_failed_as_told(), "{faults:?} after {}", ended.sent);
    assert!(store.uploads.is_empty());
    headers.retain(|(_, sums)| !sums.is_empty());
    (ended.sent, headers, ended.machine.take_result(), ended.events)
}

#[test]
fn parts_and_whole_have_it() {
    let sent = [
        ("x-amz-checksum-crc64nvme", "CRC64NVME", "AAAAAAAAAAE="),
        ("x-amz-checksum-crc32c", "CRC32C", "AAAAAQ=="),
    ];
    for (checksum, (header, name, one)) in ALL.into_iter().zip(sent) {
        let (sent, headers, result, _) = upload(&[], checksum);
        assert_eq!(sent, PLAIN);
        let of = |operation| &headers.iter().find(|(with, _)| *with == operation).unwrap().1;
        let full = "x-amz-checksum-type: FULL_OBJECT".to_string();
        assert_eq!(of(Create), &[format!("x-amz-checksum-algorithm: {name}"), full.clone()]);
        assert_eq!(of(UploadPart(1)), &[format!("{header}: {one}")]);
        assert_eq!(of(HeadObject), &["x-amz-checksum-mode: ENABLED"]);
        let whole = result.unwrap().checksum.unwrap();
        let whole = whole.strip_prefix(&format!("{name} ")).unwrap();
        assert_eq!(of(Complete), &[format!("{header}: {whole}"), full]);
    }
}

#[test]
fn a_store_that_does_not_know_it_gets_the_file_without() {
    let refusals = [
        refused(501, "NotImplemented"),
        refused(400, "InvalidRequest"),
        refused(400, "InvalidArgument"),
        refused(400, ""),
    ];
    for fault in refusals {
        for (operation, sent) in [
            (Create, "head look create create 1 2 3 4 complete look"),
            (UploadPart(4), "head look create 1 2 3 4 4 complete look"),
            (Complete, "head look create 1 2 3 4 complete complete look"),
        ] {
            let (found, _, result, events) =
                upload(&[(operation, fault.clone())], Checksum::Crc32c);
            assert_eq!((found.as_str(), result.unwrap().checksum), (sent, None));
            let told =
                |event: &Event| matches!(event, Event::Note { text } if text.contains("CRC32C"));
            assert_eq!(events.iter().filter(|event| told(event)).count(), 1, "{events:?}");
        }
    }
}

#[test]
fn a_header_that_a_cors_rule_forbids_is_left_out() {
    let faults = [(Create, Fault::Lost), (Create, Fault::Lost)];
    let (sent, _, result, _) = upload(&faults, Checksum::Crc64nvme);
    assert_eq!(sent, "head look create uploads create uploads create 1 2 3 4 complete look");
    assert_eq!(result.unwrap().checksum, None);
}

#[test]
fn a_whole_that_is_not_what_was_sent_is_not_made() {
    let (sent, _, result, _) =
        upload(&[(Complete, refused(400, "BadDigest"))], Checksum::Crc64nvme);
    assert_eq!(sent, "head look create 1 2 3 4 complete abort list");
    assert!(result.unwrap_err().to_string().contains("BadDigest"));
}

#[test]
fn an_object_with_another_one_is_told() {
    let (content_length, checksum) = (Some(100), Some("AAAAAA==".to_string()));
    let headers = Headers { content_length, checksum, ..Headers::default() };
    let seen = Fault::Refused(Response { status: 200, headers, ..Response::default() });
    let (_, _, result, _) =
        upload(&[(HeadObject, refused(404, "")), (HeadObject, seen)], Checksum::Crc32c);
    let error = result.unwrap_err();
    assert!(error.to_string().contains("its checksum is AAAAAA== instead of"), "{error}");
}

#[test]
fn an_upload_that_was_begun_without_it_goes_on_without() {
    let mut store: FakeStore = store_with_bucket();
    store.uploads.insert("u".into(), Upload { url: URL.into(), ..Upload::default() });
    let machine = machine(&checked(Checksum::Crc64nvme)).resuming("u");
    let mut ended = Drive::new(&mut store, machine, PARTS).into_end(in_order);
    assert_eq!(ended.machine.take_result().unwrap().checksum, None);
    let told =
        |event: &Event| matches!(event, Event::Note { text } if text.contains("begun without"));
    assert!(ended.events.iter().any(told), "{:?}", ended.events);
}
