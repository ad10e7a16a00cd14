//! Signatures against known answers: those that AWS publishes, and those of botocore.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use parquet_blocks::Error;
use parquet_blocks::s3::{Body, Credentials, Operation, Request, sha256_hex, sign};
use serde::Deserialize;

/// From "Signature Calculations for the Authorization Header: Transferring Payload in a Single
/// Chunk" in the Amazon S3 API reference, as is all of [`aws_example`].
const AWS_ACCESS_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const AWS_SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const AWS_TIME: u64 = 1_369_353_600;
const AWS_DATE: &str = "20130524T000000Z";

fn at(unix_seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(unix_seconds)
}

/// A request; the operation has no part in signing.
fn request(method: &'static str, url: &str, body: Body) -> Request {
    let operation = Operation::HeadBucket;
    let time_limit = std::time::Duration::from_secs(10);
    Request { operation, method, url: url.into(), headers: Vec::new(), body, time_limit }
}

fn nothing() -> Body {
    Body::Bytes(Vec::new())
}

/// A part as the executor would send it.
fn part(bytes: &str, is_signed: bool) -> Body {
    let sha256 = is_signed.then(|| sha256_hex([bytes]));
    Body::Part { number: 1, length: bytes.len() as u64, sha256 }
}

/// The headers by name; a name that comes twice fails.
fn headers(
    request: &Request,
    keys: &Credentials,
    region: &str,
    time: u64,
) -> BTreeMap<String, String> {
    let signed = sign(request, keys, region, at(time)).unwrap();
    let (count, by_name) = (signed.len(), BTreeMap::from_iter(signed));
    assert_eq!(by_name.len(), count, "a header comes twice: {by_name:?}");
    by_name
}

/// Asserts that a request to AWS's example bucket has the published signature.
fn aws_example(
    method: &'static str,
    path: &str,
    own: &[(&'static str, &str)],
    body: Body,
    (signed_headers, signature): (&str, &str),
) {
    let mut request =
        request(method, &format!("https://examplebucket.s3.amazonaws.com{path}"), body);
    request.headers = own.iter().map(|(name, value)| (*name, (*value).to_string())).collect();
    let keys = Credentials::new(AWS_ACCESS_KEY_ID, AWS_SECRET, None).unwrap();
    let found = headers(&request, &keys, "us-east-1", AWS_TIME);
    let expected = format!(
        "AWS4-HMAC-SHA256 Credential={AWS_ACCESS_KEY_ID}/20130524/us-east-1/s3/aws4_request, \
         SignedHeaders={signed_headers}, Signature={signature}"
    );
    assert_eq!(found["authorization"], expected, "{method} {path}");
    assert_eq!(found["x-amz-date"], AWS_DATE);
    for (name, value) in own {
        assert_eq!(found[*name], *value, "a header that is signed is sent as well");
    }
}

#[test]
fn the_examples_that_aws_publishes() {
    let plain = "host;x-amz-content-sha256;x-amz-date";
    let range = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
    let range_headers = "host;range;x-amz-content-sha256;x-amz-date";
    aws_example("GET", "/test.txt", &[("range", "bytes=0-9")], nothing(), (range_headers, range));

    let put = "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd";
    let own =
        [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")];
    let put_headers = "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class";
    let body = Body::Bytes(b"Welcome to Amazon S3.".to_vec());
    aws_example("PUT", "/test%24file.text", &own, body, (put_headers, put));
    // The same payload as a part, of which only the hash is known.
    let body = part("Welcome to Amazon S3.", true);
    aws_example("PUT", "/test%24file.text", &own, body, (put_headers, put));

    let lifecycle = "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543";
    aws_example("GET", "/?lifecycle", &[], nothing(), (plain, lifecycle));

    let list = "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";
    aws_example("GET", "/?max-keys=2&prefix=J", &[], nothing(), (plain, list));
}

/// What `tests/readers/signatures.py` writes.
#[derive(Deserialize)]
struct KnownAnswers {
    unix_seconds: u64,
    access_key_id: String,
    secret_access_key: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    method: String,
    url: String,
    region: String,
    token: Option<String>,
    headers: BTreeMap<String, String>,
    body: String,
    unsigned: bool,
    authorization: String,
}

impl Case {
    fn request(&self) -> Request {
        let body = match self.method.as_str() {
            "PUT" => part(&self.body, !self.unsigned),
            _ => Body::Bytes(self.body.clone().into_bytes()),
        };
        // The product's names are literals; those of a few cases may stay in memory.
        let literal = |text: &str| -> &'static str { text.to_string().leak() };
        let own = self.headers.iter().map(|(name, value)| (literal(name), value.clone()));
        Request { headers: own.collect(), ..request(literal(&self.method), &self.url, body) }
    }
}

fn known_answers() -> KnownAnswers {
    serde_json::from_str(include_str!("golden/signatures.json")).unwrap()
}

#[test]
fn botocore_signs_the_same() {
    let known = known_answers();
    assert!(known.cases.len() >= 30, "{} cases", known.cases.len());
    for case in &known.cases {
        let token = case.token.as_deref();
        let keys = Credentials::new(&known.access_key_id, &known.secret_access_key, token).unwrap();
        let found = headers(&case.request(), &keys, &case.region, known.unix_seconds);
        assert_eq!(found["authorization"], case.authorization, "{}", case.name);
        let sent_token = found.get("x-amz-security-token").map(String::as_str);
        assert_eq!(sent_token, token, "{}", case.name);
        let hash = sha256_hex([&case.body]);
        let payload = if case.unsigned { "UNSIGNED-PAYLOAD" } else { &hash };
        assert_eq!(found["x-amz-content-sha256"], payload, "{}", case.name);
    }
}

#[test]
fn debug_of_credentials_shows_nothing_of_them() {
    let keys = Credentials::new("ID-of-a-key", "a-secret", Some("a-token")).unwrap();
    for text in [format!("{keys:?}"), format!("{keys:#?}")] {
        for part in ["ID-of", "secret", "token"] {
            assert!(!text.contains(part), "{text}");
        }
    }
}

/// The field that an error names; the error may hold neither of the secrets.
fn refused_field(result: Result<Credentials, Error>) -> String {
    let error = result.unwrap_err();
    let failure = serde_json::to_string(&error.to_failure()).unwrap();
    for text in [format!("{error:?}"), error.to_string(), failure] {
        assert!(!text.contains("S3cret") && !text.contains("T0ken"), "{text}");
    }
    match error {
        Error::Setting { first, .. } => first.field,
        other => panic!("not a setting: {other}"),
    }
}

#[test]
fn a_missing_key_is_named() {
    let new = |id, secret| refused_field(Credentials::new(id, secret, Some("T0ken")));
    assert_eq!(new("", "S3cret"), "credentials.access_key_id");
    assert_eq!(new(" \t\n", "S3cret"), "credentials.access_key_id");
    assert_eq!(new("id", ""), "credentials.secret_access_key");
    assert_eq!(new("id", "  "), "credentials.secret_access_key");
    let from_json = |json| refused_field(Credentials::from_json(json));
    let json = r#"{"accessKeyId": "", "secretAccessKey": "S3cret"}"#;
    assert_eq!(from_json(json), "credentials.access_key_id");
    for json in [
        r#"{"secretAccessKey": "S3cret"}"#,
        r#"{"accessKeyId": "id", "secretAccessKey": "S3cret", "S3cret": 1}"#,
        r#"{"accessKeyId": "id", "secretAccessKey": "S3cret"#,
        r#"{"accessKeyId": "id", "secretAccessKey": ["S3cret"]}"#,
    ] {
        assert_eq!(from_json(json), "credentials");
    }
}

#[test]
fn blanks_around_keys_are_no_part_of_them() {
    let request = request("GET", "http://127.0.0.1:4566/bucket", nothing());
    let plain = Credentials::new("id", "key", None).unwrap();
    let pasted = Credentials::from_json(
        r#"{"accessKeyId": " id\n", "secretAccessKey": "\tkey ", "sessionToken": " "}"#,
    );
    let pasted = headers(&request, &pasted.unwrap(), "us-east-1", AWS_TIME);
    assert_eq!(pasted, headers(&request, &plain, "us-east-1", AWS_TIME));
}

#[test]
fn what_no_key_can_be_is_named_and_not_told() {
    let table = [
        (["", "s", "t"], "access_key_id"),
        (["k\u{fc}", "s", "t"], "access_key_id"),
        (["k", " ", "t"], "secret_access_key"),
        (["k", "s s", "t"], "secret_access_key"),
        (["k", "s", "t\u{7f}"], "session_token"),
        (["k", "s", "t\nt"], "session_token"),
    ];
    for ([id, secret, token], field) in table {
        let error = Credentials::new(id, secret, Some(token)).unwrap_err().to_failure();
        let error = serde_json::to_value(error).unwrap();
        assert_eq!(error["field"], format!("credentials.{field}"));
        assert!(!error["message"].as_str().unwrap().contains(['\u{fc}', '\u{7f}']));
    }
    assert!(Credentials::new(" k ", "s+/=\n", Some("")).is_ok());
}
