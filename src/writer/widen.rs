//! Numbers of a narrower type as those of a wider one, where a job asks for it.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;

use crate::batch::Batch;
use crate::error::{Error, Result};

/// Rows whose columns have the types of `first`, where that loses nothing. Other columns stay as
/// they are.
///
/// # Errors
/// [`Error::Generate`] when the rows are no arrays.
pub(super) fn widened<'a>(batch: &'a Batch, first: &SchemaRef) -> Result<Cow<'a, Batch>> {
    let pairs = batch.schema().fields().iter().zip(first.fields());
    if !pairs.clone().any(|(found, first)| is_wider(found.data_type(), first.data_type())) {
        return Ok(Cow::Borrowed(batch));
    }
    let failed = |error: ArrowError| Error::Generate(error.to_string());
    let rows = batch.to_record_batch()?;
    let mut fields: Vec<Field> = Vec::new();
    let mut columns = rows.columns().to_vec();
    for (place, field) in batch.schema().fields().iter().enumerate() {
        let wide = first.fields().get(place).map(|first| first.data_type());
        let wide = wide.filter(|wide| is_wider(field.data_type(), wide));
        let cast = wide.map(|wide| exactly(&columns[place], wide)).transpose().map_err(failed)?;
        columns[place] = cast.flatten().unwrap_or_else(|| columns[place].clone());
        let data_type = columns[place].data_type().clone();
        fields.push(field.as_ref().clone().with_data_type(data_type));
    }
    let options = RecordBatchOptions::new().with_row_count(Some(rows.num_rows()));
    let schema = Arc::new(Schema::new(fields));
    let rows = RecordBatch::try_new_with_options(schema, columns, &options).map_err(failed)?;
    Ok(Cow::Owned(Batch::from(&rows)))
}

/// Whether a type can have all numbers of another, or nearly all.
fn is_wider(narrow: &DataType, wide: &DataType) -> bool {
    use DataType::{Float32, Float64};
    let bits = |data_type: &DataType| data_type.primitive_width().unwrap_or_default();
    match (narrow, wide) {
        (Float32, Float64) => true,
        _ if !narrow.is_integer() => false,
        (_, Float64) => true,
        _ => {
            wide.is_signed_integer() && bits(narrow) < bits(wide)
                || wide.is_unsigned_integer()
                    && narrow.is_unsigned_integer()
                    && bits(narrow) < bits(wide)
        }
    }
}

/// The numbers of another type; nothing where one of them would be another number.
fn exactly(
    numbers: &ArrayRef,
    wide: &DataType,
) -> std::result::Result<Option<ArrayRef>, ArrowError> {
    let options = CastOptions { safe: true, ..CastOptions::default() };
    let cast = cast_with_options(numbers, wide, &options)?;
    let back = cast_with_options(&cast, numbers.data_type(), &options)?;
    let is_exact = numbers.data_type().is_floating() || back.to_data() == numbers.to_data();
    Ok(is_exact.then_some(cast))
}
