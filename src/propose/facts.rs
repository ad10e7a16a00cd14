//! What a sample tells of a column, whatever its format.

use arrow::datatypes::{DataType, Field, Fields, TimeUnit};
use chrono::{DateTime, NaiveDate, Utc};

use crate::generate::Generator;

/// What is known of a column.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) name: String,
    /// What its name says that it is about: with that of what it belongs to, where the name alone
    /// says little.
    pub(super) about: String,
    /// What the sample says of it, in words for people.
    pub(super) from: String,
    pub(super) data_type: DataType,
    /// The share of rows without a value.
    pub(super) nulls: f64,
    /// How many values were looked at; 0 for a schema.
    pub(super) count: u64,
    pub(super) range: Range,
    /// The mean of the values and their standard deviation, in the unit of the range.
    pub(super) spread: Option<(f64, f64)>,
    pub(super) order: Order,
    /// Whether no value comes twice.
    pub(super) unique: bool,
    /// Whether it is the key of its own row, as a schema says.
    pub(super) is_key: bool,
    /// How many different values there are, if that is known.
    pub(super) distinct: Option<u64>,
    /// Different values of a text or whole number and how often each comes; some, or all if they
    /// are as many as `distinct`.
    pub(super) values: Vec<(String, u64)>,
    /// Characters that a text may have at most.
    pub(super) longest: Option<u32>,
    /// What the sample itself asks for, such as one of a list: it is tried first.
    pub(super) asked: Option<Pick>,
    /// Fields of a struct, the elements of a list, keys and values of a map.
    pub(super) inner: Vec<Facts>,
    /// Fewest and most elements of a list or map.
    pub(super) lengths: Option<(u32, u32)>,
}

/// The share of rows without a value in a column that may have some, where the sample has no rows.
pub(super) const SOME_NULLS: f64 = 0.1;

/// A generator, and why it is the one.
#[derive(Clone, Debug)]
pub(super) struct Pick {
    pub(super) generator: Generator,
    pub(super) why: String,
}

impl Pick {
    pub(super) fn new(generator: Generator, why: impl Into<String>) -> Self {
        Self { generator, why: why.into() }
    }
}

/// The least and the greatest value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Range {
    #[default]
    Unknown,
    /// Of numbers, or of what Arrow stores as whole numbers: days, parts of a second, units of a
    /// decimal's last digit.
    Whole(i128, i128),
    Real(f64, f64),
}

impl Range {
    /// Of numbers that are far enough from the ends of 128 bits to be subtracted from each other.
    pub(super) fn whole(low: i128, high: i128) -> Self {
        let near = |number: i128| number.clamp(-FARTHEST, FARTHEST);
        Self::Whole(near(low), near(high))
    }
}

const FARTHEST: i128 = 10_i128.pow(37);

/// How values follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    None,
    /// None is less than the one before.
    Rising,
    /// Each is as much more than the one before.
    Even(i128),
}

impl Facts {
    /// A column of which only the type is known.
    pub(super) fn new(
        name: impl Into<String>,
        data_type: DataType,
        from: impl Into<String>,
    ) -> Self {
        let name = name.into();
        Self {
            about: name.clone(),
            name,
            from: from.into(),
            data_type,
            nulls: 0.0,
            count: 0,
            range: Range::Unknown,
            spread: None,
            order: Order::None,
            unique: false,
            is_key: false,
            distinct: None,
            values: Vec::new(),
            longest: None,
            asked: None,
            inner: Vec::new(),
            lengths: None,
        }
    }

    /// A record of other columns.
    pub(super) fn structure(name: impl Into<String>, from: &str, fields: Vec<Self>) -> Self {
        // The fields' own types are those of `inner`.
        let data_type = DataType::Struct(Fields::empty());
        Self { inner: fields, ..Self::new(name, data_type, from) }
    }

    /// The same in a table or record: the `name` of a customer is `customer_name`.
    pub(super) fn of(self, owner: &str) -> Self {
        if !self.name.eq_ignore_ascii_case("name") {
            return self;
        }
        let owner = owner.strip_suffix('s').unwrap_or(owner);
        Self { about: format!("{owner}_name"), ..self }
    }

    /// A list of what another column says.
    pub(super) fn list(name: impl Into<String>, from: &str, of: Self) -> Self {
        let element = Field::new("element", of.data_type.clone(), true);
        Self { inner: vec![of], ..Self::new(name, DataType::List(element.into()), from) }
    }

    /// A map of what two other columns say.
    pub(super) fn map(name: impl Into<String>, from: &str, keys: Self, values: Self) -> Self {
        let entry = Field::new("entries", DataType::Struct(Fields::empty()), false);
        let data_type = DataType::Map(entry.into(), false);
        Self { inner: vec![keys, values], ..Self::new(name, data_type, from) }
    }

    /// A column that no generator makes.
    pub(super) fn unknown(name: impl Into<String>, from: impl Into<String>) -> Self {
        Self::new(name, DataType::Null, from)
    }

    /// Whether a schema says that no value comes twice.
    pub(super) fn is_unique_by_schema(&self) -> bool {
        self.unique && self.count == 0
    }

    /// Whether so many texts are different that all of them are meant to be: codes, mail addresses.
    pub(super) fn is_unique_by_values(&self) -> bool {
        self.unique && self.count >= MANY && self.data_type == DataType::Utf8
    }

    /// The range of whole numbers.
    pub(super) fn whole(&self) -> Option<(i128, i128)> {
        match self.range {
            Range::Whole(low, high) => Some((low, high)),
            _ => None,
        }
    }

    /// The only values that there are, if they are known and few.
    pub(super) fn few(&self) -> Option<&[(String, u64)]> {
        let all = self.distinct == Some(self.values.len() as u64);
        let few = self.values.len() <= FEW && self.values.len() as u64 * 2 <= self.count;
        (all && few && !self.values.is_empty()).then_some(&self.values)
    }

    /// The only numbers that there are, in the unit of the range, if they are so few that each comes
    /// again and again, and not one after another.
    pub(super) fn few_numbers(&self) -> Option<Vec<(i128, u64)>> {
        let few = self.few().filter(|few| few.len() <= FEW_NUMBERS)?;
        let often = few.len() as u64 * AGAIN <= self.count && self.order == Order::None;
        let number = |(text, count): &(String, u64)| Some((text.parse().ok()?, *count));
        often.then(|| few.iter().map(number).collect())?
    }

    /// What the sample says and what its values are.
    pub(super) fn described(&self) -> String {
        let mut parts = vec![self.from.clone()];
        match self.range {
            Range::Whole(low, high) => {
                let shown = |value| shown(&self.data_type, value);
                parts.extend(shown(low).zip(shown(high)).map(|(low, high)| between(&low, &high)));
            }
            Range::Real(low, high) => parts.push(between(&low.to_string(), &high.to_string())),
            Range::Unknown => {}
        }
        parts.extend(self.distinct.map(|count| format!("{count} different")));
        if self.nulls > 0.0 && self.count > 0 {
            parts.push(format!("{:.1} % without a value", self.nulls * 100.0));
        }
        parts.join(", ")
    }
}

/// So many different values in as many rows are no accident.
const MANY: u64 = 100;

/// More values than this are no list that people choose from.
const FEW: usize = 50;

/// More numbers than this are a range, and not a list; and those of a list come so often on average.
pub(super) const FEW_NUMBERS: usize = 12;
const AGAIN: u64 = 10;

fn between(low: &str, high: &str) -> String {
    if low == high { format!("always {low}") } else { format!("{low} to {high}") }
}

/// A value of a type that Arrow stores as whole numbers, for people.
fn shown(data_type: &DataType, value: i128) -> Option<String> {
    Some(match data_type {
        DataType::Date32 => date(value)?.to_string(),
        DataType::Timestamp(unit, _) => {
            instant(*unit, value)?.format("%Y-%m-%d %H:%M:%S").to_string()
        }
        DataType::Decimal128(_, scale) => real(value, *scale).to_string(),
        DataType::Boolean => (value != 0).to_string(),
        DataType::Time32(_) | DataType::Time64(_) | DataType::Date64 => return None,
        _ => value.to_string(),
    })
}

/// A date by its days since 1970-01-01.
pub(super) fn date(days: i128) -> Option<NaiveDate> {
    let seconds = i64::try_from(days).ok()?.checked_mul(86_400)?;
    Some(DateTime::from_timestamp(seconds, 0)?.date_naive())
}

/// An instant by its time since 1970-01-01T00:00Z in a unit.
pub(super) fn instant(unit: TimeUnit, value: i128) -> Option<DateTime<Utc>> {
    let per_second = i128::from(per_second(unit));
    let seconds = i64::try_from(value.div_euclid(per_second)).ok()?;
    let nanos = value.rem_euclid(per_second) * (1_000_000_000 / per_second);
    DateTime::from_timestamp(seconds, u32::try_from(nanos).ok()?)
}

/// How many of a unit are in a second.
pub(super) fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

/// A decimal by the units of its last digit.
#[expect(clippy::cast_precision_loss, reason = "a bound of random numbers need not be exact")]
pub(super) fn real(units: i128, scale: i8) -> f64 {
    // A quotient of exact numbers is rounded once: 5 of scale 2 is 0.05.
    units as f64 / 10_f64.powi(scale.into())
}

/// A share of all, rounded so that a recipe says 0.0333 and not every digit.
#[expect(clippy::cast_precision_loss, reason = "a share needs few digits")]
pub(super) fn share(part: u64, all: u64) -> f64 {
    if all == 0 { 0.0 } else { (part as f64 / all as f64 * 10_000.0).round() / 10_000.0 }
}
