//! Fields that cannot be used.

use serde::Serialize;

/// A field that cannot be used: what its check says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Problem {
    /// The field as a path in the job, such as `block.size_mb`.
    pub field: String,
    /// What is wrong, with the value (never for secrets) and without the field's name.
    pub message: String,
    /// What to enter instead.
    pub remedy: String,
}

impl Problem {
    /// A field, what is wrong with it and what to enter instead.
    pub fn new(
        field: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { field: field.into(), message: message.into(), remedy: remedy.into() }
    }

    /// A problem with a job's writer as one with the writer of its second file.
    pub(crate) fn of_also(self) -> Self {
        let field = match self.field.strip_prefix("writer") {
            Some(rest) => format!("also{rest}"),
            None => self.field,
        };
        Self { field, ..self }
    }
}

/// What the check of one field gives.
pub type Checked<T = ()> = std::result::Result<T, Problem>;
