//! The URL of a store.

use std::net::IpAddr;

use http::Uri;
use http::uri::{Authority, Scheme};

use crate::error::{Checked, Problem};

/// Where a store is.
pub(super) struct Endpoint {
    pub scheme: Scheme,
    /// Host, and port where it is not the scheme's own; in lower case.
    pub authority: String,
    /// The path before buckets, without a slash at its end.
    pub base: String,
}

impl Endpoint {
    /// An endpoint as a user writes it.
    ///
    /// # Errors
    /// A [`Problem`] for what is no URL of a store.
    pub(super) fn parse(url: &str) -> Checked<Self> {
        let bad = |problem: &str| {
            Problem::new(
                "destination.s3.endpoint_url",
                format!("{:?} {problem}", shown_url(url)),
                "Enter a URL such as http://localhost:4566 or https://s3.us-east-1.amazonaws.com.",
            )
        };
        let uri: Uri = url.trim().parse().map_err(|_| bad("is not a URL"))?;
        let scheme = uri.scheme().ok_or_else(|| bad("has no http:// or https://"))?.clone();
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(bad("is neither http nor https"));
        }
        let authority = uri.authority().ok_or_else(|| bad("has no host"))?;
        if authority.as_str().contains('@') {
            return Err(bad("has a user name: keys go into their own fields"));
        }
        if uri.query().is_some() || url.contains('#') {
            return Err(bad("has a query or a fragment"));
        }
        if has_bad_port(authority) {
            return Err(bad("has a port that is not from 1 to 65535"));
        }
        let default_port = if scheme == Scheme::HTTP { 80 } else { 443 };
        // Browsers leave the default port out of the Host header, which is signed.
        let authority = match authority.port_u16() {
            Some(port) if port != default_port => format!("{}:{port}", authority.host()),
            _ => authority.host().to_string(),
        };
        let base = uri.path().trim_end_matches('/').to_string();
        Ok(Self { scheme, authority: authority.to_ascii_lowercase(), base })
    }

    pub(super) fn is_aws(&self) -> bool {
        let host = self.host();
        host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn")
    }

    /// The authority without its port, which no `]` follows.
    pub(super) fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => host,
            _ => &self.authority,
        }
    }

    /// Whether it is on the machine of who asks: `localhost` and below it, 127.0.0.0/8, `::1`.
    pub(super) fn is_local(&self) -> bool {
        let host = self.host().trim_end_matches('.');
        let is_name = host == "localhost" || host.ends_with(".localhost");
        let address = host.trim_start_matches('[').trim_end_matches(']');
        is_name || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// As browsers see it: a host whose last label is a number is IPv4 (WHATWG URL, "ends in a
    /// number checker").
    pub(super) fn is_ip_address(&self) -> bool {
        let last = self.host().rsplit('.').next().unwrap_or_default();
        last.starts_with('[') || last.parse::<u32>().is_ok()
    }
}

/// Whether something behind the host is no port.
fn has_bad_port(authority: &Authority) -> bool {
    let behind = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    !behind.is_empty() && authority.port_u16().is_none_or(|port| port == 0)
}

/// The endpoint without what may be a password.
fn shown_url(url: &str) -> String {
    match url.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => url.to_string(),
    }
}
