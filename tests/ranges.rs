//! The ranges of numbers in the JSON Schema, which the page shows, are those that the code checks.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/examples.rs"]
mod examples;

use examples::{examples, name, source};
use parquet_blocks::generate::DataGenerator;
use parquet_blocks::recipe::Recipe;
use schemars::schema_for;
use serde_json::{Value, json};

/// Bounds that depend on other parameters: on the type, the digits, the unit and the longest value.
const DEPEND: [&str; 6] =
    [".precision", ".scale", "decimal.low", "decimal.high", "timestamp.every", "binary.shortest"];

/// What is said against a value of a parameter in each example of a generator; nothing where it can
/// be used.
fn problems(generator: &str, parameter: &str, value: &Value) -> Vec<String> {
    let with_value = |example: &str| {
        let mut example: Value = serde_json::from_str(example).unwrap();
        example[generator][parameter] = value.clone();
        let recipe = source(&format!(r#""generator": {example}"#))["recipe"].take();
        // What a type does not hold is no recipe.
        let Ok(recipe) = serde_json::from_value::<Recipe>(recipe) else {
            return "no recipe".into();
        };
        let made = DataGenerator::new(1).table_of(&recipe, Some("lines"));
        let problem = made.err().map(|error| error.to_string()).unwrap_or_default();
        let is_told = problem.contains(&format!(".{generator}.{parameter}: "));
        if is_told { problem } else { String::new() }
    };
    examples().filter(|example| name(example) == generator).map(with_value).collect()
}

/// Whether a value is refused where it is looked at.
fn is_refused(generator: &str, parameter: &str, value: &Value) -> bool {
    problems(generator, parameter, value).iter().any(|problem| !problem.is_empty())
}

/// Whether a value is always out of range, also where other parameters fit it.
fn is_out_of_range(generator: &str, parameter: &str, value: &Value) -> bool {
    let problems = problems(generator, parameter, value);
    problems.iter().all(|problem| problem.contains("out of range") || problem == "no recipe")
}

/// The numbers among the parameters of every generator.
fn numbers() -> Vec<(String, String, Value)> {
    let schema = schema_for!(Recipe).to_value();
    let generators = schema["$defs"]["Generator"]["oneOf"].as_array().unwrap();
    let mut numbers = Vec::new();
    for generator in generators {
        let name = generator["required"][0].as_str().unwrap();
        let path = generator["properties"][name]["$ref"].as_str().unwrap();
        let parameters = &schema.pointer(path.trim_start_matches('#')).unwrap()["properties"];
        for (parameter, node) in parameters.as_object().into_iter().flatten() {
            if ["integer", "number"].iter().any(|kind| node["type"].to_string().contains(kind)) {
                numbers.push((name.into(), parameter.clone(), node.clone()));
            }
        }
    }
    numbers
}

#[test]
fn what_is_beyond_the_range_of_a_parameter_is_refused_and_what_is_in_it_is_not() {
    let mut wrong = Vec::new();
    for (generator, parameter, node) in numbers() {
        let is_whole = node["type"].to_string().contains("integer");
        let near = |bound: &Value, more: f64| {
            let value = bound.as_f64().unwrap() + more;
            #[expect(clippy::cast_possible_truncation, reason = "bounds of whole numbers")]
            if is_whole { json!(value as i64) } else { json!(value) }
        };
        // A bound can be excluded, as 0 is where numbers are above 0.
        let (beyond, inside) = if is_whole { (1.0, 0.0) } else { (1e-6, 1e-9) };
        let far = match node["format"].as_str().unwrap() {
            "double" => [json!(-1e300), json!(1e300)],
            "int32" => [json!(i32::MIN), json!(i32::MAX)],
            _ => [json!(-i64::from(u32::MAX)), json!(u32::MAX)],
        };
        for (bound, outwards, far) in [("minimum", -1.0, &far[0]), ("maximum", 1.0, &far[1])] {
            let Some(bound) = node.get(bound) else {
                if is_out_of_range(&generator, &parameter, far) {
                    wrong.push(format!("{generator}.{parameter} has no {bound}"));
                }
                continue;
            };
            if !is_refused(&generator, &parameter, &near(bound, outwards * beyond)) {
                wrong.push(format!("{generator}.{parameter} can be beyond {bound}"));
            }
            if is_out_of_range(&generator, &parameter, &near(bound, -outwards * inside)) {
                wrong.push(format!("{generator}.{parameter} cannot be {bound}"));
            }
        }
    }
    wrong.retain(|wrong| !DEPEND.iter().any(|one| wrong.contains(one)));
    assert_eq!(wrong, Vec::<String>::new());
}
