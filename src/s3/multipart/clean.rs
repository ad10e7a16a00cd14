//! An upload that ends without an object leaves nothing, or its error says what.

use std::mem;

use super::super::request::Response;
use super::super::retry::MAX_ABORTS;
use super::super::xml;
use super::{Multipart, Phase};
use crate::error::Error;

#[derive(Debug, Default)]
pub(super) struct Clean {
    aborts: u32,
}

impl Multipart {
    /// Chooses what is done once nothing is in flight after a failure.
    pub(super) fn clean_up(&mut self) {
        let phase = match self.phase {
            Phase::Abort | Phase::CheckAborted | Phase::Ended => return,
            // The object may be there, or may need a moment: then it is no failure.
            Phase::LookAt if self.finish.is_being_looked_at() => return,
            Phase::FindUpload if self.begin.is_id_lost => return,
            // What was there before is not thrown away by who never got in.
            _ if self.begin.is_resumed && !self.is_let_in => Phase::Ended,
            _ if matches!(self.failure, Some(Error::UploadGone { .. })) => Phase::Ended,
            _ if self.upload_id.is_some() => Phase::Abort,
            _ if self.begin.is_id_lost => Phase::FindUpload,
            _ => Phase::Ended,
        };
        if phase != Phase::Ended {
            self.not_before = std::time::Duration::ZERO;
            if matches!(self.failure, Some(Error::GaveUp { .. })) {
                self.retries.hurry();
            }
        }
        self.phase = phase;
    }

    pub(super) fn aborted(&mut self, response: &Response) {
        match response.status {
            _ if self.object.is_some() => self.phase = Phase::Ended,
            200..=299 => {
                self.clean.aborts += 1;
                self.not_made();
                self.phase = Phase::CheckAborted;
            }
            // No such upload: nothing is left.
            404 => {
                self.failure = self.failure.take().map(|failure| self.may_be_there(failure));
                self.phase = Phase::Ended;
            }
            _ => self.left_behind(),
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
    pub(super) fn abort_checked(&mut self, response: &Response) {
        let listed = xml::parts(&response.body).filter(|_| response.is_success());
        // 404 says that nothing is left; keys that may not list cannot ask.
        if listed.is_some_and(|page| !page.parts.is_empty()) {
            self.abort_again();
        } else {
            self.phase = Phase::Ended;
        }
    }

    /// Parts are left, or it is not known: the next abort is told if the upload is gone.
    pub(super) fn abort_again(&mut self) {
        if self.clean.aborts < MAX_ABORTS {
            self.phase = Phase::Abort;
        } else {
            self.left_behind();
        }
    }

    /// The clean-up failed: the first failure is told, with what is left.
    pub(super) fn left_behind(&mut self) {
        self.phase = Phase::Ended;
        if let Some(cause) = mem::take(&mut self.failure) {
            self.failure = Some(Error::LeftBehind {
                cause: Box::new(cause),
                target: Box::new(self.target.clone()),
                upload_id: self.id().into(),
            });
        }
    }
}
