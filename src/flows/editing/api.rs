//! Products for the programs of those who sell them.

use rocket::{Route, State, delete, get, http::Status, patch, post, put, routes};
use utoipa::OpenApi;

use super::{
    acts::{self, By, StockWish, own},
    list,
    wire::{OwnProductJson, OwnProductsJson, ProductWriteJson, PublicationWriteJson},
};
use crate::{
    base::{Error, Result, Timestamp},
    features::{
        audit::Act,
        catalog::{self, Origin, Product, ProductForm},
        sellers::EditingBy,
    },
    platform::{
        db::{Db, ReadTxn, WriteTxn},
        web::{
            ClientAddress, Created, IfMatch, Json, Piece, PieceParams, Revised, Revision, Shop,
            guards::scope::{ProductsRead, ProductsWrite},
        },
    },
};

/// Someone who may read products, in person or by a key.
pub(super) type Reader = EditingBy<ProductsRead>;
/// Someone who may change products, in person or by a key.
pub(super) type Writer = EditingBy<ProductsWrite>;

pub(super) fn routes() -> Vec<Route> {
    routes![list_own, create, show_own, change, remove, publish, take_down]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(list_own, create, show_own, change, remove, publish, take_down),
        components(schemas(OwnProductJson, OwnProductsJson, ProductWriteJson, PublicationWriteJson)),
        tags((name = "Products", description = "Making what one sells"))
    )]
    struct Docs;
    Docs::openapi()
}

/// A product as its seller sees it, with its state.
pub(super) fn told(
    txn: &impl crate::platform::db::Reads,
    product: &Product,
    shop: &Shop,
) -> Result<Revised<OwnProductJson>> {
    let value = OwnProductJson::of(txn, product, &shop.base_url)?;
    Ok(Revised { revision: Revision::number(product.revision), value })
}

/// What came of making something.
pub(super) type Answer = Result<(Status, Revised<OwnProductJson>)>;

/// That something was made.
pub(super) fn made(done: Result<Revised<OwnProductJson>>) -> Answer {
    done.map(|it| (Status::Created, it))
}

/// Changes a product of theirs, unless it is in another state than they have read.
pub(super) async fn changing(
    db: &Db,
    shop: &Shop,
    by: By,
    id: String,
    if_match: IfMatch,
    with: impl Fn(&WriteTxn, &By, &Product) -> Result<Product> + Send + 'static,
) -> Result<Revised<OwnProductJson>> {
    let shop = shop.clone();
    db.write(move |txn| {
        let before = by.product(txn, &id)?;
        if_match.check(&Revision::number(before.revision))?;
        let after = with(txn, &by, &before)?;
        told(txn, &after, &shop)
    })
    .await
}

/// Changes what is said of a product. It is checked and made into HTML before the write.
pub(super) async fn rewriting(
    db: &Db,
    shop: &Shop,
    by: By,
    id: String,
    if_match: IfMatch,
    with: impl Fn(&ReadTxn, &Product, &mut ProductForm) -> Result<()> + Send + 'static,
) -> Result<Revised<OwnProductJson>> {
    stocking(db, shop, by, id, if_match, None, with).await
}

/// The same, with how many there are of an edition.
pub(super) async fn stocking(
    db: &Db,
    shop: &Shop,
    by: By,
    id: String,
    if_match: IfMatch,
    stock: Option<StockWish>,
    with: impl Fn(&ReadTxn, &Product, &mut ProductForm) -> Result<()> + Send + 'static,
) -> Result<Revised<OwnProductJson>> {
    let (editing, wanted, currency) = (by.editing.clone(), id.clone(), shop.currency);
    let read = db.read(move |txn| {
        let product = own(txn, &editing, &wanted)?;
        if_match.check(&Revision::number(product.revision))?;
        let mut form = ProductForm::of(&product, &catalog::lineage(txn, product.category)?);
        with(txn, &product, &mut form)?;
        Ok((product.revision, form.check(currency)?))
    });
    let new = read.await?;
    changing(db, shop, by, id, IfMatch::default(), move |txn, by, before| {
        let after = catalog::edit(txn, before.id, Some(new.0), &new.1)?;
        by.note_change(txn, before, &after, "")?;
        acts::set_stock(txn, by, &after, stock.as_slice())?;
        Ok(after)
    })
    .await
}

/// What one sells, drafts and all, last changed first.
#[utoipa::path(
    get, path = "/api/v1/seller/products", tag = "Products", security(("bearer" = []), ("api_key" = ["products:read"])),
    params(PieceParams, ("q" = Option<String>, Query, description = "Part of the title"),
        ("state" = Option<String>, Query, description = "`shelf`, `draft`, `planned` or `ended`")),
    responses(
        (status = 200, description = "A piece of the list", body = OwnProductsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "The account is not that of a seller"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/seller/products?<q>&<state>")]
async fn list_own(
    q: Option<String>,
    state: Option<String>,
    piece: Piece,
    asked: Reader,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Json<OwnProductsJson>> {
    let (from, base) = (piece.offset()?, shop.base_url.clone());
    let read = db.read(move |txn| {
        let found = list::find(txn, &asked.0, q.as_deref().unwrap_or_default(), state.as_deref().unwrap_or_default())?;
        let some = found.iter().skip(from).take(piece.limit());
        let data = some.map(|it| OwnProductJson::of(txn, it, &base)).collect::<Result<Vec<_>>>()?;
        Ok(OwnProductsJson { next: Piece::next_at(from + data.len(), found.len()), total: found.len(), data })
    });
    read.await.map(Json)
}

/// Makes a draft, with one edition.
#[utoipa::path(
    post, path = "/api/v1/products", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    request_body = ProductWriteJson,
    responses(
        (status = 201, description = "The draft", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 409, description = "The account sells nothing"),
        (status = 422, description = "A field cannot be used"),
    ),
)]
#[post("/products", data = "<new>")]
async fn create(
    new: Json<ProductWriteJson>,
    asked: Writer,
    client: ClientAddress,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Created<OwnProductJson>> {
    let (by, new, own_shop) = (By::new(asked.0, &client), new.0, shop.inner().clone());
    let (editing, currency) = (by.editing.clone(), shop.currency);
    let read = db.read(move |txn| {
        let (seller, form) = new.begin(txn, &editing, currency)?;
        Ok((seller, form.check(currency)?))
    });
    let (seller, new) = read.await?;
    let make = db.write(move |txn| {
        let product = catalog::add(txn, seller, &new, Origin::default())?;
        by.note(txn, Act::ProductMade, &product, "")?;
        let value = OwnProductJson::of(txn, &product, &own_shop.base_url)?;
        Ok(Created { location: format!("/api/v1/seller/products/{}", value.id), value })
    });
    make.await
}

/// A product in all that its seller has said.
#[utoipa::path(
    get, path = "/api/v1/seller/products/{product}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:read"])),
    params(("product" = String, Path, description = "The product, by id or slug")),
    responses(
        (status = 200, description = "The product, with `ETag`", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
    ),
)]
#[get("/seller/products/<id>")]
async fn show_own(id: String, asked: Reader, db: &State<Db>, shop: &State<Shop>) -> Result<Revised<OwnProductJson>> {
    let shop = shop.inner().clone();
    db.read(move |txn| told(txn, &own(txn, &asked.0, &id)?, &shop)).await
}

/// Changes what is said of a product.
#[utoipa::path(
    patch, path = "/api/v1/products/{product}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    request_body = ProductWriteJson,
    responses(
        (status = 200, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "A field cannot be used"),
    ),
)]
#[patch("/products/<id>", data = "<new>")]
async fn change(
    id: String,
    new: Json<ProductWriteJson>,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<OwnProductJson>> {
    let (by, new) = (By::new(asked.0, &client), new.0);
    let (earlier, doer, same) = (new.earlier_releases, by.clone(), id.clone());
    let done = rewriting(db, shop, by, id, if_match, move |txn, _, form| new.fill(txn, form)).await?;
    match earlier {
        None => Ok(done),
        Some(keeps) => {
            let keep = move |txn: &WriteTxn, by: &By, product: &Product| acts::keep_earlier(txn, by, product, keeps);
            changing(db, shop, doer, same, IfMatch::default(), keep).await
        }
    }
}

/// Removes a draft that was never on the shelf. Of anything else the sale ends: whoever bought it keeps it.
#[utoipa::path(
    delete, path = "/api/v1/products/{product}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    responses(
        (status = 204, description = "It is gone, or no longer sold"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
        (status = 412, description = "It was changed since it was read"),
    ),
)]
#[delete("/products/<id>")]
async fn remove(id: String, asked: Writer, client: ClientAddress, if_match: IfMatch, db: &State<Db>) -> Result<Status> {
    let by = By::new(asked.0, &client);
    let work = db.write(move |txn| {
        let product = by.product(txn, &id)?;
        if_match.check(&Revision::number(product.revision))?;
        acts::remove(txn, &by, &product).map(drop)
    });
    work.await.map(|()| Status::NoContent)
}

/// Puts a product on the shelf, at once or at a moment, and with it its first release.
#[utoipa::path(
    put, path = "/api/v1/products/{product}/publication", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    request_body = PublicationWriteJson,
    responses(
        (status = 200, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
        (status = 409, description = "The state does not allow it; the answer says why"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "The moment cannot be used"),
    ),
)]
#[put("/products/<id>/publication", data = "<new>")]
async fn publish(
    id: String,
    new: Json<PublicationWriteJson>,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<OwnProductJson>> {
    let at =
        new.0.at.map(|it| Timestamp::parse(&it).map_err(|cause| Error::invalid("at", "Write a time").because(cause)));
    let at = at.transpose()?;
    changing(db, shop, By::new(asked.0, &client), id, if_match, move |txn, by, product| match at {
        Some(at) => acts::schedule(txn, by, product, at),
        None => acts::publish(txn, by, product),
    })
    .await
}

/// Takes a product off the shelf; it is a draft again.
#[utoipa::path(
    delete, path = "/api/v1/products/{product}/publication", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    responses(
        (status = 200, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
        (status = 412, description = "It was changed since it was read"),
    ),
)]
#[delete("/products/<id>/publication")]
async fn take_down(
    id: String,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<OwnProductJson>> {
    changing(db, shop, By::new(asked.0, &client), id, if_match, acts::take_down).await
}
