//! Orders of people who are gone.

use super::{Billing, Order, store};
use crate::{
    base::{Email, Result, UserId},
    platform::db::WriteTxn,
};

/// Stands where an address stood. It belongs to nobody (RFC 2606), and no mail goes there.
pub(super) const NOBODY: &str = "deleted-account@deleted.invalid";

/// Takes out of all orders of `owner` who bought: name, addresses, account. Number, amounts and tax stay, and so does
/// the country and the number for value-added tax, by which the tax was reckoned: the books have to add up for as long
/// as the law asks, and invoices and credit notes are made of them. Links to the order work as before. Gives the orders as they stand now.
pub fn forget_buyer(txn: &WriteTxn, owner: UserId) -> Result<Vec<Order>> {
    let mut all = super::of_owner(txn, owner, usize::MAX)?;
    for order in &mut all {
        anonymise(order)?;
        store::ORDERS.put(txn, order)?;
    }
    Ok(all)
}

fn anonymise(order: &mut Order) -> Result<()> {
    let billing = std::mem::take(&mut order.buyer.billing);
    order.owner = None;
    order.buyer.email = Email::parse(NOBODY)?;
    order.buyer.address = None;
    // Whoever was given something keeps it, by the link they have.
    if let Some(gift) = &mut order.extras.gift {
        gift.to = Email::parse(NOBODY)?;
        gift.message.clear();
    }
    // A word that was said in another shop was said under a name.
    if let Some(elsewhere) = &mut order.extras.elsewhere {
        elsewhere.review = None;
    }
    order.buyer.billing = Billing {
        name: Some("Deleted account".into()),
        country: billing.country,
        vat_number: billing.vat_number,
        ..Billing::default()
    };
    Ok(())
}
