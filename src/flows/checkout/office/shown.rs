//! How orders, refunds and events read in the office.

use super::view::{BackRow, EventRow, LedgerRow, LineRow, OrderRow};
use crate::{
    base::{Money, Result},
    features::{
        gateway_events::{Effect, GatewayEvent},
        ledger::{Account, Entry},
        orders::{self, Order, Status},
        refunds::{Dispute, GivenBack, Refund, Stage},
        sellers,
    },
    platform::{
        db::Reads,
        payments::{self, DisputeStanding},
        web::parts::{Choice, Pill, Tone},
    },
};

pub(super) fn order(order: &Order) -> OrderRow {
    OrderRow {
        url: format!("/admin/orders/{}", order.id),
        number: order.name(),
        email: order.buyer.email.to_string(),
        date: order.placed.date_and_time(),
        total: order.totals.total.to_string(),
        gateway: gateway(&order.payment.gateway).into(),
        pill: Some(status(order)),
    }
}

/// A gateway by its name for people, whether or not it is still set up.
fn gateway(name: &str) -> &str {
    match name {
        "stripe" => "Stripe",
        "paypal" => "PayPal",
        "manual" => "Bank transfer",
        "test" => "Test payment",
        payments::FREE => "Nothing to pay",
        orders::ELSEWHERE => "Another shop",
        other => other,
    }
}

fn status(order: &Order) -> Pill {
    if order.payment.held.is_some() {
        return Pill::new(Tone::Bad, "Payment differs");
    }
    match order.status {
        Status::Pending => Pill::new(Tone::Info, "Waiting"),
        Status::Paid => Pill::new(Tone::Good, "Paid"),
        Status::PartiallyRefunded => Pill::new(Tone::Warn, "Partly refunded"),
        Status::Refunded => Pill::new(Tone::Plain, "Refunded"),
        Status::Failed => Pill::new(Tone::Bad, "Failed"),
        Status::Cancelled => Pill::new(Tone::Plain, "Cancelled"),
        Status::Disputed => Pill::new(Tone::Bad, "Disputed"),
    }
}

/// The words by which orders are looked for, the chosen one marked.
pub(super) fn statuses(on: &str) -> Vec<Choice> {
    let all = [
        ("pending", "Waiting for payment"),
        ("paid", "Paid"),
        ("partially_refunded", "Partly refunded"),
        ("refunded", "Refunded"),
        ("disputed", "Disputed"),
        ("failed", "Failed"),
        ("cancelled", "Cancelled"),
    ];
    all.map(|(value, label)| Choice::new(value, label, value == on)).into()
}

pub(super) fn lines(order: &Order, back: &GivenBack) -> Vec<LineRow> {
    let row = |line: &crate::features::orders::OrderLine| {
        let gone = back.gone_of_lines.get(&line.id).copied().unwrap_or_default();
        let copies = if line.quantity > 1 { format!(", {} copies", line.quantity) } else { String::new() };
        LineRow {
            id: line.id.to_string(),
            title: line.title.clone(),
            detail: format!("{}{copies}", line.edition_name),
            total: line.total.to_string(),
            gone: if gone > 0 { format!("{} went back", Money::new(gone, order.currency)) } else { String::new() },
        }
    };
    order.lines.iter().map(row).collect()
}

pub(super) fn refund(it: &Refund) -> BackRow {
    let tone = match it.stage {
        Stage::Asked | Stage::Pending => Tone::Info,
        Stage::Done => Tone::Good,
        Stage::Failed => Tone::Bad,
    };
    let mut word = it.stage.word().to_owned();
    word[..1].make_ascii_uppercase();
    BackRow {
        date: it.asked.date_and_time(),
        what: "Refund".into(),
        amount: it.amount.to_string(),
        pill: Some(Pill::new(tone, word)),
        why: [Some(it.reason.clone()), it.failure.clone()]
            .into_iter()
            .flatten()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
    }
}

pub(super) fn dispute(it: &Dispute) -> BackRow {
    let pill = match it.standing {
        DisputeStanding::Open => Pill::new(Tone::Bad, "The bank decides"),
        DisputeStanding::Won => Pill::new(Tone::Good, "Won"),
        DisputeStanding::Lost => Pill::new(Tone::Plain, "Lost"),
    };
    BackRow {
        date: it.opened.date_and_time(),
        what: "Dispute".into(),
        amount: it.amount.to_string(),
        pill: Some(pill),
        why: it.reason.clone(),
    }
}

pub(super) fn entries(txn: &impl Reads, entries: &[Entry]) -> Result<Vec<LedgerRow>> {
    let mut rows = Vec::new();
    for entry in entries {
        for leg in &entry.legs {
            rows.push(LedgerRow {
                date: entry.at.date_and_time(),
                reason: entry.reason.label().into(),
                account: account(txn, &leg.account)?,
                amount: Money::new(leg.amount, entry.currency).to_string(),
            });
        }
    }
    Ok(rows)
}

fn account(txn: &impl Reads, account: &Account) -> Result<String> {
    Ok(match account {
        Account::Clearing(name) => format!("With {}", gateway(name)),
        Account::Seller(id) => match sellers::find(txn, *id)? {
            Some(seller) => format!("Owed to {}", seller.name),
            None => "Owed to a seller who has left".into(),
        },
        Account::Commission => "The shop's commission".into(),
        Account::Tax => "Owed for taxes".into(),
        Account::Fees => "Fees of gateways".into(),
        Account::Disputed(name) => format!("Held by {}", gateway(name)),
        Account::Losses => "The shop's losses".into(),
    })
}

pub(super) fn event(it: &GatewayEvent) -> EventRow {
    let (pill, why) = match &it.effect {
        Some(Effect::Applied) => (Pill::new(Tone::Good, "Applied"), String::new()),
        Some(Effect::Kept) => (Pill::new(Tone::Plain, "Kept"), String::new()),
        Some(Effect::Waits(why)) if it.next.is_some() => (Pill::new(Tone::Warn, "Waits"), why.clone()),
        Some(Effect::Waits(why)) => (Pill::new(Tone::Bad, "Given up"), why.clone()),
        None => (Pill::new(Tone::Info, "Just came"), String::new()),
    };
    EventRow {
        date: it.received.date_and_time(),
        kind: it.notice.kind.clone(),
        id: it.notice.id.clone(),
        gateway: gateway(&it.gateway).into(),
        pill: Some(pill),
        why,
        order: it.order.map(|order| format!("/admin/orders/{order}")),
    }
}
