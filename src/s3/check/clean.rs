//! However a check ends, it leaves no upload.

use std::mem;

use super::super::error::S3Error;
use super::super::xml;
use super::{Answer, Check, Line, Name, State, Step, sentence};
use crate::error::abort_command;

/// How often what is listed is aborted.
const MAX_ROUNDS: u32 = 3;

/// The uploads that there may be.
#[derive(Debug, Default)]
pub(super) struct Clean {
    upload_id: Option<String>,
    /// An upload may have begun whose id did not arrive.
    is_id_lost: bool,
    /// Uploads that were listed.
    found: Vec<String>,
    rounds: u32,
}

impl Clean {
    pub(super) fn begins(&mut self, upload_id: String) {
        self.upload_id = Some(upload_id);
    }

    pub(super) fn may_be_lost(&mut self) {
        self.is_id_lost = true;
    }

    pub(super) fn id(&self) -> &str {
        self.upload_id.as_deref().unwrap_or_default()
    }

    pub(super) fn found_id(&self) -> &str {
        self.found.last().map_or("", String::as_str)
    }
}

impl Check {
    /// All is known that will be: what is there is removed.
    pub(super) fn finish(&mut self) {
        if self.clean.upload_id.is_some() {
            self.step = Step::Abort;
        } else if self.clean.is_id_lost {
            self.step = Step::Sweep;
        } else {
            self.end();
        }
    }

    fn end(&mut self) {
        self.step = Step::Ended;
        let text = "Nothing was written.";
        self.lines.settle(Line::new(Name::Clean, State::Skipped, text));
        self.lines.skip_rest();
    }

    pub(super) fn aborted(&mut self, answer: Answer) {
        match answer {
            Answer::Good(_) | Answer::Refused(S3Error { status: 404, .. }) => {
                self.clean.upload_id = None;
                self.step = Step::Sweep;
            }
            Answer::Refused(error) => self.leaves(&sentence(&error)),
            Answer::Silent => self.leaves("The store did not answer."),
            Answer::Broken(error) => self.leaves(&sentence(&error)),
        }
    }

    fn leaves(&mut self, why: &str) {
        let text = format!("A tiny upload is left at {}. {why}", self.scratch.key);
        let command = abort_command(&self.scratch, self.clean.id());
        let remedy = "Its part costs money until it is removed, by this command or a lifecycle \
            rule.";
        let line = Line::failed(Name::Clean, text, remedy).with_snippet(command);
        self.lines.settle(line);
        self.end();
    }

    /// The uploads of checks that the store has: this one's, and those of tabs that were closed.
    pub(super) fn swept(&mut self, answer: Answer) {
        let listed = match answer {
            Answer::Good(response) => xml::uploads(&response.body).map(|(uploads, _)| uploads),
            _ => None,
        };
        let Some(listed) = listed else { return self.is_not_seen() };
        let of_check = listed.into_iter().filter(|upload| upload.key == self.scratch.key);
        self.clean.found = of_check.map(|upload| upload.upload_id).collect();
        self.clean.rounds += 1;
        if self.clean.found.is_empty() {
            self.lines.pass(Name::Clean, "The tiny upload was aborted, and the store has none.");
            return self.end();
        }
        if self.clean.rounds > MAX_ROUNDS {
            self.clean.upload_id = self.clean.found.pop();
            return self.leaves("It was aborted, and the store lists it all the same.");
        }
        self.step = Step::AbortFound;
    }

    pub(super) fn found_aborted(&mut self) {
        self.clean.found.pop();
        if self.clean.found.is_empty() {
            self.step = Step::Sweep;
        }
    }

    /// These keys or this page may not list uploads.
    fn is_not_seen(&mut self) {
        let line = if mem::take(&mut self.clean.is_id_lost) {
            let text = format!(
                "The store may have begun a tiny upload to {} whose id did not arrive, and does \
                 not list uploads.",
                self.scratch.key
            );
            let remedy = "A lifecycle rule that aborts incomplete uploads removes it.";
            let line = Line::new(Name::Clean, State::Warning, text);
            Line { remedy: Some(remedy.into()), ..line }
        } else {
            let text = "The tiny upload was aborted; these keys may not list what is there.";
            Line::new(Name::Clean, State::Ok, text)
        };
        self.lines.settle(line);
        self.end();
    }
}
