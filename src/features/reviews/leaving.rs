//! What goes: a review, all about a product, and a member with what was theirs.

use super::{
    Author, Decision, Review, Settlement, keep,
    minding::of_review,
    store::{BY_REPORTER, OF_PRODUCT, REPORTS, REVIEWS, VOTES, of_author, of_product, votes_of},
};
use crate::{
    base::{ProductId, Result, SellerId, UserId},
    platform::db::WriteTxn,
};

/// So many votes of one review are looked at.
const MOST_VOTES: usize = 1_000_000;

/// Removes a review with its votes; whoever complained about it has what they wanted.
pub(super) fn remove(txn: &WriteTxn, review: &Review) -> Result<()> {
    for vote in VOTES.of(txn, &review.id, MOST_VOTES)? {
        VOTES.remove(txn, (vote.review, vote.user))?;
    }
    for mut report in of_review(txn, review.id)? {
        if report.settled.is_none() {
            report.settled = Some(Settlement { by: None, at: txn.now, decision: Decision::Gone });
            REPORTS.put(txn, &report)?;
        }
    }
    keep(txn, Some(review), None)
}

/// Removes all reviews of a product that is gone.
pub fn forget_product(txn: &WriteTxn, product: ProductId) -> Result<()> {
    of_product(txn, product)?.iter().try_for_each(|it| remove(txn, it))
}

/// Removes what was written about a product for a demonstration.
pub fn forget_demo(txn: &WriteTxn, product: ProductId) -> Result<()> {
    let mut all = of_product(txn, product)?;
    all.retain(|it| matches!(it.author, Author::Demo(_)));
    all.iter().try_for_each(|it| remove(txn, it))
}

/// Takes a member out who leaves: what they wrote stays, as that of a former member; their votes count no more.
pub fn forget_member(txn: &WriteTxn, user: UserId) -> Result<()> {
    for old in of_author(txn, user)? {
        let new = Review { author: Author::Former, ..old.clone() };
        keep(txn, Some(&old), Some(&new))?;
    }
    for vote in votes_of(txn, user)? {
        VOTES.remove(txn, (vote.review, user))?;
        if let Some(old) = REVIEWS.find(txn, vote.review)? {
            let new = Review { helpful: old.helpful.saturating_sub(1), ..old.clone() };
            keep(txn, Some(&old), Some(&new))?;
        }
    }
    for mut report in BY_REPORTER.of(&user).records(txn, &REPORTS)? {
        report.by = None;
        REPORTS.put(txn, &report)?;
    }
    Ok(())
}

/// Lets everything that a member wrote stand under another name.
pub fn rename(txn: &WriteTxn, user: UserId, name: &str) -> Result<()> {
    for old in of_author(txn, user)? {
        let new = Review { author: Author::Member(user, super::public_name(name)), ..old.clone() };
        if new != old {
            keep(txn, Some(&old), Some(&new))?;
        }
    }
    Ok(())
}

/// Lets the reviews of a product follow it to another seller, whose replies they then wait for.
pub fn hand_over(txn: &WriteTxn, product: ProductId, seller: SellerId) -> Result<()> {
    // All of a product stand with one seller, so the first tells of all.
    let first = OF_PRODUCT.of(&product).limit(1).records(txn, &REVIEWS)?;
    if first.iter().all(|it| it.seller == seller) {
        return Ok(());
    }
    for old in of_product(txn, product)? {
        let new = Review { seller, ..old.clone() };
        keep(txn, Some(&old), Some(&new))?;
    }
    Ok(())
}
