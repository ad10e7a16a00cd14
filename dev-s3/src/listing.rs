//! One page of a list of objects.

use crate::disk::Object;

/// Which objects a client wants to see.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) prefix: String,
    /// Keys are shown up to the first of these behind the prefix; empty: as they are.
    pub(crate) delimiter: String,
    /// Only what comes after this key or common prefix.
    pub(crate) after: String,
    pub(crate) max_keys: usize,
}

/// What a client sees of them.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) objects: Vec<Object>,
    pub(crate) common_prefixes: Vec<String>,
    /// The last key or common prefix here, if there are more.
    pub(crate) next: Option<String>,
}

impl Query {
    /// The page of these objects, which are sorted by key.
    pub(crate) fn page(&self, objects: Vec<Object>) -> Page {
        let mut page = Page { objects: Vec::new(), common_prefixes: Vec::new(), next: None };
        let mut last = None;
        for object in objects {
            if !object.key.starts_with(&self.prefix) || object.key <= self.after {
                continue;
            }
            let common = self.common_prefix(&object.key);
            let name = common.unwrap_or(&object.key);
            if name == self.after || last.as_deref() == Some(name) {
                continue;
            }
            if page.objects.len() + page.common_prefixes.len() == self.max_keys {
                page.next = last;
                break;
            }
            last = Some(name.to_owned());
            match common {
                Some(common) => page.common_prefixes.push(common.to_owned()),
                None => page.objects.push(object),
            }
        }
        page
    }

    /// The key up to the first delimiter behind the prefix.
    fn common_prefix<'a>(&self, key: &'a str) -> Option<&'a str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let at = key.get(self.prefix.len()..)?.find(&self.delimiter)?;
        key.get(..self.prefix.len() + at + self.delimiter.len())
    }
}

/// A name as `EncodingType=url` asks for it: keys may have characters that XML cannot.
pub(crate) fn encode(name: &str) -> String {
    urlencoding::encode(name).replace("%2F", "/")
}
