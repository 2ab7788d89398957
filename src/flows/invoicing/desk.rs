//! Who gets which document.

use super::facts;
use crate::{
    base::{DisputeId, Error, ErrorKind, InvoiceId, OrderId, RefundId, Result},
    features::{
        invoices::{self, Document, Kind, NewCredit},
        orders::{self, Order, Status},
        refunds::{self, Stage},
    },
    platform::{
        db::{Db, Reads, WriteTxn},
        web::Shop,
    },
};

/// Whether an invoice is due for `order`: it was paid here at some time, and there was something to pay.
pub(super) fn is_due(order: &Order) -> bool {
    !order.is_from_elsewhere()
        && !order.totals.total.is_zero()
        && order.history.iter().any(|it| it.status == Status::Paid)
}

/// The invoice of `order`, issued in this write if it was not before. Nothing if none is due.
pub(super) fn ensure(txn: &WriteTxn, shop: &Shop, order: OrderId) -> Result<Option<Document>> {
    let order = orders::get(txn, order)?;
    if !is_due(&order) {
        return Ok(None);
    }
    invoices::issue(txn, facts::invoice(shop, &order)?).map(Some)
}

/// Issues the credit note for money that has gone back. What went back beyond the invoice is in the books, and needs none.
pub(super) fn credit(txn: &WriteTxn, shop: &Shop, order: OrderId, refund: RefundId) -> Result<()> {
    if ensure(txn, shop, order)?.is_none() {
        return Ok(());
    }
    let refund = refunds::get(txn, refund)?;
    // What has come back meanwhile never went, as far as papers know.
    if refund.stage == Stage::Failed {
        return Ok(());
    }
    issue(txn, order, facts::credit(shop, &refund, txn.now))
}

/// Issues the credit note for what a bank has given back to the payer.
pub(super) fn charge_back(txn: &WriteTxn, shop: &Shop, order: OrderId, dispute: DisputeId) -> Result<()> {
    if ensure(txn, shop, order)?.is_none() {
        return Ok(());
    }
    issue(txn, order, facts::charged_back(shop, &refunds::get_dispute(txn, dispute)?, txn.now))
}

fn issue(txn: &WriteTxn, order: OrderId, new: NewCredit) -> Result<()> {
    let cause = new.cause;
    match invoices::credit(txn, new) {
        Err(error) if error.kind == ErrorKind::Conflict => {
            tracing::warn!("{cause:?} of {order} gets no credit note: {}", error.in_full());
            Ok(())
        }
        issued => issued.map(drop),
    }
}

/// Takes the credit note for a refund back whose money has come back to the shop.
pub(super) fn take_back(txn: &WriteTxn, shop: &Shop, refund: RefundId) -> Result<()> {
    invoices::correct(txn, &facts::correction(shop, &refunds::get(txn, refund)?, txn.now)).map(drop)
}

/// The invoice of an order that somebody has opened. One that was due and is not there yet, since it was paid this very
/// moment or before the shop wrote invoices, is issued now.
pub(super) async fn invoice(db: &Db, shop: &Shop, order: &Order) -> Result<Document> {
    let missing = || Error::not_found("This order has no invoice: nothing was paid for it here");
    if let Some(document) = db.look(|txn| invoices::of_order(txn, order.id))? {
        return Ok(document);
    }
    if !is_due(order) {
        return Err(missing());
    }
    let (shop, order) = (shop.clone(), order.id);
    db.write(move |txn| ensure(txn, &shop, order)).await?.ok_or_else(missing)
}

/// The credit note `id` of that order, or what takes one back. One of another order is not there.
pub(super) fn credit_note(txn: &impl Reads, order: &Order, id: InvoiceId) -> Result<Document> {
    let missing = || Error::not_found("There is no such credit note");
    let document = invoices::get(txn, id).map_err(|_| missing())?;
    if document.order == order.id && document.kind != Kind::Invoice { Ok(document) } else { Err(missing()) }
}
