//! Answers that do not come from `s3s`.

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use s3s::Body;

/// An error as S3 writes it, with elements of its own behind code and message.
pub(crate) fn error(
    status: StatusCode,
    code: &str,
    message: &str,
    details: &[(&str, &str)],
) -> Response<Body> {
    let element = |(name, text): &(&str, &str)| format!("<{name}>{}</{name}>", escape(text));
    let details: String =
        [("Code", code), ("Message", message)].iter().chain(details).map(element).collect();
    let xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error>{details}</Error>");
    typed(status, "application/xml", xml)
}

/// An answer with a body of this type.
pub(crate) fn typed(
    status: StatusCode,
    content_type: &'static str,
    body: String,
) -> Response<Body> {
    let answer = Response::new(Body::from(body));
    let mut answer = with(answer, CONTENT_TYPE, HeaderValue::from_static(content_type));
    *answer.status_mut() = status;
    answer
}

/// The answer with one more header.
pub(crate) fn with(
    mut answer: Response<Body>,
    name: HeaderName,
    value: HeaderValue,
) -> Response<Body> {
    answer.headers_mut().insert(name, value);
    answer
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
