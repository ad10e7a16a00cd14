//! One request that is sent again until it is answered, outside of an upload.

use std::time::Duration;

use super::clock::{Clock, retry_after};
use super::error::S3Error;
use super::request::{Operation, Response};
use super::retry::{Retries, Verdict, verdict};
use crate::error::{Error, Result};

/// The tries of requests that are sent one after another.
#[derive(Debug)]
pub struct Call {
    retries: Retries,
    clock: Clock,
}

/// What is done after a try.
#[derive(Debug)]
pub enum Next {
    /// Nothing: this is the store's answer, which may be a refusal.
    Done(Response),
    /// The request is signed and sent again after so long.
    Again(Duration),
}

impl Call {
    /// No request yet; the seed decides how long retries wait.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { retries: Retries::new(seed), clock: Clock::default() }
    }

    /// Who waits for this wants an answer: what fails is sent a few times.
    #[must_use]
    pub fn brief(mut self) -> Self {
        self.retries.hurry();
        self
    }

    /// The store's clock, as far as it is known: what signatures are to be made with.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Takes what came back for a request.
    ///
    /// # Errors
    /// [`Error::GaveUp`] after the last try; what is no matter of the network, at once.
    pub fn answer(
        &mut self,
        operation: Operation,
        now: Duration,
        answer: Result<Response>,
    ) -> Result<Next> {
        self.retries.sent(now);
        let (error, at_least) = match answer {
            Err(error @ Error::Network { .. }) => (error, Duration::ZERO),
            Err(error) => return Err(error),
            Ok(response) => {
                self.retries.answered();
                let error = S3Error::from_response(operation, &response);
                match verdict(error.status, &error.code) {
                    _ if response.is_success() => {
                        self.retries.succeeded(operation, now);
                        return Ok(Next::Done(response));
                    }
                    Verdict::Again | Verdict::Slower => {
                        (error.into(), retry_after(&response, self.clock, now))
                    }
                    Verdict::Skewed | Verdict::Final if self.clock.learn(&response, now) => {
                        return Ok(Next::Again(Duration::ZERO));
                    }
                    _ => return Ok(Next::Done(response)),
                }
            }
        };
        let (wait, tries) = self.retries.failed(operation, now, at_least);
        wait.map(Next::Again).ok_or_else(|| Error::GaveUp { cause: Box::new(error), tries })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1_767_323_045);

    fn call(answers: Vec<Result<Response>>) -> (usize, Result<u16>) {
        let (mut call, mut tries) = (Call::new(7), 0);
        for answer in answers {
            tries += 1;
            match call.answer(Operation::HeadBucket, NOW, answer) {
                Ok(Next::Again(_)) => {}
                Ok(Next::Done(response)) => return (tries, Ok(response.status)),
                Err(error) => return (tries, Err(error)),
            }
        }
        panic!("no end");
    }

    fn status(status: u16) -> Response {
        Response { status, ..Response::default() }
    }

    fn lost() -> Result<Response> {
        let (host, cause, snippet) = (String::new(), String::new(), String::new());
        Err(Error::Network { operation: "HeadBucket", host, cause, snippet })
    }

    #[test]
    fn a_brief_call_is_sent_three_times() {
        let mut call = Call::new(7).brief();
        let mut again = |answer| call.answer(Operation::HeadBucket, NOW, answer).is_ok();
        assert!(again(Ok(status(500))) && again(lost()) && !again(Ok(status(500))));
    }

    #[test]
    fn what_passes_is_sent_again() {
        let good = call(vec![lost(), Ok(status(500)), Ok(status(503)), Ok(status(200))]);
        assert!(matches!(good, (4, Ok(200))), "{good:?}");
        assert!(matches!(call(vec![Ok(status(404))]), (1, Ok(404))));
        let dead = call((0..5).map(|_| lost()).collect());
        assert!(matches!(dead, (3, Err(Error::GaveUp { tries: 3, .. }))), "{dead:?}");
    }
}
