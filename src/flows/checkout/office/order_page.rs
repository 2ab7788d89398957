//! The office's page of an order.

use data_encoding::HEXLOWER;
use rocket::{Route, State, get, routes};

use super::{
    super::{settling::payable, till::Till},
    shown,
    view::{May, OfficeOrderPage},
};
use crate::{
    base::{OrderId, Result, links},
    features::{
        gateway_events, ledger,
        orders::{self, Order, Status},
        refunds,
    },
    platform::{
        clock::Chance,
        db::Reads,
        web::{Frame, Office, Page, guards::Support, parts::SumRow},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![order]
}

#[get("/admin/orders/<id>")]
fn order(
    id: OrderId,
    _staff: Support,
    office: Office,
    frame: Frame,
    till: &State<Till>,
    chance: &State<Chance>,
) -> Result<Page<OfficeOrderPage>> {
    draw(till, id, frame, office, chance).map(Page::new)
}

/// The page of order `id` as it stands now.
pub(super) fn draw(till: &Till, id: OrderId, frame: Frame, office: Office, chance: &Chance) -> Result<OfficeOrderPage> {
    till.db.look(|txn| {
        let order = orders::get(txn, id)?;
        let back = refunds::given_back(txn, id)?;
        let left = refunds::left(txn, &payable(&order))?;
        let backs = back.refunds.iter().map(shown::refund).chain(back.disputes.iter().map(shown::dispute));
        Ok(OfficeOrderPage {
            frame: frame.private(),
            side: office.0,
            order: shown::order(&order),
            buyers_page: links::order(order.id, &orders::token(&till.keys, order.id)),
            lines: shown::lines(&order, &back),
            sums: sums(&order),
            total: order.totals.total.to_string(),
            facts: facts(&order),
            backs: backs.collect(),
            entries: shown::entries(txn, &ledger::of_order(txn, id)?)?,
            events: gateway_events::of_order(txn, id)?.iter().map(shown::event).collect(),
            history: order.history.iter().rev().map(|it| (it.at.date_and_time(), it.why.clone())).collect(),
            may: may(txn, till, &order)?,
            left: left.plain(),
            key: HEXLOWER.encode(&chance.bytes::<16>()),
            ..OfficeOrderPage::default()
        })
    })
}

fn may(txn: &impl Reads, till: &Till, order: &Order) -> Result<May> {
    let left = refunds::left(txn, &payable(order))?.amount > 0;
    let held = order.payment.held.is_some();
    let pending = order.status == Status::Pending && !held;
    let by_hand = order.payment.gateway == super::acts::BY_HAND;
    Ok(May {
        refund: left && (order.status.was_paid() || held) && order.status != Status::Disputed,
        mark_paid: by_hand && matches!(order.status, Status::Pending | Status::Cancelled),
        cancel: pending,
        accept: held,
        ask: pending && !by_hand && till.gateways.find(&order.payment.gateway).is_some(),
    })
}

fn sums(order: &Order) -> Vec<SumRow> {
    let totals = &order.totals;
    let mut rows = vec![SumRow::new("Subtotal", totals.subtotal.to_string())];
    if !totals.discount.is_zero() {
        rows.push(SumRow::new("Discount", format!("−{}", totals.discount)).saved());
    }
    if !totals.tax.is_zero() {
        rows.push(SumRow::new("Tax", totals.tax.to_string()));
    }
    rows
}

fn facts(order: &Order) -> Vec<(String, String)> {
    let payment = &order.payment;
    let collected = payment.collected.as_ref();
    let consent = order.buyer.consent.map(|at| format!("Agreed to delivery at once, {}", at.date_and_time()));
    let countries = order.extras.evidence.iter().map(|it| it.country.as_str()).collect::<Vec<_>>().join(", ");
    let facts = [
        ("Held because", payment.held.clone()),
        ("Collected", collected.map(|it| it.amount.to_string())),
        ("Gateway's fee", collected.and_then(|it| it.fee).map(|it| it.to_string())),
        ("Gateway's reference", payment.reference.clone()),
        ("Reference of the money", collected.and_then(|it| it.capture.clone())),
        ("Last heard of", Some(payment.updated.date_and_time())),
        ("Name", order.buyer.billing.name.clone()),
        ("Company", order.buyer.billing.company.clone()),
        ("Country", order.buyer.billing.country.clone()),
        ("VAT number", order.buyer.billing.vat_number.clone()),
        ("Signs of the country", Some(countries).filter(|it| !it.is_empty())),
        ("Consent", consent),
        ("Ordered from", order.buyer.address.clone()),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
