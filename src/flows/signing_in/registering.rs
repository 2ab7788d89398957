//! How accounts come to be.

use super::{
    Entrance, Origin,
    entrance::{MAILS, REGISTER},
    letters,
};
use crate::{
    base::Result,
    features::{
        accounts::{self, Registered, User, UserForm},
        audit::{self, Act, Actor, NewEntry},
        orders, reviews,
    },
    platform::{
        db::WriteTxn,
        mail::{self, letter},
    },
};

/// The most orders of another shop that are looked at.
const MOST: usize = 10_000;

impl Entrance {
    /// Takes in a wish to have an account. Nobody can tell from the answer whether the address has one.
    pub(super) async fn register(&self, form: UserForm, origin: &Origin) -> Result<()> {
        self.limits.take(REGISTER, &origin.key)?;
        let new = form.parse().await?;
        // A mailbox is not filled by somebody else; what was sent a moment ago still works.
        if self.limits.take(MAILS, &new.email.normalised()).is_err() {
            return Ok(());
        }
        let shop = self.shop.clone();
        let take = move |txn: &WriteTxn| {
            let mail = match accounts::register(txn, &new)? {
                Registered::Waiting(token) => letters::confirm(&shop, &new.email, &token),
                Registered::Known(user) => letters::known(&shop, &user.email),
            };
            mail::enqueue(txn, letter(&shop, &mail)?)?;
            Ok(())
        };
        self.db.write(take).await
    }

    /// Makes the account that waits for `token`, and hands over what was bought with its address before.
    pub(super) async fn confirm(&self, token: &str, origin: &Origin) -> Result<User> {
        let (token, address) = (token.to_owned(), origin.address);
        let confirm = move |txn: &WriteTxn| {
            let user = accounts::confirm(txn, &token)?;
            orders::adopt(txn, user.id, &user.email)?;
            for order in orders::of_owner(txn, user.id, MOST)?.iter().filter(|it| it.is_from_elsewhere()) {
                reviews::adopt(txn, order.id, user.id, &user.name)?;
            }
            audit::note(txn, NewEntry::new(Actor::User(user.id), Act::Registered).to(user.id).from(address))?;
            Ok(user)
        };
        self.db.write(confirm).await
    }
}
