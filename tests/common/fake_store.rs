//! A store in memory that answers requests as S3 does, unless it is told to fail.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use chrono::{DateTime, Utc};
use md5::{Digest, Md5};
use parquet_blocks::s3::{Body, Clock, Headers, Operation, Request, Response, hex};
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
    /// The store did it, and tells an `ETag` that is not the part's.
    EtagWrong,
    /// The store did it, and answers 200 with an error.
    DoneWithError,
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

/// An upload in progress.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// The URL of its object.
    pub url: String,
    /// When it began.
    pub initiated: Duration,
    /// Length and `ETag` of its parts.
    pub parts: BTreeMap<u32, (u64, String)>,
}

/// An object, or what stands for its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// The numbers of its parts.
    pub parts: Vec<u32>,
    /// Its length.
    pub length: u64,
    /// Its `ETag`, quoted.
    pub etag: String,
}

/// The MD5 of the part with a number, in hex: all that these parts have of bytes.
pub fn md5_of(number: u32) -> String {
    hex(&Md5::digest(number.to_le_bytes()))
}

/// Buckets, uploads and objects, and what was asked for.
#[derive(Debug, Default)]
pub struct FakeStore {
    /// Buckets by URL, without a slash at the end: what `CreateBucket` sent.
    pub buckets: BTreeMap<String, String>,
    /// Uploads in progress, by id.
    pub uploads: BTreeMap<String, Upload>,
    /// Objects, by URL.
    pub objects: BTreeMap<String, Stored>,
    /// Its `ETag`s are not of MD5.
    pub has_opaque_etags: bool,
    /// The store's clock.
    pub now: Duration,
    /// The most that one page of a list has; all, if 0.
    pub page: usize,
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
            _ => {}
        }
        let response = self.done(request);
        match fault {
            Fault::AnswerLost => Err(lost),
            Fault::EtagEmpty => Ok(Response { body: completed(""), ..response }),
            Fault::EtagWrong => Ok(with_etag(response, Some(format!("\"{}\"", md5_of(0))))),
            Fault::DoneWithError => Ok(Response { status: 200, ..error(200, "InternalError") }),
            _ => Ok(with_etag(response, None)),
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
            (Operation::HeadObject, "HEAD") => self.head(url),
            (Operation::ListMultipartUploads, "GET") => {
                assert!(query.contains("prefix=key&") && query.ends_with("uploads="), "{query}");
                self.list_uploads(query)
            }
            (Operation::CreateMultipartUpload, "POST") if query == "uploads=" => {
                if self.buckets.contains_key(bucket) {
                    self.start(url)
                } else {
                    error(404, "NoSuchBucket")
                }
            }
            (Operation::UploadPart(number), "PUT") => {
                assert!(query.starts_with(&format!("partNumber={number}&uploadId=")), "{query}");
                self.take_part(id, number, request)
            }
            (Operation::CompleteMultipartUpload, "POST") => {
                let is_conditional = request.headers.contains(&("if-none-match", "*".into()));
                if is_conditional && self.objects.contains_key(url) && self.uploads.contains_key(id)
                {
                    return error(412, "PreconditionFailed");
                }
                self.complete(url, id, &text(request))
            }
            (Operation::AbortMultipartUpload, "DELETE") => match self.uploads.remove(id) {
                Some(_) => Response { status: 204, ..Response::default() },
                None => error(404, "NoSuchUpload"),
            },
            (Operation::ListParts, "GET") => self.list(id, query),
            other => panic!("not S3: {other:?} {query}"),
        }
    }

    fn start(&mut self, url: &str) -> Response {
        self.started += 1;
        let id = format!("upload+{}", self.started);
        let upload = Upload { url: url.into(), initiated: self.now, ..Upload::default() };
        self.uploads.insert(id.clone(), upload);
        ok(&format!(
            "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        ))
    }

    fn take_part(&mut self, id: &str, number: u32, request: &Request) -> Response {
        let Some(upload) = self.uploads.get_mut(id) else { return error(404, "NoSuchUpload") };
        let Body::Part { length, .. } = request.body else { panic!("{:?}", request.body) };
        let etag = if self.has_opaque_etags {
            format!("\"etag-{number}\"")
        } else {
            format!("\"{}\"", md5_of(number))
        };
        upload.parts.insert(number, (length, etag.clone()));
        with_etag(ok(""), Some(etag))
    }

    fn head(&self, url: &str) -> Response {
        let Some(object) = self.objects.get(url) else { return error(404, "") };
        let headers = Headers {
            etag: Some(object.etag.clone()),
            content_length: Some(object.length),
            ..Headers::default()
        };
        Response { headers, ..ok("") }
    }

    fn list_uploads(&self, query: &str) -> Response {
        let all = self.uploads.iter().map(|(id, upload)| {
            let initiated: DateTime<Utc> = Clock::default().store_time(upload.initiated).into();
            let key = upload.url.rsplit_once('/').unwrap().1;
            let initiated = initiated.to_rfc3339();
            let id = format!("<UploadId>{id}</UploadId>");
            (
                id.clone(),
                format!("<Upload><Key>{key}</Key>{id}<Initiated>{initiated}</Initiated></Upload>"),
            )
        });
        let after =
            query.split("upload-id-marker=").nth(1).map(|rest| rest.split('&').next().unwrap());
        let after = after.map(|id| format!("<UploadId>{}</UploadId>", id.replace("%2B", "+")));
        let left: Vec<_> =
            all.filter(|(id, _)| after.as_ref().is_none_or(|after| id > after)).collect();
        let (page, more) = self.page_of(&left);
        let next = page.last().filter(|_| more).map_or(String::new(), |(id, _)| {
            let id = id.replace("UploadId>", "NextUploadIdMarker>");
            format!("<IsTruncated>true</IsTruncated><NextKeyMarker>key</NextKeyMarker>{id}")
        });
        let uploads: String = page.iter().map(|(_, upload)| upload.as_str()).collect();
        ok(&format!("<ListMultipartUploadsResult>{next}{uploads}</ListMultipartUploadsResult>"))
    }

    fn page_of<'a, T>(&self, all: &'a [T]) -> (&'a [T], bool) {
        let length = if self.page == 0 { all.len() } else { self.page.min(all.len()) };
        (&all[..length], length < all.len())
    }

    /// As S3 does, refuses a list of parts that is not what it has, in order.
    fn complete(&mut self, url: &str, id: &str, body: &str) -> Response {
        let Some(Upload { parts, .. }) = self.uploads.get(id) else {
            return error(404, "NoSuchUpload");
        };
        // Parts that are not listed are thrown away.
        let is_listed = |number: &u32| body.contains(&format!("<PartNumber>{number}<"));
        let mut parts = parts.clone();
        parts.retain(|number, _| is_listed(number));
        let listed = parts.iter().map(|(number, (_, etag))| {
            let etag = etag.replace('"', "&quot;");
            format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
        });
        let listed = listed.collect::<Vec<_>>().concat();
        if parts.is_empty() || !body.contains(&format!("2006-03-01/\">{listed}</Complete")) {
            return error(400, "InvalidPart");
        }
        let mut md5 = Md5::new();
        for number in parts.keys() {
            md5.update(Md5::digest(number.to_le_bytes()));
        }
        let etag = if self.has_opaque_etags {
            "\"whole\"".into()
        } else {
            format!("\"{}-{}\"", hex(&md5.finalize()), parts.len())
        };
        let length = parts.values().map(|(length, _)| length).sum();
        let answer = ok(&completed(&etag.replace('"', "&#34;")));
        let parts = parts.keys().copied().collect();
        self.objects.insert(url.into(), Stored { parts, length, etag });
        self.uploads.remove(id);
        answer
    }

    fn list(&self, id: &str, query: &str) -> Response {
        let Some(upload) = self.uploads.get(id) else { return error(404, "NoSuchUpload") };
        let after = query.split("part-number-marker=").nth(1);
        let after: u32 = after.map_or(0, |rest| rest.split('&').next().unwrap().parse().unwrap());
        let left: Vec<_> = upload.parts.iter().filter(|(number, _)| **number > after).collect();
        let (page, more) = self.page_of(&left);
        let part = |(number, (length, etag)): &(&u32, &(u64, String))| {
            let etag = etag.replace('"', "&quot;");
            format!(
                "<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag><Size>{length}</Size></Part>"
            )
        };
        let parts: String = page.iter().map(part).collect();
        ok(&format!("<ListPartsResult><IsTruncated>{more}</IsTruncated>{parts}</ListPartsResult>"))
    }

    fn part_lands(&mut self, request: &Request) -> Response {
        let response = self.done(request);
        if response.status == 204 {
            let parts = BTreeMap::from([(1, (10, "\"late\"".to_string()))]);
            self.uploads.insert(upload_id(&request.url), Upload { parts, ..Upload::default() });
        }
        response
    }
}

/// Decoded as servers do it: a `+` that is not encoded is a blank.
fn upload_id(query: &str) -> String {
    let encoded = query.rsplit_once("uploadId=").map_or("", |(_, id)| id);
    encoded.replace('+', " ").replace("%2B", "+")
}

fn with_etag(response: Response, etag: Option<String>) -> Response {
    Response { headers: Headers { etag, ..response.headers }, ..response }
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
