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
                Step::PutCors(with_page(&self.origin, &[]))
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
        Ok(with_page(&self.origin, &there))
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

#[cfg(test)]
mod tests {
    use super::super::request::Body;
    use super::*;

    const NOW: Duration = Duration::from_secs(1_767_323_045);
    const PAGE: &str = "https://page.example";

    fn target() -> Target {
        let target = serde_json::json!({"endpoint_url": "http://store:9000",
            "region": "eu-west-1", "bucket": "bkt", "key": "k"});
        serde_json::from_value(target).unwrap()
    }

    #[expect(clippy::unnecessary_wraps, reason = "what an executor hands over")]
    fn told(status: u16, body: &str) -> Result<Response> {
        Ok(Response { status, body: body.into(), ..Response::default() })
    }

    fn code(status: u16, code: &str) -> Result<Response> {
        told(status, &format!("<Error><Code>{code}</Code></Error>"))
    }

    fn lost() -> Result<Response> {
        let (host, cause, snippet) = (String::new(), String::new(), String::new());
        Err(Error::Network { operation: "", host, cause, snippet })
    }

    fn text(request: &Request) -> String {
        let Body::Bytes(bytes) = &request.body else { panic!("{request:?}") };
        String::from_utf8(bytes.clone()).unwrap()
    }

    /// The requests that were sent until the answers end, and how it ended.
    fn run(mut work: SetUp, answers: Vec<Result<Response>>) -> (Vec<Request>, Result<()>) {
        let mut sent = Vec::new();
        for answer in answers {
            sent.extend(work.next_request().unwrap());
            if let Err(error) = work.answer(NOW, answer) {
                return (sent, Err(error));
            }
        }
        assert_eq!(work.next_request().unwrap(), None, "it is done after {sent:?}");
        (sent, Ok(()))
    }

    fn make(answers: Vec<Result<Response>>) -> (Vec<Request>, Result<()>) {
        run(SetUp::bucket(target(), PAGE, 7), answers)
    }

    fn put(answers: Vec<Result<Response>>) -> (Vec<Request>, Result<()>) {
        run(SetUp::cors_rule(target(), PAGE, 7), answers)
    }

    fn failure(outcome: (Vec<Request>, Result<()>)) -> (String, String) {
        let failure = serde_json::to_value(outcome.1.unwrap_err().to_failure()).unwrap();
        let text = |field: &str| failure[field].as_str().unwrap_or_default().to_string();
        (text("remedy"), text("snippet"))
    }

    #[test]
    fn a_bucket_is_made_where_requests_are_signed_for() {
        let (sent, outcome) = make(vec![told(200, "")]);
        outcome.unwrap();
        assert_eq!((sent[0].method, sent[0].url.as_str()), ("PUT", "http://store:9000/bkt"));
        assert!(text(&sent[0]).contains("<LocationConstraint>eu-west-1</LocationConstraint>"));
        make(vec![code(409, "BucketAlreadyOwnedByYou")]).1.unwrap();
        make(vec![code(500, "InternalError"), told(200, "")]).1.unwrap();
    }

    #[test]
    fn a_bucket_that_cannot_be_made_is_told() {
        let (remedy, _) = failure(make(vec![code(409, "BucketAlreadyExists")]));
        assert!(remedy.contains("choose another name"), "{remedy}");
        let (remedy, snippet) = failure(make(vec![lost(), lost(), lost()]));
        assert!(remedy.contains("let no page make buckets"), "{remedy}");
        let command = "aws s3 mb s3://bkt --region eu-west-1 --endpoint-url http://store:9000";
        assert_eq!(snippet, command);
    }

    #[test]
    fn the_rule_is_put_beside_those_that_are_there() {
        let (sent, outcome) = put(vec![code(404, "NoSuchCORSConfiguration"), told(200, "")]);
        outcome.unwrap();
        assert_eq!(sent[0].url, "http://store:9000/bkt?cors=");
        assert_eq!(text(&sent[1]), with_page(PAGE, &[]));
        let digest = super::super::digest::md5_base64(text(&sent[1]).as_bytes());
        assert_eq!(sent[1].headers, [("content-md5", digest)]);

        let there = with_page("https://other.example", &[]);
        let (sent, outcome) = put(vec![told(200, &there), told(200, "")]);
        outcome.unwrap();
        assert_eq!(text(&sent[1]), with_page(PAGE, &rules(&there).unwrap()));
        assert_eq!(text(&sent[1]).matches("<CORSRule>").count(), 2);
    }

    #[test]
    fn a_rule_that_cannot_be_put_is_shown() {
        let table = [
            (vec![lost(), lost(), lost()], "keeps back this request too"),
            (vec![code(403, "AccessDenied")], "s3:PutBucketCORS"),
            (
                vec![code(404, "NoSuchCORSConfiguration"), code(501, "NotImplemented")],
                "another way",
            ),
            (vec![code(404, "NoSuchBucket")], "create it first"),
        ];
        for (answers, words) in table {
            let (remedy, snippet) = failure(put(answers));
            assert!(remedy.contains(words), "{remedy}");
            assert_eq!(snippet, cors_rule(PAGE));
        }
    }

    #[test]
    fn rules_that_cannot_be_read_are_not_replaced() {
        let outcome = put(vec![told(200, "<CORSConfiguration><CORSRule><MaxAgeSeconds>x")]);
        assert_eq!(outcome.0.len(), 1);
        assert_eq!(failure(outcome).1, cors_rule(PAGE));
    }
}
