//! What is done about prices; each stands in the audit, in the same write.

use std::net::IpAddr;

use crate::{
    base::{DiscountId, Error, Result, Slug},
    features::{
        audit::{self, Act, Actor, NewEntry},
        catalog,
        discounts::{self, Discount, NewDiscount, Scope},
        sellers::{self, Selling},
    },
    platform::{
        db::{Reads, WriteTxn},
        web::{ClientAddress, guards::Admin},
    },
};

/// Who does it, and from where.
#[derive(Debug, Clone)]
pub(super) struct By {
    actor: Actor,
    address: IpAddr,
}

impl By {
    /// An admin.
    pub fn new(admin: &Admin, client: ClientAddress) -> Self {
        Self { actor: Actor::User(admin.user), address: client.0 }
    }

    /// Somebody who sells here.
    pub fn seller(selling: &Selling, client: ClientAddress) -> Self {
        Self { actor: Actor::User(selling.who.user), address: client.0 }
    }

    /// Writes down what they do.
    pub fn note(&self, txn: &WriteTxn, act: Act, target: impl ToString, detail: &str) -> Result<()> {
        audit::note(txn, NewEntry::new(self.actor.clone(), act).to(target).detail(detail).from(self.address))
    }
}

/// Sets up a discount, or changes one.
pub(super) fn keep(txn: &WriteTxn, by: &By, id: Option<DiscountId>, new: NewDiscount) -> Result<Discount> {
    let (discount, act) = match id {
        Some(id) => (discounts::edit(txn, id, new)?, Act::DiscountChanged),
        None => (discounts::create(txn, new)?, Act::DiscountMade),
    };
    by.note(txn, act, discount.id, &format!("{}, {} off", discount.label(), discount.off.in_words()))?;
    Ok(discount)
}

/// Ends a discount.
pub(super) fn end(txn: &WriteTxn, by: &By, id: DiscountId) -> Result<Discount> {
    let before = discounts::get(txn, id)?.ended;
    let discount = discounts::end(txn, id)?;
    if before.is_none() {
        by.note(txn, Act::DiscountEnded, id, &discount.label())?;
    }
    Ok(discount)
}

/// What a discount is for, by the names of products or sellers: identifiers, or the last parts of their addresses.
///
/// # Errors
/// There is no such product or seller; the field is `items`.
pub(super) fn scope(txn: &impl Reads, kind: &str, items: &[&str]) -> Result<Scope> {
    let missing = |it: &str| Error::invalid("items", format!("There is no “{it}” here"));
    match kind {
        "" | "shop" => Ok(Scope::Shop),
        "products" => {
            let find = |it: &&str| Ok(catalog::find_by_name(txn, it)?.ok_or_else(|| missing(it))?.id);
            items.iter().map(find).collect::<Result<_>>().map(Scope::Products)
        }
        "sellers" => {
            let find = |it: &&str| {
                let by_id = it.parse().ok().map(|id| sellers::find(txn, id)).transpose()?.flatten();
                let slug = Slug::parse(it).ok().filter(|_| by_id.is_none());
                let by_slug = slug.map(|it| sellers::find_by_slug(txn, &it)).transpose()?.flatten();
                Ok(by_id.or(by_slug).ok_or_else(|| missing(it))?.id)
            };
            items.iter().map(find).collect::<Result<_>>().map(Scope::Sellers)
        }
        _ => Err(Error::invalid("scope", "Choose shop, products or sellers")),
    }
}

/// The names of what a discount is for, one a line.
pub(super) fn items(txn: &impl Reads, scope: &Scope) -> Result<Vec<String>> {
    match scope {
        Scope::Shop => Ok(Vec::new()),
        Scope::Products(all) => {
            let name = |it: &crate::base::ProductId| {
                Ok(catalog::find(txn, *it)?.map_or_else(|| it.to_string(), |it| it.slug.to_string()))
            };
            all.iter().map(name).collect()
        }
        Scope::Sellers(all) => {
            let name = |it: &crate::base::SellerId| {
                Ok(sellers::find(txn, *it)?.map_or_else(|| it.to_string(), |it| it.slug.to_string()))
            };
            all.iter().map(name).collect()
        }
    }
}
