//! Keys of rows, and of rows of other tables.

use arrow::datatypes::DataType;

use super::column::{Column, Filled, Table};
use super::statements::Schema;
use crate::generate::{
    self, ChildKey, ChildNumber, ForeignKey, Generator, Reference, Sequence, Uuid, UuidForm,
};
use crate::propose::choose::{self, integer_type};
use crate::propose::facts::{Facts, Pick};
use crate::propose::trial;
use crate::recipe::RowsPer;

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
    if let Some(reference) = schema.referred(table, column.as_deref()) {
        return Ok(Some(Pick::new(Generator::Reference(reference), why)));
    }
    let is_number = facts.data_type.is_integer() || facts.data_type.is_decimal();
    if !is_number || !schema.numbers(table, column.as_deref()) {
        return Err(format!("{why}, whose values are not numbered: these are others"));
    }
    let key = ForeignKey { r#type: integer_type(&facts.data_type), ..ForeignKey::default() };
    Ok(Some(Pick::new(Generator::ForeignKey(key), why)))
}

/// The row that each row of a table is a part of, such as the order of an order line: the key has its
/// key and a number.
pub(super) struct Parent<'a> {
    /// The column with the key of the other table's row.
    key: &'a str,
    /// The column that numbers the rows of each.
    number: &'a str,
    /// The other table's key.
    of: Reference,
}

impl Parent<'_> {
    /// How many rows the table has.
    pub(super) fn rows(&self) -> RowsPer {
        let ChildKey { min, max, .. } = ChildKey::default();
        RowsPer { per: self.of.table.clone(), min, max }
    }

    /// How a column of the key is made.
    pub(super) fn pick(&self, column: &Column) -> Option<Pick> {
        let of = &self.of;
        if column.name == self.key {
            let parent = generate::Parent { column: of.column.clone() };
            return Some(Pick::new(Generator::Parent(parent), format!("belongs to {}", of.table)));
        }
        (column.name == self.number).then(|| {
            let number = ChildNumber { of: self.key.into() };
            let why = format!("numbers the rows of each of {}", of.table);
            Pick::new(Generator::ChildNumber(number), why)
        })
    }
}

/// What is to be known about the tables that are referred to and are not there, if there are some.
pub(super) fn note(schema: &Schema) -> Option<String> {
    let columns = schema.tables.iter().flat_map(|table| &table.columns);
    let mut references = columns.filter_map(|column| column.references.as_ref());
    let is_there = |(table, column): &(String, Option<String>)| {
        schema.referred(table, column.as_deref()).is_some()
    };
    let parents = ForeignKey::default().parents;
    references.any(|reference| !is_there(reference)).then(|| {
        format!("Keys of other tables are from 1 to {parents}: make that many rows of those.")
    })
}

impl Schema {
    /// The reference to a column, or to the key of a table, that the recipe will have: one of several
    /// tables, and a column that can be made, always has a value and refers to no other.
    fn referred(&self, table: &str, column: Option<&str>) -> Option<Reference> {
        let table = self.table(table).filter(|_| self.tables.len() > 1)?;
        let key = table.column(column)?;
        let is_key = key.is_key || key.filled == Filled::Numbered;
        let facts = key.kind.facts(&key.name, &key.from, &self.enums).of(&table.name);
        let is_made = || {
            choose::picks(&facts)
                .iter()
                .any(|pick| trial::problem(&pick.generator, &facts).is_none())
        };
        let is_good = is_key || (key.is_required && key.references.is_none());
        (is_good && is_made()).then(|| Reference {
            table: table.name.clone(),
            column: key.name.clone(),
            skew: 0.0,
        })
    }

    /// What a table's rows are parts of, if its key is that of another table's row and a number.
    pub(super) fn parent<'a>(&self, table: &'a Table) -> Option<Parent<'a>> {
        let [one, other] = &table.primary[..] else { return None };
        let (one, other) = (table.column(Some(one))?, table.column(Some(other))?);
        let is_key = one.references.is_some();
        let (key, number) = if is_key { (one, other) } else { (other, one) };
        let (to, column) = key.references.as_ref()?;
        let of = self.referred(to, column.as_deref())?;
        // What belongs to another table itself has no place in an order of the two.
        let is_whole = self.table(&of.table).is_some_and(|parent| parent.primary.len() < 2);
        let is_number = number.references.is_none() && number.kind.is_whole();
        (is_whole && is_number && of.table != table.name).then_some(Parent {
            key: &key.name,
            number: &number.name,
            of,
        })
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name.eq_ignore_ascii_case(name))
    }

    /// Whether a column, or the key of a table, is numbered from 1; what is not in the schema may be.
    fn numbers(&self, table: &str, column: Option<&str>) -> bool {
        let Some(table) = self.table(table) else { return true };
        table
            .column(column)
            .is_none_or(|one| (one.is_key || one.filled == Filled::Numbered) && one.kind.is_whole())
    }
}

impl Table {
    /// The column of a name; without one, the key.
    fn column(&self, name: Option<&str>) -> Option<&Column> {
        let is_meant =
            |one: &&Column| name.map_or(one.is_key, |name| one.name.eq_ignore_ascii_case(name));
        self.columns.iter().find(is_meant)
    }
}
