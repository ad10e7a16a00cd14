//! What columns are about, by their names.

use super::shape::{
    is_any, is_capitals, is_country_code, is_email, is_handle, is_hex_colour, is_host, is_iban,
    is_ip, is_ipv6, is_isbn, is_mac, is_number, is_path, is_phone, is_phrase, is_prose, is_unknown,
    is_url, is_uuid, is_word, is_zip_code,
};
use crate::generate::Generator;

/// Names, the generator of what they name as in a recipe, and what a text of it is like.
type Rule = (&'static str, &'static str, fn(&str) -> bool);

const EMAILS: &str = "email e_mail mail email_address mail_address";
const STATES: &str = "=state =billing_state =shipping_state address_state province";
const COUNTRIES: &str = "country country_name nation";
const POSTCODES: &str = "postcode zip zip_code zipcode postal_code";

/// The first rule wins, or another one with the same names, where values or lengths do not allow it.
/// A name matches when it is one of the names or ends with it after a `_`; one that begins with `=`
/// must be the whole name.
const RULES: &[Rule] = &[
    ("first_name firstname given_name forename fname", r#"{"first_name":{}}"#, is_phrase),
    ("last_name lastname surname family_name lname", r#"{"last_name":{}}"#, is_phrase),
    ("user_name username login nickname handle", r#"{"username":{}}"#, is_handle),
    ("company company_name organization organisation employer", r#"{"company":{}}"#, is_prose),
    ("merchant vendor supplier merchant_name supplier_name brand", r#"{"company":{}}"#, is_prose),
    ("file_name filename", r#"{"file_name":{}}"#, is_any),
    ("domain domain_name hostname host host_name", r#"{"domain_name":{}}"#, is_host),
    ("full_name fullname person person_name contact_name", r#"{"full_name":{}}"#, is_phrase),
    ("customer_name client_name user_name member_name", r#"{"full_name":{}}"#, is_phrase),
    ("employee_name student_name teacher_name driver_name", r#"{"full_name":{}}"#, is_phrase),
    ("author_name artist_name patient_name owner_name", r#"{"full_name":{}}"#, is_phrase),
    ("sender_name recipient_name manager_name guest_name", r#"{"full_name":{}}"#, is_phrase),
    ("passenger_name agent_name buyer_name seller_name", r#"{"full_name":{}}"#, is_phrase),
    ("billing_name shipping_name holder_name doctor_name", r#"{"full_name":{}}"#, is_phrase),
    ("=name author owner recipient customer employee patient", r#"{"full_name":{}}"#, is_phrase),
    (EMAILS, r#"{"email":{}}"#, is_email),
    ("phone telephone tel mobile phone_number fax", r#"{"phone":{}}"#, is_phone),
    ("ip_address ip ip_addr ipv4 remote_addr", r#"{"ipv4":{}}"#, is_ip),
    ("ipv6", r#"{"ipv6":{}}"#, is_ipv6),
    ("mac mac_address", r#"{"mac_address":{}}"#, is_mac),
    ("street street_address address address1 address_line line1", r#"{"street":{}}"#, is_prose),
    ("address2 address_line2 line2 apartment suite", r#"{"secondary_address":{}}"#, is_prose),
    ("city town", r#"{"place":{"show":"city"}}"#, is_phrase),
    ("state_code province_code", r#"{"place":{"show":"state_code"}}"#, is_capitals),
    (STATES, r#"{"place":{"show":"state"}}"#, is_word),
    (STATES, r#"{"place":{"show":"state_code"}}"#, is_capitals),
    (STATES, r#"{"place":{"show":"state_code","countries":["US"]}}"#, is_unknown),
    ("country_code", r#"{"place":{"show":"country_code"}}"#, is_country_code),
    (COUNTRIES, r#"{"place":{"show":"country"}}"#, is_word),
    (COUNTRIES, r#"{"place":{"show":"country_code"}}"#, is_country_code),
    (POSTCODES, r#"{"place":{"show":"postcode"}}"#, is_unknown),
    (POSTCODES, r#"{"place":{"show":"postcode","countries":["US"]}}"#, is_zip_code),
    ("time_zone timezone tz", r#"{"place":{"show":"time_zone"}}"#, is_path),
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
    ("http_method request_method =method", r#"{"http_method":{}}"#, is_capitals),
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
    ("last4 last_four", r#"{"regex":{"regex":"[0-9]{4}"}}"#, is_number),
    ("md5", r#"{"regex":{"regex":"[0-9a-f]{32}"}}"#, is_word),
    ("sha1", r#"{"regex":{"regex":"[0-9a-f]{40}"}}"#, is_word),
    ("sha256 hash checksum digest", r#"{"regex":{"regex":"[0-9a-f]{64}"}}"#, is_word),
];

/// Rules for columns whose values are not known; with values, these say more.
const BLIND: &[(&str, &str)] = &[
    ("status", r#"{"choice":{"values":["active","inactive","pending"]}}"#),
    ("gender sex", r#"{"choice":{"values":["female","male","other"]}}"#),
    ("payment_method", r#"{"choice":{"values":["card","transfer","invoice","cash"]}}"#),
    ("version firmware", r#"{"regex":{"regex":"[0-9]\\.[0-9]{1,2}\\.[0-9]{1,2}"}}"#),
    ("priority severity", r#"{"choice":{"values":["low","medium","high"]}}"#),
    ("language lang", r#"{"choice":{"values":["en","de","fr","es"]}}"#),
    ("description comment comments note notes body message text content bio", r#"{"sentence":{}}"#),
    ("headline subject title summary", r#"{"words":{}}"#),
    ("slug tag keyword label category kind type", r#"{"word":{}}"#),
    ("code sku ref reference number no", r#"{"pattern":{"pattern":"??-######"}}"#),
];

/// Rules for floats of which there are no values: a point on land agrees with its city.
const DEGREES: &[(&str, &str)] = &[
    ("latitude lat", r#"{"place":{"show":"latitude"}}"#),
    ("longitude lon lng long", r#"{"place":{"show":"longitude"}}"#),
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
    ("quantity qty count items line line_no line_number", 1.0, 10.0),
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

/// The generators of what a column of text is about, if none of its values contradicts; best first.
pub(super) fn texts(name: &str, values: &[&str]) -> Vec<Generator> {
    let Some((names, ..)) = RULES.iter().find(|(names, ..)| matches(name, names)) else {
        return Vec::new();
    };
    let fits = |rule: &&Rule| rule.0 == *names && values.iter().all(|value| rule.2(value));
    RULES.iter().filter(fits).filter_map(|(_, json, _)| serde_json::from_str(json).ok()).collect()
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

/// The generator for degrees of which there are no values.
pub(super) fn degrees(name: &str) -> Option<Generator> {
    let (_, json) = DEGREES.iter().find(|(names, _)| matches(name, names))?;
    serde_json::from_str(json).ok()
}

/// Whether a column has mail addresses, by its name.
pub(in crate::propose) fn has_emails(name: &str) -> bool {
    matches(name, EMAILS)
}

/// Whether a name says what texts are.
pub(in crate::propose) fn is_known(name: &str) -> bool {
    RULES.iter().any(|(names, ..)| matches(name, names))
}

/// Whether a column is about ages.
pub(in crate::propose) fn is_age(name: &str) -> bool {
    matches(name, "age")
}

/// Whether a column is about birthdays.
pub(in crate::propose) fn is_birthday(name: &str) -> bool {
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
pub(in crate::propose) fn words(name: &str) -> String {
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
    use serde_json::json;

    use super::*;

    #[test]
    fn every_rule_has_a_generator_that_makes_a_column() {
        let rules =
            RULES.iter().map(|rule| (rule.0, rule.1)).chain(BLIND.iter().chain(DEGREES).copied());
        for (names, json) in rules {
            let generator: Generator = serde_json::from_str(json).unwrap();
            assert!(crate::propose::trial::data_type(&generator).is_some(), "{json}");
            let name = names.split(' ').next().unwrap().trim_start_matches('=');
            let mut found = texts(name, &[]).into_iter().chain(blind(name)).chain(degrees(name));
            assert!(found.any(|found| found == generator), "{name} has the rule of another");
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
        let found = |name: &str, values: &[&str]| texts(name, values).first().map(Generator::name);
        assert_eq!(found("billing_email", &["a@b.de"]).as_deref(), Some("email"));
        assert_eq!(found("emails", &[]).as_deref(), Some("email"));
        assert_eq!(found("email", &["a@b.de", "none"]), None);
        assert_eq!(found("name", &["Ada Lovelace"]).as_deref(), Some("full_name"));
        assert_eq!(found("product_name", &[]), None);
        assert_eq!(found("city", &["Lyon", "12"]), None);
        assert_eq!(found("ip_address", &["localhost"]), None, "an address of another kind");
        assert!(is_reference("customerId") && is_key("ID") && !is_reference("id"));
        assert!(!is_reference("paid") && !is_reference("grid"));
    }

    #[test]
    fn what_is_shown_of_a_place_is_what_values_are_like() {
        for (name, values, expected) in [
            ("country", &["Germany", "Chile"][..], json!({"show": "country"})),
            ("country", &["DE", "FR"], json!({"show": "country_code"})),
            ("province", &["ON", "BC"], json!({"show": "state_code"})),
            ("zip", &["60614", "02139"], json!({"show": "postcode", "countries": ["US"]})),
            ("zip", &[], json!({"show": "postcode"})),
        ] {
            let place: Generator = serde_json::from_value(json!({"place": expected})).unwrap();
            assert_eq!(texts(name, values).first(), Some(&place), "{name} {values:?}");
        }
        assert_eq!(texts("zip", &["SW1A 1AA"]), [], "their form says more");
    }
}
