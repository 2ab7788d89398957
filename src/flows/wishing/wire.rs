//! Wishlists on the wire: what programs send and get.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{contents::Item, shown::shared_path};
use crate::{
    base::{Currency, EditionId, Money, ProductId, Result, WishId, WishlistId},
    features::wishlists::{self, Wishlist},
    platform::{db::Reads, web::Shop},
};

/// A list, for its owner.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WishlistJson {
    #[schema(value_type = String, example = "wish_01a2026feb8472f89ad601f3c7b89cb7")]
    id: WishlistId,
    name: String,
    /// Plain text with line breaks; may be empty.
    description: String,
    /// By which name its owner is shown where it is shared; empty for none.
    display_name: String,
    /// The link by which others see it, while it is shared.
    share_url: Option<String>,
    /// How many things are on it.
    items: usize,
    created_at: String,
    updated_at: String,
}

/// A piece of one's lists, the one that was changed last first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WishlistsJson {
    pub data: Vec<WishlistJson>,
    /// Where the next piece begins.
    pub next: Option<String>,
    pub total: usize,
}

/// One thing on a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WishJson {
    #[schema(value_type = String)]
    pub id: WishId,
    product: WishProductJson,
    /// The edition that was chosen; null for whichever is cheapest.
    edition: Option<WishEditionJson>,
    /// What it costs now; null if it is not sold, or not any more.
    price: Option<Money>,
    /// Whether it can be bought now.
    available: bool,
    added_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct WishProductJson {
    #[schema(value_type = String)]
    id: ProductId,
    /// Null while it is not sold.
    slug: Option<String>,
    /// What is not sold goes by the name it had.
    title: String,
    /// The name of its maker; null while it is not sold.
    seller: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct WishEditionJson {
    #[schema(value_type = String)]
    id: EditionId,
    name: Option<String>,
}

/// A piece of what is on a list, what was put there last first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WishesJson {
    pub data: Vec<WishJson>,
    /// Where the next piece begins.
    pub next: Option<String>,
    pub total: usize,
}

/// A list, for whoever has its link.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SharedWishlistJson {
    name: String,
    /// Plain text with line breaks; may be empty.
    description: String,
    /// By which name its owner wants to be shown, if by any.
    by: Option<String>,
    /// At most 500, what was put there last first.
    items: Vec<WishJson>,
}

/// What to put on a list.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewWishJson {
    /// Id or slug.
    pub product: String,
    /// Whichever is cheapest if nothing is said.
    #[serde(default)]
    pub edition: Option<String>,
}

/// Where a thing shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WishMoveJson {
    /// Another of one's lists.
    #[schema(value_type = String, example = "wish_01a2026feb8472f89ad601f3c7b89cb7")]
    pub list: WishlistId,
}

/// By which name to be shown.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct ShareJson {
    /// Up to 80 characters, none if empty; stays as it is if nothing is said.
    pub display_name: Option<String>,
}

impl WishlistJson {
    pub fn of(txn: &impl Reads, list: &Wishlist, shop: &Shop) -> Result<Self> {
        Ok(Self {
            id: list.id,
            name: list.name.clone(),
            description: list.description.clone(),
            display_name: list.display_name.clone(),
            share_url: list.share.as_deref().map(|it| shop.base_url.to(&shared_path(it))),
            items: wishlists::count(txn, list.id)?,
            created_at: list.created.rfc3339(),
            updated_at: list.updated.rfc3339(),
        })
    }
}

impl SharedWishlistJson {
    pub fn new(list: &Wishlist, items: &[Item], currency: Currency) -> Self {
        Self {
            name: list.name.clone(),
            description: list.description.clone(),
            by: Some(list.display_name.clone()).filter(|it| !it.is_empty()),
            items: items.iter().map(|it| WishJson::new(it, currency)).collect(),
        }
    }
}

impl WishJson {
    pub fn new(item: &Item, currency: Currency) -> Self {
        let product = item.product.as_ref();
        let edition = |id| product.and_then(|it| it.edition(id)).map(|it| it.name.clone());
        Self {
            id: item.wish.id,
            product: WishProductJson {
                id: item.wish.product,
                slug: product.map(|it| it.slug.to_string()),
                title: item.title().to_owned(),
                seller: product.map(|_| item.seller.clone()),
            },
            edition: item.wish.edition.map(|id| WishEditionJson { id, name: edition(id) }),
            price: item.price(currency),
            available: item.offer(currency).is_some(),
            added_at: item.wish.added.rfc3339(),
        }
    }
}
