//! Encodings of values, and which values each is for.

use parquet::basic::Type;
use parquet::schema::types::ColumnDescriptor;
use serde::{Deserialize, Serialize};

use crate::error::{Checked, Problem};

/// An encoding of values, by its name in the Parquet format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// Values as they are.
    Plain,
    /// Differences of integers, packed into as few bits as they need.
    DeltaBinaryPacked,
    /// Lengths of texts as differences, then all their bytes.
    DeltaLengthByteArray,
    /// Texts without what they share with the one before.
    DeltaByteArray,
    /// Bytes of numbers, the first of all, then the second of all, and so on.
    ByteStreamSplit,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 5] = [
        Self::Plain,
        Self::DeltaBinaryPacked,
        Self::DeltaLengthByteArray,
        Self::DeltaByteArray,
        Self::ByteStreamSplit,
    ];

    /// Whether it is for values of a type (Parquet format, "Encodings").
    fn fits(self, values: Type) -> bool {
        match self {
            Self::Plain => true,
            Self::DeltaBinaryPacked => matches!(values, Type::INT32 | Type::INT64),
            Self::DeltaLengthByteArray => values == Type::BYTE_ARRAY,
            Self::DeltaByteArray => {
                matches!(values, Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY)
            }
            Self::ByteStreamSplit => {
                !matches!(values, Type::BOOLEAN | Type::INT96 | Type::BYTE_ARRAY)
            }
        }
    }

    /// Its name in jobs and, in capitals, in the Parquet format.
    #[must_use]
    pub fn name(self) -> String {
        parquet::basic::Encoding::from(self).to_string().to_lowercase()
    }
}

impl From<Encoding> for parquet::basic::Encoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Plain => Self::PLAIN,
            Encoding::DeltaBinaryPacked => Self::DELTA_BINARY_PACKED,
            Encoding::DeltaLengthByteArray => Self::DELTA_LENGTH_BYTE_ARRAY,
            Encoding::DeltaByteArray => Self::DELTA_BYTE_ARRAY,
            Encoding::ByteStreamSplit => Self::BYTE_STREAM_SPLIT,
        }
    }
}

/// The column that a leaf belongs to.
pub(super) fn column_of(leaf: &ColumnDescriptor) -> &str {
    leaf.path().parts().first().map_or("", String::as_str)
}

/// Whether the Parquet format knows the encoding for the leaf's values: the parquet crate panics
/// where it does not.
pub(super) fn check_encoding(encoding: Encoding, leaf: &ColumnDescriptor) -> Checked {
    let values = leaf.physical_type();
    let known: Vec<_> = Encoding::ALL.into_iter().filter(|known| known.fits(values)).collect();
    if known.contains(&encoding) {
        return Ok(());
    }
    let names: Vec<_> = known.into_iter().map(Encoding::name).collect();
    Err(Problem::new(
        format!("writer.columns.{}.encoding", column_of(leaf)),
        format!("{} is not for values that are stored as {values}", encoding.name()),
        format!("Choose one of: {}.", names.join(", ")),
    ))
}
