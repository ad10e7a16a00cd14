//! What goes wrong, and how long is waited.

use super::*;

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
