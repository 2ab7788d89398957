//! What is done about downloads; each stands in the audit, in the same write.

use std::net::IpAddr;

use crate::{
    base::{EditionId, Error, OrderId, OrderLineId, ProductId, Result, SellerId, UserId},
    features::{
        audit::{self, Act, Actor, NewEntry},
        catalog::{self, Product},
        delivery::{self, Allowance, NewTerms},
        orders,
    },
    platform::{
        db::{Reads, WriteTxn},
        web::Shop,
    },
};

/// Who does it, and from where.
#[derive(Debug, Clone, Copy)]
pub(super) struct By {
    pub user: UserId,
    pub address: IpAddr,
}

impl By {
    fn note(self, txn: &WriteTxn, act: Act, target: impl ToString, detail: &str) -> Result<()> {
        audit::note(txn, NewEntry::new(Actor::User(self.user), act).to(target).detail(detail).from(self.address))
    }
}

/// Lets the buyer of an order download anew, of these lines or of all that were not taken back.
///
/// # Errors
/// There is no such line, or nothing of the order may be downloaded.
pub(super) fn reset(txn: &WriteTxn, shop: &Shop, by: By, id: OrderId, lines: &[OrderLineId]) -> Result<()> {
    let order = orders::get(txn, id)?;
    if let Some(other) = lines.iter().find(|it| !order.lines.iter().any(|line| line.id == **it)) {
        return Err(Error::invalid("lines", format!("This order has no line {other}")));
    }
    let open: Vec<_> = delivery::of_order(txn, id)?.into_iter().filter(|it| it.revoked.is_none()).collect();
    let is_open = |line: OrderLineId| open.iter().any(|it| it.line == line);
    let usual = Allowance { limit: Some(shop.downloads_per_file), window: shop.download_window };
    let mut titles = Vec::new();
    for line in &order.lines {
        let is_meant = if lines.is_empty() { is_open(line.id) } else { lines.contains(&line.id) };
        if is_meant {
            let window = delivery::allowance(txn, line.product, line.edition, usual)?.window;
            delivery::reset(txn, line.id, window)?;
            titles.push(line.title.as_str());
        }
    }
    if titles.is_empty() {
        return Err(Error::conflict("Nothing of this order may be downloaded, so there is nothing to begin anew"));
    }
    by.note(txn, Act::DownloadsReset, id, &titles.join(", "))
}

/// What is to be said of a product: of all of it, and of some of its editions.
#[derive(Debug, Clone, Default)]
pub(super) struct Wish {
    /// Each buyer gets a copy of their own.
    pub stamp: bool,
    pub whole: NewTerms,
    pub editions: Vec<(EditionId, NewTerms)>,
}

/// Says how often and how long the files of a product may be downloaded.
pub(super) fn say(txn: &WriteTxn, by: By, product: &Product, wish: &Wish) -> Result<()> {
    delivery::set_terms(txn, product.id, None, wish.whole)?;
    if delivery::is_stamped(txn, product.id)? != wish.stamp {
        let detail = format!("{}, {}", product.title, if wish.stamp { "stamped" } else { "not stamped" });
        by.note(txn, Act::DownloadsSet, product.id, &detail)?;
    }
    delivery::set_stamping(txn, product.id, wish.stamp)?;
    for (edition, terms) in &wish.editions {
        if !product.on_sale().any(|it| it.id == *edition) {
            return Err(Error::invalid("editions", "This edition is not sold any more"));
        }
        delivery::set_terms(txn, product.id, Some(*edition), *terms)?;
    }
    by.note(txn, Act::DownloadsSet, product.id, &product.title)
}

/// The product `name`, by its identifier or the last part of its address; of that seller only, if one is named: that of
/// another is one that there is not.
pub(super) fn find(txn: &impl Reads, name: &str, of: Option<SellerId>) -> Result<Product> {
    let found = catalog::find_by_name(txn, name)?.filter(|it| of.is_none_or(|seller| it.seller == seller));
    found.ok_or_else(|| Error::not_found("There is no such product"))
}

/// What is said of a product or one of its editions, as numbers.
pub(super) fn said(txn: &impl Reads, product: ProductId, edition: Option<EditionId>) -> Result<NewTerms> {
    let all = delivery::terms_of(txn, product)?;
    let found = all.into_iter().find(|it| it.edition == edition);
    Ok(found.map(|it| NewTerms { downloads: it.downloads, days: it.days }).unwrap_or_default())
}
