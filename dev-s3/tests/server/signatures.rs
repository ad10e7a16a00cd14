//! Who is let in.

use std::time::{Duration, SystemTime};

use dev_s3::{Rules, Server};
use http::{Method, StatusCode};
use s3s::dto::{Timestamp, TimestampFormat};

use crate::client::{Answer, call, list, request, send, signed, store, texts, with};
use crate::sign::Signer;
use crate::wire::{Seen, Wire};

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let answer = send(&store("secret"), signed(Method::GET, "/data?uploads=", "wrong")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("<Code>SignatureDoesNotMatch</Code>"), "{}", answer.body);
}

fn in_region(name: &str, region: &str) -> Server {
    let rules = Rules { region: Some(region.to_owned()), ..Rules::default() };
    store(name).server(&rules).unwrap()
}

async fn ask(server: &Server, signer: &Signer, method: Method, target: &str, body: &str) -> Answer {
    send(server, with(signer.signed(method, target), &[], body)).await
}

#[tokio::test]
async fn a_signature_for_another_region_is_told_the_right_one() {
    let server = in_region("region", "eu-west-1");
    let right = Signer { region: "eu-west-1", ..Signer::default() };
    let answer = list(&server, "uploads=").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(texts(&answer.body, "Code"), ["AuthorizationHeaderMalformed"]);
    assert_eq!(texts(&answer.body, "Region"), ["eu-west-1"]);
    assert_eq!(
        texts(&answer.body, "Message"),
        ["The authorization header is malformed; the region 'us-east-1' is wrong; \
          expecting 'eu-west-1'"]
    );
    assert_eq!(answer.headers["x-amz-bucket-region"], "eu-west-1");
    let exposed = answer.headers["access-control-expose-headers"].to_str().unwrap();
    assert!(exposed.contains("x-amz-bucket-region"), "{exposed}");

    let seen = Wire::start(&server).await.send(Method::HEAD, "/data", "").await;
    let Seen::Answer { head, body } = seen else { panic!("{seen:?}") };
    assert!(head.starts_with("HTTP/1.1 400") && body.is_empty(), "{head}");
    assert!(head.contains("x-amz-bucket-region: eu-west-1"), "{head}");

    let url = Signer::default().presigned(&Method::GET, "/data?uploads=", 60);
    let answer = send(&server, request(Method::GET, &url)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(texts(&answer.body, "Code"), ["AuthorizationQueryParametersError"]);
    assert_eq!(texts(&answer.body, "Region"), ["eu-west-1"]);

    let answer = ask(&server, &right, Method::GET, "/data?uploads=", "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let head = ask(&server, &right, Method::HEAD, "/data", "").await;
    assert_eq!(
        (head.status, &head.headers["x-amz-bucket-region"]),
        (StatusCode::OK, &"eu-west-1".parse().unwrap())
    );
    // The signature itself is looked at too.
    let wrong = Signer { secret: "wrong", ..right };
    let answer = ask(&server, &wrong, Method::GET, "/data?uploads=", "").await;
    assert_eq!(texts(&answer.body, "Code"), ["SignatureDoesNotMatch"]);
}

#[tokio::test]
async fn buckets_are_made_where_the_server_is() {
    let place = |region: &str| {
        format!(
            "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint>\
             </CreateBucketConfiguration>"
        )
    };
    for (name, region, right, wrong, told) in [
        ("place-1", "us-east-1", String::new(), place("eu-west-1"), None),
        ("place-2", "eu-west-1", place("eu-west-1"), String::new(), Some("eu-west-1")),
        ("place-3", "eu-west-1", place("eu-west-1"), place("us-east-2"), Some("eu-west-1")),
    ] {
        let server = in_region(name, region);
        let signer = Signer { region, ..Signer::default() };
        let answer = ask(&server, &signer, Method::PUT, "/made", &wrong).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}");
        assert_eq!(texts(&answer.body, "Code"), ["IllegalLocationConstraintException"]);
        let answer = ask(&server, &signer, Method::PUT, "/made", &right).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.body);
        let answer = ask(&server, &signer, Method::GET, "/made?location=", "").await;
        assert!(answer.body.contains(told.unwrap_or("<LocationConstraint")), "{}", answer.body);
        assert_eq!(answer.body.contains(region), told.is_some(), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_session_token_must_be_the_right_one() {
    let rules = Rules { session_token: Some("T/+=".to_owned()), ..Rules::default() };
    let server = store("token").server(&rules).unwrap();
    let uploads = async |token: Option<&str>| {
        let token: Vec<_> =
            token.map(|token| ("x-amz-security-token", token)).into_iter().collect();
        call(&server, Method::GET, "/data?uploads=", &token, "").await
    };
    for token in [None, Some("other"), Some("")] {
        let answer = uploads(token).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{token:?}");
        assert_eq!(texts(&answer.body, "Code"), ["InvalidToken"], "{token:?}");
        assert!(answer.headers.contains_key("access-control-allow-origin"));
    }
    assert_eq!(uploads(Some("T/+=")).await.status, StatusCode::OK);
    let url = "/data?X-Amz-Security-Token=T%2F%2B%3D&uploads=";
    let url = Signer::default().presigned(&Method::GET, url, 60);
    let answer = send(&server, request(Method::GET, &url)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);

    server.chaos().expire();
    for token in [None, Some("other"), Some("T/+=")] {
        let answer = uploads(token).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{token:?}");
        assert_eq!(texts(&answer.body, "Code"), ["ExpiredToken"], "{token:?}");
    }
    server.chaos().renew(Some("T2".to_owned()));
    assert_eq!(texts(&uploads(Some("T/+=")).await.body, "Code"), ["InvalidToken"]);
    assert_eq!(uploads(Some("T2")).await.status, StatusCode::OK);
}

/// The machine's time, so many seconds on.
fn at(seconds: i64) -> SystemTime {
    let by = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { SystemTime::now() - by } else { SystemTime::now() + by }
}

fn time(format: TimestampFormat, text: &str) -> Timestamp {
    Timestamp::parse(format, text).unwrap()
}

#[tokio::test]
async fn a_clock_that_is_off_lets_in_who_is_as_far_off() {
    for (name, clock_offset) in [("clock-ahead", 7200), ("clock-behind", -7200)] {
        let rules = Rules { clock_offset, ..Rules::default() };
        let server = store(name).server(&rules).unwrap();
        let answer = list(&server, "uploads=").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(texts(&answer.body, "Code"), ["RequestTimeTooSkewed"]);
        assert_eq!(texts(&answer.body, "MaxAllowedSkewMilliseconds"), ["900000"]);
        // 20300102T030405Z
        assert_eq!(texts(&answer.body, "RequestTime").concat().len(), 16, "{}", answer.body);
        let date = answer.headers["date"].to_str().unwrap();
        for (format, text) in [
            (TimestampFormat::HttpDate, date),
            (TimestampFormat::DateTime, texts(&answer.body, "ServerTime")[0]),
        ] {
            let (time, near) = (time(format, text), |by| Timestamp::from(at(clock_offset + by)));
            assert!(near(-60) < time && time < near(60), "{text}");
        }

        let near = Signer { ahead: clock_offset - 890, ..Signer::default() };
        let answer = ask(&server, &near, Method::GET, "/data?uploads=", "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let far = Signer { ahead: clock_offset - 910, ..Signer::default() };
        let answer = ask(&server, &far, Method::GET, "/data?uploads=", "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}
