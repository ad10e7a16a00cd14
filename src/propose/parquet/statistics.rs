//! What the statistics of row groups tell of a column.

use arrow::datatypes::DataType;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::statistics::Statistics;

use crate::propose::facts::{Facts, Order, Range, share};

/// Adds what the statistics say of the column at a place among all that have values.
pub(super) fn add(facts: &mut Facts, metadata: &ParquetMetaData, leaf: usize) {
    let groups: Vec<_> =
        metadata.row_groups().iter().filter_map(|group| group.columns().get(leaf)).collect();
    let values = sum(groups.iter().map(|group| Some(group.num_values())));
    let nulls = sum(groups.iter().map(|group| nulls(group)));
    // In a list, an empty one counts as a null element: nothing is known of real ones.
    let lists = metadata.file_metadata().schema_descr().column(leaf).max_rep_level();
    match (values, nulls) {
        (Some(values @ 1..), Some(nulls)) if lists == 0 => {
            facts.count = values.saturating_sub(nulls);
            facts.nulls = share(nulls, values);
        }
        _ => {}
    }
    // Of all groups, or none; one with nulls alone has no least value.
    let all: Option<Vec<_>> = groups.iter().map(|group| group.statistics()).collect();
    let mut all = all.unwrap_or_default();
    if let [only] = all[..] {
        facts.distinct = only.distinct_count_opt();
    }
    all.retain(|one| one.min_bytes_opt().is_some());
    if facts.data_type == DataType::Utf8 {
        texts(facts, &all);
    } else {
        numbers(facts, &all);
    }
    if lists == 1 {
        let rows = u64::try_from(metadata.file_metadata().num_rows()).ok();
        facts.lengths = values.zip(rows).and_then(|(values, rows)| elements(values, rows));
    }
}

/// Moves what is known of elements to the list that has them, where it was put with its only or
/// first column inside.
pub(super) fn lengths(facts: &mut Facts) {
    facts.inner.iter_mut().for_each(lengths);
    let of_elements = facts.inner.first().and_then(|first| first.lengths);
    if facts.data_type.is_nested() && facts.lengths.is_none() {
        facts.lengths = of_elements;
    }
}

/// Fewest and most elements of a list, by how many there are in all.
fn elements(values: u64, rows: u64) -> Option<(u32, u32)> {
    let mean = values.checked_div(rows).filter(|mean| *mean >= 1)?;
    let most = u32::try_from(mean.checked_mul(2)?).ok()?;
    // An empty list counts as one value: nothing is known of how many those are.
    if mean > 1 && values.is_multiple_of(rows) {
        Some((most / 2, most / 2))
    } else {
        Some((0, most))
    }
}

fn nulls(group: &ColumnChunkMetaData) -> Option<i64> {
    i64::try_from(group.statistics()?.null_count_opt()?).ok()
}

/// The sum, if all are known.
fn sum(counts: impl Iterator<Item = Option<i64>>) -> Option<u64> {
    counts
        .map(|count| u64::try_from(count?).ok())
        .try_fold(0_u64, |sum, count| sum.checked_add(count?))
}

/// Bytes to which some programs cut the least and the greatest text.
const CUT: usize = 64;

fn texts(facts: &mut Facts, all: &[&Statistics]) {
    let text = |bytes: Option<&[u8]>, is_exact: bool| {
        let bytes = bytes.filter(|bytes| is_exact || bytes.len() < CUT)?;
        String::from_utf8(bytes.into()).ok()
    };
    let lows: Option<Vec<_>> =
        all.iter().map(|one| text(one.min_bytes_opt(), one.min_is_exact())).collect();
    let highs: Option<Vec<_>> =
        all.iter().map(|one| text(one.max_bytes_opt(), one.max_is_exact())).collect();
    let low = lows.and_then(|lows| lows.into_iter().min());
    let Some((low, high)) = low.zip(highs.and_then(|highs| highs.into_iter().max())) else {
        return;
    };
    if low == high {
        facts.distinct = Some(1);
        facts.values = vec![(low, facts.count)];
    } else {
        facts.values = vec![(low, 1), (high, 1)];
    }
}

fn numbers(facts: &mut Facts, all: &[&Statistics]) {
    let ranges: Option<Vec<_>> = all.iter().map(|one| range(one, &facts.data_type)).collect();
    let Some(ranges) = ranges else { return };
    let is_rising = ranges.len() > 1 && ranges.windows(2).all(|pair| is_before(pair[0], pair[1]));
    let Some(range) = ranges.into_iter().reduce(union) else { return };
    facts.range = range;
    if is_rising {
        facts.order = Order::Rising;
    }
    // As many numbers as rows, in one run: most likely each of them once.
    let is_run = facts.whole().is_some_and(|(low, high)| high - low + 1 == i128::from(facts.count));
    if is_run && facts.nulls == 0.0 && facts.count > 1 && facts.data_type.is_integer() {
        facts.order = Order::Even(1);
        facts.unique = true;
    }
}

/// The least and the greatest value of a row group, as the column's type has them.
fn range(statistics: &Statistics, data_type: &DataType) -> Option<Range> {
    let whole = |low: i128, high: i128| Some(Range::whole(low, high));
    match (statistics, data_type) {
        (Statistics::Int32(v), DataType::UInt8 | DataType::UInt16 | DataType::UInt32) => {
            whole(v.min_opt()?.cast_unsigned().into(), v.max_opt()?.cast_unsigned().into())
        }
        (Statistics::Int64(v), DataType::UInt64) => {
            whole(v.min_opt()?.cast_unsigned().into(), v.max_opt()?.cast_unsigned().into())
        }
        // Files have no seconds: what the numbers are then is not known.
        (
            _,
            DataType::Timestamp(arrow::datatypes::TimeUnit::Second, _)
            | DataType::Time32(arrow::datatypes::TimeUnit::Second),
        ) => None,
        (Statistics::Int32(v), _) => whole((*v.min_opt()?).into(), (*v.max_opt()?).into()),
        (Statistics::Int64(v), _) => whole((*v.min_opt()?).into(), (*v.max_opt()?).into()),
        (Statistics::Float(v), _) => real((*v.min_opt()?).into(), (*v.max_opt()?).into()),
        (Statistics::Double(v), _) => real(*v.min_opt()?, *v.max_opt()?),
        (Statistics::Boolean(v), _) => whole((*v.min_opt()?).into(), (*v.max_opt()?).into()),
        (Statistics::FixedLenByteArray(_) | Statistics::ByteArray(_), decimal)
            if decimal.is_decimal() =>
        {
            whole(
                big_endian(statistics.min_bytes_opt()?)?,
                big_endian(statistics.max_bytes_opt()?)?,
            )
        }
        _ => None,
    }
}

fn real(low: f64, high: f64) -> Option<Range> {
    (low.is_finite() && high.is_finite()).then_some(Range::Real(low, high))
}

/// A number of up to 16 bytes in two's complement.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let sign = if bytes.first()? & 0x80 == 0 { 0 } else { 0xFF };
    let mut all = [sign; 16];
    let start = all.len().checked_sub(bytes.len())?;
    all[start..].copy_from_slice(bytes);
    Some(i128::from_be_bytes(all))
}

fn union(a: Range, b: Range) -> Range {
    match (a, b) {
        (Range::Whole(a, b), Range::Whole(c, d)) => Range::Whole(a.min(c), b.max(d)),
        (Range::Real(a, b), Range::Real(c, d)) => Range::Real(a.min(c), b.max(d)),
        _ => Range::Unknown,
    }
}

fn is_before(a: Range, b: Range) -> bool {
    match (a, b) {
        (Range::Whole(_, a), Range::Whole(b, _)) => a <= b,
        (Range::Real(_, a), Range::Real(b, _)) => a <= b,
        _ => false,
    }
}
