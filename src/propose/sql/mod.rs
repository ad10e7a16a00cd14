//! `CREATE TABLE` statements of any dialect. What is not about columns is passed over, so a dump of
//! a database is as good as one statement.

mod column;
mod cursor;
mod families;
mod statements;
mod tokens;
mod types;

use arrow::datatypes::DataType;

use super::choose::integer_type;
use super::draft::{self, proposal};
use super::facts::{Facts, Pick, Range, SOME_NULLS};
use super::{Format, Proposal, Sample, detect};
use crate::error::{Error, Result};
use crate::generate::{ForeignKey, Generator, Uuid, UuidForm};
use column::{Column, Filled, Table};
use statements::Schema;

/// A recipe for the tables of SQL statements.
pub(super) fn propose(sample: &Sample) -> Result<Proposal> {
    let text = detect::text(sample)?;
    let mut schema = Schema::read(text, &tokens::tokens(text)?)?;
    if schema.tables.is_empty() {
        let problem = "there is no CREATE TABLE with columns";
        let remedy = "Give the statements that create tables.";
        return Err(Error::sample("the text", problem, remedy));
    }
    let mut notes = std::mem::take(&mut schema.notes);
    let is_one = schema.tables.len() == 1;
    let table = |table: &Table| draft::Table {
        name: (!is_one).then(|| table.name.clone()),
        columns: table.columns.iter().map(|c| facts(&schema, table, c, &mut notes)).collect(),
    };
    let tables = schema.tables.iter().map(table).collect();
    proposal(Format::Sql, tables, notes)
}

fn facts(schema: &Schema, table: &Table, column: &Column, notes: &mut Vec<String>) -> Facts {
    let facts = column.kind.facts(&column.name, &column.from, &schema.enums);
    let mut facts = types::listed(facts, &column.listed);
    facts.range = range(column, &facts.data_type);
    facts.nulls = if column.is_required || column.is_key { 0.0 } else { SOME_NULLS };
    facts.is_key = column.is_key || column.filled == Filled::Numbered;
    let is_text = facts.data_type == DataType::Utf8;
    if is_text && (column.filled == Filled::Uuids || column.is_key && facts.longest == Some(36)) {
        let uuid = Uuid { form: UuidForm::Text, ..Uuid::default() };
        facts.asked = Some(Pick::new(Generator::Uuid(uuid), "a key of 36 characters is a UUID"));
    }
    if let Some((other, named)) = column.references.as_ref().filter(|_| !facts.is_key) {
        let why = format!("refers to {other}");
        if facts.data_type.is_integer() && schema.numbers(other, named.as_deref()) {
            let r#type = integer_type(&facts.data_type);
            let key = ForeignKey { r#type, ..ForeignKey::default() };
            facts.asked = Some(Pick::new(Generator::ForeignKey(key), why));
        } else {
            let name = &table.name;
            notes.push(format!("{name}.{}: {why}, whose values are not numbered.", column.name));
        }
    }
    facts
}

impl Schema {
    /// Whether a column, or the key of a table, is numbered from 1; what is not in the schema may be.
    fn numbers(&self, table: &str, column: Option<&str>) -> bool {
        let is_named = |one: &&Table| one.name.eq_ignore_ascii_case(table);
        let Some(table) = self.tables.iter().find(is_named) else { return true };
        let is_meant = |one: &&Column| {
            column.map_or(one.is_key, |column| one.name.eq_ignore_ascii_case(column))
        };
        let meant = table.columns.iter().find(is_meant);
        meant
            .is_none_or(|one| (one.is_key || one.filled == Filled::Numbered) && one.kind.is_whole())
    }
}

/// What the checks allow for numbers.
fn range(column: &Column, data_type: &DataType) -> Range {
    let (low, high) = match (column.low, column.high) {
        (None, None) => return Range::Unknown,
        (low, high) => {
            let low = low.unwrap_or_else(|| high.unwrap_or_default().min(0.0));
            (low, high.unwrap_or(low + 1_000.0))
        }
    };
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    let units = |number: f64, scale: i8| (number * 10_f64.powi(scale.into())).round() as i128;
    match data_type {
        DataType::Decimal128(_, scale) => Range::whole(units(low, *scale), units(high, *scale)),
        whole if whole.is_integer() => Range::whole(units(low, 0), units(high, 0)),
        _ => Range::Real(low, high),
    }
}
