//! Who talks to the assistant: whoever has signed in, or a guest, known by a cookie or by the header `Assistant-Token`
//! for programs.

use std::time::Duration;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{Conversation, Owner};
use crate::{
    base::UserId,
    platform::web::{
        Keepsake, VisitorToken,
        guards::{Allowed, scope},
        identity,
    },
};

/// What opens a guest's conversations.
pub type TalkToken = VisitorToken;

/// How guests keep their conversations.
pub const KEEPSAKE: Keepsake =
    Keepsake { header: "Assistant-Token", cookie: "assistant", life: Duration::from_secs(180 * 24 * 60 * 60) };

/// Whoever talks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaker {
    /// Someone with an account.
    Account(UserId),
    /// A guest, with what opens their conversations if they have any.
    Guest(Option<TalkToken>),
}

impl Speaker {
    /// Whether `conversation` is theirs.
    pub fn owns(&self, conversation: &Conversation) -> bool {
        self.owner() == Some(conversation.owner)
    }

    /// As the store knows them; nothing for a guest who has not said anything yet.
    pub fn owner(&self) -> Option<Owner> {
        match self {
            Self::Account(user) => Some(Owner::Account(*user)),
            Self::Guest(token) => token.as_ref().map(|it| Owner::Guest(it.hash())),
        }
    }

    /// Their account.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Account(user) => Some(*user),
            Self::Guest(_) => None,
        }
    }

    /// What opens their conversations, if they are a guest.
    pub fn token(&self) -> Option<TalkToken> {
        match self {
            Self::Account(_) => None,
            Self::Guest(token) => token.clone(),
        }
    }
}

/// Whoever asks, guests too; a key of a program has to be good for it.
#[derive(Debug, Clone)]
pub struct Asked(pub Speaker);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Asked {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        if let Ok(None) = identity(request) {
            return Outcome::Success(Self(Speaker::Guest(KEEPSAKE.read(request))));
        }
        Allowed::<scope::Assistant>::from_request(request).await.map(|who| Self(Speaker::Account(who.user)))
    }
}
