//! The API over HTTP.

#![allow(clippy::unwrap_used, missing_docs)]

use std::net::TcpListener;
use std::time::{Duration, Instant};

use dev_api::{Api, Fault, Kind, Options, serve};
use serde_json::Value;
use tokio::runtime::Runtime;
use ureq::http::Response;

struct Server {
    base: String,
    _runtime: Runtime,
}

impl Server {
    fn start(options: Options) -> Self {
        let api = Api::new(Options { records: 25, ..options }).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let runtime = Runtime::new().unwrap();
        runtime.spawn(async move {
            serve(tokio::net::TcpListener::from_std(listener).unwrap(), api).await
        });
        Self { base, _runtime: runtime }
    }

    /// The answer to a request with some headers.
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Option<Response<String>> {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .build()
            .new_agent();
        let mut request = ureq::http::Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.method(method).uri(format!("{}{path}", self.base)).body(()).unwrap();
        let (head, mut body) = agent.run(request).ok()?.into_parts();
        Some(Response::from_parts(head, body.read_to_string().unwrap()))
    }

    fn get(&self, path: &str) -> Response<String> {
        self.send("GET", path, &[]).unwrap()
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_str(self.get(path).body()).unwrap()
    }

    fn status(&self, path: &str) -> u16 {
        self.get(path).status().as_u16()
    }
}

fn ids(list: &Value) -> Vec<u64> {
    list.as_array().unwrap().iter().map(|record| record["id"].as_u64().unwrap()).collect()
}

fn faulty(page: u64, kind: Kind, times: Option<u32>) -> Server {
    Server::start(Options { faults: vec![Fault { page, kind, times }], ..Options::default() })
}

#[test]
fn every_style_has_its_pages() {
    let server = Server::start(Options::default());
    let page = server.json("/transactions?page=3&page_size=10");
    assert_eq!((&page["page"], &page["total"]), (&3.into(), &25.into()));
    assert_eq!(ids(&page["data"]), (21..=25).collect::<Vec<_>>());
    assert_eq!(ids(&server.json("/transactions?page=4&page_size=10")["data"]), [0; 0]);

    let page = server.json("/offset?offset=7&limit=2");
    assert_eq!((ids(&page["data"]), &page["total"]), (vec![8, 9], &25.into()));

    let page = server.json("/cursor?page_size=20");
    assert_eq!((ids(&page["data"]).len(), &page["next_cursor"]), (20, &"20".into()));
    let last = server.json("/cursor?page_size=20&cursor=20");
    assert_eq!(
        (ids(&last["data"]), &last["next_cursor"]),
        (vec![21, 22, 23, 24, 25], &Value::Null)
    );

    let page = server.json("/url?page_size=20");
    let next = page["next"].as_str().unwrap();
    assert_eq!(next, format!("{}/url?page_size=20&cursor=20", server.base));
    assert_eq!(ids(&server.json(&next[server.base.len()..])["results"]).len(), 5);

    let page = server.get("/link?page_size=20");
    let next = format!("<{}/link?page_size=20&cursor=20>; rel=\"next\"", server.base);
    assert!(page.headers()["link"].to_str().unwrap().starts_with(&next));
    let last = server.get("/link?page_size=20&cursor=20");
    assert!(!last.headers()["link"].to_str().unwrap().contains("next"));
    assert_eq!(ids(&serde_json::from_str(last.body()).unwrap()).len(), 5);
}

#[test]
fn pages_of_every_origin_are_let_in() {
    let server = Server::start(Options { token: Some("T".into()), ..Options::default() });
    let wanted = [
        ("Origin", "http://page"),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "authorization"),
    ];
    let preflight = server.send("OPTIONS", "/transactions", &wanted).unwrap();
    assert_eq!(preflight.status(), 204);
    assert_eq!(preflight.headers()["access-control-allow-headers"], "authorization");
    // Also what is refused can be read.
    for path in ["/transactions", "/nowhere"] {
        let refused = server.get(path);
        assert_eq!(refused.status(), 401);
        assert_eq!(refused.headers()["access-control-allow-origin"], "*");
        assert_eq!(refused.headers()["access-control-expose-headers"], "Link, Retry-After");
    }
    let sent = |token| server.send("GET", "/cursor", &[("Authorization", token)]).unwrap().status();
    assert_eq!(
        (sent("Bearer T"), sent("Bearer t")),
        (200.try_into().unwrap(), 401.try_into().unwrap())
    );
}

#[test]
fn what_cannot_be_asked_for_is_refused() {
    let server = Server::start(Options { max_page_size: 10, ..Options::default() });
    assert_eq!(server.status("/"), 404);
    assert_eq!(server.status("/transactions?page=0"), 400);
    assert_eq!(server.json("/transactions?page=%22")["error"], "page is a number from 1, not \"");
    assert_eq!(server.send("DELETE", "/transactions", &[]).unwrap().status(), 405);
    // More than the most is not refused.
    assert_eq!(ids(&server.json("/transactions?page_size=50")["data"]).len(), 10);
}

#[test]
fn faults_come_as_often_as_they_are_asked_for() {
    let path = "/transactions?page=2&page_size=10";
    let server = faulty(2, Kind::Status(500), Some(1));
    assert_eq!(server.status("/transactions?page=1&page_size=10"), 200);
    assert_eq!((server.status(path), server.status(path)), (500, 200));
    let busy = faulty(2, Kind::Status(429), None).get(path);
    assert_eq!(
        (busy.status().as_u16(), busy.headers()["retry-after"].to_str().unwrap()),
        (429, "1")
    );
    assert!(faulty(2, Kind::Lost, None).send("GET", path, &[]).is_none());
    let cut = faulty(2, Kind::Cut, None).get(path);
    assert!(serde_json::from_str::<Value>(cut.body()).unwrap_err().is_eof());
    let wrong = faulty(2, Kind::WrongType, None).json(path);
    let amounts: Vec<_> = wrong["data"].as_array().unwrap().iter().map(|r| &r["amount"]).collect();
    assert!(amounts[0] == "much" && amounts[1..].iter().all(|amount| amount.is_number()));
}

#[test]
fn an_api_without_an_end_says_no_total() {
    let server = Server::start(Options { endless: true, ..Options::default() });
    let page = server.json("/transactions?page=4&page_size=10");
    assert_eq!((ids(&page["data"]), page.get("total")), ((6..=15).collect(), None));
    let page = server.json("/cursor?cursor=20&page_size=10");
    assert_eq!(page["next_cursor"], "5");
}

#[test]
fn an_answer_takes_as_long_as_it_is_told() {
    let server = Server::start(Options { latency_ms: 150, ..Options::default() });
    let started = Instant::now();
    server.get("/transactions");
    assert!(started.elapsed() >= Duration::from_millis(150));
}
