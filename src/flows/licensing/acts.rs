//! What those who look after licences do, by page or by program: each in one write, noted in it.

use super::{keeper::Keeper, letters};
use crate::{
    base::{EditionId, Error, LicenseId, OrderId, ProductId, Result, links, text},
    features::{
        audit::Act,
        licenses::{self, Imported, License, PolicyForm},
        orders,
    },
    platform::{db::WriteTxn, mail, signing::Keys, web::Shop},
};

/// What can be done to one licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// It is worth nothing until somebody allows it again, for this reason in words for its holder.
    Stop(String),
    Allow,
    Rotate,
}

impl Deed {
    /// That a licence is stopped; with a reason of their own, or without one.
    ///
    /// # Errors
    /// The reason is longer than 200 characters.
    pub fn stop(reason: &str) -> Result<Self> {
        let reason = text::line(reason);
        match reason.chars().count() {
            0 => Ok(Self::Stop("Its seller has stopped this key".into())),
            1..=200 => Ok(Self::Stop(reason)),
            _ => Err(Error::invalid("reason", "At most 200 characters")),
        }
    }
}

/// Says what keys of an edition allow that are issued from now on.
pub(super) fn set_policy(
    txn: &WriteTxn,
    keeper: &Keeper,
    product: ProductId,
    edition: EditionId,
    form: &PolicyForm,
) -> Result<()> {
    keeper.edition(txn, product, edition)?;
    licenses::set_policy(txn, form.parse(product, edition)?)?;
    keeper.note(txn, Act::LicensesSet, product, &edition.to_string())
}

/// Puts keys into the pool of an edition, one a line, and writes to those who have waited for theirs.
pub(super) fn add_keys(
    txn: &WriteTxn,
    keeper: &Keeper,
    (product, edition): (ProductId, EditionId),
    lines: &str,
    shop: &Shop,
    keys: &Keys,
) -> Result<Imported> {
    keeper.edition(txn, product, edition)?;
    let done = licenses::import(txn, product, edition, lines)?;
    keeper.note(txn, Act::KeysAdded, product, &format!("{} new", done.new))?;
    done.given.iter().try_for_each(|it| tell(txn, shop, keys, *it))?;
    Ok(done)
}

/// Writes to somebody who has waited for their key.
fn tell(txn: &WriteTxn, shop: &Shop, keys: &Keys, order: OrderId) -> Result<()> {
    let order = orders::get(txn, order)?;
    let path = links::order(order.id, &orders::token(keys, order.id));
    let letter = letters::served(shop, &order.buyer.email, &order.name(), &path);
    mail::enqueue(txn, mail::letter(shop, &letter)?).map(drop)
}

/// Stops a licence, allows it again, or gives it another key.
pub(super) fn change(
    txn: &WriteTxn,
    keeper: &Keeper,
    product: ProductId,
    license: LicenseId,
    deed: &Deed,
) -> Result<License> {
    keeper.license(txn, product, license)?;
    let (act, changed) = match deed {
        Deed::Stop(why) => (Act::LicenseStopped, licenses::disable(txn, license, why)?),
        Deed::Allow => (Act::LicenseAllowed, licenses::enable(txn, license)?),
        Deed::Rotate => (Act::LicenseRotated, licenses::rotate(txn, license)?),
    };
    keeper.note(txn, act, license, "")?;
    Ok(changed)
}
