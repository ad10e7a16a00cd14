//! Uploads that were begun and are neither completed nor aborted: which there are, and throwing one
//! away.

mod abort;
mod list;

pub use abort::AbortUnfinished;
pub use list::{ListUnfinished, StoredParts, Unfinished};

use super::request::{Request, Response};
use crate::error::Result;

/// Requests one after another. The executor sends each by [`super::Call`] until it is answered.
pub trait Errand {
    /// The next request; none when all is done.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] when the target cannot be used.
    fn next_request(&self) -> Result<Option<Request>>;

    /// Takes the answer to it.
    ///
    /// # Errors
    /// What the store refuses.
    fn take(&mut self, response: &Response) -> Result<()>;
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::s3::Target;

    /// The target of these uploads.
    pub fn target() -> Target {
        Target {
            endpoint_url: "http://store".into(),
            region: "us-east-1".into(),
            bucket: "bucket".into(),
            key: "key".into(),
            path_style: None,
            concurrency: 4,
            part_size_mb: None,
            unsigned_payload: false,
            checksum: None,
            verify: false,
            overwrite: false,
        }
    }

    /// Gives these answers one after another: what was asked for, as method and URL without the
    /// host, and how it ended. All answers must be needed.
    pub fn script(errand: &mut impl Errand, answers: &[(u16, &str)]) -> (Vec<String>, Result<()>) {
        let (mut answers, mut asked) = (answers.iter(), Vec::new());
        while let Some(Request { method, url, .. }) = errand.next_request().unwrap() {
            asked.push(format!("{method} {}", url.strip_prefix("http://store/").unwrap()));
            let (status, body) = *answers.next().unwrap();
            let body = body.to_owned();
            if let Err(error) = errand.take(&Response { status, body, ..Response::default() }) {
                assert_eq!(answers.len(), 0);
                return (asked, Err(error));
            }
        }
        assert_eq!(answers.len(), 0);
        (asked, Ok(()))
    }
}
