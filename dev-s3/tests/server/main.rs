//! The server as a browser and an S3 client see it, mostly without a socket.

// A test fails by panicking, and so do its helpers.
#![allow(clippy::unwrap_used)]

mod access;
mod bucket_cors;
mod buckets;
mod chaos;
mod checksums;
mod client;
mod cors;
mod listings;
mod objects;
mod presigned;
mod sign;
mod signatures;
mod uploads;
mod wire;
