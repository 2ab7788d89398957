//! What gateways tell without being asked. A letter is proved to be the gateway's and kept, then answered; what it says is
//! applied afterwards, exactly once, in a write of its own.

use std::sync::Arc;

use futures::future;

use super::{
    refunding::after,
    settling::{payable, settle},
    till::{self, Till, terms},
};
use crate::{
    base::{Error, Result},
    features::{
        gateway_events::{self, Effect, GatewayEvent},
        orders::{self, Order, Terms},
        payouts, refunds,
    },
    platform::{
        db::{Reads, Seen, WriteTxn},
        payments::{About, Gateway, Gateways, Letter, News, Standing},
        web::Shop,
    },
};

/// So many events are applied together: they share one change of the store and its commit.
const BATCH: usize = 512;
/// and are read by so many threads.
const READERS: usize = 2;

const UNKNOWN: &str = "No order has this payment yet";

/// What came of an event.
enum Came {
    /// It was taken in; the order is given whose gateway has now to be asked.
    In(Option<Box<Order>>),
    /// It is tried again later.
    ToWait,
}

/// An event that is to be applied, with what it says, and the order that it seems to be about. All is read before the change
/// that applies it, which takes it from here unless it has changed in between.
struct Heard {
    event: Seen<GatewayEvent>,
    order: Option<Seen<Order>>,
    gateway: Arc<dyn Gateway>,
    terms: Terms,
    news: News,
}

/// What was read of an event that is due.
enum Told {
    /// It can be applied.
    Known(Box<Heard>),
    /// It is of a gateway that is not set up.
    Strange([u8; 32]),
}

impl Till {
    /// Takes in a letter to the webhook of the gateway of that name. Says whether it told something new.
    ///
    /// # Errors
    /// There is no such gateway, or the letter is not proved to be its own.
    pub async fn receive(&self, gateway: &str, letter: &Letter<'_>) -> Result<bool> {
        let unknown = || Error::not_found("There is no such gateway");
        let gateway = self.gateways.find(gateway).ok_or_else(unknown)?;
        let notice = gateway.verify(letter, self.db.clock().now()).await?;
        let name = gateway.name();
        let is_new = self.db.write(move |txn| gateway_events::keep(txn, name, &notice)).await?;
        self.bell.notify_one();
        Ok(is_new)
    }

    /// Waits until a letter has come in since the last one that was waited for.
    pub async fn heard_more(&self) {
        self.bell.notified().await;
    }

    /// Applies the events that wait, for as long as any does. Says how many were applied.
    pub async fn apply_due(&self) -> Result<usize> {
        let mut applied = 0;
        loop {
            let now = self.db.clock().now();
            let due = self.db.look(|txn| gateway_events::due(txn, now, BATCH))?;
            if due.is_empty() {
                return Ok(applied);
            }
            let read = due.chunks(BATCH / READERS).map(|keys| {
                let (gateways, keys) = (self.gateways.clone(), keys.to_vec());
                self.db.read(move |txn| {
                    let read = keys.into_iter().filter_map(|key| Heard::read(txn, &gateways, key).transpose());
                    read.collect::<Result<Vec<_>>>()
                })
            });
            let (mut heard, mut strange) = (Vec::with_capacity(due.len()), 0);
            for read in future::try_join_all(read).await?.into_iter().flatten() {
                match read {
                    Told::Known(it) => heard.push(*it),
                    Told::Strange(key) => {
                        strange += 1;
                        self.put_off(key, "This gateway is not set up", Vec::new()).await?;
                    }
                }
            }
            if heard.is_empty() && strange == 0 {
                // Only a damaged store has keys of events that are gone: they would be due for ever.
                tracing::error!("{} events that are due are not in the store; `bodega check` tells more", due.len());
                return Ok(applied);
            }
            applied += self.apply(heard).await?;
        }
    }

    /// Applies events, or puts them off. Says how many were applied.
    async fn apply(&self, heard: Vec<Heard>) -> Result<usize> {
        let heard: Arc<[_]> = heard.into();
        let (shop, all) = (self.shop.clone(), heard.clone());
        let together = self.db.write(move |txn| all.iter().map(|it| apply(txn, &shop, it)).collect::<Result<Vec<_>>>());
        let all_came = match together.await {
            Ok(all_came) => all_came,
            // One that cannot be applied has undone them all: now each stands for itself.
            Err(_) => future::try_join_all((0..heard.len()).map(|it| self.apply_alone(&heard, it))).await?,
        };
        let mut applied = 0;
        for (heard, came) in heard.iter().zip(all_came) {
            let Came::In(approved) = came else { continue };
            applied += 1;
            if let Some(order) = approved
                && let Err(error) = self.ask(&*heard.gateway, *order).await
            {
                tracing::warn!("{} was not asked after {}: {}", heard.gateway.name(), heard.id(), error.in_full());
            }
        }
        Ok(applied)
    }

    async fn apply_alone(&self, all: &Arc<[Heard]>, at: usize) -> Result<Came> {
        let (shop, within) = (self.shop.clone(), all.clone());
        let done = self.db.write(move |txn| apply(txn, &shop, &within[at])).await;
        let (Err(error), heard) = (&done, &all[at]) else { return done };
        tracing::info!("the event {} of {} waits: {}", heard.id(), heard.gateway.name(), error.in_full());
        let references = about(&heard.news).map(|it| it.references.clone()).unwrap_or_default();
        self.put_off(heard.event.record.key, &error.message, references).await?;
        Ok(Came::ToWait)
    }

    async fn put_off(&self, key: [u8; 32], why: &str, references: Vec<String>) -> Result<()> {
        let why = why.to_owned();
        self.db
            .write(move |txn| match gateway_events::find(txn, key)?.filter(|it| it.next.is_some()) {
                Some(event) => gateway_events::put_off(txn, event, &why, &references),
                None => Ok(()),
            })
            .await
    }
}

impl Heard {
    /// What `key` stands for and what it says; nothing if there is no such event.
    fn read(txn: &impl Reads, gateways: &Gateways, key: [u8; 32]) -> Result<Option<Told>> {
        let Some(event) = gateway_events::seen(txn, key)? else { return Ok(None) };
        let Some(gateway) = gateways.shared(&event.record.gateway) else { return Ok(Some(Told::Strange(key))) };
        let (news, terms) = (gateway.read(&event.record.notice), terms(&*gateway));
        let order = match about(&news) {
            Some(about) => orders::seen_by_payment(txn, gateway.name(), about)?,
            None => None,
        };
        Ok(Some(Told::Known(Box::new(Self { event, order, gateway, terms, news }))))
    }

    fn id(&self) -> &str {
        &self.event.record.notice.id
    }
}

fn about(news: &News) -> Option<&About> {
    match news {
        News::Payment(about, _) | News::Refund(about, _) | News::Dispute(about, _) => Some(about),
        News::Payee(_) | News::Nothing => None,
    }
}

/// Gives an event its effect, unless it has had it, all in the write that `txn` is part of; one whose payment no order has
/// yet is put off.
fn apply(txn: &WriteTxn, shop: &Shop, heard: &Heard) -> Result<Came> {
    let (terms, news) = (&heard.terms, &heard.news);
    gateway_events::recall(txn, &heard.event)?;
    if let Some(order) = &heard.order {
        orders::recall(txn, order)?;
    }
    let Some(event) = gateway_events::find(txn, heard.event.record.key)?.filter(|it| it.next.is_some()) else {
        return Ok(Came::In(None));
    };
    if let News::Payee(payee) = news {
        let whose = payouts::hear_event(txn, &event.gateway, payee, event.notice.at)?;
        let effect = if whose.is_some() { Effect::Applied } else { Effect::Kept };
        gateway_events::mark_applied(txn, event, effect, None)?;
        return Ok(Came::In(None));
    }
    let Some(about) = about(news) else {
        gateway_events::mark_applied(txn, event, Effect::Kept, None)?;
        return Ok(Came::In(None));
    };
    let Some(order) = orders::find_by_payment(txn, &event.gateway, about)? else {
        gateway_events::put_off(txn, event, UNKNOWN, &about.references)?;
        return Ok(Came::ToWait);
    };
    let id = order.id;
    let order = match news {
        News::Payment(_, answer) => till::heard(txn, shop, order, terms, answer.clone())?,
        News::Refund(_, refund) => {
            let refund = refunds::hear(txn, &payable(&order), refund)?;
            after(txn, shop, order, &refund)?
        }
        News::Dispute(_, dispute) => {
            refunds::dispute_heard(txn, &payable(&order), dispute)?;
            settle(txn, shop, order)?
        }
        News::Payee(_) | News::Nothing => order,
    };
    gateway_events::mark_applied(txn, event, Effect::Applied, Some(id))?;
    // Whoever has approved a payment has not paid it yet: some gateways collect when they are asked.
    let approved = matches!(news, News::Payment(_, answer) if answer.standing == Standing::Pending);
    Ok(Came::In(approved.then(|| Box::new(order))))
}
