//! Invoices, and credit notes for what went back: numbered without gaps, each as it was when it was issued.
//!
//! A document never changes. Buyers may complete who they are afterwards; that adds a version with the same number and
//! the same amounts, and every version stays.

mod buyer;
mod model;
mod print;
mod store;
#[cfg(test)]
mod tests;
pub mod view;
mod wire;

pub use buyer::{BuyerForm, BuyerJson};
pub use model::{
    Buyer, Content, Credited, Document, Kind, Line, NewCredit, NewInvoice, Reduction, Seller, Sums, TaxSum, Version,
};
pub use print::pdf;
pub use wire::DocumentJson;

use crate::{
    base::{Error, InvoiceId, OrderId, RefundId, Result},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// As many versions of one document are kept at most.
const VERSIONS: usize = 12;

/// What invoices bring along.
pub fn feature() -> Feature {
    Feature::new("invoices").tables(store::ALL).check(store::check)
}

/// Issues the invoice of an order with the next number. Asked again, gives the one that there is.
pub fn issue(txn: &WriteTxn, new: NewInvoice) -> Result<Document> {
    if let Some(known) = of_order(txn, new.order)? {
        return Ok(known);
    }
    let number = store::next_number(txn, Kind::Invoice)?;
    let document =
        Document::new(txn.fresh(), Kind::Invoice, number, &new.prefix, new.order, None, new.content, txn.now)?;
    store::DOCUMENTS.put(txn, &document)?;
    Ok(document)
}

/// Issues the credit note for a refund with the next number of its own row. Asked again, gives the one that there is.
///
/// # Errors
/// The order has no invoice, or more would be credited than it comes to.
pub fn credit(txn: &WriteTxn, new: NewCredit) -> Result<Document> {
    if let Some(known) = of_refund(txn, new.refund)? {
        return Ok(known);
    }
    let invoice = of_order(txn, new.order)?.ok_or_else(|| Error::conflict("This order has no invoice to credit"))?;
    let before = credits_of(txn, new.order)?;
    let content = model::credited(&invoice, &before, &new)?;
    let number = store::next_number(txn, Kind::Credit)?;
    let refund = Some(new.refund);
    let document = Document::new(txn.fresh(), Kind::Credit, number, &new.prefix, new.order, refund, content, txn.now)?;
    store::DOCUMENTS.put(txn, &document)?;
    Ok(document)
}

/// Completes who the buyer of an invoice is. Number, amounts and tax stay; the version before stays too.
///
/// # Errors
/// There have been too many versions.
pub fn complete(txn: &WriteTxn, order: OrderId, buyer: &Buyer) -> Result<Document> {
    let mut document = of_order(txn, order)?.ok_or_else(|| Error::not_found(model::MISSING))?;
    if document.buyer() == buyer {
        return Ok(document);
    }
    if document.versions.len() >= VERSIONS {
        return Err(Error::conflict("These details were changed too often; please write to the shop"));
    }
    document.versions.push(Version { buyer: buyer.clone(), at: txn.now });
    store::DOCUMENTS.put(txn, &document)?;
    Ok(document)
}

/// The document `id`.
pub fn get(txn: &impl Reads, id: InvoiceId) -> Result<Document> {
    store::DOCUMENTS.get(txn, id)
}

/// The invoice of an order, if it has been issued.
pub fn of_order(txn: &impl Reads, order: OrderId) -> Result<Option<Document>> {
    store::OF_ORDER.find(txn, &store::DOCUMENTS, &order)
}

/// The credit notes of an order, oldest first.
pub fn credits_of(txn: &impl Reads, order: OrderId) -> Result<Vec<Document>> {
    store::CREDITS.of(&order).records(txn, &store::DOCUMENTS)
}

/// The credit note for a refund, if it has been issued.
pub fn of_refund(txn: &impl Reads, refund: RefundId) -> Result<Option<Document>> {
    store::OF_REFUND.find(txn, &store::DOCUMENTS, &refund)
}
