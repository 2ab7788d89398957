//! What programs send and get about searches.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{BaseUrl, RecentSearchId, SavedSearchId},
    features::{
        recent_searches::{RecentSearch, Recents},
        saved_searches::SavedSearch,
    },
};

/// A search to be saved.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSavedSearchJson {
    /// 1 to 80 characters.
    #[schema(example = "Drums under ten")]
    pub name: String,
    /// What is asked, as the part behind the question mark of `GET /api/v1/products`. `sort` is kept, pages are not.
    #[schema(example = "q=drums&max_price=1000")]
    pub query: String,
    /// Whether mails shall come of it; they do unless this is false.
    #[serde(default = "yes")]
    pub mails: bool,
}

fn yes() -> bool {
    true
}

/// What shall be different; what is not given stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SavedSearchChangeJson {
    /// 1 to 80 characters.
    pub name: Option<String>,
    pub mails: Option<bool>,
}

/// A search that somebody saved.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SavedSearchJson {
    #[schema(value_type = String)]
    id: SavedSearchId,
    name: String,
    /// What is asked, as the part behind the question mark of `GET /api/v1/products`.
    query: String,
    /// Its results in the shop.
    url: String,
    /// Whether mails come of it.
    mails: bool,
    /// How many products were found that the next mail will tell.
    new: u32,
    saved_at: String,
    /// When a mail told of finds last.
    told_at: Option<String>,
}

/// The searches that somebody saved.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SavedSearchesJson {
    pub data: Vec<SavedSearchJson>,
    /// Always null: there are 50 at most, and all are here.
    pub next: Option<String>,
    pub total: usize,
}

impl SavedSearchJson {
    pub fn new(search: &SavedSearch, base: &BaseUrl) -> Self {
        Self {
            id: search.id,
            name: search.name.clone(),
            query: search.query.clone(),
            url: base.to(&format!("/products?{}", search.query)),
            mails: search.mails,
            new: search.fresh,
            saved_at: search.saved.rfc3339(),
            told_at: search.told.map(|it| it.rfc3339()),
        }
    }
}

/// What somebody looked for lately.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecentSearchesJson {
    /// The latest first.
    data: Vec<RecentSearchJson>,
    /// Always null: there are 20 at most, and all are here.
    next: Option<String>,
    total: usize,
    /// Whether they are kept.
    keep: bool,
}

/// Words that somebody looked for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecentSearchJson {
    #[schema(value_type = String)]
    id: RecentSearchId,
    q: String,
    at: String,
}

/// Whether searches shall be kept.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeepSearchesJson {
    /// With `false`, those that are kept are forgotten, too.
    pub keep: bool,
}

impl RecentSearchesJson {
    pub fn of(recents: Recents) -> Self {
        let json = |it: RecentSearch| RecentSearchJson { id: it.id, q: it.words, at: it.at.rfc3339() };
        let data: Vec<_> = recents.searches.into_iter().map(json).collect();
        Self { total: data.len(), data, next: None, keep: !recents.off }
    }
}
