//! A store of a test's own, and requests to it, signed or not.

use std::fs;
use std::path::Path;

use dev_s3::{Answer as Reply, Body, Server, Store};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;

use crate::sign::Signer;

const HOST: &str = "http://127.0.0.1";

/// A store with the bucket `data` in a directory of its own.
pub fn store(name: &str) -> Store {
    // Other packages' tests have their directories in the same place.
    let data = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dev-s3").join(name);
    let _ = fs::remove_dir_all(&data);
    Store {
        data,
        access_key: "test".into(),
        secret_key: "test".into(),
        hide_etag: false,
        buckets: vec!["data".into()],
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// What answers requests: a server, or a store with a new server for each of them.
pub trait Answers {
    fn server(&self) -> Server;
}

impl Answers for Store {
    fn server(&self) -> Server {
        self.service().unwrap()
    }
}

impl Answers for Server {
    fn server(&self) -> Server {
        self.clone()
    }
}

pub async fn send(to: &impl Answers, request: Request<Body>) -> Answer {
    read(to.server().answer(request).await).await
}

pub async fn read(reply: Reply) -> Answer {
    let (parts, body) = reply.unwrap().into_parts();
    let body = BodyExt::collect(body).await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

pub fn request(method: Method, target: &str) -> Request<Body> {
    let request = Request::builder().method(method).uri(format!("{HOST}{target}"));
    let request = request.header(header::HOST, "127.0.0.1").header(header::ORIGIN, "http://page");
    request.body(Body::empty()).unwrap()
}

/// The request with a signature. The query of `target` has to be sorted and encoded already.
pub fn signed(method: Method, target: &str, secret: &'static str) -> Request<Body> {
    Signer { secret, ..Signer::default() }.signed(method, target)
}

/// Sends a signed request with a body and more headers.
pub async fn call(
    to: &impl Answers,
    method: Method,
    target: &str,
    headers: &[(&'static str, &str)],
    body: impl Into<Vec<u8>>,
) -> Answer {
    send(to, prepare(method, target, headers, body)).await
}

/// A signed request with a body and more headers.
pub fn prepare(
    method: Method,
    target: &str,
    headers: &[(&'static str, &str)],
    body: impl Into<Vec<u8>>,
) -> Request<Body> {
    with(signed(method, target, "test"), headers, body)
}

/// The request with a body and more headers.
pub fn with(
    mut request: Request<Body>,
    headers: &[(&'static str, &str)],
    body: impl Into<Vec<u8>>,
) -> Request<Body> {
    let body = body.into();
    request.headers_mut().insert("content-length", body.len().into());
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    request.map(|_| Body::from(body))
}

pub async fn put(to: &impl Answers, key: &str, body: &str) -> Answer {
    let target = format!("/data/{}", encode(key));
    call(to, Method::PUT, &target, &[], body).await
}

pub async fn get(to: &impl Answers, key: &str) -> Answer {
    call(to, Method::GET, &format!("/data/{}", encode(key)), &[], "").await
}

/// A key in a request's path, encoded as for its signature.
pub fn encode(key: &str) -> String {
    urlencoding::encode(key).replace("%2F", "/")
}

/// The texts of all elements of a name, as they are in the XML.
pub fn texts<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap()).collect()
}

/// Starts an upload and gives its ID.
pub async fn start(to: &impl Answers, target: &str) -> String {
    let answer = send(to, signed(Method::POST, &format!("{target}?uploads="), "test")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let (_, rest) = answer.body.split_once("<UploadId>").unwrap();
    rest.split_once("</UploadId>").unwrap().0.to_owned()
}

pub async fn list(to: &impl Answers, query: &str) -> Answer {
    send(to, signed(Method::GET, &format!("/data?{query}"), "test")).await
}

/// Uploads two parts and gives the upload's ID and the body of Complete.
pub async fn upload(to: &impl Answers, target: &str) -> (String, String) {
    let id = start(to, target).await;
    let mut parts = Vec::new();
    for (number, part) in [(1, vec![b'x'; 5 << 20]), (2, b"end".to_vec())] {
        let target = format!("{target}?partNumber={number}&uploadId={id}");
        let answer = call(to, Method::PUT, &target, &[], part).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let etag = answer.headers["etag"].to_str().unwrap();
        let part = format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>");
        parts.push(part);
    }
    let parts = parts.concat();
    (id, format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>"))
}
