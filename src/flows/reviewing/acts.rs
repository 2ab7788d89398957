//! What members, sellers and moderators do with reviews. Whatever a moderator does stands in the audit, in the same write.

use std::net::IpAddr;

use super::{holding, letters};
use crate::{
    base::{Error, Result, ReviewId, UserId},
    features::{
        accounts,
        audit::{self, Act, Actor, NewEntry},
        catalog::{self, Product},
        preferences::{self, Mailing},
        reviews::{self, About, Decision, NewReport, NewReview, Report, Review, Scope},
        sellers,
    },
    platform::{
        db::{Reads, Record, WriteTxn},
        limits::Rule,
        mail,
        signing::Keys,
        web::{ClientAddress, Identity, Shop},
    },
};

const MINUTE: std::time::Duration = std::time::Duration::from_secs(60);
/// Reviews that one member writes, changes and deletes.
pub(super) const WRITES: Rule = Rule::new("reviews", 10, MINUTE);
/// Votes of one member: as fast as anybody reads.
pub(super) const VOTES: Rule = Rule::new("review votes", 60, std::time::Duration::from_secs(1));
/// Complaints of one member.
pub(super) const REPORTS: Rule = Rule::new("review reports", 10, MINUTE);
/// Replies of one seller.
pub(super) const REPLIES: Rule = Rule::new("review replies", 60, std::time::Duration::from_secs(10));

/// Replies suggested to one seller: a model may have to think about each.
pub(super) const DRAFTS: Rule = Rule::new("review reply drafts", 20, MINUTE);

/// What is needed to write to people.
#[derive(Clone)]
pub(super) struct Desk {
    pub shop: Shop,
    pub keys: Keys,
}

/// A moderator, and from where they act.
#[derive(Debug, Clone, Copy)]
pub(super) struct By {
    user: UserId,
    address: IpAddr,
}

impl By {
    /// Whoever has passed the door.
    pub fn new(who: &Identity, client: ClientAddress) -> Self {
        Self { user: who.user, address: client.0 }
    }

    fn note(self, txn: &WriteTxn, act: Act, review: &Review, detail: &str) -> Result<()> {
        audit::note(txn, NewEntry::new(Actor::User(self.user), act).to(review.id).detail(detail).from(self.address))
    }
}

/// Whether `user` sells what `product` is.
pub(super) fn sells(txn: &impl Reads, user: UserId, product: &Product) -> Result<bool> {
    Ok(sellers::find(txn, product.seller)?.is_some_and(|it| it.owner == Some(user)))
}

/// The product that `name` means, if everyone sees it or `user` has it.
pub(super) fn find_product(txn: &impl Reads, user: UserId, name: &str) -> Result<Product> {
    let missing = || Error::not_found(Product::MISSING);
    let product = catalog::find_by_name(txn, name)?.ok_or_else(missing)?;
    let theirs = || Ok::<_, Error>(holding::proof(txn, user, product.id)?.is_some());
    if product.is_published() || theirs()? { Ok(product) } else { Err(missing()) }
}

/// Why `user` cannot review a product, if they cannot; else the proof that they can.
pub(super) fn may_review(txn: &impl Reads, user: UserId, product: &Product) -> Result<reviews::Proof> {
    if sells(txn, user, product)? {
        return Err(Error::forbidden("You sell this yourself, so you cannot review it"));
    }
    if holding::is_bundle(product) {
        return Err(Error::forbidden("This is a bundle: review what came with it, each on its own page"));
    }
    let proof = holding::proof(txn, user, product.id)?;
    proof.ok_or_else(|| Error::forbidden("Only whoever bought this, and still has it, can review it"))
}

/// Publishes what somebody thinks of the product that `name` means, and tells whoever sells it.
pub(super) fn write(txn: &WriteTxn, desk: &Desk, user: UserId, name: &str, new: &NewReview) -> Result<Review> {
    let product = find_product(txn, user, name)?;
    let proof = may_review(txn, user, &product)?;
    let author = accounts::get(txn, user)?;
    let about = About { product: product.id, seller: product.seller };
    let review = reviews::submit(txn, about, user, &author.name, proof, new.clone())?;
    let seller = sellers::find(txn, product.seller)?.and_then(|it| it.owner);
    if let Some(seller) = seller.map(|it| accounts::find(txn, it)).transpose()?.flatten() {
        let letter = letters::written(&desk.shop, &seller.email, &product, &review);
        preferences::post(txn, &desk.keys, &desk.shop, Mailing::Reviews, &letter)?;
    }
    Ok(review)
}

/// Complains about a review.
pub(super) fn report(txn: &WriteTxn, user: UserId, id: ReviewId, new: &NewReport) -> Result<Report> {
    let review = reviews::get_shown(txn, id)?;
    let by_seller = sellers::find(txn, review.seller)?.is_some_and(|it| it.owner == Some(user));
    reviews::report(txn, id, user, by_seller, new.clone())
}

/// Answers a review of what `seller` sells; its author hears of the first answer.
pub(super) fn reply(txn: &WriteTxn, desk: &Desk, seller: &sellers::Seller, id: ReviewId, text: &str) -> Result<Review> {
    let (review, first) = reviews::reply(txn, id, seller.id, text.to_owned())?;
    let author = review.member().filter(|_| first).map(|it| accounts::find(txn, it)).transpose()?.flatten();
    if let (Some(author), Some(product)) = (author, catalog::find(txn, review.product)?) {
        let letter = letters::answered(&desk.shop, &author.email, &product, seller.name.as_str(), text);
        preferences::post(txn, &desk.keys, &desk.shop, Mailing::ReviewReplies, &letter)?;
    }
    Ok(review)
}

/// Takes a review, or its words, away, and tells its author why.
pub(super) fn hide(txn: &WriteTxn, shop: &Shop, by: By, id: ReviewId, scope: Scope, reason: &str) -> Result<Review> {
    let review = reviews::hide(txn, id, scope, reason)?;
    by.note(txn, act(scope), &review, reason)?;
    tell_hidden(txn, shop, &review, scope, reason)?;
    Ok(review)
}

/// Lets a review be seen again.
pub(super) fn show(txn: &WriteTxn, by: By, id: ReviewId) -> Result<Review> {
    let (review, changed) = reviews::show(txn, id)?;
    if changed {
        by.note(txn, Act::ReviewShown, &review, "")?;
    }
    Ok(review)
}

/// Ends all complaints about a review.
pub(super) fn settle(
    txn: &WriteTxn,
    shop: &Shop,
    by: By,
    id: ReviewId,
    (decision, reason): (Decision, &str),
) -> Result<(Review, Vec<Report>)> {
    let (review, reports) = reviews::settle(txn, id, by.user, decision, reason)?;
    let scope = match decision {
        Decision::Keep | Decision::Gone => {
            by.note(txn, Act::ReviewKept, &review, &format!("{} reports", reports.len()))?;
            return Ok((review, reports));
        }
        Decision::HideWords => Scope::Words,
        Decision::Hide => Scope::Whole,
    };
    by.note(txn, act(scope), &review, reason)?;
    tell_hidden(txn, shop, &review, scope, reason)?;
    Ok((review, reports))
}

fn act(scope: Scope) -> Act {
    match scope {
        Scope::Words => Act::ReviewWordsHidden,
        Scope::Whole => Act::ReviewHidden,
    }
}

fn tell_hidden(txn: &WriteTxn, shop: &Shop, review: &Review, scope: Scope, reason: &str) -> Result<()> {
    let author = review.member().map(|it| accounts::find(txn, it)).transpose()?.flatten();
    let (Some(author), Some(product)) = (author, catalog::find(txn, review.product)?) else { return Ok(()) };
    let letter = letters::hidden(shop, &author.email, &product.title, scope, reason);
    mail::enqueue(txn, mail::letter(shop, &letter)?).map(drop)
}
