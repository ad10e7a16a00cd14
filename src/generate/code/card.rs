//! Payment cards.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::{check, push_groups};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::permutation::Permutation;
use crate::generate::rng::{Draws, Stream, below_u64};
use crate::generate::words::set_digits;
use crate::generate::{BadParameter, Column, Context, Parameters, text};

/// Payment card number such as `4539 1488 0343 6467`, with a right check digit; Utf8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CreditCard {
    /// The networks, each as likely as it is often there.
    pub networks: Vec<Network>,
    /// Spaces between groups, as they are on the card.
    pub spaces: bool,
}

impl Default for CreditCard {
    fn default() -> Self {
        Self { networks: vec![Network::Visa, Network::Mastercard, Network::Amex], spaces: false }
    }
}

/// Who issues payment cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// Visa: 16 digits from 4.
    Visa,
    /// Mastercard: 16 digits from 51 to 55 or from 2221 to 2720.
    Mastercard,
    /// American Express: 15 digits from 34 or 37.
    Amex,
    /// Discover: 16 digits from 6011, 644 to 649 or 65.
    Discover,
    /// Diners Club: 14 digits from 300 to 305, 36, 38 or 39.
    Diners,
    /// JCB: 16 digits from 3528 to 3589.
    Jcb,
    /// `UnionPay`: 16 digits from 62.
    Unionpay,
}

/// First four digits, from and to.
type Range = (u16, u16);

impl Network {
    /// The first four digits of its numbers (ISO/IEC 7812-1 issuers), and how many there are.
    fn numbers(self) -> (&'static [Range], usize) {
        match self {
            Self::Visa => (&[(4000, 4999)], 16),
            Self::Mastercard => (&[(5100, 5599), (2221, 2720)], 16),
            Self::Amex => (&[(3400, 3499), (3700, 3799)], 15),
            Self::Discover => (&[(6011, 6011), (6440, 6599)], 16),
            Self::Diners => (&[(3000, 3059), (3600, 3699), (3800, 3999)], 14),
            Self::Jcb => (&[(3528, 3589)], 16),
            Self::Unionpay => (&[(6200, 6299)], 16),
        }
    }
}

impl Parameters for CreditCard {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        if self.networks.is_empty() {
            let remedy = "Name a network or more, such as visa.";
            return Err(BadParameter::new("networks", "the list is empty", remedy));
        }
        let stream = context.stream();
        let issuer = |network: &Network| Issuer::new(*network, context);
        let issuers = self.networks.iter().map(issuer).collect();
        Ok(Arc::new(Cards { stream, account: stream.draw(9), issuers, spaces: self.spaces }))
    }
}

/// A network's numbers.
struct Issuer {
    /// All that the first four digits can be.
    firsts: Vec<u16>,
    digits: usize,
    /// How many account numbers there are between the first four digits and the check digit.
    accounts: u64,
    /// The order of its numbers, of which none may come twice.
    order: Option<Permutation>,
}

impl Issuer {
    fn new(network: Network, context: &Context) -> Self {
        let (ranges, digits) = network.numbers();
        let firsts: Vec<_> = ranges.iter().flat_map(|&(from, to)| from..=to).collect();
        let accounts = (5..digits).fold(1, |accounts, _| accounts * 10);
        // Of the network: the list may have it twice, and its numbers then still come once.
        let stream = context.stream().draw(network as u64 + 10);
        let order = context.order(stream, firsts.len() as u64 * accounts);
        Self { firsts, digits, accounts, order }
    }

    /// The digits but the last of one of its numbers, counted from 0.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "there are 1,000 or fewer")]
    fn number(&self, place: u64) -> u64 {
        let first = self.firsts[(place / self.accounts) as usize];
        u64::from(first) * self.accounts + place % self.accounts
    }
}

struct Cards {
    stream: Stream,
    account: Stream,
    issuers: Vec<Issuer>,
    spaces: bool,
}

impl Column for Cards {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    #[expect(clippy::cast_possible_truncation, reason = "there are a few networks")]
    fn generate(&self, rows: &[u64]) -> Result<Values> {
        text(rows, 19, |row, text| {
            let mut draws = Draws::new(self.stream, row);
            let issuer = &self.issuers[draws.below(self.issuers.len() as u32) as usize];
            let number = match &issuer.order {
                None => {
                    let first = u64::from(draws.pick(&issuer.firsts));
                    first * issuer.accounts + below_u64(self.account.at(row), issuer.accounts)
                }
                Some(order) => issuer.number(order.at(row)),
            };
            let mut digits = [0; 16];
            let digits = &mut digits[..issuer.digits];
            let last = issuer.digits - 1;
            set_digits(&mut digits[..last], number);
            digits[last] = check::luhn(&digits[..last]);
            match (self.spaces, issuer.digits) {
                (false, _) => text.extend_from_slice(digits),
                (true, 16) => push_groups(text, digits, &[4, 4, 4]),
                (true, _) => push_groups(text, digits, &[4, 6]),
            }
        })
    }

    fn distinct_rows(&self) -> Option<u64> {
        let orders = self.issuers.iter().map(|issuer| issuer.order.as_ref());
        orders.map(|order| order.map(Permutation::count)).min().flatten()
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{bad_parameter, counts, texts, unevenness, unique_texts};

    /// Luhn's sum by the table of doubled digits, from left to right: not how the digit is made.
    fn is_valid(number: &str) -> bool {
        const DOUBLED: [u32; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
        let is_doubled = |place: usize| place % 2 == number.len() % 2;
        let value = |(place, c): (usize, char)| match c.to_digit(10).unwrap() {
            digit if is_doubled(place) => DOUBLED[digit as usize],
            digit => digit,
        };
        let sum: u32 = number.chars().enumerate().map(value).sum();
        sum.is_multiple_of(10)
    }

    fn prefix(number: &str, digits: usize) -> u32 {
        number[..digits].parse().unwrap()
    }

    /// A network, its digits, and whether a number is its own.
    type Rule = (&'static str, usize, fn(&str) -> bool);

    #[test]
    fn numbers_are_those_of_the_network() {
        let rules: [Rule; 7] = [
            ("visa", 16, |n| n.starts_with('4')),
            ("mastercard", 16, |n| {
                (51..=55).contains(&prefix(n, 2)) || (2221..=2720).contains(&prefix(n, 4))
            }),
            ("amex", 15, |n| [34, 37].contains(&prefix(n, 2))),
            ("discover", 16, |n| n.starts_with("6011") || (644..=659).contains(&prefix(n, 3))),
            ("diners", 14, |n| {
                (300..=305).contains(&prefix(n, 3)) || [36, 38, 39].contains(&prefix(n, 2))
            }),
            ("jcb", 16, |n| (3528..=3589).contains(&prefix(n, 4))),
            ("unionpay", 16, |n| n.starts_with("62")),
        ];
        for (network, length, is_own) in rules {
            let json = format!(r#"{{"credit_card": {{"networks": ["{network}"]}}}}"#);
            for number in [texts, unique_texts].iter().flat_map(|make| make(&json, 2_000)) {
                assert!(number.len() == length && is_own(&number), "{network}: {number}");
                assert!(is_valid(&number), "{number}");
            }
        }
    }

    #[test]
    fn networks_and_digits_are_even() {
        for make in [texts, unique_texts] {
            check_evenness(&make(r#"{"credit_card": {}}"#, 30_000));
        }
    }

    fn check_evenness(numbers: &[String]) {
        let visa = numbers.iter().filter(|number| number.starts_with('4')).count();
        // 5 standard deviations of a binomial with p = 1/3.
        assert!(visa.abs_diff(10_000) < 408, "{visa}");
        for place in 5..14 {
            let off = unevenness(&counts(numbers.iter().map(|number| number.as_bytes()[place])));
            assert!(off < 4.0, "{place}: {off}");
        }
    }

    #[test]
    fn spaces_are_where_cards_have_them() {
        let json = r#"{"credit_card": {"networks": ["visa", "amex", "diners"], "spaces": true}}"#;
        for number in texts(json, 500) {
            let groups: Vec<_> = number.split(' ').map(str::len).collect();
            let expected: &[usize] = match number.as_bytes()[..2] {
                [b'4', _] => &[4, 4, 4, 4],
                [b'3', b'4' | b'7'] => &[4, 6, 5],
                _ => &[4, 6, 4],
            };
            assert_eq!(groups, expected, "{number}");
            assert!(is_valid(&number.replace(' ', "")));
        }
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"credit_card": {"networks": []}}"#), "networks");
    }
}
