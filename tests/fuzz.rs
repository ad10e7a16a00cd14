//! Inputs that are broken at random: whatever they are, there is no panic, and what comes of them
//! is not many times larger than they are.
//!
//! Runs for 15 seconds in all. For longer, or with other inputs:
//!
//! ```sh
//! FUZZ_SECONDS=3600 FUZZ_SEED=7 cargo test --test fuzz
//! ```

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::env;
use std::time::{Duration, Instant};

use arrow::array::RecordBatch;
use parquet_blocks::job::{BlockSize, Job};
use parquet_blocks::settings::EnvSettings;
use parquet_blocks::source::{
    Answer, Csv, Ndjson, Next, OnError, Opening, Pages, RawBlock, Source, SourceSpec,
};

/// How many kinds of input share the time.
const TARGETS: u32 = 5;

/// Inputs do not grow beyond this many bytes.
const MAX_BYTES: usize = 64 << 10;

const CSV: [&str; 5] = [
    "id,name,at,x,ok\n1,\"a \"\"b\"\"\",2024-01-01T00:00:00Z,1.5,true\n2,c,,2e3,false\n",
    "a;b;c\r\n007;\"line\r\nline\";2024-02-29\r\n8;;1970-01-01\r\n",
    "t\tu\n2024-02-29 10:00:00.123456\t-9223372036854775808\n\n\"\"\t1\n",
    "\u{FEFF}é,ü\rx,NULL\ry,10:30\r",
    "a,a,,\n1,2,3,4\n1,2\n1,2,3,4,5\n",
];
const NDJSON: [&str; 4] = [
    "{\"id\":1,\"at\":{\"x\":1.5,\"tags\":[\"a\",\"b\"]},\"l\":[[1],[],null]}\n{\"id\":null}\n",
    "{\"a\":\"\\u00e9\\ud83e\\udd80\",\"b\":true}\r\n\r\n{\"a\":\"\",\"b\":null,\"c\":1e300}",
    "{\"big\":18446744073709551616,\"e\":{},\"n\":-0.0}\n{\"big\":1,\"e\":{\"f\":[{\"g\":2}]}}\n",
    "[{\"a\":1},{\"a\":2}]\n",
];
const ENV: [&str; 3] = [
    "# settings\nexport AWS_ACCESS_KEY_ID=AKIA\nAWS_SECRET_ACCESS_KEY='a$b\\c'\n",
    "TARGET_DATA_SIZE_MB=10\nBLOCK_SIZE_MB=\"1.5\"\nNUM_RECORDS=100000\nOTHER=${HOME}\n",
    "S3_ENDPOINT_URL=http://localhost:4566\nAWS_REGION=us-east-1 # here\nS3_BUCKET_NAME=\n",
];
const PAGE: [&str; 5] = [
    "{\"data\":[{\"id\":1,\"x\":1.50},\n{\"id\":2}],\"next\":\"abc\",\"total\":4}",
    "{\"data\":[{\"id\":3},{\"id\":4,\"x\":null}],\"next\":null,\"total\":\"4\"}",
    "{\"data\":{\"0\":[{\"a\":\"\\u00e9]}\"}]},\"next\":\"https://api/items?c=2\",\"total\":null}",
    "[{\"id\":1},{\"id\":{\"b\":[2]}},7]",
    "{\"data\":[],\"next\":\"\"}",
];
const LINK: [&str; 3] = [
    "<https://api/items?page=2>; rel=\"next\", <https://api/items?page=9>; rel=\"last\"",
    "</items?page=3>; title=\"a, \\\"b\\\"\"; rel=\"first next\"",
    "120",
];
const JOB: [&str; 6] = [
    r#"{"version":1,"source":{"pages":{"url":"https://h/a?b=c","paging":{"page_number":{"parameter":"page","size_parameter":"n"}},"page_size":10,"records":"/data/~0","total":"/total","requests_per_second":0.5}}}"#,
    r#"{"version":1,"source":{"pages":{"url":"builtin:transactions","paging":{"cursor":{"parameter":"c","pointer":"/next"}},"max_pages":3,"retries":1,"builtin":{"records":9}}}}"#,
    r#"{"version":1,"source":{"generated":{"preset":"people","seed":42}},"rows":10}"#,
    r#"{"version":1,"source":{"csv":{"delimiter":";","null_words":["NA"],"columns":[{"name":"a","type":"Timestamp(ms, \"UTC\")"}],"on_error":"skip"}},"block":{"size_mb":1.5}}"#,
    r#"{"version":1,"source":{"ndjson":{"columns":[{"name":"a","type":"List(Struct(\"k\": Int64))"}]}},"block":{"source_bytes":1000}}"#,
    r#"{"version":1,"source":{"generated":{"recipe":{"version":1,"columns":[{"name":"id","generator":{"sequence":{"start":0,"step":-3}}},{"name":"w","generator":{"pattern":{"pattern":"??"}},"nulls":0.5}]},"seed":1}},"target_size_mb":1,"writer":{"compression":"zstd"},"destination":{"s3":{"endpoint_url":"http://localhost:4566","region":"us-east-1","bucket":"parquet-data-bucket","key":"a.parquet"}}}"#,
];

/// Words and signs that mean something in one of the formats.
const PIECES: [&str; 44] = [
    ",",
    ";",
    "\t",
    "\"",
    "\"\"",
    "'",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\\",
    "\\u",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    ":",
    "{\"a\":",
    "[[",
    "null",
    "true",
    "-",
    ".",
    "e",
    "1e999",
    "-1",
    "0",
    "00",
    "99999999999999999999",
    "2024-02-30",
    "T23:59:60Z",
    "+99:99",
    "NaN",
    "é",
    "\u{FEFF}",
    "\u{0}",
    "\u{10FFFF}",
    "$",
    "${A}",
    "=",
    "#",
    "Int64",
    "Struct(\"a\": ",
];

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below another.
    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a [u8] {
        from[self.below(from.len())].as_bytes()
    }

    /// One change of an input.
    fn change(&mut self, input: &mut Vec<u8>, corpus: &[&str]) {
        let at = self.below(input.len() + 1);
        let end = (at + self.below(20)).min(input.len());
        match self.below(7) {
            0 => drop(input.drain(at..end)),
            1 => input.truncate(at),
            2 => input.splice(at..at, self.pick(&PIECES).iter().copied()).for_each(drop),
            3 => input.splice(at..end, self.pick(&PIECES).iter().copied()).for_each(drop),
            4 => {
                let many = self.pick(&PIECES).repeat(self.below(300));
                input.splice(at..at, many).for_each(drop);
            }
            5 => {
                let other = self.pick(corpus);
                let part = other[self.below(other.len())..].to_vec();
                input.splice(at..at, part).for_each(drop);
            }
            _ if at < input.len() => input[at] ^= 1 << self.below(8),
            _ => {}
        }
        input.truncate(MAX_BYTES);
    }
}

/// Tells of the input at which something panics.
struct Input(Vec<u8>, u64);

impl Drop for Input {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let text = String::from_utf8_lossy(&self.0);
            eprintln!("input {} of its seed: {text:?}\nbytes: {:?}", self.1, self.0);
        }
    }
}

fn number(variable: &str, usual: u64) -> u64 {
    env::var(variable).map_or(usual, |text| text.parse().unwrap())
}

/// Looks at inputs as long as there is time.
fn fuzz(corpus: &[&str], look: impl Fn(&[u8], &mut Random)) {
    let time = Duration::from_secs(number("FUZZ_SECONDS", 15)) / TARGETS;
    let mut random = Random(number("FUZZ_SEED", 42));
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < time {
        let mut input = Input(random.pick(corpus).to_vec(), count);
        for _ in 0..random.below(6) {
            random.change(&mut input.0, corpus);
        }
        look(&input.0, &mut random);
        count += 1;
    }
    assert!(count > 10, "too slow: {count} inputs in {time:?}");
    println!("{count} inputs");
}

/// All blocks of a file.
fn blocks(source: &dyn Source, bytes: &[u8], size: BlockSize, chunk: usize) -> Vec<RawBlock> {
    let mut blocks = Vec::new();
    let Ok(mut reader) = source.reader(&Opening::whole(bytes), size) else { return blocks };
    let mut chunks = bytes.chunks(chunk);
    while reader.next() == Next::More {
        if reader.give(chunks.next().map_or(Answer::End, Answer::Bytes)).is_err() {
            return blocks;
        }
        while let Some(block) = reader.pop() {
            blocks.push(block);
        }
    }
    blocks
}

/// Opens, cuts and decodes a file.
fn read(source: &dyn Source, bytes: &[u8], random: &mut Random) {
    let opening =
        Opening { size: Some((bytes.len() + random.below(2)) as u64), ..Opening::whole(bytes) };
    let opened = match source.open(&opening) {
        Ok(opened) => opened,
        Err(error) => return assert!(!error.remedy().is_empty(), "{error}"),
    };
    let source = opened.spec.read().unwrap();
    let rows = BlockSize::Rows(1 + random.below(5) as u64);
    let size = if random.below(2) == 0 { rows } else { BlockSize::SourceBytes(50) };
    let blocks = blocks(source, bytes, size, 1 + random.below(100));
    let raw: usize = blocks.iter().map(|block| block.bytes.len()).sum();
    assert!(raw <= bytes.len());
    let decoder = source.decoder().unwrap();
    for block in &blocks {
        let decoded = match decoder.decode(block) {
            Ok(decoded) => decoded,
            Err(error) => return assert!(!error.remedy().is_empty(), "{error}"),
        };
        let rows: usize = decoded.batches.iter().map(RecordBatch::num_rows).sum();
        let left_out = decoded.rejects.iter().filter(|reject| reject.is_skipped).count();
        assert!(rows as u64 <= block.about.records);
        assert!(rows + left_out >= usize::try_from(block.about.records).unwrap());
        let length = block.bytes.len() + 1;
        let texts = decoded.rejects.iter().map(|reject| reject.record.len() + reject.problem.len());
        assert!(texts.sum::<usize>() < 10_000 * length);
        let columns = decoder.schema().flattened_fields().len();
        let values: usize = decoded.batches.iter().map(RecordBatch::get_array_memory_size).sum();
        assert!(values < (1 << 20) + columns * 2_000 + rows * columns * 64 + length * 64);
    }
}

fn policy(random: &mut Random) -> OnError {
    [OnError::Fail, OnError::Skip, OnError::Null][random.below(3)]
}

#[test]
fn csv_files() {
    fuzz(&CSV, |bytes, random| {
        let on_error = policy(random);
        read(&Csv { on_error, ..Csv::default() }, bytes, random);
    });
}

#[test]
fn ndjson_files() {
    fuzz(&NDJSON, |bytes, random| {
        let on_error = policy(random);
        read(&Ndjson { on_error, ..Ndjson::default() }, bytes, random);
    });
}

/// The pages of a job, in every style.
fn apis() -> Vec<Pages> {
    let styles = [
        r#"{"page_number":{"parameter":"page"}}"#,
        r#"{"offset":{"offset_parameter":"skip","limit_parameter":"take"}}"#,
        r#"{"cursor":{"parameter":"c","pointer":"/next"}}"#,
        r#"{"cursor":{"pointer":"/next"}}"#,
        r#""link_header""#,
    ];
    let api = |style: &str, records: &str| {
        let pages =
            format!(r#"{{"url":"https://api/items","paging":{style},"records":"{records}"}}"#);
        let job = format!(r#"{{"version":1,"source":{{"pages":{pages}}}}}"#);
        match Job::from_json(&job).unwrap().source {
            SourceSpec::Pages(pages) => pages,
            other => panic!("{other:?}"),
        }
    };
    let records = ["", "/data", "/data/0"];
    styles.iter().flat_map(|style| records.map(|records| api(style, records))).collect()
}

/// Gives a page to an API's reader, and others after it.
fn read_pages(api: &Pages, body: &[u8], random: &mut Random) {
    let size = BlockSize::Rows(1 + random.below(3) as u64);
    let mut reader = api.reader(&Opening::whole(&[]), size).unwrap();
    let mut body = body.to_vec();
    for _ in 0..4 {
        let Next::Page(request) = reader.next() else { return };
        assert!(request.url.starts_with("https://api/"), "{}", request.url);
        let mut header = random.pick(&LINK).to_vec();
        random.change(&mut header, &LINK);
        let header = String::from_utf8_lossy(&header);
        let (link, retry_after) = (Some(&*header), Some(&*header));
        let status = [200, 200, 200, 429, 404][random.below(5)];
        if let Err(error) = reader.give(Answer::Page { status, link, retry_after, body: &body }) {
            return assert!(!error.remedy().is_empty(), "{error}");
        }
        let mut bytes = 0;
        while let Some(block) = reader.pop() {
            let lines = block.bytes.split(|byte| *byte == b'\n').count() as u64;
            assert_eq!(lines, block.about.records + 1);
            bytes += block.bytes.len();
        }
        // What was left of the page before is in them, too.
        assert!(bytes <= 2 * (MAX_BYTES + 1));
        body = random.pick(&PAGE).to_vec();
        random.change(&mut body, &PAGE);
    }
}

#[test]
fn pages() {
    let apis = apis();
    fuzz(&PAGE, |body, random| {
        let on_error = policy(random);
        let api = Pages { on_error, ..apis[random.below(apis.len())].clone() };
        match api.open(&Opening::whole(body)) {
            Ok(opened) => assert!(opened.sample.num_rows() <= body.len()),
            Err(error) => assert!(!error.remedy().is_empty(), "{error}"),
        }
        read_pages(&api, body, random);
    });
}

#[test]
fn env_files() {
    fuzz(&ENV, |bytes, _| {
        let text = String::from_utf8_lossy(bytes);
        match EnvSettings::parse(&text) {
            Ok(settings) => {
                let json = serde_json::to_string(&settings).unwrap();
                assert!(json.len() < 1_000 + 10 * text.len());
            }
            Err(error) => assert!(!error.remedy().is_empty(), "{error}"),
        }
    });
}

#[test]
fn jobs() {
    fuzz(&JOB, |bytes, _| {
        let text = String::from_utf8_lossy(bytes);
        match Job::from_json(&text) {
            Ok(job) => assert_eq!(Job::from_json(&job.to_json()).unwrap(), job),
            Err(error) => assert!(!error.remedy().is_empty(), "{error}"),
        }
    });
}
