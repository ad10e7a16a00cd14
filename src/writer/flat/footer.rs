//! What the footer and the page index say of a column chunk.

use parquet::basic::{Encoding, PageType};
use parquet::errors::Result;
use parquet::file::metadata::{
    ColumnChunkMetaData, ColumnIndexBuilder, LevelHistogram, OffsetIndexBuilder, PageEncodingStats,
};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::page_index::offset_index::OffsetIndexMetaData;

use super::FlatColumn;
use super::extent::{Extent, boundary_order, statistics};
use super::page::Written;
use crate::writer::options::Statistics;

impl FlatColumn {
    pub(super) fn metadata(&self, dictionary: Option<&Written>) -> Result<ColumnChunkMetaData> {
        let encoding = self.encoding();
        let pages = || self.written.iter().map(|page| &page.written).chain(dictionary);
        let count = |page_type, encoding, count| PageEncodingStats { page_type, encoding, count };
        let mut counts = Vec::new();
        if dictionary.is_some() {
            counts.push(count(PageType::DICTIONARY_PAGE, Encoding::PLAIN, 1));
        }
        let data_pages = i32::try_from(self.written.len()).unwrap_or(i32::MAX);
        counts.push(count(PageType::DATA_PAGE, encoding, data_pages));
        let rows: usize = self.written.iter().map(|page| page.rows).sum();
        let sum = |bytes: fn(&Written) -> usize| signed(pages().map(bytes).sum());
        let mut builder = ColumnChunkMetaData::builder(self.descriptor.clone())
            .set_compression(self.options.compression)
            .set_encodings(encodings(encoding))
            .set_page_encoding_stats(counts)
            .set_total_compressed_size(sum(|page| page.compressed))
            .set_total_uncompressed_size(sum(|page| page.uncompressed))
            .set_num_values(signed(rows))
            .set_data_page_offset(0);
        if self.options.statistics != Statistics::None {
            let value_bytes = || signed(self.written.iter().map(|page| page.value_bytes).sum());
            let nulls = self.written.iter().map(|page| page.nulls).sum();
            let extent = self.written.iter().filter_map(|page| page.extent.clone());
            let physical = self.descriptor.physical_type();
            let extent = extent.reduce(Extent::merge);
            builder = builder
                .set_unencoded_byte_array_data_bytes(self.is_bytes().then(value_bytes))
                .set_definition_level_histogram(self.histogram(rows, nulls))
                .set_statistics(statistics(extent, physical, nulls, self.is_text()));
        }
        builder.build()
    }

    /// How many rows are null, and how many are not; nothing for a column that knows no nulls.
    fn histogram(&self, rows: usize, nulls: usize) -> Option<LevelHistogram> {
        let counts = || vec![signed(nulls), signed(rows - nulls)].into();
        (self.descriptor.max_def_level() > 0).then(counts)
    }

    pub(super) fn column_index(&self) -> Result<Option<ColumnIndexMetaData>> {
        if self.options.statistics != Statistics::Page {
            return Ok(None);
        }
        let mut index = ColumnIndexBuilder::new(self.descriptor.physical_type());
        for page in &self.written {
            let (min, max) = page
                .extent
                .as_ref()
                .map(|extent| extent.index_bytes(self.is_text()))
                .unwrap_or_default();
            index.append(page.extent.is_none(), min, max, signed(page.nulls), None);
            index.append_histograms(&None, &self.histogram(page.rows, page.nulls));
        }
        let extents: Vec<_> = self.written.iter().map(|page| page.extent.clone()).collect();
        index.set_boundary_order(boundary_order(&extents));
        index.build().map(Some)
    }

    pub(super) fn offset_index(&self) -> OffsetIndexMetaData {
        let mut index = OffsetIndexBuilder::new();
        for page in &self.written {
            index.append_row_count(signed(page.rows));
            let size = i32::try_from(page.written.compressed).unwrap_or(i32::MAX);
            index.append_offset_and_size(signed(page.written.offset), size);
            let bytes = self.is_bytes().then_some(signed(page.value_bytes));
            index.append_unencoded_byte_array_data_bytes(bytes);
        }
        index.build()
    }
}

/// A count as Thrift has it: what is in memory is far below 2^63.
fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn encodings(values: Encoding) -> Vec<Encoding> {
    match values {
        Encoding::RLE_DICTIONARY => vec![Encoding::PLAIN, Encoding::RLE, values],
        _ => vec![values, Encoding::RLE],
    }
}
