//! Text columns from a closure.

use std::sync::Arc;

use arrow::datatypes::DataType;

use super::{BadParameter, Column, text};
use crate::batch::{Text, Values};
use crate::error::Result;

/// What parameters make: a column, or what is wrong with them.
pub(super) type Made = std::result::Result<Arc<dyn Column>, BadParameter>;

/// The column whose texts `write` appends, each of about `bytes` bytes.
pub(super) fn texts(
    bytes: usize,
    write: impl Fn(u64, &mut Text) + Send + Sync + 'static,
) -> Arc<dyn Column> {
    distinct_texts(None, bytes, write)
}

/// The same of texts that are different in so many of the first rows.
pub(super) fn distinct_texts(
    distinct: Option<u64>,
    bytes: usize,
    write: impl Fn(u64, &mut Text) + Send + Sync + 'static,
) -> Arc<dyn Column> {
    Arc::new(Texts { distinct, bytes, write })
}

struct Texts<W> {
    distinct: Option<u64>,
    bytes: usize,
    write: W,
}

impl<W: Fn(u64, &mut Text) + Send + Sync> Column for Texts<W> {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        text(rows, self.bytes, &self.write)
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.distinct
    }
}
