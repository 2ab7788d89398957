//! Recovery codes, for whoever has neither phone nor passkey at hand: shown once, each good once.

use data_encoding::BASE32_NOPAD;

use super::{model::Recovery, store};
use crate::{
    base::{Digest, Result, UserId},
    platform::db::{Reads, WriteTxn},
};

/// So many there are after making them.
pub const CODES: usize = 10;
/// Bytes of each: 80 bits, which nobody guesses, so that a fast hash will do.
const BYTES: usize = 10;
const GROUP: usize = 4;

/// Makes new codes; older ones are void. Gives them as they are read: `ABCD-EFGH-IJKL-MNOP`.
pub fn renew_codes(txn: &WriteTxn, user: UserId) -> Result<Vec<String>> {
    let codes: Vec<String> = (0..CODES).map(|_| BASE32_NOPAD.encode(&txn.random::<BYTES>())).collect();
    let hashes = codes.iter().map(|it| hash(user, it)).collect();
    store::RECOVERIES.put(txn, &Recovery { user, hashes, made: txn.now })?;
    Ok(codes.iter().map(|it| grouped(it)).collect())
}

/// How many are left.
pub(super) fn left(txn: &impl Reads, user: UserId) -> Result<usize> {
    Ok(store::RECOVERIES.find(txn, user)?.map_or(0, |it| it.hashes.len()))
}

/// Uses a code up, if it is one. Says how many are left.
pub(super) fn redeem(txn: &WriteTxn, user: UserId, typed: &str) -> Result<Option<usize>> {
    let Some(mut kept) = store::RECOVERIES.find(txn, user)? else { return Ok(None) };
    let hash = hash(user, &plain(typed));
    let Some(place) = kept.hashes.iter().position(|it| *it == hash) else { return Ok(None) };
    kept.hashes.remove(place);
    store::RECOVERIES.put(txn, &kept)?;
    Ok(Some(kept.hashes.len()))
}

fn hash(user: UserId, code: &str) -> Digest {
    Digest::of([&user.to_bytes()[..], code.as_bytes()].concat())
}

fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(GROUP).map(|it| it.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// As it was made: without groups, in capitals, and with the letters that are easily taken for digits.
fn plain(typed: &str) -> String {
    let letters = typed.chars().filter(|it| it.is_ascii_alphanumeric()).map(|it| it.to_ascii_uppercase());
    letters
        .map(|it| {
            if it == '0' {
                'O'
            } else if it == '1' {
                'I'
            } else if it == '8' {
                'B'
            } else {
                it
            }
        })
        .collect()
}
