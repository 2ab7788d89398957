//! Collections as programs of admins see them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::acts;
use crate::{
    base::{BaseUrl, CollectionId, ProductId, Result, links},
    features::collections::{Collection, CollectionForm, NewCollection},
    platform::db::Reads,
};

/// A collection, with all that is said of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ManagedCollectionJson)]
pub(super) struct CollectionJson {
    #[schema(value_type = String, example = "col_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    id: CollectionId,
    /// What its page is called.
    #[schema(example = "wedding-kit")]
    slug: String,
    /// Its page, which is there while it is shown.
    url: String,
    title: String,
    /// The words about it, in Markdown.
    text: String,
    /// Whether everyone sees it.
    shown: bool,
    /// Whether it stands on the front page as well.
    on_front_page: bool,
    /// What is in it, the first first; what is off the shelf as well.
    #[schema(value_type = Vec<String>)]
    products: Vec<ProductId>,
    /// How often it has changed; as in `ETag`.
    revision: u64,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
}

/// A piece of the list of collections.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ManagedCollectionsJson)]
pub(super) struct CollectionsJson {
    /// The newest first.
    pub data: Vec<CollectionJson>,
    /// How many there are in all.
    pub total: usize,
    /// The cursor of the next piece; null at the end.
    pub next: Option<String>,
}

/// What is to be said of a collection.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewCollectionJson {
    /// 1 to 100 characters.
    title: String,
    /// The last part of its address; made of the title if left out.
    slug: Option<String>,
    /// In Markdown; 5,000 characters at most.
    text: String,
    /// Whether everyone sees it.
    shown: bool,
    /// Whether its first products stand on the front page as well; it has to be shown.
    on_front_page: bool,
    /// What is in it, the first first, 200 at most: identifiers, or the last parts of addresses.
    #[schema(example = json!(["aurora-sans", "line-icons"]))]
    products: Vec<String>,
}

impl CollectionJson {
    pub fn new(it: &Collection, base: &BaseUrl) -> Self {
        Self {
            id: it.id,
            slug: it.slug.to_string(),
            url: base.to(&links::collection(&it.slug)),
            title: it.title.clone(),
            text: it.text.clone(),
            shown: it.shown.is_some(),
            on_front_page: it.at_home,
            products: it.products.clone(),
            revision: it.revision,
            created_at: it.created.rfc3339(),
            updated_at: it.updated.rfc3339(),
        }
    }
}

impl NewCollectionJson {
    /// What is said, before its products are looked up.
    pub fn form(&self) -> CollectionForm {
        CollectionForm {
            title: self.title.clone(),
            slug: self.slug.clone().unwrap_or_default(),
            text: self.text.clone(),
            shown: self.shown,
            at_home: self.on_front_page,
        }
    }

    /// `new` with the products that it names.
    pub fn holding(&self, txn: &impl Reads, new: &NewCollection) -> Result<NewCollection> {
        Ok(new.clone().holding(acts::products(txn, &self.products)?))
    }
}
