use parquet_blocks::propose::Format;
use serde_json::{Value, json};

use super::{generators, guess, nulls, proposed, refused, rows, types};

pub(super) fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Order",
        "type": "object",
        "required": ["id", "email", "status", "items"],
        "properties": {
            "id": {"type": "integer", "minimum": 1, "exclusiveMaximum": 1000},
            "uuid": {"type": "string", "format": "uuid"},
            "email": {"type": "string", "format": "email"},
            "placed": {"type": "string", "format": "date-time"},
            "due": {"type": ["string", "null"], "format": "date"},
            "at": {"type": "string", "format": "time"},
            "host": {"type": "string", "format": "ipv4"},
            "site": {"type": "string", "format": "uri"},
            "status": {"enum": ["new", "paid", "shipped"]},
            "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
            "strange": {"type": "string", "pattern": "(?=x)y", "maxLength": 8},
            "total": {"type": "number", "minimum": 0, "maximum": 500, "multipleOf": 0.01},
            "weight": {"type": "number", "maximum": 40, "minimum": 1},
            "gift": {"type": "boolean"},
            "billing": {"$ref": "#/$defs/address"},
            "shipping": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/address"}]},
            "items": {"type": "array", "minItems": 1, "maxItems": 5,
                "items": {"allOf": [{"$ref": "#/$defs/item"},
                    {"properties": {"note": {"type": "string", "maxLength": 10}}}]}},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "parent": {"$ref": "#"},
            "other": {"$ref": "https://example.com/other.json"},
            "anything": {"type": "object"}
        },
        "$defs": {
            "address": {"type": "object", "required": ["city"], "properties": {
                "street": {"type": "string"}, "city": {"type": "string"},
                "country": {"type": "string", "minLength": 2, "maxLength": 2}}},
            "item": {"type": "object", "required": ["quantity"], "properties": {
                "product_id": {"type": "integer", "format": "int32"},
                "quantity": {"type": "integer", "minimum": 1, "maximum": 9}}}
        }
    })
}

#[test]
fn properties_are_columns_in_their_order() {
    // As text: a JSON value would sort the properties.
    let text = r#"{"properties": {"z": {"type": "integer"}, "a": {"type": "string"}}}"#;
    assert_eq!(types(&proposed("x.json", text.as_bytes())), ["z Int64", "a Utf8"]);
}

#[test]
fn numbers_without_a_sign_have_such_types() {
    let text = r#"{"properties": {"a": {"type": "integer", "format": "uint16"},
        "b": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615}}}"#;
    let proposal = proposed("x.json", text.as_bytes());
    assert_eq!(types(&proposal), ["a UInt16", "b UInt64"]);
    // JavaScript would make a larger number one beyond 64 bits.
    assert_eq!(generators(&proposal)["b"]["integer"]["high"], 18_000_000_000_000_000_000_u64);
}

#[test]
fn types_and_formats_have_their_generators() {
    let proposal = proposed("order.schema.json", schema().to_string().as_bytes());
    assert_eq!(proposal.format, Format::JsonSchema);
    let generators = generators(&proposal);
    let expected = [
        ("id", json!({"integer": {"low": 1, "high": 999, "type": "int64"}})),
        ("email", json!({"email": {"person": "person", "locale": "en", "safe": false}})),
        ("host", json!({"ipv4": {"scope": "public"}})),
        ("status", json!({"choice": {"values": ["new", "paid", "shipped"]}})),
        ("sku", json!({"regex": {"regex": "^[A-Z]{3}-[0-9]{4}$", "repeat": 8}})),
        (
            "total",
            json!({"decimal": {"precision": 18, "scale": 2, "low": 0.0, "high": 500.0, "skew": 1}}),
        ),
        (
            "weight",
            json!({"float": {"low": 1.0, "high": 40.0, "type": "float64", "precision": 18}}),
        ),
    ];
    for (column, json) in expected {
        assert_eq!(generators[column], json, "{column}");
    }
    assert_eq!(generators["uuid"]["uuid"]["as"], "text");
    let guesses = [
        ("placed", "timestamp"),
        ("due", "date"),
        ("at", "time_of_day"),
        ("site", "url"),
        ("gift", "boolean"),
        ("billing", "struct"),
        ("billing.city", "place"),
        ("shipping.street", "street"),
        ("items", "list"),
        ("items.element", "struct"),
        ("items.element.product_id", "foreign_key"),
        ("items.element.quantity", "integer"),
        ("labels", "map"),
    ];
    for (column, generator) in guesses {
        assert_eq!(guess(&proposal, column).0, generator, "{column}");
    }
    let list = &generators["items"]["list"];
    assert_eq!((&list["min"], &list["max"]), (&json!(1), &json!(5)));
}

#[test]
fn what_is_not_required_may_be_null() {
    let proposal = proposed("order.json", schema().to_string().as_bytes());
    let table = [("id", 0.0), ("status", 0.0), ("uuid", 0.1), ("due", 0.1), ("shipping", 0.1)];
    for (column, share) in table {
        assert_eq!(nulls(&proposal, column), share, "{column}");
    }
    let from = &proposal.guesses.iter().find(|guess| guess.column == "due").unwrap().from;
    assert_eq!(from, "string, format date or null");
}

#[test]
fn what_cannot_be_made_is_noted() {
    let notes = proposed("order.json", schema().to_string().as_bytes()).notes;
    for (column, word) in [
        ("strange", "cannot be made by the schema's pattern"),
        ("parent", "a schema inside itself"),
        ("other", "https://example.com/other.json"),
        ("anything", "without properties"),
    ] {
        let is_noted =
            |note: &String| note.starts_with(&format!("{column}: ")) && note.contains(word);
        assert!(notes.iter().any(is_noted), "{column}: {notes:?}");
    }
}

#[test]
fn lists_of_objects_are_tables_and_texts_stay_short() {
    let list = json!({"type": "array", "items": {"$ref": "#/definitions/row"},
        "definitions": {"row": {"type": "object", "properties": {
            "city": {"type": "string", "maxLength": 4},
            "codes": {"type": "array", "items": {"enum": [1, 2, 9]}}}}}});
    let proposal = proposed("list.json", list.to_string().as_bytes());
    let batch = &rows(&proposal)[0];
    let cities = batch.column(0);
    let cities = arrow::array::AsArray::as_string::<i32>(cities);
    assert!(cities.iter().flatten().all(|city| (1..=4).contains(&city.chars().count())));
    assert_eq!(batch.num_columns(), 2);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let refused = |text: &str| refused(Format::JsonSchema, text.as_bytes());
    assert_eq!(refused("{\n  \"a\": ,\n}"), "line 2, column 8: this is not JSON: expected value");
    assert!(refused("{\"type\": \"string\"}").contains("no properties"));
    assert!(refused("[1]").contains("no properties"));
    let loops = r##"{"items": {"$ref": "#"}}"##;
    assert!(refused(loops).contains("no properties"));
    let deep = "[".repeat(200);
    assert!(refused(&deep).contains("recursion limit"));
    // Each level refers to the next one ten times: without a limit that is 10^12 columns.
    let level = |n: usize| {
        let properties: serde_json::Map<_, _> = (0..10)
            .map(|k| (format!("p{k}"), json!({"$ref": format!("#/$defs/d{}", n + 1)})))
            .collect();
        (format!("d{n}"), json!({"properties": properties}))
    };
    let levels: serde_json::Map<_, _> = (0..12).map(level).collect();
    let bomb = json!({"$ref": "#/$defs/d0", "$defs": levels});
    assert!(refused(&bomb.to_string()).contains("more than 2000 columns"));
}
