//! The XML of S3's requests and answers, by `quick-xml`.

use quick_xml::de::from_str;
use serde::Deserialize;

/// An `Error` body.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct ErrorBody {
    pub code: String,
    pub message: String,
    /// Of `RequestTimeTooSkewed`: the store's clock.
    pub server_time: String,
    /// Of a wrong region: the right one.
    pub region: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InitiateMultipartUploadResult {
    upload_id: String,
}

#[derive(Deserialize)]
struct CompleteMultipartUploadResult {
    #[serde(rename = "ETag", default)]
    etag: String,
}

/// A part that the store has.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListedPart {
    #[serde(rename = "PartNumber")]
    pub number: u32,
    #[serde(rename = "ETag", default)]
    pub etag: String,
    #[serde(default)]
    pub size: u64,
}

/// A page of the parts that an upload has.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListedParts {
    #[serde(rename = "Part", default)]
    pub parts: Vec<ListedPart>,
    /// Whether there are more.
    #[serde(default)]
    pub is_truncated: bool,
    /// The checksum that the upload was begun with.
    #[serde(default)]
    pub checksum_algorithm: String,
}

/// An upload that is neither completed nor aborted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListedUpload {
    pub key: String,
    pub upload_id: String,
    #[serde(default)]
    pub initiated: String,
}

/// The key and the upload id after which a list of uploads goes on.
pub(super) type Marker = (String, String);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListMultipartUploadsResult {
    #[serde(rename = "Upload", default)]
    uploads: Vec<ListedUpload>,
    #[serde(default)]
    is_truncated: bool,
    #[serde(default)]
    next_key_marker: String,
    #[serde(default)]
    next_upload_id_marker: String,
}

#[derive(Deserialize)]
struct ListAllMyBucketsResult {
    #[serde(rename = "Buckets", default)]
    buckets: ListedBuckets,
}

#[derive(Default, Deserialize)]
struct ListedBuckets {
    #[serde(rename = "Bucket", default)]
    all: Vec<ListedBucket>,
}

#[derive(Deserialize)]
struct ListedBucket {
    #[serde(rename = "Name")]
    name: String,
}

/// The error in a body, whatever the answer's status: Complete answers 200 with one.
pub(super) fn error(body: &str) -> Option<ErrorBody> {
    // quick-xml does not check the root's name.
    let start = body.find("<Error>").or_else(|| body.find("<Error "))?;
    from_str(&body[start..]).ok()
}

/// The upload's id.
pub(super) fn upload_id(body: &str) -> Option<String> {
    let result: InitiateMultipartUploadResult = from_str(body).ok()?;
    (!result.upload_id.is_empty()).then_some(result.upload_id)
}

/// The object's `ETag`: some stores answer with an empty one.
pub(super) fn completed(body: &str) -> Option<String> {
    let result: CompleteMultipartUploadResult = root(body, "CompleteMultipartUploadResult")?;
    Some(result.etag)
}

/// A page of the parts that an upload has.
pub(super) fn parts(body: &str) -> Option<ListedParts> {
    root(body, "ListPartsResult")
}

/// A page of unfinished uploads, and with what key and id the next one goes on.
pub(super) fn uploads(body: &str) -> Option<(Vec<ListedUpload>, Option<Marker>)> {
    let result: ListMultipartUploadsResult = root(body, "ListMultipartUploadsResult")?;
    let next = (result.next_key_marker, result.next_upload_id_marker);
    Some((result.uploads, Some(next).filter(|_| result.is_truncated)))
}

/// The names of the buckets that the keys' account has.
pub(super) fn buckets(body: &str) -> Option<Vec<String>> {
    let result: ListAllMyBucketsResult = root(body, "ListAllMyBucketsResult")?;
    Some(result.buckets.all.into_iter().map(|bucket| bucket.name).collect())
}

/// The value of a body with this root, whose name quick-xml does not check.
pub(super) fn root<T: serde::de::DeserializeOwned>(body: &str, name: &str) -> Option<T> {
    body.contains(&format!("<{name}")).then(|| from_str(body).ok())?
}

/// The body of `CreateBucket` outside us-east-1.
pub(super) fn create_bucket(region: &str) -> String {
    let region = quick_xml::escape::escape(region);
    format!(
        "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
    )
}

/// The body of `CompleteMultipartUpload`.
pub(super) fn complete<'a>(parts: impl Iterator<Item = (u32, &'a str)>) -> String {
    let part = |(number, etag): (u32, &str)| {
        let etag = quick_xml::escape::escape(etag);
        format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
    };
    let parts: String = parts.map(part).collect();
    format!(
        "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         {parts}</CompleteMultipartUpload>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    #[test]
    fn etags_with_entities_and_empty_ones() {
        let body = |etag: &str| {
            format!(
                "{HEAD}<CompleteMultipartUploadResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Key>k</Key>{etag}</CompleteMultipartUploadResult>"
            )
        };
        assert_eq!(completed(&body("<ETag>&#34;abc-2&#34;</ETag>")).unwrap(), "\"abc-2\"");
        assert_eq!(completed(&body("<ETag></ETag>")).unwrap(), "");
        assert_eq!(completed(&body("")).unwrap(), "");
        assert!(completed("<Error><Code>InternalError</Code></Error>").is_none());
        assert!(completed("").is_none());
    }

    #[test]
    fn errors_with_and_without_a_message() {
        let found = error(&format!("{HEAD}<Error><Code>NoSuchKey</Code><X>1</X></Error>")).unwrap();
        assert_eq!((found.code.as_str(), found.message.as_str()), ("NoSuchKey", ""));
        assert!(error("<html>502</html>").is_none());
    }

    #[test]
    fn an_error_tells_the_time_and_the_region() {
        let body = "<Error><Code>RequestTimeTooSkewed</Code><RequestTime>x</RequestTime>\
            <ServerTime>2026-01-02T03:04:05Z</ServerTime><Region>eu-west-1</Region></Error>";
        let found = error(body).unwrap();
        assert_eq!((&*found.server_time, &*found.region), ("2026-01-02T03:04:05Z", "eu-west-1"));
    }

    #[test]
    fn lists_of_none_one_and_two_parts() {
        let part =
            "<Part><PartNumber>3</PartNumber><ETag>&quot;e&quot;</ETag><Size>7</Size></Part>";
        let listed = ListedPart { number: 3, etag: "\"e\"".into(), size: 7 };
        for count in 0..3 {
            let body = format!("<ListPartsResult>{}</ListPartsResult>", part.repeat(count));
            let found = parts(&body).unwrap();
            assert_eq!((found.parts, found.is_truncated), (vec![listed.clone(); count], false));
        }
        let algorithm = "<ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>";
        let more = format!(
            "<ListPartsResult><IsTruncated>true</IsTruncated>{algorithm}{part}</ListPartsResult>"
        );
        let checksum_algorithm = "CRC64NVME".into();
        let expected = ListedParts { parts: vec![listed], is_truncated: true, checksum_algorithm };
        assert_eq!(parts(&more).unwrap(), expected);
        assert_eq!(parts("<html/>"), None);
    }

    #[test]
    fn lists_of_uploads() {
        let upload = "<Upload><Key>a&amp;b</Key><UploadId>u</UploadId><Initiator><ID>i</ID></Initiator>\
            <Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>";
        let body = |more: &str| {
            let name = "ListMultipartUploadsResult";
            format!("<{name}><Bucket>b</Bucket>{more}{upload}{upload}</{name}>")
        };
        let (found, next) = uploads(&body("<IsTruncated>false</IsTruncated>")).unwrap();
        let initiated = "2026-01-02T03:04:05.000Z".to_string();
        let listed = ListedUpload { key: "a&b".into(), upload_id: "u".into(), initiated };
        assert_eq!((found, next), (vec![listed.clone(), listed], None));
        let more = "<IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker>\
            <NextUploadIdMarker>m</NextUploadIdMarker>";
        assert_eq!(uploads(&body(more)).unwrap().1, Some(("k".into(), "m".into())));
        assert_eq!(uploads("<html/>"), None);
    }

    #[test]
    fn lists_of_buckets() {
        let bucket = "<Bucket><Name>a</Name><CreationDate>x</CreationDate></Bucket>";
        let body = |inner: &str| {
            format!("{HEAD}<ListAllMyBucketsResult><Owner/>{inner}</ListAllMyBucketsResult>")
        };
        let two = body(&format!("<Buckets>{bucket}{bucket}</Buckets>"));
        assert_eq!(buckets(&two).unwrap(), ["a", "a"]);
        assert_eq!(buckets(&body("<Buckets/>")).unwrap().len(), 0);
        assert_eq!(buckets(&body("")).unwrap().len(), 0);
        assert_eq!(buckets("<html/>"), None);
    }

    #[test]
    fn an_upload_id_must_not_be_empty() {
        let body = |id: &str| {
            format!(
                "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
            )
        };
        assert_eq!(upload_id(&body("u/1+=")).unwrap(), "u/1+=");
        assert_eq!(upload_id(&body("")), None);
    }
}
