//! Throwing an unfinished upload away.

use super::super::error::S3Error;
use super::super::request::{Operation, Request, Response};
use super::super::retry::MAX_ABORTS;
use super::super::target::Target;
use super::super::xml;
use super::Errand;
use crate::error::{Error, Result};

#[derive(Clone, Copy, Debug)]
enum Aborting {
    Abort,
    Check,
    Ended,
}

/// Throws an unfinished upload away, and looks whether parts are left.
#[derive(Debug)]
pub struct AbortUnfinished {
    target: Target,
    upload_id: String,
    at: Aborting,
    aborts: u32,
}

impl AbortUnfinished {
    /// Nothing is asked for yet.
    #[must_use]
    pub fn new(target: Target, upload_id: &str) -> Self {
        Self { target, upload_id: upload_id.into(), at: Aborting::Abort, aborts: 0 }
    }

    fn aborted(&mut self, response: &Response) -> Result<()> {
        self.aborts += 1;
        self.at = match response.status {
            200..=299 => Aborting::Check,
            // It has ended before.
            404 => Aborting::Ended,
            _ => {
                let operation = Operation::AbortMultipartUpload;
                return Err(S3Error::from_response(operation, response).into());
            }
        };
        Ok(())
    }

    fn checked(&mut self, response: &Response) -> Result<()> {
        let listed = xml::parts(&response.body).filter(|_| response.is_success());
        self.at = match listed.is_some_and(|page| !page.parts.is_empty()) {
            false => Aborting::Ended,
            true if self.aborts < MAX_ABORTS => Aborting::Abort,
            true => return Err(self.left(response)),
        };
        Ok(())
    }

    fn left(&self, response: &Response) -> Error {
        let cause = S3Error {
            code: "PartsLeft".into(),
            message: format!("the store took {} aborts and still has parts", self.aborts),
            ..S3Error::from_response(Operation::ListParts, response)
        };
        Error::LeftBehind {
            cause: Box::new(cause.into()),
            target: Box::new(self.target.clone()),
            upload_id: self.upload_id.clone(),
        }
    }
}

impl Errand for AbortUnfinished {
    fn next_request(&self) -> Result<Option<Request>> {
        let (target, id) = (&self.target, &self.upload_id);
        Ok(match self.at {
            Aborting::Abort => Some(Request::abort(target, id)?),
            Aborting::Check => Some(Request::list_parts(target, id, 0)?),
            Aborting::Ended => None,
        })
    }

    fn take(&mut self, response: &Response) -> Result<()> {
        match self.at {
            Aborting::Abort => self.aborted(response),
            Aborting::Check => self.checked(response),
            Aborting::Ended => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{script, target};
    use super::*;

    const ABORT: &str = "DELETE bucket/key?uploadId=u%2B1";
    const CHECK: &str = "GET bucket/key?uploadId=u%2B1";
    const PART: &str = "<ListPartsResult><Part><PartNumber>1</PartNumber></Part></ListPartsResult>";
    const NONE: &str = "<ListPartsResult></ListPartsResult>";

    fn abort(answers: &[(u16, &str)]) -> (Vec<String>, Result<()>) {
        script(&mut AbortUnfinished::new(target(), "u+1"), answers)
    }

    #[test]
    fn an_upload_is_aborted_and_looked_at() {
        for after in [(404, ""), (200, NONE), (403, "")] {
            let (asked, result) = abort(&[(204, ""), after]);
            assert_eq!(asked, [ABORT, CHECK]);
            assert!(result.is_ok());
        }
    }

    #[test]
    fn one_that_has_ended_is_no_failure() {
        let (asked, result) = abort(&[(404, "")]);
        assert!(asked == [ABORT] && result.is_ok());
    }

    #[test]
    fn a_part_that_lands_late_is_aborted_too() {
        let (asked, result) = abort(&[(204, ""), (200, PART), (204, ""), (404, "")]);
        assert_eq!(asked, [ABORT, CHECK, ABORT, CHECK]);
        assert!(result.is_ok());
    }

    #[test]
    fn what_is_left_is_told() {
        let left = [(204, ""), (200, PART)];
        let (_, result) = abort(&[left, left, left].concat());
        let error = result.unwrap_err();
        let told = "ListParts: 200 PartsLeft: the store took 3 aborts and still has parts; \
            parts of upload u+1 are left at bucket/key";
        assert_eq!((error.kind(), &*error.to_string()), ("s3", told));
    }

    #[test]
    fn a_refused_abort_is_an_error() {
        let (_, result) = abort(&[(403, "")]);
        assert!(matches!(result, Err(Error::S3(error)) if error.status == 403));
    }
}
