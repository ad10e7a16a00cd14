//! Runs the multipart state machine against the fake store, one answer at a time. Nobody waits: the
//! clock jumps to when the next request may be sent, and a little with each answer.

use std::time::Duration;

use parquet_blocks::s3::{Body, Event, Multipart, Offer, Operation, PartDone, Request, Target};

use crate::fake_store::{FakeStore, md5_of};

/// Where the page of these uploads is from.
pub const ORIGIN: &str = "https://page.example";

/// Parts that are offered but not stored at once.
pub const WINDOW: usize = 3;

/// More steps than any upload of these tests takes: who gets there never ends.
const MAX_STEPS: usize = 2_000;

/// What an answer takes.
const ANSWER_TIME: Duration = Duration::from_millis(100);

/// When these uploads begin.
const START: Duration = Duration::from_secs(1_767_323_045);

/// What happens next.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The store answers the request in flight at this place, counted round.
    Answer(usize),
    /// The user cancels.
    Cancel,
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
        checksum: None,
        verify: false,
        overwrite: false,
    }
}

/// A store with the bucket of [`target`].
pub fn store_with_bucket() -> FakeStore {
    let mut store = FakeStore::default();
    store.buckets.insert("http://store/bucket".into(), String::new());
    store
}

/// An upload of `parts` parts that is under way.
pub struct Drive<'a> {
    /// Where it goes.
    pub store: &'a mut FakeStore,
    /// The machine.
    pub machine: Multipart,
    /// This machine's clock.
    pub now: Duration,
    /// The requests in the order in which they were sent: a word each, the number for a part.
    pub sent: Vec<String>,
    /// Every part that was told as done.
    pub done: Vec<PartDone>,
    /// What happened on the way.
    pub events: Vec<Event>,
    in_flight: Vec<Request>,
    offered: u32,
    parts: u32,
}

/// An upload that has ended.
pub struct Ended {
    /// The machine, with its result.
    pub machine: Multipart,
    /// The requests in the order in which they were sent.
    pub sent: String,
    /// Every part that was told as done.
    pub done: Vec<PartDone>,
    /// What happened on the way.
    pub events: Vec<Event>,
    /// How long it took.
    pub took: Duration,
}

/// A new upload, as the tests below begin it.
pub fn machine(target: &Target) -> Multipart {
    Multipart::new(target.clone(), ORIGIN, 7)
}

/// Uploads `parts` parts. What `next_step` is given is in flight.
pub fn drive(
    store: &mut FakeStore,
    target: &Target,
    parts: u32,
    next_step: impl FnMut(&[Request]) -> Step,
) -> Ended {
    Drive::new(store, machine(target), parts).into_end(next_step)
}

impl<'a> Drive<'a> {
    /// An upload that has sent nothing yet.
    pub fn new(store: &'a mut FakeStore, machine: Multipart, parts: u32) -> Self {
        let (sent, done, events, in_flight) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { store, machine, now: START, sent, done, events, in_flight, offered: 0, parts }
    }

    /// Goes on until the end.
    ///
    /// Asserts what holds for every upload: it ends; only parts are sent beside others; none is
    /// sent after a failure, nor twice at once; never more are in flight than were offered.
    pub fn into_end(mut self, mut next_step: impl FnMut(&[Request]) -> Step) -> Ended {
        for _ in 0..MAX_STEPS {
            if !self.step(&mut next_step) {
                assert!(self.machine.has_ended(), "waits for nothing after {:?}", self.sent);
                assert!(self.in_flight.is_empty(), "ended with {:?} in flight", self.in_flight);
                assert_eq!(self.machine.wake_at(), None);
                let (sent, took) = (self.sent.join(" "), self.now.saturating_sub(START));
                let Self { machine, done, events, .. } = self;
                return Ended { machine, sent, done, events, took };
            }
        }
        panic!("no end after {:?}", self.sent);
    }

    /// Goes on until it pauses, or ends.
    pub fn until_pause(&mut self) {
        while self.step(|_: &[Request]| Step::Answer(0)) {}
    }

    /// One answer, one cancel or one jump of the clock. Gives whether anything was left to do.
    pub fn step(&mut self, mut next_step: impl FnMut(&[Request]) -> Step) -> bool {
        self.offer();
        while let Some(request) = self.machine.next_request(self.now).unwrap() {
            self.check_sent(&request);
            self.sent.push(word(request.operation));
            self.in_flight.push(request);
        }
        self.events.extend(self.machine.take_events());
        if self.in_flight.is_empty() {
            let Some(wake_at) = self.machine.wake_at() else { return false };
            assert!(wake_at > self.now, "{wake_at:?} has come, and nothing is sent");
            self.now = wake_at;
            return true;
        }
        match next_step(&self.in_flight) {
            Step::Cancel => self.machine.cancel(),
            Step::Answer(place) => {
                let request = self.in_flight.remove(place % self.in_flight.len());
                self.answer(&request);
            }
        }
        true
    }

    /// What a writer does that learns of a failure only after its next part.
    fn offer(&mut self) {
        let machine = &mut self.machine;
        while (machine.is_open() && machine.pending() < WINDOW) || machine.is_failing() {
            if self.offered == self.parts {
                machine.close();
                return;
            }
            self.offered += 1;
            let number = self.offered;
            let md5 = machine.wants_md5(number).then(|| md5_of(number));
            let sha256 = Some(format!("hash-{number}"));
            let checksum = machine.checksum().map(|_| u64::from(number));
            let done =
                machine.offer(Offer { number, length: length(number), sha256, md5, checksum });
            assert!(done.is_none_or(|done| done.is_kept && done.number == number));
            if machine.lacks_md5(number) {
                machine.tell_md5(number, md5_of(number));
            }
            self.done.extend(done);
        }
    }

    /// Only a stored part is told as done.
    fn answer(&mut self, request: &Request) {
        let pending = self.machine.pending();
        self.now += ANSWER_TIME;
        self.store.now = self.now;
        let answer = self.store.answer(request);
        let done = self.machine.answer(request.operation, self.now, answer);
        if let Operation::UploadPart(number) = request.operation {
            assert_eq!(done.is_some(), self.machine.pending() == pending - 1, "{done:?}");
            let expected = PartDone { number, length: length(number), is_kept: false };
            assert!(done.is_none_or(|done| done == expected));
        } else {
            assert_eq!(done, None);
        }
        self.done.extend(done);
    }

    fn check_sent(&self, request: &Request) {
        if let Operation::UploadPart(number) = request.operation {
            assert!(self.in_flight.len() < WINDOW, "{:?}", self.in_flight);
            assert!(!self.machine.is_failing(), "part {number} is sent after a failure");
            let twice = self.in_flight.iter().any(|other| other.operation == request.operation);
            assert!(!twice, "part {number} is sent twice");
            let is_done = self.done.iter().any(|done| done.number == number);
            assert!(!is_done, "part {number} is sent though it is stored");
            let sha256 = Some(format!("hash-{number}"));
            assert_eq!(request.body, Body::Part { number, length: length(number), sha256 });
        } else {
            assert!(self.in_flight.is_empty(), "{request:?} beside {:?}", self.in_flight);
        }
    }
}

/// The length of a part.
pub fn length(number: u32) -> u64 {
    u64::from(number) * 10
}

fn word(operation: Operation) -> String {
    match operation {
        Operation::HeadBucket => "head".into(),
        Operation::CreateBucket => "bucket".into(),
        Operation::HeadObject => "look".into(),
        Operation::GetObject => "get".into(),
        Operation::ListBuckets | Operation::GetBucketCors | Operation::PutBucketCors => {
            unreachable!("no upload sends it")
        }
        Operation::CreateMultipartUpload => "create".into(),
        Operation::ListMultipartUploads => "uploads".into(),
        Operation::UploadPart(number) => number.to_string(),
        Operation::CompleteMultipartUpload => "complete".into(),
        Operation::AbortMultipartUpload => "abort".into(),
        Operation::ListParts => "list".into(),
    }
}
