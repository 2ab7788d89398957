//! By which name a gateway knows somebody, where it keeps means of payment for them. The means themselves are known to
//! the gateway alone.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{
    base::{Result, Timestamp, UserId},
    platform::{
        Feature,
        db::{Reads, Record, Stored, Table, WriteTxn},
        jobs::{self, NewJob},
    },
};

/// The job that has a gateway forget a customer, whose name is all that it is told.
pub const FORGETTING: &str = "wallets.forget";

static ALL: &[&dyn Stored] = &[&WALLETS];
static WALLETS: Table<Wallet> = Table::new("wallets", &[]);

/// Somebody's customer at a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wallet {
    /// Whose it is.
    pub user: UserId,
    /// At which gateway.
    pub gateway: String,
    /// By which the gateway knows them.
    pub customer: String,
    /// Since when.
    pub since: Timestamp,
}

/// What wallets bring along.
pub fn feature() -> Feature {
    Feature::new("wallets").tables(ALL)
}

/// Somebody's customer at whichever gateway keeps their means, if they have one.
pub fn find(txn: &impl Reads, user: UserId) -> Result<Option<Wallet>> {
    WALLETS.find(txn, user)
}

/// By which `gateway` knows somebody, so that they can pay with what it keeps for them.
pub fn customer(txn: &impl Reads, user: UserId, gateway: &str) -> Result<Option<String>> {
    Ok(find(txn, user)?.filter(|it| it.gateway == gateway).map(|it| it.customer))
}

/// Keeps by which `gateway` knows somebody. Where two requests made a customer each, the first is kept.
pub fn keep(txn: &WriteTxn, user: UserId, gateway: &str, customer: &str) -> Result<Wallet> {
    if let Some(kept) = find(txn, user)?.filter(|it| it.gateway == gateway) {
        return Ok(kept);
    }
    let wallet = Wallet { user, gateway: gateway.to_owned(), customer: customer.to_owned(), since: txn.now };
    WALLETS.put(txn, &wallet)?;
    Ok(wallet)
}

/// Forgets by which name somebody is known, and has the gateway forget them as well.
pub fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    let Some(wallet) = find(txn, user)? else { return Ok(()) };
    jobs::enqueue(txn, NewJob::new(FORGETTING, &wallet.customer)?)?;
    WALLETS.remove(txn, user)
}

impl Record for Wallet {
    type Key = UserId;
    const MISSING: &'static str = "No payment methods are kept";

    fn key(&self) -> UserId {
        self.user
    }
}
