//! The word lists of the `people` preset as JSON, so that the peers pick from the same words.

#![allow(missing_docs)]

use fake::locales::{Data, EN};

fn main() {
    let words = serde_json::json!({
        "first_names": EN::NAME_FIRST_NAME,
        "last_names": EN::NAME_LAST_NAME,
        "email_providers": EN::INTERNET_FREE_EMAIL_PROVIDER,
        "phone_formats": EN::PHONE_NUMBER_FORMATS,
        "street_suffixes": EN::ADDRESS_STREET_SUFFIX,
        "city_prefixes": EN::ADDRESS_CITY_PREFIX,
        "city_suffixes": EN::ADDRESS_CITY_SUFFIX,
        "countries": EN::ADDRESS_COUNTRY,
        "company_suffixes": EN::COMPANY_SUFFIX,
    });
    println!("{words}");
}
