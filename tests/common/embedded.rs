//! The embedded S3 server in this process, on a directory and a port of its own.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use dev_s3::chaos::Chaos;
use dev_s3::{Rules, Store, serve};
use parquet_blocks::s3::{Body, Credentials, Operation, Request, Target};
use tokio::runtime::Runtime;

use crate::executor::send;

/// A running server. It ends when this is dropped.
pub struct Embedded {
    endpoint_url: String,
    data: PathBuf,
    chaos: Chaos,
    _runtime: Runtime,
}

impl Embedded {
    /// A server with these buckets; its data go into a directory of this name.
    pub fn start(name: &str, buckets: &[&str]) -> Self {
        Self::with(name, buckets, &Rules::default())
    }

    /// A server that insists on these rules.
    pub fn with(name: &str, buckets: &[&str], rules: &Rules) -> Self {
        let data = Path::new(env!("CARGO_TARGET_TMPDIR")).join("embedded").join(name);
        if data.exists() {
            fs::remove_dir_all(&data).unwrap();
        }
        let store = Store {
            data: data.clone(),
            access_key: "test".into(),
            secret_key: "test".into(),
            hide_etag: false,
            buckets: buckets.iter().map(ToString::to_string).collect(),
        };
        let service = store.server(rules).unwrap();
        let chaos = service.chaos().clone();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let endpoint_url = format!("http://{}", listener.local_addr().unwrap());
        let runtime = Runtime::new().unwrap();
        runtime.spawn(async move {
            serve(tokio::net::TcpListener::from_std(listener).unwrap(), service).await
        });
        Self { endpoint_url, data, chaos, _runtime: runtime }
    }

    /// What goes wrong on it.
    pub fn chaos(&self) -> &Chaos {
        &self.chaos
    }

    /// The keys that it accepts.
    pub fn credentials() -> Credentials {
        Credentials::new("test", "test", None).unwrap()
    }

    /// An object on it.
    pub fn target(&self, bucket: &str, key: &str) -> Target {
        Target {
            endpoint_url: self.endpoint_url.clone(),
            region: "us-east-1".into(),
            bucket: bucket.into(),
            key: key.into(),
            path_style: None,
            concurrency: 4,
            part_size_mb: Some(5.0),
            unsigned_payload: false,
            checksum: None,
            verify: false,
            overwrite: false,
        }
    }

    /// The bytes of an object, from the directory.
    pub fn object(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        fs::read(self.data.join(bucket).join(key)).ok()
    }

    /// Uploads in progress, as the server lists them, and files of parts that are left.
    pub fn left(&self, bucket: &str) -> Vec<String> {
        self.left_as(bucket, &Self::credentials())
    }

    /// The same, asked with other keys.
    pub fn left_as(&self, bucket: &str, credentials: &Credentials) -> Vec<String> {
        let target = self.target(bucket, "any");
        let url = format!("{}?uploads=", target.bucket_url().unwrap());
        let (operation, body) = (Operation::ListMultipartUploads, Body::Bytes(Vec::new()));
        let (headers, time_limit) = (Vec::new(), Duration::from_secs(10));
        let list = Request { operation, method: "GET", url, headers, body, time_limit };
        let answer = send(&list, &[], &target, credentials).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        let uploads = answer.body.matches("<Upload>").map(ToString::to_string);
        let files = fs::read_dir(&self.data).unwrap().map(|entry| entry.unwrap().file_name());
        let files = files.map(|name| name.into_string().unwrap());
        uploads.chain(files.filter(|name| name.contains("upload"))).collect()
    }
}
