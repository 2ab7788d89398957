//! Wishlists as JSON: for accounts, for their API keys, and for guests by the header `Wishlist-Token`.

use rocket::{Route, State, delete, get, http::Status, patch, post, put, routes};
use utoipa::OpenApi;

use super::{
    buying::{self, Taken},
    contents::{self, item, items},
    wire::{
        NewWishJson, ShareJson, SharedWishlistJson, WishJson, WishMoveJson, WishesJson, WishlistJson, WishlistsJson,
    },
};
use crate::{
    base::{Result, WishId, WishlistId},
    features::{
        carts::{self, Shopper},
        wishlists::{self, Asked, KEEPSAKE, WishToken, Wisher, Wishlist, WordsForm},
    },
    platform::{
        db::{Db, ReadTxn, WriteTxn},
        web::{
            IfMatch, Json, Named, Piece, PieceParams, Revised, Shop,
            guards::scope::{WishlistsRead, WishlistsWrite},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![all, create, show, change, remove, list_items, add, shift, take, share, unshare, buy, shared]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(all, create, show, change, remove, list_items, add, shift, take, share, unshare, buy, shared),
        components(schemas(
            WishlistJson,
            WishlistsJson,
            WishJson,
            WishesJson,
            SharedWishlistJson,
            NewWishJson,
            ShareJson,
            Taken,
            WordsForm
        ))
    )]
    struct Docs;
    Docs::openapi()
}

/// An answer about a list, with the header that names it if it is a guest's.
type Answer<T> = (Status, Named<Json<T>>);

fn answer<T>(status: Status, token: Option<WishToken>, json: T) -> Answer<T> {
    (status, Named { keepsake: KEEPSAKE, token, answer: Json(json) })
}

/// One's lists, the one that was changed last first. A guest has one at most.
#[utoipa::path(
    get, path = "/api/v1/wishlists", tag = "Wishlists",
    security((), ("bearer" = []), ("api_key" = ["wishlists:read"])),
    params(PieceParams,
        ("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer")),
    responses(
        (status = 200, description = "A piece of the lists", body = WishlistsJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/wishlists")]
async fn all(
    piece: Piece,
    asked: Asked<WishlistsRead>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Json<WishlistsJson>> {
    let from = piece.offset()?;
    let shop = shop.inner().clone();
    let read = db.read(move |txn| {
        let lists = wishlists::all(txn, &asked.0)?;
        let data = lists.iter().skip(from).take(piece.limit()).map(|it| WishlistJson::of(txn, it, &shop));
        let data = data.collect::<Result<Vec<_>>>()?;
        Ok(WishlistsJson { next: Piece::next_at(from + data.len(), lists.len()), total: lists.len(), data })
    });
    read.await.map(Json)
}

/// Begins a list. `name` is needed.
#[utoipa::path(
    post, path = "/api/v1/wishlists", tag = "Wishlists", request_body = WordsForm,
    security((), ("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer")),
    responses(
        (status = 201, description = "The list; the header Wishlist-Token names it, if it is a guest's", body = WishlistJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 409, description = "There are 50 already, or one for a guest"),
        (status = 422, description = "A field is empty or too long"),
    ),
)]
#[post("/wishlists", data = "<form>")]
async fn create(
    form: Json<WordsForm>,
    asked: Asked<WishlistsWrite>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer<WishlistJson>> {
    let (words, shop) = (form.0.parse()?, shop.inner().clone());
    let create = move |txn: &WriteTxn| {
        let (list, token) = wishlists::create(txn, &asked.0, &words)?;
        Ok((WishlistJson::of(txn, &list, &shop)?, token))
    };
    let (list, token) = db.write(create).await?;
    Ok(answer(Status::Created, token, list))
}

/// One list.
#[utoipa::path(
    get, path = "/api/v1/wishlists/{id}", tag = "Wishlists",
    security((), ("bearer" = []), ("api_key" = ["wishlists:read"])),
    params(("id" = String, Path, description = "The list"),
        ("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer")),
    responses(
        (status = 200, description = "The list", body = WishlistJson, headers(("ETag" = String, description = "Its state"))),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such list, or it is another's"),
    ),
)]
#[get("/wishlists/<id>")]
fn show(
    id: WishlistId,
    asked: Asked<WishlistsRead>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<WishlistJson>> {
    db.look(|txn| Revised::of(WishlistJson::of(txn, &wishlists::get(txn, &asked.0, id)?, shop)?))
}

/// Changes the words of a list; what is not given stays.
#[utoipa::path(
    patch, path = "/api/v1/wishlists/{id}", tag = "Wishlists", request_body = WordsForm,
    security((), ("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("id" = String, Path, description = "The list"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of what was read"),
        ("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer")),
    responses(
        (status = 200, description = "The list as it is now", body = WishlistJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such list, or it is another's"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "A field is empty or too long"),
    ),
)]
#[patch("/wishlists/<id>", data = "<form>")]
async fn change(
    id: WishlistId,
    form: Json<WordsForm>,
    read: IfMatch,
    asked: Asked<WishlistsWrite>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<WishlistJson>> {
    let (words, shop) = (form.0.parse()?, shop.inner().clone());
    let describe = move |txn: &WriteTxn, list| {
        read.check_told(&WishlistJson::of(txn, &list, &shop)?)?;
        WishlistJson::of(txn, &wishlists::describe(txn, list, &words)?, &shop)
    };
    Revised::of(edit(db, asked.0, id, describe).await?)
}

/// Deletes a list with all that is on it.
#[utoipa::path(
    delete, path = "/api/v1/wishlists/{id}", tag = "Wishlists",
    security((), ("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("id" = String, Path, description = "The list"),
        ("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such list, or it is another's"),
    ),
)]
#[delete("/wishlists/<id>")]
async fn remove(id: WishlistId, asked: Asked<WishlistsWrite>, db: &State<Db>) -> Result<Status> {
    edit(db, asked.0, id, |txn, list| wishlists::remove(txn, &list)).await?;
    Ok(Status::NoContent)
}

/// What is on a list, what was put there last first. What is not sold any more stays on it.
#[utoipa::path(
    get, path = "/api/v1/wishlists/{id}/items", tag = "Wishlists",
    security((), ("bearer" = []), ("api_key" = ["wishlists:read"])),
    params(("id" = String, Path, description = "The list"),
        PieceParams,
        ("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer")),
    responses(
        (status = 200, description = "A piece of the list", body = WishesJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such list, or it is another's"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/wishlists/<id>/items", rank = 1)]
async fn list_items(
    id: WishlistId,
    piece: Piece,
    asked: Asked<WishlistsRead>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Json<WishesJson>> {
    let from = piece.offset()?;
    let currency = shop.currency;
    let read = db.read(move |txn: &ReadTxn| {
        let wishes = wishlists::items(txn, &wishlists::get(txn, &asked.0, id)?)?;
        let total = wishes.len();
        let data = wishes.into_iter().skip(from).take(piece.limit());
        let data = data.map(|it| Ok(WishJson::new(&item(txn, it)?, currency))).collect::<Result<Vec<_>>>()?;
        Ok(WishesJson { next: Piece::next_at(from + data.len(), total), total, data })
    });
    read.await.map(Json)
}

/// Puts a thing on a list. The same edition is on it once: who puts it there again gets the one that is there.
#[utoipa::path(
    post, path = "/api/v1/wishlists/{id}/items", tag = "Wishlists", request_body = NewWishJson,
    security((), ("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("id" = String, Path, description = "The list"),
        ("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer")),
    responses(
        (status = 200, description = "It was there already", body = WishJson),
        (status = 201, description = "It is on the list", body = WishJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such list, or it is another's; or no such product"),
        (status = 409, description = "The list holds 500 things already"),
        (status = 422, description = "`edition` is not sold"),
    ),
)]
#[post("/wishlists/<id>/items", data = "<new>")]
async fn add(
    id: WishlistId,
    new: Json<NewWishJson>,
    asked: Asked<WishlistsWrite>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<(Status, Json<WishJson>)> {
    let (new, currency) = (new.0, shop.currency);
    let add = move |txn: &WriteTxn, list| {
        let new = contents::wish(txn, &new.product, new.edition.as_deref())?;
        let (wish, is_new) = wishlists::add(txn, &list, new)?;
        Ok((is_new, WishJson::new(&item(txn, wish)?, currency)))
    };
    let (is_new, wish) = edit(db, asked.0, id, add).await?;
    Ok((if is_new { Status::Created } else { Status::Ok }, Json(wish)))
}

/// Moves a thing to another of one's lists. Where it is on that list already, it only leaves this one.
#[utoipa::path(
    patch, path = "/api/v1/wishlists/{id}/items/{item}", tag = "Wishlists", request_body = WishMoveJson,
    security((), ("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("id" = String, Path, description = "The list"), ("item" = String, Path, description = "The thing on it"),
        ("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer")),
    responses(
        (status = 204, description = "It is on the other list"),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such thing on the list, or one of the lists is another's"),
        (status = 409, description = "The other list holds 500 things already"),
        (status = 422, description = "`list` is no identifier of a list"),
    ),
)]
#[patch("/wishlists/<id>/items/<wish>", data = "<target>")]
async fn shift(
    id: WishlistId,
    wish: WishId,
    target: Json<WishMoveJson>,
    asked: Asked<WishlistsWrite>,
    db: &State<Db>,
) -> Result<Status> {
    let (wisher, to) = (asked.0.clone(), target.0.list);
    let shift = move |txn: &WriteTxn, list: Wishlist| {
        let to = wishlists::get(txn, &wisher, to)?;
        wishlists::shift(txn, &list, &to, wish)
    };
    edit(db, asked.0, id, shift).await?;
    Ok(Status::NoContent)
}

/// Takes a thing off a list.
#[utoipa::path(
    delete, path = "/api/v1/wishlists/{id}/items/{item}", tag = "Wishlists",
    security((), ("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("id" = String, Path, description = "The list"), ("item" = String, Path, description = "The thing on it"),
        ("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer")),
    responses(
        (status = 204, description = "It is off the list"),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such thing on the list, or the list is another's"),
    ),
)]
#[delete("/wishlists/<id>/items/<wish>")]
async fn take(id: WishlistId, wish: WishId, asked: Asked<WishlistsWrite>, db: &State<Db>) -> Result<Status> {
    edit(db, asked.0, id, move |txn, list| wishlists::take(txn, &list, wish)).await?;
    Ok(Status::NoContent)
}

/// Lets everyone see a list who has its link. A list that is shared already keeps the link it has.
#[utoipa::path(
    put, path = "/api/v1/wishlists/{id}/share", tag = "Wishlists", request_body = ShareJson,
    security(("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("id" = String, Path, description = "The list")),
    responses(
        (status = 200, description = "The list with its `share_url`", body = WishlistJson),
        (status = 401, description = "Not signed in: guests cannot share"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such list, or it is another's"),
        (status = 422, description = "`display_name` is too long"),
    ),
)]
#[put("/wishlists/<id>/share", data = "<form>")]
async fn share(
    id: WishlistId,
    form: Json<ShareJson>,
    asked: Asked<WishlistsWrite>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Json<WishlistJson>> {
    let words = WordsForm { display_name: form.0.display_name, ..WordsForm::default() }.parse()?;
    let shop = shop.inner().clone();
    let share = move |txn: &WriteTxn, list| {
        let list = wishlists::share(txn, wishlists::describe(txn, list, &words)?)?;
        WishlistJson::of(txn, &list, &shop)
    };
    edit(db, asked.0, id, share).await.map(Json)
}

/// Ends the link of a list for good; sharing again makes another one.
#[utoipa::path(
    delete, path = "/api/v1/wishlists/{id}/share", tag = "Wishlists",
    security((), ("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("id" = String, Path, description = "The list"),
        ("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer")),
    responses(
        (status = 204, description = "Nobody else sees it"),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such list, or it is another's"),
    ),
)]
#[delete("/wishlists/<id>/share")]
async fn unshare(id: WishlistId, asked: Asked<WishlistsWrite>, db: &State<Db>) -> Result<Status> {
    edit(db, asked.0, id, |txn, list| wishlists::unshare(txn, list).map(drop)).await?;
    Ok(Status::NoContent)
}

/// Puts all that is on a list and sold into one's cart, one of each. Doing it twice adds nothing. In person or as a guest.
#[utoipa::path(
    post, path = "/api/v1/wishlists/{id}/cart", tag = "Wishlists", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The list"),
        ("Wishlist-Token" = Option<String>, Header, description = "A guest's, from an earlier answer"),
        ("Cart-Token" = Option<String>, Header, description = "A guest's, from an answer about the cart")),
    responses(
        (status = 200, description = "What became of the things; the header Cart-Token names the cart, if it is a guest's",
            body = Taken),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
        (status = 404, description = "There is no such list, or it is another's"),
    ),
)]
#[post("/wishlists/<id>/cart")]
async fn buy(
    id: WishlistId,
    shopper: Shopper,
    asked: Asked<WishlistsRead>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Named<Json<Taken>>> {
    let currency = shop.currency;
    let put = move |txn: &WriteTxn, list| buying::put_all(txn, &shopper, &list, currency);
    let (taken, token) = edit(db, asked.0, id, put).await?;
    Ok(Named { keepsake: carts::KEEPSAKE, token, answer: Json(taken) })
}

/// The list that somebody shares. Of them it says what they want it to say.
#[utoipa::path(
    get, path = "/api/v1/wishlists/shared/{token}", tag = "Wishlists",
    params(("token" = String, Path, description = "The end of its link")),
    responses(
        (status = 200, description = "The list", body = SharedWishlistJson),
        (status = 404, description = "It is not shared, or not any more"),
    ),
)]
#[get("/wishlists/shared/<token>")]
async fn shared(token: String, db: &State<Db>, shop: &State<Shop>) -> Result<Json<SharedWishlistJson>> {
    let currency = shop.currency;
    let read = db.read(move |txn| {
        let list = wishlists::shared(txn, &token)?;
        Ok(SharedWishlistJson::new(&list, &items(txn, &list)?, currency))
    });
    read.await.map(Json)
}

/// Changes a list of whoever asks.
async fn edit<T: Send + 'static>(
    db: &Db,
    wisher: Wisher,
    id: WishlistId,
    change: impl Fn(&WriteTxn, Wishlist) -> Result<T> + Send + 'static,
) -> Result<T> {
    db.write(move |txn| change(txn, wishlists::get(txn, &wisher, id)?)).await
}
