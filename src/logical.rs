//! What texts and bytes stand for, where their Arrow type does not say it: Parquet's logical types
//! UUID, JSON and ENUM.
//!
//! A field says it as Arrow's canonical extension types do, in its metadata; the parquet crate
//! makes logical types of these, and reads them so. Files' own Arrow schemas do not have them: Polars
//! then has JSON as text, and not as an extension type without a text's functions.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Metadata, Schema};
use serde::{Deserialize, Serialize};

/// A logical type of the Parquet format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LogicalType {
    /// What the values' Arrow type says, and no more: texts are STRING, and bytes are bytes.
    None,
    /// UUIDs, in 16 bytes each.
    Uuid,
    /// Texts that are JSON.
    Json,
    /// Texts of a few that are known.
    Enum,
}

/// Keys of a field's metadata, as the Arrow format has them.
const NAME: &str = "ARROW:extension:name";
const METADATA: &str = "ARROW:extension:metadata";

impl LogicalType {
    /// Every logical type.
    pub const ALL: [Self; 4] = [Self::None, Self::Uuid, Self::Json, Self::Enum];

    /// Its name in jobs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Uuid => "uuid",
            Self::Json => "json",
            Self::Enum => "enum",
        }
    }

    /// The name and the parameters of the extension type; Arrow has none for ENUM.
    fn extension(self) -> Option<(&'static str, Option<&'static str>)> {
        match self {
            Self::Uuid => Some(("arrow.uuid", None)),
            Self::Json => Some(("arrow.json", Some(""))),
            Self::None | Self::Enum => None,
        }
    }

    /// The field whose values stand for this.
    pub(crate) fn mark(self, field: Field) -> Field {
        let mut metadata = without(field.metadata());
        if let Some((name, parameters)) = self.extension() {
            metadata.push((NAME.into(), name.into()));
            metadata.extend(parameters.map(|text| (METADATA.into(), text.into())));
        }
        field.with_metadata(metadata.into_iter().collect::<Metadata>())
    }
}

/// Metadata without the extension types that stand for logical types; others stay.
fn without(metadata: &Metadata) -> Vec<(String, String)> {
    let is_ours = |name: &String| {
        LogicalType::ALL.iter().filter_map(|one| one.extension()).any(|(known, _)| name == known)
    };
    let ours = metadata.get(NAME).is_some_and(is_ours);
    let kept = metadata.iter().filter(|(key, _)| !ours || ![NAME, METADATA].contains(&&key[..]));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// A schema whose fields stand for nothing but their types.
pub(crate) fn unmarked(schema: &Schema) -> Schema {
    let fields = schema.fields().iter().map(unmarked_field).collect::<Vec<_>>();
    Schema::new_with_metadata(fields, schema.metadata().clone())
}

/// A field that stands for nothing but its type, and so do those inside it.
pub(crate) fn unmarked_field(field: &FieldRef) -> FieldRef {
    let data_type = match field.data_type() {
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(unmarked_field).collect()),
        DataType::List(element) => DataType::List(unmarked_field(element)),
        DataType::LargeList(element) => DataType::LargeList(unmarked_field(element)),
        DataType::FixedSizeList(element, length) => {
            DataType::FixedSizeList(unmarked_field(element), *length)
        }
        DataType::Map(entry, sorted) => DataType::Map(unmarked_field(entry), *sorted),
        other => other.clone(),
    };
    let field = LogicalType::None.mark(field.as_ref().clone());
    Arc::new(field.with_data_type(data_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(metadata: &[(&str, &str)]) -> FieldRef {
        let metadata = metadata.iter().map(|(key, value)| (key.to_string(), value.to_string()));
        let field = Field::new("f", DataType::Utf8, true);
        Arc::new(field.with_metadata(metadata.collect::<Metadata>()))
    }

    fn marked(field: &FieldRef, logical: LogicalType) -> FieldRef {
        Arc::new(logical.mark(field.as_ref().clone()))
    }

    #[test]
    fn a_field_stands_for_one_thing_at_a_time() {
        let json = marked(&field(&[]), LogicalType::Json);
        assert_eq!(json.extension_type_name(), Some("arrow.json"));
        let uuid = marked(&json, LogicalType::Uuid);
        assert_eq!(uuid, field(&[(NAME, "arrow.uuid")]));
        assert_eq!(unmarked_field(&uuid), field(&[]));
    }

    #[test]
    fn other_metadata_stays() {
        let point = field(&[(NAME, "geoarrow.point"), (METADATA, "{}"), ("unit", "m")]);
        assert_eq!(unmarked_field(&point), point);
    }

    #[test]
    fn fields_inside_are_told_as_well() {
        let list = |element: FieldRef| Field::new("l", DataType::List(element), true);
        let json = list(marked(&field(&[]), LogicalType::Json));
        let schema = Schema::new(vec![json]);
        assert_eq!(unmarked(&schema), Schema::new(vec![list(field(&[]))]));
    }
}
