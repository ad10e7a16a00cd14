//! What serde says of a job's JSON, for people: without Rust's types.

use serde_json::Error;

use crate::error::Problem;

/// A text that is no JSON; the place in it helps who wrote it by hand.
#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
pub fn not_json(error: Error) -> Problem {
    Problem::new("job", format!("this is not JSON: {error}"), "Correct the text at that place.")
}

/// The problem that serde found at a path of the job.
pub fn problem(path: &str, error: &Error) -> Problem {
    let said = error.to_string();
    let (what, expected) = said.rsplit_once(", expected ").unwrap_or((&said, ""));
    let field = if path == "." { "job" } else { path };
    let name = quoted(what).next().unwrap_or_default();
    let mut words = what.split([' ', ':']);
    match (words.next(), words.next()) {
        (Some("missing"), _) => missing(path, name),
        (Some("unknown"), Some("field")) => {
            Problem::new(field, "is not known", choices("Known here", expected))
        }
        (Some("unknown"), _) => {
            Problem::new(field, format!("{name:?} is not known"), choices("Choose", expected))
        }
        (Some("invalid"), _) => wrong_value(field, what, expected),
        _ => Problem::new(field, said, "Correct this field of the job."),
    }
}

/// The text between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// What is missing is named itself, not the object that it is missing in.
fn missing(path: &str, name: &str) -> Problem {
    let field = if path == "." { name.to_string() } else { format!("{path}.{name}") };
    Problem::new(field, "is missing", "Add this field to the job.")
}

/// The names that serde lists: "`a`", "`a` or `b`", "one of `a`, `b`, `c`".
fn choices(verb: &str, expected: &str) -> String {
    let names: Vec<_> = quoted(expected).collect();
    match names.as_slice() {
        [] => "Leave it out.".into(),
        [one] => format!("{verb}: {one}."),
        [first @ .., last] => format!("{verb}: {} or {last}.", first.join(", ")),
    }
}

/// What serde expects of an object whose one field says what it is.
const ONE_FIELD: &str = "map with a single key";

/// "invalid type: floating point `1.5`", "invalid value: integer `-5`".
fn wrong_value(field: &str, what: &str, expected: &str) -> Problem {
    let found = what.split_once(": ").map_or(what, |(_, found)| found);
    let number = shown(found).parse::<f64>().ok();
    let kind = kind(expected);
    let problem = match number {
        _ if expected == ONE_FIELD => "does not have exactly one field".into(),
        Some(number) if is_whole(expected) && number.fract() == 0.0 && number > 0.0 => {
            format!("{} is too large", shown(found))
        }
        _ => format!("{} is not {kind}", shown(found)),
    };
    Problem::new(field, problem, format!("Enter {kind}."))
}

/// A value by serde's name for it: numbers and booleans stand between backticks.
fn shown(found: &str) -> &str {
    match found {
        "map" => "an object",
        "sequence" => "a list",
        "unit variant" => "a name alone",
        _ => match found.strip_prefix("string ") {
            Some(text) => text,
            None => quoted(found).next().unwrap_or(found),
        },
    }
}

fn is_whole(expected: &str) -> bool {
    matches!(expected, "u8" | "u32" | "u64" | "usize" | "i32")
}

fn kind(expected: &str) -> &str {
    match expected {
        "i32" => "a whole number",
        _ if is_whole(expected) => "a whole number of 0 or more",
        "f64" => "a number",
        "a string" => "text",
        "a character" => "one character",
        "a boolean" => "true or false",
        "unit" => "a name alone",
        "string or map" => "a known choice",
        ONE_FIELD => "an object with one field",
        _ => "an object with fields",
    }
}

#[cfg(test)]
mod tests {
    use crate::error::{Error, Problem};
    use crate::job::Job;
    use serde_json::{Value, json};

    fn problem_of(json: &str) -> Problem {
        match Job::from_json(json).unwrap_err() {
            Error::Setting { first, .. } => first,
            other => panic!("{other}"),
        }
    }

    /// The problem of a whole job with one field changed.
    fn changed(pointer: &str, value: Value) -> Problem {
        let mut job = json!({
            "version": 1, "source": {"generated": {"preset": "people", "seed": 42}},
            "rows": 10, "block": {"size_mb": 1}, "writer": {},
            "destination": {"s3": {"endpoint_url": "http://localhost:4566",
                "region": "us-east-1", "bucket": "bkt", "key": "k"}}});
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = job.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        parent.insert(name.into(), value);
        problem_of(&job.to_string())
    }

    #[test]
    fn wrong_values_are_told_in_plain_words() {
        let whole = "is not a whole number of 0 or more";
        let table = [
            ("/rows", json!(-5), format!("-5 {whole}")),
            ("/rows", json!(1.5), format!("1.5 {whole}")),
            ("/rows", json!("many"), format!("\"many\" {whole}")),
            ("/rows", json!("`5`, expected u64"), format!("\"`5`, expected u64\" {whole}")),
            ("/rows", json!(true), format!("true {whole}")),
            ("/rows", json!([1]), format!("a list {whole}")),
            ("/rows", json!({"a": 1}), format!("an object {whole}")),
            ("/rows", json!(1e30), "1e+30 is too large".into()),
            ("/version", Value::Null, format!("null {whole}")),
            ("/writer/writer_version", json!(300), "300 is too large".into()),
            ("/writer/page_rows", json!(5_000_000_000_u64), "5000000000 is too large".into()),
            ("/writer/compression_level", json!("9"), "\"9\" is not a whole number".into()),
            ("/writer/compression_level", json!(1e10), "10000000000.0 is too large".into()),
            ("/writer/dictionary", json!("yes"), "\"yes\" is not true or false".into()),
            ("/target_size_mb", json!("big"), "\"big\" is not a number".into()),
            ("/block/size_mb", json!("big"), "\"big\" is not a number".into()),
            ("/destination/s3/concurrency", json!(-1), format!("-1 {whole}")),
            ("/destination/s3/bucket", json!(7), "7 is not text".into()),
            ("/destination/s3/path_style", json!(1), "1 is not true or false".into()),
            ("/writer", json!(1), "1 is not an object with fields".into()),
            ("/destination", json!("s3"), "\"s3\" is not an object with fields".into()),
            ("/destination/s3", json!(true), "true is not an object with fields".into()),
            ("/source/generated", json!(1), "1 is not an object with fields".into()),
            ("/source", json!(1), "1 is not a known choice".into()),
            ("/source", json!({}), "does not have exactly one field".into()),
            ("/source/generated/preset", json!(1), "1 is not a known choice".into()),
            ("/block", json!({"rows": 1, "size_mb": 1}), "does not have exactly one field".into()),
            ("/block", json!([]), "a list is not a known choice".into()),
        ];
        for (pointer, value, message) in table {
            let problem = changed(pointer, value);
            let field = pointer[1..].replace('/', ".");
            assert_eq!((problem.field, problem.message), (field, message));
        }
    }

    #[test]
    fn what_is_wrong_inside_is_told_at_its_name() {
        let table = [
            (
                "/source",
                json!("generated"),
                "source.generated: a name alone is not an object with fields",
            ),
            (
                "/source/generated/preset",
                json!({"people": {}}),
                "source.generated.preset.people: an object is not a name alone",
            ),
            (
                "/writer/csv",
                json!({"delimiter": ", "}),
                "writer.csv.delimiter: \", \" is not one character",
            ),
        ];
        for (pointer, value, text) in table {
            assert_eq!(changed(pointer, value).to_string(), text);
        }
    }

    #[test]
    fn choices_are_listed() {
        let table = [
            (
                "/writer/compression",
                json!("lzo"),
                "\"lzo\" is not known",
                "Choose: none, snappy, gzip, zstd, lz4_raw or brotli.",
            ),
            (
                "/writer/format",
                json!("xls"),
                "\"xls\" is not known",
                "Choose: parquet, csv, ndjson or arrow.",
            ),
            (
                "/source/generated/preset",
                json!("persons"),
                "\"persons\" is not known",
                "Choose: people, transactions, web_events, sensors, orders, logs or wide.",
            ),
            (
                "/source",
                json!({"xml": 1}),
                "\"xml\" is not known",
                "Choose: generated, csv, ndjson, parquet or pages.",
            ),
            (
                "/source/generated/sed",
                json!(1),
                "is not known",
                "Known here: preset, recipe, table, all_tables, parent_rows, table_rows or seed.",
            ),
        ];
        for (pointer, value, message, remedy) in table {
            let problem = changed(pointer, value);
            assert_eq!((problem.message.as_str(), problem.remedy.as_str()), (message, remedy));
        }
    }

    #[test]
    fn what_is_missing_is_named_itself() {
        let table = [
            ("{}", "version"),
            (r#"{"version": 1}"#, "source"),
            (
                r#"{"version": 1, "source": {"generated": {"preset": "people"}}}"#,
                "source.generated.seed",
            ),
        ];
        for (json, field) in table {
            let problem = problem_of(json);
            assert_eq!((problem.field.as_str(), problem.message.as_str()), (field, "is missing"));
        }
    }

    #[test]
    fn text_that_is_no_job_is_told_with_its_place() {
        let table = [
            ("", "this is not JSON: EOF while parsing a value at line 1 column 0"),
            (r#"{"rows": }"#, "this is not JSON: expected value at line 1 column 10"),
            ("{} {}", "this is not JSON: trailing characters at line 1 column 4"),
            ("7", "7 is not an object with fields"),
        ];
        for (json, message) in table {
            let problem = problem_of(json);
            assert_eq!((problem.field.as_str(), problem.message.as_str()), ("job", message));
        }
    }
}
