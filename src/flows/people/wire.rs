//! People and the audit as JSON.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{AuditId, Email, Result, Role, UserId},
    features::{
        accounts::User,
        audit::{Actor, Entry},
        sellers,
    },
    platform::db::Reads,
};

/// Someone with an account, as admins see them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserJson {
    #[schema(value_type = String)]
    id: UserId,
    #[schema(value_type = String)]
    email: Email,
    name: String,
    #[schema(value_type = String, example = "customer")]
    role: Role,
    created_at: String,
    suspended: bool,
    /// Why, as they are told.
    suspension_reason: Option<String>,
    /// The slug of the seller that is theirs, if one is.
    seller: Option<String>,
}

impl UserJson {
    pub fn of(txn: &impl Reads, user: &User) -> Result<Self> {
        Ok(Self {
            id: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
            created_at: user.created.rfc3339(),
            suspended: user.is_suspended(),
            suspension_reason: user.suspension.as_ref().map(|it| it.reason.clone()),
            seller: sellers::of_owner(txn, user.id)?.map(|it| it.slug.to_string()),
        })
    }
}

/// A piece of the list of people.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsersJson {
    pub data: Vec<UserJson>,
    /// Where the next piece begins.
    pub next: Option<String>,
    pub total: usize,
}

/// What shall become of someone; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct UserChangeJson {
    /// `customer`, `seller`, `moderator`, `support` or `admin`.
    pub role: Option<String>,
    /// Whether they are kept out.
    pub suspended: Option<bool>,
    /// Why, as they are told.
    pub reason: Option<String>,
    /// As whom they shall sell: a slug; empty for nobody.
    pub seller: Option<String>,
}

/// One thing that was done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditEntryJson {
    #[schema(value_type = String)]
    id: AuditId,
    at: String,
    /// `user`, `visitor`, `operator` or `shop`.
    actor: &'static str,
    /// Which one, if it was someone with an account.
    #[schema(value_type = Option<String>)]
    actor_id: Option<UserId>,
    #[schema(example = "role.changed")]
    act: &'static str,
    /// To whom or what.
    target: String,
    #[schema(value_type = Option<String>)]
    address: Option<IpAddr>,
    detail: String,
}

impl From<&Entry> for AuditEntryJson {
    fn from(entry: &Entry) -> Self {
        let actor = match entry.actor {
            Actor::User(_) => "user",
            Actor::Visitor => "visitor",
            Actor::Operator => "operator",
            Actor::Shop => "shop",
        };
        Self {
            id: entry.id,
            at: entry.at.rfc3339(),
            actor,
            actor_id: entry.actor.user(),
            act: entry.act.word(),
            target: entry.target.clone(),
            address: entry.address,
            detail: entry.detail.clone(),
        }
    }
}

/// A piece of the audit, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditJson {
    pub data: Vec<AuditEntryJson>,
    /// Where the next piece begins.
    pub next: Option<String>,
    /// How many entries there are in all.
    pub total: u64,
}
