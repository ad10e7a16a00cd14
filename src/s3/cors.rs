//! The CORS rule that lets a page in: as JSON for people, as XML for the store.

use quick_xml::escape::escape;
use serde::Deserialize;

/// How many seconds a browser may remember the answer to a preflight.
const MAX_AGE_SECONDS: u32 = 3000;

/// Headers that a page has to read: what Complete is made of, the clock, how long to wait, where the
/// bucket is, and the object's checksum.
const EXPOSED: [&str; 6] = [
    "ETag",
    "Date",
    "Retry-After",
    "x-amz-bucket-region",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-crc32c",
];

const METHODS: [&str; 5] = ["GET", "HEAD", "PUT", "POST", "DELETE"];

/// Who may send what to a bucket, and read which headers (Amazon S3 API reference, `CORSRule`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Rule {
    #[serde(rename = "ID")]
    id: Option<String>,
    #[serde(rename = "AllowedOrigin", default)]
    origins: Vec<String>,
    #[serde(rename = "AllowedMethod", default)]
    methods: Vec<String>,
    #[serde(rename = "AllowedHeader", default)]
    headers: Vec<String>,
    #[serde(rename = "ExposeHeader", default)]
    exposed: Vec<String>,
    max_age_seconds: Option<u32>,
}

#[derive(Deserialize)]
struct Configuration {
    #[serde(rename = "CORSRule", default)]
    rules: Vec<Rule>,
}

impl Rule {
    /// The rule for a page at `origin`.
    pub(super) fn of_page(origin: &str) -> Self {
        Self {
            id: None,
            origins: vec![origin.into()],
            methods: METHODS.map(Into::into).into(),
            headers: vec!["*".into()],
            exposed: EXPOSED.map(Into::into).into(),
            max_age_seconds: Some(MAX_AGE_SECONDS),
        }
    }

    fn to_xml(&self) -> String {
        let age = self.max_age_seconds.map(|seconds| seconds.to_string());
        let fields = [
            ("ID", self.id.as_slice()),
            ("AllowedOrigin", &self.origins),
            ("AllowedMethod", &self.methods),
            ("AllowedHeader", &self.headers),
            ("ExposeHeader", &self.exposed),
            ("MaxAgeSeconds", age.as_slice()),
        ];
        let element = |(name, value)| format!("<{name}>{}</{name}>", escape(value));
        let elements: Vec<_> = fields
            .into_iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value)))
            .map(element)
            .collect();
        format!("<CORSRule>{}</CORSRule>", elements.concat())
    }
}

/// The rules in the body of `GetBucketCors`; `None` for a body that cannot be read whole.
pub(super) fn rules(body: &str) -> Option<Vec<Rule>> {
    let configuration: Configuration = super::xml::root(body, "CORSConfiguration")?;
    Some(configuration.rules)
}

/// The body of `PutBucketCors` that lets a page in and keeps the rules that are there. The page's
/// comes first: a store takes the first rule that fits a request (Amazon S3 user guide, "How does
/// Amazon S3 evaluate the CORS configuration on a bucket?"), and one that does, but hides a header,
/// may be the reason for it.
pub(super) fn with_page(origin: &str, there: &[Rule]) -> String {
    let ours = Rule::of_page(origin);
    let others: String = there.iter().filter(|rule| **rule != ours).map(Rule::to_xml).collect();
    format!(
        "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{}{others}\
         </CORSConfiguration>",
        ours.to_xml()
    )
}

/// The CORS rule that lets a page at `origin` upload, as S3's console and API take it.
#[must_use]
pub fn cors_rule(origin: &str) -> String {
    let Rule { origins, methods, headers, exposed, max_age_seconds, .. } = Rule::of_page(origin);
    let rule = serde_json::json!([{
        "AllowedOrigins": origins,
        "AllowedMethods": methods,
        "AllowedHeaders": headers,
        "ExposeHeaders": exposed,
        "MaxAgeSeconds": max_age_seconds
    }]);
    format!("{rule:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://page.example";

    #[test]
    fn the_pages_rule_comes_first_and_once() {
        let other = "<CORSRule><ID>a&amp;b</ID><AllowedMethod>GET</AllowedMethod>\
            <AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod></CORSRule>";
        let there = rules(&format!("<CORSConfiguration>{other}</CORSConfiguration>")).unwrap();
        assert_eq!((there.len(), &there[0].methods), (1, &vec!["GET".into(), "PUT".into()]));
        let body = with_page(PAGE, &there);
        let both = rules(&body).unwrap();
        assert_eq!(both, [Rule::of_page(PAGE), there[0].clone()]);
        assert_eq!(with_page(PAGE, &both), body, "once more changes nothing");
    }

    #[test]
    fn both_forms_say_the_same() {
        let xml = with_page(PAGE, &[]);
        for part in [
            "<AllowedOrigin>https://page.example</AllowedOrigin>",
            "<AllowedMethod>DELETE</AllowedMethod>",
            "<AllowedHeader>*</AllowedHeader>",
            "<ExposeHeader>ETag</ExposeHeader>",
            "<MaxAgeSeconds>3000</MaxAgeSeconds>",
        ] {
            assert!(xml.contains(part), "{part}");
        }
        let json: serde_json::Value = serde_json::from_str(&cors_rule(PAGE)).unwrap();
        assert_eq!(json[0]["AllowedOrigins"], serde_json::json!([PAGE]));
        assert_eq!(json[0]["AllowedMethods"], serde_json::json!(METHODS));
        assert_eq!(json[0]["ExposeHeaders"], serde_json::json!(EXPOSED));
    }

    #[test]
    fn what_are_no_rules_is_not_taken_for_none() {
        assert_eq!(rules("<html/>"), None);
        let bad = "<CORSConfiguration><CORSRule><MaxAgeSeconds>x</MaxAgeSeconds></CORSRule></CORSConfiguration>";
        assert_eq!(rules(bad), None);
        assert_eq!(rules("<CORSConfiguration/>"), Some(Vec::new()));
    }
}
