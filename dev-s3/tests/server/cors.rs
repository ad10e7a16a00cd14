//! What a page may do and read.

use dev_s3::Store;
use http::{Method, StatusCode};

use crate::client::{Answer, list, request, send, store};

#[tokio::test]
async fn a_preflight_is_answered_for_every_origin_and_header() {
    let mut preflight = request(Method::OPTIONS, "/data/key");
    let headers = preflight.headers_mut();
    headers.insert("access-control-request-method", "PUT".parse().unwrap());
    headers.insert("access-control-request-headers", "x-amz-date,x-other".parse().unwrap());
    headers.insert("access-control-request-private-network", "true".parse().unwrap());
    let answer = send(&store("preflight"), preflight).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert_eq!(answer.headers["access-control-allow-headers"], "x-amz-date,x-other");
    assert_eq!(answer.headers["access-control-allow-private-network"], "true");
    assert_eq!(answer.headers["access-control-allow-methods"], "GET,PUT,POST,DELETE,HEAD");
}

#[tokio::test]
async fn a_page_can_read_why_an_unsigned_request_is_refused() {
    let answer = send(&store("unsigned"), request(Method::GET, "/data?uploads")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("<Code>AccessDenied</Code>"), "{}", answer.body);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
}

#[tokio::test]
async fn etag_is_exposed_unless_hidden() {
    let exposed = |answer: Answer| {
        answer.headers["access-control-expose-headers"].to_str().unwrap().to_owned()
    };
    let open = store("etag");
    assert!(exposed(list(&open, "uploads=").await).contains(",etag"));
    let hiding = Store { hide_etag: true, ..open };
    assert!(!exposed(list(&hiding, "uploads=").await).contains("etag"));
}
