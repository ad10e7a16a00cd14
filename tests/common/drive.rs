//! Runs the multipart state machine against the fake store, one answer at a time.

use parquet_blocks::s3::{Body, Multipart, Operation, Request, Target};

use crate::fake_store::FakeStore;

/// Where the page of these uploads is from.
pub const ORIGIN: &str = "https://page.example";

/// Parts that are offered but not stored at once.
pub const WINDOW: usize = 3;

/// More steps than any upload of these tests takes: who gets there never ends.
const MAX_STEPS: usize = 200;

/// What happens next.
pub enum Step {
    /// The store answers the request in flight at this place, counted round.
    Answer(usize),
    /// The user cancels.
    Cancel,
}

/// An upload that has ended.
pub struct Ended {
    /// The machine, with its result.
    pub machine: Multipart,
    /// The requests in the order in which they were sent: a word each, the number for a part.
    pub sent: String,
}

/// Where these uploads go.
pub fn target(region: &str) -> Target {
    Target {
        endpoint_url: "http://store".into(),
        region: region.into(),
        bucket: "bucket".into(),
        key: "key".into(),
        path_style: None,
        concurrency: WINDOW,
        part_size_mb: None,
        unsigned_payload: false,
    }
}

/// A store with the bucket of [`target`].
pub fn store_with_bucket() -> FakeStore {
    let mut store = FakeStore::default();
    store.buckets.insert("http://store/bucket".into(), String::new());
    store
}

/// Uploads `parts` parts. What `next_step` is given is in flight.
///
/// Asserts what holds for every upload: it ends; only parts are sent beside others, each one
/// once; none is sent after a failure; never more are in flight than were offered.
pub fn drive(
    store: &mut FakeStore,
    target: &Target,
    parts: u32,
    mut next_step: impl FnMut(&[Request]) -> Step,
) -> Ended {
    let mut machine = Multipart::new(target.clone(), ORIGIN);
    let (mut offered, mut sent, mut in_flight) = (0, Vec::new(), Vec::new());
    for _ in 0..MAX_STEPS {
        offer(&mut machine, &mut offered, parts);
        while let Some(request) = machine.next_request().unwrap() {
            check_sent(&machine, &request, &in_flight, &sent);
            sent.push(word(request.operation));
            in_flight.push(request);
        }
        if machine.has_ended() {
            assert!(in_flight.is_empty(), "ended with {in_flight:?} in flight");
            return Ended { machine, sent: sent.join(" ") };
        }
        assert!(!in_flight.is_empty(), "waits for nothing after {sent:?}");
        match next_step(&in_flight) {
            Step::Cancel => machine.cancel(),
            Step::Answer(place) => {
                let request = in_flight.remove(place % in_flight.len());
                answer(store, &mut machine, &request);
            }
        }
    }
    panic!("no end after {sent:?}");
}

/// What a writer does that learns of a failure only after its next part.
fn offer(machine: &mut Multipart, offered: &mut u32, parts: u32) {
    while (machine.is_open() && machine.pending() < WINDOW) || machine.is_failing() {
        if *offered == parts {
            machine.close();
            return;
        }
        *offered += 1;
        machine.offer(*offered, u64::from(*offered) * 10, Some(format!("hash-{offered}")));
    }
}

/// Only a stored part is told as done, and a part that is not stored is a failure.
fn answer(store: &mut FakeStore, machine: &mut Multipart, request: &Request) {
    let pending = machine.pending();
    let done = machine.answer(request.operation, store.answer(request));
    if let Operation::UploadPart(number) = request.operation {
        assert_eq!(done.is_some(), machine.pending() == pending - 1, "{done:?}");
        assert!(done.is_some() || machine.is_failing(), "part {number} was dropped");
        assert!(done.is_none_or(|part| part.number == number));
        assert!(done.is_none_or(|part| part.length == u64::from(number) * 10));
    } else {
        assert_eq!(done, None);
    }
}

fn check_sent(machine: &Multipart, request: &Request, in_flight: &[Request], sent: &[String]) {
    if let Operation::UploadPart(number) = request.operation {
        assert!(in_flight.len() < WINDOW, "{in_flight:?}");
        assert!(!machine.is_failing(), "part {number} is sent after a failure");
        assert!(!sent.contains(&number.to_string()), "part {number} is sent twice");
        let (length, sha256) = (u64::from(number) * 10, Some(format!("hash-{number}")));
        assert_eq!(request.body, Body::Part { number, length, sha256 });
    } else {
        assert!(in_flight.is_empty(), "{:?} beside {in_flight:?}", request.operation);
    }
}

fn word(operation: Operation) -> String {
    match operation {
        Operation::HeadBucket => "head".into(),
        Operation::CreateBucket => "bucket".into(),
        Operation::CreateMultipartUpload => "create".into(),
        Operation::UploadPart(number) => number.to_string(),
        Operation::CompleteMultipartUpload => "complete".into(),
        Operation::AbortMultipartUpload => "abort".into(),
        Operation::ListParts => "list".into(),
    }
}
