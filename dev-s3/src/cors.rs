//! What a browser asks before it lets a page talk to a store on another origin.

use std::time::Duration;

use http::{HeaderName, Method};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

/// Headers that a page may read besides the few that CORS always shows.
const EXPOSED: [&str; 12] = [
    "content-length",
    "date",
    "location",
    "retry-after",
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
    "x-amz-checksum-type",
    "x-amz-request-id",
    "x-amz-version-id",
];

const ALLOWED: [Method; 5] = [Method::GET, Method::PUT, Method::POST, Method::DELETE, Method::HEAD];

/// How long a browser may remember the answer to a preflight.
const REMEMBERED: Duration = Duration::from_mins(10);

/// Every origin may do everything, and read every header that matters; `ETag` unless it is hidden.
pub(crate) fn layer(hide_etag: bool) -> CorsLayer {
    let etag = if hide_etag { None } else { Some(http::header::ETAG) };
    let exposed: Vec<HeaderName> =
        EXPOSED.into_iter().map(HeaderName::from_static).chain(etag).collect();
    CorsLayer::new()
        .allow_origin(AllowOrigin::any())
        .allow_methods(ALLOWED)
        .allow_headers(AllowHeaders::mirror_request())
        .allow_private_network(true)
        .expose_headers(exposed)
        .max_age(REMEMBERED)
}
