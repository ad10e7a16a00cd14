//! A job's fields, and what is left out of them.

use super::*;

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
