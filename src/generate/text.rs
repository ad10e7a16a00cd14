//! Text columns, written straight into their Arrow buffers: no `String` per cell.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};

use crate::error::{Error, Result};

/// Arrow's Utf8 offsets are i32, so one array holds at most this many bytes of text.
const MAX_TEXT_BYTES: usize = i32::MAX as usize;

/// Builds a Utf8 array: `write` appends the text of each row to the buffer it is given.
///
/// `bytes_per_row` is a guess that saves regrowing the buffer, not a bound.
///
/// # Errors
/// [`Error::Generate`] when the rows have more text than one array can hold (2 GiB).
pub fn text_array(
    rows: Range<u64>,
    bytes_per_row: usize,
    mut write: impl FnMut(u64, &mut String),
) -> Result<ArrayRef> {
    let count = usize::try_from(rows.end - rows.start).unwrap_or(usize::MAX);
    let mut text = String::with_capacity(count.saturating_mul(bytes_per_row).min(MAX_TEXT_BYTES));
    let mut offsets = Vec::with_capacity(count + 1);
    offsets.push(0_i32);
    for row in rows {
        write(row, &mut text);
        offsets.push(i32::try_from(text.len()).map_err(|_| too_much_text(row))?);
    }
    let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
    let values = Buffer::from_vec(text.into_bytes());
    let array = StringArray::try_new(offsets, values, None)
        .map_err(|error| Error::Generate(error.to_string()))?;
    Ok(Arc::new(array))
}

fn too_much_text(row: u64) -> Error {
    Error::Generate(format!("a text column reaches 2 GiB at row {row}, more than an array holds"))
}

/// Appends `number` in decimal.
pub fn push_number(text: &mut String, mut number: u32) {
    let mut digits = [0_u8; 10];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    for digit in &digits[start..] {
        text.push(char::from(b'0' + digit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::AsArray;

    #[test]
    fn writes_each_row_where_it_belongs() {
        let array = text_array(8..12, 2, |row, text| {
            if row != 9 {
                push_number(text, u32::try_from(row).unwrap());
            }
        })
        .unwrap();
        let cells: Vec<_> = array.as_string::<i32>().iter().map(Option::unwrap).collect();
        assert_eq!(cells, ["8", "", "10", "11"]);
    }

    #[test]
    fn numbers_have_no_leading_zeros() {
        let mut text = String::new();
        for number in [0, 7, 10, 4_294_967_295] {
            push_number(&mut text, number);
            text.push(' ');
        }
        assert_eq!(text, "0 7 10 4294967295 ");
    }
}
