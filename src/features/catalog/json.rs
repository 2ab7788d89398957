//! A product as programs see it in lists.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Category, Product, shown};
use crate::base::{BaseUrl, Money, ProductId, SellerId, Slug};

/// A product in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardJson {
    /// Its identifier.
    #[schema(value_type = String, example = "prod_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    pub id: ProductId,
    /// What its page is called.
    #[schema(value_type = String, example = "tape-garden")]
    pub slug: Slug,
    /// Its name.
    pub title: String,
    /// What it is, in a sentence or two of plain text.
    pub summary: String,
    /// What its cheapest edition costs at least. Null if nothing of it can be bought.
    #[schema(value_type = Option<MoneyJson>)]
    pub price: Option<Money>,
    /// What that edition used to cost, if that was more.
    #[schema(value_type = Option<MoneyJson>)]
    pub compare_at_price: Option<Money>,
    /// Its picture.
    pub cover: CoverJson,
    /// Who offers it.
    pub seller: SellerJson,
    /// Where it stands in the tree.
    pub category: Option<CategoryJson>,
    /// What buyers think of it.
    pub rating: RatingJson,
    /// What is special: `free`, `pay_what_you_want`, `sale`.
    #[schema(example = json!(["sale"]))]
    pub badges: Vec<&'static str>,
    /// `in_stock`, or `sold_out` while none of its editions can be bought.
    #[schema(example = "in_stock")]
    pub availability: &'static str,
}

/// Whether something can be bought, as programs read it.
pub fn availability(sold_out: bool) -> &'static str {
    if sold_out { "sold_out" } else { "in_stock" }
}

/// An amount of money.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MoneyJson {
    /// In minor units of the currency: 1299 USD are $12.99.
    #[schema(example = 1299)]
    pub amount: i64,
    /// ISO 4217.
    #[schema(example = "USD")]
    pub currency: String,
}

/// A picture.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CoverJson {
    /// Where it is.
    pub url: String,
    /// What is to be seen, in words.
    pub alt: String,
}

/// Who offers a product.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SellerJson {
    /// The identifier.
    #[schema(value_type = String, example = "sel_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    pub id: SellerId,
    /// What they are called.
    pub name: String,
    /// What their page is called.
    #[schema(value_type = String, example = "tidepool-audio")]
    pub slug: Slug,
}

/// A place in the tree.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CategoryJson {
    /// The slugs from the root down; also what the filter `category` takes.
    #[schema(example = "audio/sample-packs")]
    pub path: String,
    /// What people read.
    pub label: String,
}

/// What buyers think.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct RatingJson {
    /// Stars on average; null while nobody has rated it.
    pub average: Option<f64>,
    /// How many have rated it.
    pub count: u64,
}

impl CardJson {
    /// The card of `product`; who offers it and where it stands are handed in.
    pub fn new(product: &Product, seller: SellerJson, category: Option<&Category>, base: &BaseUrl) -> Self {
        let cheapest = product.cheapest();
        let price = product.price();
        let was = cheapest.and_then(|it| it.compare_at).filter(|was| price.is_some_and(|now| was.amount > now.amount));
        let badges = [
            ("free", cheapest.is_some_and(|it| it.price.can_be_free())),
            ("pay_what_you_want", cheapest.is_some_and(|it| it.price.is_open())),
            ("sale", was.is_some()),
        ];
        let cover = shown::cover(product);
        let alt = product.cover().filter(|it| it.is_stored()).map(|it| it.alt.clone()).unwrap_or_default();
        Self {
            id: product.id,
            slug: product.slug.clone(),
            title: product.title.clone(),
            summary: product.summary.clone(),
            price,
            compare_at_price: was,
            cover: CoverJson { url: base.to(&cover.url), alt },
            seller,
            category: category.map(|it| CategoryJson { path: it.path.clone(), label: it.label.clone() }),
            rating: RatingJson::default(),
            badges: badges.into_iter().filter(|it| it.1).map(|it| it.0).collect(),
            availability: availability(false),
        }
    }

    /// The same card with what buyers think: stars on average, and how many have rated it.
    #[must_use]
    pub fn rated(self, average: Option<f64>, count: u64) -> Self {
        Self { rating: RatingJson { average, count }, ..self }
    }

    /// The same card of something that is sold out, or is not.
    #[must_use]
    pub fn sold_out(self, sold_out: bool) -> Self {
        Self { availability: availability(sold_out), ..self }
    }
}
