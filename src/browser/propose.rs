//! Recipes proposed from files, for the page.

use wasm_bindgen::prelude::*;

use super::{thrown, to_js};
use crate::error::Error;
use crate::propose::{Format, Sample, part};

/// The bytes of a file that [`propose`] looks at, as `{ start, end }`, by the file's size and its
/// last eight bytes.
///
/// # Errors
/// Never in practice: the numbers are those of a file.
#[wasm_bindgen(js_name = samplePart)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file's size")]
pub fn sample_part(size: f64, end: &[u8]) -> Result<JsValue, JsValue> {
    to_js(&part(size as u64, end))
}

/// Proposes a recipe for rows like those of a file, of which `bytes` are the part that
/// [`sample_part`] says; the format (`Format` in snake case) is told from the bytes where it is left
/// out.
///
/// # Errors
/// A `Failure` that names the place in the file.
#[wasm_bindgen]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file's size")]
pub fn propose(
    name: &str,
    bytes: &[u8],
    size: f64,
    format: Option<String>,
) -> Result<JsValue, JsValue> {
    let format = format.map(known).transpose().map_err(thrown)?;
    let sample = Sample { name, bytes, size: size as u64 };
    let proposal = crate::propose::propose(&sample, format).map_err(thrown)?;
    // As JSON, like the recipes of jobs: all integers are numbers.
    let json =
        serde_json::to_string(&proposal).map_err(|error| JsError::new(&error.to_string()))?;
    js_sys::JSON::parse(&json)
}

fn known(format: String) -> Result<Format, Error> {
    let format = serde_json::Value::String(format);
    serde_json::from_value(format.clone()).map_err(|_| {
        let remedy = "Choose: arrow, csv, json_schema, parquet or sql.";
        Error::setting("format", format!("{format} is not known"), remedy)
    })
}
