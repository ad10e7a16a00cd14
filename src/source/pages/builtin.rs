//! The built-in API of transactions: pages without a server.
//!
//! It answers `GET …?page=N&page_size=M` with
//! `{"page": 1, "page_size": 1000, "total": 1000000, "data": [ … ]}`. A record is a pure function of
//! the seed and its number, and its columns are those of the preset `transactions`.

use std::collections::HashMap;
use std::ops::Range;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use arrow::json::ArrayWriter;
use serde::{Deserialize, Serialize};
use url::Url;

use super::check::whole;
use crate::display::readable;
use crate::error::{Checked, Error, Problem, Result};
use crate::generate::{DataGenerator, Table};
use crate::recipe::Preset;

/// The URL that asks for this API.
pub const URL: &str = "builtin:transactions";

/// The parameters of its URL: the number of the page, and its size.
pub const PARAMETERS: [&str; 2] = ["page", "page_size"];

/// Largest page.
pub const MAX_PAGE_SIZE: u64 = 10_000;

const MAX_RECORDS: u64 = 1_000_000_000;

const MAX_LATENCY_MS: u64 = 60_000;

/// What the built-in API has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Builtin {
    /// How many records there are.
    pub records: u64,
    /// The same seed makes the same records.
    pub seed: u64,
    /// How long each page takes, in milliseconds.
    pub latency_ms: u64,
}

impl Default for Builtin {
    fn default() -> Self {
        Self { records: 100_000, seed: 42, latency_ms: 0 }
    }
}

impl Builtin {
    pub(super) fn problems(&self) -> Vec<Problem> {
        let checks = [
            whole("builtin.records", self.records, 1, MAX_RECORDS),
            whole("builtin.latency_ms", self.latency_ms, 0, MAX_LATENCY_MS),
        ];
        checks.into_iter().filter_map(Checked::err).collect()
    }
}

/// The API.
pub struct Transactions {
    table: Table,
    records: u64,
}

impl Transactions {
    /// The API with so many records of a seed.
    ///
    /// # Errors
    /// None that the preset makes.
    pub fn new(options: &Builtin) -> Result<Self> {
        let table = DataGenerator::new(options.seed).table(&Preset::Transactions.recipe())?;
        Ok(Self { table, records: options.records })
    }

    /// How many records it has.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.records
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// The body of a page, by its URL.
    ///
    /// # Errors
    /// [`Error::Setting`] for a page or page size that is none.
    pub fn answer(&self, url: &str) -> Result<String> {
        let url = Url::parse(url).map_err(|error| refused("url", url, &error.to_string()))?;
        let query: HashMap<_, _> = url.query_pairs().collect();
        let number = |name: &str, usual: u64, most: u64| match query.get(name) {
            None => Ok(usual),
            Some(text) => {
                let number = text.parse().ok().filter(|number| (1..=most).contains(number));
                number.ok_or_else(|| refused(name, text, &format!("it is from 1 to {most}")))
            }
        };
        let [page, size] = PARAMETERS;
        let size = number(size, 1_000, MAX_PAGE_SIZE)?;
        let page = number(page, 1, u64::MAX)?;
        let start = (page - 1).saturating_mul(size);
        let data = self.records(start..start.saturating_add(size))?;
        let total = self.records;
        Ok(format!(r#"{{"page":{page},"page_size":{size},"total":{total},"data":{data}}}"#))
    }

    /// A JSON list of some records; of those that there are.
    ///
    /// # Errors
    /// [`Error::Generate`] for more than a batch can hold.
    pub fn records(&self, range: Range<u64>) -> Result<String> {
        let rows = range.start.min(self.records)..range.end.min(self.records);
        if rows.is_empty() {
            return Ok("[]".into());
        }
        let batch = self.table.rows(rows)?.to_record_batch()?;
        let columns = batch.columns().iter().map(readable).collect::<Result<Vec<_>>>()?;
        let names = batch.schema_ref().fields().iter().map(|field| field.name().clone());
        let json = RecordBatch::try_from_iter(names.zip(columns)).and_then(|batch| json(&batch));
        json.map_err(|error| Error::Generate(error.to_string()))
    }
}

fn json(batch: &RecordBatch) -> std::result::Result<String, ArrowError> {
    let mut json = Vec::new();
    let mut writer = ArrayWriter::new(&mut json);
    writer.write(batch)?;
    writer.finish()?;
    String::from_utf8(json).map_err(|error| ArrowError::JsonError(error.to_string()))
}

fn refused(parameter: &str, value: &str, why: &str) -> Error {
    Error::setting(parameter, format!("{value:?} cannot be used: {why}"), "Correct the URL.")
}
