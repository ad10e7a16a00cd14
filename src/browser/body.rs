//! How the bytes of a request are handed to `fetch`.

use std::cell::Cell;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures_util::poll;
use gloo_net::http::{RequestBuilder, Response};
use js_sys::{Array, Uint8Array};
use web_sys::Blob;

use super::fetch::now;

/// Bodies that are large enough to tell anything by.
const LARGE_BYTES: u32 = 4 << 20;

/// Chromium takes some 500 bytes of a typed array in a microsecond, and 100 or fewer where a
/// debugger records requests.
const SLOW_BYTES_PER_MICROSECOND: u128 = 160;

/// How many bodies in a row are taken slowly until a debugger is the likely cause: one can be slow
/// because something else has the processor.
const SLOW_BODIES: u32 = 2;

thread_local! {
    static SLOW_IN_A_ROW: Cell<u32> = const { Cell::new(0) };
}

/// Sends a request with a body: as a typed array, which is the fastest there is, or as a Blob where
/// a debugger was seen to record typed arrays, which takes ten times as long as to send them.
///
/// # Errors
/// When there is no answer.
pub(super) async fn send_body(
    builder: RequestBuilder,
    bytes: Uint8Array,
) -> Result<Response, gloo_net::Error> {
    if SLOW_IN_A_ROW.get() >= SLOW_BODIES {
        let blob = Blob::new_with_u8_array_sequence(&Array::of1(&bytes));
        let no_room = |_| gloo_net::Error::GlooError("the browser has no room for a part".into());
        return builder.body(blob.map_err(no_room)?)?.send().await;
    }
    let length = bytes.length();
    let mut sending = pin!(builder.body(bytes)?.send());
    let begun = now();
    // The body is taken, and recorded, before there is anything to wait for.
    let first = poll!(sending.as_mut());
    if length >= LARGE_BYTES {
        note(length, now().saturating_sub(begun));
    }
    match first {
        Poll::Ready(response) => response,
        Poll::Pending => sending.await,
    }
}

/// Remembers whether a large body was taken slowly.
fn note(length: u32, took: Duration) {
    let is_slow = u128::from(length) < took.as_micros() * SLOW_BYTES_PER_MICROSECOND;
    SLOW_IN_A_ROW.set(if is_slow { SLOW_IN_A_ROW.get() + 1 } else { 0 });
}
