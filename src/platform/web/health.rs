//! Whether the process lives, and whether it can sell.

use rocket::{Route, State, get, http::Status, routes};
use serde_json::{Value, json};

use super::body::{Body, Json};

/// Asks one part of the shop whether it is ready, and if not why.
pub type Ready = Box<dyn Fn() -> Result<(), String> + Send + Sync>;

/// Everything that must be ready before the shop can sell, by name. Managed state.
#[derive(Default)]
pub struct Readiness(pub Vec<(&'static str, Ready)>);

/// The routes for those who watch over the shop.
pub fn routes() -> Vec<Route> {
    routes![alive, ready]
}

#[get("/healthz")]
fn alive() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

#[get("/readyz")]
fn ready(parts: &State<Readiness>) -> Body {
    let mut good = true;
    let mut told = serde_json::Map::new();
    for (name, ready) in &parts.0 {
        let outcome = ready();
        good &= outcome.is_ok();
        told.insert((*name).into(), outcome.err().unwrap_or_else(|| "ready".into()).into());
    }
    let status = if good { Status::Ok } else { Status::ServiceUnavailable };
    let body = json!({ "status": if good { "ready" } else { "not ready" }, "parts": told });
    Body::new(rocket::http::ContentType::JSON, body.to_string()).status(status)
}
