//! Which uploads are unfinished, and how much of each is stored.

use serde::Serialize;

use super::super::error::S3Error;
use super::super::request::{Operation, Request, Response};
use super::super::target::Target;
use super::super::xml;
use super::Errand;
use crate::error::Result;

/// Most uploads whose parts are counted: each takes a request.
const MAX_COUNTED: usize = 100;

/// An unfinished upload; `UnfinishedUpload` in `www/types.d.ts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unfinished {
    /// The key of the object that it would become.
    pub key: String,
    /// S3's name of it.
    pub upload_id: String,
    /// When it began, as the store says it.
    pub initiated: String,
    /// What of it is stored, where the store says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored: Option<StoredParts>,
}

/// Parts that an unfinished upload has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StoredParts {
    /// How many.
    pub parts: u64,
    /// Their bytes.
    pub bytes: u64,
}

#[derive(Debug)]
enum Listing {
    /// The page of uploads after this key and upload id.
    Uploads(Option<(String, String)>),
    /// The page of parts of this upload after that number.
    Parts(usize, u32),
}

/// Lists the unfinished uploads to keys that begin with a target's key, and counts the parts of the
/// first hundred.
#[derive(Debug)]
pub struct ListUnfinished {
    target: Target,
    at: Listing,
    found: Vec<Unfinished>,
}

impl ListUnfinished {
    /// Nothing is listed yet.
    #[must_use]
    pub fn new(target: Target) -> Self {
        Self { target, at: Listing::Uploads(None), found: Vec::new() }
    }

    /// The uploads, in the order of the store.
    #[must_use]
    pub fn into_found(self) -> Vec<Unfinished> {
        self.found
    }

    fn take_uploads(&mut self, response: &Response) -> Result<()> {
        let operation = Operation::ListMultipartUploads;
        if !response.is_success() {
            return Err(S3Error::from_response(operation, response).into());
        }
        let (uploads, next) = xml::uploads(&response.body)
            .ok_or_else(|| S3Error::unreadable(operation, response, "list of uploads"))?;
        let ours = uploads.into_iter().filter(|upload| upload.key.starts_with(&self.target.key));
        self.found.extend(ours.map(|xml::ListedUpload { key, upload_id, initiated }| Unfinished {
            key,
            upload_id,
            initiated,
            stored: None,
        }));
        // A page that does not go on would come again for ever.
        let goes_on = matches!(&self.at, Listing::Uploads(before) if *before != next);
        self.at = match next {
            Some(_) if goes_on => Listing::Uploads(next),
            _ => Listing::Parts(0, 0),
        };
        Ok(())
    }

    fn take_parts(&mut self, at: usize, after: u32, response: &Response) {
        if response.status == 404 {
            // It has ended since.
            self.found.remove(at);
            self.at = Listing::Parts(at, 0);
            return;
        }
        self.at = Listing::Parts(at + 1, 0);
        let listed = xml::parts(&response.body).filter(|_| response.is_success());
        // Keys that may list uploads need not be allowed to look into them.
        let (Some(page), Some(upload)) = (listed, self.found.get_mut(at)) else { return };
        let stored = upload.stored.get_or_insert_default();
        stored.parts += page.parts.len() as u64;
        stored.bytes += page.parts.iter().map(|part| part.size).sum::<u64>();
        let last = page.parts.last().map_or(0, |part| part.number);
        if page.is_truncated && last > after {
            self.at = Listing::Parts(at, last);
        }
    }
}

impl Errand for ListUnfinished {
    fn next_request(&self) -> Result<Option<Request>> {
        match &self.at {
            Listing::Uploads(after) => {
                Request::list_uploads(&self.target, after.as_ref()).map(Some)
            }
            Listing::Parts(at, after) => {
                let counted = self.found.get(*at).filter(|_| *at < MAX_COUNTED);
                let list = |upload: &Unfinished| {
                    let target = Target { key: upload.key.clone(), ..self.target.clone() };
                    Request::list_parts(&target, &upload.upload_id, *after)
                };
                counted.map(list).transpose()
            }
        }
    }

    fn take(&mut self, response: &Response) -> Result<()> {
        match self.at {
            Listing::Uploads(_) => self.take_uploads(response),
            Listing::Parts(at, after) => {
                self.take_parts(at, after, response);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{script, target};
    use super::*;
    use crate::error::Error;

    const PARTS: &str = "GET bucket/key?uploadId=";

    fn uploads(ids: &[&str], next: &str) -> String {
        let upload = |id: &&str| {
            let key = if *id == "other" { "key.bak" } else { "key" };
            format!(
                "<Upload><Key>{key}</Key><UploadId>{id}</UploadId><Initiated>then</Initiated></Upload>"
            )
        };
        let uploads: String = ids.iter().map(upload).collect();
        let more = match next {
            "" => String::new(),
            id => format!(
                "<IsTruncated>true</IsTruncated><NextKeyMarker>key</NextKeyMarker>\
                 <NextUploadIdMarker>{id}</NextUploadIdMarker>"
            ),
        };
        format!("<ListMultipartUploadsResult>{more}{uploads}</ListMultipartUploadsResult>")
    }

    fn parts(numbers: &[u32], has_more: bool) -> String {
        let part = |number| format!("<Part><PartNumber>{number}</PartNumber><Size>5</Size></Part>");
        let parts: String = numbers.iter().map(part).collect();
        format!("<ListPartsResult><IsTruncated>{has_more}</IsTruncated>{parts}</ListPartsResult>")
    }

    /// An upload's id, and how many parts it has.
    type Found = (String, Option<u64>);

    fn list(answers: &[(u16, &str)]) -> (Vec<String>, Result<Vec<Found>>) {
        let mut list = ListUnfinished::new(target());
        let (asked, result) = script(&mut list, answers);
        let found = list.into_found().into_iter().map(|upload| {
            assert_eq!(upload.initiated, "then");
            assert!(upload.stored.is_none_or(|stored| stored.bytes == 5 * stored.parts));
            (upload.upload_id, upload.stored.map(|stored| stored.parts))
        });
        (asked, result.map(|()| found.collect()))
    }

    #[test]
    fn no_upload_is_an_empty_list() {
        let (asked, found) = list(&[(200, &uploads(&[], ""))]);
        assert_eq!(asked, ["GET bucket?prefix=key&uploads="]);
        assert_eq!(found.unwrap(), []);
    }

    #[test]
    fn uploads_and_their_parts_come_in_pages() {
        let (asked, found) = list(&[
            (200, &uploads(&["a"], "a")),
            (200, &uploads(&["other"], "")),
            (200, &parts(&[1, 2], true)),
            (200, &parts(&[4], false)),
            (200, &parts(&[], false)),
        ]);
        assert_eq!(found.unwrap(), [("a".into(), Some(3)), ("other".into(), Some(0))]);
        assert_eq!(asked[1], "GET bucket?key-marker=key&prefix=key&upload-id-marker=a&uploads=");
        let parts = ["a", "other"].map(|id| format!("{PARTS}{id}"));
        assert_eq!(asked[2], parts[0]);
        assert_eq!(asked[3], "GET bucket/key?part-number-marker=2&uploadId=a");
        assert_eq!(asked[4], parts[1].replace("key?", "key.bak?"));
    }

    #[test]
    fn pages_that_do_not_go_on_are_the_last() {
        let same = uploads(&["a"], "a");
        let again = parts(&[1], true);
        let (asked, found) =
            list(&[(200, &same), (200, &same), (404, ""), (200, &parts(&[], true))]);
        assert_eq!((asked.len(), found.unwrap()), (4, vec![("a".into(), Some(0))]));
        let (asked, _) = list(&[(200, &uploads(&["a"], "")), (200, &again), (200, &again)]);
        assert_eq!(asked.len(), 3);
    }

    #[test]
    fn an_upload_that_has_ended_meanwhile_is_left_out() {
        let (_, found) =
            list(&[(200, &uploads(&["a", "b"], "")), (404, ""), (200, &parts(&[1], false))]);
        assert_eq!(found.unwrap(), [("b".into(), Some(1))]);
    }

    #[test]
    fn keys_that_may_not_look_into_uploads_see_them_all_the_same() {
        let (_, found) = list(&[(200, &uploads(&["a", "b"], "")), (403, ""), (200, "<html/>")]);
        assert_eq!(found.unwrap(), [("a".into(), None), ("b".into(), None)]);
    }

    #[test]
    fn only_some_uploads_are_looked_into() {
        let ids = vec!["a"; MAX_COUNTED + 1];
        let body = uploads(&ids, "");
        let one = parts(&[1], false);
        let mut answers = vec![(200, &*body)];
        answers.extend(vec![(200, &*one); MAX_COUNTED]);
        let found = list(&answers).1.unwrap();
        assert_eq!((found.len(), found[MAX_COUNTED].1), (MAX_COUNTED + 1, None));
    }

    #[test]
    fn a_store_that_does_not_list_says_why() {
        let denied = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
        for (status, body, code) in [
            (403, denied, "AccessDenied"),
            (501, "", "ServerError"),
            (200, "?", "UnreadableAnswer"),
        ] {
            let Err(Error::S3(error)) = list(&[(status, body)]).1 else { panic!("{status}") };
            assert_eq!((error.operation, &*error.code), ("ListMultipartUploads", code));
        }
    }
}
