//! Recipes: what the rows look like, as versioned JSON.

mod dirt;
mod presets;
mod tables;

pub use dirt::Dirt;
pub use presets::Preset;
pub use tables::{RowsPer, TableRef, TableSpec};

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::generate::{BadParameter, Generator};

/// The only recipe version there is.
pub const VERSION: u32 = 1;

/// Where a recipe stands in a job.
const PATH: &str = "source.generated.recipe";

/// The columns of a table, or several tables.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Version of this format: 1.
    pub version: u32,
    /// The columns, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnSpec>,
    /// The share of rows that repeat an earlier row near by, from 0 to 0.5.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 0.5)))]
    pub duplicates: f64,
    /// Several tables instead of columns, each a file of its own: a job makes one of them, or all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<TableSpec>,
}

/// A column: its name and how its values are made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// Unique in its recipe; the column's random stream is keyed by it.
    pub name: String,
    /// How its values are made.
    pub generator: Generator,
    /// The share of rows without a value, from 0 to 1.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    pub nulls: f64,
    /// The name of a column that gives keys, such as the session of an event: rows with the same
    /// key have the same value here. Left out, every row has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
    pub per: Option<String>,
    /// Whether no two rows have the same value: each has another one of all that the generator
    /// can make, in random order. With `per`, no two keys have the same. Rows that repeat others
    /// (`duplicates`) do so with all their values, and values with dirt are spoilt afterwards.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// The shares of values with flaws. Columns made from this one do not see them.
    #[serde(default, skip_serializing_if = "Dirt::is_none")]
    pub dirt: Dirt,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "what serde hands over")]
pub(crate) fn is_zero(share: &f64) -> bool {
    *share == 0.0
}

impl Recipe {
    /// Reads a recipe by itself. What its values mean is judged in a job.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] for another version, whatever else it may have, and otherwise one
    /// that names the first field which is not of the recipe's form.
    pub fn from_json(json: &str) -> crate::Result<Self> {
        let Versioned { version } = crate::job::read(json)?;
        crate::Error::of(version_problem("version", version).into_iter().collect())?;
        crate::job::read(json)
    }

    /// What is wrong with it, as far as that can be told without making the columns.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let version = version_problem(&format!("{PATH}.version"), self.version);
        version.into_iter().chain(self.table_problems()).collect()
    }
}

/// What tells how a recipe is to be read.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

fn version_problem(field: &str, version: u32) -> Option<Problem> {
    let problem = format!("version {version} is not known");
    (version != VERSION).then(|| Problem::new(field, problem, "Use version 1."))
}

/// What is wrong with the columns of a table or struct, as far as that can be told without making
/// them.
pub(crate) fn column_problems(columns: &[ColumnSpec]) -> Vec<BadParameter> {
    if columns.is_empty() {
        return vec![BadParameter::new("columns", "there is no column", "Add a column.")];
    }
    let mut names = HashSet::new();
    let mut problems = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let name = column.check_name(names.insert(&column.name)).err();
        let shares = [check_share("nulls", column.nulls), column.dirt.check()];
        let own = name.into_iter().chain(shares.into_iter().filter_map(Result::err));
        problems.extend(own.map(|bad| bad.inside(&format!("columns[{index}]"))));
    }
    problems
}

/// A share of something: 0 is none and 1 is all.
pub(crate) fn check_share(parameter: &str, share: f64) -> std::result::Result<(), BadParameter> {
    if (0.0..=1.0).contains(&share) {
        return Ok(());
    }
    let problem = format!("{share} is out of range");
    Err(BadParameter::new(parameter, problem, "Enter a number from 0 to 1."))
}

impl ColumnSpec {
    fn check_name(&self, is_new: bool) -> std::result::Result<(), BadParameter> {
        if self.name.is_empty() {
            return Err(BadParameter::new("name", "the name is empty", "Enter a name."));
        }
        if is_new {
            return Ok(());
        }
        let problem = format!("{} is there already", self.name);
        Err(BadParameter::new("name", problem, "Enter a name that no other column has."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::generate::DataGenerator;

    /// The failing field of a recipe whose second column is `column`.
    fn field_of(column: &str) -> String {
        let json = format!(
            r#"{{"version": 1, "columns": [
                {{"name": "id", "generator": {{"sequence": {{}}}}}}, {column}]}}"#
        );
        let recipe: Recipe = serde_json::from_str(&json).unwrap();
        match DataGenerator::new(1).table(&recipe).err().unwrap() {
            Error::Setting { first, .. } => first.field,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_bad_value_is_named_by_its_path() {
        let cases = [
            (r#"{"name": "", "generator": {"sequence": {}}}"#, "name"),
            (r#"{"name": "id", "generator": {"sequence": {}}}"#, "name"),
            (r#"{"name": "a", "generator": {"sequence": {}}, "nulls": 1.5}"#, "nulls"),
            (r#"{"name": "a", "generator": {"boolean": {"share": 2}}}"#, "generator.boolean.share"),
            (
                r#"{"name": "a", "generator": {"choice": {"values": []}}}"#,
                "generator.choice.values",
            ),
            (
                r#"{"name": "a", "generator": {"list": {"of": {"choice": {"values": []}}}}}"#,
                "generator.list.of.choice.values",
            ),
            (
                r#"{"name": "a", "generator": {"struct": {"columns": [
                    {"name": "b", "generator": {"boolean": {"share": 2}}}]}}}"#,
                "generator.struct.columns[0].generator.boolean.share",
            ),
            (
                r#"{"name": "a", "generator": {"json_text": {"fields": [
                    {"name": "b", "generator": {"boolean": {"share": 2}}}]}}}"#,
                "generator.json_text.fields[0].generator.boolean.share",
            ),
        ];
        for (column, field) in cases {
            assert_eq!(field_of(column), format!("{PATH}.columns[1].{field}"), "{column}");
        }
    }

    #[test]
    fn presets_are_recipes() {
        for preset in Preset::ALL {
            let recipe = preset.recipe();
            assert!(DataGenerator::new(42).table(&recipe).is_ok(), "{preset:?}");
            let json = serde_json::to_string(&recipe).unwrap();
            assert_eq!(Recipe::from_json(&json).unwrap(), recipe);
        }
    }

    #[test]
    fn all_presets_are_one_object() {
        let all: std::collections::BTreeMap<String, Recipe> =
            serde_json::from_str(&Preset::all_as_json()).unwrap();
        assert_eq!(all.len(), Preset::ALL.len());
        assert_eq!(all["web_events"], Preset::WebEvents.recipe());
    }

    #[test]
    fn what_is_no_recipe_is_told_by_its_path() {
        let json = r#"{"version": 1, "columns": [{"name": "a", "generator": {"bool": {}}}]}"#;
        let Error::Setting { first, .. } = Recipe::from_json(json).unwrap_err() else { panic!() };
        assert_eq!(
            (&first.field[..], &first.message[..]),
            ("columns[0].generator", "\"bool\" is not known")
        );
    }
}
