//! Checks of stores that answer as a script says, for every cause and every path.

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

#[test]
fn an_https_page_may_not_call_http_elsewhere() {
    let blocked = |endpoint: &str| {
        let found = Fake::new([]).checks(target(endpoint), "https://page.example", MANY);
        let line = found.line(Name::Page);
        (line.state == State::Failed, found.sent.is_empty())
    };
    for endpoint in ["http://store.example", "http://10.0.0.7:9000", "http://localhost.example"] {
        assert_eq!(blocked(endpoint), (true, true), "{endpoint}");
    }
    let fine = [
        "https://store.example",
        "http://localhost:4566",
        "http://bkt.localhost",
        "http://127.0.0.1:9000",
        "http://127.9.9.9",
        "http://[::1]:9000",
    ];
    for endpoint in fine {
        assert_eq!(blocked(endpoint), (false, false), "{endpoint}");
    }
    let found = Fake::new([]).checks(target("http://store.example"), "https://p", MANY);
    found.says("fssssssssss", Name::Page, &["mixed content", "http://store.example", "https end"]);
}

#[test]
fn an_endpoint_that_is_down() {
    let down = |origin| {
        let mut fake = Fake::new([(HeadBucket, vec![lost()])]);
        fake.is_there = false;
        fake.checks(target("https://store:9000"), origin, MANY)
    };
    let found = down(PAGE);
    let words = ["Nobody answers at store:9000", "Check the endpoint URL"];
    found.says("ofsssssssss", Name::Endpoint, &words);
    assert_eq!(found.sent, "HeadBucket HeadBucket HeadBucket reach");
    down("https://page.example").says("ofsssssssss", Name::Endpoint, &["asks for leave"]);
}

#[test]
fn a_store_in_trouble() {
    let found = check([(HeadBucket, vec![plain(503)])]);
    found.says("ofsssssssss", Name::Endpoint, &["503", "tried 3 times", "busy or broken"]);
    let found = check([(HeadBucket, vec![plain(403)]), (ListMultipartUploads, vec![plain(500)])]);
    assert_eq!(found.line(Name::Endpoint).state, State::Ok, "it has answered");
    found.says("ooosssssfss", Name::Write, &["500", "tried 3 times"]);
}

#[test]
fn no_cors_rule() {
    for services in [lost(), code(403, "AccessDenied")] {
        let found = check([(HeadBucket, vec![lost()]), (ListBuckets, vec![services])]);
        let words = ["bucket bkt has no CORS rule", PAGE, "missing looks the same"];
        found.says("oofssssssss", Name::Cors, &words);
        found.offers(Name::Cors, Offer::PutCorsRule);
        assert_eq!(found.line(Name::Cors).snippet, Some(cors_rule(PAGE)));
    }
    let found = check([(HeadBucket, vec![lost()])]);
    assert!(!found.line(Name::Cors).text.contains("missing"), "it is listed");
}

#[test]
fn a_store_that_lets_the_page_read_all_but_errors() {
    // As LocalStack: its 404 has no CORS headers.
    let found = check([(HeadBucket, vec![lost()]), (ListBuckets, vec![buckets(&["other"])])]);
    found.says("oooooofssss", Name::Bucket, &["no bucket bkt at store:9000"]);
    found.offers(Name::Bucket, Offer::CreateBucket);
    let wrong = code(403, "SignatureDoesNotMatch");
    let found = check([(HeadBucket, vec![lost()]), (ListBuckets, vec![wrong])]);
    found.says("ooooofsssss", Name::Credentials, &["secret access key does not belong"]);
}

#[test]
fn wrong_keys() {
    let table = [
        ("SignatureDoesNotMatch", "secret access key does not belong"),
        ("InvalidAccessKeyId", "does not know this access key ID"),
        ("InvalidToken", "session token"),
        ("ExpiredToken", "session token has expired"),
    ];
    for (name, words) in table {
        let script =
            [(HeadBucket, vec![plain(403)]), (ListMultipartUploads, vec![code(403, name)])];
        check(script).says("ooooofsssss", Name::Credentials, &[name, words]);
    }
}

#[test]
fn a_wrong_region() {
    let bucket_region = Some("eu-west-1".to_string());
    let headers = Headers { bucket_region, ..Headers::default() };
    let body = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>";
    let in_words = "<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region is wrong; \
        expecting 'eu-west-1'</Message></Error>";
    let scripts = [
        (told(400, "", headers.clone()), plain(200)),
        (told(301, "", headers), plain(200)),
        (plain(400), told(400, body, Headers::default())),
        (plain(400), told(400, in_words, Headers::default())),
    ];
    for (head, list) in scripts {
        let found = check([(HeadBucket, vec![head]), (ListMultipartUploads, vec![list])]);
        let words = ["bucket is in eu-west-1", "signed for us-east-1", "enter eu-west-1 as Region"];
        found.says("ooofsssssss", Name::Region, &words);
    }
    let found = check([(HeadBucket, vec![plain(301)]), (ListMultipartUploads, vec![plain(301)])]);
    found.says("ooofsssssss", Name::Region, &["PermanentRedirect", "enter the bucket's region"]);
}

#[test]
fn a_wrong_clock_that_can_be_learnt() {
    let dated =
        |date: &str| told(403, "", Headers { date: Some(date.into()), ..Headers::default() });
    let hour_late = dated("Fri, 02 Jan 2026 04:04:05 GMT");
    let found = check([(HeadBucket, vec![hour_late, plain(200)])]);
    let words = ["clock is 60 minutes behind the store's", "Uploads work all the same"];
    found.says("oooowoooooo", Name::Clock, &words);
    let days = dated("Wed, 31 Dec 2025 03:04:05 GMT");
    let found = check([(HeadBucket, vec![days, plain(200)])]);
    found.says("oooowoooooo", Name::Clock, &["48 hours ahead of the store's"]);
    let ten_minutes = dated("Fri, 02 Jan 2026 03:14:05 GMT");
    check([(HeadBucket, vec![ten_minutes, plain(200)])]).says("ooooooooooo", Name::Clock, &[]);

    let skewed = "<Error><Code>RequestTimeTooSkewed</Code>\
        <ServerTime>2026-01-02T02:04:05Z</ServerTime></Error>";
    let list = vec![told(403, skewed, Headers::default()), Fake::new([]).list()];
    let found = check([(HeadBucket, vec![plain(403)]), (ListMultipartUploads, list)]);
    found.says("oooowoooooo", Name::Clock, &["60 minutes ahead of"]);
}

#[test]
fn a_wrong_clock_that_cannot_be_learnt() {
    let list = vec![code(403, "RequestTimeTooSkewed")];
    let found = check([(HeadBucket, vec![plain(403)]), (ListMultipartUploads, list)]);
    found.says("oooofssssss", Name::Clock, &["RequestTimeTooSkewed", "set the clock"]);
}

#[test]
fn a_missing_bucket() {
    let missing = |services| {
        let found = check([
            (HeadBucket, vec![plain(404)]),
            (ListMultipartUploads, vec![code(404, "NoSuchBucket")]),
            (ListBuckets, vec![services]),
        ]);
        assert!(!found.sent.contains("CreateMultipartUpload"));
        found
    };
    for services in [buckets(&[]), code(403, "AccessDenied")] {
        let found = missing(services);
        found.says("oooooofssss", Name::Bucket, &["no bucket bkt", "create the bucket"]);
        found.offers(Name::Bucket, Offer::CreateBucket);
    }
    // A store may say so before it looks at the keys.
    missing(lost()).says("ooosssfssss", Name::Bucket, &["no bucket bkt"]);
    let found = missing(code(403, "InvalidAccessKeyId"));
    found.says("ooooofsssss", Name::Credentials, &["does not know"]);
    let found = check([(HeadBucket, vec![plain(404)]), (ListMultipartUploads, vec![lost()])]);
    found.says("oooooofssss", Name::Bucket, &["no bucket bkt"]);
    let found = check([(HeadBucket, vec![plain(404)]), (ListMultipartUploads, vec![plain(404)])]);
    found.says("ooosssfssss", Name::Bucket, &["404", "Check the endpoint URL"]);
}

/// All that keys get who may do nothing in a bucket.
fn closed(services: Told) -> Found {
    let denied = || vec![code(403, "AccessDenied")];
    check([
        (HeadBucket, vec![plain(403)]),
        (ListMultipartUploads, denied()),
        (HeadObject, vec![plain(403)]),
        (AbortMultipartUpload, denied()),
        (ListBuckets, vec![services]),
    ])
}

#[test]
fn a_bucket_of_somebody_else() {
    let states = "oooooofssss";
    let found = closed(buckets(&["mine"]));
    found.says(states, Name::Bucket, &["bkt belongs to somebody else (403 AccessDenied)"]);
    assert!(!found.sent.contains("CreateMultipartUpload"), "{}", found.sent);
    closed(buckets(&["bkt"])).says(states, Name::Bucket, &["is yours", "s3:PutObject"]);
    let unknown = ["belongs to somebody else, or these keys may not use it"];
    closed(code(403, "AccessDenied")).says(states, Name::Bucket, &unknown);
    closed(lost()).says(states, Name::Bucket, &unknown);
}

#[test]
fn keys_that_may_only_write() {
    let denied = || vec![code(403, "AccessDenied")];
    let found = check([
        (HeadBucket, vec![plain(403)]),
        (ListMultipartUploads, denied()),
        (HeadObject, vec![plain(403)]),
    ]);
    found.says("ooooooosooo", Name::Bucket, &["may write to it"]);
    // Some stores do not have the operation.
    let found = check([
        (HeadBucket, vec![plain(403)]),
        (ListMultipartUploads, vec![code(501, "NotImplemented")]),
    ]);
    found.says("ooooooooooo", Name::Credentials, &["accepts the keys"]);
}

#[test]
fn a_key_that_is_taken() {
    let found = check([(HeadObject, vec![plain(200)])]);
    found.says("ooooooofooo", Name::Key, &["an object k already", "another key"]);
    let overwriting = Target { overwrite: true, ..target("http://store:9000") };
    let found = Fake::new([(HeadObject, vec![plain(200)])]).checks(overwriting, PAGE, MANY);
    found.says("ooooooooooo", Name::Key, &["would be replaced"]);
    check([(HeadObject, vec![lost()])]).says("ooooooosooo", Name::Key, &["Not known"]);
}

#[test]
fn what_may_not_be_thrown_away_is_not_begun() {
    let found = check([(AbortMultipartUpload, vec![code(403, "AccessDenied")])]);
    found.says("oooooooofss", Name::Write, &["Allow these keys s3:AbortMultipartUpload"]);
    assert!(!found.sent.contains("Create"), "{}", found.sent);
    let found = check([(AbortMultipartUpload, vec![lost()])]);
    found.says("oooooooofss", Name::Write, &["AbortMultipartUpload (DELETE)", "CORS rule lacks"]);
    found.offers(Name::Write, Offer::PutCorsRule);
    assert!(!found.sent.contains("Create"), "{}", found.sent);
}

#[test]
fn keys_that_may_not_write() {
    let found = check([(CreateMultipartUpload, vec![code(403, "AccessDenied")])]);
    found.says("oooooooofss", Name::Write, &["Allow these keys s3:PutObject"]);
    let found = check([(UploadPart(1), vec![code(403, "AccessDenied")])]);
    found.says("oooooooofso", Name::Write, &["UploadPart: 403 AccessDenied"]);
    let found = check([(CreateMultipartUpload, vec![code(403, "SignatureDoesNotMatch")])]);
    found.says("oooooooofss", Name::Write, &["SignatureDoesNotMatch"]);
}

#[test]
fn requests_that_the_rule_forgets() {
    // The store has begun uploads all the same, one for each try.
    let found = check([(CreateMultipartUpload, vec![lost()])]);
    found.says("oooooooofso", Name::Write, &["CreateMultipartUpload (POST)"]);
    assert_eq!(found.sent.matches("CreateMultipartUpload").count(), 3);
    let found = check([(UploadPart(1), vec![lost()])]);
    found.says("oooooooofso", Name::Write, &["UploadPart (PUT)"]);
}

#[test]
fn an_etag_that_is_hidden() {
    let found = check([(UploadPart(1), vec![plain(200)])]);
    found.says("ooooooooofo", Name::Etag, &["may not read its ETag", "ExposeHeaders"]);
    found.offers(Name::Etag, Offer::PutCorsRule);
    assert_eq!(found.line(Name::Etag).snippet, Some(cors_rule(PAGE)));
}

#[test]
fn what_is_left_is_told() {
    let denied = || code(403, "AccessDenied");
    // The first is of the upload that there is not.
    let aborts = vec![code(404, "NoSuchUpload"), denied()];
    let found = check([(AbortMultipartUpload, aborts)]);
    assert_eq!(found.states, "oooooooooof");
    let line = found.line(Name::Clean);
    assert!(line.text.contains("left at k.parquet-blocks-check"), "{line:?}");
    let command = line.snippet.as_deref().unwrap();
    assert!(command.ends_with("--key 'k.parquet-blocks-check' --upload-id 'u1'"), "{command}");

    let found =
        check([(CreateMultipartUpload, vec![lost()]), (ListMultipartUploads, vec![denied()])]);
    assert_eq!(found.states, "oooooooofsw");
    assert!(found.line(Name::Clean).text.contains("id did not arrive"));
}

#[test]
fn what_is_listed_for_ever_is_not_aborted_for_ever() {
    let upload = "<Upload><Key>k.parquet-blocks-check</Key><UploadId>old</UploadId></Upload>";
    let body = format!("<ListMultipartUploadsResult>{upload}</ListMultipartUploadsResult>");
    let list = vec![told(200, &body, Headers::default())];
    let found = check([(ListMultipartUploads, list)]);
    assert_eq!(found.states, "oooooooooof");
    assert_eq!(found.sent.matches("ListMultipartUploads").count(), 4);
}

#[test]
fn a_cancelled_check_leaves_nothing() {
    let whole = check([]).sent.split(' ').count();
    for after in 0..whole {
        let found = Fake::new([]).checks(target("http://store:9000"), PAGE, after);
        assert_eq!(found.left, [] as [&str; 0], "after {after}: {}", found.sent);
        assert!(!found.states.contains('f'), "after {after}: {}", found.states);
    }
    let lost_one = Fake::new([(CreateMultipartUpload, vec![lost()])]);
    let found = lost_one.checks(target("http://store:9000"), PAGE, 4);
    assert_eq!(found.left, [] as [&str; 0], "{}", found.sent);
    assert_eq!(found.sent.matches("CreateMultipartUpload").count(), 1, "{}", found.sent);
}

#[test]
fn the_tiny_upload_has_a_key_beside_the_objects() {
    let key = |key: &str| write::scratch(&Target { key: key.into(), ..target("http://h") }).key;
    assert_eq!(key("a/b.parquet"), "a/b.parquet.parquet-blocks-check");
    let long = key(&"ü".repeat(512));
    assert!(long.len() <= 1024 && long.ends_with("ü.parquet-blocks-check"), "{long}");
}
