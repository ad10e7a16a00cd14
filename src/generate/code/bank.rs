//! Banks and the accounts of each country: what IBANs and BICs have in common.

use crate::generate::check::unknown_country;
use crate::generate::permutation::Permutation;
use crate::generate::rng::{Draws, Stream};
use crate::generate::{BadParameter, Context};

/// The account whom columns share where a recipe does not say.
pub(super) const ACCOUNT: &str = "account";

/// What follows the country and the check digits, in the words of the SWIFT IBAN registry: `n`
/// digits, `a` capitals, `c` either.
const FORMATS: &[(&str, &str)] = &[
    ("AE", "n19"),
    ("AT", "n16"),
    ("BE", "n12"),
    ("BG", "a4n6c8"),
    ("CH", "n5c12"),
    ("CY", "n8c16"),
    ("CZ", "n20"),
    ("DE", "n18"),
    ("DK", "n14"),
    ("EE", "n16"),
    ("ES", "n20"),
    ("FI", "n14"),
    ("FR", "n10c11n2"),
    ("GB", "a4n14"),
    ("GR", "n7c16"),
    ("HR", "n17"),
    ("HU", "n24"),
    ("IE", "a4n14"),
    ("IL", "n19"),
    ("IT", "a1n10c12"),
    ("LI", "n5c12"),
    ("LT", "n16"),
    ("LU", "n3c13"),
    ("LV", "a4c13"),
    ("MT", "a4n5c18"),
    ("NL", "a4n10"),
    ("NO", "n11"),
    ("PL", "n24"),
    ("PT", "n21"),
    ("RO", "a4c16"),
    ("SA", "n2c18"),
    ("SE", "n20"),
    ("SI", "n15"),
    ("SK", "n20"),
    ("TR", "n6c16"),
];

const DIGITS_AND_LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
pub(super) const DIGITS: &[u8] = DIGITS_AND_LETTERS.split_at(10).0;
const LETTERS: &[u8] = DIGITS_AND_LETTERS.split_at(10).1;
/// Characters of the longest IBAN that there can be.
pub(super) const LONGEST: usize = 34;

/// A country's accounts.
pub(super) struct Format {
    /// Its two letters.
    pub(super) country: [u8; 2],
    /// What each character after the check digits can be.
    pub(super) account: Vec<&'static [u8]>,
    /// The order of the accounts of a bank, of which none may come twice.
    pub(super) order: Option<Permutation>,
}

impl Format {
    fn new((country, account): &(&str, &str)) -> Self {
        let mut alphabets = Vec::new();
        let mut rest = *account;
        while let Some(kind) = rest.bytes().next() {
            let end = rest[1..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |n| n + 1);
            let alphabet = match kind {
                b'n' => DIGITS,
                b'a' => LETTERS,
                _ => DIGITS_AND_LETTERS,
            };
            alphabets.resize(alphabets.len() + rest[1..end].parse().unwrap_or(0), alphabet);
            rest = &rest[end..];
        }
        let mut letters = country.bytes();
        let country = std::array::from_fn(|_| letters.next().unwrap_or_default());
        Self { country, account: alphabets, order: None }
    }

    /// How many letters the account begins with: the bank's.
    pub(super) fn bank_letters(&self) -> usize {
        self.account.iter().take_while(|alphabet| **alphabet == LETTERS).count()
    }

    /// How many accounts a bank can have.
    fn accounts(&self) -> u64 {
        let own = self.account[self.bank_letters()..].iter();
        own.fold(1, |accounts, alphabet| accounts.saturating_mul(alphabet.len() as u64))
    }
}

/// The formats of some countries, or of all.
fn formats(countries: &[String]) -> std::result::Result<Vec<Format>, BadParameter> {
    if countries.is_empty() {
        return Ok(FORMATS.iter().map(Format::new).collect());
    }
    let format = |country: &String| {
        let known = FORMATS.iter().find(|(known, _)| known == country).map(Format::new);
        known.ok_or_else(|| unknown_country(country, FORMATS.iter().map(|(known, _)| *known)))
    };
    countries.iter().map(format).collect()
}

/// The banks of accounts: what an IBAN and a BIC of the same account have in common.
pub(super) struct Banks {
    country: Stream,
    letters: Stream,
    formats: Vec<Format>,
}

impl Banks {
    /// Those of the accounts that columns share by a name, in some countries or in all.
    pub(super) fn new(
        context: &Context,
        account: &str,
        countries: &[String],
    ) -> std::result::Result<Self, BadParameter> {
        let account = context.shared(account);
        let (country, letters) = (account.draw(0), account.draw(1));
        let mut formats = formats(countries)?;
        for format in &mut formats {
            // Of the country: the list may have it twice, and its accounts then still come once.
            let stream = context.stream().draw(u16::from_be_bytes(format.country).into());
            format.order = context.order(stream, format.accounts());
        }
        Ok(Self { country, letters, formats })
    }

    /// The country's accounts.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "there are a few countries")]
    pub(super) fn format(&self, row: u64) -> &Format {
        let place = Draws::new(self.country, row).below(self.formats.len() as u32);
        &self.formats[place as usize]
    }

    /// How many rows have different accounts, if none may come twice.
    pub(super) fn distinct_rows(&self) -> Option<u64> {
        let orders = self.formats.iter().map(|format| format.order.as_ref());
        orders.map(|order| order.map(Permutation::count)).min().flatten()
    }

    /// The letters that name a bank.
    #[inline]
    pub(super) fn letters(&self, row: u64) -> [u8; 4] {
        let mut draws = Draws::new(self.letters, row);
        std::array::from_fn(|_| draws.pick(LETTERS))
    }
}
