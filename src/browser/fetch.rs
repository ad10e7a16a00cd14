//! The executor of S3 requests: signs, sends through `fetch`, gives the answer.

use std::time::{Duration, SystemTime};

use gloo_net::http::{Method, RequestBuilder, Response as HttpResponse};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Blob, RequestCache, RequestCredentials, RequestMode, WorkerGlobalScope,
};

use crate::error::{Error, Result};
use crate::s3::{
    Body, Checksum, Credentials, Headers, Request, Response, Target, cors_rule, hex, md5_hex,
    sha256_hex, sign,
};

/// Bytes hashed at a time where the browser has no `WebCrypto`: what is in wasm memory at once.
const HASH_CHUNK_BYTES: u32 = 1 << 20;

/// The time since 1970, for signatures and for measuring.
pub fn now() -> Duration {
    Duration::from_secs_f64(js_sys::Date::now() / 1000.0)
}

/// Decides how long retries wait.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 2^32")]
pub fn seed() -> u64 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u64
}

/// Where this page is from.
pub fn origin() -> String {
    scope().map_or_else(String::new, |scope| scope.location().origin())
}

fn scope() -> Option<WorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

/// Sends a request, signed for a time of the store's clock; `part` holds the bytes of a part.
/// `cancel` ends it early.
///
/// # Errors
/// [`Error::Network`] when there is no answer in time.
pub async fn send(
    request: &Request,
    part: Option<Uint8Array>,
    target: &Target,
    credentials: &Credentials,
    time: SystemTime,
    cancel: Option<AbortSignal>,
) -> Result<Response> {
    let headers = sign(request, credentials, &target.region, time)?;
    let no_answer = |cause: gloo_net::Error| Error::Network {
        operation: request.operation.name(),
        host: target.host(),
        cause: cause.to_string(),
        snippet: cors_rule(&origin()),
    };
    let mut builder = RequestBuilder::new(&request.url)
        .method(method(request.method))
        .cache(RequestCache::NoStore)
        // Keys are in the signature; a cookie for the store's host has no business here.
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(&signal(request.time_limit, cancel)));
    for (name, value) in &headers {
        builder = builder.header(name, value);
    }
    let sent = match body(request, part)? {
        Some(blob) => builder.body(blob).map_err(no_answer)?.send().await,
        None => builder.send().await,
    };
    answer(sent.map_err(no_answer)?).await.map_err(no_answer)
}

/// Whether anybody answers at a URL, in a way for which a page needs no leave: what is answered
/// cannot be read.
pub async fn is_anybody_at(url: &str, time_limit: Duration, cancel: Option<AbortSignal>) -> bool {
    let builder = RequestBuilder::new(url)
        .method(Method::HEAD)
        .mode(RequestMode::NoCors)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(&signal(time_limit, cancel)));
    builder.send().await.is_ok()
}

/// Ends the request when the user cancels or its time is up.
fn signal(time_limit: Duration, cancel: Option<AbortSignal>) -> AbortSignal {
    let limit = u32::try_from(time_limit.as_millis()).unwrap_or(u32::MAX);
    let timeout = AbortSignal::timeout_with_u32(limit);
    match cancel {
        Some(cancel) => AbortSignal::any(&Array::of2(&timeout, &cancel)),
        None => timeout,
    }
}

/// The body as a Blob: Chromium sends an 8 MB Blob several times as fast as the same typed array.
fn body(request: &Request, part: Option<Uint8Array>) -> Result<Option<Blob>> {
    let bytes = match &request.body {
        Body::Bytes(bytes) => Some(Uint8Array::from(&bytes[..])).filter(|_| !bytes.is_empty()),
        Body::Part { .. } => part,
    };
    let no_room = |_| std::io::Error::other("the browser has no room for a part");
    let blob =
        |bytes: Uint8Array| Blob::new_with_u8_array_sequence(&Array::of1(&bytes)).map_err(no_room);
    Ok(bytes.map(blob).transpose()?)
}

fn method(name: &str) -> Method {
    match name {
        "PUT" => Method::PUT,
        "POST" => Method::POST,
        "DELETE" => Method::DELETE,
        "HEAD" => Method::HEAD,
        _ => Method::GET,
    }
}

async fn answer(response: HttpResponse) -> std::result::Result<Response, gloo_net::Error> {
    let headers = Headers::read(|name| response.headers().get(name));
    Ok(Response { status: response.status(), headers, body: response.text().await? })
}

/// SHA-256 in hex: by `WebCrypto` at native speed, or in wasm on a page that is not from a
/// secure origin, where browsers leave `WebCrypto` out.
pub async fn sha256(bytes: &Uint8Array) -> String {
    match native_sha256(bytes).await {
        Some(digest) => hex(&digest.to_vec()),
        None => wasm_sha256(bytes),
    }
}

async fn native_sha256(bytes: &Uint8Array) -> Option<Uint8Array> {
    let subtle = scope()?.crypto().ok()?.subtle();
    if subtle.is_undefined() {
        return None;
    }
    let digest = subtle.digest_with_str_and_buffer_source("SHA-256", bytes).ok()?;
    Some(Uint8Array::new(&JsFuture::from(digest).await.ok()?))
}

/// SHA-256 in hex, in wasm.
#[must_use]
pub fn wasm_sha256(bytes: &Uint8Array) -> String {
    sha256_hex(chunks(bytes))
}

/// MD5 in hex, which `WebCrypto` does not have.
pub fn wasm_md5(bytes: &Uint8Array) -> String {
    md5_hex(chunks(bytes))
}

/// A checksum of a whole object's part.
pub fn wasm_checksum(checksum: Checksum, bytes: &Uint8Array) -> u64 {
    checksum.of(chunks(bytes))
}

/// A chunk at a time is copied into wasm memory.
fn chunks(bytes: &Uint8Array) -> impl Iterator<Item = Vec<u8>> {
    let starts = (0..bytes.length()).step_by(HASH_CHUNK_BYTES as usize);
    starts
        .map(|start| bytes.subarray(start, (start + HASH_CHUNK_BYTES).min(bytes.length())).to_vec())
}
