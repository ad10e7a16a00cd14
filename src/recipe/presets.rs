//! Recipes with a name.

use fake::locales::{Data, EN};
use serde::{Deserialize, Serialize};

use super::{ColumnSpec, Generator, Recipe, days, millis};

/// The recipes that come with the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Persons with contact data, employer, dates and a balance.
    People,
    /// Card payments of accounts at merchants.
    Transactions,
}

impl Preset {
    /// Its columns.
    #[must_use]
    pub fn recipe(self) -> Recipe {
        let columns = match self {
            Self::People => people(),
            Self::Transactions => transactions(),
        };
        let columns =
            columns.into_iter().map(|(name, generator)| ColumnSpec { name, generator }).collect();
        Recipe { columns }
    }
}

fn people() -> Vec<(&'static str, Generator)> {
    vec![
        ("id", Generator::Sequence { first: 1 }),
        ("name", Generator::FullName),
        ("email", Generator::Email { name_column: "name" }),
        ("phone", Generator::Phone),
        ("street", Generator::Street),
        ("city", Generator::City),
        ("country", Generator::Choice(EN::ADDRESS_COUNTRY)),
        ("company", Generator::Company),
        ("birth_date", Generator::Date { from: days(1940, 1, 1), to: days(2007, 12, 31) }),
        ("signup_at", Generator::Timestamp { from: millis(2015, 1, 1), to: millis(2026, 1, 1) }),
        ("balance", Generator::Decimal { precision: 12, low: -50_000, high: 10_000_000, skew: 2 }),
        ("active", Generator::Boolean { percent: 80 }),
    ]
}

fn transactions() -> Vec<(&'static str, Generator)> {
    vec![
        ("id", Generator::Sequence { first: 1 }),
        ("account", Generator::Pattern("ACC-^#######")),
        ("amount", Generator::Decimal { precision: 12, low: 1, high: 500_000, skew: 3 }),
        ("currency", Generator::Choice(&["USD", "USD", "USD", "EUR", "EUR", "GBP", "JPY", "CHF"])),
        ("timestamp", Generator::Timestamp { from: millis(2024, 1, 1), to: millis(2026, 1, 1) }),
        ("merchant", Generator::Company),
        ("category", Generator::Choice(EN::COMPANY_INDUSTRY)),
        ("status", Generator::Choice(STATUS)),
    ]
}

/// Most payments complete: a value is as likely as it is often here.
const STATUS: &[&str] = &[
    "completed",
    "completed",
    "completed",
    "completed",
    "completed",
    "completed",
    "completed",
    "pending",
    "failed",
    "refunded",
];
