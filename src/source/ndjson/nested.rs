//! Columns inside others: their texts become values, as those of other columns do.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, StructArray};
use arrow::datatypes::{DataType, Field, FieldRef};

use crate::error::Result;
use crate::source::typed::{self, bad, failed, typed};

/// Whether values of JSON can become those of a type.
pub(super) fn is_supported(data_type: &DataType) -> bool {
    match data_type {
        DataType::List(field) => is_supported(field.data_type()),
        DataType::Struct(fields) => {
            let names: HashSet<_> = fields.iter().map(|field| field.name()).collect();
            !fields.is_empty()
                && names.len() == fields.len()
                && fields.iter().all(|field| is_supported(field.data_type()))
        }
        data_type => typed::is_supported(data_type),
    }
}

/// A type with others inside of it that are nullable, and changed where they have none inside.
pub(super) fn mapped(data_type: &DataType, leaf: fn(&DataType) -> DataType) -> DataType {
    let inside = |field: &FieldRef| -> FieldRef {
        Field::new(field.name(), mapped(field.data_type(), leaf), true).into()
    };
    match data_type {
        DataType::List(field) => DataType::List(inside(field)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(inside).collect()),
        other => leaf(other),
    }
}

/// A text that is no value of its type.
pub(super) struct Bad {
    pub(super) row: usize,
    pub(super) path: String,
    pub(super) text: String,
    pub(super) data_type: DataType,
}

/// The values of texts; null where they are none, which is told of.
pub(super) fn values(
    texts: &ArrayRef,
    field: &Field,
    path: &str,
    found: &mut Vec<Bad>,
) -> Result<ArrayRef> {
    match field.data_type() {
        DataType::Struct(fields) => {
            let texts = texts.as_struct();
            let mut columns = Vec::with_capacity(fields.len());
            for (field, texts) in fields.iter().zip(texts.columns()) {
                let path = format!("{path}.{}", field.name());
                columns.push(values(texts, field, &path, found)?);
            }
            let array = StructArray::try_new(fields.clone(), columns, texts.nulls().cloned());
            Ok(Arc::new(array.map_err(failed)?))
        }
        DataType::List(field) => {
            let (texts, first) = (texts.as_list::<i32>(), found.len());
            let elements = values(texts.values(), field, &format!("{path}.element"), found)?;
            let offsets = texts.offsets();
            for bad in &mut found[first..] {
                let is_before = |offset: &i32| usize::try_from(*offset).is_ok_and(|o| o <= bad.row);
                bad.row = offsets.partition_point(is_before).saturating_sub(1);
            }
            let nulls = texts.nulls().cloned();
            let array = ListArray::try_new(field.clone(), offsets.clone(), elements, nulls);
            Ok(Arc::new(array.map_err(failed)?))
        }
        data_type => {
            let texts = texts.as_string::<i32>();
            let array = typed(texts, data_type)?;
            found.extend(bad(texts, &array).into_iter().map(|row| Bad {
                row,
                path: path.into(),
                text: texts.value(row).into(),
                data_type: data_type.clone(),
            }));
            Ok(array)
        }
    }
}
