//! Columns of `CREATE TABLE`.

use super::cursor::Cursor;
use super::statements::unexpected;
use super::tokens::Token;
use super::types::Type;
use crate::error::Result;

/// A table as its statement says.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// Columns that are the key together.
    pub(super) primary: Vec<String>,
    /// Columns of which no two rows have the same value.
    pub(super) unique: Vec<String>,
}

/// A column as its statement says.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Type,
    /// Its definition, as it is written.
    pub(super) from: String,
    pub(super) is_required: bool,
    pub(super) is_key: bool,
    pub(super) is_unique: bool,
    pub(super) filled: Filled,
    /// A table, and the column of it where it is named.
    pub(super) references: Option<(String, Option<String>)>,
    /// The only texts that are allowed.
    pub(super) listed: Vec<String>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

/// What the database puts into a column by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filled {
    Not,
    /// Whole numbers one after another.
    Numbered,
    Uuids,
}

impl Table {
    /// Tells the column that is the key by itself.
    pub(super) fn settle(&mut self) {
        let primary = &self.primary;
        for column in &mut self.columns {
            let named = |name: &String| name.eq_ignore_ascii_case(&column.name);
            column.is_required |= primary.iter().any(named);
            column.is_key |= primary.len() == 1 && primary.iter().any(named);
            column.is_unique |= column.is_key || self.unique.iter().any(named);
        }
    }
}

/// Most characters of a definition that are shown.
const SHOWN: usize = 80;

/// Reads the definition of a column; nothing where there is none, as after a last comma.
///
/// # Errors
/// [`crate::Error::Sample`] for what is no column.
pub(super) fn column(text: &str, item: &[Token]) -> Result<Option<Column>> {
    let mut cursor = Cursor::new(item);
    let Some(first) = cursor.peek() else { return Ok(None) };
    let Some(name) = first.name() else { return Err(unexpected(&cursor, "the name of a column")) };
    cursor.next();
    let from = match (cursor.rest().first(), cursor.rest().last()) {
        (Some(first), Some(last)) => text[first.start..last.end].split_whitespace().collect(),
        _ => vec!["no type"],
    };
    let from: String = from.join(" ").chars().take(SHOWN).collect();
    let kind = Type::read(&mut cursor, 0)?;
    let mut columns = [Column {
        name: name.into(),
        from,
        is_required: false,
        is_key: false,
        is_unique: false,
        filled: if kind.is_serial() { Filled::Numbered } else { Filled::Not },
        references: None,
        listed: Vec::new(),
        low: None,
        high: None,
        kind,
    }];
    while cursor.peek().is_some() {
        option(&mut columns, &mut cursor)?;
    }
    Ok(columns.into_iter().next())
}

/// What makes numbers and UUIDs by itself.
const UUIDS: [&str; 5] =
    ["gen_random_uuid", "uuid_generate_v4", "newid", "uuid", "newsequentialid"];
const NUMBERED: [&str; 5] =
    ["AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY", "nextval", "AUTONUMBER"];

/// Reads the next of a column's options; what is not known is passed over.
fn option(columns: &mut [Column; 1], cursor: &mut Cursor) -> Result<()> {
    if cursor.peek().is_some_and(|token| token.is("CHECK")) {
        cursor.next();
        let inside = cursor.rest();
        cursor.take_list()?;
        check(columns, &inside[..inside.len() - cursor.rest().len()]);
        return Ok(());
    }
    let [column] = columns;
    if cursor.take(&["NOT", "NULL"]) {
        column.is_required = true;
    } else if cursor.take(&["PRIMARY", "KEY"]) {
        (column.is_required, column.is_key) = (true, true);
    } else if cursor.take(&["UNIQUE"]) {
        column.is_unique = true;
    } else if cursor.take(&["REFERENCES"]) {
        let table = cursor.take_name().and_then(|name| Some((*name.last()?).to_string()));
        let other =
            cursor.take_list()?.and_then(|list| Some(list.first()?.first()?.name()?.into()));
        column.references = table.map(|table| (table, other));
    } else if cursor.peek().is_some_and(|token| token.is_symbol('(')) {
        cursor.take_list()?;
    } else if let Some(token) = cursor.next() {
        if token.is_any(&NUMBERED) {
            column.filled = Filled::Numbered;
        } else if token.is_any(&UUIDS) {
            column.filled = Filled::Uuids;
        }
    }
    Ok(())
}

/// Takes from a check which texts or numbers a column allows, where it says that plainly.
pub(super) fn check(columns: &mut [Column], inside: &[Token]) {
    let is_complex = |token: &Token| token.is_any(&["OR", "NOT", "LIKE", "CASE"]);
    if inside.iter().any(is_complex) {
        return;
    }
    let named = |column: &&mut Column| {
        inside.iter().any(|t| t.name().is_some_and(|name| name.eq_ignore_ascii_case(&column.name)))
    };
    let mut named = columns.iter_mut().filter(named);
    let (Some(column), None) = (named.next(), named.next()) else { return };
    if inside.iter().any(|token| token.is_any(&["IN", "ANY"])) {
        column.listed = inside.iter().filter_map(|token| Some(token.text()?.into())).collect();
        let numbers = || inside.iter().filter_map(Token::number);
        if column.listed.is_empty() {
            (column.low, column.high) = (numbers().reduce(f64::min), numbers().reduce(f64::max));
        }
    } else {
        bounds(column, inside);
    }
}

/// `>= 1`, `< 10`, `BETWEEN 1 AND 10` and the like; numbers stand to the right.
fn bounds(column: &mut Column, inside: &[Token]) {
    let mut cursor = Cursor::new(inside);
    while let Some(token) = cursor.next() {
        if token.is("BETWEEN") {
            let low = signed(&mut cursor);
            let high = if cursor.take(&["AND"]) { signed(&mut cursor) } else { None };
            (column.low, column.high) = (low, high);
        } else if token.is_symbol('>') {
            let is_in = cursor.take_symbol('=');
            let beyond = f64::from(u8::from(!is_in && column.kind.is_whole()));
            column.low = signed(&mut cursor).map(|low| low + beyond).or(column.low);
        } else if token.is_symbol('<') {
            let is_in = cursor.take_symbol('=');
            let beyond = f64::from(u8::from(!is_in && column.kind.is_whole()));
            column.high = signed(&mut cursor).map(|high| high - beyond).or(column.high);
        }
    }
}

/// A number, perhaps below 0, perhaps in parentheses.
fn signed(cursor: &mut Cursor) -> Option<f64> {
    let mut ahead = cursor.clone();
    while ahead.take_symbol('(') {}
    let sign = if ahead.take_symbol('-') { -1.0 } else { 1.0 };
    let number = ahead.next()?.number()?;
    *cursor = ahead;
    Some(sign * number)
}
