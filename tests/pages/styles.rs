//! Every style of paging gives the same records.

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use dev_api::Options;
use parquet_blocks::generate::DataGenerator;
use parquet_blocks::recipe::Preset;
use parquet_blocks::source::ColumnType;
use serde_json::{Value, json};

use crate::api::{Server, of_job, opened, read, rows};

const RECORDS: u64 = 730;

/// The job's pages in every style, and how many pages there are.
fn styles(server: &Server) -> Vec<(Value, usize)> {
    let number = json!({"page_number": {"parameter": "page", "size_parameter": "page_size"}});
    let offset = json!({"offset": {"offset_parameter": "offset", "limit_parameter": "limit"}});
    let cursor = json!({"cursor": {"parameter": "cursor", "pointer": "/next_cursor"}});
    let url = json!({"cursor": {"pointer": "/next"}});
    vec![
        (
            json!({"url": "builtin:transactions", "records": "/data", "total": "/total",
                "page_size": 100, "paging": number,
                "builtin": {"records": RECORDS, "seed": 5}}),
            8,
        ),
        (
            json!({"url": server.url("/transactions"), "records": "/data", "total": "/total",
                "page_size": 100, "paging": number}),
            8,
        ),
        // Without a total an empty page is the end; the API's own limit is 150.
        (
            json!({"url": server.url("/transactions"), "records": "/data", "page_size": 500,
                "paging": number}),
            6,
        ),
        (
            json!({"url": server.url("/offset"), "records": "/data", "total": "/total",
                "page_size": 500, "paging": offset}),
            5,
        ),
        (
            json!({"url": server.url("/cursor?page_size=100"), "records": "/data",
                "paging": cursor}),
            8,
        ),
        (json!({"url": server.url("/url?page_size=365"), "records": "/results", "paging": url}), 5),
        (json!({"url": server.url("/link?page_size=100"), "paging": "link_header"}), 8),
    ]
}

#[test]
fn all_give_the_same_records() {
    let options = Options { records: RECORDS, seed: 5, max_page_size: 150, ..Options::default() };
    let server = Server::start(options);
    let first = opened(&of_job(&styles(&server)[0].0));
    let expected = read(&first);
    for (pages, requests) in styles(&server) {
        let pages = of_job(&pages);
        assert_eq!(opened(&pages).columns, first.columns);
        let found = read(&pages);
        assert!(found.end.is_ok(), "{}: {:?}", pages.url, found.end);
        assert_eq!(found.requests.len(), requests, "{}", pages.url);
        let bytes = |blocks: &[parquet_blocks::source::RawBlock]| -> Vec<_> {
            blocks.iter().map(|block| block.bytes.clone()).collect()
        };
        assert_eq!(bytes(&found.blocks), bytes(&expected.blocks), "{}", pages.url);
    }
}

#[test]
fn records_are_those_that_the_api_has() {
    let server = Server::start(Options { records: RECORDS, seed: 5, ..Options::default() });
    let mut pages = opened(&server.pages(&json!({"total": "/total"})));
    for column in &mut pages.columns {
        if column.name == "amount" {
            *column = ColumnType { name: "amount".into(), data_type: "Decimal128(12, 2)".into() };
        }
    }
    let found = rows(&pages, &read(&pages).blocks).unwrap();
    let table = DataGenerator::new(5).table(&Preset::Transactions.recipe()).unwrap();
    let expected = table.rows(0..RECORDS).unwrap().to_record_batch().unwrap();
    assert_eq!(found.num_rows() as u64, RECORDS);
    let column =
        |name: &str| (found.column_by_name(name).unwrap(), expected.column_by_name(name).unwrap());
    let (ids, expected_ids) = column("id");
    assert_eq!(ids.as_primitive::<Int64Type>(), expected_ids.as_primitive::<Int64Type>());
    // Amounts are exact: no digit is lost on the way.
    let (amounts, expected_amounts) = column("amount");
    assert_eq!(amounts.data_type(), &DataType::Decimal128(12, 2));
    let (amounts, expected_amounts) = (
        amounts.as_primitive::<Decimal128Type>(),
        expected_amounts.as_primitive::<Decimal128Type>(),
    );
    assert_eq!(amounts.values(), expected_amounts.values());
    for name in ["account", "merchant", "category", "status"] {
        let (texts, expected_texts) = column(name);
        assert_eq!(texts.as_string::<i32>(), expected_texts.as_string::<i32>(), "{name}");
    }
}
