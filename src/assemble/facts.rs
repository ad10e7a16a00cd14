//! What the end of a file says of it, read by the parquet crate.

use parquet::file::metadata::{ParquetMetaDataReader, RowGroupMetaData};
use serde::Serialize;

/// What a footer says of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FooterFacts {
    /// Rows.
    pub rows: u64,
    /// Row groups.
    pub row_groups: u64,
    /// Column chunks of all row groups.
    pub chunks: u64,
    /// Those of them that have statistics.
    pub chunks_with_statistics: u64,
}

impl FooterFacts {
    /// The facts of a file that ends like this; `None` where that is no end of a Parquet file.
    #[must_use]
    pub fn of(end: &[u8]) -> Option<Self> {
        let metadata = ParquetMetaDataReader::decode_metadata(super::footer_bytes(end)?).ok()?;
        let chunks = metadata.row_groups().iter().flat_map(RowGroupMetaData::columns);
        let with_statistics = chunks.clone().filter(|chunk| chunk.statistics().is_some());
        Some(Self {
            rows: metadata.row_groups().iter().map(|group| group.num_rows().unsigned_abs()).sum(),
            row_groups: metadata.num_row_groups() as u64,
            chunks_with_statistics: with_statistics.count() as u64,
            chunks: chunks.count() as u64,
        })
    }
}
