//! One upload as a state machine: it says which requests to send and is told the answers.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use super::error::S3Error;
use super::request::{Body, Operation, Request, Response};
use super::target::Target;
use super::xml;
use crate::error::{Error, Result};

/// How often an upload is aborted: a part that was on its way may land after it, or be in its way
/// (Amazon S3 API reference, `AbortMultipartUpload`).
const MAX_ABORTS: u32 = 3;

/// An object that is whole in its bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Object {
    /// Its URL.
    pub url: String,
    /// Its `ETag`, where the store says one.
    pub etag: Option<String>,
    /// Its parts.
    pub parts: u64,
}

/// A part that the store has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartDone {
    /// Its number.
    pub number: u32,
    /// Its length in bytes.
    pub length: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    CheckBucket,
    CreateBucket,
    CreateUpload,
    SendParts,
    Complete,
    Abort,
    CheckAborted,
    Ended,
}

/// One multipart upload, from looking for the bucket to the object, or to nothing left.
///
/// [`Self::next_request`] gives the requests that can be sent now; [`Self::answer`] takes what came back.
/// A failure, or [`Self::cancel`], lets the parts in flight end, aborts the upload and looks
/// whether anything is left.
#[derive(Debug)]
pub struct Multipart {
    target: Target,
    /// Where the page is from, for the CORS rule that errors show.
    origin: String,
    phase: Phase,
    upload_id: Option<String>,
    waiting: VecDeque<Body>,
    lengths: BTreeMap<u32, u64>,
    etags: BTreeMap<u32, String>,
    in_flight: usize,
    closed: bool,
    failure: Option<Error>,
    aborts: u32,
    object: Option<Object>,
}

impl Multipart {
    /// An upload to a target, for a page at `origin`.
    #[must_use]
    pub fn new(target: Target, origin: &str) -> Self {
        Self {
            target,
            origin: origin.into(),
            phase: Phase::CheckBucket,
            upload_id: None,
            waiting: VecDeque::new(),
            lengths: BTreeMap::new(),
            etags: BTreeMap::new(),
            in_flight: 0,
            closed: false,
            failure: None,
            aborts: 0,
            object: None,
        }
    }

    /// A part's bytes are ready: number, length and SHA-256 of them.
    pub fn offer(&mut self, number: u32, length: u64, sha256: Option<String>) {
        self.lengths.insert(number, length);
        self.waiting.push_back(Body::Part { number, length, sha256 });
    }

    /// No more parts will come.
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// The user cancels.
    pub fn cancel(&mut self) {
        self.fail(Error::Cancelled);
    }

    /// Whether parts can be sent.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.phase == Phase::SendParts && self.failure.is_none()
    }

    /// Parts offered but not stored yet.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.lengths.len() - self.etags.len()
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
    pub fn next_request(&mut self) -> Result<Option<Request>> {
        if self.in_flight == 0 {
            self.advance();
        }
        let request = match self.phase {
            Phase::SendParts if self.failure.is_none() => match self.waiting.pop_front() {
                Some(body) => Request::upload_part(&self.target, self.id(), body)?,
                None => return Ok(None),
            },
            Phase::SendParts | Phase::Ended => return Ok(None),
            _ if self.in_flight > 0 => return Ok(None),
            Phase::CheckBucket => Request::head_bucket(&self.target)?,
            Phase::CreateBucket => Request::create_bucket(&self.target)?,
            Phase::CreateUpload => Request::create_upload(&self.target)?,
            Phase::Complete => {
                let parts = self.etags.iter().map(|(number, etag)| (*number, etag.as_str()));
                Request::complete(&self.target, self.id(), parts)?
            }
            Phase::Abort => Request::abort(&self.target, self.id())?,
            Phase::CheckAborted => Request::list_parts(&self.target, self.id())?,
        };
        self.in_flight += 1;
        Ok(Some(request))
    }

    /// Moves on from states that end when nothing is in flight.
    fn advance(&mut self) {
        let all_sent = self.closed && self.waiting.is_empty() && self.phase == Phase::SendParts;
        let cleaning = matches!(self.phase, Phase::Abort | Phase::CheckAborted | Phase::Ended);
        if self.failure.is_some() && !cleaning {
            self.phase = if self.upload_id.is_some() { Phase::Abort } else { Phase::Ended };
        } else if self.failure.is_none() && all_sent {
            self.phase = Phase::Complete;
        }
    }

    /// Takes what came back for a request: an answer, or why there is none.
    pub fn answer(&mut self, operation: Operation, answer: Result<Response>) -> Option<PartDone> {
        self.in_flight = self.in_flight.saturating_sub(1);
        let taken = match operation {
            Operation::HeadBucket => answer.and_then(|response| self.bucket_checked(&response)),
            Operation::CreateBucket => answer.and_then(|response| self.bucket_created(&response)),
            Operation::CreateMultipartUpload => {
                answer.and_then(|response| self.upload_created(&response))
            }
            Operation::UploadPart(number) => {
                return match answer.and_then(|response| self.part_stored(number, &response)) {
                    Ok(part) => Some(part),
                    Err(error) => self.failed(error),
                };
            }
            Operation::CompleteMultipartUpload => answer
                .map_err(|error| self.unconfirmed(error))
                .and_then(|response| self.completed(&response)),
            Operation::AbortMultipartUpload => answer.map(|response| self.aborted(&response)),
            Operation::ListParts => answer.map(|response| self.abort_checked(&response)),
        };
        taken.err().and_then(|error| self.failed(error))
    }

    fn failed(&mut self, error: Error) -> Option<PartDone> {
        match self.phase {
            Phase::Abort => self.abort_again(),
            Phase::CheckAborted => self.left_behind(),
            _ => self.fail(error),
        }
        None
    }

    fn bucket_checked(&mut self, response: &Response) -> Result<()> {
        self.phase = match response.status {
            // Keys that may only write objects get 403 here and can upload all the same; if they
            // cannot, the next answer has a body that says why.
            200..=299 | 403 => Phase::CreateUpload,
            404 => Phase::CreateBucket,
            _ => return Err(S3Error::from_response(Operation::HeadBucket, response).into()),
        };
        Ok(())
    }

    fn bucket_created(&mut self, response: &Response) -> Result<()> {
        let error = match response.status {
            200..=299 => None,
            _ => Some(S3Error::from_response(Operation::CreateBucket, response)),
        };
        match error {
            Some(error) if error.code != "BucketAlreadyOwnedByYou" => Err(error.into()),
            _ => {
                self.phase = Phase::CreateUpload;
                Ok(())
            }
        }
    }

    fn upload_created(&mut self, response: &Response) -> Result<()> {
        let operation = Operation::CreateMultipartUpload;
        expect_success(operation, response)?;
        let id = xml::upload_id(&response.body)
            .ok_or_else(|| S3Error::unreadable(operation, response, "upload id"))?;
        self.upload_id = Some(id);
        self.phase = Phase::SendParts;
        Ok(())
    }

    fn part_stored(&mut self, number: u32, response: &Response) -> Result<PartDone> {
        expect_success(Operation::UploadPart(number), response)?;
        let etag = response
            .etag
            .clone()
            .ok_or_else(|| S3Error::hidden_etag(number, response.status, &self.origin))?;
        self.etags.insert(number, etag);
        let length = self.lengths.get(&number).copied().unwrap_or_default();
        Ok(PartDone { number, length })
    }

    /// What the store made of a request without an answer is not known.
    fn unconfirmed(&self, cause: Error) -> Error {
        match self.target.object_url() {
            Ok(url) => Error::Unconfirmed { cause: Box::new(cause), url },
            Err(_) => cause,
        }
    }

    fn completed(&mut self, response: &Response) -> Result<()> {
        let operation = Operation::CompleteMultipartUpload;
        // S3 may answer 200 before it knows, and put an error into the body.
        expect_success(operation, response)?;
        let etag = xml::completed(&response.body)
            .ok_or_else(|| S3Error::unreadable(operation, response, "result"))?;
        self.object = Some(Object {
            url: self.target.object_url()?,
            etag: Some(etag).filter(|etag| !etag.is_empty()),
            parts: self.etags.len() as u64,
        });
        // Whoever cancelled meanwhile was too late: the object is there, and that is told.
        self.failure = None;
        self.phase = Phase::Ended;
        Ok(())
    }

    fn aborted(&mut self, response: &Response) {
        match response.status {
            200..=299 => {
                self.aborts += 1;
                self.not_made();
                self.phase = Phase::CheckAborted;
            }
            // No such upload: nothing is left.
            404 => self.phase = Phase::Ended,
            429 | 500..=599 => self.abort_again(),
            _ => self.left_behind(),
        }
    }

    /// An abort was not taken, which may pass.
    fn abort_again(&mut self) {
        self.aborts += 1;
        if self.aborts >= MAX_ABORTS {
            self.left_behind();
        }
    }

    /// The store still had the upload, so it has not made the object.
    fn not_made(&mut self) {
        self.failure = match self.failure.take() {
            Some(Error::Unconfirmed { cause, .. }) => Some(*cause),
            other => other,
        };
    }

    /// After an abort that the store has accepted: are parts left?
    fn abort_checked(&mut self, response: &Response) {
        let may_be_left = match response.status {
            200..=299 => xml::part_numbers(&response.body).is_some_and(|parts| !parts.is_empty()),
            // Not known: the next abort is told if the upload is gone.
            429 | 500..=599 => true,
            // 404 says that nothing is left; keys that may not list cannot ask.
            _ => false,
        };
        if !may_be_left {
            self.phase = Phase::Ended;
        } else if self.aborts < MAX_ABORTS {
            self.phase = Phase::Abort;
        } else {
            self.left_behind();
        }
    }

    /// The clean-up failed: the first failure is told, with what is left.
    fn left_behind(&mut self) {
        self.phase = Phase::Ended;
        if let Some(cause) = self.failure.take() {
            self.failure = Some(Error::LeftBehind {
                cause: Box::new(cause),
                target: Box::new(self.target.clone()),
                upload_id: self.id().into(),
            });
        }
    }

    /// The first failure counts; parts that wait are dropped.
    fn fail(&mut self, error: Error) {
        if self.phase != Phase::Ended {
            self.failure.get_or_insert(error);
            self.waiting.clear();
        }
    }

    fn id(&self) -> &str {
        self.upload_id.as_deref().unwrap_or_default()
    }
}

fn expect_success(operation: Operation, response: &Response) -> Result<()> {
    let failed = !(200..=299).contains(&response.status) || xml::error(&response.body).is_some();
    if failed {
        return Err(S3Error::from_response(operation, response).into());
    }
    Ok(())
}
