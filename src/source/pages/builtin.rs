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

use super::Pages;
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

/// A page of this API, as an executor gives it to a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BuiltinPage {
    /// The body.
    pub body: String,
    /// How long it takes, in milliseconds.
    pub latency_ms: u64,
}

/// The API's answer, if a URL of these pages is one of its own.
///
/// # Errors
/// [`Error::Setting`] for a page that there cannot be.
pub fn answer(pages: &Pages, url: &str) -> Result<Option<BuiltinPage>> {
    if !pages.is_builtin() {
        return Ok(None);
    }
    let options = pages.builtin.clone().unwrap_or_default();
    let body = Transactions::new(&options)?.answer(url)?;
    Ok(Some(BuiltinPage { body, latency_ms: options.latency_ms }))
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn api(records: u64) -> Transactions {
        Transactions::new(&Builtin { records, seed: 7, latency_ms: 0 }).unwrap()
    }

    fn page(api: &Transactions, query: &str) -> Value {
        serde_json::from_str(&api.answer(&format!("{URL}{query}")).unwrap()).unwrap()
    }

    #[test]
    fn pages_are_parts_of_all_records() {
        let api = api(25);
        let all = page(&api, "?page=1&page_size=10000")["data"].take();
        let all = all.as_array().unwrap();
        assert_eq!(all.len(), 25);
        let by_ten: Vec<_> =
            (1..=4).map(|n| page(&api, &format!("?page={n}&page_size=10"))).collect();
        let lengths: Vec<_> =
            by_ten.iter().map(|page| page["data"].as_array().unwrap().len()).collect();
        assert_eq!(lengths, [10, 10, 5, 0]);
        let joined = by_ten.iter().flat_map(|page| page["data"].as_array().unwrap());
        assert!(joined.eq(all));
        assert_eq!(
            (&by_ten[1]["page"], &by_ten[1]["page_size"], &by_ten[1]["total"]),
            (&2.into(), &10.into(), &25.into())
        );
        // Elsewhere there are more records: these are the same.
        assert_eq!(page(&super::tests::api(1_000), "?page=3&page_size=10")["data"][0], all[20]);
    }

    #[test]
    fn records_are_those_of_the_preset() {
        let text = api(3).records(0..3).unwrap();
        let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
        let batch = DataGenerator::new(7).table(&Preset::Transactions.recipe()).unwrap();
        let batch = batch.rows(0..3).unwrap().to_record_batch().unwrap();
        let names: Vec<_> = rows[0].as_object().unwrap().keys().collect();
        let fields: Vec<_> = batch.schema_ref().fields().iter().map(|field| field.name()).collect();
        assert_eq!(names.len(), fields.len());
        assert!(names.iter().all(|name| fields.contains(name)));
        assert_eq!(rows[2]["id"], 3);
        let amount = arrow::array::cast::AsArray::as_primitive::<arrow::datatypes::Decimal128Type>(
            batch.column(2),
        );
        assert!(text.contains(&format!("\"amount\":{},", amount.value_as_string(0))), "{text}");
        let at = rows[0]["timestamp"].as_str().unwrap();
        assert!(at.len() >= 20 && at.contains('T') && at.ends_with('Z'), "{at}");
    }

    #[test]
    fn pages_that_cannot_be_are_refused() {
        let table = [
            ("?page=0", "page: \"0\" cannot be used: it is from 1 to 18446744073709551615"),
            ("?page=x", "page: \"x\" cannot be used: it is from 1 to 18446744073709551615"),
            ("?page_size=10001", "page_size: \"10001\" cannot be used: it is from 1 to 10000"),
        ];
        for (query, told) in table {
            let error = api(5).answer(&format!("{URL}{query}")).unwrap_err();
            assert_eq!(error.to_string(), told);
        }
        assert_eq!(page(&api(5), &format!("?page={}", u64::MAX))["data"], serde_json::json!([]));
    }
}
