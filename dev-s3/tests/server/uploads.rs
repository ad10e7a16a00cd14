//! Uploads in parts.

use std::fs;

use http::{Method, StatusCode};

use crate::client::{call, get, put, store, texts, upload};

#[tokio::test]
async fn an_upload_survives_the_server_and_becomes_an_object() {
    let store = store("multipart");
    for key in ["/lead.parquet", "p.parquet", &"k".repeat(308)] {
        // Every request here has a server of its own, on the same directory.
        let target = format!("/data/{key}");
        let (id, complete) = upload(&store, &target).await;
        let first = format!("{target}?max-parts=1&uploadId={id}");
        let body = call(&store, Method::GET, &first, &[], "").await.body;
        assert_eq!(
            (texts(&body, "PartNumber"), texts(&body, "Size")),
            (vec!["1"], vec!["5242880"])
        );
        assert_eq!(texts(&body, "NextPartNumberMarker"), ["1"]);
        let rest = format!("{target}?part-number-marker=1&uploadId={id}");
        let body = call(&store, Method::GET, &rest, &[], "").await.body;
        assert_eq!(
            (texts(&body, "PartNumber"), texts(&body, "IsTruncated")),
            (vec!["2"], vec!["false"])
        );

        let target = format!("{target}?uploadId={id}");
        let answer = call(&store, Method::POST, &target, &[], complete.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        // MD5 of the two MD5s.
        assert!(answer.body.contains("6d7c5fbffce55b2eb513ca823d7235b2-2"), "{}", answer.body);
        assert_eq!(get(&store, key).await.body.len(), (5 << 20) + 3);
        let again = call(&store, Method::POST, &target, &[], complete).await;
        assert!(again.body.contains("<Code>NoSuchUpload</Code>"), "{}", again.body);
    }
    let left = fs::read_dir(&store.data).unwrap().map(|entry| entry.unwrap().file_name());
    let mut left: Vec<_> = left.collect();
    left.sort();
    assert_eq!(left, [".staged", "data"]);
    assert_eq!(fs::read_dir(store.data.join(".staged")).unwrap().count(), 0);
}

#[tokio::test]
async fn an_object_that_is_there_is_not_replaced_when_none_may_match() {
    let store = store("conditions");
    put(&store, "k", "first").await;
    let only_new = [("if-none-match", "*")];
    let answer = call(&store, Method::PUT, "/data/k", &only_new, "second").await;
    assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{}", answer.body);

    let (id, complete) = upload(&store, "/data/k").await;
    let target = format!("/data/k?uploadId={id}");
    let answer = call(&store, Method::POST, &target, &only_new, complete.clone()).await;
    assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED);
    assert!(answer.body.contains("<Code>PreconditionFailed</Code>"), "{}", answer.body);
    assert_eq!(get(&store, "k").await.body, "first");

    call(&store, Method::DELETE, "/data/k", &[], "").await;
    let answer = call(&store, Method::POST, &target, &only_new, complete).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

#[tokio::test]
async fn parts_that_cannot_become_an_object_are_refused() {
    let store = store("parts");
    let (id, complete) = upload(&store, "/data/k").await;
    let target = format!("/data/k?uploadId={id}");
    let swapped = complete.replace(">1<", ">3<");
    let foreign = complete.replace("<ETag>\"", "<ETag>\"0");
    let nothing = "<CompleteMultipartUpload></CompleteMultipartUpload>".to_owned();
    for (body, code) in
        [(swapped, "InvalidPartOrder"), (foreign, "InvalidPart"), (nothing, "InvalidPart")]
    {
        let answer = call(&store, Method::POST, &target, &[], body.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert!(answer.body.contains(&format!("<Code>{code}</Code>")), "{body}: {}", answer.body);
    }
    let small = format!("/data/k?partNumber=1&uploadId={id}");
    let etag = call(&store, Method::PUT, &small, &[], "small").await.headers["etag"].clone();
    let (_, rest) = complete.split_once("</ETag>").unwrap();
    let etag = etag.to_str().unwrap();
    let complete = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag>{rest}"
    );
    let answer = call(&store, Method::POST, &target, &[], complete).await;
    assert!(answer.body.contains("<Code>EntityTooSmall</Code>"), "{}", answer.body);
}
