//! A small native executor of S3 requests: blocking HTTP, a thread for each request in flight.

use std::collections::HashMap;
use std::sync::mpsc;
use std::thread;
use std::time::SystemTime;

use parquet_blocks::parts::{Part, Parts};
use parquet_blocks::s3::{
    Body, Credentials, Multipart, Object, PartDone, Request, Response, Target, cors_rule,
    sha256_hex, sign,
};
use parquet_blocks::{Error, Result};

/// Where a page with these uploads would be from.
const ORIGIN: &str = "http://127.0.0.1:8080";

/// A file cut into parts.
pub fn parts_of(file: &[u8], part_bytes: u64) -> Vec<Part<Vec<u8>>> {
    let (file, mut from, mut made) = (file.to_vec(), 0, Vec::new());
    let mut parts = Parts::new(usize::try_from(part_bytes).unwrap());
    while let Some((part, next)) = parts.fill(&file, from) {
        made.push(part);
        from = next;
    }
    made.extend(parts.take());
    made
}

/// Uploads parts, at most `target.concurrency` of them at once. `stored` is told of each part that
/// the store has, and may cancel.
pub fn upload(
    target: &Target,
    credentials: &Credentials,
    parts: Vec<Part<Vec<u8>>>,
    mut stored: impl FnMut(&mut Multipart, PartDone),
) -> Result<Object> {
    let mut machine = Multipart::new(target.clone(), ORIGIN);
    let (mut parts, mut bodies) = (parts.into_iter(), HashMap::new());
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        loop {
            while machine.is_open() && machine.pending() < target.concurrency {
                let Some(Part { number, bytes }) = parts.next() else {
                    machine.close();
                    break;
                };
                let hash = (!target.unsigned_payload).then(|| sha256_hex([&bytes]));
                machine.offer(number, bytes.len() as u64, hash);
                bodies.insert(number, bytes);
            }
            while let Some(request) = machine.next_request()? {
                let body = body(&request, &mut bodies);
                let tell = tell.clone();
                scope.spawn(move || {
                    let answer = send(&request, &body, target, credentials);
                    tell.send((request.operation, answer)).unwrap();
                });
            }
            if machine.has_ended() {
                return machine.take_result();
            }
            let (operation, answer) = told.recv().unwrap();
            if let Some(done) = machine.answer(operation, answer) {
                stored(&mut machine, done);
            }
        }
    })
}

fn body(request: &Request, parts: &mut HashMap<u32, Vec<u8>>) -> Vec<u8> {
    match &request.body {
        Body::Bytes(bytes) => bytes.clone(),
        Body::Part { number, .. } => parts.remove(number).unwrap(),
    }
}

/// Signs a request, sends it, and gives the answer, whatever its status.
pub fn send(
    request: &Request,
    body: &[u8],
    target: &Target,
    credentials: &Credentials,
) -> Result<Response> {
    let mut http = http::Request::builder().method(request.method).uri(&request.url);
    for (name, value) in sign(request, credentials, &target.region, SystemTime::now())? {
        http = http.header(name, value);
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(request.time_limit()))
        .build()
        .into();
    let sent = match request.method {
        "PUT" | "POST" => agent.run(http.body(body).unwrap()),
        _ => agent.run(http.body(()).unwrap()),
    };
    sent.and_then(answer).map_err(|cause| Error::Network {
        operation: request.operation.name(),
        host: target.host(),
        cause: cause.to_string(),
        snippet: cors_rule(ORIGIN),
    })
}

fn answer(mut response: http::Response<ureq::Body>) -> std::result::Result<Response, ureq::Error> {
    let header = |name: &str| {
        response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_string)
    };
    let (etag, bucket_region) = (header("etag"), header("x-amz-bucket-region"));
    let status = response.status().as_u16();
    Ok(Response { status, etag, bucket_region, body: response.body_mut().read_to_string()? })
}
