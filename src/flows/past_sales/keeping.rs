//! Keeps sales of another shop as purchases of this one, and brings those that came before to where they stand by now.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use super::{
    Options,
    matching::{Place, Shelf},
    sale::Sale,
};
use crate::{
    base::{Email, Error, Event, Result, UserId},
    features::{
        accounts,
        audit::{self, Act, NewEntry},
        catalog::{self, Edition, Product},
        delivery::{self, NewGrant},
        licenses::{self, Brought, Purchase},
        orders::{self, Buyer, Costs, NewLine, Order, PastOrder, Status},
        reviews::{self, About, Past},
    },
    platform::db::{Db, Reads, WriteTxn},
};

/// A sale, and what was sold.
#[derive(Debug, Clone)]
pub(super) struct Matched {
    pub sale: Sale,
    pub place: Place,
}

/// What became of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Added,
    Updated,
    Unchanged,
    /// A further charge of a membership whose key is known.
    Renewal,
}

/// Lets programs find products by the names that were given for them.
pub(super) fn give_names(db: &Db, shelf: &Shelf, options: &Options) -> Result<()> {
    let names = shelf.names.clone();
    db.write_or_try(options.dry_run, move |txn| {
        names.iter().try_for_each(|(name, product)| licenses::give_name(txn, name, *product))
    })
}

/// Keeps these sales of a chunk in one change, which the audit knows of.
pub(super) fn keep(db: &Db, chunk: &Arc<Vec<Matched>>, which: Range<usize>, options: &Options) -> Result<Vec<Outcome>> {
    let (chunk, options) = (chunk.clone(), options.clone());
    db.write_or_try(options.dry_run, move |txn| {
        let outcomes = chunk[which.clone()].iter().map(|it| keep_one(txn, &options, it)).collect::<Result<Vec<_>>>()?;
        tell_of_sales(txn, &chunk[which.clone()], &outcomes)?;
        let changed = outcomes.iter().filter(|it| matches!(it, Outcome::Added | Outcome::Updated)).count();
        if changed > 0 {
            let detail = format!("{changed} sales from {}", super::sale::SHOP);
            let entry = NewEntry::new(options.actor.clone(), Act::SalesBrought).detail(&detail);
            audit::note(txn, NewEntry { address: options.address, ..entry })?;
        }
        Ok(outcomes)
    })
}

/// What was sold more often stands elsewhere in lists by now.
fn tell_of_sales(txn: &WriteTxn, chunk: &[Matched], outcomes: &[Outcome]) -> Result<()> {
    let added = chunk.iter().zip(outcomes).filter(|(_, it)| **it == Outcome::Added);
    let products: BTreeSet<_> = added.map(|(it, _)| it.place.product).collect();
    products.into_iter().try_for_each(|product| txn.emit(Event::ProductChanged { product }))
}

fn keep_one(txn: &WriteTxn, options: &Options, Matched { sale, place }: &Matched) -> Result<Outcome> {
    if let Some(order) = orders::find_past(txn, &sale.key_of_order())? {
        return update(txn, order, sale);
    }
    if sale.renewal && is_known(txn, sale, *place)? {
        return Ok(Outcome::Renewal);
    }
    let product = catalog::get(txn, place.product)?;
    let edition =
        product.edition(place.edition).ok_or_else(|| Error::not_found("This edition is not there any more"))?;
    add(txn, options, sale, &product, edition).map(|()| Outcome::Added)
}

/// Whether the key of a membership came with an earlier charge.
fn is_known(txn: &impl Reads, sale: &Sale, place: Place) -> Result<bool> {
    let known = sale.key.as_ref().map(|it| licenses::find(txn, it)).transpose()?.flatten();
    Ok(known.is_some_and(|it| it.product == place.product))
}

fn add(txn: &WriteTxn, options: &Options, sale: &Sale, product: &Product, edition: &Edition) -> Result<()> {
    let order = orders::bring(txn, past(txn, sale, product, edition)?)?;
    let Some(line) = order.lines.first().map(|it| it.id) else { return Ok(()) };
    let allowed = delivery::allowance(txn, product.id, edition.id, options.usual)?;
    let grant = NewGrant {
        order: order.id,
        line,
        product: product.id,
        edition: edition.id,
        quantity: sale.elsewhere.copies,
        buyer: sale.email.clone(),
        seller: product.seller,
        limit: allowed.limit,
        window: allowed.window,
    };
    delivery::grant_since(txn, grant, sale.placed)?;
    if let Some(end) = sale.ends {
        delivery::end_at(txn, line, end)?;
    }
    if let Some(key) = &sale.key {
        let copies = sale.elsewhere.copies;
        let purchase = Purchase { product: product.id, edition: edition.id, order: order.id, line, copies };
        let (key, issued, expires) = (key.clone(), sale.placed, sale.ends);
        licenses::bring(txn, &Brought { purchase, key, issued, expires })?;
        // Programs that were shipped go on asking by the name that they know.
        if !sale.permalink.is_empty() {
            licenses::give_name(txn, &sale.permalink, product.id)?;
        }
    }
    let order = orders::mark_fulfilled(txn, order)?;
    bring_review(txn, &order)?;
    stand(txn, order, sale).map(drop)
}

fn past(txn: &WriteTxn, sale: &Sale, product: &Product, edition: &Edition) -> Result<PastOrder> {
    Ok(PastOrder {
        key: sale.key_of_order(),
        buyer: Buyer {
            email: sale.email.clone(),
            billing: sale.billing.clone(),
            consent: None,
            consent_words: None,
            address: None,
        },
        owner: owner(txn, &sale.email)?,
        line: NewLine {
            product: product.id,
            edition: edition.id,
            title: product.title.clone(),
            edition_name: edition.name.clone(),
            seller: product.seller,
            license_keys: sale.key.is_some(),
            // All copies of a sale have one price and one key there.
            unit: sale.price,
            quantity: 1,
            costs: Costs::default(),
        },
        placed: sale.placed.min(txn.now),
        elsewhere: sale.elsewhere.clone(),
    })
}

/// What the buyer of such a purchase said of it stands as a review: under the name of their account if they have one, or
/// else as that of a buyer. Says whether anything has changed.
pub(super) fn bring_review(txn: &WriteTxn, order: &Order) -> Result<bool> {
    let (Some(elsewhere), Some(line)) = (&order.extras.elsewhere, order.lines.first()) else { return Ok(false) };
    let Some(stars) = elsewhere.rating else { return Ok(false) };
    let author = order.owner.map(|it| accounts::find(txn, it)).transpose()?.flatten();
    let past = Past {
        about: About { product: line.product, seller: line.seller },
        order: order.id,
        edition: line.edition_name.clone(),
        author: author.map(|it| (it.id, it.name)),
        stars,
        body: elsewhere.review.clone().unwrap_or_default(),
        shop: elsewhere.shop.clone(),
        at: order.placed,
    };
    reviews::bring(txn, past)
}

/// Whoever has confirmed the address has the purchase in their account.
fn owner(txn: &impl Reads, email: &Email) -> Result<Option<UserId>> {
    let known = accounts::by_email(txn, email)?;
    Ok(known.filter(|it| it.email.as_str().eq_ignore_ascii_case(email.as_str())).map(|it| it.id))
}

fn update(txn: &WriteTxn, order: Order, sale: &Sale) -> Result<Outcome> {
    let Some(line) = order.lines.first().map(|it| it.id) else { return Ok(Outcome::Unchanged) };
    let said = |it: &Order| it.extras.elsewhere.as_ref().map(|it| (it.rating, it.review.clone()));
    let (id, before) = (order.id, said(&order));
    let mut changed = stand(txn, order, sale)?;
    // What its author has deleted here does not come back because it was read once more.
    let after = orders::get(txn, id)?;
    if said(&after) != before {
        changed |= bring_review(txn, &after)?;
    }
    if let Some(end) = sale.ends {
        delivery::end_at(txn, line, end)?;
    }
    changed |= licenses::set_end(txn, line, sale.ends)?;
    Ok(if changed { Outcome::Updated } else { Outcome::Unchanged })
}

/// Brings a purchase, its files and its key to where the other shop says that they are. What somebody has stopped or handed
/// on here stays so.
fn stand(txn: &WriteTxn, order: Order, sale: &Sale) -> Result<bool> {
    let before = order.status;
    let (order, changed) = orders::catch_up(txn, order, sale.status, sale.elsewhere.clone())?;
    if order.status == before {
        return Ok(changed);
    }
    let closed = match order.status {
        Status::Refunded => Some("refunded"),
        Status::Disputed => Some("disputed"),
        _ => None,
    };
    for line in &order.lines {
        delivery::set_line(txn, order.id, line.id, closed)?;
        licenses::set_line(txn, line.id, closed)?;
    }
    Ok(changed)
}

/// Shows what was said of a purchase that was brought before, as far as the purchase stands.
pub(super) fn show_now(txn: &WriteTxn, order: &Order) -> Result<()> {
    bring_review(txn, order)?;
    for review in reviews::of_order(txn, order.id)? {
        reviews::stand(txn, review.id, order.status.is_settled())?;
    }
    Ok(())
}
