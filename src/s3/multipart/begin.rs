//! From the bucket to an upload that takes parts.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::super::error::S3Error;
use super::super::request::{Operation, Response};
use super::super::xml;
use super::super::xml::{ListedPart, ListedUpload, Marker};
use super::{Event, Multipart, Phase};
use crate::error::{Error, Result};

/// By how much an upload that the store made may seem older than its request: clocks differ.
const CLOCK_SLACK: Duration = Duration::from_mins(2);

/// What is known while an upload begins.
#[derive(Debug, Default)]
pub(super) struct Begin {
    /// Whether the upload was there before.
    pub is_resumed: bool,
    /// When the first `CreateMultipartUpload` was sent.
    pub created_at: Option<Duration>,
    /// Whether the store may have made an upload whose id is not known.
    pub is_id_lost: bool,
    /// Where the next page of unfinished uploads begins.
    pub uploads_after: Option<Marker>,
    /// The newest upload that can be the lost one.
    found: Option<ListedUpload>,
    /// Where the next page of parts begins.
    pub parts_after: u32,
}

impl Multipart {
    pub(super) fn bucket_checked(&mut self, response: &Response) -> Result<()> {
        let region = response.headers.bucket_region.as_ref();
        self.phase = match response.status {
            400 if region.is_some() => return Err(refused(Operation::HeadBucket, response)),
            // Keys that may only write objects get 403 here and can upload all the same; if they
            // cannot, an answer with a body says why. So it is with a token that has expired.
            200..=299 | 400 | 403 => self.after_bucket(),
            404 => Phase::CreateBucket,
            _ => return Err(refused(Operation::HeadBucket, response)),
        };
        Ok(())
    }

    fn after_bucket(&self) -> Phase {
        if self.target.overwrite { Phase::CreateUpload } else { Phase::LookFor }
    }

    pub(super) fn bucket_created(&mut self, response: &Response) -> Result<()> {
        let error = S3Error::from_response(Operation::CreateBucket, response);
        if !response.is_success() && error.code != "BucketAlreadyOwnedByYou" {
            return Err(error.into());
        }
        self.phase = Phase::CreateUpload;
        Ok(())
    }

    /// Is there an object already? Keys that may not read are not told; Complete asks again.
    pub(super) fn looked_for(&mut self, response: &Response) -> Result<()> {
        if response.is_success() {
            return Err(Error::Exists { url: self.target.object_url()? });
        }
        self.phase = Phase::CreateUpload;
        Ok(())
    }

    pub(super) fn upload_created(&mut self, response: &Response) -> Result<()> {
        let operation = Operation::CreateMultipartUpload;
        if !response.is_success() {
            return Err(refused(operation, response));
        }
        let Some(id) = xml::upload_id(&response.body) else {
            self.begin.is_id_lost = true;
            return Err(S3Error::unreadable(operation, response, "upload id").into());
        };
        self.has_begun(id);
        Ok(())
    }

    pub(super) fn has_begun(&mut self, id: String) {
        self.events.push(Event::Began { upload_id: id.clone() });
        self.upload_id = Some(id);
        self.begin.is_id_lost = false;
        self.is_let_in = true;
        self.phase = Phase::SendParts;
    }

    /// No answer told whether an upload was made: one that nobody knows of would cost money until
    /// it is aborted, so it is looked for.
    pub(super) fn lost_upload(&mut self) {
        self.begin.is_id_lost = true;
        (self.begin.uploads_after, self.begin.found) = (None, None);
        self.phase = Phase::FindUpload;
    }

    /// A page of the unfinished uploads under the key. The newest that can be the lost one is taken
    /// for it. Were it somebody else's, made in the same moment, nothing would become wrong: stores
    /// compare the `ETag` of every part at the end.
    pub(super) fn uploads_listed(&mut self, response: &Response) {
        let listed = xml::uploads(&response.body).filter(|_| response.is_success());
        let Some((uploads, next)) = listed else { return self.not_found() };
        for upload in uploads {
            let newest = self.begin.found.as_ref().map(|found| &found.initiated);
            if self.can_be_ours(&upload) && newest.is_none_or(|newest| upload.initiated > *newest) {
                self.begin.found = Some(upload);
            }
        }
        self.begin.uploads_after = next;
        if self.begin.uploads_after.is_none() {
            self.search_ended();
        }
    }

    fn can_be_ours(&self, upload: &ListedUpload) -> bool {
        let sent = self.begin.created_at.unwrap_or_default().saturating_sub(CLOCK_SLACK);
        let sent: DateTime<Utc> = self.clock.store_time(sent).into();
        let initiated = DateTime::parse_from_rfc3339(&upload.initiated);
        upload.key == self.target.key && initiated.is_ok_and(|initiated| initiated >= sent)
    }

    fn search_ended(&mut self) {
        self.begin.is_id_lost = false;
        self.phase = Phase::CreateUpload;
        if let Some(upload) = self.begin.found.take() {
            self.has_begun(upload.upload_id);
        }
    }

    /// The store does not say which uploads there are.
    pub(super) fn not_found(&mut self) {
        let text = format!(
            "The store may have begun an upload to {} whose id did not arrive, and does not list \
             uploads: a lifecycle rule that aborts incomplete uploads removes it.",
            self.target.key
        );
        self.events.push(Event::Note { text });
        self.begin.found = None;
        self.search_ended();
    }

    /// A page of the parts of an upload that is gone on with.
    pub(super) fn stored_listed(&mut self, response: &Response) -> Result<()> {
        if response.status == 404 {
            return Err(Error::UploadGone { upload_id: self.id().into() });
        }
        let Some(parts) = self.listed(response)? else { return Ok(()) };
        self.parts.were_stored(parts);
        self.has_begun(self.id().into());
        Ok(())
    }

    /// All parts that the upload has, once the last page of them has come.
    pub(super) fn listed(&mut self, response: &Response) -> Result<Option<Vec<ListedPart>>> {
        let operation = Operation::ListParts;
        if !response.is_success() {
            return Err(refused(operation, response));
        }
        let page = xml::parts(&response.body)
            .ok_or_else(|| S3Error::unreadable(operation, response, "list of parts"))?;
        let last = page.parts.last().map_or(0, |part| part.number);
        self.parts.listed.extend(page.parts);
        if self.phase == Phase::ListStored {
            self.was_begun_with(&page.checksum_algorithm);
        }
        // A page that does not go on would come again for ever.
        if page.is_truncated && last > self.begin.parts_after {
            self.begin.parts_after = last;
            return Ok(None);
        }
        self.begin.parts_after = 0;
        Ok(Some(std::mem::take(&mut self.parts.listed)))
    }
}

/// An answer that is not the one asked for.
pub(super) fn refused(operation: Operation, response: &Response) -> Error {
    S3Error::from_response(operation, response).into()
}
