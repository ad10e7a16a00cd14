//! Codes that have rules: identifiers, and numbers with check digits.

mod bank;
mod barcode;
mod bic;
mod card;
mod check;
mod currency;
mod iban;
mod isbn;
mod plate;
mod uuid;

pub use barcode::Barcode;
pub use bic::Bic;
pub use card::CreditCard;
pub use currency::Currency;
pub use iban::Iban;
pub use isbn::Isbn;
pub use plate::LicencePlate;
pub(super) use uuid::push_uuid;
pub use uuid::{Uuid, UuidForm};

/// Appends digits in groups of some lengths, with a space between two groups; what is left at the
/// end is one more group.
#[inline]
fn push_groups(text: &mut Vec<u8>, mut digits: &[u8], groups: &[usize]) {
    for &group in groups {
        if digits.len() <= group {
            break;
        }
        let (before, after) = digits.split_at(group);
        text.extend_from_slice(before);
        text.push(b' ');
        digits = after;
    }
    text.extend_from_slice(digits);
}
