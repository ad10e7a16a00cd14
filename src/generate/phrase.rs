//! Words put together as a locale's template says, such as `{FirstName} {LastName}`.

use super::locale::List;
use super::words::Words;
use crate::batch::Text;

/// A template with the words of each place, which have the text between the places on them.
pub(super) struct Phrase(Vec<Place>);

struct Place {
    /// Which of a row's random bits pick the word.
    draw: usize,
    words: Words,
}

impl Phrase {
    /// A template, and for each name in it the lists that a word is picked from. Their order is that
    /// of the random bits in [`Self::push_to`].
    pub(super) fn new(template: &str, lists: &[(&str, &[List])]) -> Self {
        Self::of(&[template], lists)
    }

    /// Templates one after another: what stands between two places of one is the first one's.
    pub(super) fn of(templates: &[&str], lists: &[(&str, &[List])]) -> Self {
        let mut made = Vec::new();
        for template in templates {
            let (mut lead, places) = template.split_once('{').unwrap_or(("", template));
            for (name, tail) in places.split('{').filter_map(|place| place.split_once('}')) {
                let draw = lists.iter().position(|(known, _)| *known == name);
                debug_assert!(draw.is_some(), "{template} has a place without a list");
                if let Some(draw) = draw {
                    let words = lists[draw].1.iter().flat_map(|list| list.iter());
                    let words = words.map(|word| format!("{lead}{word}{tail}"));
                    made.push(Place { draw, words: Words::new(words) });
                    lead = "";
                }
            }
        }
        Self(made)
    }

    /// Appends the template with words by random bits, of which each list has its upper 32.
    #[inline]
    pub(super) fn push_to(&self, text: &mut Text, bits: &[u64]) {
        for place in &self.0 {
            place.words.pick(bits[place.draw]).push_to(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_around_the_places_stays() {
        let [one, two, three] = [&["one"], &["two"], &["three"]].map(|words| List::new(words));
        let lists: [(_, &[_]); 2] = [("A", &[one, two]), ("B", &[three])];
        let filled = |template| {
            let mut text = Text::default();
            Phrase::new(template, &lists).push_to(&mut text, &[u64::MAX, 0]);
            String::from_utf8(text.to_vec()).unwrap()
        };
        assert_eq!(filled("{A} and {B}!"), "two and three!");
        assert_eq!(filled("({B}{A}"), "(threetwo");
    }
}
