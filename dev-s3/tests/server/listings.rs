//! Lists of objects and of uploads.

use http::{Method, StatusCode};

use crate::client::{list, put, send, signed, start, store, texts};

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
