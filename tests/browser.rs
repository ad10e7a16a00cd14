//! What needs a browser: the wasm build makes the native files, and the boundary to JavaScript
//! says what `www/types.d.ts` says.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/golden.rs"]
mod golden;

use golden::{Golden, PRESETS};
use js_sys::{Function, Reflect, Uint8Array};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet_blocks::browser::{
    BlockEncoder, FileAssembler, S3Upload, check_recipe, plan, preview, propose, read_env,
    sample_part,
};
use parquet_blocks::plan::table;
use parquet_blocks::s3::sha256_hex;
use parquet_blocks::writer::Codec;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::AbortController;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Codecs whose encoder gives other bytes on wasm32 than on 64-bit machines: `lz4_flex` hashes by
/// the width of a pointer.
const PLATFORM_DEPENDENT: [Codec; 1] = [Codec::Lz4Raw];

const PEOPLE: &str = r#"{"version":1,"source":{"generated":{"preset":"people","seed":42}},
    "rows":100,"block":{"rows":30},"destination":{"s3":{"endpoint_url":"http://127.0.0.1:1",
    "region":"us-east-1","bucket":"parquet-data-bucket","key":"k"}}}"#;

fn text(value: &JsValue, name: &str) -> String {
    Reflect::get(value, &name.into()).unwrap().as_string().unwrap_or_default()
}

#[wasm_bindgen_test]
fn wasm_makes_the_native_files() {
    let golden = Golden::read();
    for codec in Codec::ALL {
        let same = PRESETS.map(|preset| is_native_file(&golden, preset, codec));
        let expected = !PLATFORM_DEPENDENT.contains(&codec);
        // Small differences need not show in every file of a dependent codec.
        assert_eq!(same.iter().all(|same| *same), expected, "{}: {same:?}", codec.name());
    }
}

/// Whether the file made here has the native file's bytes; if not, it must have its values.
fn is_native_file(golden: &Golden, preset: &str, codec: Codec) -> bool {
    let file = golden.file(preset, codec.name());
    let same = sha256_hex([&file]) == golden.sha256[preset][codec.name()];
    if !same {
        assert_same_values(golden, preset, codec, file);
    }
    same
}

fn assert_same_values(golden: &Golden, preset: &str, codec: Codec, file: Vec<u8>) {
    let table = table(&golden.job(preset, codec.name())).unwrap();
    let expected = table.rows(0..golden.rows).unwrap().to_record_batch().unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file)).unwrap();
    let rows = usize::try_from(golden.rows).unwrap();
    let read = reader.with_batch_size(rows).build().unwrap();
    let batches: Vec<_> = read.map(Result::unwrap).collect();
    let read = arrow::compute::concat_batches(&expected.schema(), &batches).unwrap();
    assert_eq!(read, expected, "{preset} {}", codec.name());
}

#[wasm_bindgen_test]
fn blocks_by_workers_are_the_file_of_one_writer() {
    let job = parquet_blocks::job::Job::from_json(PEOPLE).unwrap().resolved(100, 30);
    let plan = parquet_blocks::plan::plan(&job).unwrap();
    let mut expected = Vec::new();
    let sink = parquet_blocks::writer::MemorySink::new(&mut expected);
    parquet_blocks::pipeline::run_planned(&plan, sink).unwrap();
    let mut encoder = BlockEncoder::new(&plan.resolved).unwrap();
    let mut encode = |block| {
        encoder.begin(block).unwrap();
        while encoder.step().unwrap() {}
        encoder.finish(None).unwrap()
    };
    // Blocks in any order, as workers make them.
    let mut blocks: Vec<_> = [2, 0, 3, 1].map(|n| (n, encode(n))).into();
    blocks.sort_by_key(|block| block.0);
    let mut assembler = FileAssembler::new(&plan.resolved, 0).unwrap();
    let mut file = assembler.start().to_vec();
    for (_, block) in blocks {
        let bytes = |name: &str| {
            let made = js_sys::Reflect::get(&block.files.get(0), &name.into()).unwrap();
            js_sys::Uint8Array::new(&made).to_vec()
        };
        assembler.append(&bytes("tail"), bytes("data").len().try_into().unwrap()).unwrap();
        file.extend(bytes("data"));
    }
    file.extend(assembler.finish().unwrap().bytes.to_vec());
    assert!(file == expected, "{} and {} bytes", file.len(), expected.len());
}

#[wasm_bindgen_test]
fn counts_of_blocks_are_those_of_their_rows() {
    let job = PEOPLE.replace("people", "sensors");
    let job = parquet_blocks::job::Job::from_json(&job).unwrap().resolved(20_000, 20_000);
    let table = table(&job).unwrap();
    let expected = table.counts(0..20_000, &table.rows(0..20_000).unwrap().nulls()).unwrap();
    let mut encoder = BlockEncoder::new(&job.to_json()).unwrap();
    encoder.begin(0).unwrap();
    while encoder.step().unwrap() {}
    let counts = js_sys::JSON::stringify(&encoder.finish(None).unwrap().counts).unwrap();
    let counts: serde_json::Value = serde_json::from_str(&String::from(counts)).unwrap();
    assert_eq!(counts, serde_json::to_value(expected).unwrap());
    assert!(counts["flaws"]["values"][0]["cells"].as_u64().unwrap() > 0);
}

#[wasm_bindgen_test]
fn errors_arrive_as_failures_that_name_the_field() {
    let thrown = plan(r#"{"version":1,"source":{"generated":{"preset":"people","seed":-1}}}"#);
    let failure = thrown.unwrap_err();
    assert_eq!(text(&failure, "kind"), "setting");
    assert_eq!(text(&failure, "field"), "source.generated.seed");
    assert!(!text(&failure, "remedy").is_empty());
    let failure = read_env("NUM_RECORDS=many").unwrap_err();
    assert_eq!(text(&failure, "field"), "NUM_RECORDS");
    let failure = check_recipe(r#"{"version":1,"columns":[{"name":"a"}]}"#).unwrap_err();
    assert_eq!(text(&failure, "field"), "columns[0].generator");
    check_recipe(r#"{"version":1,"columns":[]}"#).unwrap();
}

#[wasm_bindgen_test]
fn plans_and_previews_arrive_as_plain_objects() {
    let plan = plan(PEOPLE).unwrap();
    let number = |name: &str| Reflect::get(&plan, &name.into()).unwrap().as_f64();
    assert_eq!((number("rows"), number("blocks")), (Some(100.0), Some(4.0)));
    let rows = Reflect::get(&preview(PEOPLE, 20, None).unwrap(), &"rows".into()).unwrap();
    assert_eq!(js_sys::Array::from(&rows).length(), 20);
}

#[wasm_bindgen_test]
fn proposals_arrive_as_plain_objects_and_are_recipes() {
    let get = |value: &JsValue, name: &str| Reflect::get(value, &name.into()).unwrap();
    let part = sample_part(1e10, b"\x10\0\0\0PAR1").unwrap();
    let number = |name| get(&part, name).as_f64();
    assert_eq!((number("start"), number("end")), (Some(1e10 - 24.0), Some(1e10)));
    let csv = b"id,email,paid\n1,a@example.com,true\n2,b@example.com,false\n";
    let proposal = propose("a.csv", csv, 55.0, None).unwrap();
    assert_eq!(
        (text(&proposal, "format"), get(&proposal, "rows").as_f64()),
        ("csv".into(), Some(2.0))
    );
    let guesses = js_sys::Array::from(&get(&proposal, "guesses"));
    assert_eq!(text(&guesses.get(1), "generator"), "email");
    let recipe = js_sys::JSON::stringify(&get(&proposal, "recipe")).unwrap();
    let job = format!(
        r#"{{"version":1,"source":{{"generated":{{"seed":1,"recipe":{recipe}}}}},"rows":5}}"#
    );
    let columns = js_sys::Array::from(&get(&preview(&job, 5, None).unwrap(), "columns"));
    assert_eq!(columns.length(), 3);
    let failure = propose("a.csv", b"a,b\n1\n", 6.0, None).unwrap_err();
    assert_eq!(text(&failure, "kind"), "sample");
    assert!(text(&failure, "message").starts_with("line 2: "), "{failure:?}");
    let failure = propose("", csv, 55.0, Some("excel".into())).unwrap_err();
    assert_eq!(text(&failure, "field"), "format");
}

fn upload(credentials: &str) -> Result<S3Upload, JsValue> {
    let signal = AbortController::new().unwrap().signal();
    let options = js_sys::JSON::parse("{\"partBytes\": 5242880}").unwrap();
    S3Upload::new(PEOPLE, credentials, options, signal, Function::new_no_args(""))
}

#[wasm_bindgen_test]
async fn a_store_that_is_not_there_is_a_network_failure() {
    let keys = r#"{"accessKeyId":"test","secretAccessKey":"hush"}"#;
    let mut upload = upload(keys).unwrap();
    let failure = upload.open().await.unwrap_err();
    assert_eq!(text(&failure, "kind"), "network");
    let message = text(&failure, "message");
    assert!(message.contains("HeadBucket") && message.contains("127.0.0.1:1"), "{message}");
    assert!(text(&failure, "snippet").contains("ExposeHeaders"));
    assert!(!message.contains("hush"));
    upload.abort().await.unwrap();
}

#[wasm_bindgen_test]
fn missing_keys_are_named() {
    let refused = |keys| text(&upload(keys).err().unwrap(), "field");
    let blank = r#"{"accessKeyId":"test","secretAccessKey":" "}"#;
    assert_eq!(refused(blank), "credentials.secret_access_key");
    assert_eq!(refused(r#"{"accessKey":"x"}"#), "credentials");
}

#[wasm_bindgen_test]
async fn hashes_are_those_of_the_standard() {
    // FIPS 180-2, appendix B.1; by WebCrypto and, where a page has none, in wasm.
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let bytes = Uint8Array::from(&b"abc"[..]);
    assert_eq!(parquet_blocks::browser::sha256(&bytes).await, expected);
    assert_eq!(parquet_blocks::browser::wasm_sha256(&bytes), expected);
}
