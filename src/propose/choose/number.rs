//! Numbers and booleans.

use std::ops::RangeInclusive;

use arrow::datatypes::DataType;

use super::law::{Stored, rounded};
use super::{BY_TYPE, names};
use crate::generate::{
    Boolean, Decimal, Float, ForeignKey, Generator, Integer, IntegerType, NumberChoice, NumberType,
    Sequence,
};
use crate::propose::facts::{Facts, Order, Pick, Range, real};

pub(super) fn booleans(facts: &Facts) -> Vec<Pick> {
    let (share, why) = match (facts.spread, facts.whole()) {
        (Some((mean, _)), _) => (mean, "true as often as in the sample"),
        (None, Some((1, _))) => (1.0, "always true in the sample"),
        (None, Some((_, 0))) => (0.0, "never true in the sample"),
        _ => (0.5, BY_TYPE),
    };
    let share = (share * 10_000.0).round() / 10_000.0;
    vec![Pick::new(Generator::Boolean(Boolean { share }), why)]
}

/// The type of whole numbers that a type is.
pub(in crate::propose) fn integer_type(data_type: &DataType) -> IntegerType {
    match data_type {
        DataType::Int8 => IntegerType::Int8,
        DataType::Int16 => IntegerType::Int16,
        DataType::Int32 => IntegerType::Int32,
        DataType::UInt8 => IntegerType::Uint8,
        DataType::UInt16 => IntegerType::Uint16,
        DataType::UInt32 => IntegerType::Uint32,
        DataType::UInt64 => IntegerType::Uint64,
        _ => IntegerType::Int64,
    }
}

fn stored(kind: IntegerType) -> NumberType {
    match kind {
        IntegerType::Int8 => NumberType::Int8,
        IntegerType::Int16 => NumberType::Int16,
        IntegerType::Int32 => NumberType::Int32,
        IntegerType::Int64 => NumberType::Int64,
        IntegerType::Uint8 => NumberType::Uint8,
        IntegerType::Uint16 => NumberType::Uint16,
        IntegerType::Uint32 => NumberType::Uint32,
        IntegerType::Uint64 => NumberType::Uint64,
    }
}

pub(super) fn whole(facts: &Facts) -> Vec<Pick> {
    let kind = integer_type(&facts.data_type);
    let mut bounds = Bounds::of(facts, 0, (0.0, 100.0));
    if *kind.range().start() == 0 {
        (bounds.low, bounds.high) = (bounds.low.max(0.0), bounds.high.max(0.0));
    }
    let form = Stored { kind: stored(kind), precision: 18, scale: None };
    let best = sequence(facts, kind)
        .or_else(|| few(facts, form, 0))
        .or_else(|| reference(facts, kind))
        .or_else(|| form.law(facts, &bounds, 0))
        .unwrap_or_else(|| {
            let (low, high) = bounds.whole(facts, kind);
            Pick::new(Generator::Integer(Integer { low, high, r#type: kind }), bounds.why)
        });
    let any = Integer { r#type: kind, ..Integer::default() };
    vec![best, Pick::new(Generator::Integer(any), BY_TYPE)]
}

/// The numbers of a type that are proposed: JavaScript rounds greater ones, perhaps to one beyond 64
/// bits.
fn safe_range(kind: IntegerType) -> RangeInclusive<i128> {
    const SAFE: i128 = 9_000_000_000_000_000_000;
    if kind == IntegerType::Uint64 { 0..=2 * SAFE } else { -SAFE..=SAFE }
}

/// A number that a recipe can have, in JavaScript too.
fn safe(number: i128, kind: IntegerType) -> Option<i128> {
    safe_range(kind).contains(&number).then_some(number)
}

/// Rows for which the type of a sequence must have room.
const ROWS: i128 = 1_000;

/// Numbers one after another, for keys.
fn sequence(facts: &Facts, kind: IntegerType) -> Option<Pick> {
    let is_key = facts.is_key || names::is_key(&facts.about);
    let (start, step, why) = match (facts.whole(), facts.order) {
        (range, _) if facts.is_key => (range.map_or(1, |range| range.0), 1, "the key of its table"),
        (None, _) if is_key && facts.count == 0 => (1, 1, "a key, by its name"),
        (range, _) if facts.is_unique_by_schema() => {
            (range.map_or(1, |range| range.0), 1, "none comes twice")
        }
        (Some((low, _)), Order::Even(step)) if facts.unique => (low, step, "one after another"),
        (Some((low, high)), Order::Rising) if facts.unique && facts.count > 1 => {
            let step = (high - low) / i128::from(facts.count - 1);
            (low, step.max(1), "rising, and none comes twice")
        }
        (Some((low, _)), _) if facts.unique && is_key => {
            (low, 1, "a key, of which none comes twice")
        }
        _ => return None,
    };
    let (start, step) = (safe(start, kind)?, safe(step, IntegerType::Int64)?);
    let last = start + step * ROWS;
    let sequence = Sequence { start, step: i64::try_from(step).ok()?, r#type: kind };
    kind.range().contains(&last).then(|| Pick::new(Generator::Sequence(sequence), why))
}

/// The numbers themselves, as often as they come.
#[expect(clippy::cast_precision_loss, reason = "a sample has far fewer than 2^53 rows")]
fn few(facts: &Facts, form: Stored, scale: i8) -> Option<Pick> {
    let few = facts.few_numbers()?;
    let why = format!("{} different values in {} rows", few.len(), facts.count);
    let weighted = few.into_iter().map(|(number, count)| (real(number, scale), count as f64));
    let (values, weights) = weighted.unzip();
    let Stored { kind, precision, scale } = form;
    let choice = NumberChoice { values, weights, r#type: kind, precision, scale };
    Some(Pick::new(Generator::NumberChoice(choice), why))
}

/// Numbers of rows of something else.
fn reference(facts: &Facts, kind: IntegerType) -> Option<Pick> {
    // What has a key's name and comes again is the key of something else.
    let comes_again = facts.count > 0 && !facts.unique && names::is_key(&facts.about);
    if !comes_again && !names::is_reference(&facts.about) {
        return None;
    }
    let key = match facts.whole() {
        Some((low, high)) => ForeignKey {
            parents: u64::try_from(safe(high - low + 1, kind)?).ok()?,
            start: safe(low, kind)?,
            r#type: kind,
            ..ForeignKey::default()
        },
        None => ForeignKey { r#type: kind, ..ForeignKey::default() },
    };
    Some(Pick::new(Generator::ForeignKey(key), "names a row of something else, by its name"))
}

/// Digits of a number that is the same after it was written and read.
const DIGITS_OF_F64: usize = 15;

pub(super) fn floats(facts: &Facts) -> Vec<Pick> {
    let kind = match facts.data_type {
        DataType::Float64 => NumberType::Float64,
        _ => NumberType::Float32,
    };
    let mut bounds = Bounds::of(facts, 0, (0.0, 1.0));
    if bounds.low >= bounds.high {
        // Floats have a range: this one is as narrow as can be written.
        bounds.high = rounded(bounds.low + bounds.low.abs().max(1.0) * 1e-12, DIGITS_OF_F64);
    }
    let form = Stored { kind, precision: 18, scale: None };
    let float = |low, high| Generator::Float(Float { low, high, r#type: kind, ..Float::default() });
    let uniform = || Pick::new(float(bounds.low, bounds.high), bounds.why);
    let best = degrees(facts).or_else(|| form.law(facts, &bounds, 0)).unwrap_or_else(uniform);
    vec![best, Pick::new(float(0.0, 1.0), BY_TYPE)]
}

/// Where cities are, for a column of which only the name and the type are known, or that it may be
/// anywhere.
fn degrees(facts: &Facts) -> Option<Pick> {
    let is_anywhere = match (facts.range, names::number(&facts.about)) {
        (Range::Real(low, high), Some(all)) => facts.count == 0 && (low, high) == all,
        (range, _) => range == Range::Unknown,
    };
    let is_blind = is_anywhere && facts.data_type == DataType::Float64;
    let generator = is_blind.then(|| names::degrees(&facts.about))??;
    Some(Pick::new(generator, "by its name"))
}

/// Most digits of decimals here.
const DIGITS: u8 = 38;

pub(super) fn decimals(facts: &Facts, precision: u8, scale: i8) -> Vec<Pick> {
    let precision = precision.clamp(1, DIGITS);
    let digits = scale.max(0).unsigned_abs().min(precision);
    // The greatest number with so many digits before the point, or nearly.
    let most = (10_f64.powi((precision - digits).into()) - 1.0).max(0.9);
    let mut bounds = Bounds::of(facts, scale, (0.0, most.min(1_000.0)));
    if facts.range == Range::Unknown {
        bounds.low = bounds.low.clamp(-most, most);
        bounds.high = bounds.high.clamp(-most, most);
    }
    let form = Stored { kind: NumberType::Decimal, precision, scale: Some(digits) };
    let decimal = |low, high| {
        Generator::Decimal(Decimal { precision, scale: digits, low, high, ..Decimal::default() })
    };
    let uniform = || Pick::new(decimal(bounds.low, bounds.high), bounds.why);
    let best =
        few(facts, form, scale).or_else(|| form.law(facts, &bounds, scale)).unwrap_or_else(uniform);
    vec![best, Pick::new(decimal(0.0, most.min(1_000.0)), BY_TYPE)]
}

/// Between which numbers a column is, and how that is known.
pub(super) struct Bounds {
    pub(super) low: f64,
    pub(super) high: f64,
    why: &'static str,
}

impl Bounds {
    /// As the sample says, by the name, or else these.
    fn of(facts: &Facts, scale: i8, or: (f64, f64)) -> Self {
        let (seen, named) = ("between the least and the greatest of the sample", "by its name");
        let ((low, high), why) = match facts.range {
            Range::Whole(low, high) => ((real(low, scale), real(high, scale)), seen),
            Range::Real(low, high) => {
                ((rounded(low, DIGITS_OF_F64), rounded(high, DIGITS_OF_F64)), seen)
            }
            Range::Unknown => match names::number(&facts.about) {
                Some(range) => (range, named),
                None => (or, BY_TYPE),
            },
        };
        Self { low, high, why }
    }

    /// The same in whole numbers: exactly those of the sample, where it has some.
    #[expect(clippy::cast_possible_truncation, reason = "what names say is small")]
    fn whole(&self, facts: &Facts, kind: IntegerType) -> (i128, i128) {
        let safe = safe_range(kind);
        let near = |number: i128| number.clamp(*safe.start(), *safe.end());
        match facts.whole() {
            Some((low, high)) => (near(low), near(high)),
            None => (self.low as i128, self.high as i128),
        }
    }
}
