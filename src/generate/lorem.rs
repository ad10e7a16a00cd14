//! Text that means nothing: words, sentences and paragraphs, from the `fake` crate's lists.

use std::sync::Arc;

use super::check::Count;
use super::choice::Picks;
use super::locale::{List, Locale};
use super::parameters::parameters;
use super::rng::Stream;
use super::texts::{Made, texts};
use super::words::Words as WordList;
use super::{Context, Parameters};
use crate::batch::Text;

parameters! {
    /// Word, such as `dolor`; Utf8. The words are Latin, but Chinese in `zh_cn`.
    Word {
        /// Language of the words.
        locale: Locale = Locale::En,
    }

    /// Some words, such as `dolor sit amet`; Utf8.
    Words {
        /// Language of the words.
        locale: Locale = Locale::En,
        /// Fewest words.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 1_000)))]
        min_words: u32 = 2,
        /// Most words.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 1_000)))]
        max_words: u32 = 5,
    }

    /// Sentence, such as `Dolor sit amet quia.`; Utf8.
    Sentence {
        /// Language of the words.
        locale: Locale = Locale::En,
        /// Fewest words.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 1_000)))]
        min_words: u32 = 4,
        /// Most words.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 1_000)))]
        max_words: u32 = 9,
    }

    /// Some sentences of 4 to 9 words each, such as `Dolor sit amet quia. Non est porro aut.`; Utf8.
    Paragraph {
        /// Language of the words.
        locale: Locale = Locale::En,
        /// Fewest sentences.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 1_000)))]
        min_sentences: u32 = 3,
        /// Most sentences.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 1_000)))]
        max_sentences: u32 = 6,
    }
}

/// How many words or sentences one value may have: more would be a batch's worth.
const ALLOWED: std::ops::RangeInclusive<u32> = 1..=1_000;

fn words(least: u32, most: u32) -> Result<Count, super::BadParameter> {
    Count::new(("min_words", least), ("max_words", most), ALLOWED)
}

impl Parameters for Word {
    fn column(&self, context: &Context) -> Made {
        Ok(Arc::new(Picks::evenly(context.stream(), self.locale.lists().words.iter())))
    }
}

impl Parameters for Words {
    fn column(&self, context: &Context) -> Made {
        let words = words(self.min_words, self.max_words)?;
        let list = self.locale.lists().words;
        let style = Style { stop: "", ..Style::of(self.locale) };
        let first = WordList::new(list.iter());
        Ok(Prose::new(list, first, style, words, Count::ONE).column(context.stream()))
    }
}

impl Parameters for Sentence {
    fn column(&self, context: &Context) -> Made {
        let words = words(self.min_words, self.max_words)?;
        Ok(Prose::sentences(self.locale, words, Count::ONE).column(context.stream()))
    }
}

impl Parameters for Paragraph {
    fn column(&self, context: &Context) -> Made {
        let least = ("min_sentences", self.min_sentences);
        let sentences = Count::new(least, ("max_sentences", self.max_sentences), ALLOWED)?;
        let prose = Prose::sentences(self.locale, words(4, 9)?, sentences);
        Ok(prose.column(context.stream()))
    }
}

/// What stands between words and after sentences.
#[derive(Clone, Copy)]
struct Style {
    space: &'static str,
    stop: &'static str,
}

impl Style {
    /// Chinese has no spaces and a full stop of its own. Other locales without a list of words
    /// have the Latin ones, and their punctuation.
    fn of(locale: Locale) -> Self {
        match locale {
            Locale::ZhCn => Self { space: "", stop: "。" },
            _ => Self { space: " ", stop: "." },
        }
    }
}

/// Sentences of words.
struct Prose {
    /// The words that begin a sentence.
    first: WordList,
    /// The others, each with a space before it.
    next: WordList,
    style: Style,
    words: Count,
    sentences: Count,
}

impl Prose {
    fn new(list: List, first: WordList, style: Style, words: Count, sentences: Count) -> Self {
        let next = WordList::new(list.iter().map(|word| format!("{}{word}", style.space)));
        Self { first, next, style, words, sentences }
    }

    fn sentences(locale: Locale, words: Count, sentences: Count) -> Self {
        let list = locale.lists().words;
        let first = WordList::new(list.iter().map(capitalised));
        Self::new(list, first, Style::of(locale), words, sentences)
    }

    fn column(self, stream: Stream) -> Arc<dyn super::Column> {
        // A word of the lists has 6 bytes, and a space.
        let bytes = 7 * self.words.mean() * self.sentences.mean();
        texts(bytes, move |row, text| self.push_to(text, stream.cell(row)))
    }

    #[inline]
    fn push_to(&self, text: &mut Text, cell: Stream) {
        let mut draws = 1..;
        let mut draw = || cell.at(draws.next().unwrap_or_default());
        for sentence in 0..self.sentences.pick(draw()) {
            if sentence > 0 {
                text.extend_from_slice(self.style.space.as_bytes());
            }
            let bits = draw();
            self.first.pick(bits << 32).push_to(text);
            for _ in 1..self.words.pick(bits) {
                self.next.pick(draw()).push_to(text);
            }
            text.extend_from_slice(self.style.stop.as_bytes());
        }
    }
}

/// A word as it begins a sentence.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
