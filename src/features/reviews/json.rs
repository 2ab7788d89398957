//! Reviews as programs see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Review, Tally};
use crate::{
    base::{ProductId, ReviewId, UserId},
    platform::db::Reads,
};

/// What somebody who bought a product thinks of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReviewJson {
    /// Its identifier.
    #[schema(value_type = String, example = "rev_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    pub id: ReviewId,
    /// Of which product.
    #[schema(value_type = String, example = "prod_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    pub product: ProductId,
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    pub stars: u8,
    /// One line of plain text; may be empty.
    pub title: String,
    /// Plain text with line breaks; may be empty.
    pub body: String,
    /// Who wrote it, as everyone reads it: `Ines O.`, or `A buyer`.
    #[schema(example = "Ines O.")]
    pub author: String,
    /// Whether its author's name is kept to the shop.
    pub anonymous: bool,
    /// Whether a paid order proves that its author bought the product; false only of reviews made for a demonstration.
    pub verified: bool,
    /// What was bought of it.
    #[schema(example = "Standard")]
    pub edition: String,
    /// The shop in which it was bought and reviewed, if that was another one.
    pub from: Option<String>,
    /// So many members found it helpful.
    pub helpful: u32,
    /// What the seller answered.
    pub reply: Option<ReviewReplyJson>,
    /// `published`, `words_hidden` (only its stars are seen), `hidden` or `withdrawn`.
    #[schema(example = "published")]
    pub state: &'static str,
    /// Why a moderator took it or its words away; told to its author and to moderators.
    pub hidden_because: Option<String>,
    /// Whether you wrote it.
    pub yours: bool,
    /// Whether you found it helpful.
    pub voted: bool,
    /// RFC 3339.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When its author changed it last.
    #[schema(format = DateTime)]
    pub edited_at: Option<String>,
}

/// What a seller answered to a review.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReviewReplyJson {
    /// Plain text with line breaks.
    pub text: String,
    /// When it was written.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was changed last.
    #[schema(format = DateTime)]
    pub edited_at: Option<String>,
}

/// A piece of the reviews of a product.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReviewsJson {
    /// In the order that was asked for.
    pub data: Vec<ReviewJson>,
    /// The cursor of the next piece; null at the end.
    pub next: Option<String>,
    /// How many there are, as narrowed.
    pub total: u64,
    /// All of them on the whole, not narrowed.
    pub rating: RatingsJson,
}

/// What buyers think on the whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RatingsJson {
    /// Stars on average, with two decimals; null while there are none.
    #[schema(example = 4.78)]
    pub average: Option<f64>,
    /// How many reviews there are.
    pub count: u64,
    /// Five rows, the most stars first; their percentages sum to 100.
    pub histogram: Vec<RatingBarJson>,
}

/// A row of the histogram.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RatingBarJson {
    /// So many stars.
    pub stars: u8,
    /// So many reviews gave them.
    pub count: u64,
    /// Of a hundred.
    pub percent: u64,
}

impl ReviewJson {
    /// As everyone sees it.
    pub fn new(it: &Review) -> Self {
        let (title, body) = it.words();
        Self {
            id: it.id,
            product: it.product,
            stars: it.stars,
            title: title.to_owned(),
            body: body.to_owned(),
            author: it.name().to_owned(),
            anonymous: it.anonymous,
            verified: it.order.is_some(),
            edition: it.edition.clone(),
            from: it.elsewhere.clone(),
            helpful: it.helpful,
            reply: it.reply.as_ref().map(|reply| ReviewReplyJson {
                text: reply.text.clone(),
                created_at: reply.at.rfc3339(),
                edited_at: reply.edited.map(|at| at.rfc3339()),
            }),
            state: it.state().word(),
            hidden_because: None,
            yours: false,
            voted: false,
            created_at: it.created.rfc3339(),
            edited_at: it.edited.map(|at| at.rfc3339()),
        }
    }

    /// As `user` sees it, if somebody has signed in: their own with all its words.
    pub fn seen_by(txn: &impl Reads, it: &Review, user: Option<UserId>) -> crate::base::Result<Self> {
        let Some(user) = user else { return Ok(Self::new(it)) };
        let told = if it.member() == Some(user) { Self::in_full(it) } else { Self::new(it) };
        let voted = super::store::VOTES.find(txn, (it.id, user))?.is_some();
        Ok(Self { yours: it.member() == Some(user), voted, ..told })
    }

    /// With the words and the reason that only its author and moderators see.
    pub fn in_full(it: &Review) -> Self {
        let hidden_because = it.hiding.as_ref().map(|hiding| hiding.reason.clone());
        Self { title: it.title.clone(), body: it.body.clone(), hidden_because, ..Self::new(it) }
    }
}

impl From<&Tally> for RatingsJson {
    fn from(it: &Tally) -> Self {
        let bars = it.bars().into_iter();
        let bar = |bar: super::Bar| RatingBarJson { stars: bar.stars, count: bar.count, percent: bar.percent };
        Self { average: it.average_stars(), count: it.count(), histogram: bars.map(bar).collect() }
    }
}
