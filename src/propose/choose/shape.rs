//! What texts look like.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::generate::Generator;

/// Whether a text is of a kind, the generator of that as in a recipe, and what it is called.
type Kind = (fn(&str) -> bool, &'static str, &'static str);

/// Texts that tell by themselves what they are.
const KNOWN: [Kind; 8] = [
    (is_uuid, r#"{"uuid":{"as":"text"}}"#, "UUIDs"),
    (is_email, r#"{"email":{}}"#, "e-mail addresses"),
    (is_url, r#"{"url":{}}"#, "addresses of pages"),
    (is_ip, r#"{"ipv4":{}}"#, "IPv4 addresses"),
    (is_ipv6, r#"{"ipv6":{}}"#, "IPv6 addresses"),
    (is_mac, r#"{"mac_address":{}}"#, "MAC addresses"),
    (is_iban, r#"{"iban":{}}"#, "IBANs with right check digits"),
    (is_hex_colour, r#"{"hex_colour":{}}"#, "colours"),
];

/// The generator of what all texts are, and the name of that.
pub(super) fn known(values: &[&str]) -> Option<(Generator, &'static str)> {
    let is_all = |is: &fn(&str) -> bool| !values.is_empty() && values.iter().all(|text| is(text));
    let (_, json, what) = KNOWN.iter().find(|(is, ..)| is_all(is))?;
    Some((serde_json::from_str(json).ok()?, what))
}

pub(super) fn is_any(_: &str) -> bool {
    true
}

/// No value: for what only columns without values can be.
pub(super) fn is_unknown(_: &str) -> bool {
    false
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

pub(super) fn is_email(text: &str) -> bool {
    let no_space = !text.contains(char::is_whitespace);
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && is_host(host)) && no_space
}

pub(super) fn is_host(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || c == '-';
    let labels = text.split('.');
    text.contains('.') && labels.clone().all(|label| !label.is_empty() && label.chars().all(fits))
}

pub(super) fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !text.contains(char::is_whitespace)
}

pub(super) fn is_ip(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

pub(super) fn is_mac(text: &str) -> bool {
    let mut bytes = text.split([':', '-']);
    let two = |byte: &str| byte.len() == 2 && byte.bytes().all(|b| b.is_ascii_hexdigit());
    text.len() == 17 && bytes.all(two)
}

/// ISO 13616: the first four characters go to the end, letters become two digits, and the number
/// leaves 1 when divided by 97.
pub(super) fn is_iban(text: &str) -> bool {
    let text: String = text.chars().filter(|c| *c != ' ').collect();
    let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    if !(15..=34).contains(&text.len()) || !text.bytes().all(fits) || !is_capitals(&text[..2]) {
        return false;
    }
    let digits = text[4..].chars().chain(text[..4].chars()).filter_map(|c| c.to_digit(36));
    let rest = digits.fold(0, |rest, digit| {
        let places = if digit < 10 { 10 } else { 100 };
        (rest * places + digit) % 97
    });
    rest == 1
}

pub(super) fn is_hex_colour(text: &str) -> bool {
    let hex = |rest: &str| rest.len() == 6 && rest.bytes().all(|b| b.is_ascii_hexdigit());
    text.strip_prefix('#').is_some_and(hex)
}

pub(super) fn is_isbn(text: &str) -> bool {
    let digits = text.chars().filter(|c| *c != '-').count();
    matches!(digits, 10 | 13) && text.chars().all(|c| c.is_ascii_digit() || "-X".contains(c))
}

/// Digits, perhaps in groups.
pub(super) fn is_number(text: &str) -> bool {
    is_digits(&text.replace([' ', '-'], ""))
}

pub(super) fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 5 && text.chars().all(|c| c.is_ascii_digit() || " +-()./xext".contains(c))
}

pub(super) fn is_capitals(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

pub(super) fn is_country_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// A postcode of the United States.
pub(super) fn is_zip_code(text: &str) -> bool {
    text.len() == 5 && is_digits(text)
}

/// A name of a user: one word.
pub(super) fn is_handle(text: &str) -> bool {
    !text.contains([' ', '@'])
}

pub(super) fn is_path(text: &str) -> bool {
    text.contains(['/', '\\'])
}

/// Words without digits.
pub(super) fn is_phrase(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.contains(|c: char| c.is_ascii_digit())
}

/// More than a code of two or three letters.
pub(super) fn is_word(text: &str) -> bool {
    text.chars().count() > 2 && text.chars().any(char::is_lowercase)
}

/// Words, perhaps with numbers.
pub(super) fn is_prose(text: &str) -> bool {
    text.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_texts_are_told_by_all_of_their_values() {
        let table: [(&[&str], Option<&str>); 10] = [
            (&["0190163d-8694-739b-aea5-966c26f8ad91"], Some("uuid")),
            (&["ada@example.com", "a.b+c@mail.example.co.uk"], Some("email")),
            (&["https://example.com/a?b=c"], Some("url")),
            (&["10.0.0.1", "93.184.216.34"], Some("ipv4")),
            (&["2001:db8::1"], Some("ipv6")),
            (&["3c:22:fb:41:9a:e7"], Some("mac_address")),
            (&["DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19"], Some("iban")),
            (&["#ff0080"], Some("hex_colour")),
            (&["DE89370400440532013001"], None),
            (&[], None),
        ];
        for (values, name) in table {
            let found = known(values).map(|(generator, _)| generator.name());
            assert_eq!(found.as_deref(), name, "{values:?}");
        }
    }

    #[test]
    fn odd_texts_are_looked_at_without_a_panic() {
        for text in ["", "é", "\u{1F600}1", "GB", "Ä9", "-----", "@", "a@", "://", "#"] {
            assert!(known(&[text]).is_none() && !is_iban(text), "{text}");
        }
    }
}
