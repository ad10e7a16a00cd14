//! A paged web API as a source.
//!
//! ```text
//! PageClient ─▶ Extractor ─▶ Batcher ─▶ raw block ─▶ Transformer ─▶ record batches
//! which page    page to      records    n records,   values of
//! next, tries   records      together   or bytes     the columns
//! ```
//!
//! The client says which page to ask for and when; others ask for it. A page is freed as soon as its
//! records are in a block, so at most one page and one block are held.

mod address;
mod batcher;
mod body;
pub mod builtin;
mod check;
mod client;
mod course;
mod extractor;
mod headers;
mod link;
mod page;
mod paging;
mod reader;
mod trouble;

use arrow::compute::concat_batches;
use serde::{Deserialize, Serialize};

use super::ndjson::{Inferred, infer};
use super::typed::failed;
use super::{
    BlockDecoder, ColumnType, OnError, Opened, Opening, RawBlock, Source, SourceReader, SourceSpec,
};
use crate::error::{Error, Problem, Result};
use crate::job::BlockSize;

/// Makes values of the columns' types of a block's records.
pub use crate::source::ndjson::Decoder as Transformer;
pub use batcher::Batcher;
pub use builtin::Builtin;
pub use client::PageClient;
pub use extractor::Extractor;
pub use headers::RequestHeaders;
pub use page::Page;
pub use paging::{Cursor, Offset, PageNumber, Paging};
pub use reader::PagesReader;

/// A web API that gives records page by page, as JSON.
///
/// Headers of requests are not here: they may be secrets. See [`RequestHeaders`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// Where the pages are: http or https, or `builtin:transactions`.
    pub url: String,
    /// How the next page is asked for.
    pub paging: Paging,
    /// Records to ask for on a page, where the paging has a parameter for it: 1,000 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u64>,
    /// Where the list of records stands on a page, as a JSON pointer: the page itself when empty.
    #[serde(default)]
    pub records: String,
    /// Where the number of all records stands, as a JSON pointer: the end is then known, and a
    /// source that ends too soon is an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// Most pages to ask for; more are an error.
    #[serde(default = "default_max_pages")]
    pub max_pages: u64,
    /// Most requests in a second; as fast as the API answers when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_second: Option<f64>,
    /// How often a page is asked for again when the API does not answer, or answers that it cannot.
    #[serde(default = "default_retries")]
    pub retries: u32,
    /// The columns: told from the first page when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnType>,
    /// What happens to records and values that are not of these columns.
    #[serde(default)]
    pub on_error: OnError,
    /// What the built-in API has, if the URL says that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builtin: Option<Builtin>,
}

fn default_max_pages() -> u64 {
    10_000
}

fn default_retries() -> u32 {
    5
}

/// Decides how long the retries of [`Source::reader`] wait; [`PagesReader::new`] takes another.
const SEED: u64 = 0;

impl Pages {
    /// Whether the built-in API answers: there is no server.
    #[must_use]
    pub fn is_builtin(&self) -> bool {
        self.url.trim() == builtin::URL
    }

    /// Seconds from one request to the next, at least.
    fn interval(&self) -> f64 {
        self.requests_per_second.map_or(0.0, f64::recip)
    }

    fn transformer(&self) -> Result<Transformer> {
        Transformer::new(&self.columns, check::COLUMNS, self.on_error)
    }

    /// The records of a page as one block, and the number of all records if the page says it.
    fn first_block(&self, body: &[u8]) -> Result<(RawBlock, Option<u64>)> {
        let page = PageClient::new(self, SEED)?.first(body)?;
        let mut batcher = Batcher::new(BlockSize::Rows(u64::MAX));
        Extractor::new(self).extract(&page, |number, record| batcher.push(1, number, record))?;
        batcher.finish();
        Ok((batcher.pop().unwrap_or_default(), page.total))
    }
}

impl Source for Pages {
    fn problems(&self) -> Vec<Problem> {
        check::problems(self)
    }

    fn open(&self, opening: &Opening) -> Result<Opened> {
        let (block, total) = self.first_block(opening.bytes)?;
        let (mut spec, mut notes) = (self.clone(), Vec::new());
        if spec.columns.is_empty() {
            Inferred { columns: spec.columns, notes } = columns_of(&block)?;
        }
        let decoder = spec.transformer()?;
        let batches = decoder.decode(&block)?.batches;
        let sample = concat_batches(decoder.schema(), &batches).map_err(failed)?;
        let sample_bytes = block.bytes.len() as u64;
        let total_bytes = total.map(|total| whole_bytes(&block, total));
        Ok(Opened { spec: SourceSpec::Pages(spec), sample, sample_bytes, total_bytes, notes })
    }

    fn reader(&self, _: &Opening, block: BlockSize) -> Result<Box<dyn SourceReader>> {
        Ok(Box::new(PagesReader::new(self, block, SEED)?))
    }

    fn decoder(&self) -> Result<Box<dyn BlockDecoder>> {
        Ok(Box::new(self.transformer()?))
    }
}

/// The columns of the first page's records.
fn columns_of(block: &RawBlock) -> Result<Inferred> {
    if block.about.records > 0 {
        return infer(block);
    }
    let (problem, remedy) = ("it has no records", "Enter the columns and their types.");
    Err(Error::Pages { page: 1, problem: problem.into(), remedy: remedy.into() })
}

/// Bytes of so many records, if they are like those of a block.
fn whole_bytes(block: &RawBlock, records: u64) -> u64 {
    let (bytes, has) = (block.bytes.len() as u64, block.about.records.max(1));
    let all = u128::from(bytes) * u128::from(records) / u128::from(has);
    u64::try_from(all).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
