//! What is said of a connection: a line for each thing that an upload needs, in the order in which
//! they need each other.

use serde::Serialize;

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    /// May the page call the endpoint at all?
    Page,
    /// Does anybody answer there?
    Endpoint,
    /// May the page send signed requests to the bucket, and read the answers?
    Cors,
    /// Are requests signed for the right region?
    Region,
    /// Is this machine's time the store's?
    Clock,
    /// Does the store know the keys?
    Credentials,
    /// Is the bucket there, and open to the keys?
    Bucket,
    /// Is the key free?
    Key,
    /// May the keys write a part, and throw it away?
    Write,
    /// May the page read a part's `ETag`?
    Etag,
    /// Has the check itself left nothing?
    Clean,
}

impl Name {
    pub(super) const ALL: [Self; 11] = [
        Self::Page,
        Self::Endpoint,
        Self::Cors,
        Self::Region,
        Self::Clock,
        Self::Credentials,
        Self::Bucket,
        Self::Key,
        Self::Write,
        Self::Etag,
        Self::Clean,
    ];

    /// The line's heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Page => "Page",
            Self::Endpoint => "Endpoint",
            Self::Cors => "CORS",
            Self::Region => "Region",
            Self::Clock => "Clock",
            Self::Credentials => "Credentials",
            Self::Bucket => "Bucket",
            Self::Key => "Key",
            Self::Write => "Write",
            Self::Etag => "ETag",
            Self::Clean => "Clean-up",
        }
    }
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As an upload needs it.
    Ok,
    /// An upload works all the same.
    Warning,
    /// An upload would fail.
    Failed,
    /// Not known, mostly as something else has failed.
    Skipped,
}

/// What the page can do about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// Make the bucket.
    CreateBucket,
    /// Put the page's CORS rule on the bucket.
    PutCorsRule,
}

/// One line of the result. `ConnectionLine` in `www/types.d.ts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is about.
    pub name: Name,
    /// Its heading.
    pub title: &'static str,
    /// What was found, in a word.
    pub state: State,
    /// What was found.
    pub text: String,
    /// What the user can do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// Something to copy and paste.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snippet: Option<String>,
    /// What the page can do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
}

impl Line {
    pub(super) fn new(name: Name, state: State, text: impl Into<String>) -> Self {
        let (title, text) = (name.title(), text.into());
        Self { name, title, state, text, remedy: None, snippet: None, offer: None }
    }

    pub(super) fn failed(name: Name, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..Self::new(name, State::Failed, text) }
    }

    pub(super) fn with_snippet(mut self, snippet: String) -> Self {
        self.snippet = Some(snippet);
        self
    }

    pub(super) fn offering(mut self, offer: Offer) -> Self {
        self.offer = Some(offer);
        self
    }
}

/// The lines as far as they are known.
#[derive(Debug, Default)]
pub(super) struct Lines {
    known: Vec<Line>,
    told: usize,
    /// The heading of what is in the way of all that is not known.
    stopped_at: Option<&'static str>,
}

impl Lines {
    /// What was found first counts.
    pub(super) fn settle(&mut self, line: Line) {
        if self.find(line.name).is_none() {
            self.known.push(line);
        }
    }

    pub(super) fn pass(&mut self, name: Name, text: impl Into<String>) {
        self.settle(Line::new(name, State::Ok, text));
    }

    /// Nothing can be found beyond this. Where the same was as it must be a moment ago, an upload
    /// fails all the same.
    pub(super) fn stop(&mut self, line: Line) {
        let name = if self.find(line.name).is_some() { Name::Write } else { line.name };
        self.stopped_at = Some(name.title());
        self.settle(Line { name, title: name.title(), ..line });
    }

    /// Nothing more will be found.
    pub(super) fn skip_rest(&mut self) {
        let text = match self.stopped_at {
            Some(title) => format!("Not checked: see {title}."),
            None => "Not checked.".into(),
        };
        for name in Name::ALL {
            self.settle(Line::new(name, State::Skipped, text.clone()));
        }
    }

    /// The lines that are new, in order: one waits for those before it.
    pub(super) fn take_new(&mut self) -> Vec<Line> {
        let from = Name::ALL.iter().skip(self.told);
        let new: Vec<_> = from.map_while(|name| self.find(*name)).cloned().collect();
        self.told += new.len();
        new
    }

    fn find(&self, name: Name) -> Option<&Line> {
        self.known.iter().find(|line| line.name == name)
    }
}
