//! Operations on the CORS rules of buckets.

use s3s::dto::{
    CORSRule, DeleteBucketCorsInput, DeleteBucketCorsOutput, GetBucketCorsInput,
    GetBucketCorsOutput, PutBucketCorsInput, PutBucketCorsOutput,
};
use s3s::{S3Request, S3Result, s3_error};

use super::Backend;
use crate::cors::Rule;

/// How many rules a bucket has at most.
const MAX_RULES: usize = 100;

pub(super) async fn put(
    backend: &Backend,
    request: S3Request<PutBucketCorsInput>,
) -> S3Result<PutBucketCorsOutput> {
    let PutBucketCorsInput { bucket, cors_configuration, .. } = request.input;
    let rules: Vec<Rule> = cors_configuration.cors_rules.into_iter().map(Rule::from).collect();
    let incomplete = |rule: &Rule| rule.origins.is_empty() || rule.methods.is_empty();
    if rules.is_empty() || rules.len() > MAX_RULES || rules.iter().any(incomplete) {
        return Err(s3_error!(MalformedXML, "1 to {MAX_RULES} rules with origins and methods"));
    }
    if let Some(mistake) = rules.iter().find_map(Rule::mistake) {
        return Err(s3_error!(InvalidRequest, "{mistake}"));
    }
    backend.run(move |disk| disk.set_cors(&bucket, &rules)).await?;
    Ok(PutBucketCorsOutput {})
}

pub(super) async fn get(
    backend: &Backend,
    request: S3Request<GetBucketCorsInput>,
) -> S3Result<GetBucketCorsOutput> {
    let rules = backend.run(move |disk| disk.cors(&request.input.bucket)).await?;
    let rules = rules.ok_or_else(|| {
        s3_error!(NoSuchCORSConfiguration, "The CORS configuration does not exist")
    })?;
    Ok(GetBucketCorsOutput { cors_rules: Some(rules.into_iter().map(CORSRule::from).collect()) })
}

pub(super) async fn delete(
    backend: &Backend,
    request: S3Request<DeleteBucketCorsInput>,
) -> S3Result<DeleteBucketCorsOutput> {
    backend.run(move |disk| disk.remove_cors(&request.input.bucket)).await?;
    Ok(DeleteBucketCorsOutput {})
}

impl From<CORSRule> for Rule {
    fn from(rule: CORSRule) -> Self {
        Self {
            id: rule.id,
            origins: rule.allowed_origins,
            methods: rule.allowed_methods,
            headers: rule.allowed_headers.unwrap_or_default(),
            exposed: rule.expose_headers.unwrap_or_default(),
            max_age: rule.max_age_seconds,
        }
    }
}

impl From<Rule> for CORSRule {
    fn from(rule: Rule) -> Self {
        let some = |list: Vec<String>| Some(list).filter(|list| !list.is_empty());
        Self {
            id: rule.id,
            allowed_origins: rule.origins,
            allowed_methods: rule.methods,
            allowed_headers: some(rule.headers),
            expose_headers: some(rule.exposed),
            max_age_seconds: rule.max_age,
        }
    }
}
