//! What the page does for a bucket when it is asked to: make it, and put its CORS rule on it.

use std::time::Duration;

use super::call::{Call, Next};
use super::clock::Clock;
use super::cors::{cors_rule, rules, with_page};
use super::error::S3Error;
use super::request::{Operation, Request, Response};
use super::target::Target;
use crate::error::{Error, Result};

#[derive(Debug)]
enum Step {
    CreateBucket,
    GetCors,
    /// With this XML.
    PutCors(String),
    Done,
}

/// One change of a bucket: [`Self::next_request`] gives what to send, [`Self::answer`] takes what
/// came back. Times are since 1970 on this machine's clock.
#[derive(Debug)]
pub struct SetUp {
    target: Target,
    origin: String,
    step: Step,
    call: Call,
}

impl SetUp {
    /// Makes the target's bucket, in its region; the seed decides how long retries wait.
    #[must_use]
    pub fn bucket(target: Target, origin: &str, seed: u64) -> Self {
        Self::new(target, origin, seed, Step::CreateBucket)
    }

    /// Puts the rule on the bucket that lets the page at `origin` in, beside the rules that it has.
    #[must_use]
    pub fn cors_rule(target: Target, origin: &str, seed: u64) -> Self {
        Self::new(target, origin, seed, Step::GetCors)
    }

    fn new(target: Target, origin: &str, seed: u64, step: Step) -> Self {
        Self { target, origin: origin.into(), step, call: Call::new(seed).brief() }
    }

    /// The store's clock, as far as it is known: what signatures are to be made with.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.call.clock()
    }

    /// What to send now; `None` when all is done.
    ///
    /// # Errors
    /// [`Error::Setting`] when the target cannot be used.
    pub fn next_request(&self) -> Result<Option<Request>> {
        match &self.step {
            Step::CreateBucket => Request::create_bucket(&self.target).map(Some),
            Step::GetCors => Request::get_cors(&self.target).map(Some),
            Step::PutCors(xml) => Request::put_cors(&self.target, xml).map(Some),
            Step::Done => Ok(None),
        }
    }

    /// Takes what came back. Gives how long to wait before the next request.
    ///
    /// # Errors
    /// Why it cannot be done; [`Error::KeptBack`] where the browser does not let the page do it.
    pub fn answer(&mut self, now: Duration, answer: Result<Response>) -> Result<Duration> {
        let operation = self.operation();
        let response = match self.call.answer(operation, now, answer) {
            Ok(Next::Again(wait)) => return Ok(wait),
            Ok(Next::Done(response)) => response,
            Err(error) if error.kind() == "network" => return Err(self.kept_back(error)),
            Err(error) => return Err(error),
        };
        let refusal = (!response.is_success()).then(|| self.refusal(operation, &response));
        self.step = match (&self.step, refusal) {
            (Step::GetCors, None) => Step::PutCors(self.rules(&response)?),
            (Step::GetCors, Some(error)) if error.code == "NoSuchCORSConfiguration" => {
                Step::PutCors(with_page(&self.origin, Vec::new()))
            }
            (Step::CreateBucket, Some(error)) if error.code == "BucketAlreadyOwnedByYou" => {
                Step::Done
            }
            (_, Some(error)) => return Err(error.into()),
            (_, None) => Step::Done,
        };
        Ok(Duration::ZERO)
    }

    fn operation(&self) -> Operation {
        match self.step {
            Step::CreateBucket => Operation::CreateBucket,
            Step::GetCors => Operation::GetBucketCors,
            Step::PutCors(_) | Step::Done => Operation::PutBucketCors,
        }
    }

    /// Rules that cannot be read whole are not replaced.
    fn rules(&self, response: &Response) -> Result<String> {
        let there = rules(&response.body).ok_or_else(|| {
            let error = S3Error::unreadable(Operation::GetBucketCors, response, "CORS rules");
            S3Error { snippet: Some(cors_rule(&self.origin)), ..error }
        })?;
        Ok(with_page(&self.origin, there))
    }

    fn refusal(&self, operation: Operation, response: &Response) -> S3Error {
        let error = S3Error::from_response(operation, response);
        match self.step {
            Step::CreateBucket => error,
            _ => S3Error { snippet: Some(cors_rule(&self.origin)), ..error },
        }
    }

    fn kept_back(&self, cause: Error) -> Error {
        let cause = Box::new(cause);
        let Target { bucket, region, endpoint_url, .. } = &self.target;
        match self.step {
            Step::CreateBucket => Error::KeptBack {
                cause,
                remedy: "Make the bucket in the store's console or by this command: many stores, \
                    AWS among them, let no page make buckets.",
                snippet: format!(
                    "aws s3 mb s3://{bucket} --region {region} --endpoint-url {}",
                    endpoint_url.trim()
                ),
            },
            _ => Error::KeptBack {
                cause,
                remedy: "Put this rule on the bucket in the store's console or by its own tools: \
                    while the bucket has no rule for this page, the browser keeps back this \
                    request too.",
                snippet: cors_rule(&self.origin),
            },
        }
    }
}
