//! The face of Gumroad: programs that ask its `POST /v2/licenses/verify` change only the host.
//! Fields as on <https://gumroad.com/api#licenses>.

use rocket::{Route, State, http::Status, post, put, routes};
use serde_json::{Value, json};

use super::{
    asked::{Asked, Gate, Told},
    facts::{Facts, number},
};
use crate::{
    base::Result,
    features::{
        licenses::{self, Worth},
        orders::Status as Standing,
    },
    platform::db::Db,
};

pub(super) fn routes() -> Vec<Route> {
    routes![verify, enable, disable, decrement]
}

/// What Gumroad says of any key that is not good.
fn unknown() -> Told {
    Told(
        Status::NotFound,
        json!({ "success": false, "message": "That license does not exist for the provided product." }),
    )
}

#[post("/v2/licenses/verify", data = "<asked>")]
async fn verify(asked: Asked, gate: Gate<'_>, db: &State<Db>) -> Result<Told> {
    gate.pass()?;
    let product = asked.get("product_id").or_else(|| asked.get("product_permalink")).unwrap_or_default().to_owned();
    let key = asked.get("license_key").unwrap_or_default().to_owned();
    let found = {
        let (product, key) = (product.clone(), key.clone());
        db.read(move |txn| Facts::find_elsewhere(txn, &key, &product)).await?
    };
    let now = db.clock().now();
    let Some(mut facts) = found.filter(|it| it.license.worth(now) != Worth::Disabled) else {
        gate.guessed(&product)?;
        return Ok(unknown());
    };
    if asked.is("increment_uses_count", true) {
        let id = facts.license.id;
        facts.license.uses = db.write(move |txn| licenses::count_use(txn, id)).await?;
    }
    Ok(Told(Status::Ok, json!({ "success": true, "uses": facts.license.uses, "purchase": purchase(&facts, &product) })))
}

fn purchase(facts: &Facts, asked: &str) -> Value {
    let (license, order, line) = (&facts.license, facts.order.as_ref(), facts.line());
    let standing = order.map(|it| it.status);
    // What was bought at Gumroad keeps the names that it had there.
    let elsewhere = facts.elsewhere();
    let slug = || facts.product.as_ref().map(|it| it.slug.to_string()).unwrap_or_default();
    let name = elsewhere.map_or_else(slug, |_| asked.to_owned());
    let product = elsewhere.map_or_else(|| license.product.to_string(), |_| asked.to_owned());
    let sale = elsewhere.map_or_else(|| license.order.to_string(), |it| it.reference.clone());
    let copies = elsewhere.map(|it| it.copies).or(line.map(|it| it.quantity)).unwrap_or(1);
    let at = order.map_or(license.issued, |it| it.placed).rfc3339();
    let currency = order.map(|it| it.currency.code().to_ascii_lowercase());
    json!({
        "seller_id": facts.seller.as_ref().map(|it| it.id.to_string()),
        "product_id": product,
        "product_name": facts.title(),
        "permalink": name,
        "product_permalink": name,
        "short_product_id": name,
        "email": facts.holder().map(ToString::to_string),
        "full_name": facts.holder_name(),
        "price": line.map_or(0, |it| it.total.amount),
        "gumroad_fee": 0,
        "currency": currency,
        "quantity": copies,
        "discover_fee_charged": false,
        "can_contact": true,
        "referrer": "direct",
        "order_number": order.map_or(0, |it| number(it.id.to_bytes())),
        "sale_id": sale,
        "sale_timestamp": at,
        "id": sale,
        "created_at": at,
        "license_key": license.key.to_string(),
        "is_multiseat_license": copies > 1,
        "variants": format!("({})", facts.edition_name()),
        "is_gift_receiver_purchase": order.is_some_and(|it| it.is_gift()),
        "custom_fields": [],
        "ip_country": null,
        "recurrence": null,
        "test": order.is_some_and(|it| it.payment.gateway == "test"),
        "refunded": standing == Some(Standing::Refunded) || license.revoked.is_some(),
        "disputed": standing == Some(Standing::Disputed),
        "dispute_won": false,
        "chargebacked": standing == Some(Standing::Disputed),
        "subscription_id": null,
        "subscription_ended_at": license.expires.map(|it| it.rfc3339()),
        "subscription_cancelled_at": null,
        "subscription_failed_at": null,
    })
}

/// What takes the seller's own token there is done in the shop's pages and API here.
fn elsewhere() -> Told {
    let message = "Sign in to the shop to change licences: this address only tells what they are worth.";
    Told(Status::Unauthorized, json!({ "success": false, "message": message }))
}

#[put("/v2/licenses/enable")]
fn enable() -> Told {
    elsewhere()
}

#[put("/v2/licenses/disable")]
fn disable() -> Told {
    elsewhere()
}

#[put("/v2/licenses/decrement_uses_count")]
fn decrement() -> Told {
    elsewhere()
}
