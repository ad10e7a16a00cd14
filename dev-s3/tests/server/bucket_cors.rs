//! The CORS rules of buckets: what they are, and what they decide.

use dev_s3::{Rules, Server, Store};
use http::{Method, StatusCode};

use crate::client::{Answer, call, list, request, send, store, texts};

const PAGE: &str = "http://page";

/// Lets the page put with every header, and another one read; each may see other headers.
const TWO_RULES: &str = "<CORSConfiguration>\
    <CORSRule><ID>first</ID><AllowedOrigin>http://p*e</AllowedOrigin>\
    <AllowedMethod>PUT</AllowedMethod><AllowedMethod>POST</AllowedMethod>\
    <AllowedHeader>x-amz-*</AllowedHeader><AllowedHeader>Authorization</AllowedHeader>\
    <ExposeHeader>ETag</ExposeHeader><ExposeHeader>x-amz-request-id</ExposeHeader>\
    <MaxAgeSeconds>30</MaxAgeSeconds></CORSRule>\
    <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>\
    </CORSConfiguration>";

fn strict(name: &str) -> Server {
    let rules = Rules { cors_of_buckets: true, chaos_over_http: true, ..Rules::default() };
    store(name).server(&rules).unwrap()
}

async fn set(server: &Server, bucket: &str, rules: &str) -> Answer {
    call(server, Method::PUT, &format!("/{bucket}?cors="), &[], rules).await
}

/// What a browser asks for a page before it sends such a request.
async fn preflight(server: &Server, target: &str, asked: [&str; 3]) -> Answer {
    let [origin, method, headers] = asked;
    let mut preflight = request(Method::OPTIONS, target);
    let all = preflight.headers_mut();
    all.insert("origin", origin.parse().unwrap());
    all.insert("access-control-request-method", method.parse().unwrap());
    all.insert("access-control-request-headers", headers.parse().unwrap());
    send(server, preflight).await
}

/// The names of the headers that are about CORS, without their common beginning.
fn cors(answer: &Answer) -> Vec<&str> {
    let names = answer.headers.keys().map(http::HeaderName::as_str);
    let mut names: Vec<_> = names.filter_map(|name| name.strip_prefix("access-control-")).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn rules_are_kept_shown_and_removed_whoever_is_let_in() {
    for (name, cors_of_buckets) in [("rules-open", false), ("rules-strict", true)] {
        let store = store(name);
        // Every request has a server of its own: what it finds is on the disk.
        let ask = async |method: Method, body: &str| {
            let rules = Rules { cors_of_buckets, ..Rules::default() };
            call(&store.server(&rules).unwrap(), method, "/data?cors=", &[], body).await
        };
        let none = ask(Method::GET, "").await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        assert_eq!(texts(&none.body, "Code"), ["NoSuchCORSConfiguration"]);

        assert_eq!(ask(Method::PUT, TWO_RULES).await.status, StatusCode::OK);
        let shown = ask(Method::GET, "").await;
        assert_eq!(shown.status, StatusCode::OK);
        for (element, expected) in [
            ("ID", vec!["first"]),
            ("AllowedOrigin", vec!["http://p*e", "*"]),
            ("AllowedMethod", vec!["PUT", "POST", "GET"]),
            ("AllowedHeader", vec!["x-amz-*", "Authorization"]),
            ("ExposeHeader", vec!["ETag", "x-amz-request-id"]),
            ("MaxAgeSeconds", vec!["30"]),
        ] {
            assert_eq!(texts(&shown.body, element), expected, "{}", shown.body);
        }
        for _ in 0..2 {
            assert_eq!(ask(Method::DELETE, "").await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(ask(Method::GET, "").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_bucket_without_a_rule_lets_no_page_in() {
    let server = strict("no-rule");
    for target in ["/data/k", "/data", "/missing/k", "/missing", "/"] {
        let asked = preflight(&server, target, [PAGE, "PUT", "authorization"]).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "{target}");
        assert_eq!(texts(&asked.body, "Code"), ["AccessForbidden"]);
        assert_eq!(cors(&asked), [""; 0], "{target}");
    }
    for (target, status) in [("/data?uploads=", 200), ("/missing?uploads=", 404), ("/", 200)] {
        let answer = call(&server, Method::GET, target, &[], "").await;
        assert_eq!((answer.status.as_u16(), cors(&answer)), (status, vec![]), "{target}");
    }
}

#[tokio::test]
async fn a_rule_decides_about_origin_method_and_headers() {
    let server = strict("rule");
    assert_eq!(set(&server, "data", TWO_RULES).await.status, StatusCode::OK);
    for (origin, method, headers, allowed) in [
        (PAGE, "PUT", "authorization, x-amz-date,X-Amz-Content-Sha256", Some(PAGE)),
        ("http://pipe", "POST", "authorization", Some("http://pipe")),
        (PAGE, "PUT", "authorization,content-type", None),
        (PAGE, "DELETE", "authorization", None),
        (PAGE, "PATCH", "authorization", None),
        (PAGE, "GET", "authorization", None),
        ("https://page", "PUT", "authorization", None),
    ] {
        let asked = preflight(&server, "/data/k", [origin, method, headers]).await;
        let told = asked.headers.get("access-control-allow-origin");
        assert_eq!(told.map(|origin| origin.to_str().unwrap()), allowed, "{origin} {method}");
        assert_eq!(asked.status == StatusCode::OK, allowed.is_some(), "{origin} {method}");
        if allowed.is_none() {
            assert_eq!(asked.status, StatusCode::FORBIDDEN);
            assert_eq!(cors(&asked), [""; 0]);
        }
    }
    let asked = preflight(&server, "/data/k", [PAGE, "PUT", "authorization"]).await;
    assert_eq!(asked.headers["access-control-allow-methods"], "PUT,POST");
    assert_eq!(asked.headers["access-control-allow-headers"], "authorization");
    assert_eq!(asked.headers["access-control-max-age"], "30");
    // A bucket in the host is the same one.
    let mut hosted = request(Method::OPTIONS, "/k");
    hosted.headers_mut().insert("host", "data.localhost:4566".parse().unwrap());
    hosted.headers_mut().insert("access-control-request-method", "PUT".parse().unwrap());
    assert_eq!(send(&server, hosted).await.headers["access-control-allow-origin"], PAGE);
}

#[tokio::test]
async fn a_rule_decides_what_is_read_of_answers_and_of_errors() {
    let server = strict("readable");
    set(&server, "data", TWO_RULES).await;
    let put = call(&server, Method::PUT, "/data/k", &[], "body").await;
    assert_eq!(put.headers["access-control-allow-origin"], PAGE);
    assert_eq!(put.headers["access-control-expose-headers"], "ETag,x-amz-request-id");
    let missing = call(&server, Method::GET, "/data/missing", &[], "").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.headers["access-control-allow-origin"], "*");
    assert_eq!(cors(&missing), ["allow-origin"]);
    let refused = send(&server, request(Method::PUT, "/data/k")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.headers["access-control-allow-origin"], PAGE);
    assert_eq!(cors(&call(&server, Method::DELETE, "/data/k", &[], "").await), [""; 0]);
    let stranger = [("origin", "http://stranger")];
    assert_eq!(cors(&call(&server, Method::PUT, "/data/k", &stranger, "").await), [""; 0]);
}

#[tokio::test]
async fn rules_go_with_their_bucket_and_hold_for_no_other() {
    let server = strict("rules-end");
    call(&server, Method::PUT, "/other", &[], "").await;
    set(&server, "other", TWO_RULES).await;
    assert_eq!(cors(&list(&server, "uploads=").await), [""; 0]);
    let answer = call(&server, Method::DELETE, "/other", &[], "").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    call(&server, Method::PUT, "/other", &[], "").await;
    let none = call(&server, Method::GET, "/other?cors=", &[], "").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let missing = set(&server, "missing", TWO_RULES).await;
    assert_eq!(texts(&missing.body, "Code"), ["NoSuchBucket"]);
}

#[tokio::test]
async fn rules_that_s3_does_not_take_are_refused() {
    let store = store("rules-wrong");
    let rule = |inside: &str| {
        format!("<CORSConfiguration><CORSRule>{inside}</CORSRule></CORSConfiguration>")
    };
    let origin = "<AllowedOrigin>*</AllowedOrigin>";
    let method = "<AllowedMethod>PUT</AllowedMethod>";
    for (rules, code) in [
        (rule(&format!("{origin}<AllowedMethod>PATCH</AllowedMethod>")), "InvalidRequest"),
        (rule(&format!("{method}<AllowedOrigin>*.*</AllowedOrigin>")), "InvalidRequest"),
        (rule(&format!("{origin}{method}<AllowedHeader>*-*</AllowedHeader>")), "InvalidRequest"),
        (rule(&format!("{origin}{method}<ExposeHeader>*</ExposeHeader>")), "InvalidRequest"),
        (rule(origin), "MalformedXML"),
        (rule(method), "MalformedXML"),
        ("<CORSConfiguration></CORSConfiguration>".to_owned(), "MalformedXML"),
    ] {
        let answer = call(&store, Method::PUT, "/data?cors=", &[], rules.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{rules}");
        assert_eq!(texts(&answer.body, "Code"), [code], "{rules}");
    }
}

#[tokio::test]
async fn every_page_gives_orders_and_a_hidden_etag_stays_hidden() {
    let store = Store { hide_etag: true, ..store("rules-hidden") };
    let rules = Rules { cors_of_buckets: true, chaos_over_http: true, ..Rules::default() };
    let server = store.server(&rules).unwrap();
    set(&server, "data", TWO_RULES).await;
    let put = call(&server, Method::PUT, "/data/k", &[], "body").await;
    assert_eq!(put.headers["access-control-expose-headers"], "x-amz-request-id");
    let asked = preflight(&server, "/_chaos/faults", ["http://any", "DELETE", "x"]).await;
    assert_eq!(asked.headers["access-control-allow-origin"], "*");
}
