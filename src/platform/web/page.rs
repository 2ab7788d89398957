//! A page for one visitor.

use askama::Template;
use rocket::http::Status;

use crate::base::ErrorKind;

/// A view model, answered as HTML and kept nowhere.
pub struct Page<T: Template> {
    pub(super) page: T,
    pub(super) status: Status,
}

impl<T: Template> Page<T> {
    /// The page, with status 200.
    pub fn new(page: T) -> Self {
        Self { page, status: Status::Ok }
    }

    /// The page with another status, such as 422 for a form to be corrected.
    #[must_use]
    pub fn status(self, status: Status) -> Self {
        Self { status, ..self }
    }

    /// The page with the status of an error of this kind.
    #[must_use]
    pub fn because(self, kind: ErrorKind) -> Self {
        self.status(super::answer::status(kind))
    }
}
