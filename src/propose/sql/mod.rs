//! `CREATE TABLE` statements of any dialect. What is not about columns is passed over, so a dump of
//! a database is as good as one statement.
//!
//! What a table is like is a small part of SQL: a library that reads all of it would add half a
//! megabyte to the page as it is sent (sqlparser 0.64, Brotli), and refuse what it does not know.

mod column;
mod cursor;
mod families;
mod keys;
mod statements;
mod tokens;
mod types;

use arrow::datatypes::DataType;

use super::facts::{Facts, Range, SOME_NULLS};
use super::proposal::{self, proposal};
use super::{Format, Proposal, Sample, detect};
use crate::error::{Error, Result};
use column::{Column, Filled, Table};
use keys::Parent;
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
    let table = |table: &Table| {
        let parent = schema.parent(table);
        let facts = |column| facts(&schema, table, column, parent.as_ref(), &mut notes);
        proposal::Table {
            name: (!is_one).then(|| table.name.clone()),
            columns: table.columns.iter().map(facts).collect(),
            rows: parent.as_ref().map(Parent::rows),
        }
    };
    let mut tables: Vec<_> = schema.tables.iter().map(table).collect();
    // Rows per another table's come after that table.
    tables.sort_by_key(|table| table.rows.is_some());
    notes.extend(keys::note(&schema));
    proposal(Format::Sql, tables, notes)
}

fn facts(
    schema: &Schema,
    table: &Table,
    column: &Column,
    parent: Option<&Parent>,
    notes: &mut Vec<String>,
) -> Facts {
    let facts = column.kind.facts(&column.name, &column.from, &schema.enums).of(&table.name);
    let mut facts = types::listed(facts, &column.listed);
    facts.range = range(column, &facts.data_type);
    facts.nulls = if column.is_required || column.is_key { 0.0 } else { SOME_NULLS };
    facts.is_key = column.is_key || column.filled == Filled::Numbered;
    facts.unique = column.is_unique;
    if let Some(pick) = parent.and_then(|parent| parent.pick(column)) {
        facts.asked = Some(pick);
        return facts;
    }
    let key = match &column.references {
        Some(to) if !facts.is_key => {
            keys::reference(schema, to, &facts).unwrap_or_else(|problem| {
                notes.push(format!("{}.{}: {problem}.", table.name, column.name));
                None
            })
        }
        _ => keys::own(column, &facts),
    };
    facts.asked = key.or(facts.asked);
    facts
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
