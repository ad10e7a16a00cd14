//! Setting up a store: a check of the connection, and what the page does for a bucket.

use std::time::SystemTime;

use gloo_timers::future::sleep;
use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::fetch::{is_anybody_at, now, origin, seed, send};
use super::{store_of, thrown, to_js};
use crate::error::{Error, Result};
use crate::s3::{Access, Check, Clock, Line, Operation, Probe, Request, Response, SetUp, Target};

/// Checks the connection to a job's (JSON) store with credentials (JSON), and calls `on_line` with
/// each `ConnectionLine`. What `cancel` ends early leaves nothing in the bucket.
///
/// # Errors
/// A `Failure` that names the field, or of kind `cancelled`.
#[wasm_bindgen(js_name = checkConnection)]
pub async fn check_connection(
    job: String,
    credentials: String,
    cancel: AbortSignal,
    on_line: Function,
) -> std::result::Result<(), JsValue> {
    let store = Store::new(&job, &credentials)?;
    store.check(&cancel, &on_line).await.map_err(thrown)
}

/// Makes the bucket of a job (JSON) with credentials (JSON).
///
/// # Errors
/// A `Failure` that says why not, and what else can be done.
#[wasm_bindgen(js_name = createBucket)]
pub async fn create_bucket(job: String, credentials: String) -> std::result::Result<(), JsValue> {
    let store = Store::new(&job, &credentials)?;
    let work = SetUp::bucket(store.target.clone(), &origin(), seed());
    store.set_up(work).await.map_err(thrown)
}

/// Puts the page's CORS rule on the bucket of a job (JSON), beside the rules that it has, with
/// credentials (JSON).
///
/// # Errors
/// As [`create_bucket`].
#[wasm_bindgen(js_name = putCorsRule)]
pub async fn put_cors_rule(job: String, credentials: String) -> std::result::Result<(), JsValue> {
    let store = Store::new(&job, &credentials)?;
    let work = SetUp::cors_rule(store.target.clone(), &origin(), seed());
    store.set_up(work).await.map_err(thrown)
}

struct Store {
    target: Target,
    access: Access,
}

impl Store {
    fn new(job: &str, credentials: &str) -> std::result::Result<Self, JsValue> {
        let (target, access) = store_of(job, credentials)?;
        Ok(Self { target, access })
    }

    async fn check(&self, cancel: &AbortSignal, on_line: &Function) -> Result<()> {
        let mut check = Check::new(self.target.clone(), &origin(), seed());
        let mut is_cancelled = false;
        loop {
            tell(check.take_lines(), on_line);
            if cancel.aborted() && !is_cancelled {
                is_cancelled = true;
                check.cancel();
            }
            let Some(probe) = check.next_probe()? else { break };
            // What removes an upload is not cancelled, nor what may begin one.
            let can_wait = is_cancelled || begins_or_ends_an_upload(&probe);
            let cancel = (!can_wait).then(|| cancel.clone());
            let answer = self.ask(probe, check.clock(), cancel).await?;
            sleep(check.answer(now(), answer)).await;
        }
        if is_cancelled { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// What comes back for a probe, or that nothing does.
    async fn ask(
        &self,
        probe: Probe,
        clock: Clock,
        cancel: Option<AbortSignal>,
    ) -> Result<Result<Response>> {
        match probe {
            Probe::Send(request) => self.send(&request, clock, cancel).await,
            Probe::Reach { url, time_limit } => {
                let is_anybody_there = is_anybody_at(&url, time_limit, cancel).await;
                Ok(if is_anybody_there { Ok(Response::default()) } else { Err(Error::Cancelled) })
            }
        }
    }

    /// That the browser got no answer is news for who asked; what cannot be sent at all is not.
    async fn send(
        &self,
        request: &Request,
        clock: Clock,
        cancel: Option<AbortSignal>,
    ) -> Result<Result<Response>> {
        let time: SystemTime = clock.store_time(now());
        match send(request, None, &self.target, &self.access, time, cancel).await {
            Err(error @ Error::Network { .. }) => Ok(Err(error)),
            other => other.map(Ok),
        }
    }

    async fn set_up(&self, mut work: SetUp) -> Result<()> {
        while let Some(request) = work.next_request()? {
            let answer = self.send(&request, work.clock(), None).await?;
            sleep(work.answer(now(), answer)?).await;
        }
        Ok(())
    }
}

fn begins_or_ends_an_upload(probe: &Probe) -> bool {
    let Probe::Send(request) = probe else { return false };
    matches!(request.operation, Operation::CreateMultipartUpload | Operation::AbortMultipartUpload)
}

fn tell(lines: Vec<Line>, on_line: &Function) {
    for line in lines {
        let line = to_js(&line).unwrap_or(JsValue::UNDEFINED);
        // A listener that throws must not end a check, which may have something to remove.
        drop(on_line.call1(&JsValue::NULL, &line));
    }
}
