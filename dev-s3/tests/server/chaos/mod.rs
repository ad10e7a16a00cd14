//! Faults as a client sees them, and what the store has afterwards.

mod answers;
mod connections;
mod lasting;
mod orders;

use dev_s3::chaos::{Chaos, Faults, Kind, Operation};
use dev_s3::{Rules, Server};
use http::Method;

use crate::client::{Answer, call, start, store, texts};

const PART: &str = "0123456789";

/// A server that takes small parts, with a bucket and an upload of the key `k`.
async fn with_upload(name: &str) -> (Server, String) {
    let rules = Rules { min_part_bytes: 1, chaos_over_http: true, ..Rules::default() };
    let server = store(name).server(&rules).unwrap();
    let id = start(&server, "/data/k").await;
    (server, id)
}

fn always(kind: Kind) -> Faults {
    Faults { share: 1.0, kinds: vec![kind], stall_ms: 50, delay_ms: 60, ..Faults::default() }
}

fn part(id: &str, number: u32) -> String {
    format!("/data/k?partNumber={number}&uploadId={id}")
}

async fn put_part(server: &Server, id: &str) -> Answer {
    call(server, Method::PUT, &part(id, 1), &[], PART).await
}

/// The numbers of the parts that the store has, asked without a fault.
async fn parts(server: &Server, id: &str) -> Vec<String> {
    server.chaos().stop();
    let target = format!("/data/k?uploadId={id}");
    let body = call(server, Method::GET, &target, &[], "").await.body;
    texts(&body, "PartNumber").into_iter().map(str::to_owned).collect()
}

/// The store's part, and Complete that names it.
async fn complete(server: &Server, id: &str) -> Answer {
    let etag = "<ETag>\"781e5e245d69b566979b86e28d23f2c7\"</ETag>";
    let part = format!("<Part><PartNumber>1</PartNumber>{etag}</Part>");
    let body = format!("<CompleteMultipartUpload>{part}</CompleteMultipartUpload>");
    call(server, Method::POST, &format!("/data/k?uploadId={id}"), &[], body).await
}

fn faults(chaos: &Chaos, operation: Operation, kind: Kind) -> u64 {
    chaos.report().faults.get(&operation).and_then(|kinds| kinds.get(&kind)).copied().unwrap_or(0)
}
