//! A web API in this process, and who asks it for pages.

use std::net::TcpListener;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use dev_api::{Api, Options, serve};
use parquet_blocks::job::{BlockSize, Job};
use parquet_blocks::source::pages::{Pages, PagesReader, builtin};
use parquet_blocks::source::{
    Answer, Next, Opening, PageRequest, RawBlock, Source, SourceReader, SourceSpec,
};
use parquet_blocks::{Error, Result};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// A running server. It ends when this is dropped.
pub struct Server {
    base: String,
    _runtime: Runtime,
}

impl Server {
    pub fn start(options: Options) -> Self {
        let api = Api::new(options).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let runtime = Runtime::new().unwrap();
        runtime.spawn(async move {
            serve(tokio::net::TcpListener::from_std(listener).unwrap(), api).await
        });
        Self { base, _runtime: runtime }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Its pages by number, 100 records on each, with these other fields.
    pub fn pages(&self, other: &Value) -> Pages {
        let mut pages = json!({"url": self.url("/transactions"), "page_size": 100,
            "records": "/data", "paging":
                {"page_number": {"parameter": "page", "size_parameter": "page_size"}}});
        pages.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        of_job(&pages)
    }
}

/// The pages of a job.
pub fn of_job(pages: &Value) -> Pages {
    let job = json!({"version": 1, "source": {"pages": pages}});
    match Job::from_json(&job.to_string()).unwrap().source {
        SourceSpec::Pages(pages) => pages,
        other => panic!("{other:?}"),
    }
}

/// Asks for a page, with a header if there is a token. Nobody waits.
pub fn ask(
    pages: &Pages,
    token: Option<&str>,
    request: &PageRequest,
    give: impl FnOnce(Answer) -> Result<()>,
) -> Result<()> {
    if let Some(page) = builtin::answer(pages, &request.url)? {
        let body = page.body.as_bytes();
        return give(Answer::Page { status: 200, link: None, retry_after: None, body });
    }
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let mut get = config.new_agent().get(&request.url);
    if let Some(token) = token {
        get = get.header("Authorization", format!("Bearer {token}"));
    }
    let mut response = match get.call() {
        Ok(response) => response,
        Err(error) => return give(Answer::NoPage(&error.to_string())),
    };
    let body = response.body_mut().with_config().limit(u64::MAX).read_to_vec().unwrap();
    let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap());
    let (link, retry_after) = (header("link"), header("retry-after"));
    give(Answer::Page { status: response.status().as_u16(), link, retry_after, body: &body })
}

/// What reading an API has given, up to its end or an error.
pub struct Read {
    pub blocks: Vec<RawBlock>,
    pub requests: Vec<PageRequest>,
    pub end: Result<()>,
}

impl Read {
    /// The error with its page.
    pub fn failure(&self) -> (u64, String, String) {
        match self.end.as_ref().unwrap_err() {
            Error::Pages { page, problem, remedy } => (*page, problem.clone(), remedy.clone()),
            other => panic!("{other}"),
        }
    }
}

/// Reads an API into blocks of 250 records.
pub fn read(pages: &Pages) -> Read {
    read_with(pages, None)
}

pub fn read_with(pages: &Pages, token: Option<&str>) -> Read {
    let mut reader = PagesReader::new(pages, BlockSize::Rows(250), 7).unwrap();
    let mut read = Read { blocks: Vec::new(), requests: Vec::new(), end: Ok(()) };
    while let Next::Page(request) = reader.next() {
        read.end = ask(pages, token, &request, |answer| reader.give(answer));
        read.requests.push(request);
        if read.end.is_err() {
            break;
        }
        read.blocks.extend(std::iter::from_fn(|| reader.pop()));
    }
    read
}

/// The pages with the columns that their first page tells.
pub fn opened(pages: &Pages) -> Pages {
    let mut reader = PagesReader::new(pages, BlockSize::Rows(1), 7).unwrap();
    let Next::Page(request) = reader.next() else { panic!("a first page is asked for") };
    let mut opened = None;
    ask(pages, None, &request, |answer| {
        let Answer::Page { body, .. } = &answer else { panic!("there is a first page") };
        opened = Some(pages.open(&Opening::whole(body))?.spec);
        reader.give(answer)
    })
    .unwrap();
    match opened.unwrap() {
        SourceSpec::Pages(pages) => pages,
        other => panic!("{other:?}"),
    }
}

/// The rows of blocks.
pub fn rows(pages: &Pages, blocks: &[RawBlock]) -> Result<RecordBatch> {
    let decoder = pages.decoder()?;
    let mut batches = Vec::new();
    for block in blocks {
        batches.extend(decoder.decode(block)?.batches);
    }
    Ok(concat_batches(decoder.schema(), &batches).unwrap())
}
