//! How blocks are encoded: the job's `writer` and what it means to the parquet crate.

use std::collections::BTreeMap;

use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion,
};
use parquet::schema::types::SchemaDescriptor;
use serde::{Deserialize, Serialize};

use super::codec::Codec;
use super::columns::{ColumnOptions, Encoding, no_column, root};
use super::csv::CsvOptions;
use super::flat::FlatOptions;
use super::format::{Format, misplaced};
use super::schema::check_logical_type;
use super::sorting::{self, SortingColumn};
use crate::batch::Values;
use crate::error::{Checked, Error, Problem, Result, grouped};

/// The `writer` of a job. Every field has a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the job")]
pub struct WriterOptions {
    /// The file's format.
    pub format: Format,
    /// The codec of every page.
    pub compression: Codec,
    /// The codec's level: gzip 0 to 9, zstd 1 to 22, brotli 0 to 11. The codec's own default
    /// when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression_level: Option<i32>,
    /// Whether columns are dictionary encoded where it pays.
    pub dictionary: bool,
    /// Where minima, maxima and null counts are written.
    pub statistics: Statistics,
    /// A data page is cut at about this many KB (1,024 bytes) of encoded values.
    pub page_size_kb: u32,
    /// A data page is cut at this many rows.
    pub page_rows: u32,
    /// A column falls back from its dictionary when the dictionary reaches this many KB.
    pub dictionary_page_size_kb: u32,
    /// Whether every column gets a bloom filter.
    pub bloom_filters: bool,
    /// 1 for data pages every reader knows, 2 for data page v2 and delta encodings.
    pub writer_version: u8,
    /// The columns by which the rows of each row group are sorted, the most important first: what
    /// the file says, after every row was looked at. A block that is not sorted fails the run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sorting_columns: Vec<SortingColumn>,
    /// What is different for some columns, by their names. The plan decides what is left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, ColumnOptions>,
    /// How CSV is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csv: Option<CsvOptions>,
    /// Whether the file is compressed by gzip, in the formats of lines.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub gzip: bool,
    /// Whether numbers of a later block may have a narrower type than those of the first: they are
    /// written as the first one's, where that loses nothing. Otherwise they fail the run.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub widen_numbers: bool,
}

/// Where minima, maxima and null counts are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Statistics {
    /// Nowhere.
    None,
    /// For each column chunk.
    Chunk,
    /// For each column chunk, and for each page in the page index.
    #[default]
    Page,
    /// There, and in the header of each page as well, for readers that do not know the page index.
    PageHeader,
}

impl Statistics {
    pub(super) fn in_page_headers(self) -> bool {
        self == Self::PageHeader
    }
}

impl From<Statistics> for EnabledStatistics {
    fn from(statistics: Statistics) -> Self {
        match statistics {
            Statistics::None => Self::None,
            Statistics::Chunk => Self::Chunk,
            Statistics::Page | Statistics::PageHeader => Self::Page,
        }
    }
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self {
            format: Format::Parquet,
            compression: Codec::Snappy,
            compression_level: None,
            dictionary: true,
            statistics: Statistics::Page,
            page_size_kb: 1024,
            page_rows: 20_000,
            dictionary_page_size_kb: 1024,
            bloom_filters: false,
            writer_version: 1,
            sorting_columns: Vec::new(),
            columns: BTreeMap::new(),
            csv: None,
            gzip: false,
            widen_numbers: false,
        }
    }
}

/// Rows between two looks at a page's size; the parquet crate's default.
pub(super) const WRITE_BATCH_ROWS: usize = 1024;

/// Largest page in KB: page sizes are i32 bytes in a page header (`parquet.thrift`).
pub(super) const MAX_PAGE_KB: u32 = (i32::MAX / 1024) as u32;

impl WriterOptions {
    /// What is wrong with the options, by each other and by the format's limits. Whether they fit the
    /// columns is told when an encoder is made.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        [misplaced(self), self.format.writer().problems(self)].concat()
    }

    /// How the names of its files end.
    #[must_use]
    pub(crate) fn ending(&self) -> String {
        let format = match self.format {
            Format::Parquet => "parquet",
            Format::Csv => "csv",
            Format::Ndjson => "ndjson",
            Format::Arrow => "arrow",
        };
        format!(".{format}{}", if self.gzip { ".gz" } else { "" })
    }

    /// How CSV is written.
    pub(super) fn csv(&self) -> CsvOptions {
        self.csv.clone().unwrap_or_default()
    }

    /// What is wrong with the options of Parquet.
    pub(super) fn parquet_problems(&self) -> Vec<Problem> {
        let checks = [
            self.compression().map(drop),
            in_range("writer.page_size_kb", self.page_size_kb, MAX_PAGE_KB),
            in_range("writer.page_rows", self.page_rows, i32::MAX as u32),
            in_range("writer.dictionary_page_size_kb", self.dictionary_page_size_kb, MAX_PAGE_KB),
            in_range("writer.writer_version", u32::from(self.writer_version), 2),
        ];
        let columns = self.columns.iter().flat_map(|(name, own)| own.problems(name, self));
        checks.into_iter().filter_map(Checked::err).chain(columns).collect()
    }

    /// What is wrong with the options for these columns.
    fn column_problems(&self, schema: &SchemaDescriptor) -> Vec<Problem> {
        let known = |name: &str| schema.columns().iter().any(|leaf| root(leaf.path()) == name);
        let check = |(name, own): (&String, &ColumnOptions)| {
            if !known(name) {
                return vec![no_column(format!("writer.columns.{name}"), name, schema)];
            }
            let logical = own.logical_type.map(|one| check_logical_type(one, name, schema).err());
            [own.check_encoding(name, schema).err(), logical.flatten()]
                .into_iter()
                .flatten()
                .collect()
        };
        let sorting = sorting::problems(&self.sorting_columns, schema);
        self.columns.iter().flat_map(check).chain(sorting).collect()
    }

    /// Most rows that a plan encodes to measure them: what the slowest codec does at its level in a
    /// fraction of a second.
    #[must_use]
    pub fn sample_rows(&self) -> u64 {
        if self.gzip {
            return Codec::Gzip.sample_rows(None);
        }
        let of_columns = self.columns.values().map(|own| self.codec_of(own));
        let of_file = self.codec_of(&ColumnOptions::default());
        let rows = of_columns.map(|(codec, level)| codec.sample_rows(level));
        rows.fold(of_file.0.sample_rows(of_file.1), u64::min)
    }

    /// What the parquet crate needs to know, with the file's own metadata.
    ///
    /// # Errors
    /// [`Error::Setting`] that names the fields, also those of columns that are not there.
    pub fn properties(
        &self,
        metadata: Vec<KeyValue>,
        schema: &SchemaDescriptor,
    ) -> Result<WriterProperties> {
        Error::of([self.problems(), self.column_problems(schema)].concat())?;
        let builder = WriterProperties::builder()
            .set_compression(self.compression()?)
            .set_key_value_metadata(Some(metadata))
            .set_sorting_columns(sorting::all_declared(&self.sorting_columns, schema)?)
            // One block is one row group, whatever its size.
            .set_max_row_group_row_count(None)
            .set_max_row_group_bytes(None);
        let builder = self.page_layout(builder);
        let mut leaves = schema.columns().iter();
        let builder = leaves.try_fold(builder, |builder, leaf| {
            match self.columns.get(root(leaf.path())) {
                Some(own) => own.properties(self, leaf.path(), builder),
                None => Ok(builder),
            }
        })?;
        Ok(builder.build())
    }

    /// The codec of a column, at the level that is meant for it.
    ///
    /// # Errors
    /// A [`Problem`] for a level that the codec does not have.
    pub(super) fn column_compression(&self, own: &ColumnOptions) -> Checked<Compression> {
        match self.codec_of(own) {
            (codec, Some(level)) => codec.at_level(level, "writer.columns"),
            (codec, None) => Ok(codec.compression()),
        }
    }

    /// A column's codec and level; the file's level is not for another codec.
    fn codec_of(&self, own: &ColumnOptions) -> (Codec, Option<i32>) {
        let codec = own.compression.unwrap_or(self.compression);
        let of_file = self.compression_level.filter(|_| codec == self.compression);
        (codec, own.compression_level.or(of_file))
    }

    /// How a column's values are encoded as they are laid out, if the options allow that.
    pub(super) fn flat(&self, column: &str, values: &Values) -> Option<FlatOptions> {
        let own = self.columns.get(column).copied().unwrap_or_default();
        let codec = own.compression.unwrap_or(self.compression);
        let dictionary = own.dictionary.unwrap_or(self.dictionary);
        let statistics = own.statistics.unwrap_or(self.statistics);
        let known = matches!(values, Values::Picks { .. });
        let delta = matches!(
            (own.encoding, values),
            (Some(Encoding::DeltaBinaryPacked), Values::Int32(_) | Values::Int64(_))
                | (Some(Encoding::DeltaLengthByteArray), Values::Bytes(_))
        );
        let possible = dictionary == known
            && matches!(codec, Codec::None | Codec::Snappy)
            && (known || delta || matches!(own.encoding, None | Some(Encoding::Plain)))
            && !own.bloom_filter.unwrap_or(self.bloom_filters)
            && !statistics.in_page_headers()
            && self.writer_version == 1;
        possible.then(|| FlatOptions {
            compression: codec.compression(),
            delta,
            statistics,
            page_bytes: own.page_size_kb.unwrap_or(self.page_size_kb) as usize * 1024,
            page_rows: own.page_rows.unwrap_or(self.page_rows) as usize,
        })
    }

    fn page_layout(&self, builder: WriterPropertiesBuilder) -> WriterPropertiesBuilder {
        builder
            .set_write_batch_size(WRITE_BATCH_ROWS)
            .set_dictionary_enabled(self.dictionary)
            .set_dictionary_page_size_limit(self.dictionary_page_size_kb as usize * 1024)
            .set_data_page_size_limit(self.page_size_kb as usize * 1024)
            .set_data_page_row_count_limit(self.page_rows as usize)
            .set_bloom_filter_enabled(self.bloom_filters)
            .set_statistics_enabled(self.statistics.into())
            .set_write_page_header_statistics(self.statistics.in_page_headers())
            .set_writer_version(match self.writer_version {
                1 => WriterVersion::PARQUET_1_0,
                _ => WriterVersion::PARQUET_2_0,
            })
    }

    fn compression(&self) -> Checked<Compression> {
        match self.compression_level {
            Some(level) => self.compression.at_level(level, "writer.compression_level"),
            None => Ok(self.compression.compression()),
        }
    }
}

/// Whether a number is from 1 to the most that a field may have.
pub(super) fn in_range(field: &str, value: u32, most: u32) -> Checked {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    let most = grouped(most.into());
    Err(Problem::new(
        field,
        format!("{} is not from 1 to {most}", grouped(value.into())),
        format!("Enter a whole number from 1 to {most}."),
    ))
}
