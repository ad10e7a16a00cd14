//! AWS Signature Version 4, by the `aws-sigv4` crate. The time is a parameter.

use std::fmt;
use std::time::SystemTime;

use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign as sign_v4,
};
use aws_sigv4::sign::v4;
use serde::Deserialize;

use super::request::{Body, Request};
use crate::error::{Error, Result};

/// Keys for one run. They are in no job, no log and no error; memory is cleared when they go.
#[derive(Clone)]
pub struct Credentials(aws_credential_types::Credentials);

/// Credentials as the page hands them over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Secrets {
    access_key_id: String,
    secret_access_key: String,
    #[serde(default)]
    session_token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials(hidden)")
    }
}

impl Credentials {
    /// Keys, with the blanks around them that pasting brings taken off.
    ///
    /// # Errors
    /// [`Error::Setting`] that names a key which is missing or cannot be one.
    pub fn new(access_key_id: &str, secret: &str, session_token: Option<&str>) -> Result<Self> {
        let required = |field: &str, value: &str| match value.trim() {
            "" => Err(Error::setting(
                format!("credentials.{field}"),
                "it is empty",
                "Enter the key; it stays in this page's memory.",
            )),
            good => plain(field, good),
        };
        let access_key_id = required("access_key_id", access_key_id)?;
        let secret = required("secret_access_key", secret)?;
        let token = session_token.map(str::trim).filter(|token| !token.is_empty());
        let token = token.map(|token| plain("session_token", token)).transpose()?;
        Ok(Self(aws_credential_types::Credentials::new(access_key_id, secret, token, None, "page")))
    }

    /// Keys from the page's JSON.
    ///
    /// # Errors
    /// [`Error::Setting`] without the JSON's text, which holds secrets.
    pub fn from_json(json: &str) -> Result<Self> {
        let secrets: Secrets = serde_json::from_str(json).map_err(|_| {
            let remedy = "Give accessKeyId, secretAccessKey and, if you have one, sessionToken.";
            Error::setting("credentials", "they are not of the form that is known", remedy)
        })?;
        let Secrets { access_key_id, secret_access_key, session_token } = &secrets;
        Self::new(access_key_id, secret_access_key, session_token.as_deref())
    }
}

/// A key that a header can hold, without which stores give reasons that are none.
fn plain(field: &str, value: &str) -> Result<String> {
    if value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(value.to_string());
    }
    Err(Error::setting(
        format!("credentials.{field}"),
        "it has a space or a character that no key has",
        "Copy it again, without what stands around it.",
    ))
}

/// The headers that a request needs to be accepted at `time`: its own and the signature's.
///
/// The URI is signed as it is sent: encoded once, not normalised, as S3 wants it.
///
/// # Errors
/// [`Error::Setting`] when keys or region hold characters that no header can.
pub fn sign(
    request: &Request,
    credentials: &Credentials,
    region: &str,
    time: SystemTime,
) -> Result<Vec<(String, String)>> {
    let identity = credentials.0.clone().into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("s3")
        .time(time)
        .settings(settings())
        .build()
        .map_err(|error| cannot_sign(&error))?;
    let own = request.headers.iter().map(|(name, value)| (*name, value.as_str()));
    let signable = SignableRequest::new(request.method, &request.url, own, payload(&request.body))
        .map_err(|error| cannot_sign(&error))?;
    let (instructions, _) =
        sign_v4(signable, &params.into()).map_err(|error| cannot_sign(&error))?.into_parts();
    let own = request.headers.iter().map(|(name, value)| ((*name).to_string(), value.clone()));
    let added = instructions.headers().map(|(name, value)| (name.to_string(), value.to_string()));
    Ok(own.chain(added).collect())
}

fn settings() -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    settings
}

fn payload(body: &Body) -> SignableBody<'_> {
    match body {
        Body::Bytes(bytes) => SignableBody::Bytes(bytes),
        Body::Part { sha256: Some(hash), .. } => SignableBody::Precomputed(hash.clone()),
        Body::Part { sha256: None, .. } => SignableBody::UnsignedPayload,
    }
}

/// The library's reasons name no value, so they are safe to show.
fn cannot_sign(cause: &dyn std::error::Error) -> Error {
    Error::setting(
        "credentials",
        format!("no request can be signed with them ({cause})"),
        "Check that keys and region are plain ASCII.",
    )
}
