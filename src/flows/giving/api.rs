//! Gifts for programs of those whom they are for.

use rocket::{Route, State, get, post, routes};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::{Standing, acts, goods, open};
use crate::{
    base::{OrderId, OrderLineId, ProductId, Result, Timestamp},
    features::{
        delivery::{Desk, DownloadJson},
        orders::Order,
    },
    platform::{
        db::{Db, Reads},
        signing::Keys,
        web::{Identity, Json, Scope, Shop, guards::Visitor},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, downloads, claim]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(show, downloads, claim), components(schemas(GiftJson, GiftItemJson, DownloadJson)))]
    struct Docs;
    Docs::openapi()
}

/// Something that somebody has bought for somebody else.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReceivedGiftJson)]
struct GiftJson {
    #[schema(value_type = String)]
    id: OrderId,
    /// What its giver says; may be empty.
    message: String,
    claimed_at: Option<String>,
    /// Whether it was claimed for the account that asks.
    in_library: bool,
    items: Vec<GiftItemJson>,
}

/// One thing of a gift.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReceivedGiftItemJson)]
struct GiftItemJson {
    #[schema(value_type = String)]
    line: OrderLineId,
    #[schema(value_type = String)]
    product: ProductId,
    title: String,
    edition_name: String,
    seller: String,
    /// Once it is claimed, for whoever has claimed it.
    license_keys: Vec<String>,
}

fn json(txn: &impl Reads, desk: &Desk, order: &Order, who: Option<&Identity>, now: Timestamp) -> Result<GiftJson> {
    let goods = goods::of(txn, desk, order, Standing::of(order, who), now)?;
    let gift = order.extras.gift.as_ref();
    Ok(GiftJson {
        id: order.id,
        message: gift.map(|it| it.message.clone()).unwrap_or_default(),
        claimed_at: gift.and_then(|it| it.claimed).map(Timestamp::rfc3339),
        in_library: who.is_some_and(|it| order.was_given_to(it.user)),
        items: goods
            .into_iter()
            .map(|it| GiftItemJson {
                line: it.line.id,
                product: it.line.product,
                title: it.line.title,
                edition_name: it.line.edition_name,
                seller: it.seller,
                license_keys: it.keys.iter().map(|it| it.key.to_string()).collect(),
            })
            .collect(),
    })
}

/// A gift, for whoever holds the token in the mail, until somebody with an account has claimed it; then for them.
#[utoipa::path(
    get, path = "/api/v1/gifts/{id}", tag = "Orders", security((), ("bearer" = []), ("api_key" = ["library:read"])),
    params(("id" = String, Path, description = "The gift"), ("token" = Option<String>, Query, description = "From the link in the mail")),
    responses(
        (status = 200, description = "The gift", body = GiftJson),
        (status = 404, description = "There is no such gift, or it is not yours"),
    ),
)]
#[get("/gifts/<id>?<token>")]
fn show(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    db: &State<Db>,
    desk: &State<Desk>,
    keys: &State<Keys>,
) -> Result<Json<GiftJson>> {
    let (now, who) = (db.clock().now(), reader(&visitor));
    db.look(|txn| {
        let order = open(txn, keys, id, token, who.map(|it| it.user))?;
        json(txn, desk, &order, who, now).map(Json)
    })
}

/// The files of a gift that may be downloaded now; none until it is claimed.
#[utoipa::path(
    get, path = "/api/v1/gifts/{id}/downloads", tag = "Orders", security((), ("bearer" = []), ("api_key" = ["library:read"])),
    params(("id" = String, Path, description = "The gift"), ("token" = Option<String>, Query, description = "From the link in the mail")),
    responses(
        (status = 200, description = "The files, with links", body = [DownloadJson]),
        (status = 404, description = "There is no such gift, or it is not yours"),
    ),
)]
#[get("/gifts/<id>/downloads?<token>")]
fn downloads(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    db: &State<Db>,
    desk: &State<Desk>,
    keys: &State<Keys>,
    shop: &State<Shop>,
) -> Result<Json<Vec<DownloadJson>>> {
    let (now, who) = (db.clock().now(), reader(&visitor));
    db.look(|txn| {
        let order = open(txn, keys, id, token, who.map(|it| it.user))?;
        let goods = goods::of(txn, desk, &order, Standing::of(&order, who), now)?;
        let files = goods.iter().flat_map(|good| good.files.iter().map(|it| (good.line.id, it)));
        Ok(Json(files.map(|(line, it)| DownloadJson::new(line, it, &shop.base_url)).collect()))
    })
}

/// Claims a gift. With a sign-in it goes into the library of that account, and is opened by it alone; without one the
/// token goes on opening it. Claimed again, it stays as it is.
#[utoipa::path(
    post, path = "/api/v1/gifts/{id}/claim", tag = "Orders", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The gift"), ("token" = Option<String>, Query, description = "From the link in the mail")),
    responses(
        (status = 200, description = "The gift, claimed", body = GiftJson),
        (status = 404, description = "There is no such gift, or the token does not open it"),
        (status = 409, description = "Somebody else has claimed it"),
    ),
)]
#[post("/gifts/<id>/claim?<token>")]
async fn claim(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    db: &State<Db>,
    desk: &State<Desk>,
    keys: &State<Keys>,
    shop: &State<Shop>,
) -> Result<Json<GiftJson>> {
    // Keys of programs read; claiming is done in person.
    let who = visitor.0.filter(|it| it.session().is_some());
    db.look(|txn| open(txn, keys, id, token, who.as_ref().map(|it| it.user)))?;
    let (words, sealing, desk) = (shop.inner().clone(), keys.inner().clone(), desk.inner().clone());
    let claimed = db.write(move |txn| {
        let order = acts::claim(txn, &words, &sealing, id, who.as_deref())?;
        json(txn, &desk, &order, who.as_deref(), txn.now)
    });
    claimed.await.map(Json)
}

/// Whoever may look into a library.
fn reader(visitor: &Visitor) -> Option<&Identity> {
    visitor.0.as_deref().filter(|it| it.may(Scope::LibraryRead))
}
