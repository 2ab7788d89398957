//! Where orders are placed and payments taken in. Gateways are called outside of any write.

use std::{net::IpAddr, time::Duration};

use super::{
    declines::Declines,
    fulfilment::fulfil,
    placing::{self, Attempt},
    receipt,
    wish::Wish,
};
use crate::{
    base::{Error, OrderId, Result, links},
    features::{
        carts::{self, Shopper},
        orders::{self, Order, Status},
    },
    platform::{
        db::{Db, WriteTxn},
        mail,
        payments::{Answer, Charge, Gateways, Outcome, Standing},
        signing::Keys,
        web::Shop,
    },
};

/// Nobody is asked about a payment that was started less than this ago.
const PATIENCE: Duration = Duration::from_secs(5);
/// An order that nobody pays for so long is called off.
const DEADLINE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// As much is done at a time.
const BATCH: usize = 200;

/// The till of a shop; managed state. Clones share it.
#[derive(Clone)]
pub struct Till {
    pub(super) db: Db,
    pub(super) shop: Shop,
    pub(super) keys: Keys,
    pub(super) gateways: Gateways,
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
    pub fn new(db: Db, shop: Shop, keys: Keys, gateways: Gateways) -> Self {
        Self { db, shop, keys, gateways, declines: Declines::default() }
    }

    /// What writes the mails that it causes.
    pub fn writers(&self) -> Vec<mail::Writer> {
        vec![receipt::writer(self.shop.clone(), self.keys.clone())]
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
            address: asker.address.map(|it| it.to_string()),
        };
        let shop = self.shop.clone();
        let (order, is_new) = self
            .db
            .write(move |txn| {
                let (order, is_new) = placing::place(txn, &shop, &attempt)?;
                // What costs nothing is paid already.
                Ok((fulfil(txn, &shop, order)?, is_new))
            })
            .await?;
        let order = self.start(order).await?;
        if is_new && order.status == Status::Failed {
            self.declines.note(asker.address, &order.buyer.email, self.db.clock().now());
        }
        Ok(order)
    }

    /// Starts the payment of an order that waits for it. Whoever comes second finds it started.
    async fn start(&self, order: Order) -> Result<Order> {
        if order.status != Status::Pending || order.payment.standing != Standing::New {
            return Ok(order);
        }
        let gateway = self.gateways.get(&order.payment.gateway)?;
        let answer = gateway.start(&self.charge(&order)).await.map_err(resting)?;
        self.take_in(order.id, answer).await
    }

    /// Takes in what a gateway said: in one write the order is paid and handed over, or failed and its cart given back.
    async fn take_in(&self, order: OrderId, answer: Answer) -> Result<Order> {
        let shop = self.shop.clone();
        self.db
            .write(move |txn| {
                let order = orders::hear(txn, order, answer.clone())?;
                give_back(txn, &order)?;
                fulfil(txn, &shop, order)
            })
            .await
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
        self.take_in(order.id, answer).await
    }

    /// Asks the gateways about all payments that have been open for a moment, and calls off what nobody pays.
    /// It heals what a crash between placing and paying has left. Says how many orders moved.
    pub async fn reconcile(&self) -> Result<usize> {
        let now = self.db.clock().now();
        let waiting = self.db.look(|txn| orders::waiting(txn, now.minus(PATIENCE), BATCH))?;
        let mut moved = 0;
        for order in waiting {
            let id = order.id;
            match self.ask(order).await {
                Ok(order) => moved += usize::from(order.status != Status::Pending),
                Err(error) => tracing::warn!("the payment of {id} is still open: {}", error.in_full()),
            }
        }
        Ok(moved)
    }

    async fn ask(&self, order: Order) -> Result<Order> {
        let ago = self.db.clock().now().since(order.placed);
        let gateway = self.gateways.get(&order.payment.gateway)?;
        let order = match order.payment.standing {
            Standing::New => self.start(order).await?,
            _ => match gateway.ask(&self.charge(&order), ago).await? {
                answer if answer.standing == order.payment.standing => order,
                answer => self.take_in(order.id, answer).await?,
            },
        };
        if order.status != Status::Pending || ago < DEADLINE {
            return Ok(order);
        }
        let id = order.id;
        self.db
            .write(move |txn| {
                let order = orders::cancel(txn, id, "Nobody paid within seven days")?;
                give_back(txn, &order)?;
                Ok(order)
            })
            .await
    }

    /// Asks about open payments again and again, for as long as the program runs.
    pub async fn run(self) {
        loop {
            if let Err(error) = self.reconcile().await {
                tracing::warn!("the till waits: {}", error.in_full());
            }
            tokio::time::sleep(PATIENCE).await;
        }
    }

    fn charge(&self, order: &Order) -> Charge {
        let page = links::order(order.id, &orders::token(&self.keys, order.id));
        let page = self.shop.base_url.to(&page);
        Charge {
            payment: order.payment.id,
            amount: order.totals.total,
            email: order.buyer.email.clone(),
            description: format!("{} {}", self.shop.name, order.name()),
            cancel_url: page.clone(),
            return_url: page,
            customer: None,
            outcome: order.payment.outcome,
            reference: order.payment.reference.clone(),
            capture: None,
        }
    }
}

/// What came to nothing goes back into its cart.
fn give_back(txn: &WriteTxn, order: &Order) -> Result<()> {
    match order.status {
        Status::Failed | Status::Cancelled => carts::reopen(txn, order.cart, order.id),
        _ => Ok(()),
    }
}

fn resting(cause: Error) -> Error {
    Error::unavailable("Payments are resting; you were not charged. Please try again in a minute")
        .because(cause.in_full())
}
