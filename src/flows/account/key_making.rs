//! Keys for programs.

use std::net::IpAddr;

use super::{Care, letters};
use crate::{
    base::{ApiKeyId, Error, Result, Role},
    features::{
        accounts,
        api_keys::{self, ApiKey, KeyForm},
        audit::{self, Act, Actor, NewEntry},
    },
    platform::{
        db::WriteTxn,
        mail::{self, letter},
        web::{Identity, Scope},
    },
};

/// What the keys of someone with this role can be good for.
pub(super) fn offered(role: Role) -> impl Iterator<Item = Scope> {
    Scope::ALL.iter().copied().filter(move |it| role.covers(it.role()))
}

impl Care {
    /// Makes a key. Gives what its program has to send, which nobody can show again.
    ///
    /// # Errors
    /// Names the fields `name`, `scopes` and `days`.
    pub(super) async fn make_key(&self, who: &Identity, form: &KeyForm, address: IpAddr) -> Result<(ApiKey, String)> {
        let new = form.parse()?;
        if let Some(scope) = new.scopes.iter().find(|it| !who.role.covers(it.role())) {
            return Err(Error::invalid("scopes", format!("Only admins can make keys for {}", scope.word())));
        }
        let (user, shop) = (who.user, self.shop.clone());
        let make = move |txn: &WriteTxn| {
            let account = accounts::get(txn, user)?;
            let made = api_keys::make(txn, user, account.epoch, &new)?;
            let scopes: Vec<_> = new.scopes.iter().map(|it| it.word()).collect();
            let entry = NewEntry::new(Actor::User(user), Act::KeyMade).to(user).from(address);
            audit::note(txn, entry.detail(&format!("{} for {}", made.0.id, scopes.join(" "))))?;
            mail::enqueue(txn, letter(&shop, &letters::key_made(&shop, &account.email, &made.0.name))?)?;
            Ok(made)
        };
        self.db.write(make).await
    }

    /// Ends a key; another's is not found.
    pub(super) async fn end_key(&self, who: &Identity, id: ApiKeyId, address: IpAddr) -> Result<()> {
        let user = who.user;
        let end = move |txn: &WriteTxn| {
            api_keys::end(txn, user, id)?;
            let entry = NewEntry::new(Actor::User(user), Act::KeyEnded).to(user).from(address);
            audit::note(txn, entry.detail(&id.to_string()))
        };
        self.db.write(end).await
    }
}
