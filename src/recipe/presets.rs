//! Recipes with a name, which are examples of the format at the same time.

use std::borrow::Cow;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::Recipe;

/// The recipes that come with the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Persons with contact data, employer, dates and a balance.
    People,
    /// Card payments of accounts at merchants.
    Transactions,
    /// Events of visits to a web shop, which begin in the order of time, with a few late ones.
    WebEvents,
    /// Readings of 100 devices once a minute, with a few outliers.
    Sensors,
    /// Orders with nested delivery data, and a second table of their lines.
    Orders,
    /// Log lines of services, by request.
    Logs,
    /// 200 columns of eight kinds.
    Wide,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 7] = [
        Self::People,
        Self::Transactions,
        Self::WebEvents,
        Self::Sensors,
        Self::Orders,
        Self::Logs,
        Self::Wide,
    ];

    /// Its recipe as JSON.
    #[must_use]
    pub fn json(self) -> Cow<'static, str> {
        match self {
            Self::People => include_str!("presets/people.json").into(),
            Self::Transactions => include_str!("presets/transactions.json").into(),
            Self::WebEvents => include_str!("presets/web_events.json").into(),
            Self::Sensors => include_str!("presets/sensors.json").into(),
            Self::Orders => include_str!("presets/orders.json").into(),
            Self::Logs => include_str!("presets/logs.json").into(),
            Self::Wide => wide().into(),
        }
    }

    /// The recipes of all presets as one JSON object, by their names.
    #[must_use]
    pub fn all_as_json() -> String {
        // The name of a plain value always serialises.
        let name = |preset| serde_json::to_string(&preset).unwrap_or_default();
        let entry = |preset: Self| format!("{}:{}", name(preset), preset.json());
        format!("{{{}}}", Self::ALL.map(entry).join(","))
    }

    /// Its recipe.
    ///
    /// # Panics
    /// Never: a test reads every preset.
    #[must_use]
    pub fn recipe(self) -> Recipe {
        #[expect(clippy::expect_used, reason = "a test reads every preset")]
        serde_json::from_str(&self.json()).expect("a preset is a recipe")
    }
}

/// The kinds of columns that the wide recipe has, by name and generator.
const KINDS: [(&str, &str); 8] = [
    ("amount", r#"{"decimal":{"precision":12,"scale":2,"high":100000,"skew":2}}"#),
    ("ratio", r#"{"decimal":{"precision":6,"scale":4,"high":1}}"#),
    ("count", r#"{"foreign_key":{"parents":1000000,"start":0,"skew":1}}"#),
    ("flag", r#"{"boolean":{"share":0.3}}"#),
    ("grade", r#"{"choice":{"values":["low","medium","high"],"weights":[5,3,1]}}"#),
    ("code", r#"{"pattern":{"pattern":"??-#####"}}"#),
    ("day", r#"{"date":{}}"#),
    ("at", r#"{"timestamp":{}}"#),
];

/// Columns of the wide recipe.
const WIDTH: usize = 200;

/// The wide recipe: a key, then the kinds in turn, of which every tenth column has nulls.
fn wide() -> String {
    let mut columns = String::from(r#"{"name":"id","generator":{"sequence":{}}}"#);
    for (number, (name, generator)) in (1..WIDTH).zip(KINDS.iter().cycle()) {
        let nulls = if number % 10 == 0 { r#","nulls":0.1"# } else { "" };
        // Writing to a string never fails.
        let _ =
            write!(columns, r#",{{"name":"{name}_{number:03}","generator":{generator}{nulls}}}"#);
    }
    format!(r#"{{"version":1,"columns":[{columns}]}}"#)
}
