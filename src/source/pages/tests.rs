//! The stages together, against APIs in memory.

use serde_json::{Value, json};

use super::*;
use crate::source::{Answer, Next, PageRequest};

/// What an API in memory answers.
#[derive(Clone, Default)]
struct Reply {
    status: u16,
    link: Option<String>,
    retry_after: Option<String>,
    /// No answer at all.
    is_lost: bool,
    body: Vec<u8>,
}

fn ok(body: &Value) -> Reply {
    Reply { status: 200, body: body.to_string().into_bytes(), ..Reply::default() }
}

fn text(body: &str) -> Reply {
    Reply { status: 200, body: body.into(), ..Reply::default() }
}

fn status(status: u16) -> Reply {
    Reply { status, ..Reply::default() }
}

/// A job's pages: with numbers, three records on a page under `data`, and these other fields.
fn pages(other: &Value) -> Pages {
    let mut pages = json!({"url": "https://h/items?x=1", "records": "/data",
        "paging": {"page_number": {"parameter": "page"}}});
    let fields = pages.as_object_mut().unwrap();
    fields.extend(other.as_object().unwrap().clone());
    serde_json::from_value(pages).unwrap()
}

fn cursor(other: &Value) -> Pages {
    let mut fields = json!({"paging": {"cursor": {"parameter": "c", "pointer": "/next"}}});
    fields.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    pages(&fields)
}

fn link(other: &Value) -> Pages {
    let mut fields = json!({"paging": "link_header"});
    fields.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    pages(&fields)
}

/// Records with these numbers.
fn data(ids: std::ops::RangeInclusive<u64>) -> Value {
    json!({"data": ids.map(|id| json!({"id": id})).collect::<Vec<_>>()})
}

struct Run {
    requests: Vec<PageRequest>,
    blocks: Vec<RawBlock>,
    end: Result<()>,
}

impl Run {
    fn urls(&self) -> Vec<&str> {
        self.requests.iter().map(|request| request.url.as_str()).collect()
    }

    /// The end, as who runs it is told.
    fn told(&self) -> (String, String) {
        let error = self.end.as_ref().unwrap_err();
        (error.to_string(), error.remedy())
    }

    fn records(&self) -> u64 {
        self.end.as_ref().unwrap();
        self.blocks.iter().map(|block| block.about.records).sum()
    }
}

/// Reads an API in memory to its end, or an error: the replies to each request in turn.
fn run(pages: &Pages, mut api: impl FnMut(&PageRequest) -> Reply) -> Run {
    let mut reader = PagesReader::new(pages, BlockSize::Rows(4), 7).unwrap();
    let mut run = Run { requests: Vec::new(), blocks: Vec::new(), end: Ok(()) };
    while let Next::Page(request) = reader.next() {
        assert_eq!(reader.next(), Next::Page(request.clone()));
        let Reply { status, link, retry_after, is_lost, body } = api(&request);
        run.requests.push(request.clone());
        assert!(run.requests.len() < 1_000, "no end");
        let (link, retry_after) = (link.as_deref(), retry_after.as_deref());
        let answer = match is_lost {
            true => Answer::NoPage("connection refused"),
            false => Answer::Page { status, link, retry_after, body: &body },
        };
        if let Err(error) = reader.give(answer) {
            assert_eq!(reader.next(), Next::Page(request), "a failure is no end");
            run.end = Err(error);
            return run;
        }
        run.blocks.extend(std::iter::from_fn(|| reader.pop()));
    }
    run
}

/// As [`run`], with one reply after another; after the last one an empty page.
fn replies(pages: &Pages, replies: &[Reply]) -> Run {
    let mut all = replies.iter().cloned();
    run(pages, |_| all.next().unwrap_or_else(|| ok(&json!({"data": []}))))
}

#[test]
fn numbers_go_up_to_an_empty_page() {
    let pages = pages(&json!({"page_size": 3,
        "paging": {"page_number": {"parameter": "p", "first": 0, "size_parameter": "n"}}}));
    // The API's own limit is two: a page that is shorter than asked for is no end.
    let found = replies(&pages, &[ok(&data(1..=2)), ok(&data(3..=4)), ok(&data(5..=5))]);
    let base = "https://h/items?x=1&p=";
    assert_eq!(found.urls(), [0, 1, 2, 3].map(|page| format!("{base}{page}&n=3")));
    assert_eq!(found.requests.iter().map(|r| r.page).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let texts: Vec<_> = found.blocks.iter().map(|b| str::from_utf8(&b.bytes).unwrap()).collect();
    assert_eq!(texts, ["{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n{\"id\":4}\n", "{\"id\":5}\n"]);
    assert_eq!(found.records(), 5);
}

#[test]
fn an_offset_is_the_number_of_records_before() {
    let pages = pages(&json!({"paging": {"offset":
        {"offset_parameter": "skip", "limit_parameter": "take"}}}));
    let found = replies(&pages, &[ok(&data(1..=3)), ok(&data(4..=5))]);
    let base = "https://h/items?x=1&skip=";
    assert_eq!(found.urls(), [0, 3, 5].map(|skip| format!("{base}{skip}&take=1000")));
    assert_eq!(found.records(), 5);
}

#[test]
fn a_total_is_the_end() {
    let pages = pages(&json!({"total": "/meta/total"}));
    let page = |ids, total: Value| {
        let mut page = data(ids);
        page["meta"] = json!({"total": total});
        ok(&page)
    };
    let found = replies(&pages, &[page(1..=3, json!(5)), page(4..=5, json!("5"))]);
    assert_eq!((found.requests.len(), found.records()), (2, 5));
    // A page may leave it out, and it may change.
    let later = [page(1..=3, json!(5)), page(4..=5, json!(6)), page(6..=6, Value::Null)];
    assert_eq!(replies(&pages, &later).records(), 6);

    let (error, remedy) = replies(&pages, &[page(1..=3, json!(5)), page(4..=4, json!(5))]).told();
    assert_eq!(error, "page 3: the API ended after 4 records, but its total is 5");
    assert!(remedy.contains("`total`"), "{remedy}");
    let (error, _) = replies(&pages, &[ok(&data(1..=3))]).told();
    assert_eq!(error, "page 1: it has no total at /meta/total");
    let (error, _) = replies(&pages, &[page(1..=3, json!(2))]).told();
    assert_eq!(error, "page 1: there are 3 records so far, more than the total of 2");
}

#[test]
fn cursors_are_followed_until_there_is_none() {
    let page = |ids, next: Value| {
        let mut page = data(ids);
        page["next"] = next;
        ok(&page)
    };
    for last in [json!(null), json!(""), json!(false)] {
        // An empty page with a cursor is no end.
        let all = [page(1..=2, json!("a&/b")), page(1..=0, json!(7)), page(3..=3, last)];
        let found = replies(&cursor(&json!({})), &all);
        let base = "https://h/items?x=1";
        let urls = ["".into(), "&c=a%26%2Fb".into(), "&c=7".to_owned()];
        assert_eq!(found.urls(), urls.map(|cursor| format!("{base}{cursor}")));
        assert_eq!(found.records(), 3);
    }
    let whole = json!({"paging": {"cursor": {"pointer": "/next"}}});
    let by_url = [page(1..=1, json!("/v2?c=2")), page(2..=2, json!("?c=3")), ok(&data(3..=3))];
    let found = replies(&pages(&whole), &by_url);
    assert_eq!(found.urls()[1..], ["https://h/v2?c=2", "https://h/v2?c=3"]);
    assert_eq!(found.records(), 3);
}

#[test]
fn links_are_followed_until_there_is_none() {
    let page = |ids, link: &str| Reply { link: Some(link.into()), ..ok(&data(ids)) };
    let all = [page(1..=2, "</a?p=2>; rel=\"next\""), page(3..=3, "</>; rel=first")];
    let found = replies(&link(&json!({})), &all);
    assert_eq!(found.urls(), ["https://h/items?x=1", "https://h/a?p=2"]);
    assert_eq!(found.records(), 3);
}

#[test]
fn a_first_page_that_does_not_say_what_is_next_may_not_be_the_only_one() {
    let alone = [ok(&data(1..=2))];
    for (made, told) in [
        (link as fn(&Value) -> Pages, "page 1: it has no header Link"),
        (cursor, "page 1: it has nothing at /next"),
    ] {
        let (error, remedy) = replies(&made(&json!({})), &alone).told();
        assert!(error.starts_with(told), "{error}");
        assert!(remedy.contains("`max_pages` to 1"), "{remedy}");
        assert_eq!(replies(&made(&json!({"max_pages": 1})), &alone).records(), 2);
        let mut page = data(1..=2);
        page["total"] = json!(2);
        assert_eq!(replies(&made(&json!({"total": "/total"})), &[ok(&page)]).records(), 2);
    }
}

#[test]
fn pages_without_an_end_are_an_error() {
    let mut next = 0;
    let other = |_: &PageRequest| {
        next += 1;
        ok(&data(next..=next))
    };
    let (error, remedy) = run(&pages(&json!({"max_pages": 3})), other).told();
    assert!(error.starts_with("page 3: it is the last that max_pages (3) allows"), "{error}");
    assert!(remedy.contains("`max_pages`"), "{remedy}");

    let same = run(&pages(&json!({})), |_| ok(&data(1..=3)));
    assert_eq!(same.told().0, "page 2: it is the same as the page before");
    let mut page = data(1..=3);
    page["next"] = json!("x");
    let same = run(&cursor(&json!({})), |_| ok(&page));
    assert!(same.told().0.starts_with("page 2: it leads back to a page"), "{:?}", same.told());
    let here = Reply { link: Some("<?x=1>; rel=next".into()), ..ok(&data(1..=3)) };
    let same = run(&link(&json!({})), |_| here.clone());
    assert!(same.told().0.starts_with("page 1: it leads back to a page"), "{:?}", same.told());
}

#[test]
fn what_may_pass_is_asked_for_again_a_few_times() {
    let lost = Reply { is_lost: true, ..Reply::default() };
    let trouble = [
        (status(500), "the API answered with status 500"),
        (status(502), "the API answered with status 502"),
        (status(408), "the API answered with status 408"),
        (status(429), "the API answered with status 429"),
        (lost, "no answer (connection refused)"),
        (text("{\"data\": [{\"id\": 3}, {\"i"), "the JSON is cut off: EOF while parsing"),
        (text(""), "the body is empty"),
    ];
    let pages = pages(&json!({"retries": 2}));
    for (bad, told) in trouble {
        let twice = [ok(&data(1..=2)), bad.clone(), bad.clone(), ok(&data(3..=5))];
        let found = replies(&pages, &twice);
        assert_eq!(found.records(), 5, "{told}");
        let tries: Vec<_> = found.requests.iter().map(|r| (r.page, r.tries)).collect();
        assert_eq!(tries, [(1, 0), (2, 0), (2, 1), (2, 2), (3, 0)]);
        assert!(found.requests[3].cause.as_ref().unwrap().starts_with(told));
        let first = &found.requests[2];
        assert!(first.wait_seconds > 0.0 && first.wait_seconds <= 0.2, "{first:?}");

        let thrice = replies(&pages, &[ok(&data(1..=2)), bad.clone(), bad.clone(), bad.clone()]);
        let (error, remedy) = thrice.told();
        assert!(error.starts_with(&format!("page 2: {told}")), "{error}");
        assert!(error.ends_with("(tried 3 times)") && !remedy.is_empty(), "{error}");
        // The records before are less than a block.
        assert_eq!((thrice.requests.len(), thrice.blocks.len()), (4, 0));
    }
}

#[test]
fn what_does_not_pass_fails_at_once() {
    let record = |record: &str| text(&format!("{{\"data\": [{{\"id\": 4}}, {record}]}}"));
    let table = [
        (status(400), "the API answered with status 400"),
        (status(401), "the API answered with status 401"),
        (status(404), "the API answered with status 404"),
        (status(501), "the API answered with status 501"),
        (status(302), "the API answered with status 302"),
        (text("<html>"), "the body is not JSON: expected value at line 1 column 1"),
        (text("{}"), "it has nothing at /data"),
        (text("[]"), "it has nothing at /data"),
        (text("{\"data\": null}"), "what it has at /data is null, not a list"),
        (text("{\"data\": {}}"), "what it has at /data is an object, not a list"),
        (record("7"), "record 2 is a number, not an object"),
        (record("[]"), "record 2 is a list, not an object"),
        (record("null"), "record 2 is null, not an object"),
    ];
    for (bad, told) in table {
        let found = replies(&pages(&json!({})), &[ok(&data(1..=3)), bad]);
        assert_eq!((found.told().0, found.requests.len()), (format!("page 2: {told}"), 2));
        assert!(!found.told().1.is_empty());
    }
    let bad_next = |next: Value| {
        let mut page = data(1..=2);
        page["next"] = next;
        replies(&cursor(&json!({})), &[ok(&page)]).told().0
    };
    assert_eq!(bad_next(json!({})), "page 1: the cursor at /next is an object");
    let other = "page 1: the URL of the next page is not on https://h";
    assert_eq!(bad_next(json!("https://other/x")), other);
    let bad_total = replies(&pages(&json!({"total": "/data"})), &[ok(&data(1..=2))]).told().0;
    assert_eq!(bad_total, "page 1: the total at /data is not a whole number");
    let large = Reply { body: vec![b' '; crate::limits::MAX_PAGE_BYTES + 1], ..status(200) };
    let (error, remedy) = replies(&pages(&json!({})), &[large]).told();
    assert!(error.contains("more than 67108864") && remedy.contains("smaller"), "{error}");
}

#[test]
fn records_that_are_none_are_left_to_the_decoder_where_they_do_not_fail() {
    let body = text("{\"data\": [{\"id\": 1}, 7, {\"id\": 2}]}");
    let found = replies(&pages(&json!({"on_error": "skip"})), &[body]);
    assert_eq!(found.blocks[0].bytes, b"{\"id\": 1}\n7\n{\"id\": 2}\n");
}

#[test]
fn the_api_says_how_long_to_wait() {
    let busy = |after: &str| Reply { retry_after: Some(after.into()), ..status(429) };
    let waits = |reply: Reply| {
        let found = replies(&pages(&json!({})), &[reply, ok(&data(1..=1))]);
        found.requests[1].wait_seconds
    };
    assert!((waits(busy(" 30 ")) - 30.0).abs() < 1e-9);
    // A date needs a clock.
    assert!(waits(busy("Wed, 21 Oct 2026 07:28:00 GMT")) <= 0.2);
    let (error, remedy) = replies(&pages(&json!({})), &[busy("3601")]).told();
    assert_eq!(error, "page 1: the API answered with status 429, and asks to wait 3,601 seconds");
    assert_eq!(remedy, "Start again after that time.");
}

#[test]
fn requests_keep_their_distance() {
    let found = replies(
        &pages(&json!({"requests_per_second": 0.5})),
        &[ok(&data(1..=1)), status(500), ok(&data(2..=2))],
    );
    let waits: Vec<_> = found.requests.iter().map(|request| request.wait_seconds).collect();
    assert_eq!(waits, [0.0, 2.0, 2.0, 2.0]);
}

#[test]
fn other_seeds_wait_otherwise() {
    let wait = |seed| {
        let mut client = PageClient::new(&pages(&json!({})), seed).unwrap();
        client.answer(&Answer::NoPage("")).unwrap();
        client.request().unwrap().wait_seconds
    };
    assert!((wait(1) - wait(1)).abs() < f64::EPSILON && (wait(1) - wait(2)).abs() > f64::EPSILON);
}

#[test]
fn a_first_page_tells_the_columns() {
    let body = json!({"n": 40, "data": [{"id": 1, "name": "ä", "tags": ["x"]},
        {"id": 2, "name": null, "price": 1.5}]});
    let body = body.to_string();
    let opened = pages(&json!({"total": "/n"})).open(&Opening::whole(body.as_bytes())).unwrap();
    let SourceSpec::Pages(spec) = &opened.spec else { panic!() };
    let columns: Vec<_> = spec.columns.iter().map(|c| (&*c.name, &*c.data_type)).collect();
    assert!(columns.contains(&("id", "Int64")) && columns.contains(&("name", "Utf8")));
    assert!(columns.contains(&("price", "Float64")), "{columns:?}");
    assert_eq!(opened.sample.num_rows(), 2);
    assert_eq!(opened.total_bytes, Some(opened.sample_bytes * 20));
    assert_eq!(spec.open(&Opening::whole(body.as_bytes())).unwrap().sample, opened.sample);

    let told = |body: &[u8]| pages(&json!({})).open(&Opening::whole(body)).unwrap_err().to_string();
    assert_eq!(told(b"{\"data\": []}"), "page 1: it has no records");
    assert!(told(b"{\"data\": [{").starts_with("page 1: the JSON is cut off"));
    let error = pages(&json!({})).decoder().err().unwrap();
    assert_eq!(error.to_string(), "source.pages.columns: the columns are not known yet");
}

#[test]
fn a_bad_field_is_named() {
    let table = [
        (json!({"url": "ftp://x"}), "url"),
        (json!({"paging": {"page_number": {"parameter": ""}}}), "paging.page_number.parameter"),
        (json!({"paging": {"page_number": {"parameter": "x"}}}), "paging.page_number.parameter"),
        (
            json!({"paging": {"page_number": {"parameter": "p", "size_parameter": "p"}}}),
            "paging.page_number.size_parameter",
        ),
        (
            json!({"paging": {"offset": {"offset_parameter": "o", "limit_parameter": ""}}}),
            "paging.offset.limit_parameter",
        ),
        (json!({"paging": {"cursor": {"pointer": "next"}}}), "paging.cursor.pointer"),
        (json!({"paging": {"cursor": {"pointer": ""}}}), "paging.cursor.pointer"),
        (json!({"paging": "link_header", "page_size": 5}), "page_size"),
        (
            json!({"page_size": 0,
            "paging": {"page_number": {"parameter": "p", "size_parameter": "n"}}}),
            "page_size",
        ),
        (json!({"records": "data"}), "records"),
        (json!({"total": "$.total"}), "total"),
        (json!({"max_pages": 0}), "max_pages"),
        (json!({"max_pages": 1_000_001}), "max_pages"),
        (json!({"requests_per_second": 0}), "requests_per_second"),
        (json!({"requests_per_second": -1}), "requests_per_second"),
        (json!({"retries": 21}), "retries"),
        (json!({"columns": [{"name": "a", "type": "Int"}]}), "columns.0.type"),
        (json!({"builtin": {}}), "builtin"),
        (json!({"url": "builtin:transactions", "paging": "link_header"}), "paging"),
        (
            json!({"url": "builtin:transactions", "paging": {"page_number": {"parameter": "p"}}}),
            "paging.page_number.parameter",
        ),
        (json!({"url": "builtin:transactions", "builtin": {"records": 0}}), "builtin.records"),
        (
            json!({"url": "builtin:transactions", "builtin": {"latency_ms": 60_001}}),
            "builtin.latency_ms",
        ),
    ];
    for (fields, field) in table {
        let problems = pages(&fields).problems();
        let found: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(found, [format!("source.pages.{field}")], "{fields}");
        assert!(problems[0].remedy.ends_with('.'));
        assert!(PageClient::new(&pages(&fields), 0).is_err());
    }
    assert_eq!(pages(&json!({})).problems(), []);
}

#[test]
fn a_job_has_what_it_was_given() {
    let job = json!({"version": 1, "source": {"pages": {"url": "https://h/",
        "paging": {"cursor": {"pointer": "/next"}}, "builtin": null}}});
    let job = crate::job::Job::from_json(&job.to_string()).unwrap();
    let again = crate::job::Job::from_json(&job.to_json()).unwrap();
    assert_eq!(again, job);
    let Some(SourceSpec::Pages(pages)) = Some(job.source) else { panic!() };
    assert_eq!((pages.max_pages, pages.retries, pages.on_error), (10_000, 5, OnError::Fail));
}
