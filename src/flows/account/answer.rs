//! What a form leads to.

use askama::Template;
use rocket::{Responder, response::Redirect};

use crate::{
    base::{Error, ErrorKind, Result},
    platform::web::{Page, parts::Issues},
};

/// Onwards, or the form once more.
#[derive(Responder)]
pub(super) enum Answer<T: Template> {
    On(Box<Redirect>),
    Again(Box<Page<T>>),
}

impl<T: Template> Answer<T> {
    pub fn on(to: &'static str) -> Self {
        Self::On(Box::new(Redirect::to(to)))
    }

    pub fn again(page: T, kind: ErrorKind) -> Self {
        Self::Again(Box::new(Page::new(page).because(kind)))
    }
}

/// What has to be corrected, where a form can say so at one of its fields; any other error is a page of its own.
pub(super) fn issues(error: Error, field: &'static str) -> Result<(Issues, ErrorKind)> {
    match error.kind {
        ErrorKind::Invalid => Ok((Issues::of(&error), error.kind)),
        ErrorKind::TooMany | ErrorKind::Conflict => {
            Ok((Issues::of(&Error::invalid(field, error.message.clone())), error.kind))
        }
        _ => Err(error),
    }
}
