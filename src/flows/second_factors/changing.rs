//! Changes of second factors, each in one write with all that follows from it.

use std::net::IpAddr;

use serde_json::Value;

use super::{
    SecondFactors,
    letters::{self, News},
};
use crate::{
    base::{Error, PasskeyId, Result},
    features::{
        accounts,
        audit::{self, Act, Actor, NewEntry},
        factors::{self, Offer, Passkey, State},
        sessions,
    },
    platform::{
        db::WriteTxn,
        mail::{self, letter},
        web::Identity,
    },
};

impl SecondFactors {
    /// What someone has.
    pub(super) fn state(&self, who: &Identity) -> Result<State> {
        self.db.look(|txn| factors::state(txn, who.user))
    }

    /// The secret that waits to be confirmed.
    pub(super) fn offered(&self, who: &Identity) -> Result<Option<Offer>> {
        let now = self.db.clock().now();
        self.db.look(|txn| factors::offered(txn, &self.keys, who.user, now))
    }

    /// Begins to set an app up. Nothing changes until it has shown a code.
    pub(super) async fn begin(&self, who: &Identity) -> Result<Offer> {
        let (keys, user) = (self.keys.clone(), who.user);
        self.db.write(move |txn| factors::begin(txn, &keys, user)).await
    }

    /// Takes the app into use that shows `code`. Gives new recovery codes.
    pub(super) async fn confirm(&self, who: &Identity, from: IpAddr, code: String) -> Result<Vec<String>> {
        let (keys, user) = (self.keys.clone(), who.user);
        let confirm = move |txn: &WriteTxn| {
            factors::confirm(txn, &keys, user, &code)?;
            factors::renew_codes(txn, user)
        };
        self.change(who, from, News::AppAdded, confirm).await
    }

    /// Takes the app out of use.
    pub(super) async fn remove_app(&self, who: &Identity, from: IpAddr) -> Result<()> {
        let user = who.user;
        self.change(who, from, News::AppRemoved, move |txn| factors::remove_authenticator(txn, user)).await
    }

    /// Makes recovery codes in place of the older ones. Nobody is signed out: they open nothing without a password.
    pub(super) async fn renew_codes(&self, who: &Identity, from: IpAddr) -> Result<Vec<String>> {
        let (shop, email, user) = (self.shop.clone(), who.email.clone(), who.user);
        let renew = move |txn: &WriteTxn| {
            if !factors::are_on(txn, user)? {
                return Err(Error::conflict("Add an authenticator app or a passkey first; the codes stand in for it"));
            }
            let codes = factors::renew_codes(txn, user)?;
            audit::note(txn, NewEntry::new(Actor::User(user), Act::RecoveryRenewed).to(user).from(from))?;
            mail::enqueue(txn, letter(&shop, &letters::changed(&shop, &email, News::CodesRenewed))?)?;
            Ok(codes)
        };
        self.db.write(renew).await
    }

    /// Adds the passkey with which the browser answered.
    pub(super) async fn add_passkey(
        &self,
        who: &Identity,
        from: IpAddr,
        name: String,
        ceremony: &str,
        answer: Value,
    ) -> Result<Passkey> {
        let (user, new) = (who.user, self.ceremonies.finish_adding(who.user, ceremony, answer).await?);
        self.change(who, from, News::PasskeyAdded, move |txn| factors::add_passkey(txn, user, &name, &new)).await
    }

    /// Calls a passkey by another name.
    pub(super) async fn rename_passkey(&self, who: &Identity, id: PasskeyId, name: String) -> Result<Passkey> {
        let user = who.user;
        self.db.write(move |txn| factors::rename_passkey(txn, user, id, &name)).await
    }

    /// Removes a passkey.
    pub(super) async fn remove_passkey(&self, who: &Identity, from: IpAddr, id: PasskeyId) -> Result<Passkey> {
        let user = who.user;
        self.change(who, from, News::PasskeyRemoved, move |txn| factors::remove_passkey(txn, user, id)).await
    }

    /// Does what changes the ways into an account. The session in which it is done lives on, and is a strong one where
    /// a factor was added, since that was shown just now; every other ends.
    async fn change<T: Send + 'static>(
        &self,
        who: &Identity,
        from: IpAddr,
        news: News,
        change: impl Fn(&WriteTxn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let session = who.session().ok_or_else(|| Error::forbidden("Sign in for it"))?;
        let (shop, user) = (self.shop.clone(), who.user);
        let all = move |txn: &WriteTxn| {
            let done = change(txn)?;
            let account = accounts::sign_out_everywhere(txn, user)?;
            sessions::carry_over(txn, session, account.epoch)?;
            if news.is_addition() {
                sessions::prove(txn, session, true)?;
            }
            sessions::end_all(txn, user, Some(session))?;
            audit::note(txn, NewEntry::new(Actor::User(user), news.act()).to(user).from(from))?;
            mail::enqueue(txn, letter(&shop, &letters::changed(&shop, &account.email, news))?)?;
            Ok(done)
        };
        self.db.write(all).await
    }
}
