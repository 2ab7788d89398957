//! What stands on an order's page beside its goods: papers, money that went back, how to pay, and the buyer's rights.

use super::view::{OrderPage, Paper, RefundRow};
use crate::{
    base::{InvoiceId, Result},
    features::{
        invoices::{self, Document},
        orders::{Order, Status},
        refunds::{self, Refund, Stage},
        withdrawals,
    },
    platform::{
        db::Reads,
        payments::Gateways,
        web::{
            Shop,
            parts::{Link, Pill, Tone},
        },
    },
};

/// All of it.
pub(super) struct Papers {
    papers: Vec<Paper>,
    refunds: Vec<RefundRow>,
    instructions: Vec<String>,
    rights: Vec<String>,
    withdrawal: Option<Link>,
}

/// What there is beside the goods of `order`.
pub(super) fn of_order(
    txn: &impl Reads,
    gateways: &Gateways,
    shop: &Shop,
    order: &Order,
    token: &str,
) -> Result<Papers> {
    let invoice = invoices::of_order(txn, order.id)?;
    let notes = invoices::notes_of(txn, order.id)?;
    let was_paid = order.history.iter().any(|it| it.status == Status::Paid);
    // One that was paid this very moment is written by the time somebody follows the link.
    let here = !order.is_from_elsewhere();
    let soon = (invoice.is_none() && was_paid && here && !order.totals.total.is_zero()).then(|| Paper {
        name: "Invoice".into(),
        date: order.placed.date(),
        url: address(order, "invoice", token),
        pdf: address(order, "invoice.pdf", token),
    });
    let known = invoice.iter().chain(&notes).map(|it| paper(order, it, token));
    let (over, waits) = (matches!(order.status, Status::Failed | Status::Cancelled), order.status == Status::Pending);
    let told = gateways.find(&order.payment.gateway).filter(|_| waits).and_then(|it| it.instructions());
    let sent = withdrawals::of_order(txn, order.id)?;
    let words = if sent.is_empty() { "Withdraw from contract here" } else { "Your withdrawal from this contract" };
    Ok(Papers {
        papers: soon.into_iter().chain(known).collect(),
        refunds: refunds::of_order(txn, order.id)?.iter().map(refund).collect(),
        instructions: told.map(|it| it.lines().map(str::to_owned).collect()).unwrap_or_default(),
        rights: if over || !here { Vec::new() } else { rights(shop, order) },
        withdrawal: (!over && here).then(|| Link::new(words, address(order, "withdrawal", token))),
    })
}

impl Papers {
    /// Puts it on the page.
    pub fn put_on(self, page: OrderPage) -> OrderPage {
        let Self { papers, refunds, instructions, rights, withdrawal } = self;
        OrderPage { papers, refunds, instructions, rights, withdrawal, ..page }
    }
}

fn address(order: &Order, name: &str, token: &str) -> String {
    format!("/orders/{}/{name}?token={token}", order.id)
}

fn paper(order: &Order, document: &Document, token: &str) -> Paper {
    let note = |id: InvoiceId| format!("credit-notes/{id}");
    let name = document.content.corrects.as_ref().map_or_else(|| "invoice".to_owned(), |_| note(document.id));
    Paper {
        name: format!("{} {}", document.kind.word(), document.name),
        date: document.issued.date(),
        url: address(order, &name, token),
        pdf: address(order, &format!("{name}.pdf"), token),
    }
}

fn refund(refund: &Refund) -> RefundRow {
    let pill = match refund.stage {
        Stage::Asked => Pill::new(Tone::Info, "Being paid back"),
        Stage::Pending => Pill::new(Tone::Info, "On its way"),
        Stage::Done => Pill::new(Tone::Good, "Paid back"),
        Stage::Failed => Pill::new(Tone::Bad, "Failed"),
    };
    RefundRow { amount: refund.amount.to_string(), date: refund.asked.date(), pill, reason: refund.reason.clone() }
}

/// What was agreed to, word by word, and how long one may withdraw.
fn rights(shop: &Shop, order: &Order) -> Vec<String> {
    let agreed = order.buyer.consent.zip(order.buyer.consent_words.as_ref());
    let agreed = agreed.map(|(at, words)| format!("You agreed on {}: “{words}”", at.date_and_time()));
    let until = withdrawals::last_day(order.placed, shop.withdrawal_days).date();
    let ends = if agreed.is_some() { ", or until the first download begins" } else { "" };
    let period = format!("You may withdraw from this contract without giving a reason until {until}{ends}.");
    agreed.into_iter().chain([period]).collect()
}
