//! The XML of S3's requests and answers, by `quick-xml`.

use quick_xml::de::from_str;
use serde::Deserialize;

/// An `Error` body.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct ErrorBody {
    pub code: String,
    pub message: String,
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
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedPart {
    part_number: u32,
}

#[derive(Deserialize)]
struct ListPartsResult {
    #[serde(rename = "Part", default)]
    parts: Vec<ListedPart>,
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
    let result: CompleteMultipartUploadResult =
        body.contains("<CompleteMultipartUploadResult").then(|| from_str(body).ok())??;
    Some(result.etag)
}

/// The numbers of the parts that an upload has.
pub(super) fn part_numbers(body: &str) -> Option<Vec<u32>> {
    let result: ListPartsResult = from_str(body).ok()?;
    Some(result.parts.iter().map(|part| part.part_number).collect())
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
    fn lists_of_none_one_and_two_parts() {
        let part = "<Part><PartNumber>3</PartNumber><ETag>\"e\"</ETag><Size>7</Size></Part>";
        for count in 0..3 {
            let body = format!("<ListPartsResult>{}</ListPartsResult>", part.repeat(count));
            assert_eq!(part_numbers(&body).unwrap(), vec![3; count]);
        }
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
