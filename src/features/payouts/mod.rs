//! Paying sellers: the account at a gateway that a seller has linked, the payouts that went there, and what is taken back
//! of them where a seller owes the shop.
//!
//! A payout is decided in the write that takes it off the seller's balance, so that no two can be made of the same money;
//! whoever calls [`ask`] posts it to the ledger in that same write.

mod model;
mod store;
mod taking;
#[cfg(test)]
mod tests;

pub use model::{Destination, NewPayout, Payout, Stage, Taking};
pub use store::{all, count, failed_takings, get, latest, of_seller, open, open_takings, taking, takings, takings_of};
pub use taking::{let_go, mark_kept, mark_taken, note_asked, owe};

use std::time::Duration;

use crate::{
    base::{Error, Result, SellerId, Timestamp, TransferId},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
        payments::Payee,
    },
};

/// Money is held for so long after an account was linked or exchanged: whoever has taken over a seller's account has not
/// got their money by that alone (threat 29).
pub const HOLD: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// What payouts bring along.
pub fn feature() -> Feature {
    Feature::new("payouts").tables(store::ALL).check(store::check)
}

/// Where a seller's money goes, if they have linked an account.
pub fn destination(txn: &impl Reads, seller: SellerId) -> Result<Option<Destination>> {
    store::DESTINATIONS.find(txn, seller)
}

/// Links an account, or exchanges it for another. From now on payouts are held for a while.
pub fn link(txn: &WriteTxn, seller: SellerId, gateway: &str, account: &str) -> Result<Destination> {
    let known = destination(txn, seller)?.filter(|it| it.gateway == gateway && it.account == account);
    if let Some(known) = known {
        return Ok(known);
    }
    let new = Destination {
        seller,
        gateway: gateway.to_owned(),
        account: account.to_owned(),
        can_receive: false,
        missing: Vec::new(),
        linked: txn.now,
        ready: None,
        heard: None,
        way_back: None,
    };
    store::DESTINATIONS.put(txn, &new)?;
    Ok(new)
}

/// Takes in how the gateway says that a seller's account stands at this moment. Once it can receive money for the first
/// time, payouts are held for [`HOLD`].
pub fn hear(txn: &WriteTxn, seller: SellerId, payee: &Payee) -> Result<Destination> {
    take_in(txn, store::DESTINATIONS.get(txn, seller)?, payee, txn.now)
}

/// Takes in what an event said of how an account stood at `at`. Nothing where nobody has linked it, or where later news of
/// it are known. Gives whose it is.
pub fn hear_event(txn: &WriteTxn, gateway: &str, payee: &Payee, at: Timestamp) -> Result<Option<SellerId>> {
    let key = (gateway.to_owned(), payee.reference.clone());
    let Some(known) = store::BY_ACCOUNT.find(txn, &store::DESTINATIONS, &key)? else { return Ok(None) };
    let seller = known.seller;
    if known.heard.is_none_or(|it| it <= at) {
        take_in(txn, known, payee, at)?;
    }
    Ok(Some(seller))
}

fn take_in(txn: &WriteTxn, mut it: Destination, payee: &Payee, at: Timestamp) -> Result<Destination> {
    if it.account != payee.reference {
        return Err(Error::conflict("The gateway spoke of another account"));
    }
    it.can_receive = payee.can_receive;
    it.missing.clone_from(&payee.missing);
    it.heard = Some(at);
    if it.can_receive && it.ready.is_none() {
        it.ready = Some(txn.now);
    }
    store::DESTINATIONS.put(txn, &it)?;
    Ok(it)
}

/// Notes by which hash somebody is known who comes back from the gateway; only the last one counts.
pub fn expect_back(txn: &WriteTxn, seller: SellerId, proof: [u8; 32]) -> Result<()> {
    let it = store::DESTINATIONS.get(txn, seller)?;
    store::DESTINATIONS.put(txn, &Destination { way_back: Some(proof), ..it })
}

/// Whether whoever shows `proof` was sent to the gateway; each proof is good once.
pub fn came_back(txn: &WriteTxn, seller: SellerId, proof: [u8; 32]) -> Result<bool> {
    let Some(it) = destination(txn, seller)?.filter(|it| it.way_back == Some(proof)) else { return Ok(false) };
    store::DESTINATIONS.put(txn, &Destination { way_back: None, ..it })?;
    Ok(true)
}

/// Decides on a payout. The same key with the same body gives the payout that it has become; says whether it is new.
///
/// # Errors
/// No account is linked, it cannot receive money or was linked lately; another payout is under way; or more is asked for
/// than there is.
pub fn ask(txn: &WriteTxn, new: NewPayout) -> Result<(Payout, bool)> {
    if let Some(key) = new.key
        && let Some(known) = store::BY_KEY.find(txn, &store::PAYOUTS, &key)?
    {
        return if known.body == new.body {
            Ok((known, false))
        } else {
            Err(Error::conflict("This Idempotency-Key was used for another payout; send a new one"))
        };
    }
    let to = destination(txn, new.seller)?.ok_or_else(|| Error::conflict("Link an account first, to be paid there"))?;
    to.may_receive(txn.now)?;
    if store::OPEN_OF.find(txn, &store::PAYOUTS, &new.seller)?.is_some() {
        return Err(Error::conflict("Another payout is under way; wait until it has arrived"));
    }
    if new.amount.amount <= 0 {
        return Err(Error::invalid("amount", "Pay out more than nothing"));
    }
    if new.amount.amount > new.available.amount || new.amount.currency != new.available.currency {
        return Err(Error::invalid("amount", format!("At most {} can be paid out now", new.available)));
    }
    let payout = Payout {
        id: txn.fresh(),
        seller: new.seller,
        gateway: to.gateway,
        account: to.account,
        amount: new.amount,
        stage: Stage::Asked,
        reference: None,
        failure: None,
        asked: txn.now,
        updated: txn.now,
        key: new.key,
        body: new.body,
    };
    store::PAYOUTS.put(txn, &payout)?;
    Ok((payout, true))
}

/// Notes that a payout was sent, by which the gateway knows it.
pub fn mark_sent(txn: &WriteTxn, id: TransferId, reference: &str) -> Result<Payout> {
    change(txn, id, |it| {
        it.stage = Stage::Sent;
        it.reference = Some(reference.to_owned());
    })
}

/// Notes that a payout was refused for good. Whoever calls this gives the money back to the balance in the same write.
pub fn mark_failed(txn: &WriteTxn, id: TransferId, why: &str) -> Result<Payout> {
    change(txn, id, |it| {
        it.stage = Stage::Failed;
        it.failure = Some(why.to_owned());
    })
}

/// Only what is under way moves.
fn change(txn: &WriteTxn, id: TransferId, with: impl Fn(&mut Payout)) -> Result<Payout> {
    let mut payout = get(txn, id)?;
    if payout.stage == Stage::Asked {
        with(&mut payout);
        payout.updated = txn.now;
        store::PAYOUTS.put(txn, &payout)?;
    }
    Ok(payout)
}
