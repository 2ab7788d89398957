//! What programs send and get that look after licences.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::Facts;
use crate::{
    base::{EditionId, LicenseId, OrderId, Result, Timestamp},
    features::licenses::{License, Policy, PolicyForm, PoolState},
    platform::db::Reads,
};

/// A licence, as whoever looks after it sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaredLicenseJson)]
pub(super) struct LicenseJson {
    #[schema(value_type = String)]
    id: LicenseId,
    /// The end of its key; whoever has bought it sees all of it.
    #[schema(example = "…N3J8FGZS")]
    key: String,
    #[schema(value_type = String)]
    edition: EditionId,
    edition_name: String,
    #[schema(value_type = String)]
    order: OrderId,
    /// Which of the copies of its order, from 1.
    seat: u32,
    /// Whose it is.
    holder: Option<String>,
    /// `active`, `expired`, `disabled` or `revoked`.
    #[schema(example = "active")]
    status: &'static str,
    /// Why it is worth nothing, in words for its holder.
    reason: Option<String>,
    issued_at: String,
    /// From when on it is worth nothing; null if it never is.
    expires_at: Option<String>,
    /// Until when new releases come with it; null if for ever.
    updates_until: Option<String>,
    /// On how many devices it may be used at once; null if on any number.
    activation_limit: Option<u32>,
    /// On how many it is used.
    activations: usize,
}

/// A piece of the licences of a product, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaredLicensesJson)]
pub(super) struct LicensesJson {
    pub data: Vec<LicenseJson>,
    /// Where the next piece begins.
    pub next: Option<String>,
    pub total: usize,
}

/// What the keys of an edition allow, and how its pool stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LicensePolicyJson)]
pub(super) struct PolicyJson {
    #[serde(flatten)]
    pub policy: RulesJson,
    /// How its pool stands; null if the shop makes the keys.
    pub pool_state: Option<PoolStateJson>,
}

/// What the keys of an edition allow.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LicenseRulesJson)]
pub(super) struct RulesJson {
    #[schema(value_type = String)]
    edition: EditionId,
    /// On how many devices a key may be used at once; null if on any number.
    activations: Option<u32>,
    /// For how many days a key is good; null if for ever.
    days: Option<u32>,
    /// For how many days new releases come with it; null if for ever.
    update_days: Option<u32>,
    /// `groups` or `hex`.
    #[schema(example = "groups")]
    format: &'static str,
    /// What stands before keys.
    prefix: String,
    /// Whether keys come from a pool that their maker fills.
    pool: bool,
    /// At so few keys left in the pool the maker is warned.
    low: u32,
}

/// How a pool stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeyPoolJson)]
pub(super) struct PoolStateJson {
    /// Keys that can be sold.
    free: usize,
    /// Keys that are set aside for orders which are not paid yet.
    aside: usize,
    sold: usize,
    /// Copies that were paid and wait for a key.
    owed: usize,
}

/// What keys of an edition shall allow that are issued from now on. What is left out has no limit.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = NewLicenseRulesJson)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewRulesJson {
    /// 1 to 100,000.
    activations: Option<u32>,
    /// 1 to 36,525.
    days: Option<u32>,
    /// 1 to 36,525.
    update_days: Option<u32>,
    /// `groups`, or `hex`.
    format: String,
    /// Up to 12 letters and digits.
    prefix: String,
    pool: bool,
    /// Up to 100,000.
    low: u32,
}

/// Keys for a pool.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = NewPoolKeysJson)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewKeysJson {
    /// One by one; each once.
    #[schema(example = json!(["ABCD-1234-EFGH", "ABCD-1235-EFGH"]))]
    pub keys: Vec<String>,
}

/// What became of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PoolKeysAddedJson)]
pub(super) struct KeysAddedJson {
    /// How many are new in the pool.
    pub new: usize,
    /// How many were there already.
    pub known: usize,
    /// To how many orders keys went that had waited for them.
    pub orders_served: usize,
}

/// Why a licence is stopped.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = NewLicenseSuspensionJson)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SuspensionJson {
    /// In words for its holder, up to 200 characters; may be empty.
    pub reason: String,
}

impl LicenseJson {
    pub fn of(txn: &impl Reads, license: License, now: Timestamp) -> Result<Self> {
        let facts = Facts::of(txn, license)?;
        let license = &facts.license;
        let moment = |it: Option<Timestamp>| it.map(Timestamp::rfc3339);
        Ok(Self {
            id: license.id,
            key: license.key.masked(),
            edition: license.edition,
            edition_name: facts.edition_name().to_owned(),
            order: license.order,
            seat: license.seat,
            holder: facts.holder().map(ToString::to_string),
            status: license.worth(now).word(),
            reason: license.sorry(now),
            issued_at: license.issued.rfc3339(),
            expires_at: moment(license.expires),
            updates_until: moment(license.updates_until),
            activation_limit: license.limit,
            activations: facts.used,
        })
    }
}

impl PolicyJson {
    pub fn of(policy: &Policy, pool: Option<PoolState>) -> Self {
        let policy = RulesJson {
            edition: policy.edition,
            activations: policy.activations,
            days: policy.days,
            update_days: policy.update_days,
            format: policy.format.word(),
            prefix: policy.prefix.clone(),
            pool: policy.pool,
            low: policy.low,
        };
        let pool_state = pool.map(|it| PoolStateJson { free: it.free, aside: it.aside, sold: it.sold, owed: it.owed });
        Self { policy, pool_state }
    }
}

impl NewRulesJson {
    /// The same as a person would type it, so that there is one way to read it.
    pub fn form(self) -> PolicyForm {
        let number = |it: Option<u32>| it.map(|it| it.to_string()).unwrap_or_default();
        PolicyForm {
            activations: number(self.activations),
            days: number(self.days),
            update_days: number(self.update_days),
            format: self.format,
            prefix: self.prefix,
            pool: if self.pool { "on".into() } else { String::new() },
            low: number(Some(self.low).filter(|it| *it > 0)),
        }
    }
}

impl NewKeysJson {
    /// One a line, as they are read from a table as well. A key with a line in it would be two.
    pub fn lines(&self) -> String {
        self.keys.iter().map(|it| it.replace(['\n', '\r', ',', ';', '\t'], "\u{fffd}")).collect::<Vec<_>>().join("\n")
    }
}
