//! What is tried again, when, and how often.

use std::collections::HashMap;
use std::time::Duration;

use super::request::Operation;
use crate::backoff::Backoff;

/// How often one request is sent.
const MAX_TRIES: u32 = 10;

/// How often the first request is sent to a store that has never answered: its address is wrong
/// more often than it is down.
const FEW_TRIES: u32 = 3;

/// How long an upload goes on while no request succeeds.
const BUDGET: Duration = Duration::from_mins(10);

/// How often an upload is aborted: a part that was on its way may land after it, or be in its way
/// (Amazon S3 API reference, `AbortMultipartUpload`).
pub(super) const MAX_ABORTS: u32 = 3;

/// What an answer means for the next try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The same again gives the same.
    Final,
    /// It may pass.
    Again,
    /// It passes when less is asked for at once.
    Slower,
    /// The signature's time is not the store's.
    Skewed,
    /// The keys are no longer valid.
    Expired,
}

/// The one table of what is tried again. Codes are from the Amazon S3 API reference, "Error
/// responses", and the AWS SDK's retry behaviour; the status decides where there is no known code.
pub(super) fn verdict(status: u16, code: &str) -> Verdict {
    match code {
        "RequestTimeTooSkewed" | "RequestExpired" => Verdict::Skewed,
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => Verdict::Expired,
        "SlowDown"
        | "ServiceUnavailable"
        | "Throttling"
        | "ThrottlingException"
        | "RequestLimitExceeded"
        | "TooManyRequests"
        | "TooManyRequestsException"
        | "Busy" => Verdict::Slower,
        "InternalError"
        | "RequestTimeout"
        | "RequestTimeoutException"
        | "OperationAborted"
        | "ConditionalRequestConflict"
        // The bytes were changed or cut off on their way.
        | "BadDigest" | "IncompleteBody" | "XAmzContentSHA256Mismatch" => Verdict::Again,
        _ => by_status(status),
    }
}

fn by_status(status: u16) -> Verdict {
    match status {
        429 | 503 => Verdict::Slower,
        501 | 505 => Verdict::Final,
        408 | 500..=599 => Verdict::Again,
        _ => Verdict::Final,
    }
}

/// The tries of one upload's requests, and how long to wait before the next.
#[derive(Debug)]
pub(super) struct Retries {
    backoff: Backoff,
    tries: HashMap<Operation, u32>,
    /// When a request last succeeded, or the upload began.
    progress: Option<Duration>,
    has_answered: bool,
    is_hurried: bool,
}

impl Retries {
    pub(super) fn new(seed: u64) -> Self {
        let (backoff, tries) = (Backoff::new(seed), HashMap::new());
        let (has_answered, is_hurried) = (false, false);
        Self { backoff, tries, progress: None, has_answered, is_hurried }
    }

    /// Nobody waits long any more: what is left to do is tried a few times.
    pub(super) fn hurry(&mut self) {
        self.tries.clear();
        self.is_hurried = true;
    }

    /// A request is sent.
    pub(super) fn sent(&mut self, now: Duration) {
        self.progress.get_or_insert(now);
    }

    /// The store has answered, whatever it said.
    pub(super) fn answered(&mut self) {
        self.has_answered = true;
    }

    /// A request has succeeded.
    pub(super) fn succeeded(&mut self, operation: Operation, now: Duration) {
        self.tries.remove(&operation);
        self.progress = Some(now);
    }

    /// All begins anew: after a pause nobody counts what was before.
    pub(super) fn restart(&mut self, now: Duration) {
        self.tries.clear();
        self.progress = Some(now);
    }

    /// A request has failed: how long to wait before it is sent again, and how often it was sent.
    /// No wait: it is not sent again.
    pub(super) fn failed(
        &mut self,
        operation: Operation,
        now: Duration,
        at_least: Duration,
    ) -> (Option<Duration>, u32) {
        let tries = self.tries.entry(operation).or_default();
        *tries += 1;
        let tries = *tries;
        let is_patient = self.has_answered && !self.is_hurried;
        let most = if is_patient { MAX_TRIES } else { FEW_TRIES };
        let wait = self.backoff.wait(tries).max(at_least);
        let since = now.saturating_sub(self.progress.unwrap_or(now));
        let is_in_time = since + wait <= BUDGET || self.is_hurried;
        (Some(wait).filter(|_| tries < most && is_in_time), tries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: Operation = Operation::UploadPart(1);
    const NOW: Duration = Duration::from_hours(1);

    #[test]
    fn the_table() {
        use Verdict::{Again, Expired, Final, Skewed, Slower};
        let table = [
            (500, "", Again),
            (500, "InternalError", Again),
            (200, "InternalError", Again),
            (502, "", Again),
            (503, "", Slower),
            (503, "SlowDown", Slower),
            (200, "SlowDown", Slower),
            (503, "ServiceUnavailable", Slower),
            (504, "", Again),
            (599, "", Again),
            (429, "", Slower),
            (429, "TooManyRequests", Slower),
            (400, "RequestTimeout", Again),
            (408, "", Again),
            (409, "OperationAborted", Again),
            (409, "ConditionalRequestConflict", Again),
            (400, "BadDigest", Again),
            (400, "IncompleteBody", Again),
            (400, "XAmzContentSHA256Mismatch", Again),
            (403, "RequestTimeTooSkewed", Skewed),
            (400, "ExpiredToken", Expired),
            (403, "ExpiredToken", Expired),
            (400, "TokenRefreshRequired", Expired),
            (501, "NotImplemented", Final),
            (301, "PermanentRedirect", Final),
            (400, "", Final),
            (400, "InvalidPart", Final),
            (401, "", Final),
            (403, "", Final),
            (403, "AccessDenied", Final),
            (403, "SignatureDoesNotMatch", Final),
            (404, "NoSuchUpload", Final),
            (409, "BucketAlreadyExists", Final),
            (412, "PreconditionFailed", Final),
        ];
        for (status, code, expected) in table {
            assert_eq!(verdict(status, code), expected, "{status} {code}");
        }
    }

    #[test]
    fn tries_end() {
        let mut retries = Retries::new(1);
        retries.sent(NOW);
        retries.answered();
        let tries = std::iter::from_fn(|| retries.failed(PART, NOW, Duration::ZERO).0).count();
        assert_eq!(tries, MAX_TRIES as usize - 1);
    }

    #[test]
    fn the_store_says_how_long_at_least() {
        let mut retries = Retries::new(1);
        retries.sent(NOW);
        let wait = Duration::from_secs(30);
        assert_eq!(retries.failed(PART, NOW, wait), (Some(wait), 1));
        let too_long = BUDGET + Duration::from_secs(1);
        assert_eq!(retries.failed(PART, NOW, too_long), (None, 2));
    }

    #[test]
    fn a_store_that_never_answered_is_given_up_soon() {
        let mut retries = Retries::new(1);
        let tries = std::iter::from_fn(|| retries.failed(PART, NOW, Duration::ZERO).0).count();
        assert_eq!(tries, FEW_TRIES as usize - 1);
    }

    #[test]
    fn the_budget_is_time_without_a_success() {
        let mut retries = Retries::new(1);
        retries.sent(NOW);
        retries.answered();
        let failed = |retries: &mut Retries, at| retries.failed(PART, at, Duration::ZERO).0;
        assert!(failed(&mut retries, NOW + BUDGET / 2).is_some());
        retries.succeeded(Operation::UploadPart(2), NOW + BUDGET / 2);
        assert!(failed(&mut retries, NOW + BUDGET).is_some());
        assert!(failed(&mut retries, NOW + 2 * BUDGET).is_none());
        retries.restart(NOW + 2 * BUDGET);
        assert!(failed(&mut retries, NOW + 2 * BUDGET).is_some());
    }
}
