//! A small native executor of S3 requests: blocking HTTP, a thread for each request in flight.
//! Nobody waits before a retry: the clock jumps.

use std::collections::HashMap;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, SystemTime};

use parquet_blocks::parts::{Part, Parts};
use parquet_blocks::s3::{
    Body, Clock, Credentials, Headers, Multipart, Object, Offer, PartDone, Request, Response,
    Target, cors_rule, md5_hex, sha256_hex, sign,
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

/// What an upload tells on its way.
pub enum Seen {
    /// The store has this part.
    Stored(PartDone),
    /// Nothing is in flight, and nothing is sent until somebody does something.
    Paused(Duration),
}

/// Uploads parts, at most `target.concurrency` of them at once. `seen` is told of each part that the
/// store has, and may cancel.
pub fn upload(
    target: &Target,
    credentials: &Credentials,
    parts: Vec<Part<Vec<u8>>>,
    seen: impl FnMut(&mut Multipart, Seen),
) -> Result<Object> {
    run(Multipart::new(target.clone(), ORIGIN, 7), target, credentials, parts, seen)
}

/// Runs an upload to its end.
pub fn run(
    mut machine: Multipart,
    target: &Target,
    credentials: &Credentials,
    parts: Vec<Part<Vec<u8>>>,
    mut seen: impl FnMut(&mut Multipart, Seen),
) -> Result<Object> {
    let machine = &mut machine;
    let (mut parts, mut bodies) = (parts.into_iter(), HashMap::new());
    let (tell, told) = mpsc::channel();
    let (mut jumped, mut in_flight) = (Duration::ZERO, 0);
    thread::scope(|scope| {
        loop {
            while machine.is_open() && machine.pending() < target.concurrency {
                let Some(Part { number, bytes }) = parts.next() else {
                    machine.close();
                    break;
                };
                let done = machine.offer(offer(machine, target, number, &bytes));
                if machine.lacks_md5(number) {
                    machine.tell_md5(number, md5_hex([&bytes]));
                }
                match done {
                    Some(done) => seen(machine, Seen::Stored(done)),
                    None => drop(bodies.insert(number, bytes)),
                }
            }
            let now = clock() + jumped;
            while let Some(request) = machine.next_request(now)? {
                in_flight += 1;
                let body = body(&request, &bodies);
                let (tell, clock) = (tell.clone(), machine.clock());
                scope.spawn(move || {
                    let answer = send_at(&request, &body, target, credentials, clock);
                    tell.send((request.operation, answer)).unwrap();
                });
            }
            if machine.has_ended() {
                return machine.take_result();
            }
            if in_flight == 0 && machine.is_paused() {
                seen(machine, Seen::Paused(clock() + jumped));
                continue;
            }
            if in_flight == 0 {
                let wake_at = machine.wake_at().expect("something is in flight or waits");
                jumped += wake_at.saturating_sub(clock() + jumped);
                continue;
            }
            let (operation, answer) = told.recv().unwrap();
            in_flight -= 1;
            if let Some(done) = machine.answer(operation, clock() + jumped, answer) {
                bodies.remove(&done.number);
                seen(machine, Seen::Stored(done));
            }
        }
    })
}

fn clock() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap()
}

fn offer(machine: &Multipart, target: &Target, number: u32, bytes: &[u8]) -> Offer {
    Offer {
        number,
        length: bytes.len() as u64,
        sha256: (!target.unsigned_payload).then(|| sha256_hex([bytes])),
        md5: machine.wants_md5(number).then(|| md5_hex([bytes])),
        checksum: machine.checksum().map(|checksum| checksum.of([bytes])),
    }
}

fn body(request: &Request, parts: &HashMap<u32, Vec<u8>>) -> Vec<u8> {
    match &request.body {
        Body::Bytes(bytes) => bytes.clone(),
        Body::Part { number, .. } => parts[number].clone(),
    }
}

/// Signs a request, sends it, and gives the answer, whatever its status.
pub fn send(
    request: &Request,
    body: &[u8],
    target: &Target,
    credentials: &Credentials,
) -> Result<Response> {
    send_at(request, body, target, credentials, Clock::default())
}

fn send_at(
    request: &Request,
    body: &[u8],
    target: &Target,
    credentials: &Credentials,
    time: Clock,
) -> Result<Response> {
    let mut http = http::Request::builder().method(request.method).uri(&request.url);
    for (name, value) in sign(request, credentials, &target.region, time.store_time(clock()))? {
        http = http.header(name, value);
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(request.time_limit))
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
    let (status, headers) = (response.status().as_u16(), Headers::read(header));
    Ok(Response { status, headers, body: response.body_mut().read_to_string()? })
}
