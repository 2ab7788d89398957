//! Where the ledger is kept, and how each seller stands by it.

use std::{collections::BTreeMap, ops::ControlFlow};

use serde::{Deserialize, Serialize};

use super::{Account, Entry, Reason};
use crate::{
    base::{Currency, EntryId, Money, OrderId, Result, SellerId, Timestamp},
    platform::db::{Index, ReadTxn, Reads, Record, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&ENTRIES, &BALANCES];

pub(super) static ENTRIES: Table<Entry> = Table::new("ledger.entries", &[&BY_ORDER, &BY_SELLER, &BY_ABOUT]);
pub(super) static BY_ORDER: Index<Entry, (OrderId, EntryId)> =
    Index::maybe("ledger.entries.by_order", |it: &Entry| it.order.map(|order| (order, it.id)));
static BY_SELLER: Index<Entry, (SellerId, EntryId)> = Index::many("ledger.entries.by_seller", |it: &Entry| {
    it.legs.iter().filter_map(|leg| seller(&leg.account)).map(|seller| (seller, it.id)).collect()
});
/// Payouts, which belong to no order.
static BY_ABOUT: Index<Entry, (String, EntryId)> =
    Index::maybe("ledger.entries.by_about", |it: &Entry| it.order.is_none().then(|| (it.about.clone(), it.id)));

/// What a seller is owed, kept with each entry, so that nobody has to add up all of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Balance {
    seller: SellerId,
    currency: Currency,
    /// Minor units that the shop owes them; below nothing if they owe the shop.
    amount: i64,
}

impl Record for Balance {
    type Key = (SellerId, String);
    const MISSING: &'static str = "There is no such balance";

    fn key(&self) -> (SellerId, String) {
        (self.seller, self.currency.code().to_owned())
    }
}

static BALANCES: Table<Balance> = Table::new("ledger.balances", &[]);

fn seller(account: &Account) -> Option<SellerId> {
    match account {
        Account::Seller(seller) => Some(*seller),
        _ => None,
    }
}

/// Keeps an entry, and moves the balances of its sellers.
pub(super) fn keep(txn: &WriteTxn, entry: &Entry) -> Result<()> {
    ENTRIES.add(txn, entry)?;
    let mut moved: BTreeMap<SellerId, i64> = BTreeMap::new();
    for leg in &entry.legs {
        if let Some(seller) = seller(&leg.account) {
            *moved.entry(seller).or_default() -= leg.amount;
        }
    }
    for (seller, by) in moved {
        let key = (seller, entry.currency.code().to_owned());
        let before = BALANCES.find(txn, key)?.map_or(0, |it| it.amount);
        let amount = before.saturating_add(by);
        BALANCES.put(txn, &Balance { seller, currency: entry.currency, amount })?;
    }
    Ok(())
}

pub(super) fn by_about(txn: &impl Reads, about: &str) -> Result<Vec<Entry>> {
    BY_ABOUT.of(&about.to_owned()).records(txn, &ENTRIES)
}

/// What a seller is owed, one amount for each currency they have sold in; below nothing if they owe the shop.
pub fn balances(txn: &impl Reads, seller: SellerId) -> Result<Vec<Money>> {
    let found = BALANCES.of(txn, &seller, usize::MAX)?;
    Ok(found.into_iter().map(|it| Money::new(it.amount, it.currency)).collect())
}

/// The entries that moved a seller's balance, newest first, beginning before `before`.
pub fn of_seller(txn: &impl Reads, seller: SellerId, before: Option<EntryId>, limit: usize) -> Result<Vec<Entry>> {
    let all = match before {
        None => BY_SELLER.of(&seller),
        Some(before) => BY_SELLER.between(&seller, &(seller, before)),
    };
    all.newest_first().limit(limit).records(txn, &ENTRIES)
}

/// How many entries moved a seller's balance.
pub fn count_of_seller(txn: &impl Reads, seller: SellerId) -> Result<usize> {
    BY_SELLER.of(&seller).count(txn)
}

/// The entries that moved a seller's balance since then, oldest first.
pub fn since(txn: &impl Reads, seller: SellerId, from: Timestamp) -> Result<Vec<Entry>> {
    let (first, last) = (EntryId::new(from, [0; 10]), EntryId::from_bytes([0xff; 16]));
    BY_SELLER.between(&(seller, first), &(seller, last)).records(txn, &ENTRIES)
}

/// The entries of a payout or a taking back, by its identifier: that it was made, and that it came to nothing if it did.
pub fn of_payout(txn: &impl Reads, about: &str) -> Result<Vec<Entry>> {
    by_about(txn, about)
}

/// What stands on each account in each currency, and what it all adds up to, which is nothing. It reads every entry.
pub fn totals(txn: &impl Reads) -> Result<BTreeMap<(String, &'static str), i128>> {
    let mut sums: BTreeMap<(String, &'static str), i128> = BTreeMap::new();
    ENTRIES.each(txn, |entry| {
        for leg in &entry.legs {
            *sums.entry((name(&leg.account), entry.currency.code())).or_default() += i128::from(leg.amount);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(sums)
}

/// All sellers are one account here: what is owed to them together.
fn name(account: &Account) -> String {
    match account {
        Account::Clearing(gateway) => format!("clearing:{gateway}"),
        Account::Seller(_) => "sellers".to_owned(),
        Account::Commission => "commission".to_owned(),
        Account::Tax => "tax".to_owned(),
        Account::Fees => "fees".to_owned(),
        Account::Disputed(gateway) => format!("disputed:{gateway}"),
        Account::Losses => "losses".to_owned(),
    }
}

/// Each entry, and with them every currency and every order, adds up to nothing; balances are what the entries say; what
/// went back of a line is no more than what was owed for it.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    let mut balances: BTreeMap<(SellerId, &'static str), i64> = BTreeMap::new();
    ENTRIES.each(txn, |entry| {
        if !entry.is_balanced() {
            faults.push(format!("ledger: entry {} does not add up to nothing", entry.id));
        }
        if entry.reason == Reason::Sale && entry.order.is_none() {
            faults.push(format!("ledger: the sale {} belongs to no order", entry.id));
        }
        *sums.entry(entry.currency.code()).or_default() +=
            entry.legs.iter().map(|it| i128::from(it.amount)).sum::<i128>();
        for leg in &entry.legs {
            if let Some(seller) = seller(&leg.account) {
                *balances.entry((seller, entry.currency.code())).or_default() -= leg.amount;
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    faults.extend(
        sums.iter().filter(|(_, sum)| **sum != 0).map(|(code, sum)| format!("ledger: all of {code} is {sum}, not 0")),
    );
    BALANCES.each(txn, |it| {
        let sum = balances.remove(&(it.seller, it.currency.code())).unwrap_or(0);
        if sum != it.amount {
            faults.push(format!("ledger: {} is owed {sum}, not {}", it.seller, it.amount));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    faults.extend(balances.keys().map(|(seller, _)| format!("ledger: nobody counted what {seller} is owed")));
    Ok(())
}
