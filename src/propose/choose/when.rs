//! When the times of columns are, by their names.

use super::names::words;

/// When something is in what a row tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::propose) enum When {
    /// What it begins with, such as that an order is placed.
    First,
    /// What comes some time after that.
    Later,
    /// The end of what began.
    End,
}

/// Words about times that do not say which.
const OF_TIMES: &str = "at on date time datetime timestamp ts utc";
const FIRST: &str = "created opened ordered order placed started start begin departed departure \
    pickup signup registered published invoice";
const LATER: &str = "updated modified changed paid shipped dispatched delivered completed closed \
    resolved due expires expired returned cancelled canceled deleted archived login seen";
const END: &str = "end ended finish finished stop stopped dropoff arrival arrived checkout logout";

/// When the times of a column are, by its name.
pub(in crate::propose) fn when(name: &str) -> Option<When> {
    let words = words(name);
    let is_in = |list: &str, word: &str| list.split_whitespace().any(|known| known == word);
    let told = words.rsplit('_').find(|word| !is_in(OF_TIMES, word))?;
    let known = [(FIRST, When::First), (LATER, When::Later), (END, When::End)];
    known.into_iter().find(|(list, _)| is_in(list, told)).map(|(_, when)| when)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_that_says_something_tells() {
        for (name, expected) in [
            ("created_at", Some(When::First)),
            ("dateCreated", Some(When::First)),
            ("order_date", Some(When::First)),
            ("last_login_at", Some(When::Later)),
            ("tpep_dropoff_datetime", Some(When::End)),
            ("end", Some(When::End)),
            ("birth_date", None),
            ("timestamp", None),
            ("", None),
        ] {
            assert_eq!(when(name), expected, "{name}");
        }
    }
}
