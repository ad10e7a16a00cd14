//! Buckets and keys: missing, somebody else's, or taken.

use super::*;

#[test]
fn a_missing_bucket() {
    let missing = |services| {
        let found = check([
            (HeadBucket, vec![plain(404)]),
            (ListMultipartUploads, vec![code(404, "NoSuchBucket")]),
            (ListBuckets, vec![services]),
        ]);
        assert!(!found.sent.contains("CreateMultipartUpload"));
        found
    };
    for services in [buckets(&[]), code(403, "AccessDenied")] {
        let found = missing(services);
        found.says("oooooofssss", Name::Bucket, &["no bucket bkt", "create the bucket"]);
        found.offers(Name::Bucket, Offer::CreateBucket);
    }
    // A store may say so before it looks at the keys.
    missing(lost()).says("ooosssfssss", Name::Bucket, &["no bucket bkt"]);
    let found = missing(code(403, "InvalidAccessKeyId"));
    found.says("ooooofsssss", Name::Credentials, &["does not know"]);
    let found = check([(HeadBucket, vec![plain(404)]), (ListMultipartUploads, vec![lost()])]);
    found.says("oooooofssss", Name::Bucket, &["no bucket bkt"]);
    let found = check([(HeadBucket, vec![plain(404)]), (ListMultipartUploads, vec![plain(404)])]);
    found.says("ooosssfssss", Name::Bucket, &["404", "Check the endpoint URL"]);
}

/// All that keys get who may do nothing in a bucket.
fn closed(services: Told) -> Found {
    let denied = || vec![code(403, "AccessDenied")];
    check([
        (HeadBucket, vec![plain(403)]),
        (ListMultipartUploads, denied()),
        (HeadObject, vec![plain(403)]),
        (AbortMultipartUpload, denied()),
        (ListBuckets, vec![services]),
    ])
}

#[test]
fn a_bucket_of_somebody_else() {
    let states = "oooooofssss";
    let found = closed(buckets(&["mine"]));
    found.says(states, Name::Bucket, &["bkt belongs to somebody else (403 AccessDenied)"]);
    assert!(!found.sent.contains("CreateMultipartUpload"), "{}", found.sent);
    closed(buckets(&["bkt"])).says(states, Name::Bucket, &["is yours", "s3:PutObject"]);
    let unknown = ["belongs to somebody else, or these keys may not use it"];
    closed(code(403, "AccessDenied")).says(states, Name::Bucket, &unknown);
    closed(lost()).says(states, Name::Bucket, &unknown);
}

#[test]
fn keys_that_may_only_write() {
    let denied = || vec![code(403, "AccessDenied")];
    let found = check([
        (HeadBucket, vec![plain(403)]),
        (ListMultipartUploads, denied()),
        (HeadObject, vec![plain(403)]),
    ]);
    found.says("ooooooosooo", Name::Bucket, &["may write to it"]);
    // Some stores do not have the operation.
    let found = check([
        (HeadBucket, vec![plain(403)]),
        (ListMultipartUploads, vec![code(501, "NotImplemented")]),
    ]);
    found.says("ooooooooooo", Name::Credentials, &["accepts the keys"]);
}

#[test]
fn a_key_that_is_taken() {
    let found = check([(HeadObject, vec![plain(200)])]);
    found.says("ooooooofooo", Name::Key, &["an object k already", "another key"]);
    let overwriting = Target { overwrite: true, ..target("http://store:9000") };
    let found = Fake::new([(HeadObject, vec![plain(200)])]).checks(overwriting, PAGE, MANY);
    found.says("ooooooooooo", Name::Key, &["would be replaced"]);
    check([(HeadObject, vec![lost()])]).says("ooooooosooo", Name::Key, &["Not known"]);
}
