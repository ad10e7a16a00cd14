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
