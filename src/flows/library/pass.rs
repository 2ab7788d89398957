//! What proves that somebody reads the mail of an address: first a link, then a cookie. Nothing of it is stored.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    base::{Email, Error, Result, Timestamp},
    platform::signing::Keys,
};

/// What a pass is for; one kind never opens what another does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It came by mail and is exchanged for a cookie.
    Link,
    /// It stays in the browser.
    Cookie,
}

impl Kind {
    /// For how long it is good.
    pub fn life(self) -> Duration {
        match self {
            Self::Link => Duration::from_secs(60 * 60),
            Self::Cookie => Duration::from_secs(30 * 24 * 60 * 60),
        }
    }

    fn purpose(self) -> &'static str {
        match self {
            Self::Link => "library link",
            Self::Cookie => "library cookie",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Pass {
    email: Email,
    until: Timestamp,
}

/// A pass for the library of `email`.
pub(super) fn issue(keys: &Keys, kind: Kind, email: &Email, now: Timestamp) -> Result<String> {
    let pass = Pass { email: email.clone(), until: now.plus(kind.life()) };
    let payload = rmp_serde::to_vec(&pass).map_err(Error::internal)?;
    Ok(keys.signer(kind.purpose()).seal(&payload))
}

/// Whose library `token` opens at `now`, if any.
pub(super) fn read(keys: &Keys, kind: Kind, token: &str, now: Timestamp) -> Option<Email> {
    let payload = keys.signer(kind.purpose()).open(token).ok()?;
    let pass: Pass = rmp_serde::from_slice(&payload).ok()?;
    (now < pass.until).then_some(pass.email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_opens_one_library_for_a_while() {
        let (keys, now) = (Keys::fixed([1; 32]), Timestamp::from_millis(1_000_000));
        let ada = Email::parse("ada@example.com").unwrap();
        let link = issue(&keys, Kind::Link, &ada, now).unwrap();
        assert_eq!(read(&keys, Kind::Link, &link, now), Some(ada.clone()));
        assert_eq!(read(&keys, Kind::Link, &link, now.plus(Kind::Link.life())), None);
        assert_eq!(read(&keys, Kind::Cookie, &link, now), None, "a link is no cookie");
        assert_eq!(read(&Keys::fixed([2; 32]), Kind::Link, &link, now), None);
        for wrong in ["", "a", &link[1..]] {
            assert_eq!(read(&keys, Kind::Link, wrong, now), None, "{wrong}");
        }
    }
}
