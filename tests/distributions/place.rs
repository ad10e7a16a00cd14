//! Places.

use fake::locales::{DE_DE, Data, EN, NL_NL, TR_TR};

use super::case::{Case, case, characters, early, numbers, one, pairs, part, whole};
use super::chi_square::{Law, both, each_of, each_pair, shares, side_by_side};

pub fn cases() -> Vec<Case> {
    [addresses(), of_locales(), parts(), globe()].into_iter().flatten().collect()
}

/// The names of persons: streets and cities have them.
fn names() -> impl Iterator<Item = &'static str> {
    EN::NAME_FIRST_NAME.iter().chain(EN::NAME_LAST_NAME).copied()
}

/// One of the three parts of a street.
fn of_street(street: &str, place: usize) -> &str {
    street.splitn(3, ' ').nth(place).unwrap()
}

/// The prefix of a city, if it has one, and the rest.
fn prefix(city: &str) -> (&str, &str) {
    city.split_once(' ').unwrap_or(("", city))
}

/// A city without its prefix: the name and the suffix. No suffix ends as another does.
fn name_and_suffix(city: &str) -> (&str, &str) {
    let name = prefix(city).1;
    let is_end = |suffix: &&&str| name.ends_with(**suffix);
    let suffix = EN::ADDRESS_CITY_SUFFIX.iter().find(is_end).unwrap();
    (name.strip_suffix(suffix).unwrap(), suffix)
}

fn addresses() -> Vec<Case> {
    let (street, city) = (r#"{"street": {}}"#, r#"{"city": {}}"#);
    // One city in five has a prefix, as in the `fake` crate.
    let prefixes = EN::ADDRESS_CITY_PREFIX.iter().map(|prefix| (*prefix, 1.0 / 7.0));
    let prefixes = shares(prefixes.chain([("", 4.0)]));
    let halves = each_of(names().map(early));
    vec![
        case(
            street,
            "hundreds of the number",
            |text| one(of_street(text, 0).parse::<u32>().unwrap() / 100),
            each_of((1..=9_999).map(|number| number / 100)),
        ),
        case(street, "name", |text| one(of_street(text, 1)), each_of(names())),
        case(
            street,
            "half of the names, and the suffix",
            |text| one(side_by_side(early(of_street(text, 1)), of_street(text, 2))),
            both(&halves, &each_of(EN::ADDRESS_STREET_SUFFIX)),
        ),
        case(
            city,
            "prefix, half of the names, and suffix",
            |text| {
                let (name, suffix) = name_and_suffix(text);
                one(side_by_side(prefix(text).0, side_by_side(early(name), suffix)))
            },
            both(&prefixes, &both(&halves, &each_of(EN::ADDRESS_CITY_SUFFIX))),
        ),
        case(city, "name", |text| one(name_and_suffix(text).0), each_of(names())),
        case(r#"{"country": {}}"#, "name", whole, each_of(EN::ADDRESS_COUNTRY)),
        case(r#"{"country": {"locale": "nl_nl"}}"#, "name", whole, each_of(NL_NL::ADDRESS_COUNTRY)),
    ]
}

/// What a text begins or ends with of a list, or nothing.
fn affix(list: &[&'static str], is_there: impl Fn(&str) -> bool) -> &'static str {
    list.iter().copied().find(|affix| is_there(affix)).unwrap_or_default()
}

fn of_locales() -> Vec<Case> {
    let prefixes = TR_TR::ADDRESS_CITY_PREFIX.iter().map(|prefix| (*prefix, 1.0 / 3.0));
    vec![
        case(
            r#"{"street": {"locale": "de_de"}}"#,
            "suffix and thousands of the number",
            |text| {
                let (street, number) = text.rsplit_once(' ').unwrap();
                let suffix = affix(DE_DE::ADDRESS_STREET_SUFFIX, |suffix| street.ends_with(suffix));
                one(side_by_side(suffix, number.parse::<u32>().unwrap() / 1_000))
            },
            both(
                &each_of(DE_DE::ADDRESS_STREET_SUFFIX),
                &each_of((1..=9_999).map(|number| number / 1_000)),
            ),
        ),
        case(
            r#"{"city": {"locale": "tr_tr"}}"#,
            "prefix and suffix",
            |text| {
                let prefix = affix(TR_TR::ADDRESS_CITY_PREFIX, |prefix| text.starts_with(prefix));
                one(side_by_side(prefix, text.rsplit(' ').next().unwrap()))
            },
            both(&shares(prefixes.chain([("", 4.0)])), &each_of(TR_TR::ADDRESS_CITY_SUFFIX)),
        ),
    ]
}

fn parts() -> Vec<Case> {
    let building = r#"{"building_number": {}}"#;
    let (english, dutch) = (r#"{"postcode": {}}"#, r#"{"postcode": {"locale": "nl_nl"}}"#);
    vec![
        case(building, "digits", |text| one(text.len()), each_of([3, 4, 5])),
        case(building, "first digit", |text| one(&text[..1]), each_of(1..10)),
        case(building, "other digits", |text| characters(&text[1..]), each_of(0..10)),
        case(
            r#"{"secondary_address": {}}"#,
            "unit and number",
            whole,
            units_with_numbers(EN::ADDRESS_SECONDARY_ADDR_TYPE),
        ),
        case(english, "length", |text| one(text.len()), each_of([5, 10])),
        case(dutch, "digits", |text| pairs(&text[..4]), each_pair("0123456789")),
        case(dutch, "letters", |text| pairs(&text[5..]), each_pair("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
        case(r#"{"state": {}}"#, "name", whole, each_of(EN::ADDRESS_STATE)),
        case(
            r#"{"state": {"locale": "de_de", "short": true}}"#,
            "letters",
            whole,
            each_of(DE_DE::ADDRESS_STATE_ABBR),
        ),
    ]
}

/// Units with each of their numbers.
fn units_with_numbers(units: &[&str]) -> Law {
    each_of(units.iter().flat_map(|unit| (1..=99).map(move |number| format!("{unit} {number}"))))
}

/// In which twentieth of the globe's surface a point is, from the south and from the west: a zone
/// has the area of its height.
fn twentieths(point: &str) -> Vec<String> {
    let degrees = numbers(point);
    let (north, east) = (degrees[0].to_radians().sin(), degrees[1] / 180.0);
    one(side_by_side(part(north.midpoint(1.0), 20), part(east.midpoint(1.0), 20)))
}

fn globe() -> Vec<Case> {
    let twentieth = each_of(0..20);
    vec![
        case(r#"{"geo_point": {}}"#, "where", twentieths, both(&twentieth, &twentieth)),
        case(
            r#"{"place": {"show": "postcode", "countries": ["SG"]}}"#,
            "digits after that of the city",
            |text| characters(&text[1..]),
            each_of(0..10),
        ),
    ]
}
