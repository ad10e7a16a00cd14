//! The bucket, and what a store looks at before it: region, clock, keys.

use super::super::error::S3Error;
use super::super::xml;
use super::cause::Cause;
use super::{Answer, Check, Line, Name, Offer, State, Step, sentence};
use crate::error::Error;

/// Clocks further apart than this are refused by stores (Amazon S3 API reference,
/// `RequestTimeTooSkewed`).
const MAX_SKEW_SECONDS: u64 = 15 * 60;

/// What the account's list of buckets is asked for.
#[derive(Debug)]
pub(super) enum Doubt {
    /// Nothing that the store says of the bucket can be read.
    Silent,
    /// There is no such bucket; nothing has told whether the keys are right.
    Missing,
    /// The keys are right, and may not.
    Denied(S3Error),
}

impl Check {
    pub(super) fn bucket_headed(&mut self, answer: Answer) {
        match answer {
            Answer::Good(_) => self.bucket_is_there("The bucket is there."),
            // All that can be known of it; the other answers to HEAD say too little.
            Answer::Refused(error) if error.region.is_some() && error.status != 403 => {
                self.refused(error);
            }
            Answer::Refused(error) => {
                self.was_read();
                self.head = Some(error);
                self.step = Step::ListUploads;
            }
            Answer::Silent => self.step = Step::Reach,
            Answer::Broken(error) => self.stop_by(Name::Endpoint, &error),
        }
    }

    /// The same question once more, as its answer has a body.
    pub(super) fn uploads_listed(&mut self, answer: Answer) {
        match answer {
            Answer::Good(_) => self.bucket_is_there("The bucket is there."),
            // Not every store has this operation: what HEAD was told stands.
            Answer::Refused(error) if !matches!(error.status, 405 | 501) => self.refused(error),
            Answer::Refused(_) | Answer::Silent => match self.head.take() {
                Some(head) if head.status == 404 => self.ask_whose(Doubt::Missing),
                Some(head) => self.refused(head),
                None => self.no_rule(false),
            },
            Answer::Broken(error) => self.stop_by(Name::Endpoint, &error),
        }
    }

    fn bucket_is_there(&mut self, text: &str) {
        self.is_let_in();
        self.lines.pass(Name::Bucket, text);
        self.step = Step::HeadObject;
    }

    /// The store knows the keys.
    pub(super) fn is_let_in(&mut self) {
        self.is_in_region();
        self.is_in_time();
        self.lines.pass(Name::Credentials, "The store accepts the keys.");
    }

    /// A store that says why it refuses has looked at the keys.
    fn is_known(&mut self, error: &S3Error) {
        if error.code == "AccessDenied" {
            self.is_let_in();
        }
    }

    fn is_in_region(&mut self) {
        self.was_read();
        let text = format!("Requests for {} are accepted.", self.target.region);
        self.lines.pass(Name::Region, text);
    }

    fn is_in_time(&mut self) {
        let ahead = self.clock().ahead_seconds();
        if ahead.unsigned_abs() < MAX_SKEW_SECONDS {
            return self.lines.pass(Name::Clock, "The store accepts this machine's time.");
        }
        let side = if ahead > 0 { "behind" } else { "ahead of" };
        let text =
            format!("This machine's clock is {} {side} the store's.", span(ahead.unsigned_abs()));
        let remedy = "Uploads work all the same: requests are signed with the store's time. Set \
            this machine's clock.";
        let line = Line::new(Name::Clock, State::Warning, text);
        self.lines.settle(Line { remedy: Some(remedy.into()), ..line });
    }

    /// A refusal that is no matter of one operation.
    pub(super) fn refused(&mut self, error: S3Error) {
        match Cause::of(&error) {
            Cause::Region => self.is_elsewhere(error),
            Cause::Clock => {
                self.is_in_region();
                self.stop_by(Name::Clock, &error.into());
            }
            Cause::Credentials => {
                self.is_in_region();
                self.is_in_time();
                self.stop_by(Name::Credentials, &error.into());
            }
            Cause::Missing => self.ask_whose(Doubt::Missing),
            // Keys that may only write get in all the same.
            Cause::Denied if self.doubt.is_none() => {
                self.is_known(&error);
                self.doubt = Some(Doubt::Denied(error));
                self.step = Step::HeadObject;
            }
            Cause::Denied => {
                self.is_known(&error);
                self.step = Step::ListBuckets;
            }
            Cause::Other => {
                self.was_read();
                self.stop_by(Name::Bucket, &error.into());
            }
        }
    }

    fn is_elsewhere(&mut self, error: S3Error) {
        self.was_read();
        let signed = &self.target.region;
        let text = match &error.region {
            Some(region) if region != signed => {
                format!("The bucket is in {region}, and requests are signed for {signed}.")
            }
            _ => sentence(&error),
        };
        let remedy = Error::from(error).remedy();
        self.stop(Line::failed(Name::Region, text, remedy));
    }

    fn ask_whose(&mut self, doubt: Doubt) {
        self.doubt = Some(doubt);
        self.step = Step::ListBuckets;
    }

    /// The list of the account's buckets, where the store lets the page and the keys see it.
    pub(super) fn buckets_listed(&mut self, answer: Answer) {
        let list = match &answer {
            Answer::Good(response) => xml::buckets(&response.body),
            _ => None,
        };
        let is_ours = list.map(|buckets| buckets.contains(&self.target.bucket));
        match self.doubt.take().unwrap_or(Doubt::Silent) {
            Doubt::Denied(error) => self.is_closed(&error, is_ours),
            doubt => self.is_unseen(&doubt, answer, is_ours),
        }
    }

    /// Nothing has told yet whether the store knows the keys.
    fn is_unseen(&mut self, doubt: &Doubt, answer: Answer, is_ours: Option<bool>) {
        if let Answer::Refused(error) = answer {
            match Cause::of(&error) {
                Cause::Region | Cause::Clock | Cause::Credentials => return self.refused(error),
                Cause::Denied if matches!(doubt, Doubt::Missing) => self.is_let_in(),
                _ => {}
            }
        }
        match (doubt, is_ours) {
            (Doubt::Silent, None) => self.no_rule(false),
            (Doubt::Silent, Some(true)) => self.no_rule(true),
            (_, Some(_)) => {
                self.is_let_in();
                self.is_missing();
            }
            (_, None) => self.is_missing(),
        }
    }

    fn is_missing(&mut self) {
        self.was_read();
        let Self { target, .. } = self;
        let text = format!("There is no bucket {} at {}.", target.bucket, target.host());
        let remedy = "Check the bucket's name, the endpoint URL and Path style, or create the \
            bucket.";
        let line = Line::failed(Name::Bucket, text, remedy);
        self.stop(line.offering(Offer::CreateBucket));
    }

    /// The store knows the keys and refuses them all that was asked for.
    fn is_closed(&mut self, error: &S3Error, is_ours: Option<bool>) {
        let bucket = &self.target.bucket;
        let (whose, remedy) = match is_ours {
            Some(false) => (
                format!("Bucket {bucket} belongs to somebody else"),
                "Choose another bucket name, or have its owner allow these keys s3:PutObject and \
                 s3:AbortMultipartUpload.",
            ),
            Some(true) => (
                format!("Bucket {bucket} is yours, but these keys may not write to it"),
                "Allow these keys s3:PutObject and s3:AbortMultipartUpload on the bucket.",
            ),
            None => (
                format!("Bucket {bucket} belongs to somebody else, or these keys may not use it"),
                "Choose another bucket name, or allow these keys s3:PutObject and \
                 s3:AbortMultipartUpload on the bucket.",
            ),
        };
        let text = format!("{whose} ({} {}).", error.status, error.code);
        self.stop(Line::failed(Name::Bucket, text, remedy));
    }
}

/// A length of time in words.
fn span(seconds: u64) -> String {
    let minutes = seconds.div_ceil(60).max(1);
    match minutes {
        0..=120 => format!("{minutes} minutes"),
        121..=2880 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}
