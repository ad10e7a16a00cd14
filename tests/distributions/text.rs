//! Texts of words, names of what companies do, colours, and texts by a pattern.

use fake::locales::{Data, EN, PT_PT, ZH_CN};

use super::case::{Case, case, early, numbers, one, pairs, whole};
use super::chi_square::{Law, both, each_of, each_pair, shares, side_by_side};

pub fn cases() -> Vec<Case> {
    [words(), business(), jobs(), patterns(), colours()].into_iter().flatten().collect()
}

fn word_count(text: &str) -> Vec<String> {
    one(text.split(' ').count())
}

/// The words of a text, as they are in the list.
fn words_of(text: &str) -> Vec<String> {
    text.to_lowercase().split(' ').map(|word| word.trim_end_matches('.').into()).collect()
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.trim_end_matches('.').split(". ")
}

fn words() -> Vec<Case> {
    let latin = || each_of(EN::LOREM_WORD);
    let first_words = |text: &str| sentences(text).map(|text| words_of(text).remove(0)).collect();
    vec![
        case(r#"{"word": {}}"#, "word", whole, latin()),
        case(r#"{"word": {"locale": "zh_cn"}}"#, "word", whole, each_of(ZH_CN::LOREM_WORD)),
        case(r#"{"words": {}}"#, "how many", word_count, each_of(2..=5)),
        case(r#"{"words": {}}"#, "words", words_of, latin()),
        case(r#"{"sentence": {}}"#, "how many words", word_count, each_of(4..=9)),
        case(r#"{"sentence": {}}"#, "words", words_of, latin()),
        case(
            r#"{"paragraph": {}}"#,
            "how many sentences",
            |text| one(sentences(text).count()),
            each_of(3..=6),
        ),
        case(
            r#"{"paragraph": {}}"#,
            "how many words in a sentence",
            |text| sentences(text).flat_map(word_count).collect(),
            each_of(4..=9),
        ),
        case(r#"{"paragraph": {}}"#, "first words of sentences", first_words, latin()),
    ]
}

/// The longest of a list that a text begins with, before a space.
fn head<'a>(text: &'a str, list: &[&str]) -> &'a str {
    let is_head = |one: &&&str| text.strip_prefix(**one).is_some_and(|rest| rest.starts_with(' '));
    &text[..list.iter().filter(is_head).map(|one| one.len()).max().unwrap_or(0)]
}

/// The longest of a list that a text ends with, after a space.
fn tail<'a>(text: &'a str, list: &[&str]) -> &'a str {
    let is_tail = |one: &&&str| text.strip_suffix(**one).is_some_and(|rest| rest.ends_with(' '));
    let longest = list.iter().filter(is_tail).map(|one| one.len()).max().unwrap_or(0);
    &text[text.len() - longest..]
}

/// The head, the middle and the tail of a catch phrase.
fn parts(phrase: &str) -> [&str; 3] {
    let head = head(phrase, EN::COMPANY_BUZZWORD_HEAD);
    let tail = tail(phrase, EN::COMPANY_BUZZWORD_TAIL);
    [head, phrase[head.len()..phrase.len() - tail.len()].trim(), tail]
}

/// The last names of a company.
fn partners(company: &str) -> Vec<String> {
    let names = company.strip_suffix(tail(company, EN::COMPANY_SUFFIX)).unwrap().trim_end();
    names.split(" and ").map(String::from).collect()
}

/// The halves of a list by [`early`].
fn halves(list: &[&str]) -> Law {
    each_of(list.iter().map(|word| early(word)))
}

fn business() -> Vec<Case> {
    let (phrase, company) = (r#"{"catch_phrase": {}}"#, r#"{"company": {}}"#);
    let heads = each_of(EN::COMPANY_BUZZWORD_HEAD);
    let forms = both(&each_of([1, 2]), &each_of(EN::COMPANY_SUFFIX));
    vec![
        case(r#"{"buzzword": {}}"#, "word", whole, heads.clone()),
        case(
            r#"{"buzzword": {"locale": "pt_pt"}}"#,
            "word",
            whole,
            each_of(PT_PT::COMPANY_BUZZWORD_HEAD),
        ),
        case(
            phrase,
            "head and half of the middles",
            |text| {
                let [head, middle, _] = parts(text);
                one(side_by_side(head, early(middle)))
            },
            both(&heads, &halves(EN::COMPANY_BUZZWORD_MIDDLE)),
        ),
        case(
            phrase,
            "middle and half of the tails",
            |text| {
                let [_, middle, tail] = parts(text);
                one(side_by_side(middle, early(tail)))
            },
            both(&each_of(EN::COMPANY_BUZZWORD_MIDDLE), &halves(EN::COMPANY_BUZZWORD_TAIL)),
        ),
        case(phrase, "tail", |text| one(parts(text)[2]), each_of(EN::COMPANY_BUZZWORD_TAIL)),
        case(
            company,
            "half of the names, how many there are, and the legal form",
            |text| {
                let (names, form) = (partners(text), tail(text, EN::COMPANY_SUFFIX));
                one(side_by_side(early(&names[0]), side_by_side(names.len(), form)))
            },
            both(&halves(EN::NAME_LAST_NAME), &forms),
        ),
        case(company, "names", partners, each_of(EN::NAME_LAST_NAME)),
        case(r#"{"industry": {}}"#, "industry", whole, each_of(EN::COMPANY_INDUSTRY)),
        case(r#"{"profession": {}}"#, "profession", whole, each_of(EN::COMPANY_PROFESSION)),
    ]
}

/// Two of the three words of a job title, from this one.
fn two_words(title: &str, from: usize) -> Vec<String> {
    let words: Vec<_> = title.split(' ').collect();
    one(side_by_side(words[from], words[from + 1]))
}

fn jobs() -> Vec<Case> {
    let [seniority, field, position] =
        [EN::JOB_SENIORITY, EN::JOB_FIELD, EN::JOB_POSITION].map(each_of);
    let job = r#"{"job_title": {}}"#;
    vec![
        case(job, "seniority and field", |text| two_words(text, 0), both(&seniority, &field)),
        case(job, "field and position", |text| two_words(text, 1), both(&field, &position)),
    ]
}

fn patterns() -> Vec<Case> {
    let sizes = shares([("small", 1.0), ("medium", 5.0), ("large", 2.0)]);
    let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    vec![
        case(
            r#"{"pattern": {"pattern": "N########"}}"#,
            "digits",
            |text| pairs(&text[1..]),
            each_pair("0123456789"),
        ),
        case(r#"{"pattern": {"pattern": "^^^^^^^^"}}"#, "digits", pairs, each_pair("123456789")),
        case(r#"{"pattern": {"pattern": "????????"}}"#, "letters", pairs, each_pair(capitals)),
        case(
            r#"{"choice": {"values": ["small", "medium", "large"], "weights": [1, 5, 2]}}"#,
            "value",
            whole,
            sizes,
        ),
        case(
            r#"{"choice": {"values": ["a", "b", "a"]}}"#,
            "value",
            whole,
            each_of(["a", "b", "a"]),
        ),
    ]
}

fn colours() -> Vec<Case> {
    let digits = |text: &str| pairs(text.trim_start_matches('#'));
    let parts = |text: &str| numbers(text).iter().map(f64::to_string).collect();
    vec![
        case(r#"{"hex_colour": {}}"#, "digits", digits, each_pair("0123456789abcdef")),
        case(r#"{"rgb_colour": {}}"#, "red, green and blue", parts, each_of(0..=255)),
    ]
}
