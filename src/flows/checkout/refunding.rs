//! Paying money back: decided in one write, carried out by the gateway, taken in in another.

use super::{
    letters,
    settling::{payable, settle},
    till::Till,
};
use crate::{
    base::{Error, ErrorKind, OrderId, Result, UserId},
    features::{
        audit::{self, Act, NewEntry},
        orders::{self, Order},
        refunds::{self, NewRefund, Origin, Refund, Stage},
    },
    platform::{
        db::WriteTxn,
        mail,
        payments::{RefundNews, Return},
        web::Shop,
    },
};

impl Till {
    /// Pays money of an order back. `note` is what the audit says of it. The same key gives the same refund.
    ///
    /// # Errors
    /// Nothing was paid, more than is left is asked for, or a bank is deciding. Where the gateway cannot be reached, the
    /// refund stands as asked for and is carried on later.
    pub async fn refund(&self, order: OrderId, new: NewRefund, note: NewEntry) -> Result<Refund> {
        let (refund, is_new) = self
            .db
            .write(move |txn| {
                let order = orders::get(txn, order)?;
                let held = order.payment.held.is_some();
                if !order.status.was_paid() && !held {
                    return Err(Error::conflict("Nothing was paid for this order"));
                }
                let (refund, is_new) = refunds::ask(txn, &payable(&order), new.clone())?;
                if is_new {
                    let detail = format!("{} {}", refund.amount, refund.reason);
                    audit::note(txn, NewEntry { act: Act::Refunded, detail, ..note.clone() })?;
                }
                Ok((refund, is_new))
            })
            .await?;
        if !is_new || refund.stage != Stage::Asked {
            return Ok(refund);
        }
        match self.carry_on(refund.clone()).await {
            Ok(refund) => Ok(refund),
            Err(error) => {
                tracing::warn!("the refund {} will be tried again: {}", refund.id, error.in_full());
                self.db.look(|txn| refunds::get(txn, refund.id))
            }
        }
    }

    /// Pays back all that is left of an order whose buyer has withdrawn from it, and takes back what it gave. Asked again
    /// with the same `key` it does no more. Nothing where nothing is left.
    ///
    /// # Errors
    /// A bank is deciding about the payment, or the gateway has refused.
    pub async fn refund_all(&self, id: OrderId, key: [u8; 32], reason: &str, by: UserId, note: NewEntry) -> Result<()> {
        let (known, left) = self.db.look(|txn| {
            let payable = payable(&orders::get(txn, id)?);
            let known = refunds::of_order(txn, id)?.into_iter().find(|it| it.is_known_by(key));
            Ok((known, refunds::left(txn, &payable)?))
        })?;
        if left.amount <= 0 {
            return Ok(());
        }
        if let Some(known) = known {
            return under_way(&known);
        }
        let new = NewRefund {
            amount: left,
            lines: Vec::new(),
            reason: reason.to_owned(),
            revoke: true,
            origin: Origin::User(by),
            key: Some(key),
            body: orders::fingerprint(&(id, left, "withdrawal"))?,
        };
        under_way(&self.refund(id, new, note).await?)
    }

    /// Brings a refund as far as the gateway takes it.
    pub(super) async fn carry_on(&self, refund: Refund) -> Result<Refund> {
        let order = self.db.look(|txn| orders::get(txn, refund.order))?;
        let gateway = self.gateways.get(&refund.gateway)?;
        let what = Return {
            refund: refund.id,
            charge: self.charge(&order),
            amount: refund.amount,
            reason: refund.reason.clone(),
        };
        let told = match &refund.reference {
            Some(reference) => gateway.ask_refund(&what, reference).await,
            None => gateway.pay_back(&what).await,
        };
        let shop = self.shop.clone();
        match told {
            Ok(news) => {
                let news = RefundNews { refund: Some(refund.id), ..news };
                self.db.write(move |txn| hear(txn, &shop, refund.order, &news)).await
            }
            // What the gateway refuses for good will not be paid back by asking again.
            Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Invalid | ErrorKind::NotFound) => {
                let (id, order, why) = (refund.id, refund.order, error.message.to_string());
                self.db
                    .write(move |txn| {
                        let refund = refunds::fail(txn, id, &why)?;
                        settle(txn, &shop, orders::get(txn, order)?)?;
                        Ok(refund)
                    })
                    .await
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether the money goes back, now or soon.
fn under_way(refund: &Refund) -> Result<()> {
    match refund.stage {
        Stage::Asked | Stage::Pending | Stage::Done => Ok(()),
        Stage::Failed => {
            let why = refund.failure.clone().unwrap_or_else(|| "it said no".into());
            Err(Error::conflict(format!(
                "The money could not be paid back this way ({why}); refund the order by hand first"
            )))
        }
    }
}

/// Takes in what a gateway said of a refund, with all that follows from it.
fn hear(txn: &WriteTxn, shop: &Shop, order: OrderId, news: &RefundNews) -> Result<Refund> {
    let order = orders::get(txn, order)?;
    let refund = refunds::hear(txn, &payable(&order), news)?;
    after(txn, shop, order, &refund)?;
    Ok(refund)
}

/// What follows once a refund has moved: the order, its goods and the books, and a letter to the buyer.
pub(super) fn after(txn: &WriteTxn, shop: &Shop, order: Order, refund: &Refund) -> Result<Order> {
    if order.payment.held.is_some() && refund.stage.counts() {
        return orders::give_up_held(txn, order.id);
    }
    let order = settle(txn, shop, order)?;
    if refund.stage.counts() && refunds::tell_buyer(txn, refund.id)? {
        mail::enqueue_later(txn, letters::refund_later(&order, refund))?;
    }
    Ok(order)
}
