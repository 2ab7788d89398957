//! The door for programs.

use rocket::{Route, State, http::Status, post, routes};
use utoipa::OpenApi;

use super::{
    Entrance, Origin,
    wire::{AddressJson, LoginJson, NextJson, RefreshJson, RegisterJson, ResetJson, TokenJson, TokensJson},
};
use crate::{
    base::{Email, Result},
    features::accounts::UserForm,
    platform::web::{Json, guards::Customer},
};

pub(super) fn routes() -> Vec<Route> {
    routes![register, login, refresh, logout, verify_email, forgot_password, reset_password]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(register, login, refresh, logout, verify_email, forgot_password, reset_password),
        components(schemas(TokensJson, NextJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// An answer that says what happens next, with status 202.
type Accepted = (Status, Json<NextJson>);

fn accepted(message: &str) -> Accepted {
    (Status::Accepted, Json(NextJson { message: message.to_owned() }))
}

/// Asks for an account. A mail confirms it; the answer is the same whether the address has one already.
#[utoipa::path(
    post, path = "/api/v1/auth/register", tag = "People", request_body = RegisterJson,
    responses(
        (status = 202, description = "A mail is on its way", body = NextJson),
        (status = 422, description = "A field is wrong"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[post("/auth/register", data = "<wanted>")]
async fn register(wanted: Json<RegisterJson>, origin: Origin, entrance: &State<Entrance>) -> Result<Accepted> {
    let RegisterJson { email, password, name } = wanted.0;
    entrance.register(UserForm { name, email, password }, &origin).await?;
    Ok(accepted("Look into your mail: the link in it confirms the account"))
}

/// Signs in. Where the account has a second factor, `code` is needed.
#[utoipa::path(
    post, path = "/api/v1/auth/login", tag = "People", request_body = LoginJson,
    responses(
        (status = 200, description = "Signed in", body = TokensJson),
        (status = 401, description = "Address and password do not match, or a code is needed: then `errors` names `code`"),
        (status = 403, description = "The account has been suspended"),
        (status = 422, description = "The code is wrong"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[post("/auth/login", data = "<login>")]
async fn login(login: Json<LoginJson>, origin: Origin, entrance: &State<Entrance>) -> Result<Json<TokensJson>> {
    entrance.login(login.0, &origin).await.map(Json)
}

/// Exchanges a refresh token for the next pair. One that is used twice ends its session.
#[utoipa::path(
    post, path = "/api/v1/auth/refresh", tag = "People", request_body = RefreshJson,
    responses(
        (status = 200, description = "The next pair", body = TokensJson),
        (status = 401, description = "It is not good, or was used before"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[post("/auth/refresh", data = "<given>")]
async fn refresh(given: Json<RefreshJson>, origin: Origin, entrance: &State<Entrance>) -> Result<Json<TokensJson>> {
    entrance.renew(given.0.refresh_token, &origin).await.map(Json)
}

/// Ends the session that the access token belongs to, at once and for all its tokens.
#[utoipa::path(
    post, path = "/api/v1/auth/logout", tag = "People", security(("bearer" = [])),
    responses((status = 204, description = "Ended"), (status = 401, description = "Not signed in")),
)]
#[post("/auth/logout")]
async fn logout(who: Customer, origin: Origin, entrance: &State<Entrance>) -> Result<Status> {
    entrance.leave(&who, &origin).await?;
    Ok(Status::NoContent)
}

/// Confirms the account that the mail was about.
#[utoipa::path(
    post, path = "/api/v1/auth/verify-email", tag = "People", request_body = TokenJson,
    responses(
        (status = 200, description = "The account can be used", body = NextJson),
        (status = 404, description = "The link was used, replaced, or is too old"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[post("/auth/verify-email", data = "<token>")]
async fn verify_email(token: Json<TokenJson>, origin: Origin, entrance: &State<Entrance>) -> Result<Json<NextJson>> {
    entrance.limits.take(super::entrance::SIGN_IN, &origin.key)?;
    entrance.confirm(&token.0.token, &origin).await?;
    Ok(Json(NextJson { message: "The account is confirmed; sign in now".into() }))
}

/// Sends a link to choose a new password, if there is such an account. The answer is the same if not.
#[utoipa::path(
    post, path = "/api/v1/auth/forgot-password", tag = "People", request_body = AddressJson,
    responses(
        (status = 202, description = "If there is an account, a mail is on its way", body = NextJson),
        (status = 422, description = "That is no address"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[post("/auth/forgot-password", data = "<address>")]
async fn forgot_password(address: Json<AddressJson>, origin: Origin, entrance: &State<Entrance>) -> Result<Accepted> {
    entrance.forgot(&Email::parse(&address.0.email)?, &origin).await?;
    Ok(accepted("If there is an account, a link to choose a new password is on its way"))
}

/// Sets a new password with the token of that mail. Every session and token of before ends.
#[utoipa::path(
    post, path = "/api/v1/auth/reset-password", tag = "People", request_body = ResetJson,
    responses(
        (status = 200, description = "The new password is set", body = NextJson),
        (status = 403, description = "The link was used, replaced, or is too old"),
        (status = 422, description = "The password is too easy to guess"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[post("/auth/reset-password", data = "<reset>")]
async fn reset_password(reset: Json<ResetJson>, origin: Origin, entrance: &State<Entrance>) -> Result<Json<NextJson>> {
    let ResetJson { token, password } = reset.0;
    entrance.reset(&token, password, &origin).await?;
    Ok(Json(NextJson { message: "The new password is set; sign in with it".into() }))
}
