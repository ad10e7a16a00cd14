//! Recipes: what the rows look like.

mod calendar;
mod presets;

pub use calendar::{days, millis};
pub use presets::Preset;

/// Ordered columns.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The columns, in the order of the file.
    pub columns: Vec<ColumnSpec>,
}

/// A column: its name and how its values are made.
#[derive(Clone, Debug)]
pub struct ColumnSpec {
    /// Unique in its recipe; the column's random stream is keyed by it.
    pub name: &'static str,
    /// How its values are made.
    pub generator: Generator,
}

/// How a column's values are made, with its parameters.
#[derive(Clone, Debug)]
pub enum Generator {
    /// Consecutive integers; Int64.
    Sequence {
        /// The value of row 0.
        first: i64,
    },
    /// First and last name; Utf8.
    FullName,
    /// An address that agrees with a name column; Utf8.
    Email {
        /// The name column it agrees with.
        name_column: &'static str,
    },
    /// Phone number in a North American format; Utf8.
    Phone,
    /// House number, name and street suffix; Utf8.
    Street,
    /// City; Utf8.
    City,
    /// Company; Utf8.
    Company,
    /// Uniform dates; Date32.
    Date {
        /// First date, in days since 1970-01-01.
        from: i32,
        /// Last date.
        to: i32,
    },
    /// Uniform instants; Timestamp(ms, UTC).
    Timestamp {
        /// First instant, in milliseconds since 1970-01-01T00:00Z.
        from: i64,
        /// The instant after the last.
        to: i64,
    },
    /// Amounts; Decimal128 with two digits after the point.
    Decimal {
        /// Total digits.
        precision: u8,
        /// Smallest amount, in hundredths.
        low: i64,
        /// The amount above the largest, in hundredths.
        high: i64,
        /// 1 is uniform; more makes small amounts likelier.
        skew: u8,
    },
    /// Boolean.
    Boolean {
        /// Share of true, in percent.
        percent: u32,
    },
    /// One of a list; repeat a value to make it likelier; Utf8.
    Choice(&'static [&'static str]),
    /// Digits in a pattern, `#` any and `^` from 1; Utf8.
    Pattern(&'static str),
}
