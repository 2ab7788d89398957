//! What is done about payouts. The gateway is called outside of any write.

use std::{net::IpAddr, sync::Arc, time::Duration};

use data_encoding::HEXLOWER;

use super::debts;
use crate::{
    base::{Digest, Error, ErrorKind, Money, Result, SellerId, Timestamp, TransferId, UserId},
    features::{
        audit::{self, Act, Actor, NewEntry},
        ledger::{self, Reason},
        payouts::{self, Destination, NewPayout, Payout, Stage},
        sellers::Selling,
    },
    platform::{
        clock::Chance,
        db::{Db, ReadTxn, Reads, WriteTxn},
        payments::{Payees, Transfer},
        web::Shop,
    },
};

/// The gateway through which sellers are paid, as it stands in the books.
const GATEWAY: &str = "stripe";
/// What was sold so lately stays: it may have to go back.
pub(super) const RESERVE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
pub(super) const BATCH: usize = 100;
/// What the gateway did not answer is tried again after so long.
pub(super) const PAUSE: Duration = Duration::from_secs(60);

/// The store, and who pays sellers if anybody does; managed state.
#[derive(Clone)]
pub struct Payouts {
    pub(super) db: Db,
    pub(super) shop: Shop,
    chance: Chance,
    payees: Option<Arc<dyn Payees>>,
}

/// What is due to a seller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    /// All of it; below nothing if they owe the shop.
    pub balance: Money,
    /// What of it can be paid out now.
    pub available: Money,
}

impl Payouts {
    /// The payouts of a shop.
    pub fn new(db: Db, shop: Shop, chance: Chance, payees: Option<Arc<dyn Payees>>) -> Self {
        Self { db, shop, chance, payees }
    }

    /// Whether sellers can be paid by the shop at all.
    pub(super) fn are_offered(&self) -> bool {
        self.payees.is_some()
    }

    pub(super) fn payees(&self) -> Result<&dyn Payees> {
        self.payees.as_deref().ok_or_else(|| Error::not_found("This shop pays its sellers by other means"))
    }

    /// What is due to a seller at this moment.
    pub(super) fn due(&self, txn: &impl Reads, seller: SellerId, now: Timestamp) -> Result<Due> {
        due(txn, &self.shop, seller, now)
    }

    /// Where a seller goes to tell the gateway who they are. Their account there is made if need be.
    pub(super) async fn link(&self, selling: &Selling, from: IpAddr) -> Result<String> {
        let (payees, seller, user) = (self.payees()?, selling.seller.id, selling.who.user);
        let account = match self.db.look(|txn| payouts::destination(txn, seller))? {
            Some(known) => known.account,
            None => {
                let account = payees.open(seller, &selling.who.email).await?;
                let link = move |txn: &WriteTxn| {
                    let linked = payouts::link(txn, seller, GATEWAY, &account)?;
                    audit::note(txn, entry(user, Act::PayoutLinked, &seller.to_string(), from, &account))?;
                    Ok(linked.account)
                };
                self.db.write(link).await?
            }
        };
        // Whoever comes back shows it: a page of somebody else, which could send them there too, does not know it.
        let state = HEXLOWER.encode(&self.chance.bytes::<16>());
        let proof = proof(selling, &state);
        self.db.write(move |txn| payouts::expect_back(txn, seller, proof)).await?;
        let page = self.shop.base_url.to(&format!("/sell/payouts/back?state={state}"));
        let key = format!("{seller}-{:032x}", u128::from_be_bytes(self.chance.bytes()));
        payees.link(&account, &page, &self.shop.base_url.to("/sell/payouts"), &key).await
    }

    /// Asks the gateway how the account of somebody stands who was sent there in this session and comes back. Says
    /// whether they were.
    pub(super) async fn back(&self, selling: &Selling, state: &str) -> Result<bool> {
        let (seller, proof) = (selling.seller.id, proof(selling, state));
        let was_sent = self.db.write(move |txn| payouts::came_back(txn, seller, proof)).await?;
        if was_sent {
            self.look_again(seller).await?;
        }
        Ok(was_sent)
    }

    /// Asks the gateway how a seller's account stands.
    pub(super) async fn look_again(&self, seller: SellerId) -> Result<Option<Destination>> {
        let Some(known) = self.db.look(|txn| payouts::destination(txn, seller))? else { return Ok(None) };
        let payee = self.payees()?.ask(&known.account).await?;
        let hear = move |txn: &WriteTxn| payouts::hear(txn, seller, &payee);
        self.db.write(hear).await.map(Some)
    }

    /// Pays a seller. In one write the payout is decided and taken off the balance; then the money is sent.
    pub(super) async fn pay(
        &self,
        selling: &Selling,
        amount: Option<i64>,
        key: Option<[u8; 32]>,
        from: IpAddr,
    ) -> Result<Payout> {
        self.payees()?;
        // An account may have been closed since.
        self.look_again(selling.seller.id).await?;
        let (shop, seller, user) = (self.shop.clone(), selling.seller.id, selling.who.user);
        let body = crate::features::orders::fingerprint(&(seller, amount))?;
        let (payout, is_new) = self
            .db
            .write(move |txn| {
                let available = due(txn, &shop, seller, txn.now)?.available;
                let amount = amount.map_or(available, |amount| Money::new(amount, shop.currency));
                let (payout, is_new) = payouts::ask(txn, NewPayout { seller, amount, available, key, body })?;
                if is_new {
                    ledger::payout(txn, seller, GATEWAY, &payout.id.to_string(), payout.amount)?;
                    audit::note(
                        txn,
                        entry(user, Act::PaidOut, &payout.id.to_string(), from, &payout.amount.to_string()),
                    )?;
                }
                Ok((payout, is_new))
            })
            .await?;
        if !is_new || payout.stage != Stage::Asked {
            return Ok(payout);
        }
        let id = payout.id;
        match self.carry_on(payout).await {
            Ok(payout) => Ok(payout),
            Err(error) => {
                tracing::warn!("the payout {id} will be tried again: {}", error.in_full());
                self.db.look(|txn| payouts::get(txn, id))
            }
        }
    }

    /// Carries on at once with a payout whose sending was not confirmed, as somebody in the office wants it. One that has
    /// ended stays as it is.
    pub(super) async fn try_again(&self, id: TransferId) -> Result<Payout> {
        let payout = self.db.look(|txn| payouts::get(txn, id))?;
        if payout.stage == Stage::Asked { self.carry_on(payout).await } else { Ok(payout) }
    }

    /// Sends what was decided; the same payout is sent once, however often this is called.
    async fn carry_on(&self, payout: Payout) -> Result<Payout> {
        let what = Transfer {
            id: payout.id,
            account: payout.account.clone(),
            amount: payout.amount,
            description: format!("{} payout", self.shop.name),
        };
        let id = payout.id;
        match self.payees()?.send(&what).await {
            Ok(reference) => {
                let note = move |txn: &WriteTxn| {
                    let payout = payouts::mark_sent(txn, id, &reference)?;
                    // A sale may have been refunded while it was on its way.
                    debts::take_what_is_owed(txn, payout.seller)?;
                    Ok(payout)
                };
                self.db.write(note).await
            }
            Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Invalid | ErrorKind::NotFound) => {
                let why = error.message.to_string();
                let give_back = move |txn: &WriteTxn| {
                    let payout = payouts::mark_failed(txn, id, &why)?;
                    if payout.stage == Stage::Failed {
                        ledger::payout_returned(txn, payout.seller, GATEWAY, &id.to_string(), payout.amount)?;
                    }
                    Ok(payout)
                };
                self.db.write(give_back).await
            }
            Err(error) => Err(error),
        }
    }

    /// Carries on with payouts whose sending was not confirmed, and with what is taken back. Says how many moved.
    pub async fn reconcile(&self) -> Result<usize> {
        if self.payees.is_none() {
            return Ok(0);
        }
        let now = self.db.clock().now();
        let mut moved = self.take_back().await?;
        for payout in self.db.look(|txn| payouts::open(txn, BATCH))? {
            if now.since(payout.updated) < PAUSE {
                continue;
            }
            let id = payout.id;
            match self.carry_on(payout).await {
                Ok(_) => moved += 1,
                Err(error) => tracing::warn!("the payout {id} is still open: {}", error.in_full()),
            }
        }
        Ok(moved)
    }

    /// Does so again and again, for as long as the program runs.
    pub async fn run(self) {
        loop {
            if let Err(error) = self.reconcile().await {
                tracing::warn!("payouts wait: {}", error.in_full());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// What proves that somebody was sent to the gateway in this session.
fn proof(selling: &Selling, state: &str) -> [u8; 32] {
    let session = selling.who.session().map(|it| it.to_string()).unwrap_or_default();
    Digest::of(format!("{session} {state}")).to_bytes()
}

/// What is due: the balance, less what was sold so lately that it may have to go back.
fn due(txn: &impl Reads, shop: &Shop, seller: SellerId, now: Timestamp) -> Result<Due> {
    let zero = Money::zero(shop.currency);
    let balance = ledger::balances(txn, seller)?.into_iter().find(|it| it.currency == shop.currency).unwrap_or(zero);
    let lately = ledger::since(txn, seller, now.minus(RESERVE))?;
    let held: i64 = lately
        .iter()
        .filter(|it| it.currency == shop.currency && it.reason == Reason::Sale)
        .map(|it| it.owed_to(seller))
        .sum();
    let available = balance.amount.saturating_sub(held).clamp(0, balance.amount.max(0));
    Ok(Due { balance, available: Money::new(available, shop.currency) })
}

fn entry(user: UserId, act: Act, target: &str, from: IpAddr, detail: &str) -> NewEntry {
    NewEntry {
        actor: Actor::User(user),
        act,
        target: target.to_owned(),
        address: Some(from),
        detail: detail.to_owned(),
    }
}

/// The books know of every payout, and of those that were refused that the money came back.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    for payout in payouts::all(txn)? {
        let posted = ledger::of_payout(txn, &payout.id.to_string())?;
        let sum: i64 = posted.iter().map(|it| -it.owed_to(payout.seller)).sum();
        let wanted = if payout.stage == Stage::Failed { 0 } else { payout.amount.amount };
        if sum != wanted {
            faults.push(format!("payouts: the ledger has {sum} of {}, not {wanted}", payout.id));
        }
    }
    Ok(())
}
