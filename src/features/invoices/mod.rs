//! Invoices, and credit notes for what went back: numbered without gaps, each as it was when it was issued.
//!
//! A document never changes. What a credit note says that turned out otherwise is taken back by a correction, which is
//! an invoice with the next number. Buyers may complete who they are afterwards; that adds a version with the same number and
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
    Buyer, Cause, Content, Credited, Document, Kind, Line, NewCorrection, NewCredit, NewInvoice, Reduction, Seller,
    Sums, TaxSum, Version,
};
pub use print::pdf;
pub use wire::DocumentJson;

use crate::{
    base::{Error, InvoiceId, OrderId, Result},
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
    let document = Document::new(txn.fresh(), Kind::Invoice, number, &new.prefix, new.order, new.content, txn.now)?;
    store::DOCUMENTS.put(txn, &document)?;
    Ok(document)
}

/// Issues the credit note for a refund or a lost dispute with the next number of its own row. Asked again, gives the one
/// that there is.
///
/// # Errors
/// The order has no invoice, or more would be credited than it comes to.
pub fn credit(txn: &WriteTxn, new: NewCredit) -> Result<Document> {
    if let Some(known) = of_cause(txn, new.cause)? {
        return Ok(known);
    }
    let invoice = of_order(txn, new.order)?.ok_or_else(|| Error::conflict("This order has no invoice to credit"))?;
    let mut before = credits_of(txn, new.order)?;
    let taken_back = corrections_of(txn, new.order)?;
    before.retain(|it| !taken_back.iter().any(|other| other.reverses == Some(it.id)));
    let content = model::credited(&invoice, &before, &new)?;
    let number = store::next_number(txn, Kind::Credit)?;
    let document = Document::new(txn.fresh(), Kind::Credit, number, &new.prefix, new.order, content, txn.now)?;
    let document = document.caused_by(new.cause)?;
    store::DOCUMENTS.put(txn, &document)?;
    Ok(document)
}

/// Takes back the credit note for a refund whose money has not gone back after all, by an invoice with the next number.
/// Nothing where there is no such credit note; asked again, gives the one that there is.
pub fn correct(txn: &WriteTxn, new: &NewCorrection) -> Result<Option<Document>> {
    let Some(credit) = of_cause(txn, Cause::Refund(new.refund))? else { return Ok(None) };
    if let Some(known) = store::REVERSAL_OF.find(txn, &store::DOCUMENTS, &credit.id)? {
        return Ok(Some(known));
    }
    let content = model::corrected(&credit, new);
    let number = store::next_number(txn, Kind::Correction)?;
    let document = Document::new(txn.fresh(), Kind::Correction, number, &new.prefix, credit.order, content, txn.now)?;
    let document = document.reversing(credit.id)?;
    store::DOCUMENTS.put(txn, &document)?;
    Ok(Some(document))
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

/// The corrections of an order's credit notes, oldest first.
pub fn corrections_of(txn: &impl Reads, order: OrderId) -> Result<Vec<Document>> {
    store::CORRECTIONS.of(&order).records(txn, &store::DOCUMENTS)
}

/// Credit notes and their corrections in the order in which they were issued.
pub fn notes_of(txn: &impl Reads, order: OrderId) -> Result<Vec<Document>> {
    let mut all = credits_of(txn, order)?;
    all.extend(corrections_of(txn, order)?);
    all.sort_by_key(|it| (it.issued, it.id));
    Ok(all)
}

/// The credit note for a refund or a dispute, if it has been issued.
pub fn of_cause(txn: &impl Reads, cause: Cause) -> Result<Option<Document>> {
    match cause {
        Cause::Refund(refund) => store::OF_REFUND.find(txn, &store::DOCUMENTS, &refund),
        Cause::Dispute(dispute) => store::OF_DISPUTE.find(txn, &store::DOCUMENTS, &dispute),
    }
}
