//! Forms that come back with advice: what was typed is kept, what is wrong is said above and at its field.

use crate::base::Error;

/// One field that has to be corrected.
#[derive(Debug, Clone)]
pub struct FieldIssue {
    /// The field's name, which is also its id in the page.
    pub field: String,
    /// How to mend it.
    pub advice: String,
}

/// What has to be corrected before a form is accepted.
#[derive(Debug, Clone, Default)]
pub struct Issues(pub Vec<FieldIssue>);

impl Issues {
    /// The fields of a refused form.
    pub fn of(error: &Error) -> Self {
        let issues = error.fields.iter();
        Self(
            issues.map(|(field, advice)| FieldIssue { field: field.to_string(), advice: advice.to_string() }).collect(),
        )
    }

    /// Whether there are none.
    pub fn none(&self) -> bool {
        self.0.is_empty()
    }

    /// The advice at one field.
    pub fn at(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|issue| issue.field == field).map(|issue| issue.advice.as_str())
    }

    /// The heading of the summary.
    pub fn heading(&self) -> String {
        match self.0.len() {
            1 => "One thing to fix first".into(),
            n => format!("{n} things to fix first"),
        }
    }
}

/// One entry of a select or a group of radios.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What it reads.
    pub label: String,
    /// It is the present one.
    pub on: bool,
}

impl Choice {
    /// An entry.
    pub fn new(value: impl Into<String>, label: impl Into<String>, on: bool) -> Self {
        Self { value: value.into(), label: label.into(), on }
    }
}
