//! Invented streets and cities: names of persons with a locale's prefixes and suffixes.

use crate::generate::locale::{List, Lists, Locale};
use crate::generate::parameters::parameters;
use crate::generate::phrase::Phrase;
use crate::generate::rng::below;
use crate::generate::texts::{Made, texts};
use crate::generate::words::push_number;
use crate::generate::{Context, Parameters};

parameters! {
    /// House number, name and street suffix, such as `742 Evergreen Terrace`, in the order that the
    /// locale has; Utf8.
    Street {
        /// Language and country of the names and suffixes.
        locale: Locale = Locale::En,
    }

    /// Invented city, such as `Port Adaville`; Utf8. Those of `place` exist and agree with the rest
    /// of an address.
    City {
        /// Language and country of the names, prefixes and suffixes.
        locale: Locale = Locale::En,
    }
}

/// First and last names: both name streets and cities.
fn names(lists: &Lists) -> [List; 2] {
    [lists.first_names, lists.last_names]
}

/// The lists of which a locale's cities are made. Where they have no suffix they have no prefix
/// either: the crate has only the English ones for them.
#[cfg(not(target_arch = "wasm32"))]
pub(in crate::generate) fn city_lists(lists: &Lists) -> Vec<List> {
    let affixes = [lists.city_prefixes, lists.city_suffixes];
    let affixes = affixes.into_iter().filter(|_| has_affixes(lists));
    names(lists).into_iter().chain(affixes).collect()
}

fn has_affixes(lists: &Lists) -> bool {
    lists.city.only().contains("{CitySuffix}")
}

/// A locale's template of a street, in two: the gap is the second word's, because Snappy finds whole
/// words again and its files shall stay as they are. A suffix in small letters ends the word that the
/// name begins, as in `Ackermannstraße`, where the crate's template sets it apart.
fn street(lists: &Lists) -> [&'static str; 2] {
    let is_ending = |suffix: &str| suffix.starts_with(char::is_lowercase);
    let is_joined = lists.street_suffixes.iter().all(is_ending);
    let template = lists.street.only();
    let (first, second) = template.split_at(template.find('}').map_or(0, |end| end + 1));
    [first, if is_joined { second.trim_start() } else { second }]
}

/// Whether the house number stands after the street, which the crate does not tell.
const fn number_is_last(locale: Locale) -> bool {
    use Locale::{DeDe, FaIr, ItIt, NlNl, PtBr, PtPt, TrTr, ZhCn};
    matches!(locale, DeDe | FaIr | ItIt | NlNl | PtBr | PtPt | TrTr | ZhCn)
}

impl Parameters for Street {
    fn column(&self, context: &Context) -> Made {
        let lists = self.locale.lists();
        let places: [(_, &[_]); 2] =
            [("StreetName", &names(&lists)), ("StreetSuffix", &[lists.street_suffixes])];
        let street = Phrase::of(&street(&lists), &places);
        let number_is_last = number_is_last(self.locale);
        let (stream, number) = (context.stream(), context.stream().draw(0));
        Ok(texts(20, move |row, text| {
            let bits = stream.at(row);
            let number = u64::from(1 + below(number.at(row), 9_999));
            if !number_is_last {
                push_number(text, number);
                text.push(b' ');
            }
            street.push_to(text, &[bits, bits << 32]);
            if number_is_last {
                text.push(b' ');
                push_number(text, number);
            }
        }))
    }
}

impl Parameters for City {
    /// One city in five has a prefix, as in the `fake` crate.
    fn column(&self, context: &Context) -> Made {
        let lists = self.locale.lists();
        let places: [(_, &[_]); 3] = [
            ("CityPrefix", &[lists.city_prefixes]),
            ("CityName", &names(&lists)),
            ("CitySuffix", &[lists.city_suffixes]),
        ];
        let city = lists.city.only();
        let prefix = lists.prefixed_city.only().strip_suffix(city).filter(|_| has_affixes(&lists));
        let prefix = Phrase::new(prefix.unwrap_or_default(), &places);
        let city = Phrase::new(city, &places);
        let (stream, draw) = (context.stream(), context.stream().draw(0));
        Ok(texts(14, move |row, text| {
            let (drawn, bits) = (draw.at(row), stream.at(row));
            let bits = [drawn << 32, bits, bits << 32];
            if below(drawn, 5) == 0 {
                prefix.push_to(text, &bits);
            }
            city.push_to(text, &bits);
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::texts;

    fn first(generator: &str, locale: &str) -> String {
        texts(&format!(r#"{{"{generator}": {{"locale": "{locale}"}}}}"#), 1).remove(0)
    }

    #[test]
    fn house_numbers_stand_where_the_locale_has_them() {
        let starts_with_digit =
            |locale| first("street", locale).starts_with(|c: char| c.is_ascii_digit());
        let ends_with_digit =
            |locale| first("street", locale).ends_with(|c: char| c.is_ascii_digit());
        for locale in ["en", "fr_fr", "cy_gb", "ja_jp"] {
            assert!(starts_with_digit(locale) && !ends_with_digit(locale), "{locale}");
        }
        for locale in ["de_de", "it_it", "nl_nl", "pt_br", "pt_pt", "tr_tr", "zh_cn", "fa_ir"] {
            assert!(ends_with_digit(locale) && !starts_with_digit(locale), "{locale}");
        }
    }

    #[test]
    fn suffixes_in_small_letters_end_the_name() {
        let words = |locale: Locale| street(&locale.lists());
        assert_eq!(words(Locale::DeDe), ["{StreetName}", "{StreetSuffix}"]);
        assert_eq!(words(Locale::NlNl), ["{StreetName}", "{StreetSuffix}"]);
        assert_eq!(words(Locale::En), ["{StreetName}", " {StreetSuffix}"]);
        assert_eq!(words(Locale::ItIt), ["{StreetSuffix}", " {StreetName}"]);
        assert_eq!(words(Locale::ZhCn), ["{StreetName}", "{StreetSuffix}"]);
    }

    #[test]
    fn cities_without_a_suffix_have_no_english_prefix() {
        let names = Locale::FrFr.lists();
        let names: Vec<_> =
            [names.first_names, names.last_names].into_iter().flat_map(List::iter).collect();
        let cities = texts(r#"{"city": {"locale": "fr_fr"}}"#, 1_000);
        assert!(cities.iter().all(|city| names.contains(&&**city)), "{cities:?}");
    }
}
