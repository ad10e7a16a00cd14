//! The S3 sink: fills parts, lets the state machine decide, and sends what it says.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use gloo_timers::future::sleep;
use js_sys::{Function, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortSignal;

use super::fetch::{now, origin, seed, send, sha256, wasm_checksum, wasm_md5};
use super::{store_of, thrown, to_js};
use crate::error::{Error, Result};
use crate::parts::{Part, PartBuffer, Parts};
use crate::s3::{Access, Body, Multipart, Offer, Operation, PartDone, Request, Response, Target};

/// What the upload hears of while it waits.
enum News {
    /// What came back for a request, and when.
    Answer(Operation, Duration, Result<Response>),
    /// The time has come that something waits for.
    Tick,
    Pause,
    Resume,
    Online(bool),
    Renewed(Access),
    Cancel,
}

/// How an upload is made: `UploadOptions` in `www/wasm.d.ts`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Options {
    part_bytes: u32,
    /// How many parts the plan has.
    #[serde(default)]
    parts: u64,
    /// An unfinished upload to go on with.
    upload_id: Option<String>,
    /// Somebody can be asked for new keys, or to try later.
    #[serde(default)]
    is_attended: bool,
}

/// One upload. JavaScript calls one method at a time and awaits it; a call waits while as many
/// parts as the job allows are in flight and one more is ready, so that memory stays bounded.
#[wasm_bindgen]
pub struct S3Upload {
    target: Target,
    access: Access,
    machine: Multipart,
    parts: Parts<Uint8Array>,
    bodies: HashMap<u32, (Uint8Array, Duration)>,
    tell: UnboundedSender<News>,
    told: UnboundedReceiver<News>,
    /// When the last timer that was set ends.
    wakes_at: Option<Duration>,
    cancel: AbortSignal,
    /// Called with the bytes in memory and, where there is news, an `UploadNews`.
    notify: Function,
}

/// Orders to an upload that is under way, whose own methods are being awaited.
#[wasm_bindgen]
pub struct UploadControl(UnboundedSender<News>);

#[wasm_bindgen]
impl UploadControl {
    /// Sends nothing more until `resume`.
    pub fn pause(&self) {
        self.tell(News::Pause);
    }

    /// Goes on, also where the upload paused as the store gave trouble.
    pub fn resume(&self) {
        self.tell(News::Resume);
    }

    /// The browser is online, or is not.
    #[wasm_bindgen(js_name = setOnline)]
    pub fn set_online(&self, is_online: bool) {
        self.tell(News::Online(is_online));
    }

    /// Goes on with other credentials (JSON).
    ///
    /// # Errors
    /// A `Failure` that names the field.
    pub fn renew(&self, credentials: &str) -> std::result::Result<(), JsValue> {
        self.tell(News::Renewed(Access::from_json(credentials).map_err(thrown)?));
        Ok(())
    }

    /// Ends the upload; what awaits it then rejects when nothing is left behind.
    pub fn cancel(&self) {
        self.tell(News::Cancel);
    }

    fn tell(&self, news: News) {
        // Nobody listens any more when the upload itself is gone.
        drop(self.0.unbounded_send(news));
    }
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
        options: JsValue,
        cancel: AbortSignal,
        notify: Function,
    ) -> std::result::Result<S3Upload, JsValue> {
        let (target, access) = store_of(job, credentials)?;
        let options: Options = serde_wasm_bindgen::from_value(options)?;
        access.check(&target, options.parts).map_err(thrown)?;
        let (tell, told) = unbounded();
        Ok(Self {
            machine: machine(&target, &access, &options),
            target,
            access,
            parts: Parts::new(options.part_bytes as usize),
            bodies: HashMap::new(),
            tell,
            told,
            wakes_at: None,
            cancel,
            notify,
        })
    }

    /// What gives orders to this upload.
    #[must_use]
    pub fn control(&self) -> UploadControl {
        UploadControl(self.tell.clone())
    }

    /// Finds or makes the bucket and begins the upload, or finds the one to go on with.
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
        self.tell(&JsValue::UNDEFINED);
        Ok(())
    }

    /// Sends what is left and makes the object. Gives `{ url, etag, parts, is_confirmed }`.
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
        let Part { number, bytes } = part;
        let sha256 = if self.target.unsigned_payload { None } else { Some(sha256(&bytes).await) };
        let md5 = self.machine.wants_md5(number).then(|| wasm_md5(&bytes));
        let checksum = self.machine.checksum().map(|checksum| wasm_checksum(checksum, &bytes));
        let offer = Offer { number, length: u64::from(bytes.length()), sha256, md5, checksum };
        match self.machine.offer(offer) {
            Some(kept) => {
                self.part_done(kept, Duration::ZERO);
                self.parts.recycle(bytes.clone());
            }
            None => drop(self.bodies.insert(number, (bytes.clone(), now()))),
        }
        // One is hashed while the others are sent.
        let most = self.target.concurrency;
        self.drive(|machine| machine.pending() <= most).await?;
        if self.machine.lacks_md5(number) {
            self.machine.tell_md5(number, wasm_md5(&bytes));
        }
        Ok(())
    }

    /// Sends all that can be sent and takes news until `enough`, or until the upload ended.
    async fn drive(&mut self, enough: impl Fn(&Multipart) -> bool) -> Result<()> {
        loop {
            while let Some(request) = self.machine.next_request(now())? {
                self.start(request);
            }
            self.tell_events();
            match (self.machine.has_ended(), self.machine.is_failing()) {
                (true, true) => return self.machine.take_result().map(drop),
                (true, false) => return Ok(()),
                (false, false) if enough(&self.machine) => return Ok(()),
                _ => {}
            }
            self.set_timer();
            match self.told.next().await {
                Some(news) => self.take(news),
                None => return Err(Error::Cancelled),
            }
        }
    }

    fn start(&mut self, request: Request) {
        let tell = self.tell.clone();
        let (target, access) = (self.target.clone(), self.access.clone());
        let time: SystemTime = self.machine.clock().store_time(now());
        let part = match request.body {
            Body::Part { number, .. } => self.bodies.get(&number).map(|body| body.0.clone()),
            Body::Bytes(_) => None,
        };
        // A cancelled part is thrown away with its upload. The other requests are short, and what
        // the store made of them must be known: an upload whose id is lost cannot be aborted.
        let cancel = part.is_some().then(|| self.cancel.clone());
        spawn_local(async move {
            let answer = send(&request, part, &target, &access, time, cancel).await;
            // Nobody listens any more when the upload itself is gone.
            drop(tell.unbounded_send(News::Answer(request.operation, now(), answer)));
        });
    }

    /// Wakes the upload when a request that waits can be sent.
    fn set_timer(&mut self) {
        let wake_at = self.machine.wake_at();
        if wake_at.is_none() || wake_at == self.wakes_at {
            return;
        }
        self.wakes_at = wake_at;
        let (tell, wait) = (self.tell.clone(), wake_at.unwrap_or_default().saturating_sub(now()));
        spawn_local(async move {
            // A millisecond more: timers round down.
            sleep(wait + Duration::from_millis(1)).await;
            drop(tell.unbounded_send(News::Tick));
        });
    }

    fn take(&mut self, news: News) {
        match news {
            News::Answer(operation, at, answer) => self.take_answer(operation, at, answer),
            News::Tick => self.wakes_at = None,
            News::Pause => self.machine.pause(),
            News::Resume => self.machine.resume(now()),
            News::Online(is_online) => self.machine.set_online(is_online, now()),
            News::Renewed(access) => {
                self.access = access;
                self.machine.renewed(now());
            }
            News::Cancel => self.machine.cancel(),
        }
    }

    fn take_answer(&mut self, operation: Operation, at: Duration, answer: Result<Response>) {
        if self.cancel.aborted() {
            self.machine.cancel();
        }
        let done = self.machine.answer(operation, at, answer);
        if let Some(part) = done {
            let (bytes, offered) = self.bodies.remove(&part.number).unzip();
            self.part_done(part, at.saturating_sub(offered.unwrap_or(at)));
            if let Some(bytes) = bytes {
                self.parts.recycle(bytes);
            }
        } else if self.machine.is_failing() {
            self.bodies.clear();
        }
    }

    fn part_done(&self, part: PartDone, took: Duration) {
        let PartDone { number, length, is_kept } = part;
        let seconds = took.as_secs_f64();
        let news = PartNews { r#type: "part", part: number, bytes: length, seconds, is_kept };
        self.tell(&to_js(&news).unwrap_or(JsValue::UNDEFINED));
    }

    fn tell_events(&mut self) {
        for event in self.machine.take_events() {
            self.tell(&to_js(&event).unwrap_or(JsValue::UNDEFINED));
        }
        self.tell(&JsValue::UNDEFINED);
    }

    #[expect(clippy::cast_precision_loss, reason = "bytes in memory are far below 2^53")]
    fn tell(&self, news: &JsValue) {
        let sending: usize = self.bodies.values().map(|body| PartBuffer::length(&body.0)).sum();
        let in_memory = JsValue::from((sending + self.parts.buffered()) as f64);
        // A listener that throws must not end an upload.
        drop(self.notify.call2(&JsValue::NULL, &in_memory, news));
    }
}

fn machine(target: &Target, access: &Access, options: &Options) -> Multipart {
    let machine = Multipart::new(target.clone(), &origin(), seed());
    let machine = if options.is_attended { machine.attended() } else { machine };
    match (&options.upload_id, access.upload_id()) {
        (Some(upload_id), _) => machine.resuming(upload_id),
        (None, Some(upload_id)) => machine.given(upload_id),
        (None, None) => machine,
    }
}

#[derive(Serialize)]
struct PartNews {
    r#type: &'static str,
    part: u32,
    bytes: u64,
    seconds: f64,
    is_kept: bool,
}
