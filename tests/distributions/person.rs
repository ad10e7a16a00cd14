//! Persons and how to reach them.

use fake::locales::{DE_DE, Data, EN, FR_FR, IT_IT, TR_TR};

use super::case::{Case, case, digits, one, pairs, whole};
use super::chi_square::{Law, both, each_of, each_pair, shares, side_by_side};

pub fn cases() -> Vec<Case> {
    [names(), mailboxes(), phones()].into_iter().flatten().collect()
}

/// One of a list, or nothing where none is asked for.
fn some_of(share: f64, list: &[&str]) -> Law {
    let each = share / f64::from(u32::try_from(list.len()).unwrap());
    shares(list.iter().map(|one| (*one, each)).chain([("", 1.0 - share)]))
}

/// The title and the suffix of a name.
fn honours(name: &str) -> Vec<String> {
    let known = |word: &str, list: &[&str]| list.contains(&word).then(|| word.to_string());
    let title = known(name.split(' ').next().unwrap(), EN::NAME_TITLE);
    let suffix = known(name.split(' ').next_back().unwrap(), EN::NAME_SUFFIX);
    one(side_by_side(title.unwrap_or_default(), suffix.unwrap_or_default()))
}

fn names() -> Vec<Case> {
    vec![
        case(
            r#"{"first_name": {"locale": "de_de"}}"#,
            "name",
            whole,
            each_of(DE_DE::NAME_FIRST_NAME),
        ),
        case(r#"{"last_name": {}}"#, "name", whole, each_of(EN::NAME_LAST_NAME)),
        case(
            r#"{"last_name": {"locale": "tr_tr"}}"#,
            "name",
            whole,
            each_of(TR_TR::NAME_LAST_NAME),
        ),
        case(r#"{"name_title": {}}"#, "title", whole, each_of(EN::NAME_TITLE)),
        case(r#"{"name_title": {"locale": "it_it"}}"#, "title", whole, each_of(IT_IT::NAME_TITLE)),
        case(
            r#"{"full_name": {"title": 0.25, "suffix": 0.5}}"#,
            "title and suffix",
            honours,
            both(&some_of(0.25, EN::NAME_TITLE), &some_of(0.5, EN::NAME_SUFFIX)),
        ),
    ]
}

/// In which hundredth of all numbers, of which there are so many, that of a mailbox is.
fn hundredth(mailbox: &str, numbers: u32) -> u32 {
    digits(mailbox).parse::<u32>().unwrap() / (numbers / 100)
}

fn number_and_provider(mail: &str) -> Vec<String> {
    let (mailbox, provider) = mail.split_once('@').unwrap();
    one(side_by_side(hundredth(mailbox, 10_000), provider))
}

/// The number, and whether names are apart; the initial stands before the last name without a sign.
fn number_and_form(user: &str) -> Vec<String> {
    let sign = user.chars().find(|c| "._".contains(*c));
    one(side_by_side(hundredth(user, 10_000), sign.map_or("initial".into(), String::from)))
}

fn mailboxes() -> Vec<Case> {
    let hundredths = each_of(0..100);
    vec![
        case(
            r#"{"email": {}}"#,
            "number and provider",
            number_and_provider,
            both(&hundredths, &each_of(EN::INTERNET_FREE_EMAIL_PROVIDER)),
        ),
        case(
            r#"{"username": {}}"#,
            "number and form",
            number_and_form,
            both(&hundredths, &each_of([".", "_", "initial"])),
        ),
        case(
            r#"{"username": {"locale": "ja_jp"}}"#,
            "number",
            |user| one(hundredth(user, 100_000_000)),
            hundredths,
        ),
    ]
}

/// A phone number with the same sign for all digits, or a format with the same for all symbols.
fn shape(phone: &str) -> String {
    phone.replace(|c: char| c == '^' || c.is_ascii_digit(), "#")
}

/// The ten digits of a mobile phone in North America, without the country's 1.
fn ten_digits(phone: &str) -> String {
    let digits = digits(phone);
    digits[digits.len() - 10..].into()
}

fn phones() -> Vec<Case> {
    let shapes = |formats: &[&str]| each_of(formats.iter().map(|format| shape(format)));
    let (cell, french) = (r#"{"phone": {"cell": true}}"#, r#"{"phone": {"locale": "fr_fr"}}"#);
    let areas = FR_FR::PHONE_NUMBER_FORMATS.iter().map(|format| &format[..2]);
    let (ten, nine) = ("0123456789", "123456789");
    vec![
        case(
            r#"{"phone": {}}"#,
            "format",
            |phone| one(shape(phone)),
            shapes(EN::PHONE_NUMBER_FORMATS),
        ),
        case(cell, "format", |phone| one(shape(phone)), shapes(EN::PHONE_CELL_NUMBER_FORMATS)),
        case(cell, "first digit", |phone| one(&ten_digits(phone)[..1]), each_of(nine.chars())),
        case(cell, "other digits", |phone| pairs(&ten_digits(phone)[1..]), each_pair(ten)),
        case(french, "area", |phone| one(&phone[..2]), each_of(areas)),
        case(french, "digits", |phone| pairs(&digits(phone)[2..]), each_pair(ten)),
    ]
}
