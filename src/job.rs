//! Jobs: everything one run needs, as versioned JSON without secrets.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::limits::{MAX_BLOCK_MB, MAX_CONCURRENCY, MAX_PART_BYTES, MB, MIN_PART_BYTES};
use crate::recipe::Preset;
use crate::s3::Target;
use crate::writer::WriterOptions;

/// The only job version there is.
pub const VERSION: u32 = 1;

/// Everything one run needs. Unknown fields are errors: a misspelt field must not be ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// Version of this format: 1.
    pub version: u32,
    /// Where the rows come from.
    pub source: SourceSpec,
    /// How many rows. Wins over `target_size_mb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// About how large the file becomes, in MB of 2^20 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_size_mb: Option<f64>,
    /// How many rows go into one block.
    #[serde(default)]
    pub block: BlockSize,
    /// How blocks are encoded.
    #[serde(default)]
    pub writer: WriterOptions,
    /// Where the file goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<Destination>,
}

/// Where rows come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SourceSpec {
    /// Rows made from a recipe.
    Generated {
        /// The recipe.
        preset: Preset,
        /// The same seed makes the same rows.
        seed: u64,
    },
}

/// How many rows go into one block, which becomes one row group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockSize {
    /// As many as fill about this many MB of the file.
    SizeMb(f64),
    /// Exactly this many.
    Rows(u64),
}

impl Default for BlockSize {
    fn default() -> Self {
        Self::SizeMb(1.0)
    }
}

/// Where the file goes: to disk, to S3 or to both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Destination {
    /// To the user's disk.
    pub download: bool,
    /// To S3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3: Option<Target>,
}

impl Job {
    /// Reads a job and checks all that can be checked without work.
    ///
    /// # Errors
    /// [`Error::Setting`] that names the field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut reader = serde_json::Deserializer::from_str(json);
        let job: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            let field = if path == "." { "job".into() } else { path };
            Error::setting(field, in_words(error.inner()), "Correct this field of the job.")
        })?;
        job.validate()?;
        Ok(job)
    }

    /// The job as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // A tree of plain values with string keys always serialises.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// This job with its rows and rows per block as the plan has them, and without where the
    /// file goes: the same bytes come from it again, wherever they are sent.
    #[must_use]
    pub fn resolved(&self, rows: u64, rows_per_block: u64) -> Self {
        Self {
            rows: Some(rows),
            target_size_mb: None,
            block: BlockSize::Rows(rows_per_block),
            destination: None,
            ..self.clone()
        }
    }

    /// The S3 target, if the file goes there.
    #[must_use]
    pub fn s3(&self) -> Option<&Target> {
        self.destination.as_ref()?.s3.as_ref()
    }

    /// Checks all that can be checked without work.
    ///
    /// # Errors
    /// [`Error::Setting`] that names the field.
    pub fn validate(&self) -> Result<()> {
        if self.version != VERSION {
            let problem = format!("version {} is not known", self.version);
            return Err(Error::setting("version", problem, "Use version 1."));
        }
        self.validate_size()?;
        self.validate_block()?;
        self.writer.validate()?;
        if let Some(target) = self.s3() {
            target.validate()?;
            validate_parts(target)?;
        }
        Ok(())
    }

    fn validate_size(&self) -> Result<()> {
        const REMEDY: &str = "Enter how many rows, or leave it empty and enter a target size.";
        match (self.rows, self.target_size_mb) {
            (None, None) => {
                Err(Error::setting("rows", "neither rows nor a target size is given", REMEDY))
            }
            (Some(0), _) => Err(Error::setting("rows", "0 rows make no file", "Enter 1 or more.")),
            (_, Some(size)) => positive("target_size_mb", size, f64::MAX),
            _ => Ok(()),
        }
    }

    fn validate_block(&self) -> Result<()> {
        match self.block {
            BlockSize::SizeMb(size) => positive("block.size_mb", size, MAX_BLOCK_MB),
            BlockSize::Rows(0) => {
                Err(Error::setting("block.rows", "0 rows make no block", "Enter 1 or more."))
            }
            BlockSize::Rows(_) => Ok(()),
        }
    }
}

/// What serde says, for people: without Rust's types and without a place in the JSON text, which a
/// form does not show.
fn in_words(error: &serde_json::Error) -> String {
    const WORDS: [(&str, &str); 4] = [
        ("expected u64", "expected a whole number, 0 or more"),
        ("expected u32", "expected a whole number, 0 or more"),
        ("expected i32", "expected a whole number"),
        ("expected f64", "expected a number"),
    ];
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default().to_string();
    WORDS.iter().fold(text, |text, (rust, words)| text.replace(rust, words))
}

fn positive(field: &str, value: f64, most: f64) -> Result<()> {
    if value > 0.0 && value <= most {
        return Ok(());
    }
    let remedy = if most < f64::MAX {
        format!("Enter a number above 0 and at most {most}.")
    } else {
        "Enter a number above 0.".into()
    };
    Err(Error::setting(field, format!("{value} is out of range"), remedy))
}

#[expect(clippy::cast_precision_loss, reason = "limits are far below 2^53")]
fn validate_parts(target: &Target) -> Result<()> {
    if !(1..=MAX_CONCURRENCY).contains(&target.concurrency) {
        return Err(Error::setting(
            "destination.s3.concurrency",
            format!("{} is out of range", target.concurrency),
            format!("Enter a whole number from 1 to {MAX_CONCURRENCY}."),
        ));
    }
    let range = (MIN_PART_BYTES / MB) as f64..=(MAX_PART_BYTES / MB) as f64;
    match target.part_size_mb {
        Some(size) if !range.contains(&size) => Err(Error::setting(
            "destination.s3.part_size_mb",
            format!("{size} is out of range"),
            format!("Enter a number from {} to {}.", range.start(), range.end()),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn people() -> Value {
        json!({"version": 1, "source": {"generated": {"preset": "people", "seed": 42}}, "rows": 10})
    }

    /// The failing field of a job with one field changed.
    fn field_of(pointer: &str, value: Value) -> String {
        let mut job = people();
        job["block"] = json!({"size_mb": 1});
        job["writer"] = json!({});
        job["destination"] = json!({"s3": {
            "endpoint_url": "http://localhost:4566", "region": "us-east-1",
            "bucket": "parquet-data-bucket", "key": "people.parquet"}});
        Job::from_json(&job.to_string()).unwrap();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        job.pointer_mut(parent).unwrap()[name] = value;
        match Job::from_json(&job.to_string()).unwrap_err() {
            Error::Setting { field, remedy, .. } => {
                assert!(!remedy.is_empty());
                field
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let job = Job::from_json(&people().to_string()).unwrap();
        assert_eq!(job.block, BlockSize::SizeMb(1.0));
        assert_eq!(job.writer, WriterOptions::default());
        assert_eq!(Job::from_json(&job.to_json()).unwrap(), job);
    }

    #[test]
    fn a_bad_value_is_named_by_its_field() {
        let cases = [
            ("/version", json!(2), "version"),
            ("/rows", json!(0), "rows"),
            ("/rows", json!(1.5), "rows"),
            ("/rows", json!("many"), "rows"),
            ("/rows", Value::Null, "rows"),
            ("/target_size_mb", json!(0), "target_size_mb"),
            ("/target_size_mb", json!(-1), "target_size_mb"),
            ("/block", json!({"size_mb": 0}), "block.size_mb"),
            ("/block", json!({"size_mb": 513}), "block.size_mb"),
            ("/block", json!({"rows": 0}), "block.rows"),
            ("/writer/compression", json!("lzo"), "writer.compression"),
            ("/writer/compression_level", json!(3), "writer.compression_level"),
            ("/writer/page_rows", json!(0), "writer.page_rows"),
            ("/source/generated/seed", json!(-1), "source.generated.seed"),
            ("/source/generated/preset", json!("persons"), "source.generated.preset"),
            ("/destination/s3/concurrency", json!(0), "destination.s3.concurrency"),
            ("/destination/s3/part_size_mb", json!(4), "destination.s3.part_size_mb"),
            ("/destination/s3/bucket", json!("B"), "destination.s3.bucket"),
            ("/destination/s3/key", json!(""), "destination.s3.key"),
            ("/destination/s3/region", json!(""), "destination.s3.region"),
            ("/destination/s3/endpoint_url", json!("ftp://x"), "destination.s3.endpoint_url"),
        ];
        for (pointer, value, field) in cases {
            assert_eq!(field_of(pointer, value.clone()), field, "{pointer} {value}");
        }
    }

    #[test]
    fn unknown_fields_are_errors_that_name_them() {
        for pointer in ["/row", "/writer/codec", "/destination/s3/acl", "/source/generated/sed"] {
            let field = field_of(pointer, json!(1));
            let name = pointer.rsplit('/').next().unwrap();
            assert!(field.ends_with(name), "{pointer}: {field}");
        }
    }
}
