//! Saved payment methods for programs.

use rocket::{Route, State, delete, get, http::Status, post, routes};
use utoipa::OpenApi;

use super::{
    PAGE, Wallets,
    wire::{PaymentMethodJson, PaymentMethodsJson, WayJson},
};
use crate::{
    base::Result,
    platform::web::{
        ClientAddress, Created, Json,
        guards::{Allowed, Customer, scope},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![all, add, manage, remove]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(all, add, manage, remove), components(schemas(PaymentMethodsJson, PaymentMethodJson, WayJson)))]
    struct Docs;
    Docs::openapi()
}

/// The payment methods that are kept for the next purchase.
#[utoipa::path(
    get, path = "/api/v1/me/payment-methods", tag = "People",
    security(("bearer" = []), ("api_key" = ["account:read"])),
    responses(
        (status = 200, description = "All that are kept", body = PaymentMethodsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "This shop keeps none"),
        (status = 503, description = "Whoever keeps them cannot be reached"),
    ),
)]
#[get("/me/payment-methods")]
async fn all(who: Allowed<scope::AccountRead>, wallets: &State<Wallets>) -> Result<Json<PaymentMethodsJson>> {
    let kept = wallets.all(&who).await?;
    let data: Vec<_> = kept.into_iter().map(PaymentMethodJson::of).collect();
    Ok(Json(PaymentMethodsJson { total: data.len(), data, next: None }))
}

/// Opens a page of the gateway on which a person has a payment method kept.
#[utoipa::path(
    post, path = "/api/v1/me/payment-methods", tag = "People", security(("bearer" = [])),
    responses(
        (status = 201, description = "Where to go with a browser", body = WayJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 404, description = "This shop keeps none"),
        (status = 409, description = "The gateway refused"),
        (status = 503, description = "The gateway cannot be reached"),
    ),
)]
#[post("/me/payment-methods")]
async fn add(who: Customer, client: ClientAddress, wallets: &State<Wallets>) -> Result<Created<WayJson>> {
    let redirect_url = wallets.add(&who, client.0).await?;
    Ok(Created { value: WayJson { redirect_url }, location: PAGE.to_owned() })
}

/// Opens the portal of the gateway, where a person looks after all that is kept for them.
#[utoipa::path(
    post, path = "/api/v1/me/payment-methods/portal", tag = "People", security(("bearer" = [])),
    responses(
        (status = 201, description = "Where to go with a browser", body = WayJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 404, description = "This shop keeps none"),
        (status = 409, description = "The gateway refused"),
        (status = 503, description = "The gateway cannot be reached"),
    ),
)]
#[post("/me/payment-methods/portal")]
async fn manage(who: Customer, client: ClientAddress, wallets: &State<Wallets>) -> Result<Created<WayJson>> {
    let redirect_url = wallets.manage(&who, client.0).await?;
    Ok(Created { value: WayJson { redirect_url }, location: PAGE.to_owned() })
}

/// Has the gateway forget a payment method.
#[utoipa::path(
    delete, path = "/api/v1/me/payment-methods/{id}", tag = "People", security(("bearer" = [])),
    params(("id" = String, Path, description = "The payment method")),
    responses(
        (status = 204, description = "It is forgotten"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 404, description = "There is no such payment method, or it is another's"),
        (status = 503, description = "The gateway cannot be reached"),
    ),
)]
#[delete("/me/payment-methods/<id>")]
async fn remove(id: &str, who: Customer, client: ClientAddress, wallets: &State<Wallets>) -> Result<Status> {
    wallets.remove(&who, client.0, id).await?;
    Ok(Status::NoContent)
}
