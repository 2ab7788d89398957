//! Orders that are for somebody else: whoever they are for gets a mail, claims the gift on a page of its own and has the
//! files there; the buyer keeps the receipt.

mod mail;
mod pages;
mod shown;
pub mod view;

pub use mail::writer;

use crate::{
    base::{Error, OrderId, Result},
    features::orders::{self, Order},
    platform::{
        Feature,
        db::{Reads, Record as _},
        signing::Keys,
    },
};

const PURPOSE: &str = "gift";

/// The pages of gifts.
pub fn feature() -> Feature {
    Feature::new("giving").pages(pages::routes())
}

/// The token that opens the gift of `order`. It opens nothing else of it.
fn token(keys: &Keys, order: OrderId) -> String {
    keys.signer(PURPOSE).seal(&order.to_bytes())
}

/// Where the gift of `order` is claimed.
fn page_of(keys: &Keys, order: OrderId) -> String {
    format!("/gifts/{order}?token={}", token(keys, order))
}

/// The paid order behind a gift for whoever holds its token; for others there is none.
fn open(txn: &impl Reads, keys: &Keys, id: OrderId, token: Option<&str>) -> Result<Order> {
    let payload = keys.signer(PURPOSE).open(token.unwrap_or_default()).unwrap_or_default();
    let found = if payload == id.to_bytes() { orders::find(txn, id)? } else { None };
    let found = found.filter(|it| it.extras.gift.is_some() && it.status.was_paid());
    found.ok_or_else(|| Error::not_found(Order::MISSING))
}
