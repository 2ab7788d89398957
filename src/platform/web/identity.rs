//! Who asks, as far as it has been proven.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use rocket::Request;
use serde::{Deserialize, Serialize};

use crate::{
    base::{ApiKeyId, Email, Error, Result, Role, SessionId, Timestamp, UserId},
    platform::signing::Keys,
};

/// For so long after they proved who they are, people may do what cannot be undone without being asked again.
const FRESH: Duration = Duration::from_secs(10 * 60);

/// Someone with an account, and how they proved it.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Their account.
    pub user: UserId,
    /// Their address, which is theirs for sure.
    pub email: Email,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// How they ask.
    pub via: Via,
    /// When they last proved who they are, by password or passkey.
    pub proven: Timestamp,
    /// Whether they proved it in two ways.
    pub strong: bool,
    /// What the forms of their pages carry, so that no page of others can send them; empty where there is no cookie.
    pub form_token: String,
}

/// How someone asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// With the cookie of a browser.
    Browser(SessionId),
    /// As a program that signed in, with an access token.
    Token(SessionId),
    /// As a program that was given a key for some purposes.
    Key(ApiKeyId, BTreeSet<Scope>),
}

macro_rules! scopes {
    ($($name:ident $word:literal $label:literal),* $(,)?) => {
        /// What a key of a program may be good for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Scope {$(
            #[doc = $label]
            #[serde(rename = $word)]
            $name,
        )*}

        impl Scope {
            /// All there are.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// As programs write it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// As people read it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }
    };
}

// In the order in which the page offers them.
scopes! {
    AccountRead "account:read" "See your name, address and settings",
    OrdersRead "orders:read" "See your orders",
    LibraryRead "library:read" "See your library and download from it",
    WishlistsRead "wishlists:read" "See your wishlists",
    WishlistsWrite "wishlists:write" "Change your wishlists",
    Assistant "assistant" "Talk to the assistant, which knows your orders",
    ProductsRead "products:read" "See your products, drafts too (sellers only)",
    ProductsWrite "products:write" "Change your products and upload files (sellers only)",
    SalesRead "sales:read" "See what you sell and what is due to you (sellers only)",
    UsersRead "users:read" "See who has an account (admins only)",
    AuditRead "audit:read" "See what was done in the shop (admins only)",
}

impl Scope {
    /// The role that somebody needs to make a key for it.
    pub fn role(self) -> Role {
        match self {
            Self::UsersRead | Self::AuditRead => Role::Admin,
            Self::SalesRead | Self::ProductsRead | Self::ProductsWrite => Role::Seller,
            _ => Role::Customer,
        }
    }
}

impl std::str::FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|it| it.word() == text);
        found.copied().ok_or_else(|| Error::invalid("scopes", format!("There is no scope {text:?}")))
    }
}

impl Identity {
    /// The session they are in; none for keys.
    pub fn session(&self) -> Option<SessionId> {
        match self.via {
            Via::Browser(id) | Via::Token(id) => Some(id),
            Via::Key(..) => None,
        }
    }

    /// Whether they signed in, or ask with a key that is good for `scope`.
    pub fn may(&self, scope: Scope) -> bool {
        match &self.via {
            Via::Key(_, scopes) => scopes.contains(&scope),
            _ => true,
        }
    }

    /// Whether they proved who they are so lately that nobody else sits at their desk.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.session().is_some() && now.since(self.proven) < FRESH
    }

    /// Whether `token` stands in the forms of their pages.
    pub fn owns_form(&self, keys: &Keys, token: &str) -> bool {
        let Via::Browser(session) = self.via else { return false };
        keys.signer("form").open(token).is_ok_and(|it| it == session.to_bytes())
    }
}

/// The token that the forms of a session carry.
pub fn form_token(keys: &Keys, session: SessionId) -> String {
    keys.signer("form").seal(&session.to_bytes())
}

type Ask = dyn Fn(&Request<'_>) -> Result<Option<Arc<Identity>>> + Send + Sync;
type Still = dyn Fn(&Identity) -> Result<bool> + Send + Sync;

/// Who knows the accounts; managed state, supplied by the wiring.
pub struct Door {
    /// Who sends a request.
    pub ask: Box<Ask>,
    /// Whether what somebody asked with would still open the same.
    pub still: Box<Still>,
}

type Known = Result<Option<Arc<Identity>>, String>;

/// Who sends `request`, asked once for each.
///
/// # Errors
/// What should prove it does not: a token that is forged, too old or ended.
pub fn identity(request: &Request<'_>) -> Result<Option<Arc<Identity>>> {
    let known: &Known = request.local_cache(|| match request.rocket().state::<Door>() {
        None => Ok(None),
        Some(door) => (door.ask)(request).map_err(|error| error.message.into_owned()),
    });
    known.clone().map_err(Error::unauthenticated)
}
