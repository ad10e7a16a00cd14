//! The CORS rules of buckets.

use std::fs;

use super::{Disk, Result, existing};
use crate::cors::Rule;

const FILE: &str = ".cors.json";

impl Disk {
    /// Replaces the rules of a bucket.
    pub(crate) fn set_cors(&self, bucket: &str, rules: &[Rule]) -> Result<()> {
        let _changing = self.lock();
        let path = self.bucket(bucket)?.join(FILE);
        Ok(self.write_record(&path, &rules)?)
    }

    /// The rules of a bucket, if it has any.
    pub(crate) fn cors(&self, bucket: &str) -> Result<Option<Vec<Rule>>> {
        let json = existing(fs::read(self.bucket(bucket)?.join(FILE)))?;
        Ok(json
            .map(|json| serde_json::from_slice(&json))
            .transpose()
            .map_err(std::io::Error::from)?)
    }

    /// Removes the rules of a bucket; that it has none is no error.
    pub(crate) fn remove_cors(&self, bucket: &str) -> Result<()> {
        let _changing = self.lock();
        existing(fs::remove_file(self.bucket(bucket)?.join(FILE)))?;
        Ok(())
    }
}
