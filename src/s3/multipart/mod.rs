//! One upload as a state machine: it says which requests to send and is told the answers.
//!
//! | file | steps |
//! | --- | --- |
//! | `begin.rs` | the bucket, the object that may be there, the upload or the parts of one to go on with |
//! | `parts.rs` | parts on their way, as many at once as the store likes |
//! | `checksums.rs` | the checksum of the whole, where the store knows it |
//! | `finish.rs` | the object, and looking at it |
//! | `clean.rs` | nothing is left |
//! | `trouble.rs` | answers that are none of these: again, later, after a pause, or not at all |

mod begin;
mod checksums;
mod clean;
mod finish;
mod parts;
mod trouble;

use std::mem;
use std::time::Duration;

use serde::Serialize;

use super::clock::Clock;
use super::pace::Pace;
use super::request::{Operation, Request, Response};
use super::retry::Retries;
use super::target::Target;
use crate::error::{Error, Result};
use begin::Begin;
use checksums::Checksums;
use clean::Clean;
use finish::Finish;
use parts::PartList;
pub use parts::{Offer, PartDone};
pub use trouble::Why;
use trouble::{Judged, Keys, Pauses};

/// An object that is whole in its bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Object {
    /// Its URL.
    pub url: String,
    /// Its `ETag`, where the store says one.
    pub etag: Option<String>,
    /// Its parts.
    pub parts: u64,
    /// The checksum that the store has compared, as `CRC64NVME` and its value in base64.
    pub checksum: Option<String>,
    /// Whether the store was asked afterwards, and told the length (and the `ETag`, where it is
    /// made of the parts' MD5) that it must have. Keys that may not read cannot ask.
    pub is_confirmed: bool,
}

/// What happens on the way, for who watches. `Event` in `www/types.d.ts`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The upload has this id from now on.
    Began {
        /// S3's name of it.
        upload_id: String,
    },
    /// A request failed and is sent again.
    Retry {
        /// Its name in the S3 API.
        operation: &'static str,
        /// The part's number, if it sends one.
        part: Option<u32>,
        /// How often it was sent.
        tries: u32,
        /// When it is sent again, in seconds.
        wait_seconds: f64,
        /// What went wrong.
        cause: String,
    },
    /// Nothing is sent until what is in the way is gone.
    Paused {
        /// What is in the way.
        why: Why,
        /// What the store said.
        cause: Option<String>,
    },
    /// Sending goes on.
    Resumed,
    /// Something that may be left in the bucket.
    Note {
        /// What the user should know.
        text: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    CheckBucket,
    CreateBucket,
    LookFor,
    CreateUpload,
    FindUpload,
    ListStored,
    SendParts,
    Complete,
    ListAgain,
    LookAt,
    Abort,
    CheckAborted,
    Ended,
}

/// One multipart upload, from looking for the bucket to the object, or to nothing left.
///
/// [`Self::next_request`] gives the requests that can be sent now; [`Self::answer`] takes what came
/// back, and [`Self::wake_at`] says when to ask again if nothing does. Times are since 1970 on this
/// machine's clock. What fails and may pass is sent again; what does not pass, or
/// [`Self::cancel`], lets the parts in flight end, aborts the upload and looks whether anything is
/// left.
#[derive(Debug)]
pub struct Multipart {
    target: Target,
    /// Where the page is from, for the CORS rule that errors show.
    origin: String,
    phase: Phase,
    upload_id: Option<String>,
    begin: Begin,
    parts: PartList,
    checksums: Checksums,
    finish: Finish,
    clean: Clean,
    /// Whether somebody can be asked for new keys, or to try later.
    is_attended: bool,
    /// Whether the store has taken these keys for this upload.
    is_let_in: bool,
    pauses: Pauses,
    keys: Keys,
    retries: Retries,
    pace: Pace,
    clock: Clock,
    /// When the next request that is no part may be sent.
    not_before: Duration,
    in_flight: usize,
    failure: Option<Error>,
    object: Option<Object>,
    events: Vec<Event>,
}

impl Multipart {
    /// An upload to a target, for a page at `origin`; the seed decides how long retries wait.
    #[must_use]
    pub fn new(target: Target, origin: &str, seed: u64) -> Self {
        Self {
            pace: Pace::new(target.concurrency),
            checksums: Checksums::new(target.checksum),
            target,
            origin: origin.into(),
            phase: Phase::CheckBucket,
            upload_id: None,
            begin: Begin::default(),
            parts: PartList::default(),
            finish: Finish::default(),
            clean: Clean::default(),
            is_attended: false,
            is_let_in: false,
            pauses: Pauses::default(),
            keys: Keys::default(),
            retries: Retries::new(seed),
            clock: Clock::default(),
            not_before: Duration::ZERO,
            in_flight: 0,
            failure: None,
            object: None,
            events: Vec::new(),
        }
    }

    /// Goes on with an unfinished upload: parts that the store has, and that are those offered, are
    /// not sent again.
    #[must_use]
    pub fn resuming(mut self, upload_id: &str) -> Self {
        self.upload_id = Some(upload_id.into());
        self.begin.is_resumed = true;
        self.phase = Phase::ListStored;
        self
    }

    /// Fills an upload that somebody else has begun: nothing is asked before its parts.
    #[must_use]
    pub fn given(mut self, upload_id: &str) -> Self {
        self.has_begun(upload_id.into());
        self
    }

    /// Somebody watches: where the keys expire, or the store is gone for long, the upload pauses
    /// instead of failing.
    #[must_use]
    pub fn attended(mut self) -> Self {
        self.is_attended = true;
        self
    }

    /// No more parts will come.
    pub fn close(&mut self) {
        self.parts.is_closed = true;
    }

    /// The user cancels. Twice is once: what is being cleaned up goes on.
    pub fn cancel(&mut self) {
        if self.failure.is_none() {
            self.fail(Error::Cancelled);
        }
    }

    /// Whether parts can be offered.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.phase == Phase::SendParts && self.failure.is_none()
    }

    /// Whether nothing more will happen; then [`Self::take_result`] says how it ended.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    /// Whether the upload failed or was cancelled, and only cleaning up is left.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.failure.is_some()
    }

    /// The store's clock, as far as it is known: what signatures are to be made with.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// What has happened since this was last asked.
    pub fn take_events(&mut self) -> Vec<Event> {
        mem::take(&mut self.events)
    }

    /// The object, or why there is none.
    ///
    /// # Errors
    /// The first failure; [`Error::Cancelled`] for an upload that has not ended, and when it is
    /// asked again.
    pub fn take_result(&mut self) -> Result<Object> {
        match (self.failure.take(), self.object.take()) {
            (Some(error), _) => Err(error),
            (None, object) => object.ok_or(Error::Cancelled),
        }
    }

    /// The next request that can be sent now.
    ///
    /// # Errors
    /// [`Error::Setting`] when the target cannot be used.
    pub fn next_request(&mut self, now: Duration) -> Result<Option<Request>> {
        if self.in_flight == 0 {
            self.advance();
        }
        if self.is_paused() {
            return Ok(None);
        }
        let request = match self.phase {
            Phase::SendParts if self.failure.is_none() => self.next_part(now)?,
            Phase::SendParts | Phase::Ended => None,
            _ if self.in_flight > 0 || now < self.not_before => None,
            step => Some(self.step(step, now)?),
        };
        if let Some(request) = &request {
            self.keys.sent(request.operation);
            self.in_flight += 1;
            self.retries.sent(now);
        }
        Ok(request)
    }

    /// When a request can be sent that cannot be sent yet; `None` where only an answer or a call
    /// changes anything.
    #[must_use]
    pub fn wake_at(&self) -> Option<Duration> {
        match self.phase {
            _ if self.is_paused() => None,
            Phase::SendParts => self.next_part_at(),
            Phase::Ended => None,
            _ => Some(self.not_before).filter(|_| self.in_flight == 0),
        }
    }

    fn step(&mut self, step: Phase, now: Duration) -> Result<Request> {
        let target = &self.target;
        match step {
            Phase::CheckBucket => Request::head_bucket(target),
            Phase::CreateBucket => Request::create_bucket(target),
            Phase::CreateUpload => {
                self.begin.created_at.get_or_insert(now);
                Request::create_upload(target, self.checksum())
            }
            Phase::FindUpload => Request::list_uploads(target, self.begin.uploads_after.as_ref()),
            Phase::ListStored | Phase::ListAgain => {
                Request::list_parts(target, self.id(), self.begin.parts_after)
            }
            Phase::Complete => self.complete(),
            Phase::Abort => Request::abort(target, self.id()),
            Phase::CheckAborted => Request::list_parts(target, self.id(), 0),
            Phase::LookFor | Phase::LookAt | Phase::SendParts | Phase::Ended => {
                Request::head_object(target, self.checksum().is_some())
            }
        }
    }

    /// Moves on from states that end when nothing is in flight.
    fn advance(&mut self) {
        if self.failure.is_some() {
            self.clean_up();
        } else if self.phase == Phase::SendParts && self.parts.are_all_stored() {
            self.phase = Phase::Complete;
        }
    }

    /// Takes what came back for a request: an answer, or why there is none.
    pub fn answer(
        &mut self,
        operation: Operation,
        now: Duration,
        answer: Result<Response>,
    ) -> Option<PartDone> {
        self.in_flight = self.in_flight.saturating_sub(1);
        match self.judge(operation, now, answer) {
            Judged::Taken(response) => match self.take(operation, now, &response) {
                Ok(done) => return done,
                Err(error) => self.fail(error),
            },
            Judged::AtOnce => self.send_again(operation, now),
            Judged::Trouble(error, wait) => self.troubled(operation, now, error, wait),
            Judged::Hopeless(error) => self.fail(error),
        }
        None
    }

    fn take(
        &mut self,
        operation: Operation,
        now: Duration,
        response: &Response,
    ) -> Result<Option<PartDone>> {
        if let Operation::UploadPart(number) = operation {
            return self.part_stored(number, now, response);
        }
        match self.phase {
            Phase::CheckBucket => self.bucket_checked(response)?,
            Phase::CreateBucket => self.bucket_created(response)?,
            Phase::LookFor => self.looked_for(response)?,
            Phase::CreateUpload => self.upload_created(response)?,
            Phase::FindUpload => self.uploads_listed(response),
            Phase::ListStored => self.stored_listed(response)?,
            Phase::Complete => self.completed(response)?,
            Phase::ListAgain => self.listed_again(response)?,
            Phase::LookAt => self.looked_at(response)?,
            Phase::Abort => self.aborted(response),
            Phase::CheckAborted => self.abort_checked(response),
            Phase::SendParts | Phase::Ended => {}
        }
        self.retries.succeeded(operation, now);
        Ok(None)
    }

    /// The first failure counts; parts that wait are dropped.
    fn fail(&mut self, error: Error) {
        match self.phase {
            Phase::Ended => {}
            // It is there, whatever happens on the way out.
            Phase::Abort if self.object.is_some() => self.phase = Phase::Ended,
            Phase::Abort | Phase::CheckAborted if self.failure.is_some() => self.left_behind(),
            _ => {
                self.failure.get_or_insert(error);
                self.parts.drop_waiting();
            }
        }
    }

    fn id(&self) -> &str {
        self.upload_id.as_deref().unwrap_or_default()
    }
}
