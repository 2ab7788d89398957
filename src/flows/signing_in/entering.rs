//! Signing in, whatever one signs in with.

use super::{
    Entrance, Origin,
    entrance::{ADMIN_SIGN_IN, CODES, SIGN_IN},
    letters,
    whence::Whence,
};
use crate::{
    base::{Email, Error, Result, SessionId, UserId},
    features::{
        accounts::{self, User},
        assistant,
        audit::{self, Act, Actor, NewEntry},
        carts, factors,
        sessions::{self, Medium, NewSession, Secret, Session},
        wishlists,
    },
    platform::{
        db::WriteTxn,
        mail::{self, letter},
    },
};

/// One answer for whatever is wrong: an unknown address, a wrong password, an account that waits to be confirmed.
const WRONG: &str = "That e-mail and password do not match, or the address has not been confirmed yet";

/// Someone whose password was right.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub user: User,
    /// Whether they have to show a second factor as well.
    pub needs_code: bool,
}

impl Entrance {
    /// Whether `password` is that of the account at `email`. Takes as long where there is none.
    pub(super) async fn check(&self, email: &str, password: String, origin: &Origin) -> Result<Known> {
        self.limits.take(SIGN_IN, &origin.key)?;
        let typed = email.trim().to_owned();
        let email = Email::parse(&typed).ok();
        let name = email.as_ref().map_or_else(String::new, Email::normalised);
        self.limits.take(SIGN_IN, &format!("{} {name}", origin.key))?;
        let found = match &email {
            Some(email) => self.db.look(|txn| accounts::by_email(txn, email))?,
            None => None,
        };
        let kept = match &found {
            Some(user) => user.password.clone(),
            None => accounts::dummy().await?,
        };
        let right = kept.is(password).await?;
        match found {
            Some(user) if right => self.admit(user, origin),
            found => {
                let masked = email.as_ref().map_or_else(|| "no address".to_owned(), Email::masked);
                let target = found.map_or(masked, |it| it.id.to_string());
                self.note(NewEntry::new(Actor::Visitor, Act::SignInFailed).to(target).from(origin.address)).await?;
                Err(Error::unauthenticated(WRONG))
            }
        }
    }

    /// The last questions to someone who is known.
    pub(super) fn admit(&self, user: User, origin: &Origin) -> Result<Known> {
        if user.role.is_staff() {
            self.limits.take(ADMIN_SIGN_IN, &format!("{} {}", origin.key, user.id))?;
        }
        if let Some(suspension) = &user.suspension {
            let reason = if suspension.reason.is_empty() { "no reason was given" } else { &suspension.reason };
            return Err(Error::forbidden(format!("This account has been suspended: {reason}")));
        }
        let needs_code = self.db.look(|txn| factors::are_on(txn, user.id))?;
        Ok(Known { user, needs_code })
    }

    /// Redeems a code of someone's second factor. The error names the field `code`.
    pub(super) async fn redeem(&self, user: UserId, code: &str, origin: &Origin) -> Result<()> {
        self.limits.take(CODES, &user.to_string())?;
        let (keys, shop, code, address) = (self.keys.clone(), self.shop.clone(), code.to_owned(), origin.address);
        let redeemed = self.db.write(move |txn| {
            let redeemed = factors::redeem(txn, &keys, user, &code)?;
            let act = match redeemed {
                factors::Redeemed::Code => return Ok(redeemed),
                factors::Redeemed::RecoveryCode { .. } => Act::RecoveryUsed,
                factors::Redeemed::Wrong => Act::SignInFailed,
            };
            let entry = NewEntry::new(Actor::Visitor, act).to(user).from(address).detail("second factor");
            audit::note(txn, entry)?;
            if let factors::Redeemed::RecoveryCode { left } = redeemed {
                let owner = accounts::get(txn, user)?.email;
                mail::enqueue(txn, letter(&shop, &letters::recovery_used(&shop, &owner, left))?)?;
            }
            Ok(redeemed)
        });
        match redeemed.await? {
            factors::Redeemed::Wrong => {
                Err(Error::invalid("code", "That code is not right, or was used already. Wait for the next one"))
            }
            _ => Ok(()),
        }
    }

    /// Begins a session for someone who has proven who they are, and takes along what they did as a guest. `before` is
    /// the session that their browser had.
    pub(super) async fn enter(
        &self,
        known: &User,
        medium: Medium,
        strong: bool,
        origin: &Origin,
        before: Option<SessionId>,
    ) -> Result<(Session, Secret)> {
        let (keys, shop, origin) = (self.keys.clone(), self.shop.clone(), origin.clone());
        let (user, epoch, place) = (known.id, known.epoch, self.places.place(origin.address));
        let whence = Whence::new(&origin, place.clone(), self.places.country(origin.address));
        let begin = move |txn: &WriteTxn| {
            // The account may have changed since the password was compared.
            let fresh = accounts::find(txn, user)?.filter(|it| it.epoch == epoch && !it.is_suspended());
            let owner = fresh.ok_or_else(|| Error::unauthenticated(WRONG))?.email;
            if let Some(before) = before {
                end_quietly(txn, before)?;
            }
            let (device, address) = (origin.device.clone(), origin.address);
            let new = NewSession { user, epoch, medium, strong, device, address, place: place.clone() };
            let begun = sessions::begin(txn, &keys, new)?;
            if let Some(token) = &origin.cart {
                carts::merge(txn, user, token)?;
            }
            if let Some(token) = &origin.wishes {
                wishlists::merge(txn, user, token)?;
            }
            if let Some(token) = &origin.talk {
                assistant::merge(txn, user, token)?;
            }
            if whence.is_news(txn, user)? {
                mail::enqueue(txn, letter(&shop, &letters::signed_in(&shop, &owner, &whence, txn.now))?)?;
            }
            let entry = NewEntry::new(Actor::User(user), Act::SignedIn).to(user).from(address);
            audit::note(txn, entry.detail(&whence.mark()))?;
            Ok(begun)
        };
        self.db.write(begin).await
    }

    pub(super) async fn note(&self, entry: NewEntry) -> Result<()> {
        self.db.write(move |txn| audit::note(txn, entry.clone())).await
    }
}

fn end_quietly(txn: &WriteTxn, id: SessionId) -> Result<()> {
    match sessions::find(txn, id)? {
        Some(session) => sessions::end(txn, session.user, id),
        None => Ok(()),
    }
}
