//! Smallest and largest values of pages and column chunks.

use std::cmp::Ordering;

use parquet::basic::{BoundaryOrder, Type};
use parquet::data_type::ByteArray;
use parquet::file::statistics::{Statistics, ValueStatistics};

use crate::batch::ByteValues;

/// Longest minimum or maximum of text and binary values, in bytes: what is longer is cut, as the
/// parquet crate does by default.
const MAX_BYTES: usize = 64;

/// The smallest and the largest of some values.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Extent {
    Boolean(bool, bool),
    Int32(i32, i32),
    Int64(i64, i64),
    UInt32(u32, u32),
    UInt64(u64, u64),
    /// In the order of unsigned bytes.
    Bytes(Vec<u8>, Vec<u8>),
}

impl Extent {
    pub(super) fn of_booleans(values: &[bool]) -> Option<Self> {
        let min = values.iter().all(|value| *value);
        let max = values.iter().any(|value| *value);
        (!values.is_empty()).then_some(Self::Boolean(min, max))
    }

    pub(super) fn of_int32(values: &[i32], unsigned: bool) -> Option<Self> {
        if unsigned {
            return ends(values.iter().map(|v| v.cast_unsigned()))
                .map(|(min, max)| Self::UInt32(min, max));
        }
        ends(values.iter().copied()).map(|(min, max)| Self::Int32(min, max))
    }

    pub(super) fn of_int64(values: &[i64], unsigned: bool) -> Option<Self> {
        if unsigned {
            return ends(values.iter().map(|v| v.cast_unsigned()))
                .map(|(min, max)| Self::UInt64(min, max));
        }
        ends(values.iter().copied()).map(|(min, max)| Self::Int64(min, max))
    }

    /// Of the values `from` to before `to`.
    pub(super) fn of_bytes(values: &ByteValues, from: usize, to: usize) -> Option<Self> {
        let mut start = values.start(from);
        let leads = values.ends()[from..to].iter().map(|&end| {
            let lead = lead(values.bytes(), start, end as usize);
            start = end as usize;
            lead
        });
        let mut numbered = leads.zip(from..);
        let first = numbered.next()?;
        let (mut min, mut max) = (first, first);
        for value in numbered {
            // Four bytes decide nearly always, and a comparison of bytes is a call.
            if value.0 > min.0 && value.0 < max.0 {
                continue;
            }
            if compare(values, value, min).is_lt() {
                min = value;
            } else if compare(values, value, max).is_gt() {
                max = value;
            }
        }
        Some(Self::Bytes(values.get(min.1).to_vec(), values.get(max.1).to_vec()))
    }

    /// Of this and more values.
    pub(super) fn merge(self, other: Self) -> Self {
        match (self, other) {
            (Self::Boolean(min, max), Self::Boolean(low, high)) => {
                Self::Boolean(min && low, max || high)
            }
            (Self::Int32(min, max), Self::Int32(low, high)) => {
                Self::Int32(min.min(low), max.max(high))
            }
            (Self::Int64(min, max), Self::Int64(low, high)) => {
                Self::Int64(min.min(low), max.max(high))
            }
            (Self::UInt32(min, max), Self::UInt32(low, high)) => {
                Self::UInt32(min.min(low), max.max(high))
            }
            (Self::UInt64(min, max), Self::UInt64(low, high)) => {
                Self::UInt64(min.min(low), max.max(high))
            }
            (Self::Bytes(min, max), Self::Bytes(low, high)) => {
                Self::Bytes(min.min(low), max.max(high))
            }
            (this, _) => this,
        }
    }

    /// Minimum and maximum as the column index has them.
    pub(super) fn index_bytes(&self, text: bool) -> (Vec<u8>, Vec<u8>) {
        match self {
            Self::Boolean(min, max) => (vec![u8::from(*min)], vec![u8::from(*max)]),
            Self::Int32(min, max) => (min.to_le_bytes().to_vec(), max.to_le_bytes().to_vec()),
            Self::Int64(min, max) => (min.to_le_bytes().to_vec(), max.to_le_bytes().to_vec()),
            Self::UInt32(min, max) => (min.to_le_bytes().to_vec(), max.to_le_bytes().to_vec()),
            Self::UInt64(min, max) => (min.to_le_bytes().to_vec(), max.to_le_bytes().to_vec()),
            Self::Bytes(min, max) => (cut_below(min, text).0, cut_above(max, text).0),
        }
    }

    /// How the minima and the maxima of pages compare with those of the next page.
    fn compare(&self, next: &Self) -> Option<(Ordering, Ordering)> {
        match (self, next) {
            (Self::Boolean(min, max), Self::Boolean(low, high)) => {
                Some((min.cmp(low), max.cmp(high)))
            }
            (Self::Int32(min, max), Self::Int32(low, high)) => Some((min.cmp(low), max.cmp(high))),
            (Self::Int64(min, max), Self::Int64(low, high)) => Some((min.cmp(low), max.cmp(high))),
            (Self::UInt32(min, max), Self::UInt32(low, high)) => {
                Some((min.cmp(low), max.cmp(high)))
            }
            (Self::UInt64(min, max), Self::UInt64(low, high)) => {
                Some((min.cmp(low), max.cmp(high)))
            }
            (Self::Bytes(min, max), Self::Bytes(low, high)) => Some((min.cmp(low), max.cmp(high))),
            _ => None,
        }
    }
}

/// The smallest and the largest of some numbers.
fn ends<T: Ord + Copy>(mut values: impl Iterator<Item = T>) -> Option<(T, T)> {
    let first = values.next()?;
    Some(values.fold((first, first), |(min, max), v| (min.min(v), max.max(v))))
}

/// The statistics of a column chunk of a physical type.
pub(super) fn statistics(
    extent: Option<Extent>,
    physical: Type,
    nulls: usize,
    text: bool,
) -> Statistics {
    let nulls = Some(nulls as u64);
    match extent {
        Some(Extent::Boolean(min, max)) => {
            Statistics::boolean(Some(min), Some(max), None, nulls, false)
        }
        Some(Extent::Int32(min, max)) => {
            Statistics::int32(Some(min), Some(max), None, nulls, false)
        }
        Some(Extent::Int64(min, max)) => {
            Statistics::int64(Some(min), Some(max), None, nulls, false)
        }
        // The bits of unsigned numbers: readers know the order by the column's logical type.
        Some(Extent::UInt32(min, max)) => {
            let [min, max] = [min, max].map(u32::cast_signed);
            Statistics::int32(Some(min), Some(max), None, nulls, false)
        }
        Some(Extent::UInt64(min, max)) => {
            let [min, max] = [min, max].map(u64::cast_signed);
            Statistics::int64(Some(min), Some(max), None, nulls, false)
        }
        Some(Extent::Bytes(min, max)) => {
            let ((min, min_exact), (max, max_exact)) =
                (cut_below(&min, text), cut_above(&max, text));
            let (min, max) = (ByteArray::from(min), ByteArray::from(max));
            let values = ValueStatistics::new(Some(min), Some(max), None, nulls, false)
                .with_min_is_exact(min_exact)
                .with_max_is_exact(max_exact);
            Statistics::ByteArray(values)
        }
        None => match physical {
            Type::BOOLEAN => Statistics::boolean(None, None, None, nulls, false),
            Type::INT32 => Statistics::int32(None, None, None, nulls, false),
            Type::INT64 => Statistics::int64(None, None, None, nulls, false),
            _ => Statistics::byte_array(None, None, None, nulls, false),
        },
    }
}

/// The order of pages, of which those without a value have no say.
pub(super) fn boundary_order(pages: &[Option<Extent>]) -> BoundaryOrder {
    let extents: Vec<_> = pages.iter().flatten().collect();
    let pairs: Vec<_> = extents.windows(2).map(|pair| pair[0].compare(pair[1])).collect();
    let all = |fits: fn(Ordering) -> bool| {
        pairs.iter().all(|pair| pair.is_some_and(|(min, max)| fits(min) && fits(max)))
    };
    if all(Ordering::is_le) {
        BoundaryOrder::ASCENDING
    } else if all(Ordering::is_ge) {
        BoundaryOrder::DESCENDING
    } else {
        BoundaryOrder::UNORDERED
    }
}

/// The first four bytes of a value as a number that compares as they do.
#[inline]
fn lead(bytes: &[u8], start: usize, end: usize) -> u32 {
    match bytes[start..end].first_chunk() {
        Some(four) => u32::from_be_bytes(*four),
        // What comes after the value does not count.
        None => short_lead(&bytes[start..end]),
    }
}

#[inline(never)]
fn short_lead(value: &[u8]) -> u32 {
    value.iter().rev().fold(0, |number, &byte| number >> 8 | u32::from(byte) << 24)
}

#[inline]
fn compare(values: &ByteValues, one: (u32, usize), other: (u32, usize)) -> Ordering {
    one.0.cmp(&other.0).then_with(|| values.get(one.1).cmp(values.get(other.1)))
}

/// A value that is not above this one and not too long, and whether it is this one.
fn cut_below(value: &[u8], text: bool) -> (Vec<u8>, bool) {
    if value.len() <= MAX_BYTES {
        return (value.to_vec(), true);
    }
    (value[..cut_length(value, text)].to_vec(), false)
}

/// A value that is not below this one and, where there is one, not too long; and whether it is
/// this one.
fn cut_above(value: &[u8], text: bool) -> (Vec<u8>, bool) {
    if value.len() <= MAX_BYTES {
        return (value.to_vec(), true);
    }
    let cut = &value[..cut_length(value, text)];
    let raised = if text { raise_text(cut) } else { raise_bytes(cut) };
    raised.map_or_else(|| (value.to_vec(), true), |raised| (raised, false))
}

/// Where to cut: text stays text.
fn cut_length(value: &[u8], text: bool) -> usize {
    let continues = |byte: u8| byte & 0xC0 == 0x80;
    (0..=MAX_BYTES)
        .rev()
        .find(|&end| !text || !value.get(end).copied().is_some_and(continues))
        .unwrap_or(MAX_BYTES)
}

/// The bytes without what cannot be raised, and the last byte raised by one.
fn raise_bytes(value: &[u8]) -> Option<Vec<u8>> {
    let last = value.iter().rposition(|&byte| byte < u8::MAX)?;
    let mut raised = value[..=last].to_vec();
    raised[last] += 1;
    Some(raised)
}

/// The text without what cannot be raised, and the last character raised by one in as many bytes.
fn raise_text(value: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(value).ok()?;
    text.char_indices().rev().find_map(|(at, letter)| {
        let next = char::from_u32(u32::from(letter) + 1)?;
        (next.len_utf8() == letter.len_utf8()).then(|| {
            let mut raised = text[..at].to_string();
            raised.push(next);
            raised.into_bytes()
        })
    })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes(extent: Option<Extent>) -> (Vec<u8>, Vec<u8>) {
        match extent {
            Some(Extent::Bytes(min, max)) => (min, max),
            other => panic!("{other:?}"),
        }
    }

    proptest! {
        #[test]
        fn text_extents_are_those_of_a_sort(
            list in prop::collection::vec("[ab\u{e9}\u{10ffff}]{0,12}", 1..50),
        ) {
            let values: ByteValues = list.iter().collect();
            let mut sorted = list.clone();
            sorted.sort();
            let (min, max) = bytes(Extent::of_bytes(&values, 0, values.len()));
            prop_assert_eq!(min, sorted[0].as_bytes());
            prop_assert_eq!(max, sorted[sorted.len() - 1].as_bytes());
        }

        #[test]
        fn cut_values_bound_the_whole_ones(value in "[a\u{7f}\u{7ff}\u{d7ff}\u{ffff}\u{10ffff}]{30,80}") {
            let bytes = value.as_bytes();
            for text in [true, false] {
                let (below, above) = (cut_below(bytes, text).0, cut_above(bytes, text).0);
                prop_assert!(below[..] <= *bytes && *bytes <= above[..]);
                prop_assert!(!text || std::str::from_utf8(&below).is_ok());
                prop_assert!(!text || std::str::from_utf8(&above).is_ok());
                prop_assert!(below.len() <= MAX_BYTES);
            }
        }
    }

    #[test]
    fn pages_in_order_are_told() {
        let page = |min, max| Some(Extent::Int32(min, max));
        assert_eq!(boundary_order(&[page(1, 2), None, page(2, 5)]), BoundaryOrder::ASCENDING);
        assert_eq!(boundary_order(&[page(5, 6), page(1, 5)]), BoundaryOrder::DESCENDING);
        assert_eq!(boundary_order(&[page(1, 9), page(2, 5)]), BoundaryOrder::UNORDERED);
    }

    #[test]
    fn unsigned_numbers_have_their_own_order() {
        let first = Extent::of_int32(&[-1, 1], true);
        assert_eq!(first, Some(Extent::UInt32(1, u32::MAX)));
        let pages = [Extent::of_int64(&[1, 5], true), Extent::of_int64(&[5, i64::MIN], true)];
        assert_eq!(boundary_order(&pages), BoundaryOrder::ASCENDING);
        let all = pages.into_iter().flatten().reduce(Extent::merge);
        let Statistics::Int64(all) = statistics(all, Type::INT64, 0, false) else { panic!() };
        assert_eq!((all.min_opt(), all.max_opt()), (Some(&1), Some(&i64::MIN)));
    }
}
