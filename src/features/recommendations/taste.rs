//! What is known of a member when things are picked for them, and who knows it.

use std::{collections::HashSet, net::IpAddr, sync::Arc};

use super::Source;
use crate::base::{ProductId, Result, UserId};

/// What is known of a member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taste {
    /// What is never recommended to them: what they own or gave back, and what they said no to.
    pub apart: Arc<HashSet<ProductId>>,
    /// What was picked for them, best first; nothing if they do not want that.
    pub picks: Vec<Pick>,
    /// Parts pages that show picks from those of others; empty without any.
    pub picks_key: String,
    /// Parts pages on which something may be left out from those of others; empty if nothing is.
    pub apart_key: String,
}

/// Something that was picked for a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// What.
    pub product: ProductId,
    /// Why: how the member came by what it is like.
    pub source: Source,
    /// What it is like.
    pub like: ProductId,
}

/// Who knows the taste of members; managed state, supplied by the wiring.
pub struct Tastes(pub Arc<dyn KnowsTaste>);

/// What pages ask about whoever looks at them.
#[rocket::async_trait]
pub trait KnowsTaste: Send + Sync {
    /// What is known of a member. Quick, but for the first time in some minutes.
    async fn of(&self, user: UserId) -> Result<Arc<Taste>>;

    /// Somebody at `address`, perhaps a member, looks at the page of the product at `slug`.
    fn look(&self, member: Option<UserId>, address: IpAddr, slug: &str);
}
