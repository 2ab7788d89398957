//! Signing out elsewhere, and closing an account for good.

use std::net::IpAddr;

use super::{Care, letters};
use crate::{
    base::{Email, Error, Result, SessionId, UserId},
    features::{
        accounts, alerts, api_keys, assistant,
        audit::{self, Act, Actor, NewEntry},
        carts, delivery, exports, factors, orders, preferences, recent_searches, recommendations, reviews,
        saved_searches, sellers, sessions, wallets, wishlists, withdrawals,
    },
    platform::{
        db::WriteTxn,
        mail::{self, letter},
        web::Identity,
    },
};

impl Care {
    /// Ends one session; another's is not found.
    pub(super) async fn end_session(&self, who: &Identity, id: SessionId, address: IpAddr) -> Result<()> {
        let user = who.user;
        let end = move |txn: &WriteTxn| {
            sessions::end(txn, user, id)?;
            let entry = NewEntry::new(Actor::User(user), Act::SessionEnded).to(user).from(address);
            audit::note(txn, entry.detail(&id.to_string()))
        };
        self.db.write(end).await
    }

    /// Ends all sessions but the one in which it is done. API keys live on.
    pub(super) async fn end_others(&self, who: &Identity, address: IpAddr) -> Result<()> {
        let (user, own) = (who.user, who.session());
        let end = move |txn: &WriteTxn| {
            let ended = sessions::end_all(txn, user, own)?;
            let entry = NewEntry::new(Actor::User(user), Act::SignedOutEverywhere).to(user).from(address);
            audit::note(txn, entry.detail(&format!("{ended} other sessions")))
        };
        self.db.write(end).await
    }

    /// Ends everything that opens the account, but for its password: this session and all API keys as well.
    pub(super) async fn end_everywhere(&self, who: &Identity, address: IpAddr) -> Result<()> {
        let user = who.user;
        let end = move |txn: &WriteTxn| {
            accounts::sign_out_everywhere(txn, user)?;
            sessions::end_all(txn, user, None)?;
            api_keys::end_all(txn, user)?;
            let entry = NewEntry::new(Actor::User(user), Act::SignedOutEverywhere).to(user).from(address);
            audit::note(txn, entry)
        };
        self.db.write(end).await
    }

    /// Closes the account, if `typed` is its address. Orders stay as the books need them, without their buyer.
    ///
    /// # Errors
    /// Names the field `email`; [`Error::conflict`] for the only admin.
    pub(super) async fn close(&self, who: &Identity, typed: &str, address: IpAddr) -> Result<()> {
        if !Email::parse(typed).is_ok_and(|it| it.as_str().eq_ignore_ascii_case(who.email.as_str())) {
            return Err(Error::invalid("email", "Type the address of this account to close it"));
        }
        let (user, shop) = (who.user, self.shop.clone());
        let close = move |txn: &WriteTxn| {
            let email = close(txn, user)?;
            audit::note(txn, NewEntry::new(Actor::User(user), Act::Closed).to(user).from(address))?;
            mail::enqueue(txn, letter(&shop, &letters::farewell(&shop, &email))?).map(drop)
        };
        self.db.write(close).await
    }
}

/// Removes an account and all that hangs on it. Gives the address it had.
fn close(txn: &WriteTxn, user: UserId) -> Result<Email> {
    let email = accounts::close(txn, user)?;
    sessions::end_all(txn, user, None)?;
    api_keys::end_all(txn, user)?;
    factors::strip(txn, user)?;
    exports::forget(txn, user)?;
    preferences::forget(txn, &email)?;
    carts::forget(txn, user)?;
    wishlists::forget(txn, user)?;
    alerts::forget(txn, user)?;
    saved_searches::forget(txn, user)?;
    recent_searches::forget(txn, user)?;
    assistant::forget(txn, user)?;
    recommendations::forget_member(txn, user)?;
    reviews::forget_member(txn, user)?;
    if let Some(seller) = sellers::of_owner(txn, user)? {
        sellers::assign(txn, seller.id, None)?;
    }
    wallets::forget(txn, user)?;
    for order in orders::leave_gifts(txn, user)? {
        delivery::forget_buyer(txn, order.id, order.recipient())?;
    }
    for order in orders::forget_buyer(txn, user)? {
        delivery::forget_buyer(txn, order.id, &order.buyer.email)?;
        // Invoices stay as they were issued, for as long as the law asks for them.
        withdrawals::forget_buyer(txn, order.id, &order.buyer.email)?;
    }
    Ok(email)
}
