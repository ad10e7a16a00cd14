//! Companies, from the `fake` crate's lists.

use std::sync::Arc;

use super::choice::Picks;
use super::locale::Locale;
use super::parameters::parameters;
use super::phrase::Phrase;
use super::rng::one_of;
use super::texts::{Made, texts};
use super::{Context, Parameters};

parameters! {
    /// Company, such as `Kuhn Group` or `Kuhn and Adams LLC`; Utf8.
    Company {
        /// Language and country of the names and legal forms.
        locale: Locale = Locale::En,
    }

    /// Buzzword of business, such as `Adaptive`; Utf8.
    Buzzword {
        /// Language and country of the words.
        locale: Locale = Locale::En,
    }

    /// Catch phrase, such as `Balanced asynchronous access`; Utf8.
    CatchPhrase {
        /// Language and country of the words.
        locale: Locale = Locale::En,
    }

    /// Industry of a company, such as `Telecommunications`; Utf8.
    Industry {
        /// Language and country of the words.
        locale: Locale = Locale::En,
    }

    /// Profession, such as `teacher`; Utf8.
    Profession {
        /// Language and country of the words.
        locale: Locale = Locale::En,
    }
}

impl Parameters for Company {
    fn column(&self, context: &Context) -> Made {
        let lists = self.locale.lists();
        let places = [
            ("Name_1", &[lists.last_names][..]),
            ("Name_2", &[lists.last_names][..]),
            ("Suffix", &[lists.company_suffixes][..]),
        ];
        let templates: Vec<_> =
            lists.companies.iter().map(|template| Phrase::new(template, &places)).collect();
        let (first, second) = (context.stream().draw(0), context.stream().draw(1));
        Ok(texts(18, move |row, text| {
            let (first, second) = (first.at(row), second.at(row));
            one_of(&templates, second << 32).push_to(text, &[first, second, first << 32]);
        }))
    }
}

impl Parameters for CatchPhrase {
    fn column(&self, context: &Context) -> Made {
        let lists = self.locale.lists();
        let places = [
            ("Head", &[lists.buzzwords][..]),
            ("Middle", &[lists.buzzword_middles][..]),
            ("Tail", &[lists.buzzword_tails][..]),
        ];
        let phrase = Phrase::new(lists.catch_phrase.only(), &places);
        let (first, second) = (context.stream(), context.stream().draw(0));
        Ok(texts(36, move |row, text| {
            let bits = first.at(row);
            phrase.push_to(text, &[bits, bits << 32, second.at(row)]);
        }))
    }
}

impl Parameters for Buzzword {
    fn column(&self, context: &Context) -> Made {
        let words = self.locale.lists().buzzwords;
        Ok(Arc::new(Picks::evenly(context.stream(), words.iter())))
    }
}

impl Parameters for Industry {
    fn column(&self, context: &Context) -> Made {
        let industries = self.locale.lists().industries;
        Ok(Arc::new(Picks::evenly(context.stream(), industries.iter())))
    }
}

impl Parameters for Profession {
    fn column(&self, context: &Context) -> Made {
        let professions = self.locale.lists().professions;
        Ok(Arc::new(Picks::evenly(context.stream(), professions.iter())))
    }
}
