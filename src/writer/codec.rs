//! Compression codecs and their levels.

use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use serde::{Deserialize, Serialize};

use crate::error::{Checked, Problem};

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

    /// Most rows that it encodes at a level in about the same time, a fraction of a second.
    pub(super) fn sample_rows(self, level: Option<i32>) -> u64 {
        match (self, level.unwrap_or_default()) {
            (Self::Brotli, 10..) => 500,
            (Self::Brotli, 9) => 1_000,
            (Self::Zstd, 19..) => 2_000,
            (Self::Zstd, 13..) | (Self::Brotli, 6..) => 4_000,
            (Self::Zstd, 6..) | (Self::Brotli, 3..) | (Self::Gzip, _) => 10_000,
            _ => 20_000,
        }
    }

    /// The codec at its own default level.
    pub(super) fn compression(self) -> Compression {
        match self {
            Self::None => Compression::UNCOMPRESSED,
            Self::Snappy => Compression::SNAPPY,
            Self::Gzip => Compression::GZIP(GzipLevel::default()),
            Self::Zstd => Compression::ZSTD(ZstdLevel::default()),
            Self::Lz4Raw => Compression::LZ4_RAW,
            Self::Brotli => Compression::BROTLI(BrotliLevel::default()),
        }
    }

    /// The codec at a level, which a field of the job has.
    ///
    /// # Errors
    /// A [`Problem`] for a level that it does not have.
    pub(super) fn at_level(self, level: i32, field: &str) -> Checked<Compression> {
        let unsigned = u32::try_from(level).ok();
        let compression = match self {
            Self::Gzip => unsigned
                .and_then(|level| GzipLevel::try_new(level).ok())
                .filter(|_| level <= 9)
                .map(Compression::GZIP),
            Self::Zstd => ZstdLevel::try_new(level)
                .ok()
                .filter(|_| (1..=22).contains(&level))
                .map(Compression::ZSTD),
            Self::Brotli => {
                unsigned.and_then(|level| BrotliLevel::try_new(level).ok()).map(Compression::BROTLI)
            }
            Self::None | Self::Snappy | Self::Lz4Raw => None,
        };
        compression.ok_or_else(|| self.bad_level(level, field))
    }

    fn bad_level(self, level: i32, field: &str) -> Problem {
        let remedy = match self {
            Self::Gzip => "Enter a level from 0 to 9.",
            Self::Zstd => "Enter a level from 1 to 22.",
            Self::Brotli => "Enter a level from 0 to 11.",
            Self::None | Self::Snappy | Self::Lz4Raw => {
                "Leave the level empty: this codec has none."
            }
        };
        let problem = format!("level {level} does not exist for {}", self.name());
        Problem::new(field, problem, remedy)
    }
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
        for (codec, level, good) in cases {
            assert_eq!(codec.at_level(level, "f").is_ok(), good, "{} {level}", codec.name());
        }
    }

    #[test]
    fn codec_names_are_those_of_the_job() {
        for codec in Codec::ALL {
            assert_eq!(serde_json::to_value(codec).unwrap(), codec.name());
        }
    }
}
