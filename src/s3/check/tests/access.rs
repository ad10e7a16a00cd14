//! What keeps a page from a store, or its keys from a bucket.

use super::*;

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
