//! What programs send about reviews, and what moderators are told.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{ReportId, ReviewId},
    features::reviews::{Report, Review, ReviewForm, ReviewJson},
};

/// What somebody thinks of a product.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewReviewJson {
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    stars: Option<i64>,
    /// One line of plain text, 120 characters at most.
    title: String,
    /// Plain text with line breaks, 5,000 characters at most.
    body: String,
    /// Whether your name is kept to the shop.
    anonymous: bool,
}

/// What changes in a review; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ReviewChangeJson {
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    stars: Option<i64>,
    /// One line of plain text, 120 characters at most.
    title: Option<String>,
    /// Plain text with line breaks, 5,000 characters at most.
    body: Option<String>,
    /// Whether your name is kept to the shop.
    anonymous: Option<bool>,
}

/// A complaint about a review.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewReportJson {
    /// `harassment`, `private`, `spam`, `off_topic`, `untrue` or `other`.
    #[schema(example = "spam")]
    pub reason: String,
    /// A few words, 1,000 characters at most; needed with `other`.
    pub text: String,
}

/// What a seller answers.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewReplyJson {
    /// Plain text with line breaks, 1 to 3,000 characters.
    pub text: String,
}

/// How many find a review helpful.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct VoteJson {
    /// So many members.
    pub helpful: u32,
    /// Whether you are one of them.
    pub voted: bool,
}

/// A complaint, as whoever made it sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReviewReportJson)]
pub(super) struct ReportJson {
    #[schema(value_type = String, example = "rpt_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    pub id: ReportId,
    /// About which review.
    #[schema(value_type = String)]
    pub review: ReviewId,
    /// As it was said.
    pub reason: &'static str,
    /// As it was said; may be empty.
    pub text: String,
    #[schema(format = DateTime)]
    pub created_at: String,
}

/// A review, as moderators see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ManagedReviewJson {
    #[serde(flatten)]
    pub review: ReviewJson,
    /// The account of its author, if they have one.
    pub author_id: Option<String>,
    /// The order that proves the purchase.
    pub order: Option<String>,
    /// How many complaints about it wait.
    pub open_reports: usize,
}

/// A piece of all reviews.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ManagedReviewsJson {
    /// The newest first.
    pub data: Vec<ManagedReviewJson>,
    /// Where to go on; null at the end. A piece may be short, or empty, and still name a next one: 5,000 reviews are looked
    /// at for each.
    pub next: Option<String>,
}

/// A complaint, as moderators see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ManagedReportJson)]
pub(super) struct ManagedReportJson {
    #[serde(flatten)]
    pub report: ReportJson,
    /// The account of who complains; null once it is closed.
    pub reporter: Option<String>,
    /// Whether that is who sells the product.
    pub by_seller: bool,
    /// `keep`, `hide_words`, `hide` or `gone`; null while it waits.
    pub decision: Option<&'static str>,
    #[schema(format = DateTime)]
    pub settled_at: Option<String>,
}

/// A piece of all complaints.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ManagedReportsJson {
    /// The newest first.
    pub data: Vec<ManagedReportJson>,
    /// Where to go on; null at the end.
    pub next: Option<String>,
    /// How many reviews there are about which somebody complains and nobody has decided.
    pub open: usize,
}

/// That a review is taken away.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct HidingJson {
    /// `whole`, or `words`: then its stars go on counting.
    #[schema(example = "whole")]
    pub scope: String,
    /// Why, in words for its author, 1 to 500 characters.
    pub reason: String,
}

/// What is decided about the complaints about a review.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SettlementJson {
    /// `keep`, `hide_words` or `hide`.
    #[schema(example = "keep")]
    pub decision: String,
    /// Why, in words for its author, 1 to 500 characters; needed unless the review is kept.
    pub reason: String,
}

impl NewReviewJson {
    /// As it was said.
    pub fn form(self) -> ReviewForm {
        ReviewForm { stars: self.stars, title: self.title, body: self.body, anonymous: self.anonymous }
    }
}

impl ReviewChangeJson {
    /// `old` with what is said.
    pub fn form(&self, old: &Review) -> ReviewForm {
        ReviewForm {
            stars: self.stars.or(Some(old.stars.into())),
            title: self.title.clone().unwrap_or_else(|| old.title.clone()),
            body: self.body.clone().unwrap_or_else(|| old.body.clone()),
            anonymous: self.anonymous.unwrap_or(old.anonymous),
        }
    }
}

impl From<&Report> for ReportJson {
    fn from(it: &Report) -> Self {
        Self {
            id: it.id,
            review: it.review,
            reason: it.reason.word(),
            text: it.words.clone(),
            created_at: it.at.rfc3339(),
        }
    }
}

impl From<&Report> for ManagedReportJson {
    fn from(it: &Report) -> Self {
        Self {
            report: it.into(),
            reporter: it.by.map(|it| it.to_string()),
            by_seller: it.by_seller,
            decision: it.settled.as_ref().map(|it| it.decision.word()),
            settled_at: it.settled.as_ref().map(|it| it.at.rfc3339()),
        }
    }
}
