//! Checksums of whole objects that are uploaded in parts.

use dev_s3::{Rules, Server};
use http::{Method, StatusCode};

use crate::client::{Answer, call, get, store, texts};

/// The check text in two parts, and its check values: CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME.
const PARTS: [&str; 2] = ["12345", "6789"];
const CHECKS: [(&str, &str, &str); 3] = [
    ("CRC32", "x-amz-checksum-crc32", "y/Q5Jg=="),
    ("CRC32C", "x-amz-checksum-crc32c", "4waSgw=="),
    ("CRC64NVME", "x-amz-checksum-crc64nvme", "rosUhgp5mIg="),
];
const FULL: (&str, &str) = ("x-amz-checksum-type", "FULL_OBJECT");
const SHOW: [(&str, &str); 1] = [("x-amz-checksum-mode", "ENABLED")];

fn server(name: &str) -> Server {
    store(name).server(&Rules { min_part_bytes: 1, ..Rules::default() }).unwrap()
}

async fn begin(server: &Server, headers: &[(&'static str, &str)]) -> Answer {
    call(server, Method::POST, "/data/k?uploads=", headers, "").await
}

/// An upload with both parts: its target, and the body of Complete.
async fn upload(server: &Server, headers: &[(&'static str, &str)]) -> (String, String) {
    let begun = begin(server, headers).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    let id = texts(&begun.body, "UploadId")[0].to_owned();
    let mut parts = Vec::new();
    for (number, body) in (1..).zip(PARTS) {
        let target = format!("/data/k?partNumber={number}&uploadId={id}");
        let part = call(server, Method::PUT, &target, &[], body).await;
        let etag = part.headers["etag"].to_str().unwrap();
        let part = format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>");
        parts.push(part);
    }
    let parts = parts.concat();
    let target = format!("/data/k?uploadId={id}");
    (target, format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>"))
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), texts(&answer.body, "Code").concat())
}

fn ok() -> (u16, String) {
    (200, String::new())
}

#[tokio::test]
async fn an_object_is_made_only_with_its_checksum_and_tells_it() {
    let server = server("whole");
    for (algorithm, header, value) in CHECKS {
        let announced = [("x-amz-checksum-algorithm", algorithm), FULL];
        let begun = begin(&server, &announced).await;
        assert_eq!(begun.headers["x-amz-checksum-algorithm"], algorithm);
        assert_eq!(begun.headers["x-amz-checksum-type"], "FULL_OBJECT");

        let (target, complete) = upload(&server, &announced).await;
        for wrong in ["AAAAAA==", "AAAAAAAAAAA=", "no"] {
            let headers = [(header, wrong), FULL];
            let answer = call(&server, Method::POST, &target, &headers, complete.clone()).await;
            assert_eq!(code(&answer), (400, "BadDigest".to_owned()), "{algorithm} {wrong}");
            assert_eq!(get(&server, "k").await.status, StatusCode::NOT_FOUND, "{algorithm}");
            let parts = call(&server, Method::GET, &target, &[], "").await;
            assert_eq!(texts(&parts.body, "PartNumber"), ["1", "2"], "{algorithm}");
        }
        let headers = [(header, value), FULL];
        let answer = call(&server, Method::POST, &target, &headers, complete).await;
        assert_eq!(code(&answer), ok(), "{}", answer.body);
        assert_eq!(texts(&answer.body, &format!("Checksum{algorithm}")), [value]);
        assert_eq!(texts(&answer.body, "ChecksumType"), ["FULL_OBJECT"]);

        for method in [Method::HEAD, Method::GET] {
            let told = call(&server, method.clone(), "/data/k", &SHOW, "").await;
            assert_eq!(told.headers[header], value, "{method}");
            assert_eq!(told.headers["x-amz-checksum-type"], "FULL_OBJECT", "{method}");
            let exposed = told.headers["access-control-expose-headers"].to_str().unwrap();
            assert!(exposed.split(',').any(|name| name == header), "{exposed}");
            let silent = call(&server, method, "/data/k", &[], "").await;
            assert!(!silent.headers.contains_key(header));
        }
        let range = [SHOW[0], ("range", "bytes=0-3")];
        assert!(
            !call(&server, Method::GET, "/data/k", &range, "").await.headers.contains_key(header)
        );
        call(&server, Method::DELETE, "/data/k", &[], "").await;
    }
}

#[tokio::test]
async fn a_checksum_is_announced_or_said_and_never_of_two_kinds() {
    let server = server("whole-kinds");
    let (algorithm, header, value) = CHECKS[2];
    let (_, other, value_of_other) = CHECKS[1];
    let announced = [("x-amz-checksum-algorithm", algorithm)];
    let refused = (400, "InvalidRequest".to_owned());
    for (begun, said, answered, told) in [
        (&announced[..], &[][..], ok(), Some(value)),
        (&[], &[(header, value), FULL], ok(), Some(value)),
        (&[], &[(header, value)], ok(), Some(value)),
        (&[], &[], ok(), None),
        (&announced, &[(other, value_of_other)], refused.clone(), None),
        (&announced, &[("x-amz-checksum-type", "COMPOSITE")], refused.clone(), None),
        (
            &[("x-amz-checksum-algorithm", "CRC32C")],
            &[(other, value_of_other), FULL],
            refused,
            None,
        ),
    ] {
        let (target, complete) = upload(&server, begun).await;
        let answer = call(&server, Method::POST, &target, said, complete).await;
        assert_eq!(code(&answer), answered, "{begun:?} {said:?} {}", answer.body);
        let head = call(&server, Method::HEAD, "/data/k", &SHOW, "").await;
        let found = head.headers.get(header).map(|value| value.to_str().unwrap());
        assert_eq!(found, told, "{begun:?} {said:?}");
        call(&server, Method::DELETE, "/data/k", &[], "").await;
    }
    for headers in [
        &[FULL][..],
        &[("x-amz-checksum-algorithm", "SHA256"), FULL],
        &[("x-amz-checksum-algorithm", "MD5")],
    ] {
        assert_eq!(code(&begin(&server, headers).await).0, 400, "{headers:?}");
    }
}

#[tokio::test]
async fn a_part_has_the_checksum_that_is_said() {
    let server = server("whole-parts");
    let (algorithm, header, value) = CHECKS[2];
    let begun = begin(&server, &[("x-amz-checksum-algorithm", algorithm), FULL]).await;
    let id = texts(&begun.body, "UploadId")[0];
    let target = format!("/data/k?partNumber=1&uploadId={id}");
    let part = call(&server, Method::PUT, &target, &[(header, value)], "12345678").await;
    assert_eq!(code(&part), (400, "BadDigest".to_owned()));
    let part = call(&server, Method::PUT, &target, &[(header, value)], "123456789").await;
    assert_eq!((code(&part), &part.headers[header]), (ok(), &value.parse().unwrap()));
}

#[tokio::test]
async fn an_object_put_at_once_tells_its_checksum_too() {
    let server = server("whole-put");
    let (_, header, value) = CHECKS[0];
    call(&server, Method::PUT, "/data/k", &[(header, value)], "123456789").await;
    let head = call(&server, Method::HEAD, "/data/k", &SHOW, "").await;
    assert_eq!(head.headers[header], value);
}

#[tokio::test]
async fn an_object_has_the_size_that_is_said() {
    let server = server("whole-size");
    let (target, complete) = upload(&server, &[]).await;
    for (size, answered) in [("8", (400, "InvalidRequest".to_owned())), ("9", ok())] {
        let headers = [("x-amz-mp-object-size", size)];
        let answer = call(&server, Method::POST, &target, &headers, complete.clone()).await;
        assert_eq!(code(&answer), answered, "{}", answer.body);
    }
    assert_eq!(get(&server, "k").await.body, "123456789");
}

#[tokio::test]
async fn a_list_of_parts_tells_what_the_upload_began_with() {
    let server = server("listed");
    for (algorithm, ..) in CHECKS {
        let (target, _) = upload(&server, &[("x-amz-checksum-algorithm", algorithm), FULL]).await;
        let listed = call(&server, Method::GET, &target, &[], "").await;
        assert_eq!(texts(&listed.body, "ChecksumAlgorithm"), [algorithm]);
        assert_eq!(texts(&listed.body, "ChecksumType"), ["FULL_OBJECT"]);
    }
    let (target, _) = upload(&server, &[]).await;
    let listed = call(&server, Method::GET, &target, &[], "").await;
    assert!(texts(&listed.body, "ChecksumAlgorithm").is_empty());
}
