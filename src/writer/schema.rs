//! The schema that a Parquet file has.

use std::sync::Arc;

use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use parquet::arrow::ArrowSchemaConverter;
use parquet::basic::{LogicalType as Annotation, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor, Type, TypePtr};

use super::columns::root;
use super::options::WriterOptions;
use crate::error::{Checked, Problem};
use crate::logical::{LogicalType, unmarked_field};

/// The schema of a file of these columns, with the logical types that their options name.
pub(super) fn parquet_schema(
    schema: &SchemaRef,
    options: &WriterOptions,
) -> Result<SchemaDescriptor> {
    let named = |name: &str| options.columns.get(name).and_then(|own| own.logical_type);
    let field = |field: &FieldRef| match named(field.name()) {
        Some(_) => unmarked_field(field),
        None => field.clone(),
    };
    let fields = schema.fields().iter().map(field).collect::<Vec<_>>();
    let schema = ArrowSchemaConverter::new().convert(&Schema::new(fields))?;
    let column = |column: &TypePtr| match named(column.name()).and_then(annotation) {
        Some(annotation) => annotated(column, &annotation),
        None => Ok(column.clone()),
    };
    let root = schema.root_schema();
    let columns = root.get_fields().iter().map(column).collect::<Result<_>>()?;
    let root = Type::group_type_builder(root.name()).with_fields(columns).build()?;
    Ok(SchemaDescriptor::new(Arc::new(root)))
}

/// What the format calls it.
fn annotation(logical: LogicalType) -> Option<Annotation> {
    match logical {
        LogicalType::None => None,
        LogicalType::Uuid => Some(Annotation::Uuid),
        LogicalType::Json => Some(Annotation::Json),
        LogicalType::Enum => Some(Annotation::Enum),
    }
}

/// A column whose values, or those inside it, have a logical type.
fn annotated(column: &TypePtr, annotation: &Annotation) -> Result<TypePtr> {
    let info = column.get_basic_info();
    let id = info.has_id().then(|| info.id());
    let built = match &**column {
        Type::PrimitiveType { physical_type, type_length, .. } => {
            Type::primitive_type_builder(column.name(), *physical_type)
                .with_repetition(info.repetition())
                .with_length(*type_length)
                .with_logical_type(Some(annotation.clone()))
                .with_id(id)
                .build()?
        }
        Type::GroupType { fields, .. } => {
            let inside = fields.iter().map(|field| annotated(field, annotation));
            Type::group_type_builder(column.name())
                .with_repetition(info.repetition())
                .with_converted_type(info.converted_type())
                .with_logical_type(info.logical_type_ref().cloned())
                .with_fields(inside.collect::<Result<_>>()?)
                .with_id(id)
                .build()?
        }
    };
    Ok(Arc::new(built))
}

/// Whether all values of the column of a name can be of a logical type.
pub(super) fn check_logical_type(
    logical: LogicalType,
    name: &str,
    schema: &SchemaDescriptor,
) -> Checked {
    let leaves = schema.columns().iter().filter(|leaf| root(leaf.path()) == name);
    let leaves: Vec<_> = leaves.collect();
    let Some(other) = leaves.iter().find(|leaf| !fits(logical, leaf)) else { return Ok(()) };
    let known = LogicalType::ALL.into_iter();
    let known = known.filter(|known| leaves.iter().all(|leaf| fits(*known, leaf)));
    let known: Vec<_> = known.map(LogicalType::name).collect();
    let choice = match &known[..] {
        [] => "Leave it out".into(),
        known => format!("Choose one of: {}", known.join(", ")),
    };
    let what = match logical {
        LogicalType::Uuid => "16 bytes each, such as UUIDs that are made as binary",
        _ => "text",
    };
    Err(Problem::new(
        format!("writer.columns.{name}.logical_type"),
        format!("{} is not for values that are stored as {}", logical.name(), stored(other)),
        format!("{choice}. It is for values of {what}."),
    ))
}

fn fits(logical: LogicalType, leaf: &ColumnDescriptor) -> bool {
    let annotation = leaf.logical_type_ref();
    let is_uuid = leaf.physical_type() == Physical::FIXED_LEN_BYTE_ARRAY
        && leaf.type_length() == 16
        && matches!(annotation, None | Some(Annotation::Uuid));
    let is_text = leaf.physical_type() == Physical::BYTE_ARRAY
        && matches!(annotation, Some(Annotation::String | Annotation::Json));
    match logical {
        LogicalType::None => is_uuid || is_text,
        LogicalType::Uuid => is_uuid,
        LogicalType::Json | LogicalType::Enum => is_text,
    }
}

/// How the values of a leaf are stored, in the format's words.
fn stored(leaf: &ColumnDescriptor) -> String {
    let physical = leaf.physical_type();
    match leaf.logical_type_ref() {
        None if physical == Physical::FIXED_LEN_BYTE_ARRAY => {
            format!("{physical}({})", leaf.type_length())
        }
        Some(Annotation::String) => format!("{physical}, as STRING"),
        _ => physical.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writer::ColumnOptions;
    use arrow::datatypes::{DataType, Field};

    #[test]
    fn options_name_the_logical_types_of_all_values_of_a_column() {
        let list = DataType::List(Arc::new(Field::new("element", DataType::Utf8, true)));
        let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let uuid = LogicalType::Uuid.mark(Field::new("own", DataType::FixedSizeBinary(16), false));
        let mut fields = vec![uuid.clone(), uuid.with_name("bytes")];
        let others = [("list", list), ("words", words), ("key", DataType::FixedSizeBinary(16))];
        fields.extend(others.map(|(name, data_type)| Field::new(name, data_type, true)));
        let mut options = WriterOptions::default();
        let named = [
            ("bytes", LogicalType::None),
            ("list", LogicalType::Enum),
            ("words", LogicalType::Json),
            ("key", LogicalType::Uuid),
        ];
        for (name, logical) in named {
            let own = ColumnOptions { logical_type: Some(logical), ..ColumnOptions::default() };
            options.columns.insert(name.into(), own);
        }
        let schema = parquet_schema(&Arc::new(Schema::new(fields)), &options).unwrap();
        let found = schema.columns().iter().map(|leaf| leaf.logical_type_ref().cloned());
        let expected = [
            Some(Annotation::Uuid),
            None,
            Some(Annotation::Enum),
            Some(Annotation::Json),
            Some(Annotation::Uuid),
        ];
        assert_eq!(found.collect::<Vec<_>>(), expected);
        let lengths = schema.columns().iter().map(|leaf| leaf.type_length());
        assert_eq!(lengths.collect::<Vec<_>>(), [16, 16, -1, -1, 16]);
    }
}
