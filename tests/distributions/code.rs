//! Codes.

use fake::locales::{Data, EN, RegistrantRule};

use super::case::{Case, case, characters, one, pairs};
use super::chi_square::{Law, both, each_of, each_pair, shares, side_by_side};

pub fn cases() -> Vec<Case> {
    [banks(), cards(), books(), plates(), uuids()].into_iter().flatten().collect()
}

const CAPITALS: std::ops::RangeInclusive<char> = 'A'..='Z';

fn banks() -> Vec<Case> {
    let bic = r#"{"bic": {"countries": ["DE", "FR", "FR"], "branches": 0.3}}"#;
    // Neither 0 nor 1, and not O.
    let places = ('2'..='9').chain(CAPITALS).filter(|c| *c != 'O');
    let countries = each_of(["DE", "FR", "FR"]);
    // 98 less the rest of a number divided by 97.
    let checks = (2..=98).map(|check| format!("{check:02}"));
    vec![
        case(
            bic,
            "country, and whether a branch is named",
            |text| one(side_by_side(&text[4..6], text.len())),
            both(&countries, &shares([(11, 0.3), (8, 0.7)])),
        ),
        case(bic, "letters of the bank", |text| characters(&text[..4]), each_of(CAPITALS)),
        case(bic, "characters of the place", |text| characters(&text[6..8]), each_of(places)),
        case(bic, "digits of the branch", |text| characters(&text[8..]), each_of(0..10)),
        case(
            r#"{"iban": {"countries": ["NL"]}}"#,
            "letters of the bank",
            |text| characters(&text[4..8]),
            each_of(CAPITALS),
        ),
        case(r#"{"iban": {}}"#, "check digits", |text| one(&text[2..4]), each_of(checks)),
    ]
}

fn cards() -> Vec<Case> {
    let card = r#"{"credit_card": {}}"#;
    // Mastercard has as many beginnings with 2 as with 5, American Express with 34 as with 37.
    let firsts = [("4", 2.0), ("5", 1.0), ("2", 1.0), ("3", 2.0)];
    vec![
        case(card, "first digit", |text| one(&text[..1]), shares(firsts)),
        case(card, "check digit", |text| one(&text[text.len() - 1..]), each_of(0..10)),
        case(
            r#"{"credit_card": {"networks": ["visa"]}}"#,
            "digits",
            |text| pairs(&text[1..]),
            each_pair("0123456789"),
        ),
    ]
}

/// The group and how many digits the publisher has, as often as there are books by the ranges that
/// the `fake` crate has. One of them, whose first number is longer than its last, is a slip.
fn publishers() -> Law {
    let rules = EN::isbn_rules();
    let all = rules.iter().flat_map(|(group, rules)| rules.iter().map(move |rule| (group, rule)));
    let number = |digits: &str| digits.parse::<f64>().unwrap();
    let books = |(group, rule): (&&str, &RegistrantRule)| {
        let books = number(rule.max) - number(rule.min) + 1.0;
        (side_by_side(group, rule.registrant_len), books)
    };
    shares(all.filter(|(_, rule)| rule.min.len() == rule.max.len()).map(books))
}

fn books() -> Vec<Case> {
    let group_and_publisher = |isbn: &str| {
        let parts: Vec<_> = isbn.split('-').collect();
        one(side_by_side(parts[1], parts[2].len()))
    };
    let ten = r#"{"isbn": {"digits": 10}}"#;
    vec![
        case(
            r#"{"isbn": {}}"#,
            "group and digits of the publisher",
            group_and_publisher,
            publishers(),
        ),
        case(r#"{"isbn": {}}"#, "check digit", |text| one(&text[16..]), each_of(0..10)),
        case(ten, "check digit", |text| one(&text[12..]), each_of("0123456789X".chars())),
    ]
}

fn plates() -> Vec<Case> {
    let german = r#"{"licence_plate": {"countries": ["DE"]}}"#;
    let portuguese = r#"{"licence_plate": {"countries": ["PT"]}}"#;
    let cities = "B F H K M S AC BN DD DU FR HB HH KA KI MA MS DON ERH GAP".split(' ');
    // Berlin has B-A 10 to B-ZZ 9999.
    let lengths = both(&each_of(1..=2), &each_of(2..=4));
    let city_and_lengths = |plate: &str| {
        let (city, rest) = plate.split_once('-').unwrap();
        let (letters, digits) = rest.split_once(' ').unwrap();
        one(side_by_side(city, side_by_side(letters.len(), digits.len())))
    };
    vec![
        case(
            r#"{"licence_plate": {"countries": ["FR", "ES", "ES"]}}"#,
            "country",
            |plate| one(if plate.contains('-') { "FR" } else { "ES" }),
            each_of(["FR", "ES", "ES"]),
        ),
        case(
            german,
            "city, letters and digits",
            city_and_lengths,
            both(&each_of(cities), &lengths),
        ),
        case(
            portuguese,
            "letters",
            |plate| characters(&plate.replace(|c: char| !c.is_ascii_uppercase(), "")),
            each_of(CAPITALS),
        ),
        case(portuguese, "digits", |plate| characters(&plate[3..5]), each_of(0..10)),
    ]
}

fn uuids() -> Vec<Case> {
    let digits = || each_of("0123456789abcdef".chars());
    // What is neither the version nor the variant.
    let random = |uuid: &str| {
        let digits = characters(uuid).into_iter().enumerate();
        digits.filter(|(place, _)| ![12, 16].contains(place)).map(|(_, digit)| digit).collect()
    };
    vec![
        case(r#"{"uuid": {}}"#, "digits", random, digits()),
        case(r#"{"uuid": {}}"#, "variant", |uuid| one(&uuid[16..17]), each_of("89ab".chars())),
        case(
            r#"{"uuid": {"version": 7, "as": "text"}}"#,
            "digits after the time",
            |uuid| characters(&uuid.replace('-', "")[17..]),
            digits(),
        ),
    ]
}
