//! What goes wrong in the middle: tried again a few times, then told with the page's number, and
//! never a file.

use std::time::Instant;

use dev_api::{Fault, Kind, Options};
use parquet_blocks::Error;
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::{self, Block, RunStats};
use parquet_blocks::source::Opening;
use parquet_blocks::source::pages::Pages;
use parquet_blocks::writer::{FileWriter, MemorySink};
use serde_json::json;

use crate::api::{Server, ask, opened, read, read_with, rows};

const RECORDS: u64 = 1_000;

fn server(faults: &[(u64, Kind, Option<u32>)]) -> Server {
    let fault = |&(page, kind, times): &_| Fault { page, kind, times };
    let faults = faults.iter().map(fault).collect();
    Server::start(Options { records: RECORDS, faults, ..Options::default() })
}

/// Makes a Parquet file of pages: what is in the sink, and how it ended.
fn file(pages: &Pages) -> (Vec<u8>, Result<RunStats, Error>) {
    let source = json!({"pages": pages});
    let job = json!({"version": 1, "source": source, "block": {"rows": 250}});
    let job = Job::from_json(&job.to_string()).unwrap();
    let opening = Opening::whole(&[]);
    let blocks = pipeline::read(pages, &opening, job.block, |next, reader| match next {
        parquet_blocks::source::Next::Page(request) => {
            ask(pages, None, request, |answer| reader.give(answer))
        }
        other => panic!("{other:?}"),
    });
    let mut file = Vec::new();
    let blocks: Box<dyn Iterator<Item = Result<Block, Error>>> = Box::new(blocks.unwrap());
    let sink = MemorySink::new(&mut file);
    let ended = pipeline::stream(blocks, vec![Box::new(FileWriter::new(sink, &job.files()[0]))]);
    (file, ended)
}

#[test]
fn a_page_that_stays_bad_fails_the_run() {
    let table = [
        (Kind::Status(500), "the API answered with status 500 (tried 3 times)", 3),
        (Kind::Status(429), "the API answered with status 429 (tried 3 times)", 3),
        (Kind::Status(404), "the API answered with status 404", 1),
        (Kind::Cut, "the JSON is cut off: EOF while parsing", 3),
        (Kind::Lost, "no answer (", 3),
    ];
    for (kind, told, tries) in table {
        let server = server(&[(7, kind, None)]);
        let pages = server.pages(&json!({"retries": 2, "total": "/total"}));
        let found = read(&pages);
        let (page, problem, remedy) = found.failure();
        assert_eq!(page, 7, "{kind:?}");
        assert!(problem.starts_with(told) && !remedy.is_empty(), "{problem}");
        assert_eq!(found.requests.iter().filter(|request| request.page == 7).count(), tries);
        // Two blocks were whole before; what has come of the third is not a block.
        assert_eq!(found.blocks.len(), 2);
    }
}

#[test]
fn nothing_is_presented_as_whole() {
    let columns = opened(&server(&[]).pages(&json!({"total": "/total"}))).columns;
    let made = |server: &Server| {
        file(&Pages { columns: columns.clone(), ..server.pages(&json!({"retries": 1})) })
    };
    let (whole, ended) = made(&server(&[]));
    assert_eq!(ended.unwrap().file.rows, RECORDS);
    assert_eq!(&whole[whole.len() - 4..], b"PAR1");
    for kind in [Kind::Status(500), Kind::Cut, Kind::WrongType, Kind::Lost] {
        let (part, ended) = made(&server(&[(9, kind, None)]));
        let error = ended.unwrap_err().to_string();
        assert!(error.starts_with("page 9"), "{error}");
        assert!(!part.ends_with(b"PAR1"), "{kind:?}");
    }
}

#[test]
fn a_page_that_gets_well_changes_nothing() {
    let expected = read(&server(&[]).pages(&json!({})));
    for kind in [Kind::Status(503), Kind::Status(429), Kind::Cut, Kind::Lost] {
        let found = read(&server(&[(1, kind, Some(1)), (5, kind, Some(3))]).pages(&json!({})));
        assert!(found.end.is_ok(), "{:?}", found.end);
        assert_eq!(found.blocks, expected.blocks, "{kind:?}");
        assert_eq!(found.requests.len(), expected.requests.len() + 4);
    }
}

#[test]
fn the_wait_that_the_api_asks_for_is_told() {
    let found = read(&server(&[(5, Kind::Status(429), Some(1))]).pages(&json!({})));
    let again = found.requests.iter().find(|request| request.tries == 1).unwrap();
    assert!(again.page == 5 && again.wait_seconds >= 1.0, "{again:?}");
    assert_eq!(again.cause.as_deref(), Some("the API answered with status 429"));
}

#[test]
fn a_value_of_another_type_is_told_with_its_place() {
    let server = server(&[(7, Kind::WrongType, None)]);
    let pages = opened(&server.pages(&json!({"total": "/total"})));
    let found = read(&pages);
    assert!(found.end.is_ok());
    let error = rows(&pages, &found.blocks).unwrap_err().to_string();
    assert!(error.contains("page 7, record 1") && error.contains("amount"), "{error}");
    assert!(error.contains("much") && error.contains("Float64"), "{error}");

    let skipping = Pages { on_error: parquet_blocks::source::OnError::Skip, ..pages };
    assert_eq!(rows(&skipping, &found.blocks).unwrap().num_rows() as u64, RECORDS - 1);
}

#[test]
fn pages_without_an_end_come_to_one() {
    let server = Server::start(Options { records: 250, endless: true, ..Options::default() });
    let numbers = read(&server.pages(&json!({"max_pages": 20})));
    let (page, problem, remedy) = numbers.failure();
    assert_eq!((page, numbers.requests.len()), (20, 20));
    assert!(problem.contains("max_pages (20)") && remedy.contains("`max_pages`"), "{problem}");
    // These name a page that was there before.
    for (path, paging) in [
        (
            "/cursor?page_size=50",
            json!({"cursor": {"parameter": "cursor", "pointer": "/next_cursor"}}),
        ),
        ("/url?page_size=50", json!({"cursor": {"pointer": "/next"}})),
        ("/link?page_size=50", json!("link_header")),
    ] {
        let records = match path.split('?').next() {
            Some("/url") => "/results",
            Some("/link") => "",
            _ => "/data",
        };
        let pages = json!({"url": server.url(path), "paging": paging, "records": records});
        let found = read(&crate::api::of_job(&pages));
        let (page, problem, _) = found.failure();
        assert!(problem.starts_with("it leads back to a page"), "{problem}");
        assert_eq!(page, 6, "{path}");
    }
    // A parameter that the API does not know.
    let misspelt =
        json!({"paging": {"page_number": {"parameter": "pge", "size_parameter": "page_size"}}});
    let (page, problem, _) = read(&server.pages(&misspelt)).failure();
    assert_eq!((page, &*problem), (2, "it is the same as the page before"));
}

#[test]
fn a_token_is_asked_for() {
    let options = Options { records: 100, token: Some("s3cret".into()), ..Options::default() };
    let server = Server::start(options);
    let pages = server.pages(&json!({"total": "/total"}));
    for token in [None, Some("wrong")] {
        let (page, problem, remedy) = read_with(&pages, token).failure();
        assert_eq!((page, &*problem), (1, "the API answered with status 401"));
        assert!(remedy.contains("Authorization"), "{remedy}");
    }
    assert!(read_with(&pages, Some("s3cret")).end.is_ok());
}

#[test]
fn nobody_answers() {
    let pages = server(&[]).pages(&json!({"retries": 1}));
    let started = Instant::now();
    let (page, problem, remedy) = read(&pages).failure();
    assert_eq!(page, 1);
    assert!(
        problem.starts_with("no answer (") && problem.ends_with("(tried 2 times)"),
        "{problem}"
    );
    assert!(remedy.contains("CORS") && started.elapsed().as_secs() < 60, "{remedy}");
}
