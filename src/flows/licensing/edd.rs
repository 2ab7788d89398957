//! The face of Easy Digital Downloads' Software Licensing: plugins that ask `?edd_action=` at the address of a shop change
//! only the host. Fields as in its documents, "Software Licensing API".

use rocket::{
    Data, Request, Route, State,
    http::{Method, Status},
    post, request,
    route::{Handler, Outcome},
    routes,
};
use serde_json::{Value, json};

use super::{
    asked::{Asked, Gate, Told},
    facts::{Facts, number},
};
use crate::{
    base::{ErrorKind, Result, Slug, Timestamp, links},
    features::{
        catalog::{self, Product},
        delivery::{self, Desk},
        licenses::{self, Device, Worth},
        orders::Order,
    },
    platform::{
        db::{Db, Reads},
        web::Shop,
    },
};

pub(super) fn routes() -> Vec<Route> {
    let mut by_address = Route::new(Method::Get, "/?<edd_action>", ByAddress);
    by_address.name = Some("by_address".into());
    [vec![by_address], routes![by_form]].concat()
}

/// What is asked at the address of the home page. Whoever opens that page asks nothing and is let through in silence: a
/// route of the usual kind would write a warning each time.
#[derive(Clone)]
struct ByAddress;

#[rocket::async_trait]
impl Handler for ByAddress {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let asked = Asked::of_address(request);
        let Some(action) = asked.get("edd_action") else { return Outcome::forward(data, Status::NotFound) };
        let parts = (request.guard::<Gate<'_>>().await, request.rocket());
        let (request::Outcome::Success(gate), rocket) = parts else {
            return Outcome::error(Status::InternalServerError);
        };
        let (Some(db), Some(desk), Some(shop)) = (rocket.state::<Db>(), rocket.state::<Desk>(), rocket.state::<Shop>())
        else {
            return Outcome::error(Status::InternalServerError);
        };
        Outcome::from(request, answer(action, &asked, &gate, db, desk, shop).await)
    }
}

#[post("/", data = "<asked>")]
async fn by_form(asked: Asked, gate: Gate<'_>, db: &State<Db>, desk: &State<Desk>, shop: &State<Shop>) -> Result<Told> {
    let action = asked.get("edd_action").unwrap_or_default().to_owned();
    answer(&action, &asked, &gate, db, desk, shop).await
}

async fn answer(action: &str, asked: &Asked, gate: &Gate<'_>, db: &Db, desk: &Desk, shop: &Shop) -> Result<Told> {
    gate.pass()?;
    let item = asked.get("item_id").or_else(|| asked.get("item_name")).unwrap_or_default().to_owned();
    let (key, name) = (asked.get("license").unwrap_or_default().to_owned(), item.clone());
    let found = db.read(move |txn| {
        let wanted = (!name.is_empty()).then_some(name.as_str());
        Ok((Facts::find(txn, &key, None)?, wanted.map(|it| item_of(txn, it)).transpose()?.flatten()))
    });
    let (facts, product) = found.await?;
    if facts.is_none() && action != "get_version" {
        gate.guessed(&item)?;
    }
    let url = asked.get("url").unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
    let fits = facts
        .as_ref()
        .is_some_and(|it| item.is_empty() || product.as_ref().is_some_and(|one| one.id == it.license.product));
    let told = match (action, facts) {
        ("get_version", facts) => version(facts.filter(|_| fits), product, db, desk, shop).await?,
        ("activate_license" | "deactivate_license" | "check_license", None) => refused("missing", &item),
        ("activate_license" | "deactivate_license" | "check_license", Some(_)) if !fits => {
            refused(if product.is_some() { "invalid_item_id" } else { "item_name_mismatch" }, &item)
        }
        ("activate_license", Some(facts)) => activated(facts, url, db).await?,
        ("deactivate_license", Some(facts)) => deactivated(facts, url, db).await?,
        ("check_license", Some(facts)) => checked(facts, url, db).await?,
        _ => json!({ "success": false, "error": "unknown_action" }),
    };
    // Plugins written for it read the body whatever happened.
    Ok(Told(Status::Ok, told))
}

/// The product by what a plugin calls it: its identifier, its slug or its title.
fn item_of(txn: &impl Reads, item: &str) -> Result<Option<Product>> {
    let name = percent_encoding::percent_decode_str(item).decode_utf8_lossy().into_owned();
    match catalog::find_by_name(txn, &name)? {
        Some(it) => Ok(Some(it)),
        None => Slug::of(&name).map(|it| catalog::find_by_slug(txn, &it)).transpose().map(Option::flatten),
    }
}

fn refused(error: &str, item: &str) -> Value {
    json!({ "success": false, "license": "invalid", "item_id": item, "item_name": item, "error": error })
}

fn described(facts: &Facts, success: bool, word: &str, now: Timestamp) -> Value {
    let license = &facts.license;
    let expires = license.expires.map_or_else(|| "lifetime".to_owned(), Facts::moment);
    let unlimited = || json!("unlimited");
    json!({
        "success": success,
        "license": word,
        "item_id": license.product.to_string(),
        "item_name": facts.title(),
        "is_local": false,
        "checksum": data_encoding::HEXLOWER.encode(&license.id.to_bytes()),
        "expires": expires,
        "payment_id": number(license.order.to_bytes()),
        "customer_name": facts.holder_name(),
        "customer_email": facts.holder().map(ToString::to_string),
        "license_limit": license.limit.unwrap_or_default(),
        "site_count": facts.used,
        "activations_left": facts.left().map_or_else(unlimited, |it| json!(it)),
        "price_id": number(license.edition.to_bytes()),
        "error": worthless(facts, now),
    })
}

fn worthless(facts: &Facts, now: Timestamp) -> Option<&'static str> {
    match facts.license.worth(now) {
        Worth::Active => None,
        Worth::Expired => Some("expired"),
        Worth::Disabled => Some("disabled"),
        Worth::Revoked => Some("revoked"),
    }
}

/// Of a licence without a site, such as of a program on a desk, the key itself stands for the one device.
fn device(url: &str) -> Result<Device> {
    Device::parse(if url.is_empty() { "-" } else { url }, url)
}

async fn activated(facts: Facts, url: String, db: &Db) -> Result<Value> {
    let (id, now) = (facts.license.id, db.clock().now());
    let device = device(&url)?;
    match db.write(move |txn| licenses::activate(txn, id, &device)).await {
        Ok((_, new)) => {
            let facts = Facts { used: facts.used + usize::from(new), ..facts };
            Ok(described(&facts, true, "valid", now))
        }
        Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Forbidden) => {
            let full = error.kind == ErrorKind::Conflict;
            let mut told = described(&facts, false, "invalid", now);
            if full {
                told["error"] = json!("no_activations_left");
            }
            Ok(told)
        }
        Err(error) => Err(error),
    }
}

async fn deactivated(facts: Facts, url: String, db: &Db) -> Result<Value> {
    let (id, now) = (facts.license.id, db.clock().now());
    let wanted = if url.is_empty() { "-".to_owned() } else { url };
    let done = db.write(move |txn| match licenses::find_activation(txn, id, &wanted)? {
        Some(it) => licenses::deactivate(txn, id, it.id).map(|()| true),
        None => Ok(false),
    });
    let done = done.await?;
    let facts = Facts { used: facts.used - usize::from(done), ..facts };
    Ok(described(&facts, done, if done { "deactivated" } else { "failed" }, now))
}

async fn checked(facts: Facts, url: String, db: &Db) -> Result<Value> {
    let (id, now) = (facts.license.id, db.clock().now());
    let site = url.clone();
    let here = db.read(move |txn| licenses::find_activation(txn, id, &site)).await?;
    let word = match worthless(&facts, now) {
        Some("expired") => "expired",
        Some(_) => "disabled",
        None if facts.used == 0 => "inactive",
        None if here.is_none() && !url.is_empty() => "site_inactive",
        None => "valid",
    };
    Ok(described(&facts, true, word, now))
}

/// The newest release, with a link to its file for whoever has a licence that releases still come with.
async fn version(facts: Option<Facts>, product: Option<Product>, db: &Db, desk: &Desk, shop: &Shop) -> Result<Value> {
    let Some(product) = facts.as_ref().and_then(|it| it.product.clone()).or(product).filter(Product::is_published)
    else {
        return Ok(json!({ "success": false, "msg": "License key provided does not match any product" }));
    };
    let now = db.clock().now();
    let Some(release) = product.latest().cloned() else {
        return Ok(json!({ "success": false, "msg": "There is no release yet" }));
    };
    let url = shop.base_url.to(&links::product(&product.slug));
    let good =
        facts.filter(|it| it.license.worth(now) == Worth::Active && it.license.updates_until.is_none_or(|it| it > now));
    let package = match &good {
        Some(facts) => package(facts, &product, db, desk, shop, now).await?,
        None => String::new(),
    };
    Ok(json!({
        "new_version": release.version,
        "stable_version": release.version,
        "name": product.title,
        "slug": product.slug.to_string(),
        "url": url,
        "homepage": url,
        "last_updated": Facts::moment(release.published_at),
        "package": package,
        "download_link": package,
        "sections": {
            "description": product.description_html,
            "changelog": text_of(&release.notes),
        },
        "banners": { "high": "", "low": "" },
        "icons": [],
    }))
}

/// Notes are plain text, and the field is shown as HTML.
fn text_of(notes: &str) -> String {
    let safe = notes.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if safe.is_empty() { safe } else { format!("<p>{}</p>", safe.replace('\n', "<br>")) }
}

async fn package(
    facts: &Facts,
    product: &Product,
    db: &Db,
    desk: &Desk,
    shop: &Shop,
    now: Timestamp,
) -> Result<String> {
    let (line, edition, product, desk) = (facts.license.line, facts.license.edition, product.clone(), desk.clone());
    let says = facts.order.as_ref().map(Order::copy_line);
    let found = db.read(move |txn| {
        let Some(grant) = delivery::find_by_line(txn, line)? else { return Ok(None) };
        let files = super::files::of(&product, edition);
        let says = says.clone().unwrap_or_else(|| format!("Bought by {}", grant.buyer));
        Ok(desk.links(txn, &grant, &files, &says, now)?.into_iter().next())
    });
    Ok(found.await?.map(|it| shop.base_url.to(&it.path)).unwrap_or_default())
}
