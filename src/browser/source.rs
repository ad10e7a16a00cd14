//! Sources that are read, for the engine's worker: JavaScript brings the bytes and pages that a
//! [`SourceReader`] asks for.

use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::blocks::copied;
use super::{thrown, to_js};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::plan::{Plan, plan_opened};
use crate::preview::preview_opened;
use crate::source::pages::{RequestHeaders, builtin};
use crate::source::{Answer, Opened, Opening, Source, SourceReader, SourceSpec};

/// What a source is, by its beginning.
#[derive(Serialize)]
struct OpenedSource {
    /// The job's `source`, with all that was left out in it.
    source: SourceSpec,
    notes: Vec<String>,
}

/// Opens the source of a job (JSON): its `source` with the columns and all else that was left out.
///
/// # Errors
/// A `Failure` that names the field, or the place in the source.
#[wasm_bindgen(js_name = openSource)]
pub fn open_source(
    job: &str,
    bytes: &[u8],
    size: Option<f64>,
    sample: &[u8],
) -> std::result::Result<String, JsValue> {
    let (_, opened) = opened(job, bytes, size, sample).map_err(thrown)?;
    let opened = OpenedSource { source: opened.spec, notes: opened.notes };
    serde_json::to_string(&opened).map_err(|error| JsError::new(&error.to_string()).into())
}

/// Makes the plan of a job (JSON) whose source begins so.
///
/// # Errors
/// As [`open_source`].
#[wasm_bindgen(js_name = planSource)]
pub fn plan_source(
    job: &str,
    bytes: &[u8],
    size: Option<f64>,
    sample: &[u8],
) -> std::result::Result<JsValue, JsValue> {
    let plan = || -> Result<Plan> {
        let (job, opened) = opened(job, bytes, size, sample)?;
        plan_opened(&job, &opened)
    };
    to_js(&plan().map_err(thrown)?)
}

/// The first rows of a job (JSON) whose source begins so, as text.
///
/// # Errors
/// As [`open_source`].
#[wasm_bindgen(js_name = previewSource)]
pub fn preview_source(
    job: &str,
    bytes: &[u8],
    size: Option<f64>,
    sample: &[u8],
    rows: u32,
) -> std::result::Result<JsValue, JsValue> {
    let (_, opened) = opened(job, bytes, size, sample).map_err(thrown)?;
    to_js(&preview_opened(&opened, rows as usize).map_err(thrown)?)
}

fn opened(job: &str, bytes: &[u8], size: Option<f64>, sample: &[u8]) -> Result<(Job, Opened)> {
    let job = Job::from_json(job)?;
    let opened = source_of(&job)?.open(&opening(bytes, size, sample))?;
    Ok((job, opened))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file's size")]
fn opening<'a>(bytes: &'a [u8], size: Option<f64>, sample: &'a [u8]) -> Opening<'a> {
    Opening { bytes, size: size.map(|size| size as u64), sample }
}

fn source_of(job: &Job) -> Result<&dyn Source> {
    job.source.read().ok_or_else(|| {
        Error::setting("source", "these rows are generated", "Choose a source that is read.")
    })
}

/// What the built-in API answers at a URL; undefined for one that is elsewhere.
///
/// # Errors
/// A `Failure` for a page that there cannot be.
#[wasm_bindgen(js_name = builtinPage)]
pub fn builtin_page(job: &str, url: &str) -> std::result::Result<JsValue, JsValue> {
    let job = Job::from_json(job).map_err(thrown)?;
    let SourceSpec::Pages(pages) = &job.source else { return Ok(JsValue::UNDEFINED) };
    match builtin::answer(pages, url).map_err(thrown)? {
        Some(page) => to_js(&page),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// Checks headers (JSON) that requests for pages are to have.
///
/// # Errors
/// A `Failure` that names every header that cannot be sent, without its value.
#[wasm_bindgen(js_name = checkHeaders)]
pub fn check_headers(headers: &str) -> std::result::Result<(), JsValue> {
    let headers =
        serde_json::from_str(headers).map_err(|error| JsError::new(&error.to_string()))?;
    RequestHeaders::new(&headers).map(drop).map_err(thrown)
}

/// Reads the source of a resolved job and cuts it into blocks.
#[wasm_bindgen]
pub struct BlockReader(Box<dyn SourceReader>);

/// Whole records on their way to an encoder, copied out of the wasm memory.
#[wasm_bindgen(getter_with_clone)]
pub struct RawBytes {
    /// The records.
    pub data: Uint8Array,
    /// `About`, as JSON.
    pub about: String,
}

#[wasm_bindgen]
impl BlockReader {
    /// A reader for a resolved job (JSON) whose source begins so.
    ///
    /// # Errors
    /// A `Failure` that names the field.
    #[wasm_bindgen(constructor)]
    pub fn new(
        job: &str,
        bytes: &[u8],
        size: Option<f64>,
    ) -> std::result::Result<BlockReader, JsValue> {
        let job = Job::from_json(job).map_err(thrown)?;
        let reader =
            source_of(&job).and_then(|source| source.reader(&opening(bytes, size, &[]), job.block));
        reader.map(Self).map_err(thrown)
    }

    /// What to give it next: `Next` in `www/wasm.d.ts`.
    ///
    /// # Errors
    /// Never in practice: these are plain values.
    #[wasm_bindgen(js_name = next)]
    pub fn next_wanted(&mut self) -> std::result::Result<JsValue, JsValue> {
        to_js(&self.0.next())
    }

    /// Bytes of the file.
    ///
    /// # Errors
    /// A `Failure` that names the place.
    #[wasm_bindgen(js_name = giveBytes)]
    pub fn give_bytes(&mut self, bytes: &[u8]) -> std::result::Result<(), JsValue> {
        self.0.give(Answer::Bytes(bytes)).map_err(thrown)
    }

    /// The file has no more bytes.
    ///
    /// # Errors
    /// A `Failure` that names the place.
    #[wasm_bindgen(js_name = giveEnd)]
    pub fn give_end(&mut self) -> std::result::Result<(), JsValue> {
        self.0.give(Answer::End).map_err(thrown)
    }

    /// What an API answered.
    ///
    /// # Errors
    /// A `Failure` that names the page.
    #[wasm_bindgen(js_name = givePage)]
    #[expect(clippy::needless_pass_by_value, reason = "what JavaScript hands over")]
    pub fn give_page(
        &mut self,
        status: u16,
        body: &[u8],
        link: Option<String>,
        retry_after: Option<String>,
    ) -> std::result::Result<(), JsValue> {
        let (link, retry_after) = (link.as_deref(), retry_after.as_deref());
        self.0.give(Answer::Page { status, link, retry_after, body }).map_err(thrown)
    }

    /// An API did not answer, and why.
    ///
    /// # Errors
    /// A `Failure` that names the page.
    #[wasm_bindgen(js_name = giveNoPage)]
    pub fn give_no_page(&mut self, cause: &str) -> std::result::Result<(), JsValue> {
        self.0.give(Answer::NoPage(cause)).map_err(thrown)
    }

    /// A block that is whole; none when more has to be given first. Its records go into `spare`,
    /// where that has room for them.
    ///
    /// # Errors
    /// Never in practice: what is said about a block is plain JSON.
    pub fn pop(
        &mut self,
        spare: Option<Uint8Array>,
    ) -> std::result::Result<Option<RawBytes>, JsValue> {
        let Some(block) = self.0.pop() else { return Ok(None) };
        let about = serde_json::to_string(&block.about);
        let about = about.map_err(|error| JsError::new(&error.to_string()))?;
        Ok(Some(RawBytes { data: copied([&block.bytes[..]], spare), about }))
    }
}
