//! The description of the API, and the pages to read and try it, without any outside resource.

use rocket::{Build, Request, Response, Rocket, Route, State, fairing::AdHoc, get, routes};
use utoipa::openapi::{
    Components, ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, RefOr, ResponseBuilder,
    path::Operation,
    security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_swagger_ui::SwaggerUi;

use super::body::Json;

/// The reader sets styles by itself, which our own pages never do.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Gathers what each part says of its routes into one document.
pub fn gather(parts: impl IntoIterator<Item = OpenApi>) -> OpenApi {
    let info = InfoBuilder::new()
        .title("Bodega")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The catalogue, cart, orders and downloads of this shop. Errors are problem documents (RFC 9457). \
             Amounts are minor units of their currency. Times are RFC 3339 in UTC.",
        ))
        .build();
    let empty = OpenApiBuilder::new().info(info).components(Some(credentials())).build();
    let mut document = parts.into_iter().fold(empty, OpenApi::merge_from);
    for (path, item) in &mut document.paths.paths {
        let PathItem { get, put, post, delete, patch, .. } = item;
        let all = [get, put, post, delete, patch].into_iter().flatten();
        all.for_each(|operation| complete(operation, path.contains('{')));
    }
    document
}

/// Adds what any route may answer before its own code is reached, where its description is silent on it.
fn complete(operation: &mut Operation, names_one: bool) {
    let mut common = vec![("429", "Asked too often; `Retry-After` says when to come again")];
    if operation.request_body.is_some() {
        common.push(("413", "The body is too large"));
        common.push(("422", "The body is not JSON, or a field of it is wrong"));
    }
    if names_one {
        common.push(("404", "There is no such thing"));
    }
    for (status, description) in common {
        let told = || RefOr::T(ResponseBuilder::new().description(description).build());
        operation.responses.responses.entry(status.to_owned()).or_insert_with(told);
    }
}

/// What a request can prove itself with.
fn credentials() -> Components {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("An access token of `POST /auth/login`"))
        .build();
    let key = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("bdg_")
        .description(Some("An API key of the account pages, good for the scopes that are named"))
        .build();
    ComponentsBuilder::new()
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .security_scheme("api_key", SecurityScheme::Http(key))
        .build()
}

/// Serves the description at `/api/openapi.json` and its reader at `/api/docs`.
pub fn mount(rocket: Rocket<Build>, document: OpenApi) -> Rocket<Build> {
    let reader: Vec<Route> =
        SwaggerUi::new("/api/docs/<_..>").config(utoipa_swagger_ui::Config::from("/api/openapi.json")).into();
    rocket
        .manage(document)
        .mount("/", routes![description])
        .mount("/", reader)
        .attach(AdHoc::on_response("api docs policy", |request, response| {
            Box::pin(async move { relax(request, response) })
        }))
}

#[get("/api/openapi.json")]
fn description(document: &State<OpenApi>) -> Json<OpenApi> {
    Json(document.inner().clone())
}

fn relax(request: &Request<'_>, response: &mut Response<'_>) {
    if request.uri().path().starts_with("/api/docs") {
        response.set_raw_header("Content-Security-Policy", POLICY);
    }
}
