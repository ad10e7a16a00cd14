//! How to reach a person: e-mail addresses, user names and phone numbers.

use std::cmp::Reverse;
use std::sync::Arc;

use super::ascii::{ascii, is_latin, letters};
use super::locale::{Lists, Locale};
use super::parameters::parameters;
use super::pattern::Filled;
use super::permutation::Permutation;
use super::person::PERSON;
use super::rng::{Draws, Stream, below, one_of};
use super::texts::{Made, distinct_texts, texts};
use super::words::{Words, push_number};
use super::{Column, Context, Parameters};
use crate::batch::Text;

parameters! {
    /// E-mail address with the person's name, such as `ada.lovelace42@gmail.com`; Utf8. It is
    /// ASCII: marks are left out (é is e), and for names in another script than Latin it is
    /// `user` and a number. In a unique column the number has up to nine digits.
    Email {
        /// Columns of the same person and locale agree with each other.
        person: String = PERSON.into(),
        /// Language and country of the names and the mail providers.
        locale: Locale = Locale::En,
        /// Only addresses at example.com, example.net and example.org, which belong to nobody (RFC
        /// 2606); otherwise at real providers.
        safe: bool = false,
    }

    /// User name from the person's name, such as `ada_lovelace42` or `alovelace7`; Utf8. It is
    /// ASCII: marks are left out (é is e), and for names in another script than Latin it is
    /// `user` and a number. In a unique column the number has up to nine digits.
    Username {
        /// Columns of the same person and locale agree with each other.
        person: String = PERSON.into(),
        /// Language and country of the names.
        locale: Locale = Locale::En,
    }

    /// Phone number in one of the locale's formats, such as `(555) 123-4567`; Utf8.
    Phone {
        /// Language and country of the formats.
        locale: Locale = Locale::En,
        /// Only formats of mobile phones.
        cell: bool = false,
    }
}

/// Domains that are kept for examples (RFC 2606).
const SAFE: [&str; 3] = ["example.com", "example.net", "example.org"];

impl Parameters for Email {
    fn column(&self, context: &Context) -> Made {
        let lists = self.locale.lists();
        let mailbox = Mailbox::new(context, &self.person, &lists, &[|name| name + "."]);
        let providers = if self.safe {
            Words::new(SAFE.map(|name| format!("@{name}")))
        } else {
            Words::new(lists.mail_providers.iter().map(|name| format!("@{}", ascii(name))))
        };
        let own = context.stream();
        Ok(distinct_texts(mailbox.distinct_rows(), 30, move |row, text| {
            let bits = own.at(row);
            mailbox.push_to(text, row, bits);
            providers.pick(bits << 32).push_to(text);
        }))
    }
}

impl Parameters for Username {
    fn column(&self, context: &Context) -> Made {
        let forms: [Form; 3] = [
            |name| name + ".",
            |name| name + "_",
            |mut name| {
                name.truncate(1);
                name
            },
        ];
        let mailbox = Mailbox::new(context, &self.person, &self.locale.lists(), &forms);
        let (distinct, own) = (mailbox.distinct_rows(), context.stream());
        Ok(distinct_texts(distinct, 18, move |row, text| mailbox.push_to(text, row, own.at(row))))
    }
}

/// How a first name stands before a last name.
type Form = fn(String) -> String;

/// Numbers of mailboxes of which no two are the same.
const UNIQUE_NUMBERS: u64 = 1_000_000_000;

/// A person's name in ASCII, which has no digits, and a number that makes it likely, or certain, to
/// be the only one.
struct Mailbox {
    person: Stream,
    /// The first names in each form.
    first: Vec<Words>,
    last: Words,
    /// The number is below this.
    numbers: u32,
    /// The order of the numbers, of which none may come twice.
    order: Option<Permutation>,
}

impl Mailbox {
    fn new(context: &Context, person: &str, lists: &Lists, forms: &[Form]) -> Self {
        let (first, last) = (lists.first_names, lists.last_names);
        let person = context.shared(person);
        let order = context.order(context.stream(), UNIQUE_NUMBERS);
        if !(is_latin(first) && is_latin(last)) {
            let (first, last) = (vec![Words::new(["user"])], Words::new([""]));
            return Self { person, first, last, numbers: 100_000_000, order };
        }
        let in_form = |form: &Form| Words::new(first.iter().map(|name| form(letters(name))));
        let first = forms.iter().map(in_form).collect();
        let last = Words::new(last.iter().map(letters));
        Self { person, first, last, numbers: 10_000, order }
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.order.as_ref().map(Permutation::count)
    }

    /// Appends the name and, by the upper half of `own`, the number; the lower half is the form.
    #[inline]
    fn push_to(&self, text: &mut Text, row: u64, own: u64) {
        let bits = self.person.at(row);
        one_of(&self.first, own << 32).pick(bits).push_to(text);
        self.last.pick(bits << 32).push_to(text);
        let number = match &self.order {
            None => below(own, self.numbers).into(),
            Some(order) => order.at(row),
        };
        push_number(text, number);
    }
}

impl Parameters for Phone {
    fn column(&self, context: &Context) -> Made {
        let lists = self.locale.lists();
        let formats = if self.cell { lists.cells } else { lists.phones };
        let formats: Vec<_> = formats.iter().map(Filled::new).collect();
        if context.is_unique() {
            return Ok(unique_phones(context, formats));
        }
        let (format, digits) = (context.stream().draw(0), context.stream().draw(1));
        Ok(texts(18, move |row, text| {
            one_of(&formats, format.at(row)).push_to(text, digits, row);
        }))
    }
}

/// Phone numbers of which no two are the same: a number of the row is that of the format, then the
/// digits. Of formats that have a number in common the one with most numbers is kept.
fn unique_phones(context: &Context, mut formats: Vec<Filled>) -> Arc<dyn Column> {
    formats.sort_by_key(|format| Reverse(format.count()));
    let mut kept: Vec<Filled> = Vec::new();
    for format in formats {
        if !kept.iter().any(|other| other.overlaps(&format)) {
            kept.push(format);
        }
    }
    let fewest = kept.iter().map(Filled::count).min().unwrap_or(0);
    let formats = u32::try_from(kept.len()).unwrap_or(u32::MAX);
    let stream = context.stream();
    let order = Permutation::new(stream, fewest.saturating_mul(formats.into()));
    distinct_texts(Some(order.count()), 18, move |row, text| {
        let mut draws = Draws::new(stream, row).of_number(order.at(row), order.count());
        kept[draws.below(formats) as usize].push_drawn(text, draws);
    })
}
