//! The tiny upload, and what is left of it.

use super::*;

#[test]
fn what_may_not_be_thrown_away_is_not_begun() {
    let found = check([(AbortMultipartUpload, vec![code(403, "AccessDenied")])]);
    found.says("oooooooofss", Name::Write, &["Allow these keys s3:AbortMultipartUpload"]);
    assert!(!found.sent.contains("Create"), "{}", found.sent);
    let found = check([(AbortMultipartUpload, vec![lost()])]);
    found.says("oooooooofss", Name::Write, &["AbortMultipartUpload (DELETE)", "CORS rule lacks"]);
    found.offers(Name::Write, Offer::PutCorsRule);
    assert!(!found.sent.contains("Create"), "{}", found.sent);
}

#[test]
fn keys_that_may_not_write() {
    let found = check([(CreateMultipartUpload, vec![code(403, "AccessDenied")])]);
    found.says("oooooooofss", Name::Write, &["Allow these keys s3:PutObject"]);
    let found = check([(UploadPart(1), vec![code(403, "AccessDenied")])]);
    found.says("oooooooofso", Name::Write, &["UploadPart: 403 AccessDenied"]);
    let found = check([(CreateMultipartUpload, vec![code(403, "SignatureDoesNotMatch")])]);
    found.says("oooooooofss", Name::Write, &["SignatureDoesNotMatch"]);
}

#[test]
fn requests_that_the_rule_forgets() {
    // The store has begun uploads all the same, one for each try.
    let found = check([(CreateMultipartUpload, vec![lost()])]);
    found.says("oooooooofso", Name::Write, &["CreateMultipartUpload (POST)"]);
    assert_eq!(found.sent.matches("CreateMultipartUpload").count(), 3);
    let found = check([(UploadPart(1), vec![lost()])]);
    found.says("oooooooofso", Name::Write, &["UploadPart (PUT)"]);
}

#[test]
fn an_etag_that_is_hidden() {
    let found = check([(UploadPart(1), vec![plain(200)])]);
    found.says("ooooooooofo", Name::Etag, &["may not read its ETag", "ExposeHeaders"]);
    found.offers(Name::Etag, Offer::PutCorsRule);
    assert_eq!(found.line(Name::Etag).snippet, Some(cors_rule(PAGE)));
}

#[test]
fn what_is_left_is_told() {
    let denied = || code(403, "AccessDenied");
    // The first is of the upload that there is not.
    let aborts = vec![code(404, "NoSuchUpload"), denied()];
    let found = check([(AbortMultipartUpload, aborts)]);
    assert_eq!(found.states, "oooooooooof");
    let line = found.line(Name::Clean);
    assert!(line.text.contains("left at k.parquet-blocks-check"), "{line:?}");
    let command = line.snippet.as_deref().unwrap();
    assert!(command.ends_with("--key 'k.parquet-blocks-check' --upload-id 'u1'"), "{command}");

    let found =
        check([(CreateMultipartUpload, vec![lost()]), (ListMultipartUploads, vec![denied()])]);
    assert_eq!(found.states, "oooooooofsw");
    assert!(found.line(Name::Clean).text.contains("id did not arrive"));
}

#[test]
fn what_is_listed_for_ever_is_not_aborted_for_ever() {
    let upload = "<Upload><Key>k.parquet-blocks-check</Key><UploadId>old</UploadId></Upload>";
    let body = format!("<ListMultipartUploadsResult>{upload}</ListMultipartUploadsResult>");
    let list = vec![told(200, &body, Headers::default())];
    let found = check([(ListMultipartUploads, list)]);
    assert_eq!(found.states, "oooooooooof");
    assert_eq!(found.sent.matches("ListMultipartUploads").count(), 4);
}

#[test]
fn a_cancelled_check_leaves_nothing() {
    let whole = check([]).sent.split(' ').count();
    for after in 0..whole {
        let found = Fake::new([]).checks(target("http://store:9000"), PAGE, after);
        assert_eq!(found.left, [] as [&str; 0], "after {after}: {}", found.sent);
        assert!(!found.states.contains('f'), "after {after}: {}", found.states);
    }
    let lost_one = Fake::new([(CreateMultipartUpload, vec![lost()])]);
    let found = lost_one.checks(target("http://store:9000"), PAGE, 4);
    assert_eq!(found.left, [] as [&str; 0], "{}", found.sent);
    assert_eq!(found.sent.matches("CreateMultipartUpload").count(), 1, "{}", found.sent);
}

#[test]
fn the_tiny_upload_has_a_key_beside_the_objects() {
    let key = |key: &str| write::scratch(&Target { key: key.into(), ..target("http://h") }).key;
    assert_eq!(key("a/b.parquet"), "a/b.parquet.parquet-blocks-check");
    let long = key(&"ü".repeat(512));
    assert!(long.len() <= 1024 && long.ends_with("ü.parquet-blocks-check"), "{long}");
}
