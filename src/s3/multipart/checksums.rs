//! The checksum of the whole object, sent where the store knows it.

use std::collections::BTreeMap;

use super::super::checksum::Checksum;
use super::super::error::S3Error;
use super::super::request::Operation;
use super::{Event, Multipart};

/// What is known of the parts' checksums, and of whether the store takes them.
#[derive(Debug)]
pub(super) struct Checksums {
    wanted: Option<Checksum>,
    of_parts: BTreeMap<u32, u64>,
}

impl Checksums {
    pub fn new(wanted: Option<Checksum>) -> Self {
        Self { wanted, of_parts: BTreeMap::new() }
    }

    pub fn insert(&mut self, number: u32, value: u64) {
        self.of_parts.insert(number, value);
    }

    /// Of a part, as its header has it.
    pub fn of_part(&self, number: u32) -> Option<(&'static str, String)> {
        let wanted = self.wanted?;
        let value = self.of_parts.get(&number)?;
        Some((wanted.header(), wanted.encoded(*value)))
    }

    /// Of parts with these numbers and lengths, one after another.
    pub fn of_whole<'a>(
        &self,
        parts: impl Iterator<Item = (&'a u32, &'a u64)>,
    ) -> Option<(Checksum, String)> {
        let wanted = self.wanted?;
        let mut whole = wanted.of_nothing();
        for (number, length) in parts {
            whole = wanted.joined(whole, *self.of_parts.get(number)?, *length);
        }
        Some((wanted, wanted.encoded(whole)))
    }
}

impl Multipart {
    /// The checksum that parts are to be offered with, if any.
    #[must_use]
    pub fn checksum(&self) -> Option<Checksum> {
        self.checksums.wanted
    }

    /// The checksum of the whole, as the header of Complete has it.
    pub(super) fn whole_checksum(&self) -> Option<(Checksum, String)> {
        self.checksums.of_whole(self.parts.lengths.iter())
    }

    /// Whether a store that does not know the checksum refused a request for it.
    pub(super) fn refuses_checksum(&self, operation: Operation, error: &S3Error) -> bool {
        let has_it = matches!(
            operation,
            Operation::CreateMultipartUpload
                | Operation::UploadPart(_)
                | Operation::CompleteMultipartUpload
        );
        let is_about_it = match error.status {
            501 => true,
            400 => matches!(
                error.code.as_str(),
                "NotImplemented" | "InvalidRequest" | "InvalidArgument" | "UnexpectedAnswer"
            ),
            _ => false,
        };
        has_it && is_about_it && self.checksums.wanted.is_some()
    }

    /// Parts and object have only the checksum that their upload was begun with.
    pub(super) fn was_begun_with(&mut self, algorithm: &str) {
        if self.checksums.wanted.is_some_and(|wanted| wanted.name() != algorithm) {
            self.drop_checksum("this upload was begun without it");
        }
    }

    /// Goes on without the checksum.
    pub(super) fn drop_checksum(&mut self, cause: &str) {
        if let Some(checksum) = self.checksums.wanted.take() {
            let name = checksum.name();
            let text = format!("{name} of the whole object is left out: {cause}.");
            self.events.push(Event::Note { text });
        }
    }
}
