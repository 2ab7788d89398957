//! Who has what: whoever bought it and was not paid back, or was given it.

use crate::{
    base::{OrderId, ProductId, Result, UserId},
    features::{
        catalog::Product,
        delivery,
        orders::{self, Order, OrderLine},
        reviews::{self, Proof},
    },
    platform::db::{Reads, WriteTxn},
};

/// The most orders that are looked at.
const MOST: usize = 1000;

/// Whether a product is nothing but other products together: those are what is bought and reviewed.
pub(super) fn is_bundle(product: &Product) -> bool {
    product.latest().is_none()
        && !product.editions.is_empty()
        && product.editions.iter().all(|it| !it.bundle.is_empty())
}

/// The purchase by which `user` has a product, the latest; nothing if they have it not, or not any more.
pub(super) fn proof(txn: &impl Reads, user: UserId, product: ProductId) -> Result<Option<Proof>> {
    let given = orders::given_to(txn, user, MOST)?;
    let own = orders::of_owner(txn, user, MOST)?;
    // What somebody gave away is its receiver's.
    for order in own.iter().filter(|it| !it.is_gift()).chain(&given) {
        if let Some(line) = held(txn, order, product)? {
            return Ok(Some(Proof { order: order.id, edition: line.edition_name.clone() }));
        }
    }
    Ok(None)
}

/// The line of an order by which its receiver has a product, unless it was taken back. That the time for downloads is over
/// changes nothing.
fn held<'a>(txn: &impl Reads, order: &'a Order, product: ProductId) -> Result<Option<&'a OrderLine>> {
    for line in order.lines.iter().filter(|it| it.product == product) {
        if delivery::find_by_line(txn, line.id)?.is_some_and(|it| it.revoked.is_none()) {
            return Ok(Some(line));
        }
    }
    Ok(None)
}

/// Whose the goods of an order are: that of whom they were given to, or else the buyer's.
pub(super) fn receiver(order: &Order) -> Option<UserId> {
    match &order.extras.gift {
        Some(gift) => gift.claimed_by,
        None => order.owner,
    }
}

/// Lets the reviews that hang on an order count, or not, as it gives its goods by now. Done twice it changes nothing.
pub(super) fn follow(txn: &WriteTxn, id: OrderId) -> Result<()> {
    let Some(order) = orders::find(txn, id)? else { return Ok(()) };
    let mut all = reviews::of_order(txn, id)?;
    // Whoever bought it twice has written with one of both.
    if let Some(user) = receiver(&order) {
        for line in &order.lines {
            all.extend(reviews::find_own(txn, line.product, user)?);
        }
    }
    for review in all {
        let has = match review.member() {
            Some(user) => proof(txn, user, review.product)?.is_some(),
            None => held(txn, &order, review.product)?.is_some(),
        };
        reviews::stand(txn, review.id, has)?;
    }
    Ok(())
}
