//! Faults over HTTP, for tests that are in another process or in a page.

use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use s3s::Body;
use serde::{Deserialize, de::DeserializeOwned};

use super::Chaos;
use crate::answers::typed;

/// Where these requests go; no bucket has such a name.
pub(crate) const PATH: &str = "/_chaos/";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Renewal {
    session_token: Option<String>,
}

/// Does what a request below [`PATH`] asks for, and answers with the report.
pub(crate) async fn answer(chaos: &Chaos, request: Request<Body>) -> Response<Body> {
    match obey(chaos, request).await {
        Ok(()) => json(StatusCode::OK, &chaos.report()),
        Err((status, message)) => json(status, &serde_json::json!({ "error": message })),
    }
}

async fn obey(chaos: &Chaos, request: Request<Body>) -> Result<(), (StatusCode, String)> {
    let (head, body) = request.into_parts();
    let what = head.uri.path().strip_prefix(PATH).unwrap_or_default();
    match (head.method, what) {
        (Method::GET, "report") => {}
        (Method::POST, "expire") => chaos.expire(),
        (Method::POST, "renew") => {
            let renewal: Option<Renewal> = read(body).await?;
            chaos.renew(renewal.unwrap_or_default().session_token);
        }
        (Method::POST, "faults") => chaos.set(read(body).await?),
        (Method::DELETE, "faults") => chaos.stop(),
        (method, what) => {
            return Err((StatusCode::NOT_FOUND, format!("there is no {method} {PATH}{what}")));
        }
    }
    Ok(())
}

/// The JSON of a body; an empty one is null.
async fn read<T: DeserializeOwned>(body: Body) -> Result<T, (StatusCode, String)> {
    let bad = |error: String| (StatusCode::BAD_REQUEST, error);
    let bytes = body.collect().await.map_err(|error| bad(error.to_string()))?.to_bytes();
    let text = if bytes.is_empty() { b"null" } else { bytes.as_ref() };
    serde_json::from_slice(text).map_err(|error| bad(error.to_string()))
}

fn json(status: StatusCode, value: &impl serde::Serialize) -> Response<Body> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    typed(status, "application/json", text)
}
