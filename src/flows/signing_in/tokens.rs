//! What programs get that sign in: an access token for a while, and a refresh token for the next one.

use super::{
    Entrance, Origin,
    entrance::REFRESH,
    wire::{LoginJson, TokensJson},
};
use crate::{
    base::{Error, Result},
    features::{
        accounts,
        audit::{self, Act, Actor, NewEntry},
        factors,
        sessions::{self, Access, Medium, Refreshed, Secret, Session},
    },
};

impl Entrance {
    /// Signs a program in.
    pub(super) async fn login(&self, login: LoginJson, origin: &Origin) -> Result<TokensJson> {
        let known = self.check(&login.email, login.password, origin).await?;
        if known.needs_code {
            let code = login.code.filter(|it| !it.trim().is_empty());
            let state = self.db.look(|txn| factors::state(txn, known.user.id))?;
            let advice = match state.authenticator {
                Some(_) => "Send the code that your authenticator shows, or a recovery code",
                None => "Send a recovery code, or add an authenticator app to the account: passkeys are for browsers",
            };
            let ask = || Error::unauthenticated("This account has a second factor").and("code", advice);
            self.redeem(known.user.id, &code.ok_or_else(ask)?, origin).await?;
        }
        let (session, secret) = self.enter(&known.user, Medium::Tokens, known.needs_code, origin, None).await?;
        self.tokens(&session, &secret)
    }

    /// Exchanges a refresh token for the next one.
    pub(super) async fn renew(&self, given: String, origin: &Origin) -> Result<TokensJson> {
        self.limits.take(REFRESH, &origin.key)?;
        let (keys, address) = (self.keys.clone(), origin.address);
        let renewed = self.db.write(move |txn| {
            let now = txn.now;
            let refreshed = sessions::refresh(txn, &keys, &given, address, |session| {
                let user = accounts::find(txn, session.user)?;
                Ok(user.is_some_and(|it| session.is_alive(now, it.epoch, it.role) && !it.is_suspended()))
            })?;
            if let Refreshed::Reused(session) = &refreshed {
                let entry = NewEntry::new(Actor::Visitor, Act::TokenReused).to(session.user).from(address);
                audit::note(txn, entry)?;
            }
            Ok(refreshed)
        });
        match renewed.await? {
            Refreshed::Live(session, secret) => self.tokens(&session, &secret),
            Refreshed::Reused(_) => Err(Error::unauthenticated(
                "This refresh token was used before. To be safe its session has ended; please sign in again",
            )),
            Refreshed::Unknown => {
                Err(Error::unauthenticated("This refresh token is not good, or not any more; please sign in again"))
            }
        }
    }

    fn tokens(&self, session: &Session, secret: &Secret) -> Result<TokensJson> {
        Ok(TokensJson {
            access_token: self.access.issue(session, self.db.clock().now())?,
            token_type: "Bearer",
            expires_in: Access::seconds(),
            refresh_token: secret.reveal().to_owned(),
        })
    }
}
