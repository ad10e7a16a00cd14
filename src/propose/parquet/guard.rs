//! Footers that the library must not see: it makes room for as many columns as a footer says, and
//! goes as deep.

use crate::assemble::thrift::Value;

/// Field ids in `parquet.thrift`.
const SCHEMA: i16 = 2;
const CHILDREN: i16 = 5;

/// Columns are inside each other this deep at most; lists and maps count as two.
const MAX_DEPTH: usize = 64;

/// Whether a footer has the form of one, and a schema whose groups have as many columns as they say.
pub(super) fn check(footer: &[u8]) -> Result<(), &'static str> {
    let value = Value::decode_struct(footer).ok_or("it is cut or broken")?;
    let Some(Value::List(_, schema)) = value.field(SCHEMA) else {
        return Err("there is no schema");
    };
    // How many columns are still to come in each group around the next one.
    let mut open: Vec<i64> = Vec::new();
    for (place, column) in schema.iter().enumerate() {
        while open.last() == Some(&0) {
            open.pop();
        }
        match open.last_mut() {
            Some(left) => *left -= 1,
            None if place == 0 => {}
            None => return Err("the schema has more columns than its groups"),
        }
        let children = column.field(CHILDREN).and_then(Value::int).unwrap_or(0);
        if children < 0 || open.len() == MAX_DEPTH {
            return Err("the schema is too deep");
        }
        open.push(children);
    }
    if open.iter().any(|left| *left > 0) {
        return Err("the schema has fewer columns than its groups");
    }
    Ok(())
}
