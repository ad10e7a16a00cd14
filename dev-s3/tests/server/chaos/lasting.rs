//! Faults that sending again does not help against.

use dev_s3::chaos::{Faults, Kind, Operation};
use http::StatusCode;

use super::{always, faults, put_part, with_upload};
use crate::client::{list, texts};

#[tokio::test]
async fn the_store_forgets_an_upload() {
    let (server, id) = with_upload("chaos-forgets").await;
    put_part(&server, &id).await;
    server.chaos().set(Faults { at_most: Some(1), ..always(Kind::NoSuchUpload) });
    for _ in 0..2 {
        let answer = put_part(&server, &id).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(texts(&answer.body, "Code"), ["NoSuchUpload"]);
    }
    assert_eq!(faults(server.chaos(), Operation::UploadPart, Kind::NoSuchUpload), 1);
    assert!(!list(&server, "uploads=").await.body.contains("<Upload>"));
}

#[tokio::test]
async fn a_token_expires_and_is_renewed() {
    let (server, id) = with_upload("chaos-token").await;
    server.chaos().set(Faults { after: 1, ..always(Kind::ExpiredToken) });
    assert_eq!(put_part(&server, &id).await.status, StatusCode::OK);
    for _ in 0..2 {
        let answer = put_part(&server, &id).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(texts(&answer.body, "Code"), ["ExpiredToken"]);
        assert!(answer.headers.contains_key("access-control-allow-origin"));
    }
    server.chaos().stop();
    assert_eq!(list(&server, "uploads=").await.status, StatusCode::BAD_REQUEST);
    server.chaos().renew(None);
    assert_eq!(list(&server, "uploads=").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_clock_is_off_for_a_whole_run() {
    let (server, id) = with_upload("chaos-clock").await;
    server.chaos().set(Faults { clock_offset: -7200, ..always(Kind::ClockSkew) });
    let answer = put_part(&server, &id).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(texts(&answer.body, "Code"), ["RequestTimeTooSkewed"]);
    assert_eq!(server.chaos().report().clock_offset, -7200);
    server.chaos().stop();
    assert_eq!(put_part(&server, &id).await.status, StatusCode::OK);
}
