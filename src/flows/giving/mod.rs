//! Orders that are for somebody else: whoever they are for gets a mail, claims the gift on a page of its own and has the
//! files there; the buyer keeps the receipt. Who claims it with an account has it in their library from then on, and the
//! link opens it for nobody else.

mod acts;
mod api;
mod goods;
mod mail;
mod pages;
mod shown;
pub mod view;

pub use mail::writer;

use crate::{
    base::{Error, OrderId, Result, UserId},
    features::orders::{self, Order},
    platform::{
        Feature,
        db::{Reads, Record as _},
        signing::Keys,
        web::Identity,
    },
};

const PURPOSE: &str = "gift";

/// The pages and JSON routes of gifts.
pub fn feature() -> Feature {
    Feature::new("giving").pages(pages::routes()).api(api::routes(), api::docs())
}

/// The token that opens the gift of `order`. It opens nothing else of it.
fn token(keys: &Keys, order: OrderId) -> String {
    keys.signer(PURPOSE).seal(&order.to_bytes())
}

/// Where the gift of `order` is claimed.
fn page_of(keys: &Keys, order: OrderId) -> String {
    format!("/gifts/{order}?token={}", token(keys, order))
}

/// The paid order behind a gift for whoever holds its token or has the account that has claimed it; for others there is
/// none.
fn open(txn: &impl Reads, keys: &Keys, id: OrderId, token: Option<&str>, asking: Option<UserId>) -> Result<Order> {
    let payload = keys.signer(PURPOSE).open(token.unwrap_or_default()).unwrap_or_default();
    let holds = payload == id.to_bytes();
    let found = orders::find(txn, id)?.filter(|it| holds || asking.is_some_and(|user| it.was_given_to(user)));
    let found = found.filter(|it| it.is_gift() && it.status.was_paid());
    found.ok_or_else(|| Error::not_found(Order::MISSING))
}

/// How a gift stands for whoever opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nobody has claimed it.
    Unclaimed,
    /// It was claimed, and is theirs.
    Theirs,
    /// It is theirs, and their account may take it on.
    Loose,
    /// Somebody else has claimed it.
    Taken,
}

impl Standing {
    fn of(order: &Order, asking: Option<&Identity>) -> Self {
        let Some(gift) = &order.extras.gift else { return Self::Taken };
        match (gift.claimed, gift.claimed_by, asking) {
            (None, ..) => Self::Unclaimed,
            (Some(_), Some(owner), Some(who)) if who.user == owner => Self::Theirs,
            (Some(_), Some(_), _) => Self::Taken,
            (Some(_), None, Some(who)) if who.email.as_str().eq_ignore_ascii_case(gift.to.as_str()) => Self::Loose,
            (Some(_), None, _) => Self::Theirs,
        }
    }

    /// Whether files and keys are shown.
    fn is_open(self) -> bool {
        matches!(self, Self::Theirs | Self::Loose)
    }
}
