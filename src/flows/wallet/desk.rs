//! What is done with saved payment methods. The keeper is called outside of any write.

use std::{net::IpAddr, sync::Arc};

use super::PAGE;
use crate::{
    base::{Error, Result},
    features::{
        audit::{self, Act, Actor, NewEntry},
        wallets::{self, FORGETTING},
    },
    platform::{
        clock::Chance,
        db::{Db, WriteTxn},
        jobs::{Kind, Task},
        payments::{Keeper, SavedMethod},
        web::{Identity, Shop},
    },
};

/// The store, and who keeps means of payment if anybody does; managed state.
#[derive(Clone)]
pub struct Wallets {
    db: Db,
    shop: Shop,
    chance: Chance,
    keeper: Option<Arc<dyn Keeper>>,
}

impl Wallets {
    /// The wallets of a shop.
    pub fn new(db: Db, shop: Shop, chance: Chance, keeper: Option<Arc<dyn Keeper>>) -> Self {
        Self { db, shop, chance, keeper }
    }

    /// Whether anything can be kept at all.
    pub fn are_offered(&self) -> bool {
        self.keeper.is_some()
    }

    pub(super) fn keeper(&self) -> Result<&dyn Keeper> {
        self.keeper.as_deref().ok_or_else(|| Error::not_found("This shop keeps no payment methods"))
    }

    /// What is kept for somebody.
    pub(super) async fn all(&self, who: &Identity) -> Result<Vec<SavedMethod>> {
        let keeper = self.keeper()?;
        match self.db.look(|txn| wallets::customer(txn, who.user, keeper.gateway()))? {
            Some(customer) => keeper.all(&customer).await,
            None => Ok(Vec::new()),
        }
    }

    /// Where somebody goes to have another one kept.
    pub(super) async fn add(&self, who: &Identity, from: IpAddr) -> Result<String> {
        let customer = self.customer(who).await?;
        let back = self.shop.base_url.to(&format!("{PAGE}?done=back"));
        let url = self.keeper()?.add(&customer, &back, &self.key(who)).await?;
        self.note(who, from, Act::MethodAdding, String::new()).await?;
        Ok(url)
    }

    /// Where somebody looks after all of it.
    pub(super) async fn manage(&self, who: &Identity, from: IpAddr) -> Result<String> {
        let customer = self.customer(who).await?;
        let url = self.keeper()?.manage(&customer, &self.shop.base_url.to(PAGE), &self.key(who)).await?;
        self.note(who, from, Act::MethodsManaged, String::new()).await?;
        Ok(url)
    }

    /// Forgets one; another's is not found.
    pub(super) async fn remove(&self, who: &Identity, from: IpAddr, method: &str) -> Result<()> {
        let keeper = self.keeper()?;
        let customer = self.db.look(|txn| wallets::customer(txn, who.user, keeper.gateway()))?;
        let customer = customer.ok_or_else(|| Error::not_found("There is no such payment method"))?;
        keeper.remove(&customer, method).await?;
        self.note(who, from, Act::MethodRemoved, method.to_owned()).await
    }

    /// By which the keeper knows somebody, who is made known if need be.
    async fn customer(&self, who: &Identity) -> Result<String> {
        let keeper = self.keeper()?;
        let (user, gateway) = (who.user, keeper.gateway());
        if let Some(known) = self.db.look(|txn| wallets::customer(txn, user, gateway))? {
            return Ok(known);
        }
        let made = keeper.open(user, &who.email).await?;
        let kept = self.db.write(move |txn| wallets::keep(txn, user, gateway, &made)).await?;
        Ok(kept.customer)
    }

    /// Each visit to the keeper's pages is one of its own.
    fn key(&self, who: &Identity) -> String {
        format!("{}-{:032x}", who.user, u128::from_be_bytes(self.chance.bytes()))
    }

    async fn note(&self, who: &Identity, from: IpAddr, act: Act, detail: String) -> Result<()> {
        let user = who.user;
        let note = move |txn: &WriteTxn| {
            audit::note(txn, NewEntry::new(Actor::User(user), act).to(user).from(from).detail(&detail))
        };
        self.db.write(note).await
    }
}

/// Has the keeper forget those who have left the shop.
pub fn forgetter(keeper: Option<Arc<dyn Keeper>>) -> Kind {
    Kind::new(FORGETTING, move |task| forget(task, keeper.clone()))
}

async fn forget(task: Task, keeper: Option<Arc<dyn Keeper>>) -> Result<()> {
    let customer: String = task.about()?;
    match keeper {
        Some(keeper) => keeper.forget(&customer).await,
        None => {
            tracing::warn!("nobody is left who could forget the customer {customer}");
            Ok(())
        }
    }
}
