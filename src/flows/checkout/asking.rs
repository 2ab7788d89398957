//! Asking gateways about what is open, again and again: it heals what a crash, a lost answer or a lost event has left.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::till::{Till, give_back};
use crate::{
    base::{OrderId, Result, Timestamp},
    features::{
        gateway_events,
        orders::{self, Order, Status},
        refunds,
    },
    platform::payments::{self, Gateway},
};

/// The till looks around so often.
const ROUND: Duration = Duration::from_secs(5);
/// As much is done at a time.
const BATCH: usize = 200;
/// No payment is left alone for longer than this.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// Gateways are asked so often for events that did not arrive.
const POLL: Duration = Duration::from_secs(10 * 60);
/// Gateways list their events for thirty days; a day is left for clocks that differ.
const LIST: Duration = Duration::from_secs(29 * 24 * 60 * 60);
/// Events are asked for once more that came so shortly before the last time: they may have been on their way.
const OVERLAP: Duration = Duration::from_secs(10 * 60);

/// When each open payment was asked about last. Clones share it; after a start everything is asked about once.
#[derive(Clone, Default)]
pub(super) struct Pauses(Arc<Mutex<HashMap<OrderId, Timestamp>>>);

impl Pauses {
    /// Whether it is time to ask about an order, and notes that it was: the pauses grow with the age of the order.
    fn is_time(&self, order: &Order, patience: Duration, now: Timestamp) -> bool {
        let age = now.since(order.placed);
        if age < ROUND.min(patience) {
            return false;
        }
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What was never started, or whose answer was lost, is not left waiting for the gateway's patience.
        let lost = order.payment.standing == payments::Standing::New;
        let pause = if lost { ROUND } else { patience.max(age / 8).min(LONGEST.max(patience)) };
        let last = asked.get(&order.id).copied().unwrap_or(if lost { order.placed } else { order.payment.updated });
        if now.since(last) < pause {
            return false;
        }
        asked.insert(order.id, now);
        true
    }

    /// Whether somebody who came back from the gateway may have it asked, which nobody may do many times a second.
    fn may_ask(&self, order: &Order, now: Timestamp) -> bool {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let may = asked.get(&order.id).is_none_or(|last| now.since(*last) >= Duration::from_secs(2));
        if may {
            asked.insert(order.id, now);
        }
        may
    }

    fn keep(&self, open: impl Fn(OrderId) -> bool) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|order, _| open(*order));
    }
}

/// What of all payments waits or has to be looked at. Each is counted up to [`COUNTED`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Orders that wait for their payment.
    pub waiting: usize,
    /// Refunds under way.
    pub refunds: usize,
    /// Events that wait to be applied.
    pub events: usize,
    /// Orders whose payment differs.
    pub held: usize,
    /// Disputes that no bank has decided.
    pub disputes: usize,
}

/// More than this is counted as so many.
const COUNTED: usize = 10_000;

impl Till {
    /// What of all payments waits or has to be looked at.
    pub fn standing(&self) -> Result<Standing> {
        self.db.look(|txn| {
            Ok(Standing {
                waiting: orders::waiting_after(txn, None, COUNTED)?.len(),
                refunds: refunds::open(txn, Timestamp::from_millis(i64::MAX), COUNTED)?.len(),
                events: gateway_events::count_waiting(txn)?,
                held: orders::held(txn, COUNTED)?.len(),
                disputes: refunds::open_disputes(txn, COUNTED)?.len(),
            })
        })
    }

    /// Whether a gateway may be asked about an order now because its buyer came back.
    pub(super) fn may_ask(&self, order: &Order) -> bool {
        order.status == Status::Pending && self.pauses.may_ask(order, self.db.clock().now())
    }

    /// Does all that waits: payments that are open, refunds that the gateway has not confirmed, events that have not been
    /// applied. Says how much moved.
    pub async fn reconcile(&self) -> Result<usize> {
        Ok(self.apply_due().await? + self.ask_open(false).await? + self.ask_refunds(false).await?)
    }

    /// The same at once for everything, with the events of the gateways' lists: what an operator asks for by hand.
    pub async fn reconcile_now(&self) -> Result<usize> {
        let fetched = self.fetch_events(true).await?;
        Ok(fetched + self.apply_due().await? + self.ask_open(true).await? + self.ask_refunds(true).await?)
    }

    /// Asks the gateways about payments that are open, and calls off what nobody pays. Says how many orders moved.
    async fn ask_open(&self, at_once: bool) -> Result<usize> {
        let now = self.db.clock().now();
        let (mut moved, mut last, mut open) = (0, None, std::collections::HashSet::new());
        loop {
            let waiting = self.db.look(|txn| orders::waiting_after(txn, last.as_ref(), BATCH))?;
            let Some(end) = waiting.last().cloned() else { break };
            for order in waiting {
                let id = order.id;
                open.insert(id);
                let Some(gateway) = self.gateways.find(&order.payment.gateway) else { continue };
                if !at_once && !self.pauses.is_time(&order, gateway.patience(), now) {
                    continue;
                }
                match self.ask(gateway, order).await {
                    Ok(order) => moved += usize::from(order.status != Status::Pending),
                    Err(error) => tracing::warn!("the payment of {id} is still open: {}", error.in_full()),
                }
            }
            last = Some(end);
        }
        self.pauses.keep(|it| open.contains(&it));
        Ok(moved)
    }

    /// Asks about one payment that is open.
    pub(super) async fn ask(&self, gateway: &dyn Gateway, order: Order) -> Result<Order> {
        let ago = self.db.clock().now().since(order.placed);
        if order.status != Status::Pending || order.payment.held.is_some() {
            return Ok(order);
        }
        let order = match order.payment.standing {
            payments::Standing::New => self.start(order).await?,
            _ => match gateway.ask(&self.charge(&order), ago).await? {
                answer if answer.standing == order.payment.standing => order,
                answer => self.take_in(order.id, gateway, answer).await?,
            },
        };
        if order.status != Status::Pending || ago < gateway.deadline() {
            return Ok(order);
        }
        self.call_off(gateway, order, "Nobody paid in time").await
    }

    /// Calls off what was not paid, first at the gateway, which may say that it was paid at the last moment or that the
    /// money is on its way.
    pub(super) async fn call_off(&self, gateway: &dyn Gateway, order: Order, why: &str) -> Result<Order> {
        let answer = gateway.call_off(&self.charge(&order)).await?;
        match answer.standing {
            payments::Standing::Paid => return self.take_in(order.id, gateway, answer).await,
            payments::Standing::Pending => return Ok(order),
            payments::Standing::New | payments::Standing::Declined | payments::Standing::NotNeeded => {}
        }
        let (id, why) = (order.id, why.to_owned());
        self.db
            .write(move |txn| {
                let order = orders::get(txn, id)?;
                if order.status != Status::Pending {
                    return Ok(order);
                }
                let order = orders::cancel(txn, id, &why)?;
                give_back(txn, &order)?;
                Ok(order)
            })
            .await
    }

    /// Asks about refunds that the gateway has not confirmed. Says how many moved.
    async fn ask_refunds(&self, at_once: bool) -> Result<usize> {
        let now = self.db.clock().now();
        let mut moved = 0;
        for refund in self.db.look(|txn| refunds::open(txn, now, BATCH))? {
            let (id, before) = (refund.id, refund.stage);
            let pause = ROUND.max(now.since(refund.asked) / 8).min(LONGEST);
            if !at_once && now.since(refund.updated) < pause {
                continue;
            }
            match self.carry_on(refund).await {
                Ok(refund) => moved += usize::from(refund.stage != before),
                Err(error) => tracing::warn!("the refund {id} is still open: {}", error.in_full()),
            }
        }
        Ok(moved)
    }

    /// Fetches the events of all gateways that did not arrive by themselves, if it is time for it. Says how many were new.
    async fn fetch_events(&self, at_once: bool) -> Result<usize> {
        let now = self.db.clock().now();
        let mut fetched = 0;
        for gateway in self.gateways.all() {
            let name = gateway.name();
            let until = self.db.look(|txn| gateway_events::asked_until(txn, name))?;
            if !at_once && until.is_some_and(|it| now.since(it) < POLL) {
                continue;
            }
            let oldest = now.minus(LIST);
            let since = until.map_or(oldest, |it| it.minus(OVERLAP).max(oldest));
            match gateway.sent_since(since).await {
                Ok(notices) => fetched += self.keep_all(name, notices, now).await?,
                Err(error) => tracing::warn!("the events of {name} could not be listed: {}", error.in_full()),
            }
        }
        Ok(fetched)
    }

    async fn keep_all(&self, gateway: &'static str, notices: Vec<payments::Notice>, now: Timestamp) -> Result<usize> {
        let mut fetched = 0;
        for group in notices.chunks(BATCH) {
            let group = group.to_vec();
            fetched += self
                .db
                .write(move |txn| {
                    let new = group.iter().map(|it| gateway_events::keep(txn, gateway, it));
                    Ok(new.collect::<Result<Vec<_>>>()?.into_iter().filter(|new| *new).count())
                })
                .await?;
        }
        self.db.write(move |txn| gateway_events::mark_asked(txn, gateway, now)).await?;
        Ok(fetched)
    }

    /// Does what is due again and again, for as long as the program runs. An event that comes in is applied at once.
    pub async fn run(self) {
        let mut last = None;
        loop {
            let due = last.is_none_or(|it: tokio::time::Instant| it.elapsed() >= ROUND);
            let done = if due { self.round().await } else { self.apply_due().await.map(drop) };
            if due {
                last = Some(tokio::time::Instant::now());
            }
            if let Err(error) = done {
                tracing::warn!("the till waits: {}", error.in_full());
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            tokio::select! {
                () = self.heard_more() => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
    }

    async fn round(&self) -> Result<()> {
        self.fetch_events(false).await?;
        self.reconcile().await.map(drop)
    }
}
