//! Whether a key is free: asked before anything is made for it.

use super::request::{Request, Response};
use super::target::Target;
use super::unfinished::Errand;
use crate::error::{Error, Result};

/// Looks whether there is an object at a key.
#[derive(Debug)]
pub struct LookForObject {
    target: Target,
    is_answered: bool,
}

impl LookForObject {
    /// Nothing is asked for yet.
    #[must_use]
    pub fn new(target: Target) -> Self {
        Self { target, is_answered: false }
    }
}

impl Errand for LookForObject {
    fn next_request(&self) -> Result<Option<Request>> {
        if self.is_answered {
            Ok(None)
        } else {
            Request::head_object(&self.target, false).map(Some)
        }
    }

    /// Keys that may not read are not told; the end of an upload asks again.
    fn take(&mut self, response: &Response) -> Result<()> {
        self.is_answered = true;
        if response.is_success() {
            return Err(Error::Exists { url: self.target.object_url()? });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::unfinished::tests::{script, target};
    use super::*;

    #[test]
    fn an_object_is_in_the_way_and_nothing_else_is() {
        let look = |status| script(&mut LookForObject::new(target()), &[(status, "")]);
        for status in [403, 404] {
            let (asked, ended) = look(status);
            assert_eq!((&asked[..], ended.is_ok()), (&["HEAD bucket/key".to_string()][..], true));
        }
        assert!(matches!(look(200).1, Err(Error::Exists { .. })));
    }
}
