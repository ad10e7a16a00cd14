//! What a row says of a place agrees: its city, state, postcode, country, time zone and point.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::HashMap;

use arrow::array::{Array, AsArray, RecordBatch, StructArray};
use arrow::compute::concat_batches;
use arrow::datatypes::Float64Type;
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet_blocks::Error;
use parquet_blocks::generate::DataGenerator;
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::run;
use parquet_blocks::recipe::{Preset, Recipe};
use parquet_blocks::writer::MemorySink;
use regex::Regex;
use serde_json::{Value, json};

const ROWS: u64 = 20_000;

/// The lines of a table of the gazetteer, by the first fields that tell them apart.
fn lines<'a>(table: &'a str, keys: usize) -> HashMap<Vec<&'a str>, Vec<&'a str>> {
    let fields = |line: &'a str| line.split(',').collect::<Vec<_>>();
    table.lines().skip(1).map(fields).map(|line| (line[..keys].to_vec(), line)).collect()
}

/// The postcodes of each country, as its post has them.
const POSTCODES: &[(&str, &str)] = &[
    ("AR", r"[A-HJ-NP-Z]\d{4}[A-HJ-NP-Z]{3}"),
    ("BR", r"\d{5}-\d{3}"),
    ("CA", r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d"),
    ("CZ", r"[1-7]\d\d \d\d"),
    ("GB", r"[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}"),
    ("GR", r"[1-8]\d\d \d\d"),
    ("IE", r"[AC-FHKNPRTV-Y]\d[\dW] [\dAC-FHKNPRTV-Y]{4}"),
    ("JP", r"\d{3}-\d{4}"),
    ("NL", r"[1-9]\d{3} [A-Z]{2}"),
    ("PL", r"\d\d-\d{3}"),
    ("PT", r"[1-9]\d{3}-\d{3}"),
    ("SE", r"[1-9]\d\d \d\d"),
    ("AT AU BD BE CH DK HU NO NZ PH ZA", r"\d{4}"),
    ("DE EG ES FI FR ID IT KE KR MA MX MY PE PK SA TH TR UA US VN", r"\d{5}"),
    ("CN CO IN NG RO SG TW", r"\d{6}"),
    ("CL IL", r"\d{7}"),
];

fn postcodes() -> HashMap<&'static str, Regex> {
    let whole = |regex: &str| Regex::new(&format!("^({regex})$")).unwrap();
    let each = |(countries, regex): &(&'static str, &str)| {
        let regex = whole(regex);
        countries.split(' ').map(move |country| (country, regex.clone())).collect::<Vec<_>>()
    };
    POSTCODES.iter().flat_map(each).collect()
}

fn recipe(columns: &Value) -> Recipe {
    serde_json::from_value(json!({"version": 1, "columns": columns})).unwrap()
}

fn rows(columns: &Value, rows: u64) -> RecordBatch {
    let table = DataGenerator::new(42).table(&recipe(columns)).unwrap();
    table.rows(0..rows).unwrap().to_record_batch().unwrap()
}

fn column(name: &str, place: &Value) -> Value {
    json!({"name": name, "generator": {"place": place}})
}

fn texts(batch: &RecordBatch, name: &str) -> Vec<String> {
    batch[name].as_string::<i32>().iter().map(|text| text.unwrap().into()).collect()
}

fn degrees(batch: &RecordBatch, name: &str) -> Vec<f64> {
    batch[name].as_primitive::<Float64Type>().values().to_vec()
}

/// Every field of a place in any country.
fn every_field() -> Vec<Value> {
    let fields = [
        "city",
        "state",
        "state_code",
        "postcode",
        "country",
        "country_code",
        "time_zone",
        "latitude",
        "longitude",
        "point",
    ];
    fields.map(|field| column(field, &json!({"show": field, "evenly": true}))).into()
}

#[test]
fn all_fields_of_a_row_agree() {
    let batch = rows(&every_field().into(), ROWS);
    let cities = lines(include_str!("../src/generate/place/cities.csv"), 2);
    let countries = lines(include_str!("../src/generate/place/countries.csv"), 1);
    let [city, state, state_code, postcode, country, code, zone] =
        ["city", "state", "state_code", "postcode", "country", "country_code", "time_zone"]
            .map(|name| texts(&batch, name));
    let (latitude, longitude) = (degrees(&batch, "latitude"), degrees(&batch, "longitude"));
    let forms = postcodes();
    let mut seen = std::collections::HashSet::new();
    for row in 0..batch.num_rows() {
        let [code, city] = [code[row].as_str(), city[row].as_str()];
        let facts = &cities[&vec![code, city]];
        assert_eq!([&state[row], &state_code[row], &zone[row]], [facts[2], facts[3], facts[8]]);
        assert_eq!(country[row], countries[&vec![code]][1]);
        let postcode = &postcode[row];
        assert!(forms[code].is_match(postcode), "{code}: {postcode}");
        let fixed = facts[4].find(['#', '?']).unwrap_or(facts[4].len());
        assert!(postcode.starts_with(&facts[4][..fixed]), "{city}: {postcode}");
        let [north, east] = [5, 6].map(|field| facts[field].parse::<f64>().unwrap());
        // 111.2 km are a degree of latitude.
        let narrow = north.to_radians().cos();
        let kilometres = [latitude[row] - north, (longitude[row] - east) * narrow];
        assert!(kilometres.iter().all(|degrees| (degrees * 111.2).abs() < 5.01), "{city}");
        seen.insert([code, city]);
    }
    // Each of some 430 cities is missed with a probability of e^-46.
    assert_eq!(seen.len(), cities.len());
    let points = batch["point"].as_struct();
    let of_points = |name| points.column_by_name(name).unwrap().as_primitive::<Float64Type>();
    assert_eq!(of_points("lat").values()[..], latitude);
    assert_eq!(of_points("lon").values()[..], longitude);
}

#[test]
fn a_reader_of_the_file_sees_what_was_generated() {
    let columns = Value::from(every_field());
    let job = json!({"version": 1, "rows": 3_000, "block": {"rows": 700}, "source":
        {"generated": {"recipe": {"version": 1, "columns": columns}, "seed": 42}}});
    let mut file = Vec::new();
    run(&Job::from_json(&job.to_string()).unwrap(), MemorySink::new(&mut file)).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    let read = concat_batches(&schema, &batches).unwrap();
    assert_eq!(read.columns(), rows(&columns, 3_000).columns());
}

/// Digits and letters of postcodes and degrees differ between rows of the same city.
#[test]
fn rows_of_one_city_have_postcodes_and_points_of_their_own() {
    let places = [
        column("postcode", &json!({"show": "postcode", "countries": ["SG"]})),
        column("latitude", &json!({"show": "latitude"})),
        column("longitude", &json!({"show": "longitude"})),
    ];
    let batch = rows(&places.to_vec().into(), 1_000);
    let distinct = |mut texts: Vec<String>| {
        texts.sort_unstable();
        texts.dedup();
        texts.len()
    };
    let points = degrees(&batch, "latitude").into_iter().zip(degrees(&batch, "longitude"));
    assert!(distinct(texts(&batch, "postcode")) > 980);
    assert!(distinct(points.map(|point| format!("{point:?}")).collect()) > 990);
}

#[test]
fn one_column_tells_the_countries_of_its_place() {
    let tells = column("city", &json!({"place": "home", "countries": ["JP", "BR"]}));
    let record =
        |columns: &[Value]| json!({"name": "in", "generator": {"struct": {"columns": columns}}});
    let code = || column("code", &json!({"place": "home", "show": "country_code"}));
    let elsewhere = column("work", &json!({"place": "work", "show": "country_code"}));
    for columns in [
        json!([tells, code(), elsewhere]),
        json!([code(), elsewhere, tells]),
        json!([code(), elsewhere, record(std::slice::from_ref(&tells))]),
    ] {
        let batch = rows(&columns, 2_000);
        let codes = texts(&batch, "code");
        assert!(codes.iter().all(|code| code == "JP" || code == "BR"));
        assert!(codes.iter().any(|code| code == "JP") && codes.iter().any(|code| code == "BR"));
        assert!(texts(&batch, "work").iter().any(|code| code != "JP" && code != "BR"));
    }
    let batch = rows(&json!([tells, record(&[code()])]), 2_000);
    let inner = batch["in"].as_struct().column(0).as_string::<i32>().clone();
    assert!(inner.iter().flatten().all(|code| code == "JP" || code == "BR"));
}

/// The fields and what is said of them, of a recipe that cannot be used.
fn problems(columns: &Value) -> Vec<(String, String, String)> {
    match DataGenerator::new(42).table(&recipe(columns)).err() {
        Some(Error::Setting { first, others }) => std::iter::once(first)
            .chain(others)
            .map(|one| (one.field, one.message, one.remedy))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn columns_of_a_place_that_tell_other_countries_are_refused() {
    let found = problems(&json!([
        column("city", &json!({"countries": ["US", "CA"]})),
        column("state", &json!({"show": "state", "countries": ["CA", "US"]})),
        column("postcode", &json!({"show": "postcode", "countries": ["US"]})),
        column("other", &json!({"place": "other", "countries": ["FR"]})),
    ]));
    let field = "source.generated.recipe.columns[2].generator.place.countries";
    let problem = "another column has place \"place\" in other countries";
    let remedy = "Enter US, CA or none, or name another place.";
    assert_eq!(found, [(field.into(), problem.into(), remedy.into())]);
}

#[test]
fn an_address_is_a_template_of_its_parts() {
    let batch = rows(
        &json!([
            {"name": "street", "generator": {"street": {}}},
            column("postcode", &json!({"show": "postcode", "countries": ["DE"]})),
            column("city", &json!({})),
            {"name": "address", "generator": {"template":
                {"template": "{street}, {postcode} {city}"}}},
        ]),
        100,
    );
    let parts = ["street", "postcode", "city"].map(|name| texts(&batch, name));
    for (row, address) in texts(&batch, "address").iter().enumerate() {
        let [street, postcode, city] = [0, 1, 2].map(|part| &parts[part][row]);
        assert_eq!(*address, format!("{street}, {postcode} {city}"));
    }
}

#[test]
fn orders_are_delivered_to_cities_that_exist() {
    let table = DataGenerator::new(42).table(&Preset::Orders.recipe()).unwrap();
    let batch = table.rows(0..5_000).unwrap().to_record_batch().unwrap();
    let delivery: &StructArray = batch["delivery"].as_struct();
    let [city, postcode, country] = ["city", "postcode", "country"]
        .map(|name| delivery.column_by_name(name).unwrap().as_string::<i32>());
    let cities = lines(include_str!("../src/generate/place/cities.csv"), 2);
    let countries = lines(include_str!("../src/generate/place/countries.csv"), 1);
    let codes: HashMap<_, _> = countries.values().map(|line| (line[1], line[0])).collect();
    let forms = postcodes();
    for row in (0..delivery.len()).filter(|&row| delivery.is_valid(row)) {
        let code = codes[country.value(row)];
        assert!(cities.contains_key(&vec![code, city.value(row)]));
        assert!(forms[code].is_match(postcode.value(row)));
    }
}
