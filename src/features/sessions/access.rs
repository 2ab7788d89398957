//! Access tokens: JWTs (RFC 7519, RFC 9068) of a quarter of an hour, good for as long as their session lives.

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::Session;
use crate::{
    base::{BaseUrl, Error, Result, SessionId, Timestamp, UserId},
    platform::signing::Keys,
};

const LIFE: Duration = Duration::from_secs(15 * 60);
const KIND: &str = "at+jwt";
const PURPOSE: &str = "access token";

/// Writes and reads access tokens.
#[derive(Clone)]
pub struct Access {
    keys: Keys,
    issuer: String,
    audience: String,
}

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessClaims {
    iss: String,
    aud: String,
    /// Whose it is.
    pub sub: UserId,
    /// Of which session.
    pub sid: SessionId,
    /// In which age of the account.
    pub ver: u32,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl Access {
    /// Tokens of the shop at `base`: issued for this one purpose, meant for its API alone.
    pub fn new(keys: Keys, base: &BaseUrl) -> Self {
        Self { keys, issuer: base.to("/#access"), audience: base.to("/api/v1") }
    }

    /// For how many seconds a token is good.
    pub fn seconds() -> u64 {
        LIFE.as_secs()
    }

    /// A token for `session`.
    pub fn issue(&self, session: &Session, now: Timestamp) -> Result<String> {
        let claims = AccessClaims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: session.user,
            sid: session.id,
            ver: session.epoch,
            iat: now.seconds(),
            nbf: now.seconds(),
            exp: now.plus(LIFE).seconds(),
        };
        let header = Header { typ: Some(KIND.into()), ..Header::new(Algorithm::HS256) };
        let secret = self.keys.secrets(PURPOSE).into_iter().next().unwrap_or_default();
        encode(&header, &claims, &EncodingKey::from_secret(&secret)).map_err(Error::internal)
    }

    /// What `token` says, if this shop wrote it for this purpose and it is good at `now`.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<AccessClaims> {
        let refused =
            || Error::unauthenticated("This access token is not good, or not any more; refresh it or sign in");
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[&self.issuer]);
        rules.set_audience(&[&self.audience]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // The shop's own clock decides below; the types of the claims refuse times that are no numbers.
        (rules.validate_exp, rules.validate_nbf) = (false, false);
        let secrets = self.keys.secrets(PURPOSE);
        let read =
            secrets.iter().find_map(|it| decode::<AccessClaims>(token, &DecodingKey::from_secret(it), &rules).ok());
        let read = read.ok_or_else(refused)?;
        let at = now.seconds();
        let good = read.header.typ.as_deref() == Some(KIND) && read.claims.nbf <= at && at < read.claims.exp;
        if good { Ok(read.claims) } else { Err(refused()) }
    }
}
