//! Where orders are placed and payments taken in. Gateways are called outside of any write.

use std::{net::IpAddr, sync::Arc, time::Duration};

use tokio::sync::Notify;

use super::{
    asking::Pauses,
    declines::Declines,
    letters,
    placing::{self, Attempt},
    receipt,
    settling::settle,
    wish::Wish,
};
use crate::{
    base::{Error, OrderId, Result, links},
    features::{
        carts::{self, Quotes, Shopper},
        discounts, gateway_events, licenses,
        orders::{self, Order, Status, Terms},
        stock, wallets,
    },
    platform::{
        db::{Db, WriteTxn},
        mail,
        payments::{Answer, Charge, Gateway, Gateways, Outcome, Standing},
        places::Places,
        signing::Keys,
        web::Shop,
    },
};

/// The till of a shop; managed state. Clones share it.
#[derive(Clone)]
pub struct Till {
    pub(super) db: Db,
    pub(super) shop: Shop,
    pub(super) keys: Keys,
    pub(super) gateways: Gateways,
    pub(super) pauses: Pauses,
    /// Rings when a gateway has told something.
    pub(super) bell: Arc<Notify>,
    pub(super) quotes: Quotes,
    places: Places,
    declines: Declines,
}

/// Who asks for an order.
#[derive(Debug, Clone, Default)]
pub struct Asker {
    /// Whose cart it is.
    pub shopper: Shopper,
    /// By which a repeated request is known.
    pub key: Option<String>,
    /// Where they ask from.
    pub address: Option<IpAddr>,
}

impl Till {
    /// A till of this shop, with the gateways of its mode.
    pub fn new(db: Db, shop: Shop, keys: Keys, gateways: Gateways, quotes: Quotes) -> Self {
        let (pauses, bell, declines) = (Pauses::default(), Arc::default(), Declines::default());
        Self { db, shop, keys, gateways, quotes, places: Places::default(), pauses, bell, declines }
    }

    /// The same till, which notes with each order in which country its network address is.
    #[must_use]
    pub fn with_places(self, places: Places) -> Self {
        Self { places, ..self }
    }

    /// What writes the mails that it causes.
    pub fn writers(&self) -> Vec<mail::Writer> {
        vec![
            receipt::writer(self.shop.clone(), self.keys.clone()),
            letters::refund_writer(self.shop.clone(), self.keys.clone()),
        ]
    }

    /// The gateways that it takes money through.
    pub fn gateways(&self) -> &Gateways {
        &self.gateways
    }

    /// Places an order, or finds the one that was placed of the same cart or by the same key, and brings its payment
    /// as far as it goes.
    pub async fn place(&self, asker: Asker, wish: Wish) -> Result<Order> {
        self.declines.check(asker.address, &wish.email, self.db.clock().now())?;
        let attempt = Attempt {
            shopper: asker.shopper,
            key: asker.key,
            wish,
            gateways: self.gateways.all().map(|it| it.name()).collect(),
            country: asker.address.and_then(|it| self.places.country(it)),
            address: asker.address.map(|it| it.to_string()),
        };
        let (shop, quotes) = (self.shop.clone(), self.quotes.clone());
        let (order, is_new) = self
            .db
            .write(move |txn| {
                let (order, is_new) = placing::place(txn, &quotes, &attempt)?;
                // What costs nothing is paid already.
                Ok((settle(txn, &shop, order)?, is_new))
            })
            .await?;
        let order = self.start(order).await?;
        if is_new && order.status == Status::Failed {
            self.declines.note(asker.address, &order.buyer.email, self.db.clock().now());
        }
        Ok(order)
    }

    /// Starts the payment of an order that waits for it. Whoever comes second finds it started.
    pub(super) async fn start(&self, order: Order) -> Result<Order> {
        if order.status != Status::Pending || order.payment.standing != Standing::New {
            return Ok(order);
        }
        let gateway = self.gateways.get(&order.payment.gateway)?;
        let answer = gateway.start(&self.charge(&order)).await.map_err(resting)?;
        self.take_in(order.id, gateway, answer).await
    }

    /// Takes in what a gateway said: in one write the order is paid and handed over, or failed and its cart given back.
    pub(super) async fn take_in(&self, order: OrderId, gateway: &dyn Gateway, answer: Answer) -> Result<Order> {
        let (shop, terms) = (self.shop.clone(), terms(gateway));
        self.db.write(move |txn| heard(txn, &shop, orders::get(txn, order)?, &terms, answer.clone())).await
    }

    /// Ends a test payment that waits, as somebody asks for by hand. There is no such thing outside of test mode.
    pub(super) async fn end_test(&self, order: Order, outcome: Outcome) -> Result<Order> {
        if !self.shop.is_test() || order.payment.gateway != "test" {
            return Err(Error::not_found("There is no test payment to end"));
        }
        if order.status != Status::Pending {
            return Err(Error::conflict(format!("This order is {} already", order.status.word())));
        }
        let gateway = self.gateways.get(&order.payment.gateway)?;
        let charge = Charge { outcome: Some(outcome), ..self.charge(&order) };
        let answer = gateway.ask(&charge, Duration::ZERO).await?;
        self.take_in(order.id, gateway, answer).await
    }

    /// What a gateway has to know of an order's payment.
    pub(super) fn charge(&self, order: &Order) -> Charge {
        let token = orders::token(&self.keys, order.id);
        let page = links::order(order.id, &token);
        Charge {
            payment: order.payment.id,
            amount: order.totals.total,
            email: order.buyer.email.clone(),
            description: format!("{} {}", self.shop.name, order.name()),
            return_url: self.shop.base_url.to(&format!("/checkout/return/{}?token={token}", order.id)),
            cancel_url: self.shop.base_url.to(&page),
            customer: self.customer(order),
            outcome: order.payment.outcome,
            reference: order.payment.reference.clone(),
            capture: order.payment.collected.as_ref().and_then(|it| it.capture.clone()),
        }
    }
}

impl Till {
    /// By which the gateway knows the member who ordered; without it they type their card as guests do.
    fn customer(&self, order: &Order) -> Option<String> {
        let user = order.owner?;
        let known = self.db.look(|txn| wallets::customer(txn, user, &order.payment.gateway));
        known.inspect_err(|error| tracing::warn!("a wallet cannot be read: {}", error.in_full())).ok().flatten()
    }
}

/// What money through `gateway` has to agree with.
pub(super) fn terms(gateway: &dyn Gateway) -> Terms {
    Terms { live: gateway.is_live(), account: gateway.account().map(str::to_owned) }
}

/// Takes in what was said of a payment, with all that follows from it, in the write that `txn` is part of.
pub(super) fn heard(txn: &WriteTxn, shop: &Shop, order: Order, terms: &Terms, answer: Answer) -> Result<Order> {
    let order = orders::hear_of(txn, order, terms, answer)?;
    give_back(txn, &order)?;
    gateway_events::wake(txn, &order.payment.gateway, order.payment.references())?;
    settle(txn, shop, order)
}

/// What came to nothing goes back into its cart.
pub(super) fn give_back(txn: &WriteTxn, order: &Order) -> Result<()> {
    match order.status {
        Status::Failed | Status::Cancelled => {
            discounts::release(txn, order.id)?;
            licenses::release(txn, order.id)?;
            stock::release(txn, order.id)?;
            carts::reopen(txn, order.cart, order.id)
        }
        _ => Ok(()),
    }
}

fn resting(cause: Error) -> Error {
    Error::unavailable("Payments are resting; you were not charged. Please try again in a minute")
        .because(cause.in_full())
}
