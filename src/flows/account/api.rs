//! An account as JSON: who somebody is, their password, address and mails.

use std::collections::BTreeMap;

use rocket::{Route, State, delete, get, http::Status, patch, post, routes};
use utoipa::OpenApi;

use super::{
    Care, changing, preference_pages,
    wire::{CloseJson, EmailJson, EmailTokenJson, MailSentJson, MeJson, MePatch, PasswordJson, PreferencesJson},
};
use crate::{
    base::Result,
    features::{accounts, preferences},
    platform::{
        db::WriteTxn,
        web::{
            ClientAddress, IfMatch, Json, Revised,
            guards::{Allowed, Customer, Fresh, scope},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![me, change, close, password, email, confirm_email, wishes, choose]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(me, change, close, password, email, confirm_email, wishes, choose),
        components(schemas(MeJson, MailSentJson, PreferencesJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// One's own account.
#[utoipa::path(
    get, path = "/api/v1/me", tag = "People", security(("bearer" = []), ("api_key" = ["account:read"])),
    responses(
        (status = 200, description = "The account", body = MeJson, headers(("ETag" = String, description = "Its state"))),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
    ),
)]
#[get("/me")]
fn me(who: Allowed<scope::AccountRead>, care: &State<Care>) -> Result<Revised<MeJson>> {
    care.db.look(|txn| Revised::of(MeJson::of(&accounts::get(txn, who.user)?)))
}

/// Changes what one is called.
#[utoipa::path(
    patch, path = "/api/v1/me", tag = "People", security(("bearer" = [])), request_body = MePatch,
    params(("If-Match" = Option<String>, Header, description = "`ETag` of what was read")),
    responses(
        (status = 200, description = "The account as it is now", body = MeJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "The name is wrong, or something was named that cannot be changed here"),
    ),
)]
#[patch("/me", data = "<patch>")]
async fn change(who: Customer, patch: Json<MePatch>, read: IfMatch, care: &State<Care>) -> Result<Revised<MeJson>> {
    let (user, name) = (who.user, patch.0.name);
    let change = move |txn: &WriteTxn| {
        let now = accounts::get(txn, user)?;
        read.check_told(&MeJson::of(&now))?;
        name.as_ref().map_or(Ok(now), |name| changing::rename(txn, user, name))
    };
    Revised::of(MeJson::of(&care.db.write(change).await?))
}

/// Closes the account for good. Orders stay without their buyer.
#[utoipa::path(
    delete, path = "/api/v1/me", tag = "People", security(("bearer" = [])), request_body = CloseJson,
    responses(
        (status = 204, description = "Closed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key, or the sign-in is more than ten minutes old"),
        (status = 409, description = "It is the only admin"),
        (status = 422, description = "That is not the address of the account"),
    ),
)]
#[delete("/me", data = "<close>")]
async fn close(
    who: Fresh<Customer>,
    close: Json<CloseJson>,
    client: ClientAddress,
    care: &State<Care>,
) -> Result<Status> {
    care.close(&who, &close.0.email, client.0).await?;
    Ok(Status::NoContent)
}

/// Sets another password. Every other session and every API key ends; so does the access token that asks, whose
/// refresh token goes on.
#[utoipa::path(
    post, path = "/api/v1/me/password", tag = "People", security(("bearer" = [])), request_body = PasswordJson,
    responses(
        (status = 204, description = "Set"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 409, description = "The account was changed meanwhile"),
        (status = 422, description = "`current` is not the password, or `password` is easy to guess"),
        (status = 429, description = "Tried too often"),
    ),
)]
#[post("/me/password", data = "<change>")]
async fn password(
    who: Customer,
    change: Json<PasswordJson>,
    client: ClientAddress,
    care: &State<Care>,
) -> Result<Status> {
    let PasswordJson { current, password } = change.0;
    care.change_password(&who, current, password, client.0).await?;
    Ok(Status::NoContent)
}

/// Sends a link to an address that the account shall have. It is opened by whoever is signed in to the account in a
/// browser, or its token is sent to `/me/email/confirmation`. The answer is the same whether the address is free.
#[utoipa::path(
    post, path = "/api/v1/me/email", tag = "People", security(("bearer" = [])), request_body = EmailJson,
    responses(
        (status = 202, description = "If the address is free, a link is on its way", body = MailSentJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key, or the sign-in is more than ten minutes old"),
        (status = 422, description = "That is no address, or the one the account has"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[post("/me/email", data = "<wanted>")]
async fn email(
    who: Fresh<Customer>,
    wanted: Json<EmailJson>,
    client: ClientAddress,
    care: &State<Care>,
) -> Result<(Status, Json<MailSentJson>)> {
    care.ask_for_address(&who, &wanted.0.email, client.0).await?;
    let message = "If the address is free, a link that confirms it is on its way there".into();
    Ok((Status::Accepted, Json(MailSentJson { message })))
}

/// Gives the account the address at which a link was read: `token` is what stands in the link. Everything that opened
/// the account before ends, this session too. Whoever lost the mail asks for another one.
#[utoipa::path(
    post, path = "/api/v1/me/email/confirmation", tag = "People", security(("bearer" = [])),
    request_body = EmailTokenJson,
    responses(
        (status = 204, description = "The account has the new address; sign in with it"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key; or the token was used, replaced by a newer one, is too old or not this account's"),
        (status = 409, description = "The address has got an account of its own meanwhile"),
        (status = 422, description = "`token` is no text, or something else was sent"),
    ),
)]
#[post("/me/email/confirmation", data = "<given>")]
async fn confirm_email(
    who: Customer,
    given: Json<EmailTokenJson>,
    client: ClientAddress,
    care: &State<Care>,
) -> Result<Status> {
    care.take_address(&who, &given.0.token, client.0).await?;
    Ok(Status::NoContent)
}

/// Which optional mails one wants.
#[utoipa::path(
    get, path = "/api/v1/me/preferences", tag = "People",
    security(("bearer" = []), ("api_key" = ["account:read"])),
    responses(
        (status = 200, description = "Yes or no for each kind", body = PreferencesJson,
            headers(("ETag" = String, description = "Their state"))),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
    ),
)]
#[get("/me/preferences")]
fn wishes(who: Allowed<scope::AccountRead>, care: &State<Care>) -> Result<Revised<PreferencesJson>> {
    care.db.look(|txn| Revised::of(PreferencesJson::of(&preferences::of(txn, &who.email)?)))
}

/// Chooses which optional mails come. Kinds that are not named stay as they are.
#[utoipa::path(
    patch, path = "/api/v1/me/preferences", tag = "People", security(("bearer" = [])), request_body = PreferencesJson,
    params(("If-Match" = Option<String>, Header, description = "`ETag` of what was read")),
    responses(
        (status = 200, description = "Yes or no for each kind", body = PreferencesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 412, description = "They were changed since they were read"),
        (status = 422, description = "There is no such kind"),
    ),
)]
#[patch("/me/preferences", data = "<chosen>")]
async fn choose(
    who: Customer,
    chosen: Json<PreferencesJson>,
    read: IfMatch,
    care: &State<Care>,
) -> Result<Revised<PreferencesJson>> {
    let named = chosen.0.mailings.iter().map(|(word, on)| Ok((word.parse()?, *on)));
    let (choices, email) = (named.collect::<Result<BTreeMap<_, _>>>()?, who.email.clone());
    let (user, picks) = (who.user, chosen.0.picks);
    let choose = move |txn: &WriteTxn| {
        read.check_told(&PreferencesJson::of(&preferences::of(txn, &email)?))?;
        preference_pages::choose(txn, user, &email, &choices, picks)
    };
    Revised::of(PreferencesJson::of(&care.db.write(choose).await?))
}
