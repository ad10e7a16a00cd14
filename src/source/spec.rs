//! What a job says of its source.

use std::collections::HashSet;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use serde::{Deserialize, Serialize};

use super::reject::cut;
use super::{Csv, Ndjson, Pages, Parquet, Source};
use crate::error::{Error, Problem, Result};
use crate::job::Generated;

/// Makes [`SourceSpec`]: a variant for each source, which is all that a new one needs beside its
/// own file.
macro_rules! sources {
    ($($(#[$doc:meta])* $name:ident($spec:ty),)*) => {
        /// Where rows come from.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum SourceSpec {
            /// Rows made from a recipe.
            Generated(Generated),
            $($(#[$doc])* $name($spec),)*
        }

        impl SourceSpec {
            /// The source, if it is one that is read.
            #[must_use]
            pub fn read(&self) -> Option<&dyn Source> {
                match self {
                    Self::Generated(_) => None,
                    $(Self::$name(spec) => Some(spec),)*
                }
            }

            /// The recipe and seed, if rows are generated.
            #[must_use]
            pub fn generated(&self) -> Option<&Generated> {
                match self {
                    Self::Generated(generated) => Some(generated),
                    $(Self::$name(_) => None,)*
                }
            }

            /// What is wrong with its fields, by their paths in the job.
            #[must_use]
            pub fn problems(&self) -> Vec<Problem> {
                match self {
                    Self::Generated(generated) => generated.problems(),
                    $(Self::$name(spec) => spec.problems(),)*
                }
            }
        }
    };
}

sources! {
    /// Rows of a CSV file.
    Csv(Csv),
    /// Objects of a file that has one on each line.
    Ndjson(Ndjson),
    /// A Parquet file.
    Parquet(Parquet),
    /// The pages of a web API.
    Pages(Pages),
}

/// Which file rows are read from: how a file that is chosen again is known to be the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileIdentity {
    /// Its name, without a path.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal of its size and of parts of it, as the page makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
}

/// What happens to what is not as it should be: a value that is not of its column's type, or a
/// record with other fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// It fails the run, with place, column and value.
    #[default]
    Fail,
    /// Its record is left out, and counted.
    Skip,
    /// A bad value is null, and counted; a record that cannot be read at all is left out.
    Null,
}

/// A column and its type. Every column may have nulls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnType {
    /// The column's name.
    pub name: String,
    /// Its Arrow type, as Arrow writes it: `Int64`, `Timestamp(ms, "UTC")`, `List(Utf8)`.
    #[serde(rename = "type")]
    pub data_type: String,
}

/// Types are inside each other this deep at most.
const MAX_TYPE_DEPTH: usize = 130;

impl ColumnType {
    /// The columns of a schema.
    #[must_use]
    pub fn all(schema: &Schema) -> Vec<Self> {
        let column = |field: &Field| Self {
            name: field.name().clone(),
            data_type: field.data_type().to_string(),
        };
        schema.fields().iter().map(|field| column(field)).collect()
    }

    /// The type; none where it is no Arrow type. Its parser calls itself for types inside: what is
    /// deeper than JSON can be is not given to it.
    fn parsed(&self) -> Option<DataType> {
        let deeper = |(depth, most): (usize, usize), sign| match sign {
            b'(' => (depth + 1, most.max(depth + 1)),
            b')' => (depth.saturating_sub(1), most),
            _ => (depth, most),
        };
        let (_, most) = self.data_type.bytes().fold((0, 0), deeper);
        if most > MAX_TYPE_DEPTH { None } else { self.data_type.parse().ok() }
    }

    /// What is wrong with the columns of `field`, a path in the job.
    #[must_use]
    pub fn problems(columns: &[Self], field: &str) -> Vec<Problem> {
        let mut names = HashSet::new();
        let columns = columns.iter().enumerate();
        let problems = columns.filter_map(|(place, column)| {
            let at = |what: &str| format!("{field}.{place}.{what}");
            if !names.insert(&column.name) {
                let problem = format!("there are two columns {:?}", column.name);
                return Some(Problem::new(at("name"), problem, "Give each a name of its own."));
            }
            column.parsed().is_none().then(|| {
                let problem = format!("{:?} is no Arrow type", cut(column.data_type.as_bytes(), 100));
                let remedy = "Enter one such as Int64, Float64, Decimal128(18, 2), Boolean, Date32, \
                    Timestamp(µs, \"UTC\") or Utf8.";
                Problem::new(at("type"), problem, remedy)
            })
        });
        problems.collect()
    }

    /// The schema of some columns.
    ///
    /// # Errors
    /// [`Error::Setting`] when a type is none.
    pub fn schema(columns: &[Self], field: &str) -> Result<SchemaRef> {
        Error::of(Self::problems(columns, field))?;
        let fields = columns.iter().map(|column| {
            let data_type = column.parsed().unwrap_or(DataType::Utf8);
            Field::new(&column.name, data_type, true)
        });
        Ok(Schema::new(fields.collect::<Vec<_>>()).into())
    }

    /// What is wrong with types that are none of those that values of the source can become.
    pub(super) fn type_problems(
        columns: &[Self],
        field: &str,
        is_supported: fn(&DataType) -> bool,
    ) -> Vec<Problem> {
        let problem = |(place, column): (usize, &Self)| {
            let data_type = column.parsed()?;
            if is_supported(&data_type) {
                return None;
            }
            let problem = format!("values of the source cannot become {data_type}");
            Some(Problem::new(format!("{field}.{place}.type"), problem, SUPPORTED))
        };
        columns.iter().enumerate().filter_map(problem).collect()
    }

    /// The schema of a source that was opened.
    ///
    /// # Errors
    /// [`Error::Setting`] when it was not, or a type is none.
    pub(super) fn opened(columns: &[Self], field: &str) -> Result<SchemaRef> {
        if columns.is_empty() {
            let problem = "the columns are not known yet";
            return Err(Error::setting(field, problem, "Open the file first."));
        }
        Self::schema(columns, field)
    }
}

/// Types that they can become.
const SUPPORTED: &str = "Enter Utf8, Boolean, an integer such as Int64, Float32, Float64, \
    Decimal128(18, 2), Date32, Time32(ms), Time64(µs), Timestamp(µs) or one of a time zone, such as \
    Timestamp(µs, \"UTC\").";
