//! Buckets that are there, and that are not.

use http::{Method, StatusCode};

use crate::client::{call, send, signed, store, texts};

#[tokio::test]
async fn a_missing_bucket_has_no_uploads_and_starts_none() {
    let store = store("missing");
    for (method, target) in [(Method::GET, "/other?uploads="), (Method::POST, "/other/a?uploads=")]
    {
        let answer = send(&store, signed(method, target, "test")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{target}");
        assert!(answer.body.contains("<Code>NoSuchBucket</Code>"), "{}", answer.body);
    }
}

#[tokio::test]
async fn an_endpoint_with_a_path_is_a_missing_bucket() {
    let store = store("path");
    for (method, target) in [
        (Method::PUT, "/sub/data"),
        (Method::GET, "/sub/data/key"),
        (Method::POST, "/sub/data/key?uploads="),
        (Method::GET, "/sub?uploads="),
    ] {
        let answer = call(&store, method, target, &[], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{target}");
        assert!(answer.body.contains("<Code>NoSuchBucket</Code>"), "{}", answer.body);
    }
    for target in ["/Sub/data", "/..", "/a_b/k"] {
        let answer = call(&store, Method::PUT, target, &[], "").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}: {}", answer.body);
    }
    assert!(!store.data.join("sub").exists());
}

#[tokio::test]
async fn buckets_are_made_once_and_removed_when_empty() {
    let store = store("buckets");
    let status =
        async |method: Method, target: &str| call(&store, method, target, &[], "").await.status;
    assert_eq!(status(Method::PUT, "/more").await, StatusCode::OK);
    assert_eq!(status(Method::PUT, "/more").await, StatusCode::CONFLICT);
    assert_eq!(status(Method::HEAD, "/more").await, StatusCode::OK);
    assert_eq!(status(Method::PUT, "/more/a//b").await, StatusCode::OK);
    assert_eq!(status(Method::DELETE, "/more").await, StatusCode::CONFLICT);
    assert_eq!(
        texts(&call(&store, Method::GET, "/", &[], "").await.body, "Name"),
        ["data", "more"]
    );
    assert_eq!(status(Method::DELETE, "/more/a//b").await, StatusCode::NO_CONTENT);
    assert_eq!(status(Method::DELETE, "/more").await, StatusCode::NO_CONTENT);
    assert_eq!(status(Method::HEAD, "/more").await, StatusCode::NOT_FOUND);
}
