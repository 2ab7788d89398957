//! Another password, another address.

use std::net::IpAddr;

use super::{
    Care,
    care::{MOVES, PASSWORDS},
    letters,
};
use crate::{
    base::{Email, Error, ErrorKind, Result, UserId},
    features::{
        accounts::{self, Password, User},
        api_keys,
        audit::{self, Act, Actor, NewEntry},
        orders, preferences, reviews, sessions,
    },
    platform::{
        db::WriteTxn,
        mail::{self, letter},
        web::Identity,
    },
};

/// Gives an account another name, and with it what they wrote.
pub(super) fn rename(txn: &WriteTxn, user: UserId, name: &str) -> Result<User> {
    let account = accounts::rename(txn, user, name)?;
    reviews::rename(txn, user, &account.name)?;
    Ok(account)
}

/// The most orders of another shop that are looked at.
const MOST: usize = 10_000;

impl Care {
    /// Sets another password. Everything of before ends, but for the session in which it is done.
    ///
    /// # Errors
    /// Names the field `current` or `password`.
    pub(super) async fn change_password(
        &self,
        who: &Identity,
        current: String,
        new: String,
        address: IpAddr,
    ) -> Result<()> {
        let (user, session) = (who.user, who.session());
        self.limits.take(PASSWORDS, &user.to_string())?;
        Password::check(&new, &[&who.name, who.email.as_str()])?;
        let account = self.db.look(|txn| accounts::get(txn, user))?;
        if !account.password.is(current).await? {
            let entry = NewEntry::new(Actor::User(user), Act::SignInFailed).to(user).from(address);
            let entry = entry.detail("current password");
            self.db.write(move |txn| audit::note(txn, entry.clone())).await?;
            return Err(Error::invalid("current", "That is not your password"));
        }
        let password = Password::hash(new, &[&who.name, who.email.as_str()]).await?;
        let (shop, epoch) = (self.shop.clone(), account.epoch);
        let change = move |txn: &WriteTxn| {
            // Somebody else may have changed it while this one was compared.
            if accounts::get(txn, user)?.epoch != epoch {
                return Err(Error::conflict("Your account was changed meanwhile; nothing was done"));
            }
            let account = accounts::change_password(txn, user, &password)?;
            if let Some(session) = session {
                sessions::carry_over(txn, session, account.epoch)?;
            }
            sessions::end_all(txn, user, session)?;
            api_keys::end_all(txn, user)?;
            audit::note(txn, NewEntry::new(Actor::User(user), Act::PasswordChanged).to(user).from(address))?;
            mail::enqueue(txn, letter(&shop, &letters::password_changed(&shop, &account.email))?).map(drop)
        };
        self.db.write(change).await
    }

    /// Sends a link to an address that the account shall have. Nobody can tell from the answer whether it is free.
    ///
    /// # Errors
    /// Names the field `email`.
    pub(super) async fn ask_for_address(&self, who: &Identity, typed: &str, address: IpAddr) -> Result<()> {
        let (user, new) = (who.user, Email::parse(typed)?);
        if new == who.email {
            return Err(Error::invalid("email", "That is your address already"));
        }
        self.limits.take(MOVES, &user.to_string())?;
        let shop = self.shop.clone();
        let ask = move |txn: &WriteTxn| {
            let account = accounts::get(txn, user)?;
            let owner = accounts::by_email(txn, &new)?.filter(|it| it.id != user);
            // A token either way, so that one answer takes as long as the other.
            let token = accounts::offer_email_change(txn, user, &new)?;
            let mail = match owner {
                Some(owner) => letters::address_wanted(&shop, &owner.email),
                None => letters::confirm_address(&shop, &new, &token),
            };
            mail::enqueue(txn, letter(&shop, &mail)?)?;
            mail::enqueue(txn, letter(&shop, &letters::change_asked(&shop, &account.email, &new))?)?;
            let entry = NewEntry::new(Actor::User(user), Act::EmailChangeAsked).to(user).from(address);
            audit::note(txn, entry.detail(&new.masked()))
        };
        self.db.write(ask).await
    }

    /// Gives the account the address at which `token` was read. Everything that opened it before ends.
    pub(super) async fn take_address(&self, who: &Identity, token: &str, address: IpAddr) -> Result<()> {
        let (user, token, shop) = (who.user, token.to_owned(), self.shop.clone());
        let take = move |txn: &WriteTxn| {
            let (account, old) = accounts::change_email(txn, user, &token)?;
            sessions::end_all(txn, user, None)?;
            api_keys::end_all(txn, user)?;
            // The new address is theirs for sure, and with it what was bought there without an account.
            orders::adopt(txn, user, &account.email)?;
            for order in orders::of_owner(txn, user, MOST)?.iter().filter(|it| it.is_from_elsewhere()) {
                reviews::adopt(txn, order.id, user, &account.name)?;
            }
            preferences::follow(txn, &old, &account.email)?;
            for to in [&old, &account.email] {
                mail::enqueue(txn, letter(&shop, &letters::moved(&shop, to, &account.email))?)?;
            }
            let entry = NewEntry::new(Actor::User(user), Act::EmailChanged).to(user).from(address);
            audit::note(txn, entry.detail(&format!("{} to {}", old.masked(), account.email.masked())))
        };
        self.db.write(take).await.map_err(|error| match error.kind {
            ErrorKind::Conflict => Error::conflict("That address has got an account of its own meanwhile"),
            _ => error,
        })
    }
}
