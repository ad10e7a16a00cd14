//! JSON in a column of text.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::cell::Cells;
use super::{BadParameter, Column, Context, Generator, Parameters, text};
use crate::batch::Values;
use crate::error::Result;
use crate::logical::LogicalType;

/// JSON object such as `{"id":7,"city":"Lyon"}`, of other columns and of fields of its own; Utf8.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct JsonText {
    /// Columns of the table whose values the object repeats, by their names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Fields that only the object has, after the columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<JsonField>,
}

/// A field of a JSON object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct JsonField {
    /// Its name.
    pub name: String,
    /// How its values are made.
    pub generator: Generator,
}

impl Parameters for JsonText {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        self.check_names()?;
        let mut members = Vec::new();
        for name in &self.columns {
            let column = context.sibling("columns", name)?;
            members.push(Member::new(members.len(), "columns", name, column)?);
        }
        for (index, JsonField { name, generator }) in self.fields.iter().enumerate() {
            let path = format!("fields[{index}]");
            let column = generator.column(&context.inside(name));
            let column = column.map_err(|bad| bad.inside("generator").inside(&path))?;
            members.push(Member::new(members.len(), &path, name, column)?);
        }
        Ok(Arc::new(Objects { members }))
    }
}

impl JsonText {
    /// Readers disagree about an object that has a name twice.
    fn check_names(&self) -> std::result::Result<(), BadParameter> {
        let bad = |problem: String, remedy| Err(BadParameter::new("columns", problem, remedy));
        let fields = self.fields.iter().map(|field| &field.name);
        let mut names: Vec<_> = self.columns.iter().chain(fields).collect();
        if names.is_empty() {
            return bad("the object is empty".into(), "Name a column or more, or add fields.");
        }
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => bad(format!("the object has {:?} twice", pair[0]), "Leave one out."),
            None => Ok(()),
        }
    }
}

/// A name and its values.
struct Member {
    /// What stands before each value: `{"name":`, or with a comma after another member.
    before: Box<[u8]>,
    column: Arc<dyn Column>,
}

impl Member {
    fn new(
        place: usize,
        parameter: &str,
        name: &str,
        column: Arc<dyn Column>,
    ) -> std::result::Result<Self, BadParameter> {
        let data_type = column.data_type();
        if !Cells::can_show(&data_type) {
            let problem = format!("{name} has values of type {data_type}");
            let remedy = "Choose text, numbers, booleans, dates, times or UUIDs.";
            return Err(BadParameter::new(parameter, problem, remedy));
        }
        let mut before = vec![if place == 0 { b'{' } else { b',' }];
        super::cell::push_string(&mut before, name.as_bytes());
        before.push(b':');
        Ok(Self { before: before.into(), column })
    }
}

struct Objects {
    members: Vec<Member>,
}

impl Column for Objects {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn logical_type(&self) -> LogicalType {
        LogicalType::Json
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let cells =
            |member: &Member| Cells::new(&member.column.data_type(), member.column.generate(rows)?);
        let cells = self.members.iter().map(cells).collect::<Result<Vec<_>>>()?;
        let mut place = 0;
        text(rows, 24 * cells.len(), |_, text| {
            for (member, cells) in self.members.iter().zip(&cells) {
                text.extend_from_slice(&member.before);
                cells.push_json(text, place);
            }
            text.push(b'}');
            place += 1;
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{as_numbers, as_texts, bad_parameter, table, texts};
    use serde_json::Value;

    #[test]
    fn objects_repeat_the_columns() {
        let columns = [
            ("na\"me", r#"{"full_name": {}}"#),
            ("j", r#"{"json_text": {"columns": ["na\"me", "n", "b", "d", "t", "u", "m"]}}"#),
            ("n", r#"{"sequence": {"start": -3}}"#),
            ("b", r#"{"boolean": {}}"#),
            ("d", r#"{"date": {}}"#),
            ("t", r#"{"timestamp": {"unit": "us"}}"#),
            ("u", r#"{"uuid": {}}"#),
            ("m", r#"{"decimal": {"low": -5, "high": 5, "scale": 3}}"#),
        ];
        let batch = table(&columns, 2_000);
        let values = |column: usize| &batch.columns()[column].values;
        let objects = as_texts(values(1));
        let (names, numbers) = (as_texts(values(0)), as_numbers(values(2)));
        let (days, instants, money) =
            (as_numbers(values(4)), as_numbers(values(5)), as_numbers(values(7)));
        for (row, object) in objects.iter().enumerate() {
            let value: Value = serde_json::from_str(object).unwrap();
            assert_eq!(value["na\"me"], names[row]);
            assert_eq!(value["n"], numbers[row]);
            assert!(value["b"].is_boolean());
            let day = chrono::DateTime::from_timestamp(days[row] * 86_400, 0).unwrap();
            assert_eq!(value["d"], day.date_naive().to_string());
            let instant: chrono::DateTime<chrono::Utc> =
                value["t"].as_str().unwrap().parse().unwrap();
            assert_eq!(instant.timestamp_micros(), instants[row]);
            assert_eq!(value["u"].as_str().unwrap().len(), 36);
            let thousandths = value["m"].as_f64().unwrap() * 1000.0;
            assert!(
                (thousandths - f64::from(i32::try_from(money[row]).unwrap())).abs() < 1e-6,
                "{object} {}",
                money[row]
            );
        }
    }

    #[test]
    fn fields_are_made_for_the_object() {
        let json = r#"{"json_text": {"fields": [
            {"name": "a", "generator": {"choice": {"values": ["x\ny", "\"\\é"]}}},
            {"name": "b", "generator": {"json_text": {"fields": [
                {"name": "c", "generator": {"sequence": {}}}]}}}]}}"#;
        let mut seen = [false; 2];
        for (row, object) in texts(json, 100).iter().enumerate() {
            let value: Value = serde_json::from_str(object).unwrap();
            let text = value["a"].as_str().unwrap();
            seen[["x\ny", "\"\\é"].iter().position(|known| *known == text).unwrap()] = true;
            let inner: Value = serde_json::from_str(value["b"].as_str().unwrap()).unwrap();
            assert_eq!(inner["c"], row + 1);
        }
        assert_eq!(seen, [true; 2]);
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"json_text": {}}"#), "columns");
        assert_eq!(bad_parameter(r#"{"json_text": {"columns": ["x"]}}"#), "columns");
        assert_eq!(bad_parameter(r#"{"json_text": {"columns": ["c"]}}"#), "columns");
        assert_eq!(bad_parameter(r#"{"json_text": {"columns": ["day", "day"]}}"#), "columns");
        let field = |generator| {
            format!(r#"{{"json_text": {{"fields": [{{"name": "f", "generator": {generator}}}]}}}}"#)
        };
        assert_eq!(bad_parameter(&field(r#"{"binary": {}}"#)), "fields[0]");
        assert_eq!(bad_parameter(&field(r#"{"boolean": {"share": 3}}"#)), "share");
    }
}
