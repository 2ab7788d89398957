//! A licence with what surrounds it, as the programs of several shops want to know it.

use crate::{
    base::{Email, Result, Timestamp},
    features::{
        catalog::{self, Edition, Product},
        licenses::{self, License, LicenseKey},
        orders::{self, Elsewhere, Order, OrderLine},
        sellers::{self, Seller},
    },
    platform::db::Reads,
};

/// A licence, and what was bought with it.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub license: License,
    /// As it is today; nothing if it was removed.
    pub product: Option<Product>,
    pub seller: Option<Seller>,
    /// Nothing of a licence that was brought from another shop without an order.
    pub order: Option<Order>,
    /// How many devices use it.
    pub used: usize,
}

impl Facts {
    /// All about a licence.
    pub fn of(txn: &impl Reads, license: License) -> Result<Self> {
        let product = catalog::find(txn, license.product)?;
        let seller = product.as_ref().map(|it| sellers::find(txn, it.seller)).transpose()?.flatten();
        let order = orders::find(txn, license.order)?;
        let used = licenses::count_activations(txn, license.id)?;
        Ok(Self { license, product, seller, order, used })
    }

    /// All about the licence that `key` proves. With `product`, its identifier or slug, only if it is for that: a key is
    /// worth nothing for another. Both are looked for in any case, so that the time tells nothing.
    pub fn find(txn: &impl Reads, key: &str, product: Option<&str>) -> Result<Option<Self>> {
        let wanted = product.map(|it| catalog::find_by_name(txn, it.trim())).transpose()?.flatten();
        let license = LicenseKey::parse(key).ok().map(|it| licenses::find(txn, &it)).transpose()?.flatten();
        match license {
            Some(it) if product.is_none() || wanted.is_some_and(|wanted| wanted.id == it.product) => {
                Self::of(txn, it).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The same for programs of other shops, which know a product by the name that it had there. Where a product has such a
    /// name, nothing else is meant by it, so that no other product's page takes it over.
    pub fn find_elsewhere(txn: &impl Reads, key: &str, product: &str) -> Result<Option<Self>> {
        let named = licenses::named(txn, product)?.map(|it| it.to_string());
        Self::find(txn, key, Some(named.as_deref().unwrap_or(product)))
    }

    /// What another shop says of the purchase, if it was made there.
    pub fn elsewhere(&self) -> Option<&Elsewhere> {
        self.order.as_ref()?.extras.elsewhere.as_ref()
    }

    pub fn line(&self) -> Option<&OrderLine> {
        self.order.as_ref()?.lines.iter().find(|it| it.id == self.license.line)
    }

    pub fn edition(&self) -> Option<&Edition> {
        self.product.as_ref()?.edition(self.license.edition)
    }

    /// What the product is called; what it was called when it was bought, if it is gone.
    pub fn title(&self) -> &str {
        let bought = || self.line().map(|it| it.title.as_str());
        self.product.as_ref().map(|it| it.title.as_str()).or_else(bought).unwrap_or_default()
    }

    pub fn edition_name(&self) -> &str {
        let bought = || self.line().map(|it| it.edition_name.as_str());
        self.edition().map(|it| it.name.as_str()).or_else(bought).unwrap_or_default()
    }

    /// Whose it is: to whom it was handed on, for whom it was bought, or who bought it.
    pub fn holder(&self) -> Option<&Email> {
        self.license.holder.as_ref().or_else(|| self.order.as_ref().map(Order::recipient))
    }

    /// What their name is, as far as it is known: that of whoever bought it for themselves.
    pub fn holder_name(&self) -> &str {
        let own = self.order.as_ref().filter(|it| self.license.holder.is_none() && !it.is_gift());
        own.and_then(|it| it.buyer.billing.name.as_deref()).unwrap_or_default()
    }

    /// How many more devices may use it; nothing if any number may.
    pub fn left(&self) -> Option<u64> {
        Some(u64::from(self.license.limit?).saturating_sub(self.used as u64))
    }

    /// `2027-01-01 23:59:59`, as PHP writes moments.
    pub fn moment(at: Timestamp) -> String {
        at.rfc3339().replace('T', " ").trim_end_matches('Z').chars().take(19).collect()
    }
}

/// A whole number for an identifier, always the same, small enough for every language: the faces of other shops count
/// their things.
pub(super) fn number(id: [u8; 16]) -> u64 {
    id[10..].iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
