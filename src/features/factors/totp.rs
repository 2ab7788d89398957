//! Codes of authenticator apps (RFC 6238): six digits of HMAC-SHA-1, a new one every thirty seconds. SHA-1 is what every
//! app knows; its known weakness, colliding documents, is none for a MAC.

use std::ops::RangeInclusive;

use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Builder, Totp};

use crate::base::{Error, Result, Timestamp};

/// Seconds that a code is shown.
const STEP: u64 = 30;
/// As many steps a clock may be slow or fast (RFC 6238, 5.2 advises one).
const SKEW: u64 = 1;
const DIGITS: u8 = 6;
/// Bytes of a secret: as many as SHA-1 has (RFC 4226, 4).
pub(super) const SECRET: usize = 20;

/// The step of time to which `code` belongs, if it is a good one now and later than `last`.
pub(super) fn step_of(secret: &[u8], code: &str, now: Timestamp, last: u64) -> Option<u64> {
    let typed: String = code.chars().filter(|it| !it.is_whitespace() && *it != '-').collect();
    let totp = bare(secret).build_noncompliant();
    // All are compared, whichever fits: how long it takes tells nothing.
    let fits = |step: &u64| bool::from(totp.generate(step * STEP).to_string().as_bytes().ct_eq(typed.as_bytes()));
    let fitting: Vec<u64> = steps(now).filter(fits).collect();
    fitting.into_iter().find(|step| *step > last)
}

/// What sets an app up (`otpauth://`), to be read as a picture or typed.
pub(super) fn address(secret: &[u8], shop: &str, account: &str) -> Result<String> {
    // The two names are told apart by a colon.
    let plain = |text: &str| text.replace(':', " ").trim().to_owned();
    let totp = bare(secret).with_issuer(Some(plain(shop))).with_account_name(plain(account));
    let totp: Totp = totp.build().map_err(|cause| Error::internal(cause.to_string()))?;
    totp.to_url().map_err(|cause| Error::internal(cause.to_string()))
}

fn bare(secret: &[u8]) -> Builder {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(SKEW as u16)
        .with_step_duration(STEP)
        .with_secret(secret)
}

fn steps(now: Timestamp) -> RangeInclusive<u64> {
    let present = now.seconds().max(0).unsigned_abs() / STEP;
    present.saturating_sub(SKEW)..=present + SKEW
}

/// What an app shows at `now`.
#[cfg(test)]
pub(super) fn shown(secret: &[u8], now: Timestamp) -> String {
    bare(secret).build_noncompliant().generate(now.seconds().unsigned_abs()).to_string()
}
