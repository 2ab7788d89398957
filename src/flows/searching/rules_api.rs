//! Rules of finding for programs of admins.

use rocket::{Route, State, get, put, routes};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{
    acts::{self, By},
    why::{self, Why},
};
use crate::{
    base::{ProductId, Result},
    features::search_rules::{self, NewPin, NewRules},
    platform::{
        db::{Db, Reads, WriteTxn},
        search::Search,
        web::{ClientAddress, IfMatch, Json, Revised, guards::Admin},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, change, explain]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(show, change, explain), components(schemas(RulesJson, NewRulesJson, PinJson, NewPinJson, WhyJson)))]
    struct Docs;
    Docs::openapi()
}

/// What is said about finding.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchRulesJson)]
struct RulesJson {
    /// Words and short phrases that mean the same, group by group.
    synonyms: Vec<Vec<String>>,
    /// Words that need not occur where others do.
    stop_words: Vec<String>,
    /// What comes first for which words.
    pins: Vec<PinJson>,
    /// Products that are not to be found; their pages stay.
    #[schema(value_type = Vec<String>)]
    hidden: Vec<ProductId>,
    /// When this was changed last; null for never.
    updated_at: Option<String>,
}

/// Products that come first for certain words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchPinJson)]
struct PinJson {
    words: String,
    /// The first first.
    #[schema(value_type = Vec<String>)]
    products: Vec<ProductId>,
}

/// What is to be said about finding; products by identifier or by the last part of their address.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewSearchRulesJson)]
struct NewRulesJson {
    #[schema(example = json!([["picture", "image", "photo"]]))]
    synonyms: Vec<Vec<String>>,
    #[schema(example = json!(["app", "tool"]))]
    stop_words: Vec<String>,
    pins: Vec<NewPinJson>,
    hidden: Vec<String>,
}

/// Products that are to come first for certain words.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewSearchPinJson)]
struct NewPinJson {
    words: String,
    products: Vec<String>,
}

/// Why products are where they are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RanksJson)]
struct WhyJson {
    /// The first twenty, best first.
    data: Vec<Why>,
}

impl RulesJson {
    fn read(txn: &impl Reads) -> Result<Self> {
        let rules = search_rules::get(txn)?;
        let pins = rules.pins.into_iter().map(|it| PinJson { words: it.words, products: it.products }).collect();
        Ok(Self {
            synonyms: rules.synonyms,
            stop_words: rules.little,
            pins,
            hidden: search_rules::hidden(txn)?,
            updated_at: rules.changed.map(|it| it.rfc3339()),
        })
    }
}

impl From<NewRulesJson> for NewRules {
    fn from(it: NewRulesJson) -> Self {
        let pin = |it: NewPinJson| NewPin { words: it.words, products: it.products };
        let pins = it.pins.into_iter().map(pin).collect();
        Self { synonyms: it.synonyms, little: it.stop_words, pins, hidden: it.hidden }
    }
}

/// What is said about finding: words that mean the same or say little, products put first or hidden.
#[utoipa::path(
    get, path = "/api/v1/admin/search/rules", tag = "Admin", security(("bearer" = [])),
    responses(
        (status = 200, description = "The rules, with their state in `ETag`", body = RulesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
    ),
)]
#[get("/admin/search/rules")]
fn show(_admin: Admin, db: &State<Db>) -> Result<Revised<RulesJson>> {
    Revised::of(db.look(RulesJson::read)?)
}

/// Makes the rules what the body says, and nothing else. Search follows them at once, hidden products within a second.
#[utoipa::path(
    put, path = "/api/v1/admin/search/rules", tag = "Admin", security(("bearer" = [])),
    params(("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: nothing newer is overwritten")),
    request_body = NewRulesJson,
    responses(
        (status = 200, description = "The rules as they are now", body = RulesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 412, description = "They were changed meanwhile"),
        (status = 422, description = "A field cannot be used, or names a product that is not there"),
    ),
)]
#[put("/admin/search/rules", data = "<new>")]
async fn change(
    new: Json<NewRulesJson>,
    unchanged: IfMatch,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
    search: &State<Search>,
) -> Result<Revised<RulesJson>> {
    let new = NewRules::from(new.0).checked()?;
    let before = move |txn: &WriteTxn| unchanged.check_told(&RulesJson::read(txn)?);
    acts::keep(db, search, By::new(&admin, client), new, before).await?;
    Revised::of(db.look(RulesJson::read)?)
}

/// Why products are where they are for some words: what each measure gave the first twenty.
#[utoipa::path(
    get, path = "/api/v1/admin/search/ranks", tag = "Admin", security(("bearer" = [])),
    params(("q" = String, Query, description = "The words, as somebody may type them")),
    responses(
        (status = 200, description = "The first twenty; nothing for no words", body = WhyJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
    ),
)]
#[get("/admin/search/ranks?<q>")]
async fn explain(q: Option<&str>, _admin: Admin, db: &State<Db>, search: &State<Search>) -> Result<Json<WhyJson>> {
    Ok(Json(WhyJson { data: why::explain(db, search, q.unwrap_or_default()).await? }))
}
