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
use crate::logical::{LogicalType, marked};

/// The schema of a file of these columns, with the logical types that their options name.
pub(super) fn parquet_schema(
    schema: &SchemaRef,
    options: &WriterOptions,
) -> Result<SchemaDescriptor> {
    let named = |name: &str| options.columns.get(name).and_then(|own| own.logical_type);
    let mark = |field: &FieldRef| match named(field.name()) {
        Some(logical) => marked(field, logical),
        None => field.clone(),
    };
    let fields = schema.fields().iter().map(mark).collect::<Vec<_>>();
    let schema = ArrowSchemaConverter::new().convert(&Schema::new(fields))?;
    let columns = schema.root_schema().get_fields().iter();
    let columns = columns
        .map(|column| match named(column.name()) {
            Some(LogicalType::Enum) => enums(column),
            _ => Ok(column.clone()),
        })
        .collect::<Result<_>>()?;
    let root =
        Type::group_type_builder(schema.root_schema().name()).with_fields(columns).build()?;
    Ok(SchemaDescriptor::new(Arc::new(root)))
}

/// A column of texts as one of ENUM, which no Arrow type becomes.
fn enums(column: &TypePtr) -> Result<TypePtr> {
    let info = column.get_basic_info();
    let id = info.has_id().then(|| info.id());
    let built = if column.is_primitive() {
        Type::primitive_type_builder(column.name(), column.get_physical_type())
            .with_repetition(info.repetition())
            .with_logical_type(Some(Annotation::Enum))
            .with_id(id)
            .build()?
    } else {
        Type::group_type_builder(column.name())
            .with_repetition(info.repetition())
            .with_converted_type(info.converted_type())
            .with_logical_type(info.logical_type_ref().cloned())
            .with_fields(column.get_fields().iter().map(enums).collect::<Result<_>>()?)
            .with_id(id)
            .build()?
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
