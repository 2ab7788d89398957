//! Where events of gateways are kept.

use std::ops::ControlFlow;

use super::{Effect, GatewayEvent, model::AskedUntil};
use crate::{
    base::{OrderId, Result, Timestamp},
    platform::db::{Index, ReadTxn, Reads, Seen, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&EVENTS, &CURSORS];

pub(super) static EVENTS: Table<GatewayEvent> = Table::new("gateway_events", &[&DUE, &BY_TIME, &BY_ORDER, &WAITS_FOR]);
static DUE: Index<GatewayEvent, (Timestamp, [u8; 32])> =
    Index::maybe("gateway_events.due", |it: &GatewayEvent| it.next.map(|next| (next, it.key)));
static BY_TIME: Index<GatewayEvent, (Timestamp, [u8; 32])> =
    Index::new("gateway_events.by_time", |it: &GatewayEvent| (it.received, it.key));
static BY_ORDER: Index<GatewayEvent, (OrderId, Timestamp, [u8; 32])> =
    Index::maybe("gateway_events.by_order", |it: &GatewayEvent| it.order.map(|order| (order, it.received, it.key)));
static WAITS_FOR: Index<GatewayEvent, (String, String, [u8; 32])> =
    Index::many("gateway_events.waits_for", |it: &GatewayEvent| {
        let waiting = it.waits_for.iter().filter(|_| it.next.is_some());
        waiting.map(|reference| (it.gateway.clone(), reference.clone(), it.key)).collect()
    });
pub(super) static CURSORS: Table<AskedUntil> = Table::new("gateway_events.asked_until", &[]);

/// The event that `key` stands for, if it is known.
pub fn find(txn: &impl Reads, key: [u8; 32]) -> Result<Option<GatewayEvent>> {
    EVENTS.find(txn, key)
}

/// The events that came last, newest first.
pub fn latest(txn: &impl Reads, limit: usize) -> Result<Vec<GatewayEvent>> {
    BY_TIME.all().newest_first().limit(limit).records(txn, &EVENTS)
}

/// The events about an order, oldest first.
pub fn of_order(txn: &impl Reads, order: OrderId) -> Result<Vec<GatewayEvent>> {
    BY_ORDER.of(&order).records(txn, &EVENTS)
}

/// How many events wait to be applied.
pub fn count_waiting(txn: &impl Reads) -> Result<usize> {
    DUE.all().count(txn)
}

pub(super) fn waiting_for(txn: &impl Reads, gateway: &str, reference: &str) -> Result<Vec<GatewayEvent>> {
    WAITS_FOR.of(&(gateway.to_owned(), reference.to_owned())).records(txn, &EVENTS)
}

/// Which events are to be tried by `now`, the longest waiting first.
pub fn due(txn: &impl Reads, now: Timestamp, limit: usize) -> Result<Vec<[u8; 32]>> {
    let after = Timestamp::from_millis(now.millis().saturating_add(1));
    let keys = DUE.between(&Timestamp::EPOCH, &after).limit(limit).keys(txn)?;
    Ok(keys.into_iter().map(|(_, key)| key).collect())
}

/// The event that `key` stands for, read to be told a change by [`recall`].
pub fn seen(txn: &impl Reads, key: [u8; 32]) -> Result<Option<Seen<GatewayEvent>>> {
    EVENTS.seen(txn, key)
}

/// Lets a change have an event at hand that was read before it began.
pub fn recall(txn: &WriteTxn, seen: &Seen<GatewayEvent>) -> Result<()> {
    EVENTS.recall(txn, seen)
}

/// What was applied is not tried again, and what was not is either tried again or given up with a reason.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    EVENTS.each(txn, |event| {
        let id = &event.notice.id;
        if event.applied.is_some() != matches!(event.effect, Some(Effect::Applied | Effect::Kept)) {
            faults.push(format!("gateway_events: {id} of {} says two things of its effect", event.gateway));
        }
        if event.applied.is_some() && event.next.is_some() {
            faults.push(format!("gateway_events: {id} of {} was applied and is to be applied again", event.gateway));
        }
        if event.key != super::key(&event.gateway, id) {
            faults.push(format!("gateway_events: {id} of {} stands under another's key", event.gateway));
        }
        Ok(ControlFlow::Continue(()))
    })
}
