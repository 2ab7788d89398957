//! Passwords, kept only as Argon2id hashes (RFC 9106) with the parameters of the OWASP password storage sheet.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use serde::{Deserialize, Serialize};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::base::{Error, Result};

/// A hash takes 19 MiB, so that no more than two are made at once.
static TURNS: Semaphore = Semaphore::const_new(2);

/// A password as it is kept.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// Hashes a password of 15 to 256 characters. The error names the field `password`.
    pub async fn hash(plain: String) -> Result<Self> {
        if !(15..=256).contains(&plain.chars().count()) {
            return Err(Error::invalid("password", "Choose 15 to 256 characters; a few words are best"));
        }
        let first = plain.chars().next();
        if plain.chars().all(|c| Some(c) == first) {
            return Err(Error::invalid("password", "Choose something that is harder to guess"));
        }
        slowly(move || {
            // The salt comes from the operating system.
            let hash: PasswordHash =
                hasher()?.hash_password(plain.as_bytes()).map_err(|it| Error::internal(it.to_string()))?;
            Ok(Self(hash.to_string()))
        })
        .await
    }

    /// Whether `plain` is this password.
    pub async fn is(&self, plain: String) -> Result<bool> {
        let kept = self.0.clone();
        slowly(move || {
            let kept = PasswordHash::new(&kept).map_err(|it| Error::internal(it.to_string()))?;
            Ok(hasher()?.verify_password(plain.as_bytes(), &kept).is_ok())
        })
        .await
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

async fn slowly<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _turn = TURNS.acquire().await.map_err(Error::internal)?;
    spawn_blocking(work).await.map_err(Error::internal)?
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(|it| Error::internal(it.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}
