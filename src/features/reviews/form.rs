//! The door: what people say of a product, of a review, and in reply, checked once.

use super::{Reason, tally::MOST_STARS};
use crate::base::{Error, Result, text};

/// So many characters a title has at most.
pub const LONGEST_TITLE: usize = 120;
/// So many characters the words of a review have at most.
pub const LONGEST_BODY: usize = 5_000;
/// So many characters a reply has at most.
pub const LONGEST_REPLY: usize = 3_000;
/// So many characters somebody who complains adds at most.
pub const LONGEST_REPORT: usize = 1_000;
/// So many characters the reason of a moderator has at most.
pub const LONGEST_REASON: usize = 500;

/// A review as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewForm {
    /// 1 to 5.
    pub stars: Option<i64>,
    /// One line of 120 characters at most; may be empty.
    pub title: String,
    /// Plain text of 5,000 characters at most; may be empty.
    pub body: String,
    /// Whether its author's name is kept to the shop.
    pub anonymous: bool,
}

/// A review that is fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReview {
    pub(super) stars: u8,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) anonymous: bool,
}

impl ReviewForm {
    /// Checks everything, and says all that is wrong.
    ///
    /// # Errors
    /// Names the fields `stars`, `title` and `body`.
    pub fn check(&self) -> Result<NewReview> {
        let mut wrong: Option<Error> = None;
        let mut refuse = |field: &'static str, advice: String| {
            wrong = Some(match wrong.take() {
                Some(all) => all.and(field, advice),
                None => Error::invalid(field, advice),
            });
        };
        let stars = self.stars.and_then(|it| u8::try_from(it).ok()).filter(|it| (1..=MOST_STARS).contains(it));
        if stars.is_none() {
            refuse("stars", "Choose one to five stars".into());
        }
        let (title, body) = (text::line(&self.title), text::paragraphs(&self.body));
        if title.chars().count() > LONGEST_TITLE {
            refuse("title", format!("Use {LONGEST_TITLE} characters at most"));
        }
        if body.chars().count() > LONGEST_BODY {
            refuse("body", "Use 5,000 characters at most".into());
        }
        match (wrong, stars) {
            (Some(error), _) => Err(error),
            (None, stars) => {
                Ok(NewReview { stars: stars.unwrap_or(MOST_STARS), title, body, anonymous: self.anonymous })
            }
        }
    }
}

impl NewReview {
    /// How many stars it gives.
    pub fn stars(&self) -> u8 {
        self.stars
    }
}

/// A complaint that is fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReport {
    pub(super) reason: Reason,
    pub(super) words: String,
}

impl NewReport {
    /// A complaint for this reason, with a few words.
    ///
    /// # Errors
    /// Names the fields `reason` and `text`.
    pub fn check(reason: &str, words: &str) -> Result<Self> {
        let found = Reason::ALL.iter().find(|it| it.word() == reason.trim());
        let words = text::paragraphs(words);
        if words.chars().count() > LONGEST_REPORT {
            return Err(Error::invalid("text", "Use 1,000 characters at most"));
        }
        let reason = *found.ok_or_else(|| Error::invalid("reason", "Say what is wrong with it"))?;
        if reason == Reason::Other && words.is_empty() {
            return Err(Error::invalid("text", "Tell in a few words what is wrong with it"));
        }
        Ok(Self { reason, words })
    }
}

/// The words of a reply.
///
/// # Errors
/// Names the field `text`.
pub fn reply_text(typed: &str) -> Result<String> {
    bounded("text", typed, LONGEST_REPLY)
}

/// Why a moderator takes a review away, in words for its author.
///
/// # Errors
/// Names the field `reason`.
pub fn hiding_reason(typed: &str) -> Result<String> {
    bounded("reason", typed, LONGEST_REASON)
}

fn bounded(field: &'static str, typed: &str, most: usize) -> Result<String> {
    let text = text::paragraphs(typed);
    match text.chars().count() {
        0 => Err(Error::invalid(field, "Write something first")),
        count if count > most => Err(Error::invalid(field, format!("Use {most} characters at most"))),
        _ => Ok(text),
    }
}
