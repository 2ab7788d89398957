//! Second factors.

use crate::{
    base::{Result, UserId},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// What second factors bring along.
pub fn feature() -> Feature {
    Feature::new("factors")
}

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeemed {
    /// It was the authenticator's.
    Code,
    /// It was one of the recovery codes, of which so many are left.
    RecoveryCode {
        /// How many are left.
        left: usize,
    },
    /// It was none.
    Wrong,
}

/// Whether `user` has to show a second factor.
pub fn are_on(_txn: &impl Reads, _user: UserId) -> Result<bool> {
    Ok(false)
}

/// Redeems a code of `user`'s second factor, once.
pub fn redeem(_txn: &WriteTxn, _user: UserId, _code: &str) -> Result<Redeemed> {
    Ok(Redeemed::Wrong)
}

/// Takes all second factors off an account.
pub fn strip(_txn: &WriteTxn, _user: UserId) -> Result<()> {
    Ok(())
}
