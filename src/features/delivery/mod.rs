//! Bringing files to those who bought them.
//!
//! A paid line gives a [`Grant`]; whoever shows it gets signed links that end soon; following one sends the bytes.
//! Each transfer that reaches its end spends one of the allowed times, however often it broke off on the way.

mod archive;
mod body;
mod checks;
mod copies;
mod desk;
mod forgetting;
mod handing;
mod headers;
mod link;
mod model;
mod packing;
pub mod pages;
mod routes;
mod store;
mod terms;
#[cfg(test)]
mod tests;
mod tries;
mod wire;

pub use archive::{Archive, Wanted};
pub use copies::{Unstamped, copies, forget_ended, is_stamped, set_stamping, unstamped_of};
pub use desk::{Asker, Desk};
pub use forgetting::forget_buyer;
pub use handing::SendBy;
pub use link::{DownloadLink, links};
pub use model::{Download, FileFacts, Grant, NewGrant, Revocation, Standing};
pub use store::{downloads_of, find, find_by_line, log, log_of_seller, of_buyer, of_order, of_product, spent};
pub use terms::{Allowance, NewTerms, Terms, allowance, set_terms, terms_of};
pub use wire::DownloadJson;

use std::time::Duration;

use crate::{
    base::{Error, Event, OrderId, OrderLineId, Result, Timestamp},
    platform::{Feature, db::WriteTxn},
};

/// What the delivery brings along.
pub fn feature() -> Feature {
    Feature::new("delivery").tables(&store::TABLES).check(checks::check).pages(routes::routes())
}

/// Gives the buyer of a paid line the right to download. A line that has it already keeps what it has.
pub fn grant(txn: &WriteTxn, new: NewGrant) -> Result<Grant> {
    grant_since(txn, new, txn.now)
}

/// The same to whoever bought it `since` a moment of the past, which decides which releases come with it. Its time runs from
/// now.
pub fn grant_since(txn: &WriteTxn, new: NewGrant, since: Timestamp) -> Result<Grant> {
    if let Some(grant) = find_by_line(txn, new.line)? {
        return Ok(grant);
    }
    let grant = Grant {
        id: txn.fresh(),
        order: new.order,
        line: new.line,
        product: new.product,
        edition: new.edition,
        buyer: new.buyer,
        seller: Some(new.seller),
        counted_from: None,
        limit: new.limit.map(|limit| limit.saturating_mul(new.quantity.max(1))),
        expires: new.window.map(|window| txn.now.plus(window)),
        revoked: None,
        created: since,
    };
    store::GRANTS.add(txn, &grant)?;
    Ok(grant)
}

/// Lets a buyer begin anew: what was downloaded so far counts no more, and the time runs from now, for `window`.
///
/// # Errors
/// The right was taken back.
pub fn reset(txn: &WriteTxn, line: OrderLineId, window: Option<Duration>) -> Result<Grant> {
    let grant = find_by_line(txn, line)?.ok_or_else(|| Error::not_found("Nothing was handed over for this line"))?;
    if grant.revoked.is_some() {
        return Err(Error::conflict("What this line gave was taken back, since its money went back or is disputed"));
    }
    let expires = window.map(|window| txn.now.plus(window));
    let grant = Grant { counted_from: Some(txn.now), expires, ..grant };
    store::GRANTS.put(txn, &grant)?;
    Ok(grant)
}

/// Lets the right of a line end at a moment at the latest.
pub fn end_at(txn: &WriteTxn, line: OrderLineId, end: Timestamp) -> Result<()> {
    match find_by_line(txn, line)?.filter(|it| it.expires.is_none_or(|known| known > end)) {
        Some(grant) => store::GRANTS.put(txn, &Grant { expires: Some(end), ..grant }),
        None => Ok(()),
    }
}

/// Takes back every right that an order gave; links that were handed out end at once. Done twice, it keeps the first reason.
pub fn revoke(txn: &WriteTxn, order: OrderId, reason: &str) -> Result<()> {
    of_order(txn, order)?.into_iter().try_for_each(|it| set_open(txn, it, Some(reason)))
}

/// Gives back what was taken back, such as after a dispute that was won.
pub fn restore(txn: &WriteTxn, order: OrderId) -> Result<()> {
    of_order(txn, order)?.into_iter().try_for_each(|it| set_open(txn, it, None))
}

/// Takes back what one line of an order gave, for this reason, or gives it back. Done twice, it keeps the first reason.
pub fn set_line(txn: &WriteTxn, order: OrderId, line: OrderLineId, revoked: Option<&str>) -> Result<()> {
    let of_line = of_order(txn, order)?.into_iter().filter(|it| it.line == line);
    of_line.into_iter().try_for_each(|it| set_open(txn, it, revoked))
}

fn set_open(txn: &WriteTxn, grant: Grant, revoked: Option<&str>) -> Result<()> {
    if grant.revoked.is_some() == revoked.is_some() {
        return Ok(());
    }
    copies::forget_of(txn, grant.id)?;
    let revoked = revoked.map(|reason| Revocation { at: txn.now, reason: reason.to_owned() });
    txn.emit(Event::GoodsChanged { order: grant.order })?;
    store::GRANTS.put(txn, &Grant { revoked, ..grant })
}
