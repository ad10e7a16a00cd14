//! The S3 sink: fills parts, lets the state machine decide, and sends what it says.

use std::collections::HashMap;

use futures_channel::oneshot;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortSignal;

use super::fetch::{now, origin, send, sha256};
use super::{thrown, to_js};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::parts::{Part, PartBuffer, Parts};
use crate::s3::{Body, Credentials, Multipart, Operation, PartDone, Request, Response, Target};

type Answer = (Operation, Result<Response>);

/// One upload. JavaScript calls one method at a time and awaits it; a call waits while as many
/// parts as the job allows are in flight, so that memory stays bounded.
#[wasm_bindgen]
pub struct S3Upload {
    target: Target,
    credentials: Credentials,
    machine: Multipart,
    parts: Parts<Uint8Array>,
    bodies: HashMap<u32, (Uint8Array, f64)>,
    running: FuturesUnordered<oneshot::Receiver<Answer>>,
    cancel: AbortSignal,
    /// Called with the bytes in memory and, when a part was stored, its number, length and
    /// seconds.
    notify: Function,
}

#[wasm_bindgen]
impl S3Upload {
    /// An upload of a job's (JSON) file with credentials (JSON). `cancel` ends what is in flight.
    ///
    /// # Errors
    /// A `Failure` that names the field.
    #[wasm_bindgen(constructor)]
    pub fn new(
        job: &str,
        credentials: &str,
        part_bytes: u32,
        cancel: AbortSignal,
        notify: Function,
    ) -> std::result::Result<S3Upload, JsValue> {
        let job = Job::from_json(job).map_err(thrown)?;
        let credentials = Credentials::from_json(credentials).map_err(thrown)?;
        let target = job.s3().ok_or_else(|| JsError::new("the job has no S3 destination"))?;
        Ok(Self {
            machine: Multipart::new(target.clone(), &origin()),
            target: target.clone(),
            credentials,
            parts: Parts::new(part_bytes as usize),
            bodies: HashMap::new(),
            running: FuturesUnordered::new(),
            cancel,
            notify,
        })
    }

    /// Finds or makes the bucket and begins the upload.
    ///
    /// # Errors
    /// A `Failure`; nothing is left in the bucket then. So it is with [`Self::write`] and
    /// [`Self::close`].
    pub async fn open(&mut self) -> std::result::Result<(), JsValue> {
        self.drive(Multipart::is_open).await.map_err(thrown)
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn write(&mut self, chunk: Uint8Array) -> std::result::Result<(), JsValue> {
        let mut from = 0;
        while let Some((part, next)) = self.parts.fill(&chunk, from) {
            from = next;
            self.offer(part).await.map_err(thrown)?;
        }
        self.tell(None);
        Ok(())
    }

    /// Sends what is left and makes the object. Gives `{ url, etag, parts }`.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn close(&mut self) -> std::result::Result<JsValue, JsValue> {
        if let Some(part) = self.parts.take() {
            self.offer(part).await.map_err(thrown)?;
        }
        self.machine.close();
        self.drive(|_| false).await.map_err(thrown)?;
        to_js(&self.machine.take_result().map_err(thrown)?)
    }

    /// Throws the upload away: waits for what is in flight, aborts, and looks whether anything is
    /// left.
    ///
    /// # Errors
    /// A `Failure` of kind `cancelled`, or one that says what is left behind.
    pub async fn abort(&mut self) -> std::result::Result<(), JsValue> {
        self.machine.cancel();
        match self.drive(|_| false).await {
            Ok(()) | Err(Error::Cancelled) => Ok(()),
            Err(error) => Err(thrown(error)),
        }
    }

    async fn offer(&mut self, part: Part<Uint8Array>) -> Result<()> {
        let length = part.bytes.length();
        let hash =
            if self.target.unsigned_payload { None } else { Some(sha256(&part.bytes).await) };
        self.bodies.insert(part.number, (part.bytes, now()));
        self.machine.offer(part.number, u64::from(length), hash);
        let most = self.target.concurrency;
        self.drive(|machine| machine.pending() < most).await
    }

    /// Sends all that can be sent and takes answers until `enough`, or until the upload ended.
    async fn drive(&mut self, enough: impl Fn(&Multipart) -> bool) -> Result<()> {
        loop {
            while let Some(request) = self.machine.next_request()? {
                self.start(request);
            }
            self.tell(None);
            match (self.machine.has_ended(), self.machine.is_failing()) {
                (true, true) => return self.machine.take_result().map(drop),
                (true, false) => return Ok(()),
                (false, false) if enough(&self.machine) => return Ok(()),
                _ => {}
            }
            match self.running.next().await {
                Some(Ok((operation, answer))) => self.take(operation, answer),
                Some(Err(_)) | None => return Err(Error::Cancelled),
            }
        }
    }

    fn start(&mut self, request: Request) {
        let (tell, told) = oneshot::channel();
        self.running.push(told);
        let (target, credentials) = (self.target.clone(), self.credentials.clone());
        let part = match request.body {
            Body::Part { number, .. } => self.bodies.get(&number).map(|body| body.0.clone()),
            Body::Bytes(_) => None,
        };
        // A cancelled part is thrown away with its upload. The other requests are short, and what
        // the store made of them must be known: an upload whose id is lost cannot be aborted.
        let cancel = part.is_some().then(|| self.cancel.clone());
        spawn_local(async move {
            let answer = send(&request, part, &target, &credentials, cancel).await;
            // Nobody listens any more when the upload itself is gone.
            drop(tell.send((request.operation, answer)));
        });
    }

    fn take(&mut self, operation: Operation, answer: Result<Response>) {
        if self.cancel.aborted() {
            self.machine.cancel();
        }
        let done = self.machine.answer(operation, answer);
        if let Operation::UploadPart(number) = operation {
            let started = self.bodies.remove(&number).map_or(0.0, |body| body.1);
            if let Some(part) = done {
                self.tell(Some((part, (now() - started) / 1000.0)));
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "bytes in memory are far below 2^53")]
    fn tell(&self, part: Option<(PartDone, f64)>) {
        let sending: usize = self.bodies.values().map(|body| PartBuffer::length(&body.0)).sum();
        let in_memory = JsValue::from((sending + self.parts.buffered()) as f64);
        let described = part.map_or(JsValue::UNDEFINED, |(part, seconds)| {
            to_js(&PartNews { part: part.number, bytes: part.length, seconds })
                .unwrap_or(JsValue::UNDEFINED)
        });
        // A listener that throws must not end an upload.
        drop(self.notify.call2(&JsValue::NULL, &in_memory, &described));
    }
}

#[derive(serde::Serialize)]
struct PartNews {
    part: u32,
    bytes: u64,
    seconds: f64,
}
