//! Whether a letter is Stripe's: `Stripe-Signature: t=<seconds>,v1=<hex>`, where `v1` is HMAC-SHA256 over the time, a point
//! and the body byte for byte (docs.stripe.com/webhooks, "Verify manually").
//!
//! The library's own check reads the body as one of the events that it knows and fails on others; here nothing is read.

use data_encoding::HEXLOWER_PERMISSIVE;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    base::{Error, Result, Secrets, Timestamp},
    platform::payments::Letter,
};

/// A letter may be so many seconds old, or as much ahead of our clock.
const TOLERANCE: u64 = 300;
/// A header has one signature for each secret of a webhook; nobody sends more than this.
const SIGNATURES: usize = 16;

/// Fails unless one of the signatures was made now with one of the secrets.
pub fn check(letter: &Letter<'_>, secrets: &Secrets, now: Timestamp) -> Result<()> {
    let header = (letter.header)("Stripe-Signature").ok_or_else(|| refused("it has no signature"))?;
    let (time, signatures) = read(&header).ok_or_else(|| refused("its signature cannot be read"))?;
    let is_ours = secrets.all().iter().filter(|it| !it.is_empty()).any(|secret| {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else { return false };
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(letter.body);
        signatures.iter().any(|it| mac.clone().verify_slice(it).is_ok())
    });
    if !is_ours {
        return Err(refused("its signature is another's"));
    }
    let is_fresh = time.parse::<i64>().is_ok_and(|it| it.abs_diff(now.seconds()) <= TOLERANCE);
    if is_fresh { Ok(()) } else { Err(refused("it was signed too long ago, or our clock is wrong")) }
}

/// The time as it was written, and the signatures of the one scheme that is in force.
fn read(header: &str) -> Option<(&str, Vec<Vec<u8>>)> {
    if header.len() > 4096 {
        return None;
    }
    let (mut time, mut signatures) = (None, Vec::new());
    for part in header.split(',') {
        match part.trim().split_once('=')? {
            ("t", _) if time.is_some() => return None,
            ("t", value) => time = Some(value),
            ("v1", value) => signatures.extend(HEXLOWER_PERMISSIVE.decode(value.as_bytes()).ok()),
            _ => {}
        }
    }
    (1..=SIGNATURES).contains(&signatures.len()).then_some((time?, signatures))
}

fn refused(cause: &'static str) -> Error {
    Error::invalid("signature", "This letter is not Stripe's").because(cause)
}
