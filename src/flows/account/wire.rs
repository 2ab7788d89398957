//! What programs send and get about an account.

use std::{collections::BTreeMap, net::IpAddr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{ApiKeyId, Email, Role, SessionId, Timestamp, UserId},
    features::{
        accounts::User,
        api_keys::ApiKey,
        exports::Export,
        preferences::{Mailing, Preferences},
        sessions::{Medium, Session, device},
    },
};

/// Somebody's account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MeJson {
    #[schema(value_type = String, example = "usr_01a2026feb8472f89ad601f3c7b89cb7")]
    id: UserId,
    #[schema(value_type = String, example = "ines@example.com")]
    email: Email,
    #[schema(example = "Ines")]
    name: String,
    #[schema(value_type = String, example = "customer")]
    role: Role,
    created_at: String,
    password_changed_at: Option<String>,
}

impl MeJson {
    pub fn of(user: &User) -> Self {
        Self {
            id: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
            created_at: user.created.rfc3339(),
            password_changed_at: user.password_changed.map(Timestamp::rfc3339),
        }
    }
}

/// What can be changed by itself. Anything else is refused, so that nobody believes it was changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MePatch {
    /// What they want to be called.
    #[schema(example = "Ines")]
    pub name: Option<String>,
}

/// That somebody means to close their account.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CloseJson {
    /// The address of the account.
    #[schema(example = "ines@example.com")]
    pub email: String,
}

/// Another password.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PasswordJson {
    /// The one until now.
    pub current: String,
    /// The one from now on: 10 to 256 characters that are not easy to guess.
    pub password: String,
}

/// Another address.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct EmailJson {
    /// Where the link goes that confirms it.
    pub email: String,
}

/// What stands in the link that confirms an address.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct EmailTokenJson {
    /// Behind `token=`.
    pub token: String,
}

/// What happens next.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailSentJson {
    /// In words.
    pub message: String,
}

/// Which optional mails somebody wants.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PreferencesJson {
    /// Yes or no for each kind: `product-updates`, `price-alerts`, `wishlist-news`. What is not named in
    /// a change stays as it is.
    #[serde(default)]
    pub mailings: BTreeMap<String, bool>,
    /// Whether things are picked for one, out of what one bought, wishes for and looked at. Where that is off, nothing one
    /// looks at is kept.
    #[serde(default)]
    pub picks: Option<bool>,
}

impl PreferencesJson {
    pub fn of(kept: &Preferences) -> Self {
        let mailings = Mailing::ALL.iter().map(|it| (it.word().to_owned(), kept.wants(*it))).collect();
        Self { mailings, picks: Some(kept.wants_picks()) }
    }
}

/// Where somebody is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MySessionJson)]
pub(super) struct SessionJson {
    #[schema(value_type = String)]
    id: SessionId,
    /// `browser` or `tokens`.
    medium: &'static str,
    /// In words, as `Firefox on Linux`.
    device: String,
    /// What it calls itself.
    user_agent: String,
    #[schema(value_type = String)]
    address: IpAddr,
    /// Where in the world it began, if the shop knows: a city and its country, or the country.
    place: Option<String>,
    began_at: String,
    /// Give or take a few minutes.
    last_used_at: String,
    /// Whether it is the one that asks.
    current: bool,
}

impl SessionJson {
    pub fn of(session: &Session, own: Option<SessionId>) -> Self {
        Self {
            id: session.id,
            medium: match session.medium {
                Medium::Browser { .. } => "browser",
                Medium::Tokens => "tokens",
            },
            device: device(&session.device).name,
            user_agent: session.device.clone(),
            address: session.address,
            place: session.place.clone(),
            began_at: session.began.rfc3339(),
            last_used_at: session.seen.rfc3339(),
            current: own == Some(session.id),
        }
    }
}

/// The sessions of somebody, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MySessionsJson {
    pub data: Vec<SessionJson>,
    pub next: Option<String>,
    pub total: usize,
}

/// A key for programs, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKeyJson)]
pub(super) struct KeyJson {
    #[schema(value_type = String)]
    id: ApiKeyId,
    name: String,
    scopes: Vec<&'static str>,
    /// Its last four characters.
    hint: String,
    created_at: String,
    expires_at: Option<String>,
    /// Give or take some minutes.
    last_used_at: Option<String>,
}

impl KeyJson {
    pub fn of(key: &ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name.clone(),
            scopes: key.scopes.iter().map(|it| it.word()).collect(),
            hint: key.hint.clone(),
            created_at: key.made.rfc3339(),
            expires_at: key.expires.map(Timestamp::rfc3339),
            last_used_at: key.used.map(Timestamp::rfc3339),
        }
    }
}

/// The keys of somebody, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MyKeysJson {
    pub data: Vec<KeyJson>,
    pub next: Option<String>,
    pub total: usize,
}

/// A key to be.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewKeyJson {
    /// What it is for.
    #[schema(example = "backup script")]
    pub name: String,
    /// What it shall be good for.
    #[schema(example = json!(["library:read"]))]
    pub scopes: Vec<String>,
    /// For how many days; 0 is for ever.
    #[schema(example = 90)]
    pub days: u64,
}

/// A key that was made just now. Nobody can show its secret again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KeyMadeJson {
    #[serde(flatten)]
    pub key: KeyJson,
    /// To be sent as `Authorization: Bearer`.
    #[schema(example = "bdg_...")]
    pub secret: String,
}

/// How a copy of somebody's data stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExportJson {
    /// `none`, `waiting` or `ready`.
    pub state: &'static str,
    pub asked_at: Option<String>,
    pub made_at: Option<String>,
    /// Until when it is kept.
    pub expires_at: Option<String>,
    pub size: Option<u64>,
    /// Where the archive is fetched, once it is ready.
    pub download: Option<&'static str>,
}

impl ExportJson {
    pub fn of(export: Option<&Export>, now: Timestamp) -> Self {
        let made = export.and_then(|it| it.ready(now));
        let waits = export.is_some_and(|it| it.made.is_none());
        let state = match made {
            Some(_) => "ready",
            None if waits => "waiting",
            None => "none",
        };
        Self {
            state,
            asked_at: export.filter(|_| state != "none").map(|it| it.asked.rfc3339()),
            made_at: made.map(|it| it.at.rfc3339()),
            expires_at: made.map(|it| it.until.rfc3339()),
            size: made.map(|it| it.blob.size),
            download: made.map(|_| "/api/v1/me/export/archive"),
        }
    }
}
