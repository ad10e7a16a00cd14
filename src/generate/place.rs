//! Places: streets, cities and countries of the `fake` crate's words, combined; cities that exist;
//! points on the globe.

mod gazetteer;
mod point;
mod real;

pub use point::{GeoPoint, Latitude, Longitude};
pub use real::Place;

use std::sync::Arc;

use fake::locales::{Data, EN};

use super::choice::Picks;
use super::locale::Locale;
use super::parameters::parameters;
use super::rng::below;
use super::texts::{Made, texts};
use super::words::{Words, push_number};
use super::{Context, Parameters};

parameters! {
    /// House number, name and street suffix, such as `742 Evergreen Terrace`; Utf8.
    Street {}

    /// Invented city, such as `Port Adaville`; Utf8. Those of `place` exist and agree with the rest
    /// of an address.
    City {}

    /// Country, such as `Norway`; Utf8. Those of `place` agree with the rest of an address.
    Country {
        /// Language of the countries' names.
        locale: Locale = Locale::En,
    }
}

/// First and last names: both name streets and cities.
fn names() -> Words {
    Words::new(EN::NAME_FIRST_NAME.iter().chain(EN::NAME_LAST_NAME))
}

impl Parameters for Street {
    fn column(&self, context: &Context) -> Made {
        let suffixes = EN::ADDRESS_STREET_SUFFIX.iter().map(|suffix| format!(" {suffix}"));
        let (names, suffixes) = (names(), Words::new(suffixes));
        let (stream, number) = (context.stream(), context.stream().draw(0));
        Ok(texts(20, move |row, text| {
            let bits = stream.at(row);
            push_number(text, u64::from(1 + below(number.at(row), 9_999)));
            text.push(b' ');
            names.pick(bits).push_to(text);
            suffixes.pick(bits << 32).push_to(text);
        }))
    }
}

impl Parameters for City {
    /// One city in five has a prefix, as in the `fake` crate.
    fn column(&self, context: &Context) -> Made {
        let prefixes = EN::ADDRESS_CITY_PREFIX.iter().map(|prefix| format!("{prefix} "));
        let (prefixes, names) = (Words::new(prefixes), names());
        let suffixes = Words::new(EN::ADDRESS_CITY_SUFFIX);
        let (stream, prefix) = (context.stream(), context.stream().draw(0));
        Ok(texts(14, move |row, text| {
            let (prefix, bits) = (prefix.at(row), stream.at(row));
            if below(prefix, 5) == 0 {
                prefixes.pick(prefix << 32).push_to(text);
            }
            names.pick(bits).push_to(text);
            suffixes.pick(bits << 32).push_to(text);
        }))
    }
}

impl Parameters for Country {
    fn column(&self, context: &Context) -> Made {
        let countries = self.locale.lists().countries;
        Ok(Arc::new(Picks::evenly(context.stream(), countries.iter())))
    }
}
