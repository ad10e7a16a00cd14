//! The Arrow types of numbers that may have digits after the point.

use std::sync::Arc;

use arrow::array::Decimal128Array;
use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use crate::batch::Values;
use crate::generate::BadParameter;

/// The Arrow type of numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NumberType {
    /// Whole numbers of 8 bits: -128 to 127.
    Int8,
    /// Whole numbers of 16 bits: -32,768 to 32,767.
    Int16,
    /// Whole numbers of 32 bits.
    Int32,
    /// Whole numbers of 64 bits.
    Int64,
    /// Whole numbers of 8 bits without a sign: 0 to 255.
    Uint8,
    /// Whole numbers of 16 bits without a sign: 0 to 65,535.
    Uint16,
    /// Whole numbers of 32 bits without a sign.
    Uint32,
    /// Whole numbers of 64 bits without a sign.
    Uint64,
    /// Floats of 32 bits, with about 7 digits.
    Float32,
    /// Floats of 64 bits, with about 16 digits.
    #[default]
    Float64,
    /// Exact decimals: Decimal128.
    Decimal,
}

impl NumberType {
    pub(super) fn arrow(self, precision: u8, scale: u8) -> DataType {
        match self {
            Self::Int8 => DataType::Int8,
            Self::Int16 => DataType::Int16,
            Self::Int32 => DataType::Int32,
            Self::Int64 => DataType::Int64,
            Self::Uint8 => DataType::UInt8,
            Self::Uint16 => DataType::UInt16,
            Self::Uint32 => DataType::UInt32,
            Self::Uint64 => DataType::UInt64,
            Self::Float32 => DataType::Float32,
            Self::Float64 => DataType::Float64,
            Self::Decimal => DataType::Decimal128(precision, scale.cast_signed()),
        }
    }

    /// The least and the most that it holds, without the point of a decimal.
    pub(super) fn held(self, precision: u8) -> [f64; 2] {
        let most = match self {
            // Two's complement has one more below 0.
            Self::Int8 => return [i8::MIN.into(), i8::MAX.into()],
            Self::Int16 => return [i16::MIN.into(), i16::MAX.into()],
            Self::Int32 => return [i32::MIN.into(), i32::MAX.into()],
            Self::Uint8 => return [0.0, u8::MAX.into()],
            Self::Uint16 => return [0.0, u16::MAX.into()],
            Self::Uint32 => return [0.0, u32::MAX.into()],
            Self::Uint64 => return [0.0, 2_f64.powi(64)],
            Self::Int64 => 2_f64.powi(63),
            Self::Float32 => f32::MAX.into(),
            Self::Float64 => f64::MAX,
            Self::Decimal => {
                let end = 10_f64.powi(precision.into());
                (end - 1.0).min(end.next_down())
            }
        };
        [-most, most]
    }
}

/// Most digits of a decimal, as Arrow's Decimal128 has them.
pub(in crate::generate) const MAX_PRECISION: u8 = 38;

/// Most digits that 64 bits hold; decimals with more are Arrow arrays.
pub(super) const FLAT_PRECISION: u8 = 18;

/// Most digits after the point that an f64 has for numbers of about 1.
pub(super) const MAX_FLOAT_SCALE: u8 = 15;

/// Digits after the point of decimals, where a recipe does not say.
pub(super) const SCALE: u8 = 2;

/// Whether a decimal can have so many digits in all, and after the point.
pub(super) fn check_digits(precision: u8, scale: u8) -> Result<(), BadParameter> {
    if !(1..=MAX_PRECISION).contains(&precision) {
        let problem = format!("{precision} is out of range");
        return Err(BadParameter::new("precision", problem, "Enter 1 to 38."));
    }
    check_scale(scale, precision)
}

pub(super) fn check_scale(scale: u8, most: u8) -> Result<(), BadParameter> {
    if scale <= most {
        return Ok(());
    }
    let problem = format!("{scale} is out of range");
    Err(BadParameter::new("scale", problem, format!("Enter 0 to {most}.")))
}

/// Decimals of a type with more digits than 64 bits hold, by their digits.
pub(in crate::generate) fn wide(data_type: &DataType, digits: Vec<i128>) -> Values {
    let decimals = Decimal128Array::from(digits).with_data_type(data_type.clone());
    Values::Array(Arc::new(decimals))
}
