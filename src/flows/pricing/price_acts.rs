//! What is done about what a product costs; it stands in the audit, in the same write.

use super::acts::By;
use crate::{
    base::{Error, Money, ProductId, Result, SellerId, Timestamp},
    features::{
        audit::Act,
        catalog::{self, BundleItem, EditionPrices, Product, Sale},
        taxes::{DIGITAL, TaxClass},
    },
    platform::db::{Reads, WriteTxn},
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

/// What a bundle brings is parted among the sellers of what is in it: nobody names a price for the goods of others.
///
/// # Errors
/// Something in it is another seller's; the field is `field`.
pub(super) fn only_own(txn: &impl Reads, field: &'static str, bundle: &[BundleItem], seller: SellerId) -> Result<()> {
    for item in bundle {
        if catalog::find(txn, item.product)?.is_some_and(|it| it.seller != seller) {
            let advice = "It holds goods of other sellers; the shop sets its price";
            return Err(Error::invalid(field, advice));
        }
    }
    Ok(())
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
