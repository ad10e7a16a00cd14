//! How blocks are encoded: the job's `writer` and what it means to the parquet crate.

use std::collections::BTreeMap;

use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion,
};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};
use serde::{Deserialize, Serialize};

use super::encoding::{Encoding, check_encoding, column_of};
use super::flat::FlatOptions;
use crate::batch::Values;
use crate::error::{Checked, Error, Problem, Result, grouped};

/// The `writer` of a job. Every field has a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
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
    /// What is different for some columns, by their names. The plan decides what is left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, ColumnOptions>,
}

/// How one column is encoded, where it differs from the rest of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ColumnOptions {
    /// The codec.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression: Option<Codec>,
    /// Whether the column is dictionary encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<bool>,
    /// The encoding of values that are not dictionary encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// Where minima, maxima and null counts are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Statistics>,
    /// Whether there is a bloom filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bloom_filter: Option<bool>,
}

/// A file format that a writer exists for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Apache Parquet.
    #[default]
    Parquet,
}

/// A compression codec, by its name in the Parquet format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Codec {
    /// Pages as they are.
    None,
    /// Snappy.
    #[default]
    Snappy,
    /// Gzip (RFC 1952).
    Gzip,
    /// Zstandard.
    Zstd,
    /// LZ4 blocks without a frame.
    #[serde(rename = "lz4_raw")]
    Lz4Raw,
    /// Brotli.
    Brotli,
}

impl Codec {
    /// Every codec.
    pub const ALL: [Self; 6] =
        [Self::None, Self::Snappy, Self::Gzip, Self::Zstd, Self::Lz4Raw, Self::Brotli];

    /// Its name in jobs and in the Parquet format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Snappy => "snappy",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Lz4Raw => "lz4_raw",
            Self::Brotli => "brotli",
        }
    }
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
}

impl From<Statistics> for EnabledStatistics {
    fn from(statistics: Statistics) -> Self {
        match statistics {
            Statistics::None => Self::None,
            Statistics::Chunk => Self::Chunk,
            Statistics::Page => Self::Page,
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
            columns: BTreeMap::new(),
        }
    }
}

/// Rows between two looks at a page's size; the parquet crate's default.
pub(super) const WRITE_BATCH_ROWS: usize = 1024;

/// Largest page in KB: page sizes are i32 bytes in a page header (`parquet.thrift`).
const MAX_PAGE_KB: u32 = (i32::MAX / 1024) as u32;

impl WriterOptions {
    /// What is wrong with the options, by each other and by the format's limits.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let checks = [
            self.compression().map(drop),
            in_range("writer.page_size_kb", self.page_size_kb, MAX_PAGE_KB),
            in_range("writer.page_rows", self.page_rows, i32::MAX as u32),
            in_range("writer.dictionary_page_size_kb", self.dictionary_page_size_kb, MAX_PAGE_KB),
            in_range("writer.writer_version", u32::from(self.writer_version), 2),
        ];
        checks.into_iter().filter_map(Checked::err).collect()
    }

    /// Most rows that a plan encodes to measure them: what the codec does at its level in about
    /// the same time, a fraction of a second.
    #[must_use]
    pub fn sample_rows(&self) -> u64 {
        match (self.compression, self.compression_level.unwrap_or_default()) {
            (Codec::Brotli, 10..) => 500,
            (Codec::Brotli, 9) => 1_000,
            (Codec::Zstd, 19..) => 2_000,
            (Codec::Zstd, 13..) | (Codec::Brotli, 6..) => 4_000,
            (Codec::Zstd, 6..) | (Codec::Brotli, 3..) | (Codec::Gzip, _) => 10_000,
            _ => 20_000,
        }
    }

    /// What the parquet crate needs to know, with the file's own metadata.
    ///
    /// # Errors
    /// [`Error::Setting`] that names the fields.
    pub fn properties(
        &self,
        metadata: Vec<KeyValue>,
        schema: &SchemaDescriptor,
    ) -> Result<WriterProperties> {
        Error::of(self.problems())?;
        let builder = WriterProperties::builder()
            .set_compression(self.compression()?)
            .set_key_value_metadata(Some(metadata))
            // One block is one row group, whatever its size.
            .set_max_row_group_row_count(None)
            .set_max_row_group_bytes(None);
        let builder = self.page_layout(builder);
        let builder = schema.columns().iter().try_fold(builder, |builder, leaf| {
            // The options of a column are those of all its leaves.
            match self.columns.get(column_of(leaf)) {
                Some(options) => self.column_properties(builder, leaf, *options),
                None => Ok(builder),
            }
        })?;
        Ok(builder.build())
    }

    fn column_properties(
        &self,
        mut builder: WriterPropertiesBuilder,
        leaf: &ColumnDescriptor,
        options: ColumnOptions,
    ) -> Result<WriterPropertiesBuilder> {
        let path = leaf.path();
        if let Some(codec) = options.compression {
            let compression = self.with_codec(codec).compression()?;
            builder = builder.set_column_compression(path.clone(), compression);
        }
        if let Some(dictionary) = options.dictionary {
            builder = builder.set_column_dictionary_enabled(path.clone(), dictionary);
        }
        if let Some(encoding) = options.encoding {
            check_encoding(encoding, leaf)?;
            builder = builder.set_column_encoding(path.clone(), encoding.into());
        }
        if let Some(statistics) = options.statistics {
            builder = builder.set_column_statistics_enabled(path.clone(), statistics.into());
        }
        if let Some(bloom_filter) = options.bloom_filter {
            builder = builder.set_column_bloom_filter_enabled(path.clone(), bloom_filter);
        }
        Ok(builder)
    }

    /// These options with another codec; the level stays with the codec that it is for.
    fn with_codec(&self, codec: Codec) -> Self {
        let level = self.compression_level.filter(|_| codec == self.compression);
        Self { compression: codec, compression_level: level, ..self.clone() }
    }

    /// How a column's values are encoded as they are laid out, if the options allow that.
    pub(super) fn flat(&self, column: &str, values: &Values) -> Option<FlatOptions> {
        let own = self.columns.get(column).copied().unwrap_or_default();
        let codec = own.compression.unwrap_or(self.compression);
        let dictionary = own.dictionary.unwrap_or(self.dictionary);
        let known = matches!(values, Values::Picks { .. });
        let delta = own.encoding == Some(Encoding::DeltaBinaryPacked)
            && matches!(values, Values::Int32(_) | Values::Int64(_));
        let possible = dictionary == known
            && matches!(codec, Codec::None | Codec::Snappy)
            && (known || delta || matches!(own.encoding, None | Some(Encoding::Plain)))
            && !own.bloom_filter.unwrap_or(self.bloom_filters)
            && self.writer_version == 1;
        possible.then(|| FlatOptions {
            compression: self.with_codec(codec).default_compression(),
            delta,
            statistics: own.statistics.unwrap_or(self.statistics),
            page_bytes: self.page_size_kb as usize * 1024,
            page_rows: self.page_rows as usize,
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
            .set_writer_version(match self.writer_version {
                1 => WriterVersion::PARQUET_1_0,
                _ => WriterVersion::PARQUET_2_0,
            })
    }

    fn compression(&self) -> Checked<Compression> {
        let Some(level) = self.compression_level else {
            return Ok(self.default_compression());
        };
        let unsigned = u32::try_from(level).ok();
        let compression = match self.compression {
            Codec::Gzip => unsigned
                .and_then(|level| GzipLevel::try_new(level).ok())
                .filter(|_| level <= 9)
                .map(Compression::GZIP),
            Codec::Zstd => ZstdLevel::try_new(level)
                .ok()
                .filter(|_| (1..=22).contains(&level))
                .map(Compression::ZSTD),
            Codec::Brotli => {
                unsigned.and_then(|level| BrotliLevel::try_new(level).ok()).map(Compression::BROTLI)
            }
            Codec::None | Codec::Snappy | Codec::Lz4Raw => None,
        };
        compression.ok_or_else(|| self.bad_level(level))
    }

    fn default_compression(&self) -> Compression {
        match self.compression {
            Codec::None => Compression::UNCOMPRESSED,
            Codec::Snappy => Compression::SNAPPY,
            Codec::Gzip => Compression::GZIP(GzipLevel::default()),
            Codec::Zstd => Compression::ZSTD(ZstdLevel::default()),
            Codec::Lz4Raw => Compression::LZ4_RAW,
            Codec::Brotli => Compression::BROTLI(BrotliLevel::default()),
        }
    }

    fn bad_level(&self, level: i32) -> Problem {
        let remedy = match self.compression {
            Codec::Gzip => "Enter a level from 0 to 9.",
            Codec::Zstd => "Enter a level from 1 to 22.",
            Codec::Brotli => "Enter a level from 0 to 11.",
            Codec::None | Codec::Snappy | Codec::Lz4Raw => {
                "Leave the level empty: this codec has none."
            }
        };
        let problem = format!("level {level} does not exist for {}", self.compression.name());
        Problem::new("writer.compression_level", problem, remedy)
    }
}

fn in_range(field: &str, value: u32, most: u32) -> Checked {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_checked_against_their_codec() {
        let cases = [
            (Codec::Gzip, 9, true),
            (Codec::Gzip, 10, false),
            (Codec::Gzip, -1, false),
            (Codec::Zstd, 22, true),
            (Codec::Zstd, 0, false),
            (Codec::Brotli, 0, true),
            (Codec::Brotli, 12, false),
            (Codec::Snappy, 1, false),
            (Codec::None, 1, false),
            (Codec::Lz4Raw, 1, false),
        ];
        for (compression, level, good) in cases {
            let options = WriterOptions {
                compression,
                compression_level: Some(level),
                ..WriterOptions::default()
            };
            assert_eq!(options.problems().is_empty(), good, "{} {level}", compression.name());
        }
    }

    #[test]
    fn codec_names_are_those_of_the_job() {
        for codec in Codec::ALL {
            assert_eq!(serde_json::to_value(codec).unwrap(), codec.name());
        }
    }
}
