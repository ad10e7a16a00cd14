//! Reading an object back.

use std::time::Duration;

use gloo_timers::future::sleep;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::fetch::{now, read, seed};
use super::{store_of, thrown, to_js};
use crate::assemble::FooterFacts;
use crate::error::Error;
use crate::s3::{Call, Next, Request, S3Error};

/// The bytes from `start` to `end` of a job's (JSON) object, with credentials (JSON).
///
/// # Errors
/// A `Failure` where the store does not give them.
#[wasm_bindgen(js_name = readObject)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes of files")]
pub async fn read_object(
    job: String,
    credentials: String,
    start: f64,
    end: f64,
) -> Result<Uint8Array, JsValue> {
    let (target, access) = store_of(&job, &credentials)?;
    let request = Request::get_object(&target, start as u64..end as u64).map_err(thrown)?;
    let mut call = Call::new(seed());
    loop {
        let time = call.clock().store_time(now());
        let (answer, bytes) = match read(&request, &target, &access, time).await {
            Ok((response, bytes)) => (Ok(response), bytes),
            Err(error) => (Err(error), Vec::new()),
        };
        match call.answer(request.operation, now(), answer).map_err(thrown)? {
            Next::Done(response) if response.is_success() => {
                return Ok(Uint8Array::from(&bytes[..]));
            }
            Next::Done(response) => {
                return Err(thrown(S3Error::from_response(request.operation, &response).into()));
            }
            // A millisecond more: timers round down.
            Next::Again(wait) => sleep(wait + Duration::from_millis(1)).await,
        }
    }
}

/// What the end of a file says of it: `FooterFacts` in `www/wasm.d.ts`; undefined where it is no
/// end of a Parquet file.
///
/// # Errors
/// Never in practice: the facts are plain values.
#[wasm_bindgen(js_name = readFooter)]
pub fn read_footer(end: &[u8]) -> Result<JsValue, JsValue> {
    to_js(&FooterFacts::of(end))
}

/// The failure of an object that is not what was sent.
///
/// # Errors
/// Never in practice.
#[wasm_bindgen(js_name = otherObject)]
pub fn other_object(url: String, problem: String) -> Result<JsValue, JsValue> {
    to_js(&Error::OtherObject { url, problem }.to_failure())
}
