//! Which generators have words of their own in which locale: `docs/locales.md` has it as a table.

use super::ascii::{is_latin, latin_last_names};
use super::locale::{List, Lists, Locale};
use super::place::city_lists;

/// How much of a generator's words a locale has itself; the rest is as in `en`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// All.
    Own,
    /// Some.
    Partly,
    /// Nothing.
    English,
}

/// The lists of words that a generator takes from its locale.
type Uses = fn(&Lists) -> Vec<List>;

/// Generators with a locale. Templates do not count, and formats where there are words.
const GENERATORS: [(&str, Uses); 27] = [
    ("first_name", |lists| vec![lists.first_names]),
    ("last_name", |lists| vec![lists.last_names]),
    ("full_name", |lists| vec![lists.first_names, lists.last_names]),
    ("full_name, title", |lists| vec![lists.titles]),
    ("full_name, suffix", |lists| vec![lists.suffixes]),
    ("name_title", |lists| vec![lists.titles]),
    ("username", mailbox),
    ("email", |lists| [mailbox(lists), vec![lists.mail_providers]].concat()),
    ("phone", |lists| vec![lists.phones]),
    ("phone, cell", |lists| vec![lists.cells]),
    ("job_title", |lists| vec![lists.seniorities, lists.job_fields, lists.positions]),
    ("company", |lists| vec![lists.last_names, lists.company_suffixes]),
    ("buzzword", |lists| vec![lists.buzzwords]),
    ("catch_phrase", |lists| vec![lists.buzzwords, lists.buzzword_middles, lists.buzzword_tails]),
    ("industry", |lists| vec![lists.industries]),
    ("profession", |lists| vec![lists.professions]),
    ("street", |lists| vec![lists.first_names, lists.last_names, lists.street_suffixes]),
    ("city", city_lists),
    ("building_number", |lists| vec![lists.building_numbers]),
    ("secondary_address", |lists| vec![lists.units]),
    ("postcode", |lists| vec![lists.postcodes]),
    ("state", |lists| vec![lists.states]),
    ("state, short", |lists| vec![lists.state_codes]),
    ("country", |lists| vec![lists.countries]),
    ("domain_name", domain),
    ("url", domain),
    ("word, words, sentence, paragraph", |lists| vec![lists.words]),
];

/// Names in another script than Latin are in no address.
fn mailbox(lists: &Lists) -> Vec<List> {
    let names = [lists.first_names, lists.last_names];
    if names.into_iter().all(is_latin) { names.into() } else { vec![Locale::En.lists().last_names] }
}

fn domain(lists: &Lists) -> Vec<List> {
    vec![latin_last_names(lists.last_names), lists.domain_suffixes]
}

/// How much of each generator's words each locale but `en` has itself: by comparing its lists with
/// the English ones, which the `fake` crate puts where a locale has none.
#[must_use]
pub fn localised() -> Vec<(&'static str, Locale, Coverage)> {
    let english = Locale::En.lists();
    let others = || Locale::ALL.iter().copied().filter(|locale| *locale != Locale::En);
    let coverage = |uses: Uses, locale: Locale| {
        let (own, english) = (uses(&locale.lists()), uses(&english));
        match own.iter().filter(|list| !english.contains(list)).count() {
            0 => Coverage::English,
            some if some == own.len() => Coverage::Own,
            _ => Coverage::Partly,
        }
    };
    GENERATORS
        .iter()
        .flat_map(|&(generator, uses)| {
            others().map(move |locale| (generator, locale, coverage(uses, locale)))
        })
        .collect()
}
