//! What is different for some columns: the `columns` of a job's writer.

use parquet::basic::Type;
use parquet::file::properties::WriterPropertiesBuilder;
use parquet::schema::types::{ColumnPath, SchemaDescriptor};
use serde::{Deserialize, Serialize};

use super::codec::Codec;
use super::options::{MAX_PAGE_KB, Statistics, WriterOptions, in_range};
use crate::error::{Checked, Problem};
use crate::logical::LogicalType;

/// How one column is encoded, where it differs from the rest of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ColumnOptions {
    /// The codec.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression: Option<Codec>,
    /// The level of the column's codec. The file's level, if it is the same codec, or the codec's
    /// own default when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression_level: Option<i32>,
    /// Whether the column is dictionary encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<bool>,
    /// The encoding of values that are not dictionary encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// What the values stand for, of which the file tells readers. Without it, UUIDs in 16 bytes and
    /// JSON that are made here say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logical_type: Option<LogicalType>,
    /// Where minima, maxima and null counts are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Statistics>,
    /// A data page is cut at about this many KB (1,024 bytes) of encoded values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size_kb: Option<u32>,
    /// A data page is cut at this many rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_rows: Option<u32>,
    /// The column falls back from its dictionary when the dictionary reaches this many KB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dictionary_page_size_kb: Option<u32>,
    /// Whether there is a bloom filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bloom_filter: Option<bool>,
    /// How likely the bloom filter takes a value for one that is there, above 0 and below 1; 0.05
    /// when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bloom_filter_fpp: Option<f64>,
    /// For how many different values of a row group the bloom filter has room: with more it is
    /// wrong more often, and with fewer it is made smaller. 1,048,576 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bloom_filter_ndv: Option<u64>,
}

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

    /// Its name in jobs and, in capitals, in the Parquet format.
    #[must_use]
    pub fn name(self) -> String {
        parquet::basic::Encoding::from(self).to_string().to_lowercase()
    }

    /// Whether the format has it for values of a physical type (`Encodings.md`).
    fn fits(self, physical: Type) -> bool {
        match self {
            Self::Plain => true,
            Self::DeltaBinaryPacked => matches!(physical, Type::INT32 | Type::INT64),
            Self::DeltaLengthByteArray => physical == Type::BYTE_ARRAY,
            Self::DeltaByteArray => {
                matches!(physical, Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY)
            }
            Self::ByteStreamSplit => {
                !matches!(physical, Type::BOOLEAN | Type::BYTE_ARRAY | Type::INT96)
            }
        }
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

impl ColumnOptions {
    /// What is wrong with the options of the column of a name, as far as that can be told without
    /// the column.
    pub(super) fn problems(&self, name: &str, writer: &WriterOptions) -> Vec<Problem> {
        let field = |field: &str| format!("writer.columns.{name}.{field}");
        let codec = self.compression.unwrap_or(writer.compression);
        let at_level = |level| codec.at_level(level, &field("compression_level")).map(drop);
        let size = |name, value: Option<u32>, most| {
            value.map_or(Ok(()), |value| in_range(&field(name), value, most))
        };
        let checks = [
            self.compression_level.map_or(Ok(()), at_level),
            size("page_size_kb", self.page_size_kb, MAX_PAGE_KB),
            size("page_rows", self.page_rows, i32::MAX as u32),
            size("dictionary_page_size_kb", self.dictionary_page_size_kb, MAX_PAGE_KB),
            self.check_fpp(&field("bloom_filter_fpp"), writer),
            self.check_ndv(&field("bloom_filter_ndv"), writer),
        ];
        checks.into_iter().filter_map(Checked::err).collect()
    }

    fn check_fpp(&self, field: &str, writer: &WriterOptions) -> Checked {
        let Some(fpp) = self.bloom_filter_fpp else { return Ok(()) };
        if !(fpp > 0.0 && fpp < 1.0) {
            let remedy = "Enter a number above 0 and below 1, such as 0.01.";
            return Err(Problem::new(field, format!("{fpp} is out of range"), remedy));
        }
        self.check_bloom_filter(field, writer)
    }

    fn check_ndv(&self, field: &str, writer: &WriterOptions) -> Checked {
        match self.bloom_filter_ndv {
            None => Ok(()),
            Some(0) => Err(Problem::new(field, "0 values fill no filter", "Enter 1 or more.")),
            Some(_) => self.check_bloom_filter(field, writer),
        }
    }

    /// A field of a bloom filter needs one.
    fn check_bloom_filter(&self, field: &str, writer: &WriterOptions) -> Checked {
        if self.bloom_filter.unwrap_or(writer.bloom_filters) {
            return Ok(());
        }
        let problem = "the column has no bloom filter";
        Err(Problem::new(field, problem, "Set bloom_filter to true, or leave this out."))
    }

    /// Whether the format has the encoding for all values of the column of a name: the parquet
    /// crate panics where it does not.
    pub(super) fn check_encoding(&self, name: &str, schema: &SchemaDescriptor) -> Checked {
        let Some(encoding) = self.encoding else { return Ok(()) };
        let leaves = schema.columns().iter().filter(|leaf| root(leaf.path()) == name);
        let types: Vec<_> = leaves.map(|leaf| leaf.physical_type()).collect();
        let Some(other) = types.iter().find(|values| !encoding.fits(**values)) else {
            return Ok(());
        };
        let known = Encoding::ALL.into_iter().filter(|known| types.iter().all(|t| known.fits(*t)));
        let known: Vec<_> = known.map(Encoding::name).collect();
        Err(Problem::new(
            format!("writer.columns.{name}.encoding"),
            format!("{} is not for values that are stored as {other}", encoding.name()),
            format!("Choose one of: {}.", known.join(", ")),
        ))
    }

    /// Tells the parquet crate how a leaf of the column is written.
    ///
    /// # Errors
    /// A [`Problem`] for a level that the codec does not have.
    pub(super) fn properties(
        &self,
        writer: &WriterOptions,
        leaf: &ColumnPath,
        mut builder: WriterPropertiesBuilder,
    ) -> Checked<WriterPropertiesBuilder> {
        let path = || leaf.clone();
        if self.compression.is_some() || self.compression_level.is_some() {
            let compression = writer.column_compression(self)?;
            builder = builder.set_column_compression(path(), compression);
        }
        if let Some(dictionary) = self.dictionary {
            builder = builder.set_column_dictionary_enabled(path(), dictionary);
        }
        if let Some(encoding) = self.encoding {
            builder = builder.set_column_encoding(path(), encoding.into());
        }
        if let Some(statistics) = self.statistics {
            builder = builder
                .set_column_statistics_enabled(path(), statistics.into())
                .set_column_write_page_header_statistics(path(), statistics.in_page_headers());
        }
        Ok(self.bloom_filter_properties(leaf, self.page_properties(leaf, builder)))
    }

    fn page_properties(
        &self,
        leaf: &ColumnPath,
        mut builder: WriterPropertiesBuilder,
    ) -> WriterPropertiesBuilder {
        if let Some(size) = self.page_size_kb {
            builder = builder.set_column_data_page_size_limit(leaf.clone(), size as usize * 1024);
        }
        if let Some(rows) = self.page_rows {
            builder = builder.set_column_data_page_row_count_limit(leaf.clone(), rows as usize);
        }
        if let Some(size) = self.dictionary_page_size_kb {
            let bytes = size as usize * 1024;
            builder = builder.set_column_dictionary_page_size_limit(leaf.clone(), bytes);
        }
        builder
    }

    fn bloom_filter_properties(
        &self,
        leaf: &ColumnPath,
        mut builder: WriterPropertiesBuilder,
    ) -> WriterPropertiesBuilder {
        if let Some(bloom_filter) = self.bloom_filter {
            builder = builder.set_column_bloom_filter_enabled(leaf.clone(), bloom_filter);
        }
        if let Some(fpp) = self.bloom_filter_fpp {
            builder = builder.set_column_bloom_filter_fpp(leaf.clone(), fpp);
        }
        if let Some(ndv) = self.bloom_filter_ndv {
            builder = builder.set_column_bloom_filter_max_ndv(leaf.clone(), ndv);
        }
        builder
    }
}

/// The column that a leaf belongs to: options of a column are those of all its leaves.
pub(super) fn root(leaf: &ColumnPath) -> &str {
    leaf.parts().first().map_or("", String::as_str)
}

/// A column that is not there, which a field of the job names.
pub(super) fn no_column(field: String, name: &str, schema: &SchemaDescriptor) -> Problem {
    let columns = schema.root_schema().get_fields().iter();
    let names: Vec<_> = columns.map(|column| column.name()).collect();
    let remedy = format!("Name one of: {}.", names.join(", "));
    Problem::new(field, format!("there is no column {name:?}"), remedy)
}
