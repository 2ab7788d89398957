//! Where a file comes from, told by its header.

use serde::Serialize;

use crate::{
    base::{Error, text},
    platform::sheet::{Columns, unreadable},
};

/// Whose product list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// This program's own: Shopify's new header and more.
    Bodega,
    /// Shopify, `Title,URL handle,Description,…`.
    ShopifyNew,
    /// Shopify, `Handle,Title,Body (HTML),…`.
    ShopifyOld,
    /// WooCommerce, `ID,Type,SKU,…,Regular price,…`.
    #[serde(rename = "woocommerce")]
    WooCommerce,
    /// Easy Digital Downloads, `ID,Slug,Name,Date Created,…`.
    Edd,
}

impl Format {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bodega => "Bodega",
            Self::ShopifyNew => "Shopify (new header)",
            Self::ShopifyOld => "Shopify (old header)",
            Self::WooCommerce => "WooCommerce",
            Self::Edd => "Easy Digital Downloads",
        }
    }

    pub(super) fn tell(columns: &Columns) -> Option<Self> {
        let all = |names: &[&str]| names.iter().all(|it| columns.has(it));
        let any = |names: &[&str]| names.iter().any(|it| columns.has(it));
        if columns.has("title") && columns.names().iter().any(|it| it.contains("product.metafields.bodega.")) {
            Some(Self::Bodega)
        } else if all(&["handle", "title"]) && any(&["variant price", "body (html)", "variant sku"]) {
            Some(Self::ShopifyOld)
        } else if columns.has("title")
            && any(&["url handle", "published on online store", "compare-at price", "product image url"])
        {
            Some(Self::ShopifyNew)
        } else if columns.has("name") && any(&["regular price", "is featured?", "visibility in catalog"]) {
            Some(Self::WooCommerce)
        } else if all(&["name", "slug", "price"]) && any(&["date created", "file download limit", "excerpt"])
            || columns.has("post_title") && any(&["price", "edd_price"])
        {
            Some(Self::Edd)
        } else {
            None
        }
    }
}

pub(super) fn unknown(columns: &[String]) -> Error {
    let seen = text::shorten(&columns.join(", "), 200);
    unreadable(format!(
        "This is not a product list known here. It begins with the columns: {seen}. Known are the product CSV \
         of Shopify (old and new header), WooCommerce and Easy Digital Downloads, with English column names, and \
         what “bodega export products” writes"
    ))
}
