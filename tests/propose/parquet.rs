use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use parquet_blocks::generate::DataGenerator;
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::run;
use parquet_blocks::propose::{Format, Proposal, Sample, part, propose};
use parquet_blocks::recipe::{Preset, Recipe};
use parquet_blocks::writer::MemorySink;
use serde_json::json;

use super::{generators, guess, nulls, proposed, refused, rows, types};

/// The file of a preset's table, as the product makes it.
fn own_file(preset: Preset, table: Option<&str>) -> Vec<u8> {
    let source = json!({"preset": preset, "table": table, "seed": 42});
    let job = json!({"version": 1, "source": {"generated": source}, "rows": 500,
        "block": {"rows": 200}});
    let mut file = Vec::new();
    run(&Job::from_json(&job.to_string()).unwrap(), MemorySink::new(&mut file)).unwrap();
    file
}

/// The same rows as any other program writes them, in row groups of 100 rows.
fn foreign_file(batch: &RecordBatch) -> Vec<u8> {
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(100)).build();
    let mut file = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    file
}

/// A file with a column of many types, to be broken.
pub(super) fn small_file() -> Vec<u8> {
    let table = DataGenerator::new(42).table(&Preset::Sensors.recipe()).unwrap();
    foreign_file(&table.rows(0..120).unwrap().to_record_batch().unwrap())
}

fn tables() -> Vec<(Preset, Option<String>)> {
    let names = |preset: Preset| -> Vec<_> {
        let recipe = preset.recipe();
        recipe.tables().map(|table| (preset, table.name().map(String::from))).collect()
    };
    Preset::ALL.into_iter().flat_map(names).collect()
}

#[test]
fn a_file_of_ours_proposes_the_recipe_that_made_it() {
    for (preset, table) in tables() {
        let proposal = proposed("file.parquet", &own_file(preset, table.as_deref()));
        assert_eq!(proposal.recipe, preset.recipe());
        assert_eq!(proposal.rows, Some(500));
        let job = proposal.job.as_ref().unwrap();
        assert_eq!(job.rows, Some(500));
        let columns: usize = preset.recipe().tables().map(|table| table.columns().len()).sum();
        assert_eq!(proposal.guesses.len(), columns);
        rows(&proposal);
    }
}

/// A schema without what a proposal does not know: whether there are nulls.
fn plain(schema: &Schema) -> Vec<(String, DataType)> {
    fn field(field: &Field) -> Field {
        field.clone().with_nullable(false).with_data_type(data_type(field.data_type()))
    }
    fn data_type(of: &DataType) -> DataType {
        match of {
            DataType::List(element) => DataType::List(field(element).into()),
            DataType::Map(entries, sorted) => DataType::Map(field(entries).into(), *sorted),
            DataType::Struct(fields) => {
                DataType::Struct(fields.iter().map(|one| field(one)).collect())
            }
            other => other.clone(),
        }
    }
    schema.fields().iter().map(|f| (f.name().clone(), data_type(f.data_type()))).collect()
}

#[test]
fn the_same_rows_of_another_program_propose_the_same_schema() {
    for (preset, table) in tables() {
        let generator =
            DataGenerator::new(42).table_of(&preset.recipe(), table.as_deref()).unwrap();
        let batch = generator.rows(0..500).unwrap().to_record_batch().unwrap();
        let proposal = proposed("file.parquet", &foreign_file(&batch));
        assert_eq!(proposal.rows, Some(500));
        assert_eq!(plain(&rows(&proposal)[0].schema()), plain(&batch.schema()), "{preset:?}");
        let changed: Vec<_> = proposal.notes.iter().filter(|note| note.contains(':')).collect();
        assert_eq!(changed, Vec::<&String>::new());
    }
}

fn people() -> (RecordBatch, Proposal) {
    let table = DataGenerator::new(42).table(&Preset::People.recipe()).unwrap();
    let batch = table.rows(0..500).unwrap().to_record_batch().unwrap();
    let proposal = proposed("people.parquet", &foreign_file(&batch));
    (batch, proposal)
}

#[test]
fn statistics_give_ranges_keys_and_nulls() {
    let (_, proposal) = people();
    let expected = [
        ("id", "sequence"),
        ("name", "full_name"),
        ("email", "email"),
        ("phone", "phone"),
        ("street", "street"),
        ("city", "place"),
        ("country", "place"),
        ("company", "company"),
        ("birth_date", "date"),
        ("signup_at", "timestamp"),
        ("balance", "decimal"),
        ("active", "boolean"),
    ];
    for (column, generator) in expected {
        assert_eq!(guess(&proposal, column).0, generator, "{column}");
    }
    let generators = generators(&proposal);
    assert_eq!(generators["id"]["sequence"]["start"], 1);
    let date = |bound: &str| generators["birth_date"]["date"][bound].as_str().unwrap().to_string();
    assert!(
        date("from").as_str() >= "1940-01-01" && date("from").as_str() < "1942",
        "{}",
        date("from")
    );
    assert!(date("to").as_str() <= "2007-12-31" && date("to").as_str() > "2006", "{}", date("to"));
    let low = generators["balance"]["decimal"]["low"].as_f64().unwrap();
    assert!((-500.0..-400.0).contains(&low), "{low}");
}

#[test]
fn nulls_texts_and_lists_are_as_the_statistics_say() {
    let recipe: Recipe = serde_json::from_value(json!({"version": 1, "columns": [
        {"name": "sku", "generator": {"pattern": {"pattern": "SKU-####"}}, "nulls": 0.2},
        {"name": "always", "generator": {"choice": {"values": ["yes"]}}},
        {"name": "at", "generator": {"timestamp": {"every": 60}}},
        {"name": "of_two", "generator": {"list": {"of": {"word": {}}, "min": 4, "max": 4}}},
        {"name": "none", "generator": {"integer": {"low": 50, "high": 50}}, "nulls": 0.97},
        {"name": "unsigned", "generator": {"integer": {"low": 0, "high": 200, "type": "int16"}}},
    ]}))
    .unwrap();
    let table = DataGenerator::new(1).table(&recipe).unwrap();
    let batch = table.rows(0..300).unwrap().to_record_batch().unwrap();
    // One row group, and several: the last one has nulls alone.
    let rows = (201..300).find(|rows| {
        let last = batch["none"].slice(200, rows - 200);
        last.null_count() == last.len() && batch["none"].slice(0, 100).null_count() < 100
    });
    for rows in [100, rows.unwrap()] {
        let generators = generators(&proposed("x.parquet", &foreign_file(&batch.slice(0, rows))));
        assert_eq!(generators["always"]["choice"]["values"], json!(["yes"]));
        assert_eq!(generators["none"]["integer"]["high"], 50);
    }
    let proposal = proposed("x.parquet", &foreign_file(&batch));
    let array = batch.column(0);
    #[expect(clippy::cast_precision_loss)]
    let share = array.null_count() as f64 / 300.0;
    assert!((nulls(&proposal, "sku") - share).abs() < 1e-4);
    let generators = generators(&proposal);
    assert_eq!(generators["sku"], json!({"pattern": {"pattern": "SKU-####"}}));
    assert_eq!(generators["at"]["timestamp"]["every"], 60.0);
    let list = &generators["of_two"]["list"];
    assert_eq!((&list["min"], &list["max"]), (&json!(4), &json!(4)));
    assert_eq!(types(&proposal)[5], "unsigned Int16");
}

#[test]
fn the_footer_is_enough() {
    let (batch, whole) = people();
    let file = foreign_file(&batch);
    let size = file.len() as u64;
    let range = part(size, &file[file.len() - 8..]);
    assert!(range.start > size / 4 && range.end == size, "{range:?} of {size}");
    let bytes = &file[usize::try_from(range.start).unwrap()..];
    let proposal = propose(&Sample { name: "", bytes, size }, None).unwrap();
    assert_eq!((proposal.format, proposal.recipe), (Format::Parquet, whole.recipe));
    assert_eq!(part(10, b"12345678"), 0..10);
    assert_eq!(part(100 << 20, b"12345678"), 0..4 << 20);
    assert_eq!(part(20, b"\xFF\xFF\xFF\xFFPAR1"), 0..20);
}

#[test]
fn a_job_that_cannot_be_read_is_noted_and_the_schema_read() {
    let (batch, whole) = people();
    let mut file = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    let pair =
        parquet::file::metadata::KeyValue::new("parquet_blocks.job".into(), "{}".to_string());
    writer.append_key_value_metadata(pair);
    writer.close().unwrap();
    let proposal = proposed("x.parquet", &file);
    assert!(proposal.notes[0].contains("version: is missing"), "{:?}", proposal.notes);
    assert_eq!(types(&proposal), types(&whole));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let (batch, _) = people();
    let file = foreign_file(&batch);
    let refused = |bytes: &[u8]| refused(Format::Parquet, bytes);
    assert!(refused(&file[..file.len() - 1]).ends_with("the file does not end with PAR1"));
    assert!(refused(&file[file.len() - 50..]).contains("does not fit into the file"));
    assert!(refused(b"\xF0\xFF\xFF\xFFPAR1").contains("too large"));
    assert!(refused(b"....PARE").contains("encrypted"));
    let mut broken = file.clone();
    let middle = broken.len() - 200;
    broken[middle - 2_000..middle].fill(0xFF);
    assert!(refused(&broken).contains("the footer cannot be read"), "{}", refused(&broken));
    assert_eq!(Bytes::from(file).slice(..4), Bytes::from_static(b"PAR1"));
}
