//! What buyers think of what they bought: stars and a few words, one review of each member about each product, proved by a
//! paid order that whoever calls hands over.
//!
//! A review that its author withdrew from, that a moderator took away, or whose purchase was paid back counts nowhere. How
//! many reviews gave how many stars is kept in the write that changes one; [`check`] counts anew.

mod checks;
mod form;
mod json;
mod leaving;
mod listing;
mod minding;
mod model;
mod past;
pub mod shown;
mod store;
mod tally;
#[cfg(test)]
mod tests;
mod voices;

pub use form::{
    LONGEST_BODY, LONGEST_REASON, LONGEST_REPLY, LONGEST_REPORT, LONGEST_TITLE, NewReport, NewReview, ReviewForm,
    hiding_reason, reply_text,
};
pub use json::{RatingsJson, ReviewJson, ReviewsJson};
pub use leaving::{forget_demo, forget_member, forget_product, hand_over, rename};
pub use listing::{LOOK_BACK, Sort, Wanted, listed, of_seller, page, waiting};
pub use minding::{Case, cases, find_report, hide, open_cases, report, reports, reports_by, reports_of, settle, show};
pub use model::{Author, Decision, Hiding, Reason, Reply, Report, Review, Scope, Settlement, State, Vote, public_name};
pub use past::{Past, adopt, bring};
pub use store::{find, find_own, get, of_author, of_order, of_product, tally, voted, votes_of};
pub use tally::{Bar, MOST_STARS, Tally};
pub use voices::{Theme, Voices, voices};

use crate::{
    base::{Error, Event, OrderId, ProductId, Result, ReviewId, SellerId, Timestamp, UserId},
    platform::{
        Feature,
        db::{Migration, Reads, Record, WriteTxn},
    },
};

/// What reviews bring along.
pub fn feature() -> Feature {
    Feature::new("reviews").tables(store::ALL).migrations(&[LIST_NARROWED]).check(checks::check)
}

/// Reviews of older stores stand in no list that is narrowed by stars or replies.
const LIST_NARROWED: Migration =
    Migration { name: "list reviews by stars and replies", run: |txn| store::NARROWED.fill(txn, &store::REVIEWS) };

/// A product, as far as reviews know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Which one.
    pub product: ProductId,
    /// Who sells it.
    pub seller: SellerId,
}

/// That somebody bought a product and has it still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The paid order.
    pub order: OrderId,
    /// What was bought of it, as it reads.
    pub edition: String,
}

/// Publishes what the member `user`, who is called `name`, thinks of a product.
///
/// # Errors
/// They have reviewed it already.
pub fn submit(txn: &WriteTxn, about: About, user: UserId, name: &str, proof: Proof, new: NewReview) -> Result<Review> {
    let review = Review {
        id: txn.fresh(),
        product: about.product,
        seller: about.seller,
        author: Author::Member(user, public_name(name)),
        order: Some(proof.order),
        edition: proof.edition,
        elsewhere: None,
        stars: new.stars,
        title: new.title,
        body: new.body,
        anonymous: new.anonymous,
        helpful: 0,
        reply: None,
        hiding: None,
        withdrawn: None,
        created: txn.now,
        edited: None,
    };
    keep(txn, None, Some(&review))?;
    Ok(review)
}

/// Publishes a review that nobody wrote, for a demonstration: under a name, and marked as what it is.
pub fn demonstrate(txn: &WriteTxn, about: About, name: &str, new: NewReview, written: Timestamp) -> Result<Review> {
    let review = Review {
        id: txn.fresh(),
        product: about.product,
        seller: about.seller,
        author: Author::Demo(name.to_owned()),
        order: None,
        edition: String::new(),
        elsewhere: None,
        stars: new.stars,
        title: new.title,
        body: new.body,
        anonymous: false,
        helpful: 0,
        reply: None,
        hiding: None,
        withdrawn: None,
        created: written,
        edited: None,
    };
    keep(txn, None, Some(&review))?;
    Ok(review)
}

/// Changes what `user` wrote; nothing happens if it is the same.
///
/// # Errors
/// It is not theirs, or not to be seen any more.
pub fn edit(txn: &WriteTxn, id: ReviewId, user: UserId, new: NewReview) -> Result<Review> {
    let old = get_own(txn, id, user)?;
    refuse_unseen(&old)?;
    let NewReview { stars, title, body, anonymous } = new;
    let changed = Review { stars, title, body, anonymous, ..old.clone() };
    if changed == old {
        return Ok(old);
    }
    let changed = Review { edited: Some(txn.now), ..changed };
    keep(txn, Some(&old), Some(&changed))?;
    Ok(changed)
}

/// Takes back what `user` wrote, with all that hangs on it. They may write anew.
///
/// # Errors
/// It is not theirs, or a moderator took it away: else whoever was told no would just write it again.
pub fn retract(txn: &WriteTxn, id: ReviewId, user: UserId) -> Result<Review> {
    let review = get_own(txn, id, user)?;
    if review.hiding.is_some() {
        return Err(Error::conflict("The shop took this review away; it cannot be deleted or written anew"));
    }
    leaving::remove(txn, &review)?;
    Ok(review)
}

/// The review `id`, if `user` wrote it.
///
/// # Errors
/// They did not, or there is none: both look alike.
pub fn get_own(txn: &impl Reads, id: ReviewId, user: UserId) -> Result<Review> {
    let found = find(txn, id)?.filter(|it| it.member() == Some(user));
    found.ok_or_else(|| Error::not_found(Review::MISSING))
}

/// The review `id`, if everyone sees it.
pub fn get_shown(txn: &impl Reads, id: ReviewId) -> Result<Review> {
    find(txn, id)?.filter(Review::counts).ok_or_else(|| Error::not_found(Review::MISSING))
}

fn refuse_unseen(review: &Review) -> Result<()> {
    match review.state() {
        State::Published => Ok(()),
        State::Worded | State::Hidden => Err(Error::conflict("The shop took this review away; it cannot be changed")),
        State::Withdrawn => Err(Error::conflict("You do not have this any more, so its review is not shown")),
    }
}

/// Notes that `user` found a review helpful, or does not; said twice it counts once.
///
/// # Errors
/// It is their own, or nobody sees it.
pub fn vote(txn: &WriteTxn, id: ReviewId, user: UserId, helpful: bool) -> Result<Review> {
    let old = get_shown(txn, id)?;
    if old.member() == Some(user) {
        return Err(Error::forbidden("You cannot vote for what you wrote yourself"));
    }
    if store::VOTES.has(txn, (id, user))? == helpful {
        return Ok(old);
    }
    let mut new = old.clone();
    if helpful {
        store::VOTES.put(txn, &Vote { review: id, product: old.product, user, at: txn.now })?;
        new.helpful = new.helpful.saturating_add(1);
    } else {
        store::VOTES.remove(txn, (id, user))?;
        new.helpful = new.helpful.saturating_sub(1);
    }
    keep(txn, Some(&old), Some(&new))?;
    Ok(new)
}

/// Answers a review as whoever sells the product, or changes that answer. Says whether it is the first.
///
/// # Errors
/// It is about something of somebody else's, or nobody sees it.
pub fn reply(txn: &WriteTxn, id: ReviewId, seller: SellerId, text: String) -> Result<(Review, bool)> {
    let old = of_seller_own(txn, id, seller)?;
    let reply = match &old.reply {
        Some(known) if known.text == text => return Ok((old, false)),
        Some(known) => Reply { text, edited: Some(txn.now), ..known.clone() },
        None => Reply { text, at: txn.now, edited: None },
    };
    let first = old.reply.is_none();
    let new = Review { reply: Some(reply), ..old.clone() };
    keep(txn, Some(&old), Some(&new))?;
    Ok((new, first))
}

/// Takes the answer away again; nothing happens if there is none.
///
/// # Errors
/// As [`reply`].
pub fn unreply(txn: &WriteTxn, id: ReviewId, seller: SellerId) -> Result<Review> {
    let old = of_seller_own(txn, id, seller)?;
    let new = Review { reply: None, ..old.clone() };
    if new != old {
        keep(txn, Some(&old), Some(&new))?;
    }
    Ok(new)
}

/// The review `id`, if it is about something that `seller` sells, and everyone sees it.
pub fn of_seller_own(txn: &impl Reads, id: ReviewId, seller: SellerId) -> Result<Review> {
    let found = find(txn, id)?.filter(|it| it.counts() && it.seller == seller);
    found.ok_or_else(|| Error::not_found(Review::MISSING))
}

/// Lets a review count, or not, as its author has the product or not. Said twice it changes nothing.
pub fn stand(txn: &WriteTxn, id: ReviewId, held: bool) -> Result<()> {
    let old = get(txn, id)?;
    if old.withdrawn.is_none() == held {
        return Ok(());
    }
    let new = Review { withdrawn: (!held).then_some(txn.now), ..old.clone() };
    keep(txn, Some(&old), Some(&new))
}

/// Notes that the buyer of an order was asked what they think. Says whether this was the first time.
pub fn note_reminded(txn: &WriteTxn, order: OrderId) -> Result<bool> {
    let first = !store::REMINDERS.has(txn, order)?;
    if first {
        store::REMINDERS.put(txn, &model::Reminder { order, at: txn.now })?;
    }
    Ok(first)
}

/// Keeps `new` in place of `old`, and the tally with it; tells everyone if the average may be another.
fn keep(txn: &WriteTxn, old: Option<&Review>, new: Option<&Review>) -> Result<()> {
    let Some(product) = old.or(new).map(|it| it.product) else { return Ok(()) };
    let before = tally(txn, product)?;
    let mut after = before.clone();
    old.into_iter().for_each(|it| after.shift(it, false));
    new.into_iter().for_each(|it| after.shift(it, true));
    match (old, new) {
        (_, Some(new)) => store::REVIEWS.put(txn, new)?,
        (Some(old), None) => store::REVIEWS.remove(txn, old.id)?,
        (None, None) => {}
    }
    if after == before {
        return Ok(());
    }
    if after.is_empty() {
        store::TALLIES.remove(txn, product)?;
    } else {
        store::TALLIES.put(txn, &after)?;
    }
    if after.stars == before.stars { Ok(()) } else { txn.emit(Event::RatingChanged { product }) }
}
