//! What gateways tell without being asked. A letter is proved to be the gateway's and kept, then answered; what it says is
//! applied afterwards, exactly once, in a write of its own.

use std::sync::Arc;

use futures::future;

use super::{
    refunding::after,
    settling::{payable, settle},
    till::{Till, heard, terms},
};
use crate::{
    base::{Error, Result},
    features::{
        gateway_events::{self, Effect, GatewayEvent},
        orders::{self, Order, Terms},
        payouts, refunds,
    },
    platform::{
        db::WriteTxn,
        payments::{About, Gateway, Letter, News, Standing},
        web::Shop,
    },
};

/// So many events are applied together: they share one change of the store and its commit.
const BATCH: usize = 512;

const UNKNOWN: &str = "No order has this payment yet";

/// What came of an event.
enum Came {
    /// It was taken in; the order is given whose gateway has now to be asked.
    In(Option<Box<Order>>),
    /// It is tried again later.
    ToWait,
}

/// An event that is to be applied, with what it says.
struct Heard<'a> {
    gateway: &'a dyn Gateway,
    key: [u8; 32],
    id: String,
    terms: Terms,
    news: News,
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

    /// Applies the events that wait, for as long as any does. Says how many were applied.
    pub async fn apply_due(&self) -> Result<usize> {
        let mut applied = 0;
        loop {
            let now = self.db.clock().now();
            let due = self.db.look(|txn| gateway_events::due(txn, now, BATCH))?;
            if due.is_empty() {
                return Ok(applied);
            }
            let mut heard = Vec::with_capacity(due.len());
            for event in due {
                match self.gateways.find(&event.gateway) {
                    Some(gateway) => heard.push(Heard::of(gateway, event)),
                    None => self.put_off(event.key, "This gateway is not set up", Vec::new()).await?,
                }
            }
            applied += self.apply(heard).await?;
        }
    }

    /// Applies events, or puts them off. Says how many were applied.
    async fn apply(&self, heard: Vec<Heard<'_>>) -> Result<usize> {
        let all: Arc<[_]> = heard.iter().map(|it| (it.terms.clone(), it.key, it.news.clone())).collect();
        let shop = self.shop.clone();
        let together = self.db.write(move |txn| {
            all.iter().map(|(terms, key, news)| apply(txn, &shop, terms, *key, news)).collect::<Result<Vec<_>>>()
        });
        let all_came = match together.await {
            Ok(all_came) => all_came,
            // One that cannot be applied has undone them all: now each stands for itself.
            Err(_) => future::try_join_all(heard.iter().map(|it| self.apply_alone(it))).await?,
        };
        let mut applied = 0;
        for (heard, came) in heard.iter().zip(all_came) {
            let Came::In(approved) = came else { continue };
            applied += 1;
            if let Some(order) = approved
                && let Err(error) = self.ask(heard.gateway, *order).await
            {
                tracing::warn!("{} was not asked after {}: {}", heard.gateway.name(), heard.id, error.in_full());
            }
        }
        Ok(applied)
    }

    async fn apply_alone(&self, heard: &Heard<'_>) -> Result<Came> {
        let (shop, terms, key, news) = (self.shop.clone(), heard.terms.clone(), heard.key, heard.news.clone());
        let done = self.db.write(move |txn| apply(txn, &shop, &terms, key, &news)).await;
        let Err(error) = done else { return done };
        tracing::info!("the event {} of {} waits: {}", heard.id, heard.gateway.name(), error.in_full());
        let references = heard.about().map(|it| it.references.clone()).unwrap_or_default();
        self.put_off(heard.key, &error.message, references).await?;
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

impl<'a> Heard<'a> {
    fn of(gateway: &'a dyn Gateway, event: GatewayEvent) -> Self {
        let (news, terms) = (gateway.read(&event.notice), terms(gateway));
        Self { gateway, key: event.key, id: event.notice.id, terms, news }
    }

    fn about(&self) -> Option<&About> {
        about(&self.news)
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
fn apply(txn: &WriteTxn, shop: &Shop, terms: &Terms, key: [u8; 32], news: &News) -> Result<Came> {
    let Some(event) = gateway_events::find(txn, key)?.filter(|it| it.next.is_some()) else { return Ok(Came::In(None)) };
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
        News::Payment(_, answer) => heard(txn, shop, id, terms, answer.clone())?,
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
