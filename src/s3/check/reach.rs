//! Page and endpoint: what a browser decides before any store is asked.

use super::super::cors::cors_rule;
use super::{Check, Line, Name, Offer, Step};

impl Check {
    /// An https page is not even let ask what may be changed on its way.
    pub(super) fn look_at_page(&mut self) {
        if !self.origin.starts_with("https:") || self.target.is_secure() {
            return self.lines.pass(Name::Page, "The browser lets this page call the endpoint.");
        }
        let text = format!(
            "This page is on https, and {} is http on another machine: the browser blocks every \
             request to it (mixed content).",
            self.target.endpoint_url.trim()
        );
        let remedy = "Enter the store's https endpoint, or open this page over http, such as by \
            cargo xtask serve.";
        self.stop(Line::failed(Name::Page, text, remedy));
    }

    /// The store has answered, and the page could read it.
    pub(super) fn was_read(&mut self) {
        self.lines.pass(Name::Endpoint, format!("{} answers.", self.target.host()));
        let text = format!("The store lets {} send signed requests.", self.origin);
        self.lines.pass(Name::Cors, text);
    }

    /// Nothing could be read: is anybody there?
    pub(super) fn reached(&mut self, is_anybody_there: bool) {
        let host = self.target.host();
        if is_anybody_there {
            self.lines.pass(Name::Endpoint, format!("{host} answers."));
            self.step = Step::ListBuckets;
            return;
        }
        let mut remedy = String::from(
            "Check the endpoint URL and its port, that the server runs, and that this machine \
             reaches it; of an https endpoint also its certificate, by opening the URL in a tab.",
        );
        if self.origin.starts_with("https:") {
            remedy.push_str(
                " For a store on this machine or in a private network the browser asks for leave \
                 once: give it.",
            );
        }
        self.stop(Line::failed(Name::Endpoint, format!("Nobody answers at {host}."), remedy));
    }

    /// The store answers, and the page may not read what it says of the bucket.
    pub(super) fn no_rule(&mut self, is_there: bool) {
        let Self { origin, target, .. } = self;
        let bucket = &target.bucket;
        let mut text = format!(
            "The store answers, but the browser keeps it from this page: bucket {bucket} has no \
             CORS rule that lets {origin} send signed requests."
        );
        if !is_there {
            text.push_str(" A bucket that is missing looks the same.");
        }
        let remedy = "Put this rule on the bucket, in the store's console or by its own tools. \
            Where a bucket has no rule at all, browsers keep back the page's request to put one \
            too; a few stores decide CORS in their configuration.";
        let line = Line::failed(Name::Cors, text, remedy).with_snippet(cors_rule(origin));
        self.stop(line.offering(Offer::PutCorsRule));
    }

    /// The page's rule lets some requests pass, and not this one.
    pub(super) fn half_a_rule(&mut self, name: Name, request: &str) {
        let text = format!(
            "The page may not send or read {request}, though others pass: the bucket's CORS rule \
             lacks its method or its headers, or errors come without CORS headers."
        );
        let remedy = "Put this rule on the bucket.";
        let line = Line::failed(name, text, remedy).with_snippet(cors_rule(&self.origin));
        self.stop(line.offering(Offer::PutCorsRule));
    }
}
