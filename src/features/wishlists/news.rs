//! What changes about things that people wish for.

use super::{
    Owner,
    store::{self, BY_PRODUCT, ITEMS},
};
use crate::{
    base::{EditionId, Money, ProductId, Result, UserId},
    platform::db::{Reads, WriteTxn},
};

/// How a thing that is wished for stands on the shelf now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether it can be bought.
    pub sold: bool,
    /// What it costs, if it usually costs more.
    pub reduced: Option<Money>,
}

/// What its owner has not heard of a thing on their list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It costs less for a while, or less still.
    OnSale,
    /// It can be bought again.
    Back,
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
        let less = now.reduced.is_some_and(|it| wish.reduced.is_none_or(|known| it.amount < known.amount));
        let change = match (now.sold, wish.gone) {
            (true, _) if less => Some(Change::OnSale),
            (true, true) => Some(Change::Back),
            _ => None,
        };
        // Away from the shelf nothing is on sale; what was known of it stays known.
        let known = if now.sold { now.reduced } else { wish.reduced };
        if (wish.reduced, wish.gone) == (known, !now.sold) {
            continue;
        }
        (wish.reduced, wish.gone) = (known, !now.sold);
        ITEMS.put(txn, &wish)?;
        if let (Some(change), Some(Owner::Account(user))) = (change, store::find(txn, wish.list)?.map(|it| it.owner))
            && !news.contains(&(user, change))
        {
            news.push((user, change));
        }
    }
    Ok(news)
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
