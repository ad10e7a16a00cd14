//! Who is let in.

use http::{Method, StatusCode};

use crate::client::{send, signed, store};

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let answer = send(&store("secret"), signed(Method::GET, "/data?uploads=", "wrong")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("<Code>SignatureDoesNotMatch</Code>"), "{}", answer.body);
}
