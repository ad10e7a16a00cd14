//! Years, months and weekdays, at random or those of another column.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::calendar::{civil, weekday};
use super::moments::Moments;
use crate::batch::{ByteValues, Values};
use crate::error::Result;
use crate::generate::rng::{Stream, below};
use crate::generate::{BadParameter, Column, Context, Parameters};

/// Year such as 2024; Int32.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Year {
    /// The first year.
    pub from: i32,
    /// The last year.
    pub to: i32,
    /// A date or timestamp column whose year it is instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
    pub of: Option<String>,
}

impl Default for Year {
    fn default() -> Self {
        Self { from: 1970, to: 2029, of: None }
    }
}

/// English name of a month such as `March`; Utf8.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct MonthName {
    /// Only the first three letters.
    pub short: bool,
    /// A date or timestamp column whose month it is; any month when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
    pub of: Option<String>,
}

/// English name of a weekday such as `Monday`; Utf8.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Weekday {
    /// Only the first three letters.
    pub short: bool,
    /// A date or timestamp column whose weekday it is; any weekday when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
    pub of: Option<String>,
}

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: &[&str] =
    &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Parameters for Year {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        if self.to < self.from {
            let problem = format!("{} is before {}", self.to, self.from);
            return Err(BadParameter::new("to", problem, "Enter a later year."));
        }
        let source = Source::new(
            context,
            self.of.as_deref(),
            self.to.abs_diff(self.from).saturating_add(1),
        )?;
        Ok(Arc::new(Years { source, first: self.from }))
    }
}

impl Parameters for MonthName {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let month = |days| u32::from(civil(days).month) - 1;
        named(context, MONTHS, self.short, self.of.as_deref(), month)
    }
}

impl Parameters for Weekday {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 6")]
        let place = |days| weekday(days) as u32;
        named(context, WEEKDAYS, self.short, self.of.as_deref(), place)
    }
}

/// A column of names; `place` gives the place of a day's name in the list.
fn named(
    context: &Context,
    names: &[&str],
    short: bool,
    of: Option<&str>,
    place: fn(i64) -> u32,
) -> std::result::Result<Arc<dyn Column>, BadParameter> {
    let source = Source::new(context, of, u32::try_from(names.len()).unwrap_or(u32::MAX))?;
    let names = names.iter().map(|name| if short { &name[..3] } else { name });
    Ok(Arc::new(Named { source, choices: Arc::new(names.collect()), place }))
}

/// Where parts of dates come from.
enum Source {
    /// One of so many, each as likely as the others.
    Random(Stream, u32),
    Column(Moments),
}

impl Source {
    fn new(
        context: &Context,
        of: Option<&str>,
        count: u32,
    ) -> std::result::Result<Self, BadParameter> {
        Ok(match of {
            None => Self::Random(context.stream(), count),
            Some(name) => Self::Column(Moments::of(context, "of", name)?),
        })
    }

    /// For each row a random number, or what `part` makes of the column's day.
    fn parts<T>(
        &self,
        rows: &[u64],
        random: impl Fn(u32) -> T,
        part: impl Fn(i64) -> T,
    ) -> Result<Vec<T>> {
        Ok(match self {
            Self::Random(stream, count) => {
                rows.iter().map(|&row| random(below(stream.at(row), *count))).collect()
            }
            Self::Column(moments) => moments.days(rows)?.into_iter().map(part).collect(),
        })
    }
}

struct Years {
    source: Source,
    first: i32,
}

impl Column for Years {
    fn data_type(&self) -> DataType {
        DataType::Int32
    }

    #[expect(clippy::cast_possible_truncation, reason = "instants in 64 bits have years in 32")]
    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let random = |years| self.first.wrapping_add_unsigned(years);
        Ok(Values::Int32(self.source.parts(rows, random, |days| civil(days).year as i32)?))
    }
}

struct Named {
    source: Source,
    choices: Arc<ByteValues>,
    place: fn(i64) -> u32,
}

impl Column for Named {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let keys = self.source.parts(rows, |key| key, self.place)?;
        Ok(Values::Picks { choices: self.choices.clone(), keys })
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{
        as_numbers, as_texts, bad_parameter, counts, numbers, table, texts, unevenness,
    };

    #[test]
    fn parts_are_those_of_the_column() {
        let columns = [
            ("at", r#"{"timestamp": {"from": "1950-01-01T00:00:00Z", "unit": "us"}}"#),
            ("year", r#"{"year": {"of": "at"}}"#),
            ("month", r#"{"month_name": {"of": "at"}}"#),
            ("weekday", r#"{"weekday": {"of": "at", "short": true}}"#),
        ];
        let batch = table(&columns, 5_000);
        let values = |column: usize| &batch.columns()[column].values;
        let (instants, years) = (as_numbers(values(0)), as_numbers(values(1)));
        let (months, weekdays) = (as_texts(values(2)), as_texts(values(3)));
        for (row, micros) in instants.iter().enumerate() {
            let at = chrono::DateTime::from_timestamp_micros(*micros).unwrap();
            let found = format!("{} {} {}", years[row], months[row], weekdays[row]);
            assert_eq!(found, at.format("%Y %B %a").to_string());
        }
    }

    #[test]
    fn parts_are_those_of_the_zones_clocks() {
        let columns = [
            (
                "at",
                r#"{"timestamp": {"from": "2024-12-31T10:59:59Z", "every": 1,
                "zone": "Pacific/Auckland"}}"#,
            ),
            ("year", r#"{"year": {"of": "at"}}"#),
            ("weekday", r#"{"weekday": {"of": "at"}}"#),
        ];
        let batch = table(&columns, 2);
        assert_eq!(as_numbers(&batch.columns()[1].values), [2024, 2025]);
        assert_eq!(as_texts(&batch.columns()[2].values), ["Tuesday", "Wednesday"]);
    }

    #[test]
    fn parts_without_a_column_are_even() {
        let years = counts(numbers(r#"{"year": {"from": -5, "to": 14}}"#, 20_000));
        let months = counts(texts(r#"{"month_name": {"short": true}}"#, 20_000));
        let weekdays = counts(texts(r#"{"weekday": {}}"#, 20_000));
        for (counts, kinds) in [(years, 20), (months, 12), (weekdays, 7)] {
            assert!(counts.len() == kinds && unevenness(&counts) < 5.0, "{counts:?}");
        }
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"year": {"from": 2000, "to": 1999}}"#), "to");
        assert_eq!(bad_parameter(r#"{"month_name": {"of": "nothing"}}"#), "of");
        assert_eq!(bad_parameter(r#"{"weekday": {"of": "c"}}"#), "of");
    }
}
