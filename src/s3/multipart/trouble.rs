//! Answers that are none: what is sent again, when, and what waits for somebody.

use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;

use super::super::clock::retry_after;
use super::super::error::S3Error;
use super::super::request::{Operation, Response};
use super::super::retry::{Verdict, verdict};
use super::{Event, Multipart, Phase};
use crate::error::{Error, Result};

/// What an upload waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// [`Multipart::resume`], as somebody asked for a pause.
    Asked,
    /// [`Multipart::set_online`].
    Offline,
    /// [`Multipart::renewed`]: the store no longer takes these keys.
    Credentials,
    /// [`Multipart::resume`]: the store did not do what it was asked for, often.
    Trouble,
}

/// What is in the way. Several things can be.
#[derive(Debug, Default)]
pub(super) struct Pauses(Vec<Why>);

/// Which keys requests are signed with: the first, or how often there were others.
#[derive(Debug, Default)]
pub(super) struct Keys {
    now: u32,
    /// Of the requests in flight.
    sent: HashMap<Operation, u32>,
}

impl Keys {
    pub fn sent(&mut self, operation: Operation) {
        self.sent.insert(operation, self.now);
    }

    /// Whether a request that was answered was signed with the keys that there are now.
    fn were_these(&mut self, operation: Operation) -> bool {
        self.sent.remove(&operation).is_none_or(|sent| sent == self.now)
    }
}

/// What an answer is.
pub(super) enum Judged {
    /// The store has done it, or will not: the step that asked knows what that means.
    Taken(Response),
    /// It can be sent again now, and nobody counts it.
    AtOnce,
    /// It may pass, after so long at least.
    Trouble(Error, Duration),
    /// Not even sent.
    Hopeless(Error),
}

impl Multipart {
    /// Nothing more is sent until [`Self::resume`]; what is in flight ends.
    pub fn pause(&mut self) {
        self.wait_for(Why::Asked, None);
    }

    /// Goes on after a pause that was asked for, or that was made as the store gave trouble.
    pub fn resume(&mut self, now: Duration) {
        self.go_on(&[Why::Asked, Why::Trouble], now);
    }

    /// The keys are others now.
    pub fn renewed(&mut self, now: Duration) {
        self.keys.now += 1;
        self.go_on(&[Why::Credentials], now);
    }

    /// The browser is online, or is not.
    pub fn set_online(&mut self, is_online: bool, now: Duration) {
        if is_online {
            self.go_on(&[Why::Offline], now);
        } else {
            self.wait_for(Why::Offline, None);
        }
    }

    /// Whether sending waits for somebody. A failed upload is cleaned up all the same.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        !self.pauses.0.is_empty() && self.failure.is_none() && self.phase != Phase::Ended
    }

    fn wait_for(&mut self, why: Why, cause: Option<&Error>) {
        if self.pauses.0.contains(&why) || self.failure.is_some() {
            return;
        }
        self.pauses.0.push(why);
        self.events.push(Event::Paused { why, cause: cause.map(ToString::to_string) });
    }

    fn go_on(&mut self, because: &[Why], now: Duration) {
        let before = self.pauses.0.len();
        self.pauses.0.retain(|why| !because.contains(why));
        if before > 0 && self.pauses.0.is_empty() {
            self.retries.restart(now);
            self.events.push(Event::Resumed);
        }
    }

    pub(super) fn judge(
        &mut self,
        operation: Operation,
        now: Duration,
        answer: Result<Response>,
    ) -> Judged {
        let response = match answer {
            Ok(response) => response,
            Err(error @ Error::Network { .. }) => return self.unanswered(operation, error),
            Err(error) => return Judged::Hopeless(error),
        };
        self.retries.answered();
        let are_keys_new = !self.keys.were_these(operation);
        if response.is_success() {
            return Judged::Taken(response);
        }
        let error = S3Error::from_response(operation, &response);
        match verdict(error.status, &error.code) {
            // The bytes of the whole are not those that were sent: that does not pass.
            Verdict::Again if error.code == "BadDigest" && self.phase == Phase::Complete => {
                Judged::Taken(response)
            }
            Verdict::Again => {
                Judged::Trouble(error.into(), retry_after(&response, self.clock, now))
            }
            Verdict::Slower => {
                self.pace.slow_down(now);
                Judged::Trouble(error.into(), retry_after(&response, self.clock, now))
            }
            Verdict::Skewed if self.clock.learn(&response, now) => self.with_right_clock(),
            // Of HEAD there is no code: the date alone can show that the clock is wrong.
            Verdict::Final if response.status == 403 && self.clock.learn(&response, now) => {
                self.with_right_clock()
            }
            Verdict::Final if self.refuses_checksum(operation, &error) => {
                self.drop_checksum(&error.to_string());
                Judged::AtOnce
            }
            Verdict::Skewed | Verdict::Expired | Verdict::Final => {
                self.refused(error, response, are_keys_new)
            }
        }
    }

    /// Who was refused for a wrong clock could not see the bucket, nor the object.
    fn with_right_clock(&mut self) -> Judged {
        if self.phase == Phase::CreateUpload {
            self.phase = Phase::CheckBucket;
        }
        Judged::AtOnce
    }

    fn unanswered(&mut self, operation: Operation, error: Error) -> Judged {
        let is_part = matches!(operation, Operation::UploadPart(_));
        if is_part && self.pauses.0.contains(&Why::Offline) {
            return Judged::AtOnce;
        }
        if is_part {
            self.pace.timed_out();
        }
        Judged::Trouble(error, Duration::ZERO)
    }

    /// In the middle of an upload, keys that are no longer taken can be others.
    fn refused(&mut self, error: S3Error, response: Response, are_keys_new: bool) -> Judged {
        let is_expired = verdict(error.status, &error.code) == Verdict::Expired;
        let is_middle = matches!(self.phase, Phase::SendParts | Phase::Complete);
        let are_keys = is_expired || error.status == 403;
        if !(are_keys && is_middle && self.is_attended && self.is_let_in) || self.is_failing() {
            return Judged::Taken(response);
        }
        if !are_keys_new {
            self.wait_for(Why::Credentials, Some(&error.into()));
        }
        Judged::AtOnce
    }

    /// The same request is sent as soon as nothing is in the way.
    pub(super) fn send_again(&mut self, operation: Operation, now: Duration) {
        match operation {
            Operation::UploadPart(number) => self.send_part_again(number, now),
            _ => self.not_before = now,
        }
    }

    /// A request failed in a way that may pass.
    pub(super) fn troubled(
        &mut self,
        operation: Operation,
        now: Duration,
        error: Error,
        at_least: Duration,
    ) {
        let (wait, tries) = self.retries.failed(operation, now, at_least);
        if let Some(wait) = wait {
            self.tell_retry(operation, tries, wait, &error);
        }
        let at = now + wait.unwrap_or_default();
        if let Operation::UploadPart(number) = operation {
            return match wait {
                Some(_) => self.send_part_again(number, at),
                None => self.give_up(operation, now, error, tries),
            };
        }
        self.not_before = at;
        match self.phase {
            Phase::CreateUpload if wait.is_some() && matches!(error, Error::Network { .. }) => {
                if tries > 1 {
                    // A header that the CORS rule forbids fails like this.
                    self.drop_checksum(&error.to_string());
                }
                self.lost_upload();
            }
            Phase::Complete => self.complete_troubled(error, wait.is_none(), tries),
            Phase::CheckAborted => self.abort_again(),
            _ if wait.is_none() => self.give_up(operation, now, error, tries),
            _ => {}
        }
    }

    /// The store may have made the object all the same: it is looked at before anything else.
    fn complete_troubled(&mut self, error: Error, is_last: bool, tries: u32) {
        if is_last && self.is_attended {
            self.wait_for(Why::Trouble, Some(&error));
        }
        let is_last = is_last && !self.is_attended;
        self.finish.doubts(if is_last { gave_up(error, tries) } else { error }, is_last);
        self.phase = Phase::LookAt;
    }

    fn tell_retry(&mut self, operation: Operation, tries: u32, wait: Duration, error: &Error) {
        let part = match operation {
            Operation::UploadPart(number) => Some(number),
            _ => None,
        };
        let (operation, cause) = (operation.name(), error.to_string());
        let wait_seconds = wait.as_secs_f64();
        self.events.push(Event::Retry { operation, part, tries, wait_seconds, cause });
    }

    /// It was tried often enough.
    fn give_up(&mut self, operation: Operation, now: Duration, error: Error, tries: u32) {
        let is_cleaning = self.failure.is_some();
        match self.phase {
            Phase::Abort => self.left_behind(),
            Phase::FindUpload => self.not_found(),
            Phase::LookAt => {
                if let Err(error) = self.cannot_look() {
                    self.fail(error);
                }
            }
            _ if self.is_attended && self.is_let_in && !is_cleaning => {
                self.wait_for(Why::Trouble, Some(&error));
                self.send_again(operation, now);
            }
            Phase::CreateUpload => {
                self.begin.is_id_lost = matches!(error, Error::Network { .. });
                self.fail(gave_up(error, tries));
            }
            _ => self.fail(gave_up(error, tries)),
        }
    }
}

fn gave_up(cause: Error, tries: u32) -> Error {
    Error::GaveUp { cause: Box::new(cause), tries }
}
