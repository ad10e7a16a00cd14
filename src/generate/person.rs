//! Persons: names and what they do, from the `fake` crate's lists.
//!
//! Columns of one person share a random stream: its upper half is the first name, its lower half
//! the last name.

use std::sync::Arc;

use super::choice::Picks;
use super::locale::Locale;
use super::parameters::parameters;
use super::phrase::Phrase;
use super::rng::{Stream, share};
use super::texts::{Made, texts};
use super::words::Words;
use super::{Context, Parameters, check};

/// The person whom columns share where a recipe does not say.
pub(super) const PERSON: &str = "person";

parameters! {
    /// First name, such as `Ada`; Utf8. The lists say nothing of gender.
    FirstName {
        /// Columns of the same person and locale agree with each other.
        person: String = PERSON.into(),
        /// Language and country of the names.
        locale: Locale = Locale::En,
    }

    /// Last name, such as `Lovelace`; Utf8.
    LastName {
        /// Columns of the same person and locale agree with each other.
        person: String = PERSON.into(),
        /// Language and country of the names.
        locale: Locale = Locale::En,
    }

    /// Title before or after a name, such as `Dr.`; Utf8. It is picked without regard to the first
    /// name, of which the lists tell no gender.
    NameTitle {
        /// Columns of the same person and locale agree with each other.
        person: String = PERSON.into(),
        /// Language and country of the titles.
        locale: Locale = Locale::En,
    }

    /// First and last name, such as `Ada Lovelace`, in the order that the locale has; Utf8.
    FullName {
        /// Columns of the same person and locale agree with each other.
        person: String = PERSON.into(),
        /// Language and country of the names.
        locale: Locale = Locale::En,
        /// The share of names with a title, from 0 to 1; where the locale puts it.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
        title: f64 = 0.0,
        /// The share of names with a suffix such as `Jr.`, from 0 to 1.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
        suffix: f64 = 0.0,
    }

    /// Seniority, field and position, such as `Senior Banking Analyst`; Utf8.
    JobTitle {
        /// Language and country of the words.
        locale: Locale = Locale::En,
    }
}

/// The draw of a person's stream that picks the title (upper half) and the suffix (lower half).
fn honours(person: Stream) -> Stream {
    person.draw(0)
}

impl Parameters for FirstName {
    fn column(&self, context: &Context) -> Made {
        let names = self.locale.lists().first_names;
        Ok(Arc::new(Picks::evenly(context.shared(&self.person), names.iter())))
    }
}

impl Parameters for LastName {
    fn column(&self, context: &Context) -> Made {
        let names = self.locale.lists().last_names;
        Ok(Arc::new(Picks::evenly(context.shared(&self.person), names.iter()).by_lower_half()))
    }
}

impl Parameters for NameTitle {
    fn column(&self, context: &Context) -> Made {
        let titles = self.locale.lists().titles;
        Ok(Arc::new(Picks::evenly(honours(context.shared(&self.person)), titles.iter())))
    }
}

impl Parameters for FullName {
    fn column(&self, context: &Context) -> Made {
        let title = check::share("title", self.title)?;
        let suffix = check::share("suffix", self.suffix)?;
        let lists = self.locale.lists();
        let places = [
            ("FirstName", &[lists.first_names][..]),
            ("LastName", &[lists.last_names][..]),
            ("Title", &[lists.titles][..]),
        ];
        let name = Phrase::new(lists.name.only(), &places);
        let titled = Phrase::new(lists.titled_name.only(), &places);
        let suffixes = Words::new(lists.suffixes.iter().map(|suffix| format!(" {suffix}")));
        let (person, own) = (context.shared(&self.person), context.stream());
        let (honours, with_suffix) = (honours(person), own.draw(0));
        if title == 0.0 && suffix == 0.0 {
            return Ok(texts(16, move |row, text| {
                let person = person.at(row);
                name.push_to(text, &[person, person << 32, 0]);
            }));
        }
        Ok(texts(16, move |row, text| {
            let (person, honours) = (person.at(row), honours.at(row));
            let name = if share(own.at(row), title) { &titled } else { &name };
            name.push_to(text, &[person, person << 32, honours]);
            if share(with_suffix.at(row), suffix) {
                suffixes.pick(honours << 32).push_to(text);
            }
        }))
    }
}

impl Parameters for JobTitle {
    fn column(&self, context: &Context) -> Made {
        let lists = self.locale.lists();
        let places = [
            ("Seniority", &[lists.seniorities][..]),
            ("Field", &[lists.job_fields][..]),
            ("Position", &[lists.positions][..]),
        ];
        let job = Phrase::new(lists.job.only(), &places);
        let (first, second) = (context.stream(), context.stream().draw(0));
        Ok(texts(26, move |row, text| {
            let bits = first.at(row);
            job.push_to(text, &[bits, bits << 32, second.at(row)]);
        }))
    }
}
