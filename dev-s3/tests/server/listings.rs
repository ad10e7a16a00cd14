//! Lists of objects and of uploads.

use http::{Method, StatusCode};

use crate::client::{call, list, put, send, signed, start, store, texts};

#[tokio::test]
async fn uploads_are_listed_by_key_until_they_are_aborted() {
    let store = store("uploads");
    let second = start(&store, "/data/b%20%26c").await;
    let first = start(&store, "/data/a").await;
    let body = list(&store, "uploads=").await.body;
    assert!(body.contains("<Key>b &amp;c</Key>"), "{body}");
    assert!(body.contains("<IsTruncated>false</IsTruncated>"), "{body}");
    assert!(body.find(&first).unwrap() < body.find(&second).unwrap(), "{body}");
    let filtered = list(&store, "prefix=b%20&uploads=").await.body;
    assert!(filtered.contains(&second) && !filtered.contains(&first), "{filtered}");

    for (key, id) in [("a", first), ("b%20%26c", second)] {
        let target = format!("/data/{key}?uploadId={id}");
        let answer = send(&store, signed(Method::DELETE, &target, "test")).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
    }
    let body = list(&store, "uploads=").await.body;
    assert!(!body.contains("<Upload>"), "{body}");
}

#[tokio::test]
async fn lists_are_cut_into_pages_and_at_delimiters() {
    let store = store("pages");
    for key in ["a/1", "a/2", "b", "c/1", "d"] {
        put(&store, key, "").await;
    }
    let mut query = "delimiter=%2F&list-type=2&max-keys=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let body = list(&store, &query).await.body;
        let names = [texts(&body, "Key"), texts(&body, "CommonPrefixes")].concat();
        seen.push(names.into_iter().map(str::to_owned).collect::<Vec<_>>());
        let Some(token) = texts(&body, "NextContinuationToken").first().copied() else {
            assert!(body.contains("<IsTruncated>false</IsTruncated>"), "{body}");
            break;
        };
        query = format!("continuation-token={token}&delimiter=%2F&list-type=2&max-keys=2");
    }
    let (a, c) = ("<Prefix>a/</Prefix>", "<Prefix>c/</Prefix>");
    assert_eq!(seen, [vec!["b", a], vec!["d", c]]);

    let body = list(&store, "list-type=2&prefix=a%2F&start-after=a%2F1").await.body;
    assert_eq!(texts(&body, "Key"), ["a/2"]);
    let body = list(&store, "marker=b&max-keys=1").await.body;
    assert_eq!((texts(&body, "Key"), texts(&body, "NextMarker")), (vec!["c/1"], vec!["c/1"]));
}

#[tokio::test]
async fn uploads_are_listed_in_pages_also_while_they_are_aborted() {
    let server = store("upload-pages").service().unwrap();
    let mut started = Vec::new();
    for key in ["a", "b", "a", "a", "c"] {
        started.push((key, start(&server, &format!("/data/{key}")).await));
    }
    started.sort();
    let mut query = "max-uploads=2&uploads=".to_owned();
    let mut seen = Vec::new();
    loop {
        let body = list(&server, &query).await.body;
        let ids = texts(&body, "UploadId");
        assert_eq!(texts(&body, "Initiated").len(), ids.len(), "{body}");
        for (key, id) in texts(&body, "Key").into_iter().zip(ids) {
            let target = format!("/data/{key}?uploadId={id}");
            let gone = send(&server, signed(Method::DELETE, &target, "test")).await;
            assert_eq!(gone.status, StatusCode::NO_CONTENT);
            seen.push((key.to_owned(), id.to_owned()));
        }
        let next = [texts(&body, "NextKeyMarker"), texts(&body, "NextUploadIdMarker")].concat();
        let [key, id] = next[..] else { break };
        query = format!("key-marker={key}&max-uploads=2&upload-id-marker={id}&uploads=");
    }
    let started: Vec<_> = started.into_iter().map(|(key, id)| (key.to_owned(), id)).collect();
    assert_eq!(seen, started);

    let later = start(&server, "/data/b").await;
    let body = list(&server, "key-marker=a&uploads=").await.body;
    assert_eq!(texts(&body, "UploadId"), [later.as_str()]);
    assert_eq!(texts(&list(&server, "key-marker=b&uploads=").await.body, "UploadId"), [""; 0]);
}

#[tokio::test]
async fn uploads_are_listed_in_pages_below_a_prefix() {
    let server = store("upload-prefix").service().unwrap();
    for key in ["a/1", "a/2", "a/3", "b", "A/4"] {
        start(&server, &format!("/data/{key}")).await;
    }
    let (mut query, mut pages) = ("max-uploads=2&prefix=a%2F&uploads=".to_owned(), Vec::new());
    loop {
        let body = list(&server, &query).await.body;
        pages.push(texts(&body, "Key").into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!((texts(&body, "Prefix"), texts(&body, "MaxUploads")), (vec!["a/"], vec!["2"]));
        let next = [texts(&body, "NextKeyMarker"), texts(&body, "NextUploadIdMarker")].concat();
        let more = texts(&body, "IsTruncated") == ["true"];
        assert_eq!(next.len(), if more { 2 } else { 0 }, "{body}");
        let [key, id] = next[..] else { break };
        let key = key.replace('/', "%2F");
        query =
            format!("key-marker={key}&max-uploads=2&prefix=a%2F&upload-id-marker={id}&uploads=");
    }
    assert_eq!(pages, [vec!["a/1", "a/2"], vec!["a/3"]]);
    let body = list(&server, "encoding-type=url&max-uploads=1&prefix=a%2F&uploads=").await.body;
    assert_eq!(texts(&body, "NextKeyMarker"), ["a/1"]);
}

#[tokio::test]
async fn parts_are_listed_in_pages_by_number() {
    let server = store("part-pages").service().unwrap();
    let id = start(&server, "/data/k").await;
    for number in [10, 2, 9_999, 1, 3] {
        let target = format!("/data/k?partNumber={number}&uploadId={id}");
        call(&server, Method::PUT, &target, &[], format!("part {number}")).await;
    }
    let (mut marker, mut pages) = (String::new(), Vec::new());
    loop {
        let target = format!("/data/k?max-parts=2{marker}&uploadId={id}");
        let body = call(&server, Method::GET, &target, &[], "").await.body;
        let numbers = texts(&body, "PartNumber").into_iter().map(str::to_owned);
        pages.push(numbers.collect::<Vec<_>>());
        assert_eq!(texts(&body, "MaxParts"), ["2"]);
        let next = texts(&body, "NextPartNumberMarker");
        assert_eq!(texts(&body, "IsTruncated"), [if next.is_empty() { "false" } else { "true" }]);
        let [next] = next[..] else { break };
        marker = format!("&part-number-marker={next}");
    }
    assert_eq!(pages, [vec!["1", "2"], vec!["3", "10"], vec!["9999"]]);
}
