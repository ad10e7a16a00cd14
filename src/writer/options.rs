//! How blocks are encoded: the job's `writer` and what it means to the parquet crate.

use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion,
};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The `writer` of a job. Every field has a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// A file format that a writer exists for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Apache Parquet.
    #[default]
    Parquet,
}

/// A compression codec, by its name in the Parquet format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
        }
    }
}

/// Rows between two looks at a page's size; the parquet crate's default.
pub(super) const WRITE_BATCH_ROWS: usize = 1024;

/// Largest page in KB: page sizes are i32 bytes in a page header (`parquet.thrift`).
const MAX_PAGE_KB: u32 = (i32::MAX / 1024) as u32;

impl WriterOptions {
    /// Checks the options against each other and the format's limits.
    ///
    /// # Errors
    /// [`Error::Setting`] that names the field.
    pub fn validate(&self) -> Result<()> {
        self.compression()?;
        in_range("writer.page_size_kb", self.page_size_kb, 1, MAX_PAGE_KB)?;
        in_range("writer.page_rows", self.page_rows, 1, i32::MAX as u32)?;
        in_range("writer.dictionary_page_size_kb", self.dictionary_page_size_kb, 1, MAX_PAGE_KB)?;
        in_range("writer.writer_version", u32::from(self.writer_version), 1, 2)
    }

    /// What the parquet crate needs to know, with the file's own metadata.
    ///
    /// # Errors
    /// As [`Self::validate`].
    pub fn properties(&self, metadata: Vec<KeyValue>) -> Result<WriterProperties> {
        self.validate()?;
        let builder = WriterProperties::builder()
            .set_compression(self.compression()?)
            .set_key_value_metadata(Some(metadata))
            // One block is one row group, whatever its size.
            .set_max_row_group_row_count(None)
            .set_max_row_group_bytes(None);
        Ok(self.page_layout(builder).build())
    }

    fn page_layout(&self, builder: WriterPropertiesBuilder) -> WriterPropertiesBuilder {
        builder
            .set_write_batch_size(WRITE_BATCH_ROWS)
            .set_dictionary_enabled(self.dictionary)
            .set_dictionary_page_size_limit(self.dictionary_page_size_kb as usize * 1024)
            .set_data_page_size_limit(self.page_size_kb as usize * 1024)
            .set_data_page_row_count_limit(self.page_rows as usize)
            .set_bloom_filter_enabled(self.bloom_filters)
            .set_statistics_enabled(match self.statistics {
                Statistics::None => EnabledStatistics::None,
                Statistics::Chunk => EnabledStatistics::Chunk,
                Statistics::Page => EnabledStatistics::Page,
            })
            .set_writer_version(match self.writer_version {
                1 => WriterVersion::PARQUET_1_0,
                _ => WriterVersion::PARQUET_2_0,
            })
    }

    fn compression(&self) -> Result<Compression> {
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

    fn bad_level(&self, level: i32) -> Error {
        let remedy = match self.compression {
            Codec::Gzip => "Enter a level from 0 to 9.",
            Codec::Zstd => "Enter a level from 1 to 22.",
            Codec::Brotli => "Enter a level from 0 to 11.",
            Codec::None | Codec::Snappy | Codec::Lz4Raw => {
                "Leave the level empty: this codec has none."
            }
        };
        let problem = format!("level {level} does not exist for {}", self.compression.name());
        Error::setting("writer.compression_level", problem, remedy)
    }
}

fn in_range(field: &str, value: u32, low: u32, high: u32) -> Result<()> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(Error::setting(
        field,
        format!("{value} is not from {low} to {high}"),
        format!("Enter a whole number from {low} to {high}."),
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
            assert_eq!(options.validate().is_ok(), good, "{} {level}", compression.name());
        }
    }

    #[test]
    fn codec_names_are_those_of_the_job() {
        for codec in Codec::ALL {
            assert_eq!(serde_json::to_value(codec).unwrap(), codec.name());
        }
    }
}
