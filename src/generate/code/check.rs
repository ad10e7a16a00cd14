//! Check digits: each takes the digits before it, as ASCII, and gives the one that ends them.

/// The digit of payment card numbers (ISO/IEC 7812-1, Luhn): from the right, every other digit
/// counts twice, and the digits of what that makes are added.
pub(super) fn luhn(digits: &[u8]) -> u8 {
    let value = |(place, digit): (usize, &u8)| match (place % 2, u32::from(digit - b'0')) {
        (0, digit) if digit > 4 => 2 * digit - 9,
        (0, digit) => 2 * digit,
        (_, digit) => digit,
    };
    fill_ten(digits.iter().rev().enumerate().map(value).sum())
}

/// The digit of barcodes and of ISBN-13 (GS1 General Specifications): from the right, the digits
/// count three times and once in turn.
pub(super) fn gs1(digits: &[u8]) -> u8 {
    let value = |(place, digit): (usize, &u8)| {
        let digit = u32::from(digit - b'0');
        if place % 2 == 0 { 3 * digit } else { digit }
    };
    fill_ten(digits.iter().rev().enumerate().map(value).sum())
}

/// The digit that makes a sum a multiple of 10.
fn fill_ten(sum: u32) -> u8 {
    b'0' + ((10 - sum % 10) % 10) as u8
}

/// The digit of ISBN-10 (ISO 2108): the nine digits count 1 to 9 times, modulo 11; X is ten.
pub(super) fn isbn10(digits: &[u8]) -> u8 {
    let sum: u32 = (1..).zip(digits).map(|(place, digit)| place * u32::from(digit - b'0')).sum();
    match (sum % 11) as u8 {
        10 => b'X',
        digit => b'0' + digit,
    }
}

/// The two digits of an IBAN (ISO 13616, by ISO/IEC 7064 MOD 97-10) for its country and the
/// account: letters count 10 to 35.
pub(super) fn iban(country: [u8; 2], account: &[u8]) -> [u8; 2] {
    let append = |rest: u32, &character: &u8| match character {
        b'0'..=b'9' => (rest * 10 + u32::from(character - b'0')) % 97,
        _ => (rest * 100 + u32::from(character - b'A') + 10) % 97,
    };
    let rest = account.iter().chain(&country).chain(b"00").fold(0, append);
    let mut digits = [0; 2];
    super::super::words::set_digits(&mut digits, u64::from(98 - rest));
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_end_in_their_check_digits() {
        // The numbers that the networks publish for tests.
        for number in ["4111111111111111", "5555555555554444", "378282246310005", "30569309025904"]
        {
            let (digits, check) = number.as_bytes().split_at(number.len() - 1);
            assert_eq!(luhn(digits), check[0], "{number}");
        }
        for barcode in ["4006381333931", "73513537", "036000291452", "9780306406157"] {
            let (digits, check) = barcode.as_bytes().split_at(barcode.len() - 1);
            assert_eq!(gs1(digits), check[0], "{barcode}");
        }
        assert_eq!((isbn10(b"030640615"), isbn10(b"080442957")), (b'2', b'X'));
        // The examples of the SWIFT registry.
        assert_eq!(&iban(*b"GB", b"NWBK60161331926819"), b"29");
        assert_eq!(&iban(*b"DE", b"370400440532013000"), b"89");
        assert_eq!(&iban(*b"NO", b"86011117947"), b"93");
    }
}
