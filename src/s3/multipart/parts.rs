//! Parts on their way.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::super::error::S3Error;
use super::super::request::{Body, Operation, Request, Response};
use super::super::xml::ListedPart;
use super::Multipart;
use super::begin::refused;
use crate::error::Result;

/// How often a part is sent whose answer has no `ETag`: where a CORS rule hides it, it stays hidden.
const MAX_TRIES_WITHOUT_ETAG: u32 = 3;

/// A part whose bytes are ready.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Its number, from 1.
    pub number: u32,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of its bytes in hex; `None` leaves the payload unsigned.
    pub sha256: Option<String>,
    /// MD5 of its bytes in hex, where [`Multipart::wants_md5`] asks for it.
    pub md5: Option<String>,
    /// The checksum that [`Multipart::checksum`] asks for.
    pub checksum: Option<u64>,
}

/// A part that the store has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartDone {
    /// Its number.
    pub number: u32,
    /// Its length in bytes.
    pub length: u64,
    /// Whether it was stored before this upload was resumed.
    pub is_kept: bool,
}

#[derive(Debug)]
struct Waiting {
    not_before: Duration,
    body: Body,
}

/// The parts of an upload, by number.
#[derive(Debug, Default)]
pub(super) struct PartList {
    pub is_closed: bool,
    waiting: VecDeque<Waiting>,
    /// In flight: what is sent, and since when.
    sent: BTreeMap<u32, (Body, Duration)>,
    pub lengths: BTreeMap<u32, u64>,
    pub etags: BTreeMap<u32, String>,
    tries_without_etag: BTreeMap<u32, u32>,
    /// MD5 of parts, where it was asked for.
    md5s: BTreeMap<u32, String>,
    /// Parts that a resumed upload had.
    stored: BTreeMap<u32, ListedPart>,
    /// Parts on the pages of a list that has more.
    pub listed: Vec<ListedPart>,
}

impl PartList {
    pub fn are_all_stored(&self) -> bool {
        self.is_closed && self.lengths.len() == self.etags.len()
    }

    pub fn total(&self) -> u64 {
        self.lengths.values().sum()
    }

    pub fn drop_waiting(&mut self) {
        self.waiting.clear();
    }

    pub fn were_stored(&mut self, parts: Vec<ListedPart>) {
        self.stored = parts.into_iter().map(|part| (part.number, part)).collect();
    }

    /// Whether this store's `ETag`s are MD5, as far as parts whose MD5 is known can tell.
    pub fn are_etags_md5(&self) -> bool {
        let is_md5 = |(number, md5): (&u32, &String)| {
            self.etags.get(number).is_some_and(|etag| unquoted(etag) == md5)
        };
        !self.md5s.is_empty() && self.md5s.iter().all(is_md5)
    }

    /// What a resumed upload has of a part, if it is the same.
    fn kept(&self, offer: &Offer) -> Option<String> {
        let stored = self.stored.get(&offer.number)?;
        let is_same = stored.size == offer.length
            && offer.md5.as_deref().is_some_and(|md5| unquoted(&stored.etag) == md5);
        is_same.then(|| stored.etag.clone())
    }
}

impl Multipart {
    /// Whether a part is to be offered with its MD5: a resumed upload may have it.
    #[must_use]
    pub fn wants_md5(&self, number: u32) -> bool {
        self.parts.stored.contains_key(&number)
    }

    /// Whether the MD5 of a part that was offered without is to be told while it is on its way: that
    /// of the first one shows whether the store's `ETag`s are MD5.
    #[must_use]
    pub fn lacks_md5(&self, number: u32) -> bool {
        number == 1 && !self.parts.md5s.contains_key(&number)
    }

    /// Takes the MD5, in hex, of a part that was offered without.
    pub fn tell_md5(&mut self, number: u32, md5: String) {
        self.parts.md5s.insert(number, md5);
    }

    /// Parts offered but not stored yet.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.parts.lengths.len() - self.parts.etags.len()
    }

    /// Takes a part whose bytes are ready. Gives it back as done where a resumed upload has it.
    pub fn offer(&mut self, offer: Offer) -> Option<PartDone> {
        let kept = self.parts.kept(&offer);
        let Offer { number, length, sha256, md5, checksum } = offer;
        self.parts.lengths.insert(number, length);
        self.parts.md5s.extend(md5.map(|md5| (number, md5)));
        if let Some(checksum) = checksum {
            self.checksums.insert(number, checksum);
        }
        if let Some(etag) = kept {
            self.parts.etags.insert(number, etag);
            return Some(PartDone { number, length, is_kept: true });
        }
        let body = Body::Part { number, length, sha256 };
        self.parts.waiting.push_back(Waiting { not_before: Duration::ZERO, body });
        None
    }

    pub(super) fn next_part(&mut self, now: Duration) -> Result<Option<Request>> {
        if self.in_flight >= self.pace.limit() {
            return Ok(None);
        }
        let ready = self.parts.waiting.iter().position(|part| part.not_before <= now);
        let Some(Waiting { body, .. }) = ready.and_then(|at| self.parts.waiting.remove(at)) else {
            return Ok(None);
        };
        let (number, length) = match &body {
            Body::Part { number, length, .. } => (*number, *length),
            Body::Bytes(bytes) => (0, bytes.len() as u64),
        };
        let limit = self.pace.time_limit(length);
        let mut request = Request::upload_part(&self.target, self.id(), body.clone(), limit)?;
        request.headers.extend(self.checksums.of_part(number));
        self.parts.sent.insert(number, (body, now));
        Ok(Some(request))
    }

    /// When the first of the parts that wait can be sent.
    pub(super) fn next_part_at(&self) -> Option<Duration> {
        let may_send = self.failure.is_none() && self.in_flight < self.pace.limit();
        self.parts.waiting.iter().map(|part| part.not_before).min().filter(|_| may_send)
    }

    /// A part that was in flight waits again, unless nothing is sent any more.
    pub(super) fn send_part_again(&mut self, number: u32, not_before: Duration) {
        if let Some((body, _)) = self.parts.sent.remove(&number)
            && self.failure.is_none()
        {
            self.parts.waiting.push_front(Waiting { not_before, body });
        }
    }

    pub(super) fn part_stored(
        &mut self,
        number: u32,
        now: Duration,
        response: &Response,
    ) -> Result<Option<PartDone>> {
        let operation = Operation::UploadPart(number);
        if !response.is_success() {
            return Err(refused(operation, response));
        }
        let Some(etag) = response.headers.etag.clone() else {
            return self.etag_missing(number, now, response).map(|()| None);
        };
        let length = self.parts.lengths.get(&number).copied().unwrap_or_default();
        if let Some((_, sent)) = self.parts.sent.remove(&number) {
            self.pace.stored(length, now.saturating_sub(sent));
        }
        self.parts.etags.insert(number, etag);
        self.retries.succeeded(operation, now);
        Ok(Some(PartDone { number, length, is_kept: false }))
    }

    fn etag_missing(&mut self, number: u32, now: Duration, response: &Response) -> Result<()> {
        let error = S3Error::hidden_etag(number, response.status, &self.origin);
        let tries = self.parts.tries_without_etag.entry(number).or_default();
        *tries += 1;
        if *tries >= MAX_TRIES_WITHOUT_ETAG {
            return Err(error.into());
        }
        self.troubled(Operation::UploadPart(number), now, error.into(), Duration::ZERO);
        Ok(())
    }
}

/// An `ETag` without its quotes.
pub(super) fn unquoted(etag: &str) -> &str {
    etag.trim_matches('"')
}
