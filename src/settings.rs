//! Settings by the keys that users know from `.env` files.

use serde::Serialize;

use crate::error::{Error, Result};

/// What stands for a dollar sign while `dotenvy` reads: a code point that no text has (Unicode,
/// "Noncharacters").
const DOLLAR: &str = "\u{10ffff}";

/// What the form says when the page opens.
#[derive(Debug, Serialize)]
pub struct Defaults {
    target_data_size_mb: f64,
    block_size_mb: f64,
    num_records: u64,
    endpoint_url: &'static str,
    region: &'static str,
    bucket: &'static str,
}

/// The settings' values where nothing else is said.
pub const DEFAULTS: Defaults = Defaults {
    target_data_size_mb: 10.0,
    block_size_mb: 1.0,
    num_records: 100_000,
    endpoint_url: "http://localhost:4566",
    region: "us-east-1",
    bucket: "parquet-data-bucket",
};

/// Settings read from a `.env` text: what it does not say is `None`.
#[derive(Default, Serialize)]
pub struct EnvSettings {
    /// `TARGET_DATA_SIZE_MB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_data_size_mb: Option<f64>,
    /// `BLOCK_SIZE_MB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_size_mb: Option<f64>,
    /// `NUM_RECORDS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_records: Option<u64>,
    /// `S3_ENDPOINT_URL`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_url: Option<String>,
    /// `AWS_REGION`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// `S3_BUCKET_NAME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<String>,
    /// The secrets, apart from the rest. This type has no `Debug`, so that they reach no log.
    pub credentials: EnvCredentials,
    /// Keys that mean nothing here, in the order of the text.
    pub unknown: Vec<String>,
}

/// The secrets of a `.env` text.
#[derive(Default, Serialize)]
pub struct EnvCredentials {
    /// `AWS_ACCESS_KEY_ID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// `AWS_SECRET_ACCESS_KEY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_access_key: Option<String>,
    /// `AWS_SESSION_TOKEN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_token: Option<String>,
}

impl EnvSettings {
    /// Reads `KEY=value` lines with comments, quotes and `export`, as `.env` files have them.
    /// An empty value counts as not given. A dollar sign is one: secrets have them, and there are
    /// no variables here that could be put in their place.
    ///
    /// # Errors
    /// [`Error::Setting`] that names the key; a line that is not of the form is named by its
    /// number, without its text, which may be a secret.
    pub fn parse(text: &str) -> Result<Self> {
        let mut settings = Self::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace('$', DOLLAR);
        for item in dotenvy::from_read_iter(text.as_bytes()) {
            let (key, value) = item.map_err(|error| bad_line(&text, &error))?;
            if !value.is_empty() {
                settings.set(key, value.replace(DOLLAR, "$"))?;
            }
        }
        Ok(settings)
    }

    fn set(&mut self, key: String, value: String) -> Result<()> {
        match key.as_str() {
            "TARGET_DATA_SIZE_MB" => self.target_data_size_mb = Some(size(&key, &value)?),
            "BLOCK_SIZE_MB" => self.block_size_mb = Some(size(&key, &value)?),
            "NUM_RECORDS" => self.num_records = Some(count(&key, &value)?),
            "S3_ENDPOINT_URL" => self.endpoint_url = Some(value),
            "AWS_REGION" => self.region = Some(value),
            "S3_BUCKET_NAME" => self.bucket = Some(value),
            "AWS_ACCESS_KEY_ID" => self.credentials.access_key_id = Some(value),
            "AWS_SECRET_ACCESS_KEY" => self.credentials.secret_access_key = Some(value),
            "AWS_SESSION_TOKEN" => self.credentials.session_token = Some(value),
            _ => self.unknown.push(key),
        }
        Ok(())
    }
}

fn size(key: &str, value: &str) -> Result<f64> {
    value.trim().parse().map_err(|_| {
        Error::setting(key, format!("{value:?} is not a number"), "Write it in digits.")
    })
}

fn count(key: &str, value: &str) -> Result<u64> {
    value.trim().parse().map_err(|_| {
        let problem = format!("{value:?} is not a whole number of 0 or more");
        Error::setting(key, problem, "Write it in digits only.")
    })
}

/// Names the line by its number: `dotenvy`'s own message repeats its text.
fn bad_line(text: &str, error: &dotenvy::Error) -> Error {
    let number = match error {
        dotenvy::Error::LineParse(bad, _) => {
            text.lines().position(|line| line.trim() == bad.trim())
        }
        _ => None,
    };
    let line = number.map_or("a line".into(), |number| format!("line {}", number + 1));
    let problem = format!("{line} is not KEY=value");
    Error::setting(".env", problem, "Write each setting as KEY=value; quote values with spaces.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\u{feff}# comment\nexport NUM_RECORDS=5000\nBLOCK_SIZE_MB = 2.5\n\
        S3_ENDPOINT_URL=\"http://localhost:4566\"\nAWS_SECRET_ACCESS_KEY='a b#c/+='\n\
        AWS_SESSION_TOKEN=\nLOG_LEVEL=debug\nAWS_ACCESS_KEY_ID=a$b${c}$\n";

    #[test]
    fn reads_what_env_files_have() {
        let settings = EnvSettings::parse(TEXT).ok().unwrap();
        assert_eq!(settings.num_records, Some(5000));
        assert_eq!(settings.block_size_mb, Some(2.5));
        assert_eq!(settings.endpoint_url.as_deref(), Some("http://localhost:4566"));
        assert_eq!(settings.credentials.secret_access_key.as_deref(), Some("a b#c/+="));
        assert_eq!(settings.credentials.access_key_id.as_deref(), Some("a$b${c}$"));
        assert_eq!(settings.credentials.session_token, None);
        assert_eq!(settings.unknown, ["LOG_LEVEL"]);
    }

    #[test]
    fn bad_text_is_named_without_secrets() {
        let message = |text| EnvSettings::parse(text).err().unwrap().to_string();
        assert_eq!(message("BLOCK_SIZE_MB=big"), "BLOCK_SIZE_MB: \"big\" is not a number");
        let count = "NUM_RECORDS: \"-5\" is not a whole number of 0 or more";
        assert_eq!(message("NUM_RECORDS=-5"), count);
        let broken = message("A=1\nAWS_SECRET_ACCESS_KEY='hush\n");
        assert_eq!(broken, ".env: line 2 is not KEY=value");
    }
}
