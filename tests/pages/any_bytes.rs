//! No page, no header and no job makes it panic, or take more than it was given.

use parquet_blocks::job::{BlockSize, Job};
use parquet_blocks::source::pages::{Pages, PagesReader};
use parquet_blocks::source::{Answer, Next, Opening, Source, SourceReader};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use crate::api::of_job;

/// Jobs of every style.
fn jobs() -> Vec<Pages> {
    let styles = [
        json!({"page_number": {"parameter": "p", "size_parameter": "n"}}),
        json!({"offset": {"offset_parameter": "o"}}),
        json!({"cursor": {"parameter": "c", "pointer": "/next"}}),
        json!({"cursor": {"pointer": "/next"}}),
        json!("link_header"),
    ];
    let jobs = styles.iter().flat_map(|paging| {
        ["", "/data", "/data/1/~0"].map(|records| {
            of_job(&json!({"url": "https://h/a?b=c", "paging": paging, "records": records,
                "total": "/total", "max_pages": 5, "retries": 1}))
        })
    });
    jobs.collect()
}

/// Parts of pages and of headers, whole and broken.
fn part() -> impl Strategy<Value = String> {
    let parts = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\"data\":",
        "\"next\":",
        "\"total\":",
        "\"~\":",
        "null",
        "true",
        "1",
        "-0.5e9",
        "1e999",
        "9999999999999999999999",
        "\"\\ud800\"",
        "\"a\"",
        "[{\"a\":1},{\"a\":\"x\"}]",
        "{\"data\":[{\"a\":1}],\"next\":\"/x\",\"total\":9}",
        "\n",
        "\u{feff}",
        "ä",
        "<https://h/2>",
        ";",
        "rel=\"next\"",
        "rel=next",
        "<//other>",
        "<",
        ">",
        "=",
        "[[[[[[[[",
    ];
    prop_oneof![4 => select(parts.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

fn text() -> impl Strategy<Value = String> {
    vec(part(), 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_are_read_or_refused(
        pages in select(jobs()),
        answers in vec((text(), any::<bool>(), proptest::option::of(text()), 0_u16..600), 1..6),
    ) {
        let mut reader = PagesReader::new(&pages, BlockSize::Rows(2), 1).unwrap();
        for (body, is_good, header, status) in &answers {
            let Next::Page(request) = reader.next() else { break };
            prop_assert!(request.url.starts_with("https://h/"), "{}", request.url);
            let status = if *is_good { 200 } else { *status };
            let (link, retry_after) = (header.as_deref(), header.as_deref());
            let body = body.as_bytes();
            let _ = pages.open(&Opening::whole(body));
            if reader.give(Answer::Page { status, link, retry_after, body }).is_err() {
                break;
            }
            while let Some(block) = reader.pop() {
                prop_assert!(block.about.records <= 2);
                prop_assert_eq!(block.bytes.split(|byte| *byte == b'\n').count() as u64, block.about.records + 1);
            }
        }
    }

    #[test]
    fn bytes_are_read_or_refused(pages in select(jobs()), body in vec(any::<u8>(), 0..64)) {
        let mut reader = PagesReader::new(&pages, BlockSize::SourceBytes(9), 1).unwrap();
        let answer = Answer::Page { status: 200, link: None, retry_after: None, body: &body };
        let _ = reader.give(answer);
    }

    #[test]
    fn jobs_are_read_or_refused(url in text(), name in text(), pointer in text(), number in any::<f64>()) {
        let job = json!({"version": 1, "source": {"pages": {"url": url, "records": pointer,
            "requests_per_second": number, "total": name,
            "paging": {"page_number": {"parameter": name, "size_parameter": pointer}}}}});
        let _ = Job::from_json(&job.to_string());
    }
}
