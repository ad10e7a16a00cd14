//! Names as they stand in addresses: ASCII.

use super::locale::{List, Locale};

/// Latin letters beyond ASCII, and what stands for them: the letter without its mark.
const FOLDED: [(&str, &str); 20] = [
    ("àáâãäåāăą", "a"),
    ("çćč", "c"),
    ("ďđð", "d"),
    ("èéêëēėęě", "e"),
    ("ğģ", "g"),
    ("ìíîïīįı", "i"),
    ("ķ", "k"),
    ("ļľł", "l"),
    ("ñńņň", "n"),
    ("òóôõöøőō", "o"),
    ("ŕř", "r"),
    ("śšşș", "s"),
    ("ťţț", "t"),
    ("ùúûüūůűų", "u"),
    ("ŵ", "w"),
    ("ýÿŷ", "y"),
    ("źżž", "z"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("ß", "ss"),
];

/// Text in lower case and ASCII; what is not a Latin letter and not ASCII is left out.
pub(super) fn ascii(text: &str) -> String {
    // Nearly all of the thousands of names that a table of people begins with.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii() {
            plain.push(letter);
        } else if let Some((_, folded)) = FOLDED.iter().find(|(marked, _)| marked.contains(letter))
        {
            plain.push_str(folded);
        }
    }
    plain
}

/// The letters of a name in lower case and ASCII: `ohara` of O'Hara, nothing of a name in another
/// script.
pub(super) fn letters(name: &str) -> String {
    let mut letters = ascii(name);
    letters.retain(|letter| letter.is_ascii_alphabetic());
    letters
}

/// Whether the words are in Latin letters.
pub(super) fn is_latin(list: List) -> bool {
    let has_letter = |word: &str| word.bytes().any(|byte| byte.is_ascii_alphabetic());
    list.iter().all(|word| has_letter(word) || !letters(word).is_empty())
}

/// A locale's last names, or the English ones where its own are in another script.
pub(super) fn latin_last_names(own: List) -> List {
    if is_latin(own) { own } else { Locale::En.lists().last_names }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out() {
        let cases = [
            ("O'Hara", "ohara"),
            ("Özm̂en", "ozmen"),
            ("Strauß", "strauss"),
            ("İdris Yılmaz", "idrisyilmaz"),
            ("Jean-François", "jeanfrancois"),
            ("佐藤", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(letters(name), expected);
        }
    }

    /// A locale's names are all in Latin letters, of which none is lost, or none of them is.
    #[test]
    fn no_latin_letter_is_lost() {
        for locale in Locale::ALL {
            let lists = locale.lists();
            for list in [lists.first_names, lists.last_names] {
                let latin = is_latin(list);
                for name in list.iter() {
                    let expected = name.chars().filter(|letter| letter.is_alphabetic()).count();
                    let found = letters(name).len();
                    let whole = if latin { found >= expected } else { found == 0 };
                    assert!(whole, "{locale:?} {name}");
                }
            }
        }
    }
}
