//! Objects and their keys, ranges and checksums.

use std::fs;

use http::{Method, StatusCode};

use crate::client::{call, encode, get, list, put, store, texts};

/// Keys that file systems confuse, refuse or are led astray by.
fn odd_keys() -> Vec<String> {
    let mut keys: Vec<String> = [
        "a",
        "a/b",
        "a/b/c",
        "a/",
        "a//b",
        "/a",
        "//",
        ".",
        "..",
        "../a",
        "a/../b",
        "./a",
        "a.",
        "A",
        "100%",
        "a%2Fb",
        "a+b",
        "a b",
        " ",
        "ü",
        "u\u{308}",
        "データ/🦀",
        "new\nline",
        "<&>\"'",
        "\\",
        ".objects/x",
        ".staged",
        "trail/",
        "dir//dbl",
        "*?[x]",
        "~",
    ]
    .map(str::to_owned)
    .into();
    keys.extend(["n".repeat(255), "n".repeat(256), "n".repeat(1024), "ü/".repeat(341)]);
    keys
}

#[tokio::test]
async fn every_key_is_an_object_of_its_own() {
    let store = store("keys");
    let mut keys = odd_keys();
    for key in &keys {
        let answer = put(&store, key, key).await;
        assert_eq!(answer.status, StatusCode::OK, "{key}: {}", answer.body);
    }
    for key in &keys {
        assert_eq!(&get(&store, key).await.body, key);
    }

    keys.sort();
    let body = list(&store, "encoding-type=url&list-type=2").await.body;
    assert!(body.contains("<EncodingType>url</EncodingType>"), "{body}");
    assert_eq!(texts(&body, "Key"), keys.iter().map(|key| encode(key)).collect::<Vec<_>>());
    assert_eq!(texts(&body, "ETag").len(), keys.len(), "{body}");

    for key in keys.iter().step_by(2) {
        let answer = call(&store, Method::DELETE, &format!("/data/{}", encode(key)), &[], "").await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{key}: {}", answer.body);
    }
    for (at, key) in keys.iter().enumerate() {
        let there = get(&store, key).await.status == StatusCode::OK;
        assert_eq!(there, at % 2 == 1, "{key}");
    }
}

#[tokio::test]
async fn a_key_longer_than_s3_allows_is_refused() {
    let answer = put(&store("long"), &"n".repeat(1025), "").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.body.contains("<Code>KeyTooLongError</Code>"), "{}", answer.body);
}

#[tokio::test]
async fn simple_keys_are_plain_files_and_leave_no_directories() {
    let store = store("plain");
    let bucket = store.data.join("data");
    for key in ["people.parquet", "year=2024/größe 100%.parquet"] {
        put(&store, key, key).await;
        assert_eq!(fs::read_to_string(bucket.join(key)).unwrap(), key);
        put(&store, key, "again").await;
        assert_eq!(fs::read_to_string(bucket.join(key)).unwrap(), "again");
    }
    call(
        &store,
        Method::DELETE,
        &format!("/data/{}", encode("year=2024/größe 100%.parquet")),
        &[],
        "",
    )
    .await;
    assert!(!bucket.join("year=2024").exists());
    assert!(bucket.join("people.parquet").exists());
}

#[tokio::test]
async fn ranges_type_and_size_are_those_of_the_object() {
    let store = store("ranges");
    let headers = [("content-type", "application/x-test"), ("x-amz-meta-who", "me")];
    let answer = call(&store, Method::PUT, "/data/k", &headers, "0123456789").await;
    let etag = answer.headers["etag"].clone();
    assert_eq!(etag, "\"781e5e245d69b566979b86e28d23f2c7\"");

    let head = call(&store, Method::HEAD, "/data/k", &[], "").await;
    assert_eq!(
        (head.headers["content-length"].to_str().unwrap(), &head.headers["etag"]),
        ("10", &etag)
    );
    assert_eq!(head.headers["content-type"], "application/x-test");
    assert_eq!(head.headers["x-amz-meta-who"], "me");

    for (range, bytes, content_range) in [
        ("bytes=0-3", "0123", "bytes 0-3/10"),
        ("bytes=8-", "89", "bytes 8-9/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=5-99", "56789", "bytes 5-9/10"),
        ("bytes=-8", "23456789", "bytes 2-9/10"),
        ("bytes=-99", "0123456789", "bytes 0-9/10"),
        ("bytes=9-9", "9", "bytes 9-9/10"),
    ] {
        let part = call(&store, Method::GET, "/data/k", &[("range", range)], "").await;
        assert_eq!(
            (part.status, part.body.as_str()),
            (StatusCode::PARTIAL_CONTENT, bytes),
            "{range}"
        );
        assert_eq!(part.headers["content-range"], content_range);
    }
    for beyond in ["bytes=10-", "bytes=-0"] {
        let answer = call(&store, Method::GET, "/data/k", &[("range", beyond)], "").await;
        assert_eq!(answer.status, StatusCode::RANGE_NOT_SATISFIABLE, "{beyond}");
        assert_eq!(texts(&answer.body, "Code"), ["InvalidRange"], "{beyond}");
    }
}

#[tokio::test]
async fn a_body_without_its_checksum_is_refused() {
    let store = store("digest");
    for headers in [
        [("x-amz-checksum-crc64nvme", "AAAAAAAAAAA=")],
        [("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")],
    ] {
        let answer = call(&store, Method::PUT, "/data/k", &headers, "body").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{headers:?}");
        assert!(answer.body.contains("<Code>BadDigest</Code>"), "{}", answer.body);
        assert_eq!(get(&store, "k").await.status, StatusCode::NOT_FOUND);
    }
}
