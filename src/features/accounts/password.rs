//! Passwords, kept only as Argon2id hashes (RFC 9106) with the parameters of the OWASP password storage sheet.

use std::{fmt, sync::OnceLock};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use serde::{Deserialize, Serialize};
use zxcvbn::{Score, zxcvbn};

use super::queue::Queue;
use crate::base::{Error, Result};

/// A hash takes 19 MiB, so that no more than two are made at once. Whoever would have to wait behind a hundred others,
/// about three seconds, is asked to come again.
static HASHING: Queue = Queue::new(2, 100);

const SHORTEST: usize = 10;
const LONGEST: usize = 256;

/// A password as it is kept.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// Whether a password is fit to be chosen: 10 to 256 characters that nobody guesses soon, least of all from
    /// `known`, the name and address of whoever chooses it. The error names the field `password`.
    pub fn check(plain: &str, known: &[&str]) -> Result<()> {
        if !(SHORTEST..=LONGEST).contains(&plain.chars().count()) {
            return Err(Error::invalid("password", "Choose 10 to 256 characters; a short sentence works well"));
        }
        // The list of common passwords and patterns reads about so many characters; more are stronger anyway.
        let head: String = plain.chars().take(64).collect();
        let parts = known.iter().flat_map(|it| std::iter::once(*it).chain(it.split(['@', ' '])));
        let parts: Vec<&str> = parts.filter(|it| it.len() > 2).collect();
        if zxcvbn(&head, &parts).score() < Score::Two {
            return Err(Error::invalid("password", "That one is easy to guess. A few words of your own are best"));
        }
        Ok(())
    }

    /// Hashes a password that is fit, as [`Password::check`] says.
    pub async fn hash(plain: String, known: &[&str]) -> Result<Self> {
        Self::check(&plain, known)?;
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
        if plain.chars().count() > LONGEST {
            return Ok(false);
        }
        let kept = self.0.clone();
        slowly(move || {
            let kept = PasswordHash::new(&kept).map_err(|it| Error::internal(it.to_string()))?;
            Ok(hasher()?.verify_password(plain.as_bytes(), &kept).is_ok())
        })
        .await
    }
}

/// A password that nobody has, to be compared where there is no account, so that it takes as long.
pub async fn dummy() -> Result<Password> {
    static DUMMY: OnceLock<Password> = OnceLock::new();
    if let Some(known) = DUMMY.get() {
        return Ok(known.clone());
    }
    let made = Password::hash("nobody has chosen these words".into(), &[]).await?;
    Ok(DUMMY.get_or_init(|| made).clone())
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

async fn slowly<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    HASHING.run(work).await
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(|it| Error::internal(it.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}
