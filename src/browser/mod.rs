//! What JavaScript sees: the only module that knows `wasm_bindgen`, `web_sys` and `js_sys`.
//!
//! The workers in `www/` call these; each worker has a wasm instance of its own. Errors are
//! thrown as `Failure` objects (`www/types.d.ts`).

mod blocks;
mod body;
mod check;
mod fetch;
mod part_buffer;
mod propose;
mod rows;
mod source;
mod unfinished;
mod upload;
mod verify;

pub use blocks::{BlockBytes, BlockEncoder, FileAssembler, FileEnd};
pub use check::{check_connection, create_bucket, put_cors_rule};
pub use fetch::{sha256, wasm_sha256};
pub use propose::{propose, sample_part};
pub use source::{
    BlockReader, RawBytes, builtin_page, check_headers, open_source, plan_source, preview_source,
};
pub use unfinished::{abort_upload, check_free, list_uploads, sign_abort};
pub use upload::S3Upload;
pub use verify::{other_object, read_footer, read_object};

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::chart::Chart;
use crate::error::Error;
use crate::job::Job;
use crate::recipe::{Preset, Recipe};
use crate::s3::{Access, Target};
use crate::settings::{DEFAULTS, EnvSettings};

/// Runs when the module is instantiated: a panic's message reaches the console and, by the global
/// `parquetBlocksPanic`, the worker that must tell why it died.
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|info| {
        let message = JsValue::from(info.to_string());
        let name = JsValue::from("parquetBlocksPanic");
        // Nothing more can be done about a panic that cannot be told.
        drop(js_sys::Reflect::set(&js_sys::global(), &name, &message));
        web_sys::console::error_1(&message);
    }));
}

/// What the form says when the page opens.
///
/// # Errors
/// Never in practice: the defaults are plain values.
#[wasm_bindgen]
pub fn defaults() -> Result<JsValue, JsValue> {
    to_js(&DEFAULTS)
}

/// Reads a `.env` text.
///
/// # Errors
/// A `Failure` that names the key or the line.
#[wasm_bindgen(js_name = readEnv)]
pub fn read_env(text: &str) -> Result<JsValue, JsValue> {
    to_js(&EnvSettings::parse(text).map_err(thrown)?)
}

/// The recipes of all presets as one JSON object, by their names.
#[wasm_bindgen]
#[must_use]
pub fn presets() -> String {
    Preset::all_as_json()
}

/// Whether a text has the form of a recipe (JSON). What its values mean is judged in a job.
///
/// # Errors
/// A `Failure` that names the field.
#[wasm_bindgen(js_name = checkRecipe)]
pub fn check_recipe(recipe: &str) -> Result<(), JsValue> {
    Recipe::from_json(recipe).map(drop).map_err(thrown)
}

/// Checks what a job (JSON) says, without reading its source.
///
/// # Errors
/// A `Failure` that names the field.
#[wasm_bindgen(js_name = checkJob)]
pub fn check_job(job: &str) -> Result<(), JsValue> {
    Job::from_json(job).map(drop).map_err(thrown)
}

/// Makes the plan of a job (JSON).
///
/// # Errors
/// A `Failure` that names the field.
#[wasm_bindgen]
pub fn plan(job: &str) -> Result<JsValue, JsValue> {
    let job = Job::from_json(job).map_err(thrown)?;
    to_js(&crate::plan::plan(&job).map_err(thrown)?)
}

/// A [`Chart`] (JSON) as the text of an SVG image.
///
/// # Errors
/// A `Failure` that names the field.
#[wasm_bindgen]
pub fn chart(chart: &str) -> Result<String, JsValue> {
    Chart::from_json(chart).and_then(|chart| chart.to_svg()).map_err(thrown)
}

/// The first rows of a job (JSON) as text; of several tables those of the one with that name.
///
/// # Errors
/// A `Failure` that names the field.
#[wasm_bindgen]
#[expect(clippy::needless_pass_by_value, reason = "what JavaScript hands over")]
pub fn preview(job: &str, rows: u32, table: Option<String>) -> Result<JsValue, JsValue> {
    let job = Job::from_json(job).map_err(thrown)?;
    to_js(&crate::preview::preview(&job, rows.into(), table.as_deref()).map_err(thrown)?)
}

/// Where a job's (JSON) file goes in S3, and what lets requests in, from credentials (JSON).
fn store_of(job: &str, credentials: &str) -> Result<(Target, Access), JsValue> {
    let job = Job::from_json(job).map_err(thrown)?;
    let access = Access::from_json(credentials).map_err(thrown)?;
    let target = job.s3().ok_or_else(|| JsError::new("the job has no S3 destination"))?;
    Ok((target.clone(), access))
}

fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    serde_wasm_bindgen::to_value(value).map_err(JsValue::from)
}

/// An error as JavaScript gets it.
#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn thrown(error: Error) -> JsValue {
    to_js(&error.to_failure()).unwrap_or_else(|cause| cause)
}
