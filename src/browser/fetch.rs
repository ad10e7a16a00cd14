//! The executor of S3 requests: signs, sends through `fetch`, gives the answer.

use std::time::{Duration, SystemTime};

use gloo_net::http::{Method, RequestBuilder, Response as HttpResponse};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestCredentials, RequestMode, WorkerGlobalScope};

use super::body::send_body;
use crate::error::{Error, Result};
use crate::s3::{
    Access, Body, Checksum, Headers, Request, Response, SignOrder, Signed, Signer, Target,
    cors_rule, hex, md5_hex, not_signed, sha256_hex, sign,
};

/// Bytes hashed at a time where the browser has no `WebCrypto`: what is in wasm memory at once.
const HASH_CHUNK_BYTES: u32 = 1 << 20;

/// How long a signing endpoint is waited for.
const SIGNER_TIME_LIMIT: Duration = Duration::from_secs(30);

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
    access: &Access,
    time: SystemTime,
    cancel: Option<AbortSignal>,
) -> Result<Response> {
    match exchange(request, part, target, access, time, cancel).await? {
        Ok(response) => answer(response).await.map_err(|cause| no_answer(request, target, &cause)),
        Err(refused) => Ok(*refused),
    }
}

/// Sends a request whose answer is bytes: they are given beside it where it succeeded.
///
/// # Errors
/// As [`send`].
pub async fn read(
    request: &Request,
    target: &Target,
    access: &Access,
    time: SystemTime,
) -> Result<(Response, Vec<u8>)> {
    let no_answer = |cause| no_answer(request, target, &cause);
    match exchange(request, None, target, access, time, None).await? {
        Ok(response) if response.ok() => {
            let (status, bytes) = (response.status(), response.binary().await.map_err(no_answer)?);
            Ok((Response { status, ..Response::default() }, bytes))
        }
        Ok(response) => Ok((answer(response).await.map_err(no_answer)?, Vec::new())),
        Err(refused) => Ok((*refused, Vec::new())),
    }
}

fn no_answer(request: &Request, target: &Target, cause: &gloo_net::Error) -> Error {
    Error::Network {
        operation: request.operation.name(),
        host: target.host(),
        cause: cause.to_string(),
        snippet: cors_rule(&origin()),
    }
}

/// Has a request signed and sends it. A request that nobody signs has a refusal for an answer.
async fn exchange(
    request: &Request,
    part: Option<Uint8Array>,
    target: &Target,
    access: &Access,
    time: SystemTime,
    cancel: Option<AbortSignal>,
) -> Result<std::result::Result<HttpResponse, Box<Response>>> {
    let signed = match signed(request, target, access, time).await? {
        Ok(signed) => signed,
        Err(refused) => return Ok(Err(refused)),
    };
    let no_answer = |cause| no_answer(request, target, &cause);
    let mut builder = RequestBuilder::new(&signed.url)
        .method(method(request.method))
        .cache(RequestCache::NoStore)
        // Keys are in the signature; a cookie for the store's host has no business here.
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(&signal(request.time_limit, cancel)));
    for (name, value) in &signed.headers {
        builder = builder.header(name, value);
    }
    let sent = match body(request, part) {
        Some(bytes) => send_body(builder, bytes).await,
        None => builder.send().await,
    };
    sent.map(Ok).map_err(no_answer)
}

/// A request's URL and headers as they are sent, or why it may not be.
async fn signed(
    request: &Request,
    target: &Target,
    access: &Access,
    time: SystemTime,
) -> Result<std::result::Result<Signed, Box<Response>>> {
    match access {
        Access::Keys(keys) => {
            let headers = sign(request, keys, &target.region, time)?.into_iter().collect();
            Ok(Ok(Signed { url: request.url.clone(), headers }))
        }
        Access::Presigned(urls) => {
            let refused = || Box::new(refused(request, "there is no URL for it"));
            Ok(urls.signed(request).ok_or_else(refused))
        }
        Access::Signer(signer) => ask_signer(request, target, signer).await,
    }
}

/// Asks the signing endpoint.
async fn ask_signer(
    request: &Request,
    target: &Target,
    signer: &Signer,
) -> Result<std::result::Result<Signed, Box<Response>>> {
    let no_answer = |cause: gloo_net::Error| Error::Network {
        operation: request.operation.name(),
        host: "the signing endpoint".into(),
        cause: cause.to_string(),
        snippet: String::new(),
    };
    let mut builder = RequestBuilder::new(&signer.url)
        .method(Method::POST)
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(&signal(SIGNER_TIME_LIMIT, None)));
    for (name, value) in &signer.headers {
        builder = builder.header(name, value);
    }
    let order =
        serde_json::to_string(&SignOrder::of(request, target)).map_err(std::io::Error::other)?;
    let order =
        builder.header("content-type", "application/json").body(order).map_err(no_answer)?;
    let response = order.send().await.map_err(no_answer)?;
    if !response.ok() {
        let why = format!("the signing endpoint answers {}", response.status());
        return Ok(Err(Box::new(refused(request, &why))));
    }
    let signed = serde_json::from_str::<Signed>(&response.text().await.map_err(no_answer)?);
    let why = "the signing endpoint's answer is not of the form that is known";
    Ok(signed
        .map(|signed| signed.with_headers_of(request))
        .map_err(|_| Box::new(refused(request, why))))
}

fn refused(request: &Request, why: &str) -> Response {
    not_signed(request.operation, why)
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

/// The body's bytes, if there is one.
fn body(request: &Request, part: Option<Uint8Array>) -> Option<Uint8Array> {
    match &request.body {
        Body::Bytes(bytes) => Some(Uint8Array::from(&bytes[..])).filter(|_| !bytes.is_empty()),
        Body::Part { .. } => part,
    }
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
