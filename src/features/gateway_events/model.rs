//! Events of gateways as they are kept; no I/O.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    base::{OrderId, Timestamp},
    platform::{db::Record, payments::Notice},
};

/// An event whose payment has not become known for so long is left alone. Gateways keep theirs for thirty days.
pub const GIVE_UP: Duration = Duration::from_secs(29 * 24 * 60 * 60);

/// Something that a gateway told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayEvent {
    /// Stands for the gateway and its name for the event.
    #[serde(with = "serde_bytes")]
    pub key: [u8; 32],
    /// Which gateway.
    pub gateway: String,
    /// What it told, as it came.
    pub notice: Notice,
    /// When the shop heard of it.
    pub received: Timestamp,
    /// What came of it so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// The order that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// When it was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<Timestamp>,
    /// By which references it names a payment that is not known yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits_for: Vec<String>,
    /// How often it was tried in vain.
    #[serde(default)]
    pub tries: u32,
    /// When it is tried next; never if it was applied or given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Timestamp>,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// It was taken in.
    Applied,
    /// It is of a kind that the shop does not act upon.
    Kept,
    /// It could not be taken in yet, for this reason.
    Waits(String),
}

/// Up to when a gateway was asked for its events.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct AskedUntil {
    pub gateway: String,
    pub until: Timestamp,
}

/// The pause after so many tries: two seconds, doubled each time, an hour at most.
pub(super) fn pause(tries: u32) -> Duration {
    Duration::from_secs((1_u64 << tries.clamp(1, 12)).min(60 * 60))
}

impl Record for GatewayEvent {
    type Key = [u8; 32];
    const MISSING: &'static str = "There is no such event";

    fn key(&self) -> [u8; 32] {
        self.key
    }
}

impl Record for AskedUntil {
    type Key = String;
    const MISSING: &'static str = "This gateway was never asked";

    fn key(&self) -> String {
        self.gateway.clone()
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::GatewayEvent;
    use crate::{base::Timestamp, platform::payments::Notice};

    /// As records were before bytes were kept as bytes.
    #[derive(Serialize)]
    struct OldNotice {
        id: String,
        kind: String,
        at: Timestamp,
        body: Vec<u8>,
    }

    #[derive(Serialize)]
    struct OldEvent {
        key: [u8; 32],
        gateway: String,
        notice: OldNotice,
        received: Timestamp,
    }

    #[test]
    fn events_of_older_shops_are_read() {
        let (at, body) = (Timestamp::from_millis(1_795_000_000_000), br#"{"id":"evt_1"}"#.to_vec());
        let notice = OldNotice { id: "evt_1".into(), kind: "charge.refunded".into(), at, body: body.clone() };
        let old = OldEvent { key: [200; 32], gateway: "stripe".into(), notice, received: at };
        let event: GatewayEvent = rmp_serde::from_slice(&rmp_serde::to_vec_named(&old).unwrap()).unwrap();
        let notice = Notice { id: "evt_1".into(), kind: "charge.refunded".into(), at, body };
        assert_eq!((event.key, &event.notice), ([200; 32], &notice));
        let new = rmp_serde::to_vec_named(&event).unwrap();
        assert_eq!(rmp_serde::from_slice::<GatewayEvent>(&new).unwrap(), event);
    }
}
