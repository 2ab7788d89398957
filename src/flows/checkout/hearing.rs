//! What gateways tell without being asked. A letter is proved to be the gateway's and kept, then answered; what it says is
//! applied afterwards, exactly once, in a write of its own.

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
        payments::{About, Letter, News, Standing},
        web::Shop,
    },
};

/// So many events are applied together: they share the commits.
const BATCH: usize = 256;

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
            let all = futures::future::join_all(due.into_iter().map(|it| self.apply(it))).await;
            for done in all {
                applied += usize::from(done?);
            }
        }
    }

    /// Applies one event, or puts it off. Says whether it was applied.
    async fn apply(&self, event: GatewayEvent) -> Result<bool> {
        let (key, id) = (event.key, event.notice.id.clone());
        let Some(gateway) = self.gateways.find(&event.gateway) else {
            return self.put_off(key, "This gateway is not set up", Vec::new()).await;
        };
        let (shop, terms, news) = (self.shop.clone(), terms(gateway), gateway.read(&event.notice));
        let done = {
            let news = news.clone();
            self.db.write(move |txn| apply(txn, &shop, &terms, key, &news)).await
        };
        match done {
            Ok(order) => {
                // Whoever has approved a payment has not paid it yet: some gateways collect when they are asked.
                if let (Some(order), News::Payment(_, answer)) = (order, &news)
                    && answer.standing == Standing::Pending
                    && let Err(error) = self.ask(gateway, order).await
                {
                    tracing::warn!("{} was not asked after {id}: {}", gateway.name(), error.in_full());
                }
                Ok(true)
            }
            Err(error) => {
                let references = about(&news).map(|it| it.references.clone()).unwrap_or_default();
                tracing::info!("the event {id} of {} waits: {}", gateway.name(), error.in_full());
                self.put_off(key, &error.message, references).await
            }
        }
    }

    async fn put_off(&self, key: [u8; 32], why: &str, references: Vec<String>) -> Result<bool> {
        let why = why.to_owned();
        self.db
            .write(move |txn| match gateway_events::find(txn, key)?.filter(|it| it.next.is_some()) {
                Some(event) => gateway_events::put_off(txn, event, &why, &references),
                None => Ok(()),
            })
            .await?;
        Ok(false)
    }
}

fn about(news: &News) -> Option<&About> {
    match news {
        News::Payment(about, _) | News::Refund(about, _) | News::Dispute(about, _) => Some(about),
        News::Payee(_) | News::Nothing => None,
    }
}

/// Gives an event its effect, unless it has had it, all in the write that `txn` is part of. Gives the order that it is
/// about.
fn apply(txn: &WriteTxn, shop: &Shop, terms: &Terms, key: [u8; 32], news: &News) -> Result<Option<Order>> {
    let Some(event) = gateway_events::find(txn, key)?.filter(|it| it.next.is_some()) else { return Ok(None) };
    if let News::Payee(payee) = news {
        let whose = payouts::hear_event(txn, &event.gateway, payee, event.notice.at)?;
        let effect = if whose.is_some() { Effect::Applied } else { Effect::Kept };
        gateway_events::mark_applied(txn, event, effect, None)?;
        return Ok(None);
    }
    let Some(about) = about(news) else {
        gateway_events::mark_applied(txn, event, Effect::Kept, None)?;
        return Ok(None);
    };
    let unknown = || Error::not_found("No order has this payment yet");
    let order = orders::find_by_payment(txn, &event.gateway, about)?.ok_or_else(unknown)?;
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
    Ok(Some(order))
}
