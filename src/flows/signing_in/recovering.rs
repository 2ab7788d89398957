//! What helps whoever forgot their password.

use super::{
    Entrance, Origin,
    entrance::{MAILS, REGISTER},
    letters,
};
use crate::{
    base::{Email, Error, Result},
    features::{
        accounts::{self, Password, User},
        audit::{self, Act, Actor, NewEntry},
        sessions,
    },
    platform::{
        db::WriteTxn,
        mail::{self, letter},
    },
};

impl Entrance {
    /// Sends a link to choose a new password, if there is an account. Nobody can tell from the answer.
    pub(super) async fn forgot(&self, email: &Email, origin: &Origin) -> Result<()> {
        self.limits.take(REGISTER, &origin.key)?;
        if self.limits.take(MAILS, &email.normalised()).is_err() {
            return Ok(());
        }
        let (shop, email, address) = (self.shop.clone(), email.clone(), origin.address);
        let offer = move |txn: &WriteTxn| {
            let offered = accounts::offer_reset(txn, &email)?;
            // One write either way, so that an address that is known takes no longer.
            let target = offered.as_ref().map_or_else(|| email.masked(), |(user, _)| user.id.to_string());
            audit::note(txn, NewEntry::new(Actor::Visitor, Act::PasswordForgotten).to(target).from(address))?;
            // For the same reason a letter is written either way, also where nobody gets it.
            let (to, token) =
                offered.map_or_else(|| (email.clone(), String::new()), |(user, token)| (user.email, token));
            let mail = letter(&shop, &letters::reset(&shop, &to, &token))?;
            if token.is_empty() { Ok(()) } else { mail::enqueue(txn, mail).map(drop) }
        };
        self.db.write(offer).await
    }

    /// Sets the password of whoever has the link. Every session of before ends.
    pub(super) async fn reset(&self, token: &str, plain: String, origin: &Origin) -> Result<User> {
        self.limits.take(REGISTER, &origin.key)?;
        let now = self.db.clock().now();
        if !self.db.look(|txn| accounts::reset_is_open(txn, token, now))? {
            return Err(Error::forbidden(
                "This link has been used, replaced by a newer one, or is too old. Please ask for a new one",
            ));
        }
        let password = Password::hash(plain, &[]).await?;
        let (shop, token, address) = (self.shop.clone(), token.to_owned(), origin.address);
        let reset = move |txn: &WriteTxn| {
            let user = accounts::reset(txn, &token, &password)?;
            sessions::end_all(txn, user.id, None)?;
            audit::note(txn, NewEntry::new(Actor::User(user.id), Act::PasswordReset).to(user.id).from(address))?;
            mail::enqueue(txn, letter(&shop, &letters::password_changed(&shop, &user.email))?)?;
            Ok(user)
        };
        self.db.write(reset).await
    }
}
