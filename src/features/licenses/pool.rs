//! Keys that a maker had before they were sold. The last one is sold once: an order sets its keys aside in the write that
//! makes it, and gives them back when it comes to nothing.

use super::{
    Backorder, License, LicenseKey, Policy, Purchase,
    model::PoolKey,
    policy,
    store::{ASIDE, BACKORDERS, FREE, LICENSES, OF_EDITION, OWED, POLICIES, POOL},
};
use crate::{
    base::{EditionId, Error, LicenseId, OrderId, OrderLineId, ProductId, Result},
    platform::db::{Reads, WriteTxn},
};

/// A pool holds so many keys at most.
const MOST: usize = 200_000;

/// How a pool stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PoolState {
    /// Keys that can be sold.
    pub free: usize,
    /// Keys that are set aside for orders which are not paid yet.
    pub aside: usize,
    /// Keys that were sold.
    pub sold: usize,
    /// Copies that were paid and wait for a key.
    pub owed: usize,
}

/// What became of keys that were imported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many are new.
    pub new: usize,
    /// How many were there already.
    pub known: usize,
    /// How many went straight to buyers who waited, and to which of their orders.
    pub given: Vec<OrderId>,
}

/// Sets keys aside for an order that has just been placed.
///
/// # Errors
/// The pool has fewer.
pub fn reserve(txn: &WriteTxn, order: OrderId, product: ProductId, edition: EditionId, copies: u32) -> Result<()> {
    if !policy(txn, product, edition)?.pool {
        return Ok(());
    }
    let copies = copies as usize;
    let free = FREE.of(&edition).limit(copies).records(txn, &POOL)?;
    if free.len() < copies {
        let left = match free.len() {
            0 => "It is sold out for now".to_owned(),
            n => format!("There are only {n} left"),
        };
        return Err(Error::conflict(left));
    }
    free.into_iter().try_for_each(|it| POOL.put(txn, &PoolKey { order: Some(order), ..it }))?;
    note_empty(txn, edition)
}

/// How many keys the pool of an edition has, up to a hundred; nothing if its keys are made by the shop.
pub fn keys_left(txn: &impl Reads, product: ProductId, edition: EditionId) -> Result<Option<u32>> {
    if !policy(txn, product, edition)?.pool {
        return Ok(None);
    }
    Ok(u32::try_from(FREE.of(&edition).limit(100).count(txn)?).ok())
}

/// Whether the keys of an edition come from a pool that is empty.
pub fn is_out_of_keys(txn: &impl Reads, edition: EditionId) -> Result<bool> {
    Ok(POLICIES.find(txn, edition)?.is_some_and(|it| it.pool && it.empty))
}

/// Notes whether the pool of an edition is empty, if that is news: pages that tell of it are kept until it is.
pub(super) fn note_empty(txn: &WriteTxn, edition: EditionId) -> Result<()> {
    let empty = FREE.of(&edition).limit(1).count(txn)? == 0;
    match POLICIES.find(txn, edition)?.filter(|it| it.pool && it.empty != empty) {
        Some(policy) => POLICIES.put(txn, &Policy { empty, ..policy }),
        None => Ok(()),
    }
}

/// Gives back what was set aside for an order that came to nothing.
pub fn release(txn: &WriteTxn, order: OrderId) -> Result<()> {
    let aside = ASIDE.of(&order).records(txn, &POOL)?;
    for it in aside {
        let edition = it.edition;
        POOL.put(txn, &PoolKey { order: None, ..it })?;
        note_empty(txn, edition)?;
    }
    Ok(())
}

/// Issues the key of one copy: made, or taken from the pool, from what was set aside for the order first.
pub(super) fn issue_one(txn: &WriteTxn, policy: &Policy, purchase: Purchase, seat: u32) -> Result<()> {
    let Purchase { product, edition, order, line, .. } = purchase;
    let id = txn.fresh();
    let key = if policy.pool {
        let aside = ASIDE.of(&(order, edition)).limit(1).records(txn, &POOL)?.pop();
        let next = match aside {
            Some(it) => Some(it),
            None => FREE.of(&edition).limit(1).records(txn, &POOL)?.pop(),
        };
        let Some(next) = next else {
            return BACKORDERS.put(txn, &Backorder { line, seat, order, product, edition, since: txn.now });
        };
        POOL.put(txn, &PoolKey { order: Some(order), license: Some(id), ..next.clone() })?;
        note_empty(txn, edition)?;
        next.key
    } else {
        LicenseKey::made(policy.format, &policy.prefix, txn.random())
    };
    let (expires, updates_until) = policy.ends(txn.now);
    LICENSES.put(
        txn,
        &License {
            id,
            key,
            product,
            edition,
            order,
            line,
            seat,
            issued: txn.now,
            revoked: None,
            disabled: None,
            limit: policy.activations,
            expires,
            updates_until,
            holder: None,
            uses: 0,
            turn: 0,
        },
    )
}

/// Puts keys into the pool of an edition, one a line; what a CSV has behind the first column is left out, and so is a
/// heading. Whoever waits for a key gets one at once. Done twice, it changes nothing.
///
/// # Errors
/// A line is no key, a key belongs to another edition or was issued by the shop, or there would be too many.
pub fn import(txn: &WriteTxn, product: ProductId, edition: EditionId, text: &str) -> Result<Imported> {
    let policy = policy(txn, product, edition)?;
    if !policy.pool {
        return Err(Error::conflict("The keys of this edition are made by the shop; choose the pool first"));
    }
    let keys = read(text)?;
    let mut number = OF_EDITION.of(&edition).newest_first().limit(1).keys(txn)?.first().map_or(0, |it| it.1 + 1);
    let mut done = Imported::default();
    for (at, key) in keys {
        let letters = key.letters().to_owned();
        let foreign = || Error::invalid("keys", format!("Line {at}: this key belongs to something else already"));
        match POOL.find(txn, letters.clone())? {
            Some(it) if it.edition == edition => done.known += 1,
            Some(_) => return Err(foreign()),
            None if super::find(txn, &key)?.is_some() => return Err(foreign()),
            None => {
                POOL.put(txn, &PoolKey { letters, key, edition, number, order: None, license: None })?;
                (number, done.new) = (number + 1, done.new + 1);
            }
        }
    }
    if OF_EDITION.of(&edition).count(txn)? > MOST {
        return Err(Error::invalid("keys", format!("A pool holds {MOST} keys at most")));
    }
    done.given = give_owed(txn, &policy)?;
    if FREE.of(&edition).count(txn)? > policy.low as usize {
        POLICIES.put(txn, &Policy { warned: false, ..policy })?;
    }
    note_empty(txn, edition)?;
    Ok(done)
}

/// The keys in a text, with the numbers of their lines.
fn read(text: &str) -> Result<Vec<(usize, LicenseKey)>> {
    let mut keys = Vec::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let cell = line.split([',', ';', '\t']).next().unwrap_or_default().trim().trim_matches('"').trim();
        let heading = at == 0
            && ["key", "keys", "license key", "licence key", "license_key", "code"]
                .contains(&cell.to_ascii_lowercase().as_str());
        if cell.is_empty() || heading {
            continue;
        }
        let wrong = |_| {
            Error::invalid("keys", format!("Line {}: “{}” is no key", at + 1, crate::base::text::shorten(cell, 40)))
        };
        keys.push((at + 1, LicenseKey::parse(cell).map_err(wrong)?));
    }
    if keys.is_empty() { Err(Error::invalid("keys", "There is no key in it")) } else { Ok(keys) }
}

/// Gives keys to those who have waited longest. Says for which orders.
fn give_owed(txn: &WriteTxn, policy: &Policy) -> Result<Vec<OrderId>> {
    let free = FREE.of(&policy.edition).count(txn)?;
    let mut given = Vec::new();
    for owed in OWED.of(&policy.edition).limit(free).records(txn, &BACKORDERS)? {
        let Backorder { line, seat, order, product, edition, .. } = owed;
        BACKORDERS.remove(txn, (line, seat))?;
        issue_one(txn, policy, Purchase { product, edition, order, line, copies: seat }, seat)?;
        given.push(order);
    }
    given.dedup();
    Ok(given)
}

/// How the pool of an edition stands; nothing if its keys are made by the shop.
pub fn pool_state(txn: &impl Reads, product: ProductId, edition: EditionId) -> Result<Option<PoolState>> {
    if !policy(txn, product, edition)?.pool {
        return Ok(None);
    }
    let (all, free) = (OF_EDITION.of(&edition).records(txn, &POOL)?, FREE.of(&edition).count(txn)?);
    let sold = all.iter().filter(|it| it.license.is_some()).count();
    let owed = OWED.of(&edition).count(txn)?;
    Ok(Some(PoolState { free, aside: all.len() - free - sold, sold, owed }))
}

/// The copies of a line that were paid and wait for a key.
pub fn owed(txn: &impl Reads, line: OrderLineId) -> Result<usize> {
    Ok(BACKORDERS.of(txn, &line, usize::MAX)?.len())
}

pub(super) fn forget_owed(txn: &WriteTxn, line: OrderLineId) -> Result<()> {
    let owed = BACKORDERS.of(txn, &line, usize::MAX)?;
    owed.into_iter().try_for_each(|it| BACKORDERS.remove(txn, (it.line, it.seat)))
}

/// How many keys are left, if its maker is to be warned of it now: once, until the pool is filled.
pub fn warn_once(txn: &WriteTxn, product: ProductId, edition: EditionId) -> Result<Option<usize>> {
    let policy = policy(txn, product, edition)?;
    let free = FREE.of(&edition).limit(policy.low as usize + 1).count(txn)?;
    if !policy.pool || policy.warned || free > policy.low as usize {
        return Ok(None);
    }
    POLICIES.put(txn, &Policy { warned: true, ..policy })?;
    Ok(Some(free))
}

/// The pool's key of a licence, whose key was changed, stays given.
pub(super) fn is_given(txn: &impl Reads, letters: &str, license: LicenseId) -> Result<bool> {
    Ok(POOL.find(txn, letters.to_owned())?.is_some_and(|it| it.license == Some(license)))
}
