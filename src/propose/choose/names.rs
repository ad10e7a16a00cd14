//! What columns are about, by their names.

use super::shape::{
    is_any, is_capitals, is_email, is_handle, is_hex_colour, is_host, is_iban, is_ip, is_ipv6,
    is_isbn, is_mac, is_number, is_path, is_phone, is_phrase, is_prose, is_url, is_uuid, is_word,
};
use crate::generate::Generator;

/// Names, the generator of what they name as in a recipe, and what a text of it is like.
type Rule = (&'static str, &'static str, fn(&str) -> bool);

/// The first rule wins. A name matches when it is one of the names or ends with it after a `_`; one
/// that begins with `=` must be the whole name.
const RULES: &[Rule] = &[
    ("first_name firstname given_name forename fname", r#"{"first_name":{}}"#, is_phrase),
    ("last_name lastname surname family_name lname", r#"{"last_name":{}}"#, is_phrase),
    ("user_name username login nickname handle", r#"{"username":{}}"#, is_handle),
    ("company company_name organization organisation employer", r#"{"company":{}}"#, is_prose),
    ("merchant vendor supplier merchant_name supplier_name", r#"{"company":{}}"#, is_prose),
    ("file_name filename", r#"{"file_name":{}}"#, is_any),
    ("domain domain_name hostname host host_name", r#"{"domain_name":{}}"#, is_host),
    ("full_name fullname person person_name contact_name", r#"{"full_name":{}}"#, is_phrase),
    ("customer_name client_name user_name member_name", r#"{"full_name":{}}"#, is_phrase),
    ("employee_name student_name teacher_name driver_name", r#"{"full_name":{}}"#, is_phrase),
    ("author_name artist_name patient_name owner_name", r#"{"full_name":{}}"#, is_phrase),
    ("=name author owner recipient customer employee patient", r#"{"full_name":{}}"#, is_phrase),
    ("email e_mail mail email_address mail_address", r#"{"email":{}}"#, is_email),
    ("phone telephone tel mobile phone_number fax", r#"{"phone":{}}"#, is_phone),
    ("ip_address ip ip_addr ipv4 remote_addr", r#"{"ipv4":{}}"#, is_ip),
    ("ipv6", r#"{"ipv6":{}}"#, is_ipv6),
    ("mac mac_address", r#"{"mac_address":{}}"#, is_mac),
    ("street street_address address address1 address_line line1", r#"{"street":{}}"#, is_prose),
    ("city town", r#"{"city":{}}"#, is_phrase),
    ("country_code", r#"{"pattern":{"pattern":"??"}}"#, is_capitals),
    ("country country_name nation", r#"{"country":{}}"#, is_word),
    ("postcode zip zip_code zipcode postal_code", r#"{"regex":{"regex":"[0-9]{5}"}}"#, is_number),
    ("job job_title position", r#"{"job_title":{}}"#, is_phrase),
    ("profession occupation", r#"{"profession":{}}"#, is_phrase),
    ("industry sector", r#"{"industry":{}}"#, is_prose),
    ("salutation honorific", r#"{"name_title":{}}"#, is_any),
    ("iban", r#"{"iban":{}}"#, is_iban),
    ("bic swift swift_code", r#"{"bic":{}}"#, is_capitals),
    ("credit_card card_number cc_number", r#"{"credit_card":{}}"#, is_number),
    ("currency currency_code", r#"{"currency":{}}"#, is_capitals),
    ("url uri link href website homepage referrer referer", r#"{"url":{}}"#, is_url),
    ("user_agent useragent", r#"{"user_agent":{}}"#, is_any),
    ("http_method method", r#"{"http_method":{}}"#, is_capitals),
    ("mime_type content_type media_type", r#"{"mime_type":{}}"#, is_any),
    ("file_path filepath path", r#"{"file_path":{}}"#, is_path),
    ("directory folder", r#"{"directory_path":{}}"#, is_path),
    ("uuid guid", r#"{"uuid":{"as":"text"}}"#, is_uuid),
    ("isbn", r#"{"isbn":{}}"#, is_isbn),
    ("barcode ean upc gtin", r#"{"barcode":{}}"#, is_number),
    ("licence_plate license_plate plate", r#"{"licence_plate":{}}"#, is_any),
    ("hex_colour hex_color", r#"{"hex_colour":{}}"#, is_hex_colour),
    ("colour color", r#"{"colour_name":{}}"#, is_word),
    ("password passwd", r#"{"password":{}}"#, is_any),
    ("weekday day_of_week", r#"{"weekday":{}}"#, is_word),
    ("month month_name", r#"{"month_name":{}}"#, is_word),
    ("md5", r#"{"regex":{"regex":"[0-9a-f]{32}"}}"#, is_word),
    ("sha1", r#"{"regex":{"regex":"[0-9a-f]{40}"}}"#, is_word),
    ("sha256 hash checksum digest", r#"{"regex":{"regex":"[0-9a-f]{64}"}}"#, is_word),
];

/// Rules for columns whose values are not known; with values, these say more.
const BLIND: &[(&str, &str)] = &[
    ("status", r#"{"choice":{"values":["active","inactive","pending"]}}"#),
    ("gender sex", r#"{"choice":{"values":["female","male","other"]}}"#),
    ("priority severity", r#"{"choice":{"values":["low","medium","high"]}}"#),
    ("language lang", r#"{"choice":{"values":["en","de","fr","es"]}}"#),
    ("description comment comments note notes body message text content bio", r#"{"sentence":{}}"#),
    ("headline subject title summary", r#"{"words":{}}"#),
    ("slug tag keyword label category kind type", r#"{"word":{}}"#),
    ("code sku ref reference number no", r#"{"pattern":{"pattern":"??-######"}}"#),
];

/// What numbers are, by their names: the lowest and the highest.
const NUMBERS: &[(&str, f64, f64)] = &[
    ("age", 18.0, 90.0),
    ("year", 1990.0, 2030.0),
    ("month", 1.0, 12.0),
    ("day", 1.0, 28.0),
    ("weekday day_of_week", 1.0, 7.0),
    ("hour", 0.0, 23.0),
    ("minute second", 0.0, 59.0),
    ("quantity qty count items", 1.0, 10.0),
    ("rating stars score grade", 1.0, 5.0),
    ("percent percentage pct", 0.0, 100.0),
    ("ratio rate share probability discount", 0.0, 1.0),
    ("latitude lat", -90.0, 90.0),
    ("longitude lon lng long", -180.0, 180.0),
    ("price amount total cost fee subtotal tax revenue salary balance", 1.0, 1_000.0),
    ("temperature", -20.0, 40.0),
    ("humidity", 0.0, 100.0),
    ("weight height width length size", 1.0, 200.0),
    ("status_code http_status", 200.0, 599.0),
    ("port", 1_024.0, 65_535.0),
];

/// The generator of what a column of text is about, if none of its values contradicts.
pub(super) fn text<'a>(name: &str, mut values: impl Iterator<Item = &'a str>) -> Option<Generator> {
    let (_, json, fits) = RULES.iter().find(|(names, ..)| matches(name, names))?;
    if values.all(fits) { serde_json::from_str(json).ok() } else { None }
}

/// The generator for a column of text of which there are no values.
pub(super) fn blind(name: &str) -> Option<Generator> {
    let (_, json) = BLIND.iter().find(|(names, _)| matches(name, names))?;
    serde_json::from_str(json).ok()
}

/// The lowest and the highest of what a column of numbers is about.
pub(super) fn number(name: &str) -> Option<(f64, f64)> {
    NUMBERS.iter().find(|(names, ..)| matches(name, names)).map(|&(_, low, high)| (low, high))
}

/// Whether a column is about birthdays.
pub(super) fn is_birthday(name: &str) -> bool {
    matches(name, "birth_date birthdate birthday date_of_birth dob born")
}

/// Whether a column has the key of its own row, by its name.
pub(super) fn is_key(name: &str) -> bool {
    matches(name, "=id =key =pk =nr =no =number =row =index row_id row_number")
}

/// Whether a column names a row of something else, such as `customer_id`.
pub(super) fn is_reference(name: &str) -> bool {
    matches(name, "id key fk") && !is_key(name)
}

fn matches(name: &str, names: &str) -> bool {
    let name = words(name);
    let singular = name.strip_suffix('s').unwrap_or(&name);
    names.split(' ').any(|known| match known.strip_prefix('=') {
        Some(known) => name == known,
        None => ends_with(&name, known) || ends_with(singular, known),
    })
}

fn ends_with(name: &str, known: &str) -> bool {
    name.strip_suffix(known).is_some_and(|before| before.is_empty() || before.ends_with('_'))
}

/// A name's words in small letters with `_` between them: `customer_id` for `CustomerID`.
fn words(name: &str) -> String {
    let mut words = String::new();
    let mut last = ' ';
    for letter in name.chars() {
        let begins = letter.is_uppercase() && !last.is_uppercase();
        if (begins || !letter.is_alphanumeric()) && !words.is_empty() && !words.ends_with('_') {
            words.push('_');
        }
        words.extend(letter.to_lowercase().filter(|letter| letter.is_alphanumeric()));
        last = letter;
    }
    words.trim_end_matches('_').into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_generator_that_makes_a_column() {
        let rules = RULES.iter().map(|rule| (rule.0, rule.1)).chain(BLIND.iter().copied());
        for (names, json) in rules {
            let generator: Generator = serde_json::from_str(json).unwrap();
            assert!(crate::propose::trial::data_type(&generator).is_some(), "{json}");
            let name = names.split(' ').next().unwrap().trim_start_matches('=');
            let found = text(name, std::iter::empty()).or_else(|| blind(name));
            assert_eq!(found, Some(generator), "{name} has the rule of another");
        }
    }

    #[test]
    fn names_are_taken_apart_as_people_write_them() {
        for (name, expected) in [
            ("customer_id", "customer_id"),
            ("CustomerID", "customer_id"),
            ("customerId", "customer_id"),
            ("Customer Id", "customer_id"),
            ("E-Mail", "e_mail"),
            ("order.total (EUR)", "order_total_eur"),
            ("  ", ""),
        ] {
            assert_eq!(words(name), expected);
        }
    }

    #[test]
    fn generators_are_found_by_the_end_of_the_name_unless_values_contradict() {
        let found = |name: &str, values: &[&str]| {
            text(name, values.iter().copied()).map(|generator| generator.name())
        };
        assert_eq!(found("billing_email", &["a@b.de"]).as_deref(), Some("email"));
        assert_eq!(found("emails", &[]).as_deref(), Some("email"));
        assert_eq!(found("email", &["a@b.de", "none"]), None);
        assert_eq!(found("name", &["Ada Lovelace"]).as_deref(), Some("full_name"));
        assert_eq!(found("product_name", &[]), None);
        assert_eq!(found("country", &["DE", "FR"]), None, "codes are no names");
        assert_eq!(found("city", &["Lyon", "12"]), None);
        assert!(is_reference("customerId") && is_key("ID") && !is_reference("id"));
        assert!(!is_reference("paid") && !is_reference("grid"));
    }
}
