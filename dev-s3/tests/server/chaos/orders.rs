//! Faults that are set and counted.

use dev_s3::chaos::{Faults, Kind};
use http::{Method, StatusCode};

use super::{PART, put_part, with_upload};
use crate::client::{put, request, send, store};

#[tokio::test]
async fn faults_are_set_and_counted_over_http() {
    let (server, id) = with_upload("chaos-admin").await;
    let order = async |method: Method, what: &str, json: &str| {
        let mut order = request(method, &format!("/_chaos/{what}"));
        *order.body_mut() = json.to_owned().into();
        let answer = send(&server, order).await;
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        (answer.status, json)
    };
    let faults = r#"{"seed": 1, "share": 1, "kinds": ["slow_down"], "at_most": 1}"#;
    assert_eq!(order(Method::POST, "faults", faults).await.0, StatusCode::OK);
    assert_eq!(put_part(&server, &id).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(put_part(&server, &id).await.status, StatusCode::OK);
    let (_, report) = order(Method::GET, "report", "").await;
    assert_eq!(report["requests"], serde_json::json!({"UploadPart": 2}));
    assert_eq!(report["faults"], serde_json::json!({"UploadPart": {"slow_down": 1}}));
    assert_eq!(report["schedule"]["at_most"], 1);

    assert_eq!(order(Method::POST, "expire", "").await.1["expired"], true);
    assert_eq!(put_part(&server, &id).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(order(Method::POST, "renew", "").await.1["expired"], false);
    let (_, stopped) = order(Method::DELETE, "faults", "").await;
    assert_eq!(stopped["schedule"], serde_json::Value::Null);

    let (status, wrong) = order(Method::POST, "faults", r#"{"kinds": ["fire"]}"#).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(wrong["error"].as_str().unwrap().contains("slow_down"), "{wrong}");
    assert_eq!(order(Method::GET, "other", "").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_gives_orders_to_a_server_without_chaos() {
    let answer = send(&store("chaos-none"), request(Method::GET, "/_chaos/report")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
}

#[tokio::test]
async fn the_same_seed_is_the_same_run() {
    let (server, _) = with_upload("chaos-seed").await;
    let mut reports = Vec::new();
    for seed in [1, 1, 2] {
        let kinds = vec![Kind::SlowDown, Kind::InternalError, Kind::EtagWrong];
        server.chaos().set(Faults { seed, share: 0.3, kinds, ..Faults::default() });
        for at in 0..50 {
            put(&server, &format!("{at}"), PART).await;
        }
        reports.push(server.chaos().report().faults);
    }
    assert_eq!(reports[0], reports[1]);
    assert_ne!(reports[0], reports[2]);
}
