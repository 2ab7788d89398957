//! Checking a key.

use std::time::Duration;

use rocket::{Route, State, post, routes};
use utoipa::OpenApi;

use super::{
    checking,
    names::Names,
    wire::{HeldJson, KeyCheckedJson, KeyQuestion, LicensedJson},
};
use crate::{
    base::Result,
    platform::{
        db::Db,
        limits::{Limits, LimitsConfig, Rule},
        web::{ClientAddress, Json, Limited, PlainRead},
    },
};

const SECOND: Duration = Duration::from_secs(1);
/// Questions from one address.
pub(super) const CHECKS: Rule = Rule::new("licence checks", 60, SECOND).set_by(a_minute);
/// Wrong keys for one product, from everywhere. Right ones do not count, so that whoever guesses keeps nobody out.
pub(super) const GUESSES: Rule = Rule::new("licence guesses", 60, SECOND).set_by(a_minute);

fn a_minute(config: &LimitsConfig) -> (u32, Duration) {
    let many = config.license_checks_per_minute.max(1);
    (many, 60 * SECOND / many)
}

/// Before the ranks that Rocket gives: asked more often than all else that is posted, it is compared first.
const FIRST: isize = -20;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = routes![verify];
    routes.iter_mut().for_each(|it| it.rank = FIRST);
    routes
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(verify),
        components(schemas(KeyCheckedJson, HeldJson, LicensedJson)),
        tags((name = "Licences", description = "Keys of what was sold with keys"))
    )]
    struct Docs;
    Docs::openapi()
}

/// Tells whether a licence key is good for a product. Nobody has to sign in: whoever has the key may ask.
///
/// One address may ask 60 times a minute unless the shop's settings say otherwise, and as many wrong keys are looked at for one product.
#[utoipa::path(
    post, path = "/api/v1/licenses/verify", tag = "Licences", request_body = KeyQuestion,
    responses(
        (status = 200, description = "What the key is worth, also if it is worth nothing", body = KeyCheckedJson),
        (status = 422, description = "A field is missing", content_type = "application/problem+json"),
        (status = 429, description = "Asked too often; `Retry-After` says when to go on", content_type = "application/problem+json"),
    ),
)]
#[post("/licenses/verify", data = "<question>")]
async fn verify(
    question: Json<KeyQuestion>,
    _plain: PlainRead,
    client: ClientAddress,
    limits: &State<Limits>,
    db: &State<Db>,
    names: &State<Names>,
) -> Result<Limited<Json<KeyCheckedJson>>> {
    let left = limits.take_of(CHECKS, client.0)?;
    let question = question.0.check()?;
    let answer = checking::answer(db, names, &question)?;
    if !answer.valid {
        limits.take(GUESSES, &question.bucket())?;
    }
    Ok(Limited { left, answer: Json(answer) })
}
