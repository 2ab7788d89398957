//! How a seller's money reads.

use super::view::EntryLine;
use crate::{
    base::{Money, Result, SellerId},
    features::{
        ledger::{self, Entry},
        orders,
    },
    platform::{db::Reads, web::parts::amount},
};

/// What is due, for each currency; nothing where nothing ever was.
pub(super) fn due(txn: &impl Reads, seller: SellerId) -> Result<Vec<String>> {
    Ok(ledger::balances(txn, seller)?.into_iter().map(signed).collect())
}

pub(super) fn line(txn: &impl Reads, seller: SellerId, entry: &Entry) -> Result<EntryLine> {
    // Payouts are for no order.
    let order = entry.order.map(|id| orders::get(txn, id)).transpose()?;
    Ok(EntryLine {
        at: entry.at.date_and_time(),
        reason: entry.reason.label().to_owned(),
        order: order.map_or_else(String::new, |it| it.name()),
        amount: signed(entry.due_to(seller)),
    })
}

/// With the sign that is made for numbers, where it is less than nothing.
fn signed(money: Money) -> String {
    if money.amount < 0 {
        format!("−{}", amount(Money::new(money.amount.saturating_abs(), money.currency)))
    } else {
        amount(money)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Currency;

    #[test]
    fn what_is_owed_to_the_shop_is_seen() {
        let money = |minor| signed(Money::new(minor, Currency::USD));
        assert_eq!([money(1250), money(-1250), money(0)], ["$12.50", "−$12.50", "$0"]);
    }
}
