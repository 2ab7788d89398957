//! The header `Idempotency-Key`: the same request with the same key has its effect once.

use std::convert::Infallible;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};
use sha2::{Digest as _, Sha256};

use crate::base::{Error, Result, UserId};

/// By which a repeated request is known, if whoever asks has said so: in the header, or in a field of a form.
#[derive(Debug, Clone, Default)]
pub struct IdempotencyKey(Option<String>);

impl IdempotencyKey {
    /// From a field of a form; empty is none.
    pub fn of(field: &str) -> Self {
        Self(Some(field.to_owned()).filter(|it| !it.is_empty()))
    }

    /// As it was sent.
    pub fn into_text(self) -> Option<String> {
        self.0
    }

    /// The key as it is kept: a hash that nobody but its owner can make, and that means nothing for any other `purpose`.
    ///
    /// # Errors
    /// It is not 1 to 255 printable characters; the field is `idempotency_key`.
    pub fn owned(&self, purpose: &str, owner: UserId) -> Result<Option<[u8; 32]>> {
        let Some(key) = &self.0 else { return Ok(None) };
        if key.is_empty() || key.len() > 255 || !key.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
            return Err(Error::invalid("idempotency_key", "Send 1 to 255 printable characters"));
        }
        let mut hash = Sha256::new();
        hash.update(purpose.as_bytes());
        hash.update(owner.to_bytes());
        hash.update(key.as_bytes());
        Ok(Some(hash.finalize().into()))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for IdempotencyKey {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self(request.headers().get_one("Idempotency-Key").map(str::to_owned)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Timestamp;

    #[test]
    fn a_key_is_its_owners_for_one_purpose() {
        let [ada, bob] = [1, 2].map(|n| UserId::new(Timestamp::EPOCH, [n; 10]));
        let key = |text: &str, purpose: &str, owner| IdempotencyKey(Some(text.into())).owned(purpose, owner);
        let first = key("k", "refund", ada).unwrap();
        assert!(first.is_some() && first == key("k", "refund", ada).unwrap());
        for other in [key("k", "refund", bob), key("k", "payout", ada), key("k2", "refund", ada)] {
            assert_ne!(other.unwrap(), first);
        }
        assert_eq!(IdempotencyKey::of("").owned("refund", ada).unwrap(), None);
        for wrong in ["", "a\n", "ä", &"x".repeat(256)] {
            assert_eq!(key(wrong, "refund", ada).unwrap_err().fields[0].0, "idempotency_key", "{wrong:?}");
        }
    }
}
