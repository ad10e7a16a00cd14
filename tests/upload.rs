//! Uploads over HTTP to the embedded S3 server, which verifies signatures.

// Its libraries are for native tests; clippy looks at every test for wasm32 too.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[allow(dead_code, reason = "shared with tests that use more of it")]
#[path = "common/embedded.rs"]
mod embedded;
#[allow(dead_code, reason = "shared with tests that use more of it")]
#[path = "common/executor.rs"]
mod executor;

use std::time::Instant;

use dev_s3::Rules;
use dev_s3::chaos::{Faults, Kind, Operation};
use embedded::Embedded;
use executor::{Seen, parts_of, upload};
use parquet_blocks::Error;
use parquet_blocks::job::Job;
use parquet_blocks::limits::MIN_PART_BYTES;
use parquet_blocks::s3::{Checksum, Credentials, Multipart, Target, sha256_hex};
use parquet_blocks::writer::MemorySink;
use parquet_blocks::{pipeline, plan};
use serde_json::json;

const BUCKET: &str = "parquet-data-bucket";

fn nobody(_: &mut Multipart, _: Seen) {}

/// Bytes that differ from part to part.
fn bytes(length: u64) -> Vec<u8> {
    (0..length).map(|at| (at >> 16).to_le_bytes()[0] ^ at.to_le_bytes()[0]).collect()
}

/// A job's file goes to the store as the job says; gives how many parts it had.
fn upload_job(store: &Embedded, target: &Target, rows: u64) -> u64 {
    let job = json!({
        "version": 1,
        "source": {"generated": {"preset": "people", "seed": 42}},
        "rows": rows,
        "destination": {"s3": target},
    });
    let job = Job::from_json(&job.to_string()).unwrap();
    let plan = plan::plan(&job).unwrap();
    let mut file = Vec::new();
    pipeline::run_planned(&plan, MemorySink::new(&mut file)).unwrap();
    let (hash, length) = (sha256_hex([&file]), file.len() as u64);

    let parts = parts_of(&file, plan.part_bytes);
    let object = upload(target, &Embedded::credentials(), parts, nobody).unwrap();
    assert_eq!(object.url, target.object_url().unwrap());
    assert_eq!(object.parts, length.div_ceil(plan.part_bytes));
    assert!(object.etag.is_some());
    let stored = store.object(&target.bucket, &target.key).expect("the object is in the directory");
    assert_eq!(sha256_hex([stored]), hash);
    assert_eq!(store.left(&target.bucket), [] as [String; 0]);
    object.parts
}

#[test]
fn a_job_becomes_the_same_bytes_in_the_store() {
    let store = Embedded::start("upload-job", &[BUCKET]);
    assert!(upload_job(&store, &store.target(BUCKET, "people.parquet"), 80_000) > 1);
}

#[test]
fn a_file_smaller_than_a_part_makes_a_missing_bucket() {
    let store = Embedded::start("upload-small", &[]);
    assert_eq!(upload_job(&store, &store.target("new-bucket", "small.parquet"), 10), 1);
}

#[test]
fn one_part_at_a_time_or_more_than_there_are() {
    let store = Embedded::start("upload-concurrency", &[BUCKET]);
    for concurrency in [1, 16] {
        let key = format!("by-{concurrency}");
        let target = Target { concurrency, ..store.target(BUCKET, &key) };
        let file = bytes(2 * MIN_PART_BYTES + 1);
        let parts = parts_of(&file, MIN_PART_BYTES);
        assert_eq!(upload(&target, &Embedded::credentials(), parts, nobody).unwrap().parts, 3);
        assert!(store.object(BUCKET, &key).unwrap() == file, "{concurrency} at once");
    }
}

#[test]
fn the_server_compares_the_checksum_of_the_whole() {
    let store = Embedded::start("upload-checksum", &[BUCKET]);
    for (key, checksum) in [("a", Checksum::Crc64nvme), ("b", Checksum::Crc32c)] {
        let target = Target { checksum: Some(checksum), ..store.target(BUCKET, key) };
        let file = bytes(2 * MIN_PART_BYTES + 1);
        let parts = parts_of(&file, MIN_PART_BYTES);
        let object = upload(&target, &Embedded::credentials(), parts, nobody).unwrap();
        let told = object.checksum.expect("the server knows it");
        assert!(told.starts_with(checksum.name()), "{told}");
        assert!(object.is_confirmed && store.object(BUCKET, key).unwrap() == file);
    }
}

#[test]
fn keys_that_must_be_encoded() {
    let store = Embedded::start("upload-keys", &[BUCKET]);
    for key in [
        "a b.parquet",
        "a+b.parquet",
        "100%.parquet",
        "a%2Bb%20c.parquet",
        "größe/データ/🦀.parquet",
        "date=2024-01-01/part,(1)'!$&@;:*~.parquet",
        "q?x=1&y#z.parquet",
        "<\"k\">.parquet",
    ] {
        let target = store.target(BUCKET, key);
        let parts = parts_of(key.as_bytes(), MIN_PART_BYTES);
        let result = upload(&target, &Embedded::credentials(), parts, nobody);
        assert!(result.is_ok(), "{key}: {result:?}");
        let stored = store.object(BUCKET, key);
        assert_eq!(stored.as_deref(), Some(key.as_bytes()), "{key}");
    }
    assert_eq!(store.left(BUCKET), [] as [String; 0]);
}

#[test]
fn wrong_keys_are_refused_and_leave_nothing() {
    let store = Embedded::start("upload-secret", &[BUCKET]);
    // Of a key that it does not know, this server says NotSignedUp, and AWS InvalidAccessKeyId.
    for (id, secret, code) in
        [("test", "wrong", "SignatureDoesNotMatch"), ("nobody", "test", "NotSignedUp")]
    {
        let keys = Credentials::new(id, secret, None).unwrap();
        let error = upload(&store.target(BUCKET, "k"), &keys, parts_of(&bytes(10), 100), nobody);
        let error = error.expect_err("the keys are wrong");
        let Error::S3(refusal) = &error else { panic!("{error:?}") };
        assert_eq!((refusal.status, refusal.code.as_str()), (403, code), "{error}");
        assert!(!error.remedy().is_empty() && !error.remedy().contains("wrong"), "{error:?}");
        assert_eq!(store.left(BUCKET), [] as [String; 0]);
        assert_eq!(store.object(BUCKET, "k"), None);
    }
}

#[test]
fn cancel_half_way_leaves_nothing() {
    for concurrency in [1, 4] {
        let store = Embedded::start(&format!("upload-cancel-{concurrency}"), &[BUCKET]);
        let target = Target { concurrency, ..store.target(BUCKET, "k") };
        let parts = parts_of(&bytes(6 * MIN_PART_BYTES), MIN_PART_BYTES);
        let mut seen = 0;
        let result = upload(&target, &Embedded::credentials(), parts, |machine, news| {
            if let Seen::Stored(part) = news {
                seen += part.length;
            }
            // What `left` looks for must be there when an upload is under way.
            assert!(!store.left(BUCKET).is_empty());
            machine.cancel();
        });
        assert!(matches!(result, Err(Error::Cancelled)), "{result:?}");
        assert!(seen >= MIN_PART_BYTES, "no part was stored before the cancel");
        assert_eq!(store.left(BUCKET), [] as [String; 0]);
        assert_eq!(store.object(BUCKET, "k"), None);
    }
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let store = Embedded::start("upload-gone", &[]);
    let target = store.target(BUCKET, "k");
    drop(store);
    let error = upload(&target, &Embedded::credentials(), parts_of(&bytes(1), 1), nobody);
    let error = error.expect_err("nobody listens");
    assert_eq!(error.kind(), "network", "{error}");
    assert!(error.to_string().contains(&target.host()), "{error}");
}

#[test]
fn a_stalled_connection_is_noticed() {
    let rules = Rules { min_part_bytes: 1, ..Rules::default() };
    let store = Embedded::with("upload-stalled", &[BUCKET], &rules);
    store.chaos().set(Faults {
        share: 1.0,
        kinds: vec![Kind::Stalled],
        operations: vec![Operation::UploadPart],
        after: 3,
        at_most: Some(1),
        stall_ms: 120_000,
        ..Faults::default()
    });
    let began = Instant::now();
    let file = bytes(40_000);
    let target = store.target(BUCKET, "k");
    upload(&target, &Embedded::credentials(), parts_of(&file, 5_000), nobody).unwrap();
    assert_eq!(store.chaos().report().requests[&Operation::UploadPart], 9, "one is sent again");
    assert!(store.object(BUCKET, "k").unwrap() == file);
    // Parts were stored in no time before: one that takes this long does not come through.
    let took = began.elapsed();
    assert!((10..40).contains(&took.as_secs()), "{took:?}");
}
