//! The face of Lemon Squeezy: programs that ask its `POST /v1/licenses/{activate,validate,deactivate}` change only the host.
//! Fields as on <https://docs.lemonsqueezy.com/api/license-api>; its numbers stand for our identifiers.

use rocket::{Route, State, http::Status, post, routes};
use serde_json::{Value, json};

use super::{
    asked::{Asked, Gate, Told},
    facts::{Facts, number},
};
use crate::{
    base::{ErrorKind, Result, Timestamp},
    features::licenses::{self, Activation, Device, Worth},
    platform::{db::Db, web::PlainRead},
};

pub(super) fn routes() -> Vec<Route> {
    routes![activate, validate, deactivate]
}

/// Adds what every answer has.
fn told(
    status: Status,
    word: &str,
    done: bool,
    error: Option<String>,
    about: Option<(&Facts, Option<&Activation>, Timestamp)>,
) -> Told {
    let mut answer = json!({ word: done, "error": error, "license_key": null, "instance": null, "meta": null });
    if let Some((facts, instance, now)) = about {
        answer["license_key"] = key(facts, now);
        answer["instance"] = instance.map(device).unwrap_or(Value::Null);
        answer["meta"] = meta(facts);
    }
    Told(status, answer)
}

fn key(facts: &Facts, now: Timestamp) -> Value {
    let license = &facts.license;
    let status = match license.worth(now) {
        Worth::Active if facts.used == 0 => "inactive",
        Worth::Active => "active",
        Worth::Expired => "expired",
        Worth::Disabled | Worth::Revoked => "disabled",
    };
    json!({
        "id": number(license.id.to_bytes()),
        "status": status,
        "key": license.key.to_string(),
        "activation_limit": license.limit,
        "activation_usage": facts.used,
        "created_at": license.issued.rfc3339(),
        "expires_at": license.expires.map(|it| it.rfc3339()),
    })
}

fn device(it: &Activation) -> Value {
    json!({ "id": it.id.to_string(), "name": if it.label.is_empty() { &it.fingerprint } else { &it.label },
        "created_at": it.since.rfc3339() })
}

fn meta(facts: &Facts) -> Value {
    let license = &facts.license;
    let owner = facts.order.as_ref().and_then(|it| it.owner).map(|it| number(it.to_bytes()));
    json!({
        "store_id": facts.seller.as_ref().map(|it| number(it.id.to_bytes())),
        "order_id": number(license.order.to_bytes()),
        "order_item_id": number(license.line.to_bytes()),
        "product_id": number(license.product.to_bytes()),
        "product_name": facts.title(),
        "variant_id": number(license.edition.to_bytes()),
        "variant_name": facts.edition_name(),
        "customer_id": owner,
        "customer_name": facts.holder_name(),
        "customer_email": facts.holder().map(ToString::to_string),
    })
}

async fn found(asked: &Asked, gate: &Gate<'_>, db: &Db) -> Result<Option<Facts>> {
    gate.pass()?;
    let key = asked.get("license_key").unwrap_or_default().to_owned();
    let found = db.read(move |txn| Facts::find(txn, &key, None)).await?;
    if found.is_none() {
        gate.guessed("")?;
    }
    Ok(found)
}

fn unknown(word: &str) -> Told {
    told(Status::NotFound, word, false, Some("license_key not found.".into()), None)
}

fn missing(word: &str, field: &str) -> Told {
    told(Status::BadRequest, word, false, Some(format!("The {} field is required.", field.replace('_', " "))), None)
}

#[post("/v1/licenses/activate", data = "<asked>")]
async fn activate(asked: Asked, gate: Gate<'_>, db: &State<Db>) -> Result<Told> {
    let Some(name) = asked.get("instance_name").map(str::to_owned) else {
        return Ok(missing("activated", "instance_name"));
    };
    let Some(facts) = found(&asked, &gate, db).await? else { return Ok(unknown("activated")) };
    let now = db.clock().now();
    let id = facts.license.id;
    // There each activation is one more, whatever its name: a device that forgot its own takes another.
    let done = db.write(move |txn| {
        let print = data_encoding::HEXLOWER.encode(&txn.random::<16>());
        licenses::activate(txn, id, &Device::parse(&print, &name)?)
    });
    match done.await {
        Ok((activation, _)) => {
            let facts = Facts { used: facts.used + 1, ..facts };
            Ok(told(Status::Ok, "activated", true, None, Some((&facts, Some(&activation), now))))
        }
        Err(error) if error.kind == ErrorKind::Conflict => {
            let sorry = "This license key has reached the activation limit.".to_owned();
            Ok(told(Status::BadRequest, "activated", false, Some(sorry), Some((&facts, None, now))))
        }
        Err(error) if matches!(error.kind, ErrorKind::Forbidden | ErrorKind::Invalid) => {
            let sorry = sorry(&facts, now).unwrap_or_else(|| error.message.to_string());
            Ok(told(Status::BadRequest, "activated", false, Some(sorry), Some((&facts, None, now))))
        }
        Err(error) => Err(error),
    }
}

fn sorry(facts: &Facts, now: Timestamp) -> Option<String> {
    match facts.license.worth(now) {
        Worth::Active => None,
        Worth::Expired => Some("This license key has expired.".into()),
        Worth::Disabled | Worth::Revoked => Some("This license key is disabled.".into()),
    }
}

#[post("/v1/licenses/validate", data = "<asked>")]
async fn validate(asked: Asked, _plain: PlainRead, gate: Gate<'_>, db: &State<Db>) -> Result<Told> {
    let Some(facts) = found(&asked, &gate, db).await? else { return Ok(unknown("valid")) };
    let now = db.clock().now();
    let mut instance = None;
    if let Some(wanted) = asked.get("instance_id").map(str::to_owned) {
        let id = facts.license.id;
        instance = db.read(move |txn| licenses::find_activation(txn, id, &wanted)).await?;
        let Some(seen) = instance.as_ref().map(|it| it.id) else {
            let sorry = "license_key not found.".to_owned();
            return Ok(told(Status::NotFound, "valid", false, Some(sorry), None));
        };
        db.write(move |txn| licenses::touch(txn, seen)).await?;
    }
    let sorry = sorry(&facts, now);
    Ok(told(Status::Ok, "valid", sorry.is_none(), sorry, Some((&facts, instance.as_ref(), now))))
}

#[post("/v1/licenses/deactivate", data = "<asked>")]
async fn deactivate(asked: Asked, gate: Gate<'_>, db: &State<Db>) -> Result<Told> {
    let Some(wanted) = asked.get("instance_id").map(str::to_owned) else {
        return Ok(missing("deactivated", "instance_id"));
    };
    let Some(facts) = found(&asked, &gate, db).await? else { return Ok(unknown("deactivated")) };
    let (now, id) = (db.clock().now(), facts.license.id);
    let done = db.write(move |txn| match licenses::find_activation(txn, id, &wanted)? {
        Some(it) => licenses::deactivate(txn, id, it.id).map(|()| true),
        None => Ok(false),
    });
    if !done.await? {
        let sorry = "license_key_instance not found.".to_owned();
        return Ok(told(Status::NotFound, "deactivated", false, Some(sorry), None));
    }
    let facts = Facts { used: facts.used.saturating_sub(1), ..facts };
    Ok(told(Status::Ok, "deactivated", true, None, Some((&facts, None, now))))
}
