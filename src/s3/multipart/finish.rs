//! From the parts to the object, and what is known of it when an answer is lost.

use md5::{Digest, Md5};

use super::super::digest::hex;
use super::super::error::S3Error;
use super::super::request::{Headers, Operation, Request, Response};
use super::super::xml;
use super::begin::refused;
use super::parts::unquoted;
use super::{Multipart, Object, Phase};
use crate::error::{Error, Result};

/// How often Complete goes without an answer before it is sent without its condition, which is in a
/// header that a CORS rule may forbid: the object was looked for all the same.
const MAX_CONDITIONAL: u32 = 2;

/// How often the store's list of parts takes the place of the `ETag`s that its answers had.
const MAX_LISTS: u32 = 2;

/// What is known of the object.
#[derive(Debug, Default)]
pub(super) struct Finish {
    /// Why it is not known what Complete did, and whether it is sent again.
    doubt: Option<Doubt>,
    /// Whether a Complete went without an answer, ever.
    was_in_doubt: bool,
    /// The `ETag` that Complete answered.
    etag: Option<String>,
    is_made: bool,
    /// Complete's without an answer.
    unanswered: u32,
    /// The store does not know the condition.
    is_unconditional: bool,
    lists: u32,
}

#[derive(Debug)]
struct Doubt {
    cause: Error,
    is_last: bool,
}

impl Finish {
    /// Whether the object may be there, or is.
    pub fn is_being_looked_at(&self) -> bool {
        self.is_made || self.doubt.is_some()
    }

    /// Complete's answer is not known; the object is looked at.
    pub fn doubts(&mut self, cause: Error, is_last: bool) {
        self.unanswered += u32::from(matches!(cause, Error::Network { .. }));
        self.was_in_doubt = true;
        self.doubt = Some(Doubt { cause, is_last });
    }
}

/// What looking at the object shows.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    /// Length and `ETag` are right.
    Ours,
    /// The length is right, and the `ETag` says nothing.
    Alike,
    /// None, or another: why.
    Other(String),
    /// The keys may not look.
    Hidden,
}

impl Multipart {
    pub(super) fn complete(&self) -> Result<Request> {
        let parts = self.parts.etags.iter().map(|(number, etag)| (*number, etag.as_str()));
        let is_conditional = !self.target.overwrite
            && !self.finish.is_unconditional
            && self.finish.unanswered < MAX_CONDITIONAL;
        let mut request = Request::complete(&self.target, self.id(), parts, is_conditional)?;
        if let Some((checksum, value)) = self.whole_checksum() {
            request.headers.push((checksum.header(), value));
            request.headers.push(("x-amz-checksum-type", "FULL_OBJECT".into()));
        }
        Ok(request)
    }

    pub(super) fn completed(&mut self, response: &Response) -> Result<()> {
        let operation = Operation::CompleteMultipartUpload;
        if response.is_success() {
            let etag = xml::completed(&response.body)
                .ok_or_else(|| S3Error::unreadable(operation, response, "result"))?;
            self.finish.etag = Some(etag).filter(|etag| !etag.is_empty());
            self.finish.is_made = true;
            self.finish.doubt = None;
            self.phase = Phase::LookAt;
            return Ok(());
        }
        let error = S3Error::from_response(operation, response);
        match (error.status, error.code.as_str()) {
            (404, "NoSuchUpload") => {
                self.finish.doubts(Error::UploadGone { upload_id: self.id().into() }, true);
                self.phase = Phase::LookAt;
            }
            // Nobody but this upload may have made it, in a request whose answer was lost.
            (412, _) if self.finish.was_in_doubt => {
                self.finish.doubts(Error::Exists { url: self.target.object_url()? }, true);
                self.phase = Phase::LookAt;
            }
            (412, _) => return Err(Error::Exists { url: self.target.object_url()? }),
            (501, _) | (_, "NotImplemented") if !self.finish.is_unconditional => {
                self.finish.is_unconditional = true;
            }
            (_, "InvalidPart") if self.finish.lists < MAX_LISTS => {
                self.finish.lists += 1;
                self.phase = Phase::ListAgain;
            }
            _ => return Err(error.into()),
        }
        Ok(())
    }

    /// The `ETag`s that the answers had are not those of the parts that the store has.
    pub(super) fn listed_again(&mut self, response: &Response) -> Result<()> {
        let Some(listed) = self.listed(response)? else { return Ok(()) };
        for (number, length) in &self.parts.lengths {
            let part = listed.iter().find(|part| part.number == *number);
            match part.filter(|part| part.size == *length && !part.etag.is_empty()) {
                Some(part) => self.parts.etags.insert(*number, part.etag.clone()),
                None => return Err(refused(Operation::CompleteMultipartUpload, &lacking(*number))),
            };
        }
        self.phase = Phase::Complete;
        Ok(())
    }

    /// What is at the key after Complete.
    pub(super) fn looked_at(&mut self, response: &Response) -> Result<()> {
        let seen = self.seen(response);
        if self.finish.is_made {
            return self.made(seen, response);
        }
        let cause = self.finish.doubt.as_ref().map(|doubt| &doubt.cause);
        let is_gone = matches!(cause, Some(Error::UploadGone { .. } | Error::Exists { .. }));
        match seen {
            Seen::Ours => self.is_there(response),
            Seen::Alike if is_gone => self.ended_with(response, false),
            Seen::Hidden if is_gone => Err(self.unconfirmed()),
            _ => self.not_made_yet(),
        }
    }

    fn made(&mut self, seen: Seen, response: &Response) -> Result<()> {
        match seen {
            Seen::Ours | Seen::Alike => self.ended_with(response, true),
            Seen::Hidden => self.ended_with(response, false),
            Seen::Other(problem) => {
                let url = self.target.object_url()?;
                // The upload is no more; there is nothing to abort.
                self.failure = Some(Error::OtherObject { url, problem });
                self.phase = Phase::Ended;
                Ok(())
            }
        }
    }

    /// The object is right; whether this upload became it, or an earlier one of the same bytes did,
    /// is not known, so the upload is aborted all the same.
    fn is_there(&mut self, response: &Response) -> Result<()> {
        self.ended_with(response, true)?;
        self.phase = Phase::Abort;
        Ok(())
    }

    /// The store did not make the object, or not yet.
    fn not_made_yet(&mut self) -> Result<()> {
        self.phase = Phase::Complete;
        match self.finish.doubt.take() {
            Some(Doubt { cause, is_last }) if is_last || self.failure.is_some() => Err(cause),
            _ => Ok(()),
        }
    }

    fn ended_with(&mut self, response: &Response, is_confirmed: bool) -> Result<()> {
        self.object = Some(Object {
            url: self.target.object_url()?,
            etag: response.headers.etag.clone().or_else(|| self.finish.etag.clone()),
            parts: self.parts.etags.len() as u64,
            checksum: self
                .whole_checksum()
                .map(|(checksum, value)| format!("{} {value}", checksum.name())),
            is_confirmed,
        });
        // Whoever cancelled meanwhile was too late: the object is there, and that is told.
        self.failure = None;
        self.phase = Phase::Ended;
        Ok(())
    }

    /// The object cannot be looked at: it counts as made if the store said so.
    pub(super) fn cannot_look(&mut self) -> Result<()> {
        if self.finish.is_made {
            return self.ended_with(&Response::default(), false);
        }
        Err(self.unconfirmed())
    }

    fn unconfirmed(&mut self) -> Error {
        let cause = self.finish.doubt.take().map_or(Error::Cancelled, |doubt| doubt.cause);
        self.may_be_there(cause)
    }

    /// The upload is gone, and what became of it is not known.
    pub(super) fn may_be_there(&self, cause: Error) -> Error {
        match self.target.object_url() {
            Ok(url) if self.finish.was_in_doubt && !matches!(cause, Error::Unconfirmed { .. }) => {
                Error::Unconfirmed { cause: Box::new(cause), url }
            }
            _ => cause,
        }
    }

    fn seen(&self, response: &Response) -> Seen {
        match (response.status, response.headers.content_length) {
            (404, _) => Seen::Other("there is no object".into()),
            (200..=299, Some(length)) if length != self.parts.total() => {
                Seen::Other(format!("it has {length} bytes instead of {}", self.parts.total()))
            }
            (200..=299, length) => self.seen_sums(&response.headers, length.is_some()),
            _ => Seen::Hidden,
        }
    }

    fn seen_sums(&self, headers: &Headers, is_length_known: bool) -> Seen {
        let expected = self.whole_checksum().map(|(_, value)| value);
        match (&headers.checksum, expected) {
            (Some(found), Some(expected)) if *found != expected => {
                Seen::Other(format!("its checksum is {found} instead of {expected}"))
            }
            _ => self.seen_etag(headers.etag.as_deref(), is_length_known),
        }
    }

    fn seen_etag(&self, etag: Option<&str>, is_length_known: bool) -> Seen {
        match (etag.map(unquoted), self.etag_of_parts()) {
            (Some(etag), Some(expected)) if etag == expected => Seen::Ours,
            (Some(etag), Some(expected)) if etag.len() == expected.len() => {
                Seen::Other(format!("its ETag is {etag} instead of {expected}"))
            }
            _ if is_length_known => Seen::Alike,
            _ => Seen::Hidden,
        }
    }

    /// The `ETag` of an object in parts, where the store makes it of their MD5 ("Checking object
    /// integrity", Amazon S3 user guide).
    fn etag_of_parts(&self) -> Option<String> {
        let mut all = Md5::new();
        for etag in self.parts.etags.values() {
            all.update(from_hex(unquoted(etag))?);
        }
        let count = self.parts.etags.len();
        let is_md5 = self.parts.are_etags_md5();
        is_md5.then(|| format!("{}-{count}", hex(&all.finalize())))
    }
}

/// What the store's list says of a part that was stored before.
fn lacking(number: u32) -> Response {
    let message = format!("the store no longer has part {number} as it was sent");
    let body = format!("<Error><Code>InvalidPart</Code><Message>{message}</Message></Error>");
    Response { status: 400, body, ..Response::default() }
}

/// The bytes of an MD5 in hex.
fn from_hex(text: &str) -> Option<[u8; 16]> {
    let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = is_hex.then(|| u128::from_str_radix(text, 16).ok())??;
    Some(number.to_be_bytes())
}
