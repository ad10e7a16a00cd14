//! Checks of stores that answer as a script says, for every cause and every path.

mod access;
mod bucket;
mod upload;

use std::collections::HashMap;

use super::*;
use crate::s3::cors_rule;
use crate::s3::request::Headers;

/// 2026-01-02T03:04:05Z.
const NOW: Duration = Duration::from_secs(1_767_323_045);

const PAGE: &str = "http://page.example";

/// More probes than any check sends.
const MANY: usize = 60;

type Told = Result<Response>;

/// A healthy store with the bucket, but for what a script says; the last answer of an operation is
/// given again.
struct Fake {
    script: HashMap<Operation, Vec<Told>>,
    is_there: bool,
    uploads: Vec<String>,
    sent: Vec<&'static str>,
}

/// What is known in the end: a letter for each line (ok, warning, failed, skipped), and the lines.
struct Found {
    states: String,
    lines: Vec<Line>,
    sent: String,
    left: Vec<String>,
}

#[expect(clippy::unnecessary_wraps, reason = "what an executor hands over")]
fn told(status: u16, body: &str, headers: Headers) -> Told {
    Ok(Response { status, headers, body: body.into() })
}

fn plain(status: u16) -> Told {
    told(status, "", Headers::default())
}

fn code(status: u16, code: &str) -> Told {
    let body = format!("<Error><Code>{code}</Code><Message>No. </Message></Error>");
    told(status, &body, Headers::default())
}

fn lost() -> Told {
    let (host, cause, snippet) = (String::new(), String::new(), String::new());
    Err(Error::Network { operation: "", host, cause, snippet })
}

fn buckets(names: &[&str]) -> Told {
    let bucket = |name: &&str| format!("<Bucket><Name>{name}</Name></Bucket>");
    let all: String = names.iter().map(bucket).collect();
    let body = format!("<ListAllMyBucketsResult><Buckets>{all}</Buckets></ListAllMyBucketsResult>");
    told(200, &body, Headers::default())
}

fn again(answer: &Told) -> Told {
    match answer {
        Ok(response) => Ok(response.clone()),
        Err(_) => lost(),
    }
}

impl Fake {
    fn new(script: impl IntoIterator<Item = (Operation, Vec<Told>)>) -> Self {
        let script = script.into_iter().collect();
        Self { script, is_there: true, uploads: Vec::new(), sent: Vec::new() }
    }

    fn answer(&mut self, probe: &Probe) -> Told {
        let Probe::Send(request) = probe else {
            self.sent.push("reach");
            return if self.is_there { plain(0) } else { lost() };
        };
        self.sent.push(request.operation.name());
        let usual = self.usual(request);
        match self.script.get_mut(&request.operation) {
            Some(answers) if answers.len() > 1 => answers.remove(0),
            Some(answers) => again(&answers[0]),
            None => usual,
        }
    }

    /// What is done, even if the script says another answer, and what is answered else.
    fn usual(&mut self, request: &Request) -> Told {
        match request.operation {
            Operation::HeadObject => plain(404),
            Operation::ListBuckets => buckets(&["bkt"]),
            Operation::CreateMultipartUpload => self.begin(),
            Operation::UploadPart(_) => {
                assert!(request.url.ends_with("?partNumber=1&uploadId=u1"), "{}", request.url);
                let etag = Some("\"e\"".into());
                told(200, "", Headers { etag, ..Headers::default() })
            }
            Operation::AbortMultipartUpload => self.abort(&request.url),
            Operation::ListMultipartUploads => self.list(),
            _ => plain(200),
        }
    }

    fn begin(&mut self) -> Told {
        let id = format!("u{}", self.uploads.len() + 1);
        let body = format!(
            "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        );
        // A refused or lost request may have begun one, or not: what is refused has not.
        let script = self.script.get(&Operation::CreateMultipartUpload);
        if script.is_none_or(|answers| answers[0].is_err()) {
            self.uploads.push(id);
        }
        told(200, &body, Headers::default())
    }

    fn abort(&mut self, url: &str) -> Told {
        let script = self.script.get(&Operation::AbortMultipartUpload);
        let does_nothing =
            script.is_some_and(|answers| answers[0].as_ref().is_ok_and(|told| !told.is_success()));
        let before = self.uploads.len();
        self.uploads.retain(|id| !url.ends_with(&format!("uploadId={id}")) || does_nothing);
        if self.uploads.len() < before { plain(204) } else { code(404, "NoSuchUpload") }
    }

    fn list(&self) -> Told {
        let upload = |key: &str, id: &str| {
            format!("<Upload><Key>{key}</Key><UploadId>{id}</UploadId></Upload>")
        };
        let ours = self.uploads.iter().map(|id| upload("k.parquet-blocks-check", id));
        // Somebody else's, which begins with the same key.
        let all: String = ours.chain([upload("k.parquet-blocks-check-2", "other")]).collect();
        let body = format!("<ListMultipartUploadsResult>{all}</ListMultipartUploadsResult>");
        told(200, &body, Headers::default())
    }

    fn checks(mut self, target: Target, origin: &str, cancel_after: usize) -> Found {
        let mut check = Check::new(target, origin, 7);
        let mut lines = check.take_lines();
        for at in 0..MANY {
            if at == cancel_after {
                check.cancel();
            }
            let Some(probe) = check.next_probe().unwrap() else {
                lines.extend(check.take_lines());
                return self.found(lines);
            };
            let answer = self.answer(&probe);
            check.answer(NOW, answer);
            lines.extend(check.take_lines());
        }
        panic!("no end after {:?}", self.sent);
    }

    fn found(self, lines: Vec<Line>) -> Found {
        let names: Vec<Name> = lines.iter().map(|line| line.name).collect();
        assert_eq!(names, Name::ALL, "each line is told once, in order");
        let letter = |line: &Line| match line.state {
            State::Ok => 'o',
            State::Warning => 'w',
            State::Failed => 'f',
            State::Skipped => 's',
        };
        for line in lines.iter().filter(|line| line.state == State::Failed) {
            assert!(line.remedy.is_some() && line.text.ends_with('.'), "{line:?}");
            assert!(!line.text.contains("..") && !line.text.ends_with(" ."), "{line:?}");
        }
        let states = lines.iter().map(letter).collect();
        Found { states, lines, sent: self.sent.join(" "), left: self.uploads }
    }
}

fn target(endpoint_url: &str) -> Target {
    let target = serde_json::json!({"endpoint_url": endpoint_url, "region": "us-east-1",
        "bucket": "bkt", "key": "k"});
    serde_json::from_value(target).unwrap()
}

fn check(script: impl IntoIterator<Item = (Operation, Vec<Told>)>) -> Found {
    Fake::new(script).checks(target("http://store:9000"), PAGE, MANY)
}

impl Found {
    fn line(&self, name: Name) -> &Line {
        self.lines.iter().find(|line| line.name == name).unwrap()
    }

    /// That a line says so, in its text or remedy, and that nothing is left.
    fn says(&self, states: &str, name: Name, words: &[&str]) {
        let line = self.line(name);
        assert_eq!(self.states, states, "{:#?}", self.lines);
        let said = format!("{} {}", line.text, line.remedy.as_deref().unwrap_or_default());
        for word in words {
            assert!(said.contains(word), "{word:?} is not in {said:?}");
        }
        assert_eq!(self.left, [] as [&str; 0], "{}", self.sent);
    }

    fn offers(&self, name: Name, offer: Offer) {
        assert_eq!(self.line(name).offer, Some(offer));
        let others = self.lines.iter().filter(|line| line.name != name);
        assert_eq!(others.filter(|line| line.offer.is_some()).count(), 0, "{:#?}", self.lines);
    }
}

use Operation::{
    AbortMultipartUpload, CreateMultipartUpload, HeadBucket, HeadObject, ListBuckets,
    ListMultipartUploads, UploadPart,
};

#[test]
fn a_healthy_store_has_no_cross_and_nothing_left() {
    let found = check([]);
    found.says("ooooooooooo", Name::Clean, &["was aborted, and the store has none"]);
    let sent = "HeadBucket HeadObject AbortMultipartUpload CreateMultipartUpload UploadPart \
        AbortMultipartUpload ListMultipartUploads";
    assert_eq!(found.sent, sent);
    assert!(found.lines.iter().all(|line| line.snippet.is_none() && line.offer.is_none()));
}
