//! Blocks come out while pages go in: at most a page and a block are held.

use dev_api::Options;
use parquet_blocks::job::BlockSize;
use parquet_blocks::source::pages::PagesReader;
use parquet_blocks::source::{Next, SourceReader};
use serde_json::json;

use crate::api::{Server, ask, of_job, read};

#[test]
fn no_more_than_a_page_and_a_block_are_held() {
    const RECORDS: u64 = 20_000;
    let pages = of_job(&json!({"url": "builtin:transactions", "records": "/data",
        "total": "/total", "page_size": 500, "builtin": {"records": RECORDS},
        "paging": {"page_number": {"parameter": "page", "size_parameter": "page_size"}}}));
    for in_block in [170, 500, 1_300] {
        let mut reader = PagesReader::new(&pages, BlockSize::Rows(in_block), 1).unwrap();
        let (mut given, mut taken) = (0, 0);
        while let Next::Page(request) = reader.next() {
            ask(&pages, None, &request, |answer| reader.give(answer)).unwrap();
            given += 500;
            while let Some(block) = reader.pop() {
                taken += block.about.records;
            }
            assert!(given - taken < in_block, "{} are held", given - taken);
        }
        assert_eq!((given, taken), (RECORDS, RECORDS));
    }
}

#[test]
fn blocks_know_where_their_records_are() {
    let server = Server::start(Options { records: 430, ..Options::default() });
    let found = read(&server.pages(&json!({"total": "/total"})));
    let places: Vec<_> = found
        .blocks
        .iter()
        .flat_map(|block| &block.about.places)
        .map(|place| (place.record, place.page.unwrap(), place.number))
        .collect();
    let first = [(0, 1, 1), (100, 2, 1), (200, 3, 1)];
    let second = [(0, 3, 51), (50, 4, 1), (150, 5, 1)];
    assert_eq!(places, [first, second].concat());
}

#[test]
fn the_rate_is_kept() {
    let server = Server::start(Options { records: 430, ..Options::default() });
    let pages = server.pages(&json!({"total": "/total", "requests_per_second": 4}));
    let waits: Vec<_> = read(&pages).requests.iter().map(|r| r.wait_seconds).collect();
    assert_eq!(waits, [0.0, 0.25, 0.25, 0.25, 0.25]);
}
