//! How an [`Error`] looks to the page.

use serde::Serialize;

use super::{Error, Problem};

/// How an [`Error`] looks to the page; `Failure` in `www/types.d.ts`.
#[derive(Debug, Serialize)]
pub struct Failure {
    kind: &'static str,
    message: String,
    remedy: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<String>,
    retryable: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_left: bool,
}

impl Error {
    /// The error as the page gets it.
    #[must_use]
    pub fn to_failure(&self) -> Failure {
        Failure {
            kind: self.kind(),
            message: self.to_string(),
            remedy: self.remedy(),
            field: self.problems().next().map(|first| first.field.clone()),
            problems: self.problems().cloned().collect(),
            snippet: self.snippet().map(str::to_string),
            retryable: self.retryable(),
            is_left: self.is_left(),
        }
    }

    /// Whether an upload was begun that may not be aborted.
    fn is_left(&self) -> bool {
        matches!(self, Self::LeftBehind { .. } | Self::Unconfirmed { .. })
    }

    /// The fields that cannot be used.
    fn problems(&self) -> impl Iterator<Item = &Problem> {
        let (first, others) = match self {
            Self::Setting { first, others } => (Some(first), others.as_slice()),
            _ => (None, &[][..]),
        };
        first.into_iter().chain(others)
    }

    /// Something to copy and paste.
    fn snippet(&self) -> Option<&str> {
        match self {
            Self::S3(error) => error.snippet.as_deref(),
            Self::Network { snippet, .. } | Self::KeptBack { snippet, .. } => Some(snippet),
            Self::LeftBehind { cause, .. } | Self::GaveUp { cause, .. } => cause.snippet(),
            // The store has answered before: its CORS rule is not to blame.
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_behind_is_told_with_the_first_cause() {
        let target = serde_json::json!({"endpoint_url": "http://localhost:4566", "key": "it's.parquet",
            "region": "eu-west-1", "bucket": "bkt"});
        let error = Error::LeftBehind {
            cause: Box::new(Error::Network {
                operation: "UploadPart",
                host: "store".into(),
                cause: "refused".into(),
                snippet: "the rule".into(),
            }),
            target: serde_json::from_value(target).unwrap(),
            upload_id: "u1".into(),
        };
        let failure = error.to_failure();
        assert_eq!((failure.kind, failure.snippet.as_deref()), ("network", Some("the rule")));
        assert!(failure.message.contains("parts of upload u1 are left at bkt/it's.parquet"));
        let command = "aws s3api abort-multipart-upload --endpoint-url 'http://localhost:4566' \
            --region eu-west-1 --bucket bkt --key 'it'\\''s.parquet' --upload-id 'u1'";
        assert!(failure.remedy.ends_with(command), "{failure:?}");
    }

    #[test]
    fn a_failure_has_all_problems_and_the_first_by_itself() {
        let problems = vec![
            Problem::new("rows", "0 rows make no file", "Enter 1 or more."),
            Problem::new("block.rows", "0 rows make no block", "Enter 1 or more."),
        ];
        let failure = |problems| {
            let error = Error::of(problems).unwrap_err();
            serde_json::to_value(error.to_failure()).unwrap()
        };
        let expected = serde_json::json!({"kind": "setting", "field": "rows",
            "message": "rows: 0 rows make no file", "remedy": "Enter 1 or more.",
            "problems": problems, "retryable": false});
        assert_eq!(failure(problems.clone()), expected);
        assert_eq!(failure(problems[..1].to_vec())["problems"], serde_json::json!(problems[..1]));
        assert!(Error::of(Vec::new()).is_ok());
        let cancelled = serde_json::to_value(Error::Cancelled.to_failure()).unwrap();
        assert_eq!(cancelled.get("problems"), None);
    }
}
