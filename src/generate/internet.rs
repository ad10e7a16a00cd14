//! The web: domains, addresses of pages, passwords and what HTTP says.

use std::sync::Arc;

use arrow::datatypes::DataType;
use fake::locales::{Data, EN};

use super::ascii::{latin_last_names, letters};
use super::check::Count;
use super::choice::Picks;
use super::file::segments;
use super::locale::Locale;
use super::parameters::parameters;
use super::rng::{Stream, one_of};
use super::texts::{Made, texts};
use super::words::Words;
use super::{BadParameter, Column, Context, Parameters, int32};
use crate::batch::{Text, Values};
use crate::error::Result;

parameters! {
    /// Domain name, such as `lovelace-dolor.com`; Utf8. It is ASCII: where a locale's names are in
    /// another script than Latin, it has English ones.
    DomainName {
        /// Language and country of the names and the top-level domains.
        locale: Locale = Locale::En,
        /// Only names below `.example`, which belong to nobody (RFC 2606).
        safe: bool = false,
    }

    /// Address of a page, such as `https://lovelace-dolor.com/week/world`; Utf8.
    Url {
        /// Language and country of the domain's name and the top-level domains.
        locale: Locale = Locale::En,
        /// Only names below `.example`, which belong to nobody (RFC 2606).
        safe: bool = false,
        /// Fewest segments of the path.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0, max = 100)))]
        min_segments: u32 = 0,
        /// Most segments of the path.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0, max = 100)))]
        max_segments: u32 = 3,
    }

    /// Password of letters and digits, such as `x7Kq2mPa`; Utf8.
    Password {
        /// Fewest characters.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 256)))]
        min_length: u32 = 8,
        /// Most characters.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 256)))]
        max_length: u32 = 20,
    }

    /// What a browser says that it is, such as `Mozilla/5.0 (X11; Linux x86_64) …`; Utf8. The list
    /// is of browsers from 2010 to 2015.
    UserAgent {}

    /// Method of an HTTP request, such as `GET`, each as often; Utf8.
    HttpMethod {}

    /// Status code of an HTTP response, such as 404, each as often; Int32.
    HttpStatus {
        /// First digits of the codes: 1 informs, 2 is success, 3 redirects, 4 and 5 are errors.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(inner(range(min = 1, max = 5))))]
        classes: Vec<u8> = vec![2, 3, 4, 5],
    }

    /// Media type of a file, such as `text/html`, each as often; Utf8.
    MimeType {}
}

impl Parameters for DomainName {
    fn column(&self, context: &Context) -> Made {
        let (stream, domains) = (context.stream(), Domains::new(self.locale, self.safe));
        Ok(texts(20, move |row, text| domains.push_to(text, stream.cell(row))))
    }
}

impl Parameters for Url {
    fn column(&self, context: &Context) -> Made {
        let least = ("min_segments", self.min_segments);
        let count = Count::new(least, ("max_segments", self.max_segments), 0..=100)?;
        let (stream, domains) = (context.stream(), Domains::new(self.locale, self.safe));
        let segments = segments();
        Ok(texts(40, move |row, text| {
            let cell = stream.cell(row);
            text.extend_from_slice(b"https://");
            domains.push_to(text, cell);
            for n in 0..count.pick(cell.at(2)) {
                segments.pick(cell.at(3 + u64::from(n))).push_to(text);
            }
        }))
    }
}

/// `lovelace-dolor.com`.
struct Domains {
    names: Words,
    words: Words,
    suffixes: Words,
}

impl Domains {
    fn new(locale: Locale, safe: bool) -> Self {
        let lists = locale.lists();
        let suffixes = lists.domain_suffixes.iter().map(|suffix| format!(".{suffix}"));
        Self {
            names: Words::new(latin_last_names(lists.last_names).iter().map(letters)),
            words: Words::new(EN::LOREM_WORD.iter().map(|word| format!("-{word}"))),
            suffixes: if safe { Words::new([".example"]) } else { Words::new(suffixes) },
        }
    }

    /// Uses the draws 0 and 1 of a cell.
    #[inline]
    fn push_to(&self, text: &mut Text, cell: Stream) {
        let bits = cell.at(0);
        self.names.pick(bits).push_to(text);
        self.words.pick(bits << 32).push_to(text);
        self.suffixes.pick(cell.at(1)).push_to(text);
    }
}

impl Parameters for Password {
    fn column(&self, context: &Context) -> Made {
        let (least, most) = (("min_length", self.min_length), ("max_length", self.max_length));
        let length = Count::new(least, most, 1..=256)?;
        let alphabet: Vec<_> = (b'0'..=b'9').chain(b'A'..=b'Z').chain(b'a'..=b'z').collect();
        let stream = context.stream();
        Ok(texts(length.mean(), move |row, text| {
            let cell = stream.cell(row);
            let draws = 1..=u64::from(length.pick(cell.at(0)));
            text.extend(draws.map(|n| one_of(&alphabet, cell.at(n))));
        }))
    }
}

impl Parameters for UserAgent {
    fn column(&self, context: &Context) -> Made {
        let agents = EN::INTERNET_USER_AGENT.iter().copied();
        Ok(Arc::new(Picks::evenly(context.stream(), agents)))
    }
}

/// The methods of RFC 9110, and PATCH of RFC 5789.
const METHODS: [&str; 9] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

impl Parameters for HttpMethod {
    fn column(&self, context: &Context) -> Made {
        Ok(Arc::new(Picks::evenly(context.stream(), METHODS)))
    }
}

/// The codes of IANA's registry of HTTP status codes, without those that are unused, obsolete or
/// temporary.
const STATUSES: [i32; 60] = [
    100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304,
    305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415,
    416, 417, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506,
    507, 508, 511,
];

impl Parameters for HttpStatus {
    fn column(&self, context: &Context) -> Made {
        let bad = |problem| BadParameter::new("classes", problem, "Enter one or more of 1 to 5.");
        if let Some(class) = self.classes.iter().find(|class| !(1..=5).contains(*class)) {
            return Err(bad(format!("{class} is no class of codes")));
        }
        let asked = |code: &i32| self.classes.iter().any(|class| i32::from(*class) == code / 100);
        let codes: Vec<_> = STATUSES.into_iter().filter(asked).collect();
        if codes.is_empty() {
            return Err(bad("the list is empty".into()));
        }
        Ok(Arc::new(Statuses { stream: context.stream(), codes }))
    }
}

struct Statuses {
    stream: Stream,
    codes: Vec<i32>,
}

impl Column for Statuses {
    fn data_type(&self) -> DataType {
        DataType::Int32
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        int32(rows, |row| *one_of(&self.codes, self.stream.at(row)))
    }
}

/// Media types that are often met, all in IANA's registry; the `fake` crate keeps its list to
/// itself.
const MIME_TYPES: [&str; 30] = [
    "application/gzip",
    "application/javascript",
    "application/json",
    "application/msword",
    "application/octet-stream",
    "application/pdf",
    "application/rtf",
    "application/sql",
    "application/vnd.apache.parquet",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/wasm",
    "application/xml",
    "application/zip",
    "audio/aac",
    "audio/mpeg",
    "audio/ogg",
    "font/woff2",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "image/webp",
    "text/css",
    "text/csv",
    "text/html",
    "text/plain",
    "video/mp4",
    "video/webm",
];

impl Parameters for MimeType {
    fn column(&self, context: &Context) -> Made {
        Ok(Arc::new(Picks::evenly(context.stream(), MIME_TYPES)))
    }
}
