//! What was said in another shop before this one sold the goods, and whose it becomes.

use super::{About, Author, Review, find_own, keep, of_order, public_name};
use crate::{
    base::{OrderId, Result, Timestamp, UserId},
    platform::db::WriteTxn,
};

/// A review that was written in another shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// What it is about.
    pub about: About,
    /// The purchase that was brought from there.
    pub order: OrderId,
    /// What was bought, as it reads.
    pub edition: String,
    /// Its author's account here and their name, if they have one.
    pub author: Option<(UserId, String)>,
    /// From 1 to 5.
    pub stars: u8,
    /// What was said; may be empty.
    pub body: String,
    /// That shop's name.
    pub shop: String,
    /// When; that of the purchase if nothing else is known.
    pub at: Timestamp,
}

/// Keeps a review of another shop, or brings the one that came before to what is said there by now. What its author has
/// changed here stays, and so does what somebody else has written with the same account. Done twice it changes nothing.
/// Says whether anything has changed.
pub fn bring(txn: &WriteTxn, past: Past) -> Result<bool> {
    let known = of_order(txn, past.order)?.into_iter().find(|it| it.product == past.about.product);
    let Some(old) = known else { return fresh(txn, past) };
    if old.edited.is_some() || old.author == Author::Former || old.elsewhere.is_none() {
        return Ok(false);
    }
    let new = Review { stars: past.stars, body: past.body, ..old.clone() };
    let changed = new != old;
    if changed {
        keep(txn, Some(&old), Some(&new))?;
    }
    Ok(changed)
}

fn fresh(txn: &WriteTxn, past: Past) -> Result<bool> {
    let author = match past.author {
        Some((user, _)) if find_own(txn, past.about.product, user)?.is_some() => return Ok(false),
        Some((user, name)) => Author::Member(user, public_name(&name)),
        None => Author::Buyer,
    };
    let review = Review {
        id: txn.fresh(),
        product: past.about.product,
        seller: past.about.seller,
        author,
        order: Some(past.order),
        edition: past.edition,
        elsewhere: Some(past.shop),
        stars: past.stars,
        title: String::new(),
        body: past.body,
        // Nobody there agreed to stand here under their name.
        anonymous: true,
        helpful: 0,
        reply: None,
        hiding: None,
        withdrawn: None,
        created: past.at,
        edited: None,
    };
    keep(txn, None, Some(&review))?;
    Ok(true)
}

/// Gives what was said with a purchase of another shop to the account that the purchase belongs to by now.
pub fn adopt(txn: &WriteTxn, order: OrderId, user: UserId, name: &str) -> Result<()> {
    for old in of_order(txn, order)?.into_iter().filter(|it| it.author == Author::Buyer) {
        if find_own(txn, old.product, user)?.is_none() {
            let new = Review { author: Author::Member(user, public_name(name)), ..old.clone() };
            keep(txn, Some(&old), Some(&new))?;
        }
    }
    Ok(())
}
