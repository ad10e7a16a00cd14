//! The server as a browser and an S3 client see it, without a socket.

// A test fails by panicking, and so do its helpers.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use dev_s3::Store;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use s3s::dto::{Timestamp, TimestampFormat};
use sha2::{Digest, Sha256};
use tower::ServiceExt;

const HOST: &str = "http://127.0.0.1";

/// A store with the bucket `data` in a directory of its own.
fn store(name: &str) -> Store {
    let data = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&data);
    Store {
        data,
        access_key: "test".into(),
        secret_key: "test".into(),
        hide_etag: false,
        buckets: vec!["data".into()],
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

async fn send(store: &Store, request: Request<Empty<Bytes>>) -> Answer {
    let answer = store.service().unwrap().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

fn request(method: Method, target: &str) -> Request<Empty<Bytes>> {
    let request = Request::builder().method(method).uri(format!("{HOST}{target}"));
    let request = request.header(header::HOST, "127.0.0.1").header(header::ORIGIN, "http://page");
    request.body(Empty::new()).unwrap()
}

/// The request with a signature. The query of `target` has to be sorted and encoded already.
fn signed(method: Method, target: &str, secret: &str) -> Request<Empty<Bytes>> {
    const HEADERS: &str = "host;x-amz-content-sha256;x-amz-date";
    let time = now();
    let day = &time[..8];
    let (path, query) = target.split_once('?').unwrap();
    let canonical = format!(
        "{method}\n{path}\n{query}\nhost:127.0.0.1\nx-amz-content-sha256:UNSIGNED-PAYLOAD\n\
         x-amz-date:{time}\n\n{HEADERS}\nUNSIGNED-PAYLOAD"
    );
    let scope = format!("{day}/us-east-1/s3/aws4_request");
    let hash = hex(&Sha256::digest(canonical));
    let key =
        scope.split('/').fold(format!("AWS4{secret}").into_bytes(), |key, word| hmac(&key, word));
    let signature = hex(&hmac(&key, &format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{hash}")));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=test/{scope}, SignedHeaders={HEADERS}, Signature={signature}"
    );
    let mut request = request(method, target);
    let headers = request.headers_mut();
    headers.insert("authorization", authorization.parse().unwrap());
    headers.insert("x-amz-content-sha256", "UNSIGNED-PAYLOAD".parse().unwrap());
    headers.insert("x-amz-date", time.parse().unwrap());
    request
}

/// The time as signatures have it: 20300102T030405Z.
fn now() -> String {
    let mut text = Vec::new();
    Timestamp::from(SystemTime::now()).format(TimestampFormat::DateTime, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    format!("{}Z", text[..19].replace(['-', ':'], ""))
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    hex_simd::encode_to_string(bytes, hex_simd::AsciiCase::Lower)
}

/// Starts an upload and gives its ID.
async fn start(store: &Store, target: &str) -> String {
    let answer = send(store, signed(Method::POST, &format!("{target}?uploads="), "test")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let (_, rest) = answer.body.split_once("<UploadId>").unwrap();
    rest.split_once("</UploadId>").unwrap().0.to_owned()
}

async fn list(store: &Store, query: &str) -> Answer {
    send(store, signed(Method::GET, &format!("/data?{query}"), "test")).await
}

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
async fn a_wrong_secret_is_refused() {
    let answer = send(&store("secret"), signed(Method::GET, "/data?uploads=", "wrong")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("<Code>SignatureDoesNotMatch</Code>"), "{}", answer.body);
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

#[tokio::test]
async fn uploads_are_listed_by_key_until_they_are_aborted() {
    let store = store("uploads");
    let second = start(&store, "/data/b%20%26c").await;
    let first = start(&store, "/data/a").await;
    let body = list(&store, "uploads=").await.body;
    assert!(body.contains("<Key>b &amp;c</Key>"), "{body}");
    assert!(body.contains("<IsTruncated>false</IsTruncated>"), "{body}");
    assert!(body.find(&first).unwrap() < body.find(&second).unwrap(), "{body}");
    let filtered = list(&store, "prefix=b%20&uploads=").await.body;
    assert!(filtered.contains(&second) && !filtered.contains(&first), "{filtered}");

    for (key, id) in [("a", first), ("b%20%26c", second)] {
        let target = format!("/data/{key}?uploadId={id}");
        let answer = send(&store, signed(Method::DELETE, &target, "test")).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
    }
    let body = list(&store, "uploads=").await.body;
    assert!(!body.contains("<Upload>"), "{body}");
}

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
