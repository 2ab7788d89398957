//! What gateways have told: every event is kept by its identifier for good, applied exactly once, and tried again for as
//! long as what it is about is not known. Letters that come twice are one event.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Effect, GIVE_UP, GatewayEvent};
pub use store::{count_waiting, due, find, latest, of_order, recall, seen};

use sha2::{Digest as _, Sha256};

use crate::{
    base::{OrderId, Result, Timestamp},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
        payments::Notice,
    },
};

/// What events of gateways bring along.
pub fn feature() -> Feature {
    Feature::new("gateway_events").tables(store::ALL).check(store::check)
}

/// Stands for an event: its gateway and the gateway's name for it.
pub fn key(gateway: &str, id: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(gateway.as_bytes());
    hash.update([0]);
    hash.update(id.as_bytes());
    hash.finalize().into()
}

/// Keeps an event that is proved to be the gateway's. Says whether it is new.
pub fn keep(txn: &WriteTxn, gateway: &str, notice: &Notice) -> Result<bool> {
    let key = key(gateway, &notice.id);
    if store::EVENTS.has(txn, key)? {
        return Ok(false);
    }
    let event = GatewayEvent {
        key,
        gateway: gateway.to_owned(),
        notice: notice.clone(),
        received: txn.now,
        effect: None,
        order: None,
        applied: None,
        waits_for: Vec::new(),
        tries: 0,
        next: Some(txn.now),
    };
    store::EVENTS.add(txn, &event)?;
    Ok(true)
}

/// Notes that an event has had its effect, and upon which order.
pub fn mark_applied(txn: &WriteTxn, mut event: GatewayEvent, effect: Effect, order: Option<OrderId>) -> Result<()> {
    event.effect = Some(effect);
    event.order = order;
    event.applied = Some(txn.now);
    event.next = None;
    event.waits_for.clear();
    store::EVENTS.give(txn, event)
}

/// Lets an event wait whose payment is not known yet by these `references`, or that could not be applied; after
/// [`GIVE_UP`] it is left alone.
pub fn put_off(txn: &WriteTxn, mut event: GatewayEvent, why: &str, references: &[String]) -> Result<()> {
    event.waits_for = references.to_vec();
    event.tries = event.tries.saturating_add(1);
    event.effect = Some(Effect::Waits(why.to_owned()));
    let pause = model::pause(event.tries);
    event.next = (txn.now.since(event.received) < GIVE_UP).then(|| txn.now.plus(pause));
    store::EVENTS.put(txn, &event)
}

/// Lets the events be tried again now that wait for one of these references, since it has become known.
pub fn wake<'a>(txn: &WriteTxn, gateway: &str, references: impl IntoIterator<Item = &'a String>) -> Result<()> {
    for reference in references {
        for event in store::waiting_for(txn, gateway, reference)? {
            store::EVENTS.put(txn, &GatewayEvent { next: Some(txn.now), ..event })?;
        }
    }
    Ok(())
}

/// Up to when the events of `gateway` have been asked for, if ever.
pub fn asked_until(txn: &impl Reads, gateway: &str) -> Result<Option<Timestamp>> {
    Ok(store::CURSORS.find(txn, gateway.to_owned())?.map(|it| it.until))
}

/// Notes up to when the events of `gateway` have been asked for.
pub fn mark_asked(txn: &WriteTxn, gateway: &str, until: Timestamp) -> Result<()> {
    store::CURSORS.put(txn, &model::AskedUntil { gateway: gateway.to_owned(), until })
}
