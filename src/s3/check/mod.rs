//! A dry probe of a connection: what an upload needs, asked one after another, without making an
//! object. It says what to send and is told what came back; each answer settles some lines.
//!
//! | file | what is asked |
//! | --- | --- |
//! | `reach.rs` | may the page call the endpoint, does anybody answer, may the page read it |
//! | `bucket.rs` | the bucket, and with it region, clock and keys; whose it is |
//! | `write.rs` | the key; a part that is written and thrown away |
//! | `clean.rs` | nothing is left |
//! | `cause.rs` | what a refusal is about |
//! | `line.rs` | what is said |
//!
//! A browser tells a page little: an answer without CORS headers looks like none, and one to HEAD
//! has no body. So what HEAD is refused is asked again by GET, and where nothing can be read, a
//! request that needs no leave tells whether anybody is there.

mod bucket;
mod cause;
mod clean;
mod line;
mod reach;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;
use std::time::Duration;

use super::call::{Call, Next};
use super::clock::Clock;
use super::error::S3Error;
use super::request::{Operation, Request, Response};
use super::target::Target;
use crate::error::{Error, Result};
use bucket::Doubt;
use clean::Clean;
use line::Lines;
pub use line::{Line, Name, Offer, State};

/// What one request may take: somebody watches.
const TIME_LIMIT: Duration = Duration::from_secs(15);

/// What is sent next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// HEAD of this URL, unsigned and so that a page needs no leave for it (`no-cors` of `fetch`).
    /// Any answer counts, and none can be read.
    Reach {
        /// The bucket's URL.
        url: String,
        /// How long to wait for the answer.
        time_limit: Duration,
    },
    /// This request, signed.
    Send(Request),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    HeadBucket,
    Reach,
    ListBuckets,
    ListUploads,
    HeadObject,
    /// Of an upload that there is not: what may not be thrown away is not begun.
    TryAbort,
    CreateUpload,
    UploadPart,
    Abort,
    /// Which uploads of the check are there?
    Sweep,
    AbortFound,
    Ended,
}

/// What came back for a probe, after it was tried again.
enum Answer {
    Good(Response),
    Refused(S3Error),
    /// None that the page may read.
    Silent,
    /// The store is in trouble.
    Broken(Error),
}

/// One check of a target, for a page at an origin.
///
/// [`Self::next_probe`] gives what to send, [`Self::answer`] takes what came back, and
/// [`Self::take_lines`] gives what is known since it was last asked. Times are since 1970 on this
/// machine's clock.
#[derive(Debug)]
pub struct Check {
    target: Target,
    /// Where the tiny upload goes.
    scratch: Target,
    origin: String,
    step: Step,
    call: Call,
    lines: Lines,
    /// What HEAD of the bucket was refused with.
    head: Option<S3Error>,
    doubt: Option<Doubt>,
    clean: Clean,
}

impl Check {
    /// A check of a target for a page at `origin`; the seed decides how long retries wait.
    #[must_use]
    pub fn new(target: Target, origin: &str, seed: u64) -> Self {
        let mut check = Self {
            scratch: write::scratch(&target),
            target,
            origin: origin.into(),
            step: Step::HeadBucket,
            call: Call::new(seed).brief(),
            lines: Lines::default(),
            head: None,
            doubt: None,
            clean: Clean::default(),
        };
        check.look_at_page();
        check
    }

    /// The store's clock, as far as it is known: what signatures are to be made with.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.call.clock()
    }

    /// What to send now; `None` when the check has ended.
    ///
    /// # Errors
    /// [`Error::Setting`] when the target cannot be used.
    pub fn next_probe(&self) -> Result<Option<Probe>> {
        let (target, scratch) = (&self.target, &self.scratch);
        let mut request = match self.step {
            Step::HeadBucket => Request::head_bucket(target),
            Step::Reach => {
                let (url, time_limit) = (target.bucket_url()?, TIME_LIMIT);
                return Ok(Some(Probe::Reach { url, time_limit }));
            }
            Step::ListBuckets => Request::list_buckets(target),
            Step::ListUploads | Step::Sweep => Request::list_uploads(scratch, None),
            Step::HeadObject => Request::head_object(target, false),
            Step::TryAbort => Request::abort(scratch, write::NO_UPLOAD),
            Step::CreateUpload => Request::create_upload(scratch, None),
            Step::UploadPart => Request::upload_bytes(scratch, self.clean.id(), write::PART),
            Step::Abort => Request::abort(scratch, self.clean.id()),
            Step::AbortFound => Request::abort(scratch, self.clean.found_id()),
            Step::Ended => return Ok(None),
        }?;
        request.time_limit = TIME_LIMIT;
        Ok(Some(Probe::Send(request)))
    }

    /// Takes what came back for the probe; [`Probe::Reach`] has no more to tell than whether it is
    /// `Ok`. Gives how long to wait before the next.
    pub fn answer(&mut self, now: Duration, answer: Result<Response>) -> Duration {
        let Some(operation) = self.step.operation() else {
            self.reached(answer.is_ok());
            return Duration::ZERO;
        };
        if self.step == Step::CreateUpload && answer.is_err() {
            self.clean.may_be_lost();
        }
        let answer = match self.call.answer(operation, now, answer) {
            Ok(Next::Again(wait)) => return wait,
            Ok(Next::Done(response)) if response.is_success() => Answer::Good(response),
            Ok(Next::Done(response)) => {
                Answer::Refused(S3Error::from_response(operation, &response))
            }
            Err(error) if error.kind() == "network" => Answer::Silent,
            Err(error) => Answer::Broken(error),
        };
        self.take(answer);
        Duration::ZERO
    }

    fn take(&mut self, answer: Answer) {
        match self.step {
            Step::HeadBucket => self.bucket_headed(answer),
            Step::ListBuckets => self.buckets_listed(answer),
            Step::ListUploads => self.uploads_listed(answer),
            Step::HeadObject => self.object_headed(&answer),
            Step::TryAbort => self.abort_tried(answer),
            Step::CreateUpload => self.upload_created(answer),
            Step::UploadPart => self.part_uploaded(answer),
            Step::Abort => self.aborted(answer),
            Step::Sweep => self.swept(answer),
            Step::AbortFound => self.found_aborted(),
            Step::Reach | Step::Ended => {}
        }
    }

    /// Nobody wants to know any more; what is in the bucket is removed first.
    pub fn cancel(&mut self) {
        if !matches!(self.step, Step::Abort | Step::Sweep | Step::AbortFound) {
            self.finish();
        }
    }

    /// The lines that are known since this was last asked, in their order.
    pub fn take_lines(&mut self) -> Vec<Line> {
        self.lines.take_new()
    }

    /// Something is in the way of all that is not known yet.
    fn stop(&mut self, line: Line) {
        self.lines.stop(line);
        self.finish();
    }

    /// What the store has said stops the check.
    fn stop_by(&mut self, name: Name, error: &Error) {
        self.stop(Line::failed(name, sentence(error), error.remedy()));
    }
}

/// What an error says, which may end with the store's own words.
fn sentence(error: &impl fmt::Display) -> String {
    format!("{}.", error.to_string().trim_end_matches(['.', ' ']))
}

impl Step {
    /// The S3 operation that it sends.
    fn operation(self) -> Option<Operation> {
        Some(match self {
            Self::HeadBucket => Operation::HeadBucket,
            Self::ListBuckets => Operation::ListBuckets,
            Self::ListUploads | Self::Sweep => Operation::ListMultipartUploads,
            Self::HeadObject => Operation::HeadObject,
            Self::TryAbort | Self::Abort | Self::AbortFound => Operation::AbortMultipartUpload,
            Self::CreateUpload => Operation::CreateMultipartUpload,
            Self::UploadPart => Operation::UploadPart(1),
            Self::Reach | Self::Ended => return None,
        })
    }
}
