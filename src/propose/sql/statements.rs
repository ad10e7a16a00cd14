//! The statements that say what tables are like; all others are passed over.

use super::column::{Column, Table, check, column};
use super::cursor::Cursor;
use super::families::is_known;
use super::tokens::Token;
use crate::error::{Error, Result};

/// What the statements say.
#[derive(Debug, Default)]
pub(super) struct Schema {
    pub(super) tables: Vec<Table>,
    /// Types that are lists of texts, by their names.
    pub(super) enums: Vec<(String, Vec<String>)>,
    pub(super) notes: Vec<String>,
}

/// Words between `CREATE` and `TABLE`.
const KINDS: [&str; 13] = [
    "OR",
    "REPLACE",
    "TEMP",
    "TEMPORARY",
    "GLOBAL",
    "LOCAL",
    "UNLOGGED",
    "EXTERNAL",
    "FOREIGN",
    "TRANSIENT",
    "VIRTUAL",
    "COLUMN",
    "PRIVATE",
];

impl Schema {
    /// Reads `CREATE TABLE`, `CREATE TYPE … AS ENUM` and what `ALTER TABLE` adds.
    ///
    /// # Errors
    /// [`Error::Sample`] with the line of what cannot be read.
    pub(super) fn read(text: &str, tokens: &[Token]) -> Result<Self> {
        let mut schema = Self::default();
        let mut cursor = Cursor::new(tokens);
        while let Some(token) = cursor.next() {
            if token.is("CREATE") {
                while cursor.peek().is_some_and(|token| token.is_any(&KINDS)) {
                    cursor.next();
                }
                if cursor.take(&["TABLE"]) {
                    schema.create_table(text, &mut cursor)?;
                } else if cursor.take(&["TYPE"]) {
                    schema.create_type(&mut cursor)?;
                } else if cursor.take(&["UNIQUE", "INDEX"]) {
                    schema.create_index(&mut cursor)?;
                }
            } else if token.is("ALTER") && cursor.take(&["TABLE"]) {
                schema.alter_table(&mut cursor)?;
            }
        }
        Ok(schema)
    }

    fn create_table(&mut self, text: &str, cursor: &mut Cursor) -> Result<()> {
        cursor.take(&["IF", "NOT", "EXISTS"]);
        let Some(name) = cursor.take_name() else {
            return Err(unexpected(cursor, "the name of a table"));
        };
        let name = name.last().copied().unwrap_or_default();
        let Some(items) = cursor.take_list()? else {
            // Others are no statements, such as the right to create tables.
            if cursor.peek().is_some_and(|token| token.is_any(&["AS", "LIKE", "PARTITION"])) {
                self.notes.push(format!("{name} is left out: its columns are not listed."));
            }
            return Ok(());
        };
        let mut table = Table { name: name.into(), ..Table::default() };
        for item in items {
            if !constraint(&mut table, &mut Cursor::new(item))? {
                table.columns.extend(column(text, item)?);
            }
        }
        table.settle();
        if self.tables.iter().any(|known| known.name == table.name) {
            self.notes.push(format!("{name} is created twice: the first one counts."));
        } else if table.columns.is_empty() {
            self.notes.push(format!("{name} is left out: it has no columns."));
        } else {
            self.tables.push(table);
        }
        Ok(())
    }

    fn create_type(&mut self, cursor: &mut Cursor) -> Result<()> {
        let name = cursor.take_name().and_then(|name| Some((*name.last()?).to_string()));
        if let Some(name) = name
            && cursor.take(&["AS", "ENUM"])
            && let Some(values) = cursor.take_list()?
        {
            let values = values.iter().filter_map(|value| Some(value.first()?.text()?.into()));
            self.enums.push((name, values.collect()));
        }
        Ok(())
    }

    /// `CREATE UNIQUE INDEX … ON table (column)` for all rows.
    fn create_index(&mut self, cursor: &mut Cursor) -> Result<()> {
        while cursor.peek().is_some_and(|token| !token.is("ON") && !token.is_symbol(';')) {
            cursor.next();
        }
        if !cursor.take(&["ON"]) {
            return Ok(());
        }
        cursor.take(&["ONLY"]);
        let name = cursor.take_name().and_then(|name| name.last().copied());
        if cursor.take(&["USING"]) {
            cursor.next();
        }
        let columns = names(cursor.take_list()?);
        let is_named = |table: &&mut Table| name == Some(table.name.as_str());
        if let ([column], Some(table)) = (&columns[..], self.tables.iter_mut().find(is_named))
            && cursor.peek().is_none_or(|token| !token.is("WHERE"))
        {
            table.unique.push(column.clone());
            table.settle();
        }
        Ok(())
    }

    /// `ALTER TABLE … ADD` of keys and checks, as dumps have them after the tables.
    fn alter_table(&mut self, cursor: &mut Cursor) -> Result<()> {
        cursor.take(&["IF", "EXISTS"]);
        cursor.take(&["ONLY"]);
        let name = cursor.take_name().and_then(|name| name.last().copied());
        let is_named = |table: &&mut Table| name == Some(table.name.as_str());
        if let Some(table) = self.tables.iter_mut().find(is_named) {
            cursor.take(&["WITH", "CHECK"]);
            while cursor.take(&["ADD"]) {
                constraint(table, cursor)?;
                table.settle();
                cursor.take_symbol(',');
            }
        }
        Ok(())
    }
}

/// Reads a constraint of a table, if one comes next.
fn constraint(table: &mut Table, cursor: &mut Cursor) -> Result<bool> {
    let is_named = cursor.take(&["CONSTRAINT"]);
    if is_named && !starts_constraint(cursor) {
        cursor.take_name();
    }
    let mut ahead = cursor.clone();
    if ahead.take(&["PRIMARY", "KEY"]) {
        while ahead.peek().is_some_and(|token| token.is_any(&["CLUSTERED", "NONCLUSTERED"])) {
            ahead.next();
        }
        table.primary = names(ahead.take_list()?);
    } else if ahead.take(&["FOREIGN", "KEY"]) {
        if ahead.peek().is_some_and(|token| !token.is_symbol('(')) {
            ahead.next();
        }
        let columns = names(ahead.take_list()?);
        if ahead.take(&["REFERENCES"]) {
            references(table, &columns, &mut ahead)?;
        }
    } else if ahead.peek().is_some_and(|token| token.is("CHECK"))
        && ahead.rest().get(1).is_some_and(|token| token.is_symbol('('))
    {
        ahead.next();
        let inside = &ahead.rest()[1..];
        ahead.take_list()?;
        let length = inside.len() - ahead.rest().len();
        check(&mut table.columns, &inside[..length]);
    } else {
        let is_constraint = is_named || is_index(cursor);
        if is_constraint && ahead.take(&["UNIQUE"]) {
            while ahead.peek().is_some_and(|token| !token.is_symbol('(')) {
                ahead.next();
            }
            // Of several columns together each can come again.
            if let [column] = &names(ahead.take_list()?)[..] {
                table.unique.push(column.clone());
            }
        }
        return Ok(is_constraint);
    }
    *cursor = ahead;
    Ok(true)
}

fn starts_constraint(cursor: &Cursor) -> bool {
    cursor.peek().is_some_and(|token| token.is_any(&["PRIMARY", "FOREIGN", "UNIQUE", "CHECK"]))
}

/// Whether what comes next is an index, or another thing of a table that is no column.
fn is_index(cursor: &Cursor) -> bool {
    let mut ahead = cursor.clone();
    let Some(first) = ahead.next() else { return true };
    let words = ["UNIQUE", "KEY", "INDEX", "FULLTEXT", "SPATIAL", "EXCLUDE", "LIKE", "PERIOD"];
    if !first.is_any(&words) {
        return false;
    }
    // `key varchar(20)` is a column, `KEY by_name (name)` is an index.
    let mut names = ahead.rest().iter().take_while(|token| token.name().is_some());
    let is_type = names.next().is_some_and(|token| token.name().is_some_and(is_known));
    first.is("LIKE") || !is_type
}

/// The names that pieces of a list begin with.
fn names(list: Option<Vec<&[Token]>>) -> Vec<String> {
    let list = list.unwrap_or_default();
    list.iter().filter_map(|piece| Some(piece.first()?.name()?.into())).collect()
}

/// Reads what columns refer to.
fn references(table: &mut Table, columns: &[String], cursor: &mut Cursor) -> Result<()> {
    let Some(other) = cursor.take_name() else { return Ok(()) };
    let others = names(cursor.take_list()?);
    // Of several columns together none is a key by itself.
    if let ([column], Some(other)) = (columns, other.last()) {
        let reference = (other.to_string(), others.first().cloned());
        let named = |one: &&mut Column| one.name.eq_ignore_ascii_case(column);
        if let Some(column) = table.columns.iter_mut().find(named) {
            column.references = Some(reference);
        }
    }
    Ok(())
}

/// What is expected where something else stands.
pub(super) fn unexpected(cursor: &Cursor, expected: &str) -> Error {
    let (at, found) = match cursor.peek() {
        Some(token) => (format!("line {}", token.line), token.shown()),
        None => ("the end".into(), "nothing".into()),
    };
    let problem = format!("{expected} should stand here, not {found}");
    Error::sample(at, problem, "Correct the statement there, or leave it out.")
}
