//! URLs that have their signature in them.

use http::{Method, StatusCode};

use crate::client::{Answer, Answers, get, list, request, send, start, store, texts, with};
use crate::sign::Signer;

async fn ask(to: &impl Answers, method: Method, url: &str, body: &str) -> Answer {
    send(to, with(request(method, url), &[], body)).await
}

#[tokio::test]
async fn an_upload_works_by_urls_alone() {
    let server = store("presigned").service().unwrap();
    let signer = Signer::default();
    let id = start(&server, "/data/k").await;
    let part = format!("/data/k?partNumber=1&uploadId={id}");
    let part = ask(&server, Method::PUT, &signer.presigned(&Method::PUT, &part, 60), "body").await;
    assert_eq!(part.status, StatusCode::OK, "{}", part.body);
    let etag = part.headers["etag"].to_str().unwrap();
    let complete = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>\
         </CompleteMultipartUpload>"
    );
    let upload = format!("/data/k?uploadId={id}");
    let url = signer.presigned(&Method::POST, &upload, 60);
    let made = ask(&server, Method::POST, &url, &complete).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    assert_eq!(get(&server, "k").await.body, "body");
    let url = signer.presigned(&Method::GET, "/data/k", 60);
    assert_eq!(ask(&server, Method::GET, &url, "").await.body, "body");

    let id = start(&server, "/data/aborted").await;
    let url = signer.presigned(&Method::DELETE, &format!("/data/aborted?uploadId={id}"), 60);
    assert_eq!(ask(&server, Method::DELETE, &url, "").await.status, StatusCode::NO_CONTENT);
    assert!(!list(&server, "uploads=").await.body.contains(&id));
}

#[tokio::test]
async fn a_url_is_good_until_it_expires_and_only_for_what_it_was_made() {
    let server = store("presigned-limits").service().unwrap();
    let url = |ahead, secret, expires| {
        let signer = Signer { secret, ahead, ..Signer::default() };
        signer.presigned(&Method::PUT, "/data/k", expires)
    };
    for (what, url, code) in [
        ("expired", url(-120, "test", 60), "AccessDenied"),
        ("from the future", url(1000, "test", 60), "RequestTimeTooSkewed"),
        ("wrong secret", url(0, "wrong", 60), "SignatureDoesNotMatch"),
        ("another key", url(0, "test", 60).replace("/k?", "/l?"), "SignatureDoesNotMatch"),
    ] {
        let answer = ask(&server, Method::PUT, &url, "body").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
        assert_eq!(texts(&answer.body, "Code"), [code], "{what}");
    }
    assert_eq!(get(&server, "k").await.status, StatusCode::NOT_FOUND);
    // Older than a signed request may be.
    let answer = ask(&server, Method::PUT, &url(-1800, "test", 3600), "body").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let answer = ask(&server, Method::DELETE, &url(0, "test", 60), "").await;
    assert_eq!(texts(&answer.body, "Code"), ["SignatureDoesNotMatch"]);
}
