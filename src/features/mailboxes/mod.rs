//! Proof that somebody reads the mail of an address: six digits that were sent to it, good for ten minutes and a few
//! tries, once. Guests need no account for it.

mod store;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::{
    base::{Digest, Email, Result, Timestamp},
    platform::{
        Feature,
        db::{Record, WriteTxn},
        jobs::{Kind, Task},
        signing::Keys,
    },
};

/// So long a code is good (OWASP ASVS 6.5.5 asks for ten minutes at most).
pub const LIFE: Duration = Duration::from_secs(10 * 60);
/// So often one may mistype it.
const TRIES: u8 = 5;
const HOUR: Duration = Duration::from_secs(60 * 60);
const GROUP: usize = 200;

/// What codes bring along.
pub fn feature() -> Feature {
    Feature::new("mailboxes").tables(store::ALL).job(Kind::new("mailboxes.sweep", sweep_all).every(HOUR))
}

/// A code that was sent to an address.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Code {
    /// In lower case.
    address: String,
    hash: Digest,
    tries: u8,
    until: Timestamp,
}

/// A new code for `email`; an older one is void from now on.
pub fn offer(txn: &WriteTxn, keys: &Keys, email: &Email) -> Result<String> {
    let number = u64::from_be_bytes(txn.random::<8>()) % 1_000_000;
    let code = format!("{number:06}");
    let address = lower(email);
    let hash = hash(keys, &address, &code);
    store::CODES.put(txn, &Code { address, hash, tries: 0, until: txn.now.plus(LIFE) })?;
    Ok(code)
}

/// Whether `typed` is the code that was sent to `email`. A right one is used up; so is one that was guessed at.
pub fn redeem(txn: &WriteTxn, keys: &Keys, email: &Email, typed: &str) -> Result<bool> {
    let Some(mut code) = store::CODES.find(txn, lower(email))? else { return Ok(false) };
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    let right = hash(keys, &code.address, &typed).to_bytes().ct_eq(&code.hash.to_bytes());
    let right = bool::from(right) && txn.now < code.until;
    code.tries += 1;
    if right || code.tries >= TRIES || txn.now >= code.until {
        store::CODES.remove(txn, code.address)?;
    } else {
        store::CODES.put(txn, &code)?;
    }
    Ok(right)
}

/// A million codes are soon tried by whoever has the store, so the hash needs a secret that is not in it.
fn hash(keys: &Keys, address: &str, code: &str) -> Digest {
    let secret = keys.secrets("mailbox code").into_iter().next().unwrap_or_default();
    Digest::of([&secret[..], address.as_bytes(), b" ", code.as_bytes()].concat())
}

fn lower(email: &Email) -> String {
    email.as_str().to_lowercase()
}

async fn sweep_all(task: Task) -> Result<()> {
    while task.db.write(|txn| store::sweep(txn, GROUP)).await? == GROUP {}
    Ok(())
}

impl Record for Code {
    type Key = String;
    const MISSING: &'static str = "There is no such code";

    fn key(&self) -> String {
        self.address.clone()
    }
}
