//! What someone sees whose download link does not work: why, and the way out.

use askama::Template;

use crate::platform::web::{Frame, parts::Icon};

/// Why a download link does not work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LinkProblem {
    /// Its time is over.
    Expired,
    /// All downloads of the file are spent.
    Exhausted,
    /// The right to download was taken back.
    Revoked,
    /// Its signature does not fit.
    Tampered,
    /// It never led anywhere, or what it led to is gone.
    #[default]
    Unknown,
}

impl LinkProblem {
    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::Expired | Self::Revoked => 410,
            Self::Exhausted | Self::Tampered => 403,
            Self::Unknown => 404,
        }
    }

    /// The word that programs know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Exhausted => "exhausted",
            Self::Revoked => "revoked",
            Self::Tampered => "tampered",
            Self::Unknown => "unknown",
        }
    }

    /// What happened, in a few words.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Expired => "This link has expired",
            Self::Exhausted => "All downloads of this file are used up",
            Self::Revoked => "This download was withdrawn",
            Self::Tampered => "This link is not complete",
            Self::Unknown => "This link leads nowhere",
        }
    }

    /// Why, and the way out.
    pub fn story(self) -> &'static str {
        match self {
            Self::Expired => {
                "Download links work for a limited time, so that they cannot wander about. The page of your order has a fresh one."
            }
            Self::Exhausted => {
                "Each file can be downloaded a set number of times. A broken download does not count. If the file never reached you whole, answer the mail with your receipt."
            }
            Self::Revoked => {
                "The purchase was refunded or called off, so its files are no longer available. If that surprises you, answer the mail with your receipt."
            }
            Self::Tampered => {
                "Part of its address is missing or was changed, as happens when a mail program breaks a long line. Copy the whole link, or open your order instead."
            }
            Self::Unknown => {
                "Nothing belongs to it: the file may have been replaced by a newer one. The page of your order shows what there is."
            }
        }
    }

    /// The drawing in its badge.
    pub fn icon(self) -> Icon {
        match self {
            Self::Expired => Icon("clock"),
            Self::Exhausted => Icon("download"),
            Self::Revoked => Icon("undo-2"),
            Self::Tampered => Icon("unlink"),
            Self::Unknown => Icon("circle-question-mark"),
        }
    }

    /// The class that colours the badge.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Tampered | Self::Revoked => "badge-bad",
            Self::Expired | Self::Exhausted => "badge-inf",
            Self::Unknown => "badge-plain",
        }
    }
}

/// A download link that does not work.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "delivery/problem.html")]
pub struct ProblemPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Why it does not work.
    pub problem: LinkProblem,
    /// The file's name, where the link told it truly; otherwise empty.
    pub file: String,
    /// `It worked until 6 December 2026.`; may be empty.
    pub detail: String,
    /// The page of the order, where the link proves that its holder may see it.
    pub order_url: Option<String>,
    /// By which the log knows the request.
    pub request_id: String,
}
