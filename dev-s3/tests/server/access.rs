//! What the access key may not do, and buckets of others.

use dev_s3::chaos::Operation;
use dev_s3::{Rules, Server};
use http::{Method, StatusCode};

use crate::client::{call, prepare, request, send, signed, start, store, texts};
use crate::wire::{Seen, Wire};

fn server(name: &str, rules: &Rules) -> Server {
    store(name).server(rules).unwrap()
}

#[tokio::test]
async fn a_bucket_of_somebody_else_is_neither_used_nor_made() {
    let rules = Rules { foreign_buckets: vec!["theirs".into(), "also".into()], ..Rules::default() };
    let server = server("foreign", &rules);
    for (method, target) in [
        (Method::GET, "/theirs?uploads="),
        (Method::GET, "/also?list-type=2"),
        (Method::GET, "/theirs?cors="),
        (Method::PUT, "/theirs?cors="),
        (Method::PUT, "/theirs/k"),
        (Method::POST, "/theirs/k?uploads="),
        (Method::DELETE, "/theirs"),
    ] {
        let answer = call(&server, method, target, &[], "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target}");
        assert_eq!(texts(&answer.body, "Code"), ["AccessDenied"], "{target}");
    }
    for target in ["/theirs", "/also/"] {
        let made = call(&server, Method::PUT, target, &[], "").await;
        assert_eq!(made.status, StatusCode::CONFLICT);
        assert_eq!(texts(&made.body, "Code"), ["BucketAlreadyExists"]);
    }
    let head = Wire::start(&server).await.send(Method::HEAD, "/theirs", "").await;
    let Seen::Answer { head, body } = head else { panic!("{head:?}") };
    assert!(head.starts_with("HTTP/1.1 403") && body.is_empty(), "{head}");

    let wrong = send(&server, signed(Method::GET, "/theirs?uploads=", "wrong")).await;
    assert_eq!(texts(&wrong.body, "Code"), ["SignatureDoesNotMatch"]);
    start(&server, "/data/k").await;
}

#[tokio::test]
async fn what_is_denied_is_refused_and_the_rest_is_not() {
    let denied = vec![
        Operation::CreateBucket,
        Operation::HeadBucket,
        Operation::ListMultipartUploads,
        Operation::AbortMultipartUpload,
    ];
    let server = server("denied", &Rules { denied, ..Rules::default() });
    let id = start(&server, "/data/k").await;
    let upload = format!("/data/k?uploadId={id}");
    for (method, target) in
        [(Method::PUT, "/more"), (Method::GET, "/data?uploads="), (Method::DELETE, upload.as_str())]
    {
        let answer = call(&server, method, target, &[], "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target}");
        assert_eq!(texts(&answer.body, "Code"), ["AccessDenied"], "{target}");
    }
    let head = Wire::start(&server).await.exchange(prepare(Method::HEAD, "/data", &[], "")).await;
    let Seen::Answer { head, body } = head else { panic!("{head:?}") };
    assert!(head.starts_with("HTTP/1.1 403") && body.is_empty(), "{head}");
    for (method, target) in [
        (Method::GET, upload.as_str()),
        (Method::GET, "/data?list-type=2"),
        (Method::PUT, "/data/k"),
    ] {
        let answer = call(&server, method, target, &[], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{target}: {}", answer.body);
    }
}

#[tokio::test]
async fn nothing_is_allowed_without_a_signature() {
    let server = server("anonymous", &Rules::default());
    for (method, target) in [(Method::GET, "/data/k"), (Method::PUT, "/data"), (Method::GET, "/")] {
        let answer = send(&server, request(method, target)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target}");
        assert_eq!(texts(&answer.body, "Code"), ["AccessDenied"], "{target}");
    }
}

#[tokio::test]
async fn anonymous_requests_are_let_in_where_that_is_said() {
    let rules = Rules { anonymous: true, ..Rules::default() };
    let server = server("anonymous", &rules);
    let put = send(&server, request(Method::PUT, "/data/k")).await;
    assert_eq!(put.status, StatusCode::OK);
    let wrong = send(&server, signed(Method::GET, "/data/k", "wrong")).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN, "a signature must be right all the same");
}
