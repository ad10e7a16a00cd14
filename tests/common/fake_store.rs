//! A store in memory that answers requests as S3 does, unless it is told to fail.

use std::collections::{BTreeMap, VecDeque};

use parquet_blocks::s3::{Body, Operation, Request, Response};
use parquet_blocks::{Error, Result};

/// What goes wrong with one request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The store answers this and does nothing.
    Refused(Response),
    /// No answer, and nothing done.
    Lost,
    /// The store did it, but its answer was lost.
    AnswerLost,
    /// The store did it, but the page may not read its `ETag`.
    EtagHidden,
    /// Complete: done, with an empty `ETag` in the answer. Some stores do so.
    EtagEmpty,
    /// Abort: accepted, but a part that was on its way lands after it.
    PartLands,
}

/// An answer with S3's error body; without a code it has none, as answers to HEAD.
pub fn refused(status: u16, code: &str) -> Fault {
    let body = match code {
        "" => String::new(),
        _ => format!("<Error><Code>{code}</Code><Message>no</Message></Error>"),
    };
    Fault::Refused(Response { status, body, ..Response::default() })
}

/// Buckets, uploads and objects, and what was asked for.
#[derive(Debug, Default)]
pub struct FakeStore {
    /// Buckets by URL, without a slash at the end: what `CreateBucket` sent.
    pub buckets: BTreeMap<String, String>,
    /// Uploads in progress, by id: their parts' `ETag`s.
    pub uploads: BTreeMap<String, BTreeMap<u32, String>>,
    /// Parts of every object, by URL.
    pub objects: BTreeMap<String, Vec<u32>>,
    faults: VecDeque<(Operation, Fault)>,
    started: u32,
}

impl FakeStore {
    /// The next request for this operation fails; several for the same one happen in turn.
    pub fn will_fail(&mut self, operation: Operation, fault: Fault) {
        self.faults.push_back((operation, fault));
    }

    /// Whether every fault has happened.
    pub fn has_failed_as_told(&self) -> bool {
        self.faults.is_empty()
    }

    /// The answer to a request.
    pub fn answer(&mut self, request: &Request) -> Result<Response> {
        let told = self.faults.iter().position(|(operation, _)| *operation == request.operation);
        let Some((_, fault)) = told.and_then(|at| self.faults.remove(at)) else {
            return Ok(self.done(request));
        };
        let lost = Error::Network {
            operation: request.operation.name(),
            host: "store".into(),
            cause: "Failed to fetch".into(),
            snippet: String::new(),
        };
        match fault {
            Fault::Refused(response) => return Ok(response),
            Fault::Lost => return Err(lost),
            Fault::PartLands => return Ok(self.part_lands(request)),
            Fault::AnswerLost | Fault::EtagHidden | Fault::EtagEmpty => {}
        }
        let response = self.done(request);
        match fault {
            Fault::AnswerLost => Err(lost),
            Fault::EtagEmpty => Ok(Response { body: completed(""), ..response }),
            _ => Ok(Response { etag: None, ..response }),
        }
    }

    /// Does what a request asks for. Panics where a method or a body is wrong.
    fn done(&mut self, request: &Request) -> Response {
        let (url, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let id = &upload_id(query);
        let bucket = url.rsplit_once('/').unwrap().0;
        match (request.operation, request.method) {
            (Operation::HeadBucket, "HEAD") if self.buckets.contains_key(url) => ok(""),
            (Operation::HeadBucket, "HEAD") => error(404, ""),
            (Operation::CreateBucket, "PUT") => {
                self.buckets.insert(url.into(), text(request));
                ok("")
            }
            (Operation::CreateMultipartUpload, "POST") if query == "uploads=" => {
                if self.buckets.contains_key(bucket) {
                    self.start()
                } else {
                    error(404, "NoSuchBucket")
                }
            }
            (Operation::UploadPart(number), "PUT") => {
                assert!(query.starts_with(&format!("partNumber={number}&uploadId=")), "{query}");
                self.take_part(id, number)
            }
            (Operation::CompleteMultipartUpload, "POST") => self.complete(url, id, &text(request)),
            (Operation::AbortMultipartUpload, "DELETE") => match self.uploads.remove(id) {
                Some(_) => Response { status: 204, ..Response::default() },
                None => error(404, "NoSuchUpload"),
            },
            (Operation::ListParts, "GET") => self.list(id),
            other => panic!("not S3: {other:?} {query}"),
        }
    }

    fn start(&mut self) -> Response {
        self.started += 1;
        let id = format!("upload+{}", self.started);
        self.uploads.insert(id.clone(), BTreeMap::new());
        ok(&format!(
            "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        ))
    }

    fn take_part(&mut self, id: &str, number: u32) -> Response {
        let Some(parts) = self.uploads.get_mut(id) else { return error(404, "NoSuchUpload") };
        let etag = format!("\"etag-{number}\"");
        parts.insert(number, etag.clone());
        Response { etag: Some(etag), ..ok("") }
    }

    /// As S3 does, refuses a list of parts that is not what it has, in order.
    fn complete(&mut self, url: &str, id: &str, body: &str) -> Response {
        let Some(parts) = self.uploads.get(id) else { return error(404, "NoSuchUpload") };
        let listed = parts.iter().map(|(number, etag)| {
            let etag = etag.replace('"', "&quot;");
            format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
        });
        let listed = listed.collect::<Vec<_>>().concat();
        if parts.is_empty() || !body.contains(&format!("2006-03-01/\">{listed}</Complete")) {
            return error(400, "InvalidPart");
        }
        self.objects.insert(url.into(), parts.keys().copied().collect());
        self.uploads.remove(id);
        ok(&completed("&#34;whole&#34;"))
    }

    fn list(&self, id: &str) -> Response {
        let Some(parts) = self.uploads.get(id) else { return error(404, "NoSuchUpload") };
        let part = |number| format!("<Part><PartNumber>{number}</PartNumber></Part>");
        let parts: String = parts.keys().map(part).collect();
        ok(&format!("<ListPartsResult>{parts}</ListPartsResult>"))
    }

    fn part_lands(&mut self, request: &Request) -> Response {
        let response = self.done(request);
        if response.status == 204 {
            let late = BTreeMap::from([(1, "\"late\"".to_string())]);
            self.uploads.insert(upload_id(&request.url), late);
        }
        response
    }
}

/// Decoded as servers do it: a `+` that is not encoded is a blank.
fn upload_id(query: &str) -> String {
    let encoded = query.rsplit_once("uploadId=").map_or("", |(_, id)| id);
    encoded.replace('+', " ").replace("%2B", "+")
}

fn ok(body: &str) -> Response {
    Response { status: 200, body: body.into(), ..Response::default() }
}

fn error(status: u16, code: &str) -> Response {
    match refused(status, code) {
        Fault::Refused(response) => response,
        other => panic!("{other:?} is no answer"),
    }
}

fn completed(etag: &str) -> String {
    format!("<CompleteMultipartUploadResult><ETag>{etag}</ETag></CompleteMultipartUploadResult>")
}

fn text(request: &Request) -> String {
    match &request.body {
        Body::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
        Body::Part { .. } => panic!("{:?} sends a part", request.operation),
    }
}
