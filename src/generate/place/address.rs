//! What an address has beside its street and city, by a locale's lists and formats.

use std::sync::Arc;

use crate::generate::choice::Picks;
use crate::generate::locale::Locale;
use crate::generate::parameters::parameters;
use crate::generate::pattern::Filled;
use crate::generate::rng::{below, one_of};
use crate::generate::texts::{Made, texts};
use crate::generate::words::{Words, push_number};
use crate::generate::{Column, Context, Parameters};

parameters! {
    /// Building number in one of the locale's formats, such as `4071`; Utf8.
    BuildingNumber {
        /// Language and country of the formats.
        locale: Locale = Locale::En,
    }

    /// Flat, floor or the like, such as `Apt. 12`; Utf8.
    SecondaryAddress {
        /// Language and country of the words.
        locale: Locale = Locale::En,
    }

    /// Postcode in one of the locale's formats, such as `60614`; Utf8. Those of `place` agree with
    /// the rest of an address.
    Postcode {
        /// Language and country of the formats.
        locale: Locale = Locale::En,
    }

    /// State, region or province, such as `Illinois`; Utf8. Those of `place` agree with the rest of
    /// an address.
    State {
        /// Language and country of the states.
        locale: Locale = Locale::En,
        /// Only its letters or number, such as `IL`.
        short: bool = false,
    }

    /// Country, such as `Norway`; Utf8. Those of `place` agree with the rest of an address.
    Country {
        /// Language of the countries' names.
        locale: Locale = Locale::En,
    }
}

impl Parameters for BuildingNumber {
    /// A number does not begin with 0.
    fn column(&self, context: &Context) -> Made {
        let formats = self.locale.lists().building_numbers;
        let formats = formats.iter().map(|format| Filled::new(&format.replacen('#', "^", 1)));
        Ok(filled(context, formats.collect()))
    }
}

impl Parameters for SecondaryAddress {
    fn column(&self, context: &Context) -> Made {
        let units = self.locale.lists().units;
        let units = Words::new(units.iter().map(|unit| format!("{unit} ")));
        let stream = context.stream();
        Ok(texts(12, move |row, text| {
            let bits = stream.at(row);
            units.pick(bits).push_to(text);
            push_number(text, u64::from(1 + below(bits << 32, 99)));
        }))
    }
}

impl Parameters for Postcode {
    /// The crate writes a letter as `$`.
    fn column(&self, context: &Context) -> Made {
        let formats = self.locale.lists().postcodes;
        let formats = formats.iter().map(|format| Filled::new(&format.replace('$', "?")));
        Ok(filled(context, formats.collect()))
    }
}

/// The column of formats that are as likely as each other.
fn filled(context: &Context, formats: Vec<Filled>) -> Arc<dyn Column> {
    let (format, digits) = (context.stream().draw(0), context.stream().draw(1));
    texts(10, move |row, text| one_of(&formats, format.at(row)).push_to(text, digits, row))
}

impl Parameters for State {
    fn column(&self, context: &Context) -> Made {
        let lists = self.locale.lists();
        let states = if self.short { lists.state_codes } else { lists.states };
        Ok(Arc::new(Picks::evenly(context.stream(), states.iter())))
    }
}

impl Parameters for Country {
    fn column(&self, context: &Context) -> Made {
        let countries = self.locale.lists().countries;
        Ok(Arc::new(Picks::evenly(context.stream(), countries.iter())))
    }
}
