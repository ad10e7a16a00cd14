//! What the values of a column have in common.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;

use super::super::facts::{FEW_NUMBERS, Facts, Order, Range, share};
use super::cell::{Typed, is_null, typed};

/// The facts of a column's cells.
pub(super) fn facts<'a>(name: String, cells: impl Iterator<Item = &'a str>) -> Facts {
    let cells: Vec<_> = cells.map(str::trim).collect();
    let values: Vec<_> = cells.iter().copied().filter(|cell| !is_null(cell)).collect();
    let mut facts = match typed(&values) {
        Some(Typed::Whole(data_type, numbers)) => whole(name, data_type, &numbers),
        Some(Typed::Real(numbers)) => real(name, &numbers),
        None => texts(name, &values),
    };
    facts.count = values.len() as u64;
    facts.nulls = share(cells.len() as u64 - facts.count, cells.len() as u64);
    facts.unique = facts.distinct == Some(facts.count) && facts.count > 1;
    facts
}

fn whole(name: String, data_type: DataType, numbers: &[i128]) -> Facts {
    let from = described(&data_type);
    let mut facts = Facts::new(name, data_type, from);
    let counts = counts(numbers);
    facts.distinct = Some(counts.len() as u64);
    if counts.len() <= FEW_NUMBERS {
        facts.values = counts.into_iter().map(|(n, count)| (n.to_string(), count)).collect();
    }
    facts.order = order(numbers);
    #[expect(clippy::cast_precision_loss, reason = "a mean need not be exact")]
    let real: Vec<_> = numbers.iter().map(|number| *number as f64).collect();
    facts.spread = spread(&real);
    if let (Some(low), Some(high)) = (numbers.iter().min(), numbers.iter().max()) {
        facts.range = Range::whole(*low, *high);
    }
    facts
}

fn real(name: String, numbers: &[f64]) -> Facts {
    let mut facts = Facts::new(name, DataType::Float64, "numbers");
    facts.spread = spread(numbers);
    let low = numbers.iter().copied().reduce(f64::min);
    let high = numbers.iter().copied().reduce(f64::max);
    facts.range = low.zip(high).map_or(Range::Unknown, |(low, high)| Range::Real(low, high));
    facts
}

fn texts(name: String, values: &[&str]) -> Facts {
    let mut facts = Facts::new(name, DataType::Utf8, "texts");
    let mut counts: Vec<_> = counts(values).into_iter().collect();
    // The most frequent first; as many are in the order of the alphabet.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    facts.values = counts.into_iter().map(|(text, count)| ((*text).into(), count)).collect();
    facts.distinct = Some(facts.values.len() as u64);
    facts
}

fn counts<T: Ord>(values: &[T]) -> BTreeMap<&T, u64> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0) += 1;
    }
    counts
}

/// Fewer values than this may be in order by chance.
const MIN_ORDERED: usize = 5;

fn order(numbers: &[i128]) -> Order {
    let steps = || numbers.windows(2).map(|pair| pair[1] - pair[0]);
    match steps().next() {
        _ if numbers.len() < MIN_ORDERED => Order::None,
        Some(first @ 1..) if steps().all(|step| step == first) => Order::Even(first),
        _ if steps().all(|step| step >= 0) => Order::Rising,
        _ => Order::None,
    }
}

/// The mean and the standard deviation.
#[expect(clippy::cast_precision_loss, reason = "a sample has far fewer than 2^53 rows")]
fn spread(numbers: &[f64]) -> Option<(f64, f64)> {
    let count = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    let variance = numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / count;
    (count > 0.0).then_some((mean, variance.sqrt()))
}

/// A type for people who know no Arrow.
fn described(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Boolean => "true or false",
        DataType::Int64 => "whole numbers",
        DataType::Decimal128(..) => "decimal numbers",
        DataType::Date32 => "dates",
        DataType::Timestamp(..) => "instants",
        _ => "times of day",
    }
}
