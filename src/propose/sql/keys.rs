//! Keys of rows, and of rows of other tables.

use arrow::datatypes::DataType;

use super::column::{Column, Filled};
use super::statements::Schema;
use crate::generate::{ForeignKey, Generator, Sequence, Uuid, UuidForm};
use crate::propose::choose::integer_type;
use crate::propose::facts::{Facts, Pick};

/// How the key of its own row is made, where its type does not say that already.
pub(super) fn own(column: &Column, facts: &Facts) -> Option<Pick> {
    let uuid = |why| {
        let uuid = Uuid { form: UuidForm::Text, ..Uuid::default() };
        Some(Pick::new(Generator::Uuid(uuid), why))
    };
    match facts.data_type {
        DataType::Utf8 if column.filled == Filled::Uuids => uuid("the database fills in UUIDs"),
        DataType::Utf8 if facts.is_key && facts.longest == Some(36) => {
            uuid("a key of 36 characters is most often a UUID")
        }
        DataType::Decimal128(..) if facts.is_key && column.kind.is_whole() => {
            Some(Pick::new(Generator::Sequence(Sequence::default()), "the key of its table"))
        }
        _ => None,
    }
}

/// How the key of another table's row is made; or why its values are none of that table's.
pub(super) fn reference(
    schema: &Schema,
    (table, column): &(String, Option<String>),
    facts: &Facts,
) -> Result<Option<Pick>, String> {
    let why = format!("refers to {table}");
    let is_number = facts.data_type.is_integer() || facts.data_type.is_decimal();
    if !is_number || !schema.numbers(table, column.as_deref()) {
        return Err(format!("{why}, whose values are not numbered: these are others"));
    }
    let key = ForeignKey { r#type: integer_type(&facts.data_type), ..ForeignKey::default() };
    Ok(Some(Pick::new(Generator::ForeignKey(key), why)))
}

/// What is to be known about the tables that are referred to, if there are some.
pub(super) fn note(schema: &Schema) -> Option<String> {
    let mut columns = schema.tables.iter().flat_map(|table| &table.columns);
    let parents = ForeignKey::default().parents;
    columns.any(|column| column.references.is_some()).then(|| {
        format!("Keys of other tables are from 1 to {parents}: make that many rows of those.")
    })
}

impl Schema {
    /// Whether a column, or the key of a table, is numbered from 1; what is not in the schema may be.
    fn numbers(&self, table: &str, column: Option<&str>) -> bool {
        let is_named = |name: &str, known: &str| name.eq_ignore_ascii_case(known);
        let Some(table) = self.tables.iter().find(|one| is_named(&one.name, table)) else {
            return true;
        };
        let is_meant =
            |one: &&Column| column.map_or(one.is_key, |column| is_named(&one.name, column));
        table
            .columns
            .iter()
            .find(is_meant)
            .is_none_or(|one| (one.is_key || one.filled == Filled::Numbered) && one.kind.is_whole())
    }
}
