//! Where reviews, votes and complaints are kept.

use super::{
    listing::{Sort, Wanted},
    model::{Reminder, Report, Review, Vote},
    tally::Tally,
};
use crate::{
    base::{OrderId, ProductId, ReportId, Result, ReviewId, SellerId, Timestamp, UserId},
    platform::db::{Index, Reads, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&REVIEWS, &TALLIES, &VOTES, &REPORTS, &REMINDERS];

pub(super) static REVIEWS: Table<Review> =
    Table::new("reviews", &[&BY_AUTHOR, &OF_AUTHOR, &OF_ORDER, &LISTED, &NARROWED, &OF_SELLER, &BY_STATE, &OF_PRODUCT])
        .shown();
pub(super) static TALLIES: Table<Tally> = Table::new("reviews.tallies", &[]).shown();
pub(super) static VOTES: Table<Vote> = Table::new("reviews.votes", &[&BY_VOTER]);
pub(super) static REPORTS: Table<Report> = Table::new("reviews.reports", &[&ONCE, &OPEN, &OF_REVIEW, &BY_REPORTER]);
pub(super) static REMINDERS: Table<Reminder> = Table::new("reviews.reminders", &[]);

/// One of each member about each product.
pub(super) static BY_AUTHOR: Index<Review, (ProductId, UserId)> =
    Index::maybe("reviews.by_author", |it: &Review| it.member().map(|user| (it.product, user)))
        .taken("You have reviewed this already; change what you wrote instead");
pub(super) static OF_AUTHOR: Index<Review, (UserId, ReviewId)> =
    Index::maybe("reviews.of_author", |it: &Review| it.member().map(|user| (user, it.id)));
pub(super) static OF_ORDER: Index<Review, (OrderId, ReviewId)> =
    Index::maybe("reviews.of_order", |it: &Review| it.order.map(|order| (order, it.id)));
/// What everyone sees, in each of its orders: the largest key comes first in all of them.
pub(super) static LISTED: Index<Review, (ProductId, u8, u32, Timestamp, ReviewId)> =
    Index::many("reviews.listed", |it: &Review| {
        let key = |sort: Sort| (it.product, sort.number(), sort.rank(it), it.created, it.id);
        if it.counts() { Sort::ALL.map(key).to_vec() } else { Vec::new() }
    });
/// The same for those with so many stars, for those that the seller replied to, and for both.
pub(super) static NARROWED: Index<Review, (ProductId, u8, u32, Timestamp, ReviewId)> =
    Index::many("reviews.narrowed", |it: &Review| {
        let key = |(list, rank)| (it.product, list, rank, it.created, it.id);
        if it.counts() { Wanted::narrowed(it).map(key).collect() } else { Vec::new() }
    });
/// What everyone sees of what somebody sells; what waits for a reply comes first.
pub(super) static OF_SELLER: Index<Review, (SellerId, bool, Timestamp, ReviewId)> =
    Index::maybe("reviews.of_seller", |it: &Review| {
        it.counts().then(|| (it.seller, it.reply.is_none(), it.created, it.id))
    });
pub(super) static BY_STATE: Index<Review, (u8, ReviewId)> =
    Index::new("reviews.by_state", |it: &Review| (it.state().number(), it.id));
pub(super) static OF_PRODUCT: Index<Review, (ProductId, ReviewId)> =
    Index::new("reviews.of_product", |it: &Review| (it.product, it.id));

pub(super) static BY_VOTER: Index<Vote, (UserId, ProductId, ReviewId)> =
    Index::new("reviews.votes.by_voter", |it: &Vote| (it.user, it.product, it.review));

/// One of each member about each review.
pub(super) static ONCE: Index<Report, (ReviewId, UserId)> =
    Index::maybe("reviews.reports.once", |it: &Report| it.by.map(|user| (it.review, user)))
        .taken("You have reported this review already; somebody will look at it");
pub(super) static OPEN: Index<Report, (ReviewId, ReportId)> =
    Index::maybe("reviews.reports.open", |it: &Report| it.settled.is_none().then_some((it.review, it.id)));
pub(super) static OF_REVIEW: Index<Report, (ReviewId, ReportId)> =
    Index::new("reviews.reports.of_review", |it: &Report| (it.review, it.id));
pub(super) static BY_REPORTER: Index<Report, (UserId, ReportId)> =
    Index::maybe("reviews.reports.by_reporter", |it: &Report| it.by.map(|user| (user, it.id)));

/// The review of this identifier, whatever became of it.
pub fn find(txn: &impl Reads, id: ReviewId) -> Result<Option<Review>> {
    REVIEWS.find(txn, id)
}

/// The same, or [`crate::base::Error::not_found`].
pub fn get(txn: &impl Reads, id: ReviewId) -> Result<Review> {
    REVIEWS.get(txn, id)
}

/// What a member wrote about a product, whatever became of it.
pub fn find_own(txn: &impl Reads, product: ProductId, user: UserId) -> Result<Option<Review>> {
    BY_AUTHOR.find(txn, &REVIEWS, &(product, user))
}

/// All that a member wrote, oldest first.
pub fn of_author(txn: &impl Reads, user: UserId) -> Result<Vec<Review>> {
    OF_AUTHOR.of(&user).records(txn, &REVIEWS)
}

/// All that the purchase `order` is the proof of.
pub fn of_order(txn: &impl Reads, order: OrderId) -> Result<Vec<Review>> {
    OF_ORDER.of(&order).records(txn, &REVIEWS)
}

/// All reviews of a product, whatever became of them, oldest first.
pub fn of_product(txn: &impl Reads, product: ProductId) -> Result<Vec<Review>> {
    OF_PRODUCT.of(&product).records(txn, &REVIEWS)
}

/// What buyers think of a product on the whole.
pub fn tally(txn: &impl Reads, product: ProductId) -> Result<Tally> {
    Ok(TALLIES.find(txn, product)?.unwrap_or_else(|| Tally::none(product)))
}

/// Which reviews a member found helpful, of all products.
pub fn votes_of(txn: &impl Reads, user: UserId) -> Result<Vec<Vote>> {
    BY_VOTER.of(&user).records(txn, &VOTES)
}

/// The same of one product.
pub fn voted(txn: &impl Reads, user: UserId, product: ProductId) -> Result<Vec<ReviewId>> {
    Ok(BY_VOTER.of(&(user, product)).keys(txn)?.into_iter().map(|it| it.2).collect())
}
