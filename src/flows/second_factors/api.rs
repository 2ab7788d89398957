//! Second factors as JSON. Whatever changes one takes a sign-in of the last ten minutes, and ends every other session;
//! the present one goes on with a token renewed by its refresh token.

use rocket::{Route, State, delete, get, http::Status, patch, post, put, routes};
use utoipa::OpenApi;

use super::{
    SecondFactors,
    wire::{
        PasskeyJson, PasskeyNameJson, PasskeysJson, RecoveryCodesJson, SetUpJson, TwoFactorCodeJson, TwoFactorJson,
    },
};
use crate::{
    base::{PasskeyId, Result},
    platform::web::{
        ClientAddress, Json,
        guards::{Allowed, Customer, Fresh, scope},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![state, begin, confirm, remove, renew_codes, passkeys, rename_passkey, remove_passkey]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(state, begin, confirm, remove, renew_codes, passkeys, rename_passkey, remove_passkey),
        components(schemas(TwoFactorJson, SetUpJson, RecoveryCodesJson, PasskeysJson, PasskeyJson))
    )]
    struct Docs;
    Docs::openapi()
}

type Desk = State<SecondFactors>;

/// Whether signing in takes two steps, and with what.
#[utoipa::path(
    get, path = "/api/v1/me/two-factor", tag = "People", security(("bearer" = []), ("api_key" = ["account:read"])),
    responses(
        (status = 200, description = "What there is", body = TwoFactorJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
    ),
)]
#[get("/me/two-factor")]
fn state(who: Allowed<scope::AccountRead>, desk: &Desk) -> Result<Json<TwoFactorJson>> {
    Ok(Json(TwoFactorJson::of(&desk.state(&who)?)))
}

/// Begins to set an authenticator app up. Nothing changes until `PUT` sends a code of it, within half an hour.
#[utoipa::path(
    post, path = "/api/v1/me/two-factor", tag = "People", security(("bearer" = [])),
    responses(
        (status = 200, description = "The secret for the app", body = SetUpJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The sign-in is older than ten minutes, or it is an API key that asks"),
    ),
)]
#[post("/me/two-factor")]
async fn begin(who: Fresh<Customer>, desk: &Desk) -> Result<Json<SetUpJson>> {
    let offer = desk.begin(&who).await?;
    let otpauth_uri = offer.address(&desk.shop.name, who.email.as_str())?;
    Ok(Json(SetUpJson { secret: offer.secret(), otpauth_uri }))
}

/// Takes the app into use that shows this code. Gives recovery codes, this once; other sessions and API keys end.
#[utoipa::path(
    put, path = "/api/v1/me/two-factor", tag = "People", security(("bearer" = [])), request_body = TwoFactorCodeJson,
    responses(
        (status = 200, description = "In use", body = RecoveryCodesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The sign-in is older than ten minutes, or it is an API key that asks"),
        (status = 409, description = "Nothing waits to be confirmed"),
        (status = 422, description = "The code is wrong"),
    ),
)]
#[put("/me/two-factor", data = "<code>")]
async fn confirm(
    who: Fresh<Customer>,
    code: Json<TwoFactorCodeJson>,
    client: ClientAddress,
    desk: &Desk,
) -> Result<Json<RecoveryCodesJson>> {
    let recovery_codes = desk.confirm(&who, client.0, code.0.code).await?;
    Ok(Json(RecoveryCodesJson { recovery_codes }))
}

/// Takes the authenticator app out of use. Other sessions and API keys end.
#[utoipa::path(
    delete, path = "/api/v1/me/two-factor", tag = "People", security(("bearer" = [])),
    responses(
        (status = 204, description = "Out of use"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The sign-in is older than ten minutes, or it is an API key that asks"),
        (status = 404, description = "There is no app"),
    ),
)]
#[delete("/me/two-factor")]
async fn remove(who: Fresh<Customer>, client: ClientAddress, desk: &Desk) -> Result<Status> {
    desk.remove_app(&who, client.0).await?;
    Ok(Status::NoContent)
}

/// Makes ten new recovery codes. Older ones are void.
#[utoipa::path(
    post, path = "/api/v1/me/two-factor/recovery-codes", tag = "People", security(("bearer" = [])),
    responses(
        (status = 200, description = "The codes, this once", body = RecoveryCodesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The sign-in is older than ten minutes, or it is an API key that asks"),
        (status = 409, description = "There is no second factor that they could stand in for"),
    ),
)]
#[post("/me/two-factor/recovery-codes")]
async fn renew_codes(who: Fresh<Customer>, client: ClientAddress, desk: &Desk) -> Result<Json<RecoveryCodesJson>> {
    let recovery_codes = desk.renew_codes(&who, client.0).await?;
    Ok(Json(RecoveryCodesJson { recovery_codes }))
}

/// All passkeys, the oldest first. They are added in a browser, on the account's own page.
#[utoipa::path(
    get, path = "/api/v1/me/passkeys", tag = "People", security(("bearer" = []), ("api_key" = ["account:read"])),
    responses(
        (status = 200, description = "The passkeys", body = PasskeysJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
    ),
)]
#[get("/me/passkeys")]
fn passkeys(who: Allowed<scope::AccountRead>, desk: &Desk) -> Result<Json<PasskeysJson>> {
    let data = desk.state(&who)?.passkeys.iter().map(PasskeyJson::of).collect();
    Ok(Json(PasskeysJson { data }))
}

/// Calls a passkey by another name.
#[utoipa::path(
    patch, path = "/api/v1/me/passkeys/{id}", tag = "People", security(("bearer" = [])), request_body = PasskeyNameJson,
    params(("id" = String, Path, description = "The passkey")),
    responses(
        (status = 200, description = "Renamed", body = PasskeyJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The sign-in is older than ten minutes, or it is an API key that asks"),
        (status = 404, description = "There is no such passkey"),
        (status = 422, description = "That is no name"),
    ),
)]
#[patch("/me/passkeys/<id>", data = "<name>")]
async fn rename_passkey(
    id: PasskeyId,
    who: Fresh<Customer>,
    name: Json<PasskeyNameJson>,
    desk: &Desk,
) -> Result<Json<PasskeyJson>> {
    let passkey = desk.rename_passkey(&who, id, name.0.name).await?;
    Ok(Json(PasskeyJson::of(&passkey)))
}

/// Removes a passkey. Other sessions and API keys end.
#[utoipa::path(
    delete, path = "/api/v1/me/passkeys/{id}", tag = "People", security(("bearer" = [])),
    params(("id" = String, Path, description = "The passkey")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The sign-in is older than ten minutes, or it is an API key that asks"),
        (status = 404, description = "There is no such passkey"),
    ),
)]
#[delete("/me/passkeys/<id>")]
async fn remove_passkey(id: PasskeyId, who: Fresh<Customer>, client: ClientAddress, desk: &Desk) -> Result<Status> {
    desk.remove_passkey(&who, client.0, id).await?;
    Ok(Status::NoContent)
}
