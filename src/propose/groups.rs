//! Whom or what columns are about: those about the same person, place or the like agree.

use super::choose::words;
use crate::generate::{Generator, Place};

/// What the columns of a table are about, so far.
#[derive(Default)]
pub(super) struct Groups {
    members: Vec<Member>,
}

/// A column that is about someone or something.
struct Member {
    /// The group of recipes that name none, such as `person`: what the column is about.
    about: String,
    /// What is told of it: a person has one name, in one column or in two.
    told: String,
    /// Whose it is by its name: `sender` for `sender_email`; empty if the name is silent.
    owner: String,
    group: String,
}

impl Groups {
    /// Gives a column the group of those with the same owner. A new owner has a group of its own
    /// where the columns that are there tell of another one: a table with `name`, `email` and
    /// `manager_name` has two people in each row, one with `customer_name` and `email` has one.
    pub(super) fn join(&mut self, generator: &mut Generator, path: &str) {
        let told = told(generator);
        let Some(group) = group(generator) else { return };
        let (about, owner) = (group.clone(), owner(path));
        let same = || self.members.iter().filter(|member| member.about == about);
        let is_other = |member: &Member| {
            member.group == about
                && (member.told == told || !(member.owner.is_empty() || owner.is_empty()))
        };
        if let Some(known) = same().find(|member| member.owner == owner) {
            group.clone_from(&known.group);
        } else if same().any(is_other) {
            *group = if owner.is_empty() { words(path) } else { owner.clone() };
        }
        let group = group.clone();
        self.members.push(Member { about, told, owner, group });
    }
}

/// The parameter of a generator that says whom or what it is about, if there is one.
fn group(generator: &mut Generator) -> Option<&mut String> {
    Some(match generator {
        Generator::FirstName(of) => &mut of.person,
        Generator::LastName(of) => &mut of.person,
        Generator::FullName(of) => &mut of.person,
        Generator::NameTitle(of) => &mut of.person,
        Generator::Email(of) => &mut of.person,
        Generator::Username(of) => &mut of.person,
        Generator::Iban(of) => &mut of.account,
        Generator::Bic(of) => &mut of.account,
        Generator::Currency(of) => &mut of.currency,
        Generator::Isbn(of) => &mut of.book,
        Generator::Place(of) => &mut of.place,
        _ => return None,
    })
}

fn told(generator: &Generator) -> String {
    match generator {
        Generator::FirstName(_) | Generator::LastName(_) | Generator::FullName(_) => "name".into(),
        Generator::Place(Place { show, .. }) => format!("{show:?}"),
        other => other.name(),
    }
}

/// Words that say what is told, not whose it is.
const TOLD: &str = "first last full given family name title honorific salutation firstname lastname \
    fullname surname user username login e mail email address line street city town state province \
    country nation postal post zip code postcode zipcode time zone timezone latitude longitude lat \
    lon lng iban bic swift currency isbn element";

/// Whose a column is by its path: `billing` for `billing_zip_code` and `billing.city`.
fn owner(path: &str) -> String {
    let words = words(path);
    let mut owner: Vec<_> = words.split('_').collect();
    while owner.last().is_some_and(|word| TOLD.split_whitespace().any(|told| told == *word)) {
        owner.pop();
    }
    owner.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The groups of columns with these paths and generators, in a table.
    fn groups(columns: &[(&str, &str)]) -> Vec<String> {
        let mut groups = Groups::default();
        let mut group_of = |(path, json): &(&str, &str)| {
            let mut generator: Generator = serde_json::from_str(json).unwrap();
            groups.join(&mut generator, path);
            group(&mut generator).cloned().unwrap_or_default()
        };
        columns.iter().map(&mut group_of).collect()
    }

    const NAME: &str = r#"{"full_name":{}}"#;
    const FIRST: &str = r#"{"first_name":{}}"#;
    const EMAIL: &str = r#"{"email":{}}"#;
    const CITY: &str = r#"{"place":{"show":"city"}}"#;
    const POSTCODE: &str = r#"{"place":{"show":"postcode"}}"#;

    #[test]
    fn columns_of_one_owner_agree_and_those_of_several_do_not() {
        for (columns, expected) in [
            (
                &[("first_name", FIRST), ("email", EMAIL), ("manager_name", NAME)][..],
                "person person manager",
            ),
            (&[("customer_name", NAME), ("email", EMAIL)], "person person"),
            (&[("email", EMAIL), ("customer_name", NAME)], "person person"),
            (
                &[
                    ("sender_name", NAME),
                    ("recipientEmail", EMAIL),
                    ("recipient_name", NAME),
                    ("sender_email", EMAIL),
                ],
                "person recipient recipient person",
            ),
            (&[("name", NAME), ("city", CITY), ("zip_code", POSTCODE)], "person place place"),
            (
                &[
                    ("billing_city", CITY),
                    ("billing_zip", POSTCODE),
                    ("shipping_city", CITY),
                    ("shipping_zip", POSTCODE),
                ],
                "place place shipping shipping",
            ),
            (
                &[("home.city", CITY), ("home.zip", POSTCODE), ("work.address.zip", POSTCODE)],
                "place place work",
            ),
            (&[("payer_email", EMAIL), ("payer_city", CITY), ("mail", EMAIL)], "person place mail"),
            (&[("note", r#"{"word":{}}"#)], ""),
        ] {
            assert_eq!(groups(columns).join(" "), expected, "{columns:?}");
        }
    }
}
