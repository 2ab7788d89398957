//! What is done about what a product costs; it stands in the audit, in the same write.

use super::acts::By;
use crate::{
    base::{Error, Money, ProductId, Result, Timestamp},
    features::{
        audit::Act,
        catalog::{self, EditionPrices, Product, Sale},
        taxes::{DIGITAL, TaxClass},
    },
    platform::db::WriteTxn,
};

/// A price for a while.
///
/// # Errors
/// It has ended already, or ends before it begins; the field is `sale`.
pub(super) fn sale(price: Money, from: Option<Timestamp>, until: Option<Timestamp>, now: Timestamp) -> Result<Sale> {
    if price.amount < 0 {
        return Err(Error::invalid("sale", "Nothing costs less than nothing"));
    }
    if until.is_some_and(|it| it <= now) {
        return Err(Error::invalid("sale", "It has to end later than now"));
    }
    if from.zip(until).is_some_and(|(from, until)| from >= until) {
        return Err(Error::invalid("sale", "It has to end after it begins"));
    }
    Ok(Sale::new(price, from, until))
}

/// The class of goods as a product keeps it: nothing for the usual one.
pub(super) fn class(text: &str) -> Result<Option<String>> {
    let class = TaxClass::parse(text).map_err(|error| Error::invalid("tax_class", error.advice()))?;
    Ok(Some(class.as_str()).filter(|it| *it != DIGITAL).map(str::to_owned))
}

/// Sets what the editions of a product cost for a while, what is in them, and how it is taxed.
pub(super) fn keep(
    txn: &WriteTxn,
    by: &By,
    id: ProductId,
    class: Option<String>,
    prices: &[EditionPrices],
) -> Result<Product> {
    let product = catalog::set_prices(txn, id, class, prices)?;
    by.note(txn, Act::PricesChanged, id, &product.title)?;
    Ok(product)
}
