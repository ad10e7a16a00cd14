//! From page to page, and where that ends.

use super::*;

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
        let all =
            [page(1..=2, json!("a&/b")), ok(&json!({"data": [], "next": 7})), page(3..=3, last)];
        let found = replies(&cursor(&json!({})), &all);
        let base = "https://h/items?x=1";
        let urls = ["", "&c=a%26%2Fb", "&c=7"];
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
