//! Invoices of orders: issued when an order is paid, credited when money goes back, corrected when it comes back once more,
//! shown, printed and completed.

mod api;
mod billing_page;
mod counter;
mod desk;
mod facts;
mod pages;
mod shown;
pub mod view;

use std::ops::ControlFlow;

use crate::{
    base::{Event, Result},
    features::{invoices, orders},
    platform::{
        Feature,
        db::{Listener, ReadTxn},
        web::Shop,
    },
};

/// The invoices' pages and JSON routes, and who issues them.
pub fn feature(shop: &Shop) -> Feature {
    let shop = shop.clone();
    let issues = Listener::new("invoicing", move |txn, event| match event {
        Event::OrderPaid { order } => desk::ensure(txn, &shop, *order).map(drop),
        Event::OrderRefunded { order, refund } => desk::credit(txn, &shop, *order, *refund),
        Event::RefundReturned { refund, .. } => desk::take_back(txn, &shop, *refund),
        Event::DisputeLost { order, dispute } => desk::charge_back(txn, &shop, *order, *dispute),
        _ => Ok(()),
    });
    Feature::new("invoicing")
        .listener(issues)
        .check(check)
        .pages([pages::routes(), billing_page::routes()].concat())
        .api(api::routes(), api::docs())
}

/// An invoice says what its order cost.
fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    orders::each(txn, |order| {
        if let Some(invoice) = invoices::of_order(txn, order.id)? {
            if invoice.content.sums.total != order.totals.total {
                faults.push(format!("invoicing: {} does not say what {} cost", invoice.name, order.id));
            }
            if !desk::is_due(&order) {
                faults.push(format!("invoicing: {} was never paid, and has {}", order.id, invoice.name));
            }
        }
        Ok(ControlFlow::Continue(()))
    })
}
