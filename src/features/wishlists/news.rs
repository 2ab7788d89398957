//! What changes about things that people wish for.

use super::{
    Owner, Wish,
    store::{self, BY_PRODUCT, ITEMS},
};
use crate::{
    base::{EditionId, Money, ProductId, ReleaseId, Result, UserId},
    platform::db::{Reads, WriteTxn},
};

/// How a thing that is wished for stands on the shelf now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether it can be bought.
    pub sold: bool,
    /// What it costs, if it usually costs more.
    pub reduced: Option<Money>,
    /// What it costs.
    pub price: Option<Money>,
    /// Its newest release.
    pub release: Option<ReleaseId>,
}

/// What its owner has not heard of a thing on their list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It costs less for a while, or less still.
    OnSale,
    /// It can be bought again.
    Back,
    /// It costs less than it did.
    Cheaper,
    /// It came out in a new release.
    Released,
}

/// Notes how a product stands now for everyone who wishes for it; `standing` tells it for an edition, or for the product as
/// a whole. Gives what is news for accounts, once: who knows of a reduction is told of the next when it is over.
pub fn note(
    txn: &WriteTxn,
    product: ProductId,
    standing: impl Fn(Option<EditionId>) -> Standing,
) -> Result<Vec<(UserId, Change)>> {
    let mut news = Vec::new();
    for mut wish in BY_PRODUCT.of(&product).records(txn, &ITEMS)? {
        let now = standing(wish.edition);
        let changes = changes(&wish, &now);
        let before = wish.clone();
        // Away from the shelf nothing is on sale or new; what was known of it stays known.
        if now.sold {
            wish.reduced = now.reduced;
            (wish.price, wish.release) = (now.price.or(wish.price), wish.release.max(now.release));
        }
        wish.gone = !now.sold;
        if wish == before {
            continue;
        }
        ITEMS.put(txn, &wish)?;
        let Some(Owner::Account(user)) = store::find(txn, wish.list)?.map(|it| it.owner) else { continue };
        for change in changes.into_iter().map(|it| (user, it)) {
            if !news.contains(&change) {
                news.push(change);
            }
        }
    }
    Ok(news)
}

/// What its owner has not heard of a thing that stands like this now. What nobody has looked at before is no news.
fn changes(wish: &Wish, now: &Standing) -> Vec<Change> {
    if !now.sold {
        return Vec::new();
    }
    let less = now.reduced.is_some_and(|it| wish.reduced.is_none_or(|known| it.amount < known.amount));
    let prices = now.price.zip(wish.price).filter(|(now, known)| now.currency == known.currency);
    let cheaper = prices.is_some_and(|(now, known)| now.amount < known.amount);
    // Releases are named in the order in which they came: a withdrawn one does not make an older one new.
    let newer = now.release.zip(wish.release).is_some_and(|(now, known)| now > known);
    let price = match () {
        () if less => Some(Change::OnSale),
        () if wish.gone => Some(Change::Back),
        () if cheaper => Some(Change::Cheaper),
        () => None,
    };
    price.into_iter().chain(newer.then_some(Change::Released)).collect()
}

/// Whether anybody wishes for `product`.
pub fn is_wished(txn: &impl Reads, product: ProductId) -> Result<bool> {
    Ok(BY_PRODUCT.of(&product).limit(1).count(txn)? > 0)
}

/// Whether `user` still wishes for `product`.
pub fn wishes_for(txn: &impl Reads, user: UserId, product: ProductId) -> Result<bool> {
    let lists = store::of_account(txn, user)?;
    Ok(super::list_with(txn, &lists, product)?.is_some())
}
