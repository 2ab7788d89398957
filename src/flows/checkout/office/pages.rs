//! The list of orders, and the page about payments.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    super::till::Till,
    shown,
    view::{GatewayRow, OrdersPage, PaymentsPage},
};
use crate::{
    base::{Email, OrderId, Result, Timestamp},
    features::{
        gateway_events,
        orders::{self, Order, Status},
        refunds,
    },
    platform::{
        db::Reads,
        web::{
            Frame, Office, Page, SealedForm,
            guards::Support,
            parts::{Note, Pill, Tone},
        },
    },
};

const SIZE: usize = 50;
/// So many events are shown.
const EVENTS: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    routes![list, payments, check]
}

/// How a status is written in addresses.
pub(super) fn status_of(word: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|it| serde_json::to_value(it).is_ok_and(|it| it == word))
}

#[get("/admin/orders?<q>&<status>&<before>")]
async fn list(
    q: Option<String>,
    status: Option<String>,
    before: Option<u64>,
    _staff: Support,
    office: Office,
    frame: Frame,
    till: &State<Till>,
) -> Result<Page<OrdersPage>> {
    let query = q.unwrap_or_default().trim().to_owned();
    let status = status.unwrap_or_default();
    let (wanted, asked) = (status_of(&status), query.clone());
    let found =
        till.db.read(
            move |txn| if asked.is_empty() { orders::page(txn, wanted, before, SIZE + 1) } else { search(txn, &asked) },
        );
    let found = found.await?;
    let more = found.len() > SIZE;
    let last = found.get(SIZE - 1).filter(|_| more);
    Ok(Page::new(OrdersPage {
        frame: frame.private(),
        side: office.0,
        older: last.map(|it| format!("/admin/orders?status={status}&before={}", it.number)),
        statuses: shown::statuses(&status),
        orders: found.iter().take(SIZE).map(shown::order).collect(),
        query,
    }))
}

/// Orders by number, identifier or exact address.
fn search(txn: &impl Reads, query: &str) -> Result<Vec<Order>> {
    if let Ok(number) = query.trim_start_matches('#').parse() {
        return Ok(orders::find_by_number(txn, number)?.into_iter().collect());
    }
    if let Ok(id) = query.parse::<OrderId>() {
        return Ok(orders::find(txn, id)?.into_iter().collect());
    }
    match Email::parse(query) {
        Ok(email) => orders::of_buyer(txn, &email, SIZE),
        Err(_) => Ok(Vec::new()),
    }
}

#[get("/admin/payments?<checked>")]
fn payments(
    checked: Option<usize>,
    _staff: Support,
    office: Office,
    frame: Frame,
    till: &State<Till>,
) -> Result<Page<PaymentsPage>> {
    let note = checked.map(|moved| {
        let text = if moved == 0 { "Nothing had been missed.".to_owned() } else { format!("Moved or found: {moved}.") };
        Note::new(Tone::Good, "The gateways were asked.", text)
    });
    till.db.look(|txn| draw(txn, till, frame, office, note.into_iter().collect())).map(Page::new)
}

fn draw(txn: &impl Reads, till: &Till, frame: Frame, office: Office, notes: Vec<Note>) -> Result<PaymentsPage> {
    let waits = till.standing()?;
    let facts = [
        ("Orders waiting for payment", waits.waiting),
        ("Refunds under way", waits.refunds),
        ("Events waiting", waits.events),
    ];
    Ok(PaymentsPage {
        frame: frame.private(),
        side: office.0,
        notes,
        gateways: gateways(txn, till)?,
        facts: facts.map(|(name, count)| (name.to_owned(), count.to_string())).into(),
        held: orders::held(txn, SIZE)?.iter().map(shown::order).collect(),
        disputes: refunds::open_disputes(txn, SIZE)?.iter().map(shown::dispute).collect(),
        events: gateway_events::latest(txn, EVENTS)?.iter().map(shown::event).collect(),
    })
}

fn gateways(txn: &impl Reads, till: &Till) -> Result<Vec<GatewayRow>> {
    let row = |gateway: &dyn crate::platform::payments::Gateway| {
        let asked = gateway_events::asked_until(txn, gateway.name())?;
        let pill = if gateway.is_live() { Pill::new(Tone::Good, "Real money") } else { Pill::new(Tone::Warn, "Test") };
        Ok(GatewayRow {
            name: gateway.title().into(),
            pill: Some(pill),
            webhook: till.shop.base_url.to(&format!("/webhooks/{}", gateway.name())),
            asked: asked.map(Timestamp::date_and_time).unwrap_or_default(),
        })
    };
    till.gateways.all().map(row).collect()
}

#[derive(Debug, Deserialize)]
struct Nothing {}

/// Asks all gateways about everything that is open, now.
#[post("/admin/payments/check", data = "<_form>")]
async fn check(_form: SealedForm<Nothing>, _staff: Support, till: &State<Till>) -> Result<Redirect> {
    let moved = till.reconcile_now().await?;
    Ok(Redirect::to(format!("/admin/payments?checked={moved}")))
}
