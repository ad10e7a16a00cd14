//! Numbers and booleans.
//!
//! A number by a law is that below which a share of all numbers is, and the share is the row's
//! random number: so a law that is cut off at both ends costs no more than a whole one. Logarithms
//! and their like are those of `libm`, which are the same on every platform.

mod bell;
mod boolean;
mod choice;
mod decimal;
mod exponential;
mod form;
mod integer;
mod law;
mod log_normal;
mod normal;
mod parameters;
mod poisson;
mod sequence;
mod types;
mod uniform;
mod zipf;

pub use boolean::Boolean;
pub use choice::NumberChoice;
pub use decimal::Decimal;
pub use exponential::Exponential;
pub use integer::{Integer, IntegerType};
pub use log_normal::LogNormal;
pub use normal::Normal;
pub use poisson::Poisson;
pub use sequence::Sequence;
pub use types::NumberType;
pub use uniform::Float;
pub use zipf::Zipf;

pub(super) use bell::{Bell, FARTHEST};
pub(super) use form::Form;
pub(super) use parameters::numbers;
pub(super) use types::{MAX_PRECISION, wide};
