//! What the page asks a store outside of an upload: which uploads are unfinished, to throw one away,
//! and whether a key is free.

use std::time::Duration;

use gloo_timers::future::sleep;
use js_sys::{Array, Object};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::fetch::{now, seed, send};
use super::{store_of, thrown, to_js};
use crate::error::Result;
use crate::s3::{
    AbortUnfinished, Access, Call, Errand, ListUnfinished, LookForObject, Next, Request, Target,
    sign,
};

/// The unfinished uploads to keys that begin with a job's (JSON), with credentials (JSON).
///
/// # Errors
/// A `Failure`.
#[wasm_bindgen(js_name = listUploads)]
pub async fn list_uploads(job: &str, credentials: &str) -> std::result::Result<JsValue, JsValue> {
    let (target, access) = store_of(job, credentials)?;
    let mut list = ListUnfinished::new(target.clone());
    run(&mut list, &target, &access).await.map_err(thrown)?;
    to_js(&list.into_found())
}

/// Throws an unfinished upload to a job's (JSON) key away, with credentials (JSON).
///
/// # Errors
/// A `Failure`, also where parts are left.
#[wasm_bindgen(js_name = abortUpload)]
pub async fn abort_upload(
    job: &str,
    credentials: &str,
    upload_id: &str,
) -> std::result::Result<(), JsValue> {
    let (target, access) = store_of(job, credentials)?;
    let mut abort = AbortUnfinished::new(target.clone(), upload_id);
    run(&mut abort, &target, &access).await.map_err(thrown)
}

/// Whether there is no object at a job's (JSON) key, with credentials (JSON).
///
/// # Errors
/// A `Failure` when there is one.
#[wasm_bindgen(js_name = checkFree)]
pub async fn check_free(job: &str, credentials: &str) -> std::result::Result<(), JsValue> {
    let (target, access) = store_of(job, credentials)?;
    let mut look = LookForObject::new(target.clone());
    run(&mut look, &target, &access).await.map_err(thrown)
}

/// The request that aborts an upload, signed now: `SignedRequest` in `www/types.d.ts`. A page that
/// is being closed has no time left to sign one. Undefined where the page does not sign itself.
///
/// # Errors
/// A `Failure` that names the field.
#[wasm_bindgen(js_name = signAbort)]
pub fn sign_abort(
    job: &str,
    credentials: &str,
    upload_id: &str,
) -> std::result::Result<JsValue, JsValue> {
    let (target, access) = store_of(job, credentials)?;
    let request = Request::abort(&target, upload_id).map_err(thrown)?;
    let Access::Keys(keys) = access else { return Ok(JsValue::UNDEFINED) };
    let time = std::time::SystemTime::UNIX_EPOCH + now();
    let headers = sign(&request, &keys, &target.region, time).map_err(thrown)?;
    let entries: Array =
        headers.into_iter().map(|(name, value)| Array::of2(&name.into(), &value.into())).collect();
    let signed = Signed { url: request.url, headers: Object::from_entries(&entries)?.into() };
    to_js(&signed)
}

#[derive(Serialize)]
struct Signed {
    url: String,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    headers: JsValue,
}

/// Sends one request after another, each until it is answered.
async fn run(errand: &mut impl Errand, target: &Target, access: &Access) -> Result<()> {
    let mut call = Call::new(seed());
    while let Some(request) = errand.next_request()? {
        let time = call.clock().store_time(now());
        let answer = send(&request, None, target, access, time, None).await;
        match call.answer(request.operation, now(), answer)? {
            Next::Done(response) => errand.take(&response)?,
            // A millisecond more: timers round down.
            Next::Again(wait) => sleep(wait + Duration::from_millis(1)).await,
        }
    }
    Ok(())
}
