//! Columns that follow from others of their row: ages from birth dates, and times after others.

use arrow::datatypes::DataType;

use super::choose::{self, When};
use super::facts::Pick;
use super::trial;
use crate::generate::{
    Age, Date, DateOffset, Generator, Integer, IntegerType, OffsetUnit, Timestamp,
};
use crate::recipe::ColumnSpec;

/// The columns of a table or record that are better made from others of it: their places, and how.
/// Unique ones are not: what follows from another column can come again.
pub(super) fn follow(columns: &[ColumnSpec]) -> Vec<(usize, Pick)> {
    let made = ages(columns).into_iter().chain(times(columns));
    made.filter(|(place, _)| !columns[*place].unique).collect()
}

/// Ages, where there are birth dates.
fn ages(columns: &[ColumnSpec]) -> Vec<(usize, Pick)> {
    let is_born = |column: &&ColumnSpec| {
        choose::is_birthday(&column.name) && matches!(column.generator, Generator::Date(_))
    };
    let Some(born) = columns.iter().find(is_born) else { return Vec::new() };
    let why = format!("the age of who is born at {}", born.name);
    let age = Pick::new(Generator::Age(Age::of(born.name.clone())), why);
    let places = (0..columns.len()).filter(|&place| is_age(&columns[place]));
    places.map(|place| (place, age.clone())).collect()
}

/// Whether a column has ages, of the type that `age` makes.
fn is_age(column: &ColumnSpec) -> bool {
    let Generator::Integer(Integer { r#type, .. }) = &column.generator else { return false };
    choose::is_age(&column.name) && *r#type == IntegerType::Int32
}

/// Times of which nothing is known but that they are after others by their names: each after the
/// one before it in the table, and the first of them after what the row begins with; of one type.
fn times(columns: &[ColumnSpec]) -> Vec<(usize, Pick)> {
    let mut chains: Vec<(DataType, &ColumnSpec)> = Vec::new();
    let mut later = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        let of_type = || trial::data_type(&column.generator).filter(|_| is_any_time(column));
        let Some((when, data_type)) = choose::when(&column.name).zip(of_type()) else { continue };
        if when != When::First {
            later.push((place, when, data_type));
        } else if chains.iter().all(|(known, _)| *known != data_type) {
            chains.push((data_type, column));
        }
    }
    let mut follow = |(place, when, data_type): (usize, When, DataType)| {
        let (_, before) = chains.iter_mut().find(|(known, _)| *known == data_type)?;
        let why = format!("after {}", before.name);
        let offset = Generator::DateOffset(after(before, when));
        *before = &columns[place];
        Some((place, Pick::new(offset, why)))
    };
    later.into_iter().filter_map(&mut follow).collect()
}

/// Whether times are any, as where only their type is known.
fn is_any_time(column: &ColumnSpec) -> bool {
    match &column.generator {
        Generator::Date(date) => *date == Date::default(),
        Generator::Timestamp(Timestamp { unit, zone, .. }) => {
            let any = Timestamp { unit: *unit, zone: zone.clone(), ..Timestamp::default() };
            column.generator == Generator::Timestamp(any)
        }
        _ => false,
    }
}

/// The time after another: within a working day where it is the end of what began, or days.
fn after(before: &ColumnSpec, when: When) -> DateOffset {
    let of = before.name.clone();
    match (when, &before.generator) {
        (When::End, Generator::Timestamp(_)) => {
            DateOffset { of, least: 1, most: 480, unit: OffsetUnit::Minutes }
        }
        _ => DateOffset { of, least: 0, most: 14, unit: OffsetUnit::Days },
    }
}
