//! What a visitor sees when something cannot be done.

use askama::Template;
use rocket::http::Status;

use super::{
    Frame,
    parts::{Issues, Link},
};
use crate::base::Error;

/// An error as a page: what happened, what to do now, and the id by which the log knows it.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "web/error.html")]
pub struct ErrorPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in a few words.
    pub heading: String,
    /// What happened, and what to do.
    pub message: String,
    /// Fields to correct, where a form was refused.
    pub issues: Issues,
    /// Ways on; the first is the one to take.
    pub actions: Vec<Link>,
    /// By which the log knows the request; may be empty.
    pub request_id: String,
}

impl ErrorPage {
    /// The page for this status. `message` is the error's own sentence; where it is empty, one is found.
    pub fn new(frame: Frame, status: u16, message: impl Into<String>, request_id: impl Into<String>) -> Self {
        let (heading, usual) = words(status);
        let message = Some(message.into()).filter(|text| !text.is_empty() && text != heading);
        let message = message.unwrap_or_else(|| usual.into());
        Self {
            frame: frame.private(),
            status,
            heading: heading.into(),
            message: sentence(message),
            issues: Issues::default(),
            actions: ways_on(status),
            request_id: request_id.into(),
        }
    }

    /// The shop while it can only be looked at, or not even that.
    pub fn maintenance(frame: Frame, message: impl Into<String>, request_id: impl Into<String>) -> Self {
        Self { heading: "Back in a moment".into(), ..Self::new(frame, 503, message, request_id) }
    }

    /// The same page with the fields that have to be corrected.
    #[must_use]
    pub fn about(mut self, issues: Issues) -> Self {
        self.issues = issues;
        self
    }
}

/// The page of an error that nobody answered more kindly.
pub(super) fn render(frame: Frame, error: &Error, status: Status, request_id: &str) -> askama::Result<String> {
    ErrorPage::new(frame, status.code, error.message.to_string(), request_id).about(Issues::of(error)).render()
}

fn words(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => ("That request makes no sense here", "Go back and try it again from the page itself."),
        401 => ("Please sign in first", "This page is only for those who are signed in."),
        403 => ("This door is closed", "You may not do this. If you followed a link, ask whoever gave it to you."),
        404 => (
            "This shelf is empty",
            "The page moved or never was. If you bought something, it is still in your library.",
        ),
        405 => ("That cannot be done here", "Go back and try it again from the page itself."),
        409 => ("Something changed meanwhile", "Look at it once more and decide again."),
        410 => ("Taken off the shelf", "This is no longer sold. If you bought it, it is still in your library."),
        412 => ("Somebody was quicker", "It was changed since you opened it. Look at it again, then make your change."),
        413 => ("That is too much at once", "Send something smaller."),
        415 => ("Not of this kind", "Send a file of another type."),
        422 => ("Please check what you entered", "Go back; what you typed should still be there."),
        423 => ("Somebody is at it", "Wait a moment and try it again."),
        429 => ("One at a time, please", "You asked very often in a short while. Wait a minute and try again."),
        503 => ("Back in a moment", "The shop is being looked after. Nothing you did was lost; try again shortly."),
        507 => ("The shop is full", "It can be looked at, but takes nothing in just now. Nothing you did was lost."),
        _ => ("Something broke on our side", "It is in the log and not your fault. Trying again may help."),
    }
}

fn ways_on(status: u16) -> Vec<Link> {
    let shop = Link::new("Go to the shop", "/");
    match status {
        404 | 410 => vec![shop, Link::new("Open my library", "/library")],
        409 | 422 => vec![Link::new("Look at the cart", "/cart"), shop],
        503 | 507 => vec![],
        _ => vec![shop],
    }
}

/// Closes a message that ends without a stop.
fn sentence(mut message: String) -> String {
    if !message.ends_with(['.', '!', '?', ':']) {
        message.push('.');
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_own_sentence_goes_first() {
        let page = |message| ErrorPage::new(Frame::default(), 404, message, "9c41e0");
        assert_eq!(page("There is no such font").message, "There is no such font.");
        assert!(page("").message.contains("library"));
    }
}
