//! Warns a maker whose pool of keys runs dry.

use super::{keeper, letters};
use crate::{
    base::{Email, OrderId, Result, Role},
    features::{accounts, licenses, orders, sellers},
    platform::{
        db::{Reads, WriteTxn},
        mail,
        web::Shop,
    },
};

/// Looks at the pools that an order has taken keys from.
pub(super) fn warn(txn: &WriteTxn, shop: &Shop, order: OrderId) -> Result<()> {
    let order = orders::get(txn, order)?;
    for line in order.lines.iter().filter(|it| it.license_keys) {
        let Some(left) = licenses::warn_once(txn, line.product, line.edition)? else { continue };
        let seller = sellers::find(txn, line.seller)?.and_then(|it| it.owner);
        let (to, base) = match seller {
            Some(owner) => (accounts::find(txn, owner)?.map(|it| it.email).into_iter().collect(), keeper::DESK),
            None => (admins(txn)?, keeper::OFFICE),
        };
        for email in to {
            let letter = letters::low(shop, &email, &line.title, left, &format!("{base}/products/{}", line.product));
            mail::enqueue(txn, mail::letter(shop, &letter)?)?;
        }
    }
    Ok(())
}

fn admins(txn: &impl Reads) -> Result<Vec<Email>> {
    Ok(accounts::of_role(txn, Role::Admin)?.into_iter().map(|it| it.email).collect())
}
