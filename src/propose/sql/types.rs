//! Types of columns, as the dialects call them.

use arrow::datatypes::{DataType, TimeUnit};

use super::cursor::Cursor;
use super::families::{Family, family, is_nested};
use super::statements::unexpected;
use crate::error::Result;
use crate::generate::{Choice, Generator};
use crate::propose::MAX_DEPTH;
use crate::propose::facts::{Facts, Pick};

/// A type as it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Type {
    /// In capitals; empty where a column has none.
    name: String,
    /// Numbers in parentheses.
    sizes: Vec<u32>,
    /// Texts in parentheses.
    listed: Vec<String>,
    /// Types inside, with names in a struct.
    inner: Vec<(String, Type)>,
    is_unsigned: bool,
    has_zone: bool,
    /// How many lists it is inside.
    lists: usize,
}

/// What follows a column without a type.
const OPTIONS: [&str; 11] = [
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "DEFAULT",
    "CHECK",
    "REFERENCES",
    "AS",
    "GENERATED",
    "COLLATE",
    "CONSTRAINT",
];

/// Further words of a name.
const WORDS: [&str; 4] = ["PRECISION", "VARYING", "LARGE", "OBJECT"];

impl Type {
    /// Reads a type, if one comes next.
    ///
    /// # Errors
    /// [`crate::Error::Sample`] for one that is not complete, or inside too many others.
    pub(super) fn read(cursor: &mut Cursor, depth: usize) -> Result<Self> {
        let mut read = Self::default();
        if depth > MAX_DEPTH {
            return Err(unexpected(cursor, "a type that is inside fewer others"));
        }
        if cursor.peek().is_none_or(|token| token.is_any(&OPTIONS)) {
            return Ok(read);
        }
        let Some(name) = cursor.take_name() else { return Err(unexpected(cursor, "a type")) };
        read.name = name.last().copied().unwrap_or_default().to_ascii_uppercase();
        let is_first = ["NATIONAL", "LONG"].contains(&&read.name[..]);
        while let Some(word) = cursor.peek().filter(|token| token.is_any(&WORDS) || is_first)
            && let Some(name) = word.name().filter(|_| !word.is_any(&OPTIONS))
        {
            read.name = format!("{} {}", read.name, name.to_ascii_uppercase());
            cursor.next();
        }
        read.inside(cursor, depth)?;
        read.after(cursor);
        Ok(read)
    }

    /// Reads what a type has in parentheses or angle brackets.
    fn inside(&mut self, cursor: &mut Cursor, depth: usize) -> Result<()> {
        if is_nested(&self.name) {
            let ends = [('<', '>'), ('(', ')')];
            let end = ends.into_iter().find(|(open, _)| cursor.take_symbol(*open));
            return end.map_or(Ok(()), |(_, end)| self.types(cursor, end, depth));
        }
        for piece in cursor.take_list()?.unwrap_or_default() {
            let Some(first) = piece.first() else { continue };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "saturates"
            )]
            self.sizes.extend(first.number().map(|number| number as u32));
            self.listed.extend(first.text().map(String::from));
        }
        Ok(())
    }

    /// Reads types until a symbol; a name stands before each in a struct.
    fn types(&mut self, cursor: &mut Cursor, end: char, depth: usize) -> Result<()> {
        let is_named = family(&self.name) == Some(Family::Struct);
        loop {
            let name = if is_named { cursor.take_name().unwrap_or_default() } else { Vec::new() };
            cursor.take_symbol(':');
            let inner = Self::read(cursor, depth + 1)?;
            self.inner.push((name.concat(), inner));
            while let Some(token) = cursor.peek().filter(|token| !token.is_symbol(end)) {
                if token.is_symbol(',') {
                    break;
                }
                if cursor.take_list()?.is_none() {
                    cursor.next();
                }
            }
            if cursor.take_symbol(end) {
                return Ok(());
            }
            if !cursor.take_symbol(',') {
                return Err(unexpected(cursor, &format!("{end:?}, the end of a type")));
            }
        }
    }

    /// Reads what stands after a type and belongs to it.
    fn after(&mut self, cursor: &mut Cursor) {
        loop {
            if cursor.take(&["UNSIGNED"]) {
                self.is_unsigned = true;
            } else if cursor.take(&["WITH", "TIME", "ZONE"])
                || cursor.take(&["WITH", "LOCAL", "TIME", "ZONE"])
            {
                self.has_zone = true;
            } else if cursor.take(&["ARRAY"]) {
                self.lists += 1;
            } else if cursor.take_symbol('[') {
                let is_sized = cursor.peek().is_some_and(|token| token.number().is_some());
                // `INT ARRAY[3]` is one list.
                self.lists = if is_sized { self.lists.max(1) } else { self.lists + 1 };
                while cursor.peek().is_some() && !cursor.take_symbol(']') {
                    cursor.next();
                }
            } else if !(cursor.take(&["WITHOUT", "TIME", "ZONE"]) || cursor.take(&["SIGNED"])) {
                return;
            }
        }
    }

    /// Whether its numbers are whole.
    pub(super) fn is_whole(&self) -> bool {
        let is_whole = match self.family() {
            Some(Family::Whole(..)) => true,
            // Oracle's keys are `NUMBER`.
            Some(Family::Decimal) => matches!(self.sizes[..], [] | [_] | [_, 0]),
            _ => false,
        };
        self.lists == 0 && is_whole
    }

    /// Whether the database numbers the rows of such a column.
    pub(super) fn is_serial(&self) -> bool {
        self.name.contains("SERIAL")
    }

    fn family(&self) -> Option<Family> {
        match (&self.name[..], self.sizes.first()) {
            ("", _) => Some(Family::Text),
            // MySQL's booleans.
            ("TINYINT", Some(1)) | ("BIT", None | Some(1)) => Some(Family::Boolean),
            ("FLOAT", Some(..=24)) => Some(Family::Float(32)),
            (name, _) => family(name),
        }
    }

    /// What it says of a column.
    pub(super) fn facts(&self, name: &str, from: &str, enums: &[(String, Vec<String>)]) -> Facts {
        // Lists of lists are too rare to be told from lists of a given size.
        if self.lists > 0 {
            let element = Self { lists: 0, ..self.clone() };
            return Facts::list(name, from, element.facts("element", &self.name, enums));
        }
        let inner = |place: usize, name: &str| match self.inner.get(place) {
            Some((_, inner)) => inner.facts(name, &inner.name, enums),
            None => Facts::new(name, DataType::Utf8, "no type"),
        };
        match self.family() {
            Some(Family::List) => Facts::list(name, from, inner(0, "element")),
            Some(Family::Map) => Facts::map(name, from, inner(0, "key"), inner(1, "value")),
            Some(Family::Wrapper) => inner(0, name),
            Some(Family::Struct) => {
                let field = |(name, kind): &(String, Self)| kind.facts(name, &kind.name, enums);
                Facts::structure(name, from, self.inner.iter().map(field).collect())
            }
            Some(family) => self.single(family, name, from),
            None => match enums.iter().find(|(known, _)| known.eq_ignore_ascii_case(&self.name)) {
                Some((_, values)) => listed(Facts::new(name, DataType::Utf8, from), values),
                None => Facts::unknown(name, from),
            },
        }
    }

    /// What a type without others inside says.
    fn single(&self, family: Family, name: &str, from: &str) -> Facts {
        let size = self.sizes.first().copied();
        let data_type = match family {
            Family::Boolean => DataType::Boolean,
            Family::Whole(bits, unsigned) => whole(bits, unsigned || self.is_unsigned),
            Family::Float(32) => DataType::Float32,
            Family::Float(_) => DataType::Float64,
            Family::Decimal => self.decimal(),
            Family::Bits | Family::Bytes => DataType::Binary,
            Family::Date => DataType::Date32,
            Family::Time => match self.unit() {
                TimeUnit::Millisecond => DataType::Time32(TimeUnit::Millisecond),
                unit => DataType::Time64(unit),
            },
            Family::Instant(zone) => {
                DataType::Timestamp(self.unit(), (zone || self.has_zone).then(|| "UTC".into()))
            }
            Family::Uuid => DataType::FixedSizeBinary(16),
            _ => DataType::Utf8,
        };
        let mut facts = Facts::new(name, data_type, from);
        match family {
            Family::Text => facts.longest = size.filter(|size| *size > 0),
            Family::Listed => facts = listed(facts, &self.listed),
            Family::Asked(json) => {
                facts.asked =
                    serde_json::from_str(json).ok().map(|asked| Pick::new(asked, "by its type"));
            }
            _ => {}
        }
        facts
    }

    fn decimal(&self) -> DataType {
        let size = |place: usize| self.sizes.get(place).and_then(|size| u8::try_from(*size).ok());
        let (precision, scale) = match (size(0), size(1)) {
            (Some(precision), scale) => (precision, scale.unwrap_or(0)),
            (None, _) if self.name.contains("MONEY") => (18, 4),
            (None, _) => (18, 2),
        };
        DataType::Decimal128(precision, scale.cast_signed())
    }

    /// How fine times are: microseconds, if the type does not say.
    fn unit(&self) -> TimeUnit {
        match self.sizes.first() {
            Some(0..=3) => TimeUnit::Millisecond,
            None | Some(4..=6) => TimeUnit::Microsecond,
            Some(_) => TimeUnit::Nanosecond,
        }
    }
}

/// A column of one of some texts.
pub(super) fn listed(facts: Facts, values: &[String]) -> Facts {
    if values.is_empty() {
        return facts;
    }
    let choice = Choice { values: values.into(), weights: Vec::new() };
    let asked = Pick::new(Generator::Choice(choice), "one of the values that are allowed");
    Facts { asked: Some(asked), ..facts }
}

fn whole(bits: u8, is_unsigned: bool) -> DataType {
    match (bits, is_unsigned) {
        (8, false) => DataType::Int8,
        (8, true) => DataType::UInt8,
        (16, false) => DataType::Int16,
        (16, true) => DataType::UInt16,
        (32, false) => DataType::Int32,
        (32, true) => DataType::UInt32,
        (_, false) => DataType::Int64,
        (_, true) => DataType::UInt64,
    }
}
