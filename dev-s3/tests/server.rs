//! The server as a browser and an S3 client see it, without a socket.

// A test fails by panicking, and so do its helpers.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use dev_s3::Store;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
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

async fn send(store: &Store, request: Request<Full<Bytes>>) -> Answer {
    let answer = store.service().unwrap().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

fn request(method: Method, target: &str) -> Request<Full<Bytes>> {
    let request = Request::builder().method(method).uri(format!("{HOST}{target}"));
    let request = request.header(header::HOST, "127.0.0.1").header(header::ORIGIN, "http://page");
    request.body(Full::default()).unwrap()
}

/// The request with a signature. The query of `target` has to be sorted and encoded already.
fn signed(method: Method, target: &str, secret: &str) -> Request<Full<Bytes>> {
    const HEADERS: &str = "host;x-amz-content-sha256;x-amz-date";
    let time = now();
    let day = &time[..8];
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
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

/// Sends a signed request with a body and more headers.
async fn call(
    store: &Store,
    method: Method,
    target: &str,
    headers: &[(&'static str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let mut request = signed(method, target, "test");
    let body = body.into();
    request.headers_mut().insert("content-length", body.len().into());
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    send(store, request.map(|_| Full::new(body))).await
}

async fn put(store: &Store, key: &str, body: &str) -> Answer {
    let target = format!("/data/{}", encode(key));
    call(store, Method::PUT, &target, &[], body.to_owned()).await
}

async fn get(store: &Store, key: &str) -> Answer {
    call(store, Method::GET, &format!("/data/{}", encode(key)), &[], "").await
}

/// A key in a request's path, encoded as for its signature.
fn encode(key: &str) -> String {
    urlencoding::encode(key).replace("%2F", "/")
}

/// The texts of all elements of a name, as they are in the XML.
fn texts<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap()).collect()
}

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
async fn lists_are_cut_into_pages_and_at_delimiters() {
    let store = store("pages");
    for key in ["a/1", "a/2", "b", "c/1", "d"] {
        put(&store, key, "").await;
    }
    let mut query = "delimiter=%2F&list-type=2&max-keys=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let body = list(&store, &query).await.body;
        let names = [texts(&body, "Key"), texts(&body, "CommonPrefixes")].concat();
        seen.push(names.into_iter().map(str::to_owned).collect::<Vec<_>>());
        let Some(token) = texts(&body, "NextContinuationToken").first().copied() else {
            assert!(body.contains("<IsTruncated>false</IsTruncated>"), "{body}");
            break;
        };
        query = format!("continuation-token={token}&delimiter=%2F&list-type=2&max-keys=2");
    }
    let (a, c) = ("<Prefix>a/</Prefix>", "<Prefix>c/</Prefix>");
    assert_eq!(seen, [vec!["b", a], vec!["d", c]]);

    let body = list(&store, "list-type=2&prefix=a%2F&start-after=a%2F1").await.body;
    assert_eq!(texts(&body, "Key"), ["a/2"]);
    let body = list(&store, "marker=b&max-keys=1").await.body;
    assert_eq!((texts(&body, "Key"), texts(&body, "NextMarker")), (vec!["c/1"], vec!["c/1"]));
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
    ] {
        let part = call(&store, Method::GET, "/data/k", &[("range", range)], "").await;
        assert_eq!(
            (part.status, part.body.as_str()),
            (StatusCode::PARTIAL_CONTENT, bytes),
            "{range}"
        );
        assert_eq!(part.headers["content-range"], content_range);
    }
    let beyond = call(&store, Method::GET, "/data/k", &[("range", "bytes=10-")], "").await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
}

/// Uploads two parts and gives the upload's ID and the body of Complete.
async fn upload(store: &Store, target: &str) -> (String, String) {
    let id = start(store, target).await;
    let mut parts = Vec::new();
    for (number, part) in [(1, vec![b'x'; 5 << 20]), (2, b"end".to_vec())] {
        let target = format!("{target}?partNumber={number}&uploadId={id}");
        let answer = call(store, Method::PUT, &target, &[], part).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let etag = answer.headers["etag"].to_str().unwrap();
        let part = format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>");
        parts.push(part);
    }
    let parts = parts.concat();
    (id, format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>"))
}

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
