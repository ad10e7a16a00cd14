//! Which generators fit what is known of a column.

mod code;
mod law;
mod names;
mod number;
mod shape;
mod text;
mod time;
mod when;

use arrow::datatypes::DataType;

pub(super) use names::{has_emails, is_age, is_birthday, is_known, words};
pub(super) use number::integer_type;
pub(super) use when::{When, when};

use super::facts::{Facts, Pick};
use crate::generate::{Binary, Generator, Uuid};

/// Generators for a column without others inside, best first: what the sample asks for, then by
/// type.
pub(super) fn picks(facts: &Facts) -> Vec<Pick> {
    let by_type = match &facts.data_type {
        DataType::Boolean => number::booleans(facts),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => number::floats(facts),
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => number::decimals(facts, *precision, *scale),
        whole if whole.is_integer() => number::whole(facts),
        DataType::Date32 | DataType::Date64 => time::dates(facts),
        DataType::Time32(unit) | DataType::Time64(unit) => time::times(facts, *unit),
        DataType::Timestamp(unit, zone) => time::timestamps(facts, *unit, zone.as_deref()),
        DataType::Duration(_) => time::durations(),
        DataType::Utf8 => text::texts(facts),
        DataType::FixedSizeBinary(16) => uuids(),
        DataType::FixedSizeBinary(length) => binaries(u32::try_from(*length).ok()),
        DataType::Binary => binaries(None),
        _ => Vec::new(),
    };
    facts.asked.iter().cloned().chain(by_type).collect()
}

fn uuids() -> Vec<Pick> {
    vec![Pick::new(Generator::Uuid(Uuid::default()), "16 bytes are most often a UUID")]
}

fn binaries(length: Option<u32>) -> Vec<Pick> {
    let fixed = length.map(|length| {
        let binary = Binary { shortest: length, longest: length };
        Pick::new(Generator::Binary(binary), format!("{length} bytes, as in the sample"))
    });
    fixed.into_iter().chain([Pick::new(Generator::Binary(Binary::default()), BY_TYPE)]).collect()
}

/// Why a generator without anything known is the one.
const BY_TYPE: &str = "by its type alone";
