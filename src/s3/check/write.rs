//! The key, and a part that is written and thrown away.

use super::super::cors::cors_rule;
use super::super::error::S3Error;
use super::super::request::Response;
use super::super::target::Target;
use super::super::xml;
use super::bucket::Doubt;
use super::cause::Cause;
use super::{Answer, Check, Line, Name, Offer, State, Step, sentence};
use crate::error::Error;
use crate::limits::MAX_KEY_BYTES;

/// What the key of the tiny upload ends in.
const SUFFIX: &str = ".parquet-blocks-check";

/// The id of an upload that no store has.
pub(super) const NO_UPLOAD: &str = "parquet-blocks-check";

/// The bytes of the part.
pub(super) const PART: &[u8] = b"Parquet Blocks checks whether it may write here.";

/// The target of the tiny upload: beside the job's key, so that the same rights apply.
pub(super) fn scratch(target: &Target) -> Target {
    let room = MAX_KEY_BYTES - SUFFIX.len();
    let end = (0..=room.min(target.key.len())).rev().find(|at| target.key.is_char_boundary(*at));
    let key = format!("{}{SUFFIX}", &target.key[..end.unwrap_or_default()]);
    Target { key, ..target.clone() }
}

impl Check {
    pub(super) fn object_headed(&mut self, answer: &Answer) {
        let key = &self.target.key;
        let line = match answer {
            Answer::Good(_) if self.target.overwrite => {
                Line::new(Name::Key, State::Ok, format!("{key} is there and would be replaced."))
            }
            Answer::Good(_) => {
                let remedy = Error::Exists { url: String::new() }.remedy();
                Line::failed(Name::Key, format!("There is an object {key} already."), remedy)
            }
            Answer::Refused(error) if error.status == 404 => {
                Line::new(Name::Key, State::Ok, format!("{key} is free."))
            }
            Answer::Refused(_) | Answer::Silent | Answer::Broken(_) => {
                let text = "Not known whether it is free: these keys or this page may not look.";
                Line::new(Name::Key, State::Skipped, text)
            }
        };
        self.lines.settle(line);
        self.step = Step::TryAbort;
    }

    pub(super) fn abort_tried(&mut self, answer: Answer) {
        match answer {
            Answer::Refused(error) => match Cause::of(&error) {
                Cause::Denied => self.may_not(error, "s3:AbortMultipartUpload"),
                Cause::Other => self.step = Step::CreateUpload,
                _ => self.refused(error),
            },
            Answer::Good(_) => self.step = Step::CreateUpload,
            Answer::Silent => self.half_a_rule(Name::Write, "AbortMultipartUpload (DELETE)"),
            Answer::Broken(error) => self.stop_by(Name::Write, &error),
        }
    }

    pub(super) fn upload_created(&mut self, answer: Answer) {
        match answer {
            Answer::Good(response) => self.has_begun(&response),
            Answer::Refused(error) => match Cause::of(&error) {
                Cause::Denied => self.may_not(error, "s3:PutObject"),
                Cause::Other => self.stop_by(Name::Write, &error.into()),
                _ => self.refused(error),
            },
            Answer::Silent => self.half_a_rule(Name::Write, "CreateMultipartUpload (POST)"),
            Answer::Broken(error) => self.stop_by(Name::Write, &error),
        }
    }

    fn has_begun(&mut self, response: &Response) {
        self.is_let_in();
        self.lines.pass(Name::Bucket, "The bucket is there, and these keys may write to it.");
        if let Some(id) = xml::upload_id(&response.body) {
            self.clean.begins(id);
            self.step = Step::UploadPart;
        } else {
            self.clean.may_be_lost();
            let text = "The store began an upload without saying its id.";
            self.stop(Line::failed(Name::Write, text, "Check that the endpoint is S3."));
        }
    }

    /// The keys may not do what an upload needs; whose bucket it is matters if they may do nothing.
    fn may_not(&mut self, error: S3Error, right: &str) {
        if matches!(self.doubt, Some(Doubt::Denied(_))) {
            return self.refused(error);
        }
        let remedy = format!("Allow these keys {right} on the bucket.");
        let text = format!("These keys may not do it: {}", sentence(&error));
        self.stop(Line::failed(Name::Write, text, remedy));
    }

    pub(super) fn part_uploaded(&mut self, answer: Answer) {
        match answer {
            Answer::Good(response) => {
                self.lines.pass(Name::Write, "A tiny part was written.");
                self.look_at_etag(&response);
                self.step = Step::Abort;
            }
            Answer::Refused(error) => self.stop_by(Name::Write, &error.into()),
            Answer::Silent => self.half_a_rule(Name::Write, "UploadPart (PUT)"),
            Answer::Broken(error) => self.stop_by(Name::Write, &error),
        }
    }

    fn look_at_etag(&mut self, response: &Response) {
        if response.headers.etag.is_some() {
            return self.lines.pass(Name::Etag, "The page may read a part's ETag.");
        }
        let error = S3Error::hidden_etag(1, response.status, &self.origin);
        let text = "The part was stored, but the page may not read its ETag, which every upload \
            needs.";
        let line = Line::failed(Name::Etag, text, error.remedy());
        let line = line.with_snippet(cors_rule(&self.origin)).offering(Offer::PutCorsRule);
        self.lines.settle(line);
    }
}
