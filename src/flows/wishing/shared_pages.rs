//! Lists that are shown to others: the link, and what they see who have it.

use rocket::{
    Responder, Route, State, get,
    http::{CookieJar, Header},
    post,
    response::Redirect,
    routes,
};

use super::{
    buying::{self, Taken},
    contents::items,
    item_pages::after,
    pages::{Answer, Look, Nothing, change, draw, on},
    shown,
    view::{ListPage, SharedPage},
};
use crate::{
    base::{Result, WishlistId},
    features::{
        carts::{self, Shopper},
        wishlists::{self, Asked, WordsForm},
    },
    platform::{
        db::{Db, WriteTxn},
        web::{Form, Frame, OwnForm, Page, Shop, guards::scope::WishlistsWrite, parts::Issues},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![share, unshare, shared, buy_shared]
}

/// A page whose address is nobody else's business: links that lead away do not tell it.
#[derive(Responder)]
struct Quiet(Page<SharedPage>, Header<'static>);

#[post("/wishlists/<id>/share", data = "<form>")]
async fn share(
    id: WishlistId,
    form: OwnForm<WordsForm>,
    asked: Asked<WishlistsWrite>,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer<ListPage>> {
    let form = WordsForm { display_name: form.0.display_name, ..WordsForm::default() };
    let words = match form.parse() {
        Ok(words) => words,
        Err(error) => {
            let mut page = draw(asked.0, id, Look::default(), frame, db, shop).await?;
            page.typed.display_name = form.display_name.unwrap_or_default();
            let page = ListPage { issues: Issues::of(&error), ..page };
            return Ok(Answer::Again(Box::new(Page::new(page).because(error.kind))));
        }
    };
    let share = move |txn: &WriteTxn, list| wishlists::share(txn, wishlists::describe(txn, list, &words)?).map(drop);
    change(db, asked.0, id, share).await?;
    Ok(on(format!("{}#share", shown::path(id))))
}

#[post("/wishlists/<id>/share/removal", data = "<_form>")]
async fn unshare(
    id: WishlistId,
    _form: OwnForm<Nothing>,
    asked: Asked<WishlistsWrite>,
    db: &State<Db>,
) -> Result<Redirect> {
    change(db, asked.0, id, |txn, list| wishlists::unshare(txn, list).map(drop)).await?;
    Ok(Redirect::to(format!("{}#share", shown::path(id))))
}

#[get("/wishlists/shared/<token>?<page>&<taken>")]
async fn shared(
    token: String,
    page: Option<u64>,
    taken: Option<&str>,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Quiet> {
    let (shop, taken) = (shop.inner().clone(), taken.and_then(Taken::read));
    let read = db.read(move |txn| {
        let list = wishlists::shared(txn, &token)?;
        let mut shown = shown::shared(frame, &shop, &list, &items(txn, &list)?, shown::page(page));
        shown.notes.extend(taken.map(shown::taken));
        Ok(shown)
    });
    Ok(Quiet(Page::new(read.await?), Header::new("Referrer-Policy", "no-referrer")))
}

/// Puts all that is on a shared list into the cart of whoever has its link. Like every form that fills a cart it takes
/// guests, and is known by where it comes from.
#[post("/wishlists/shared/<token>/cart", data = "<_form>")]
async fn buy_shared(
    token: String,
    _form: Form<Nothing>,
    shopper: Shopper,
    jar: &CookieJar<'_>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Redirect> {
    let (currency, way) = (shop.currency, shown::shared_path(&token));
    let put = move |txn: &WriteTxn| {
        let list = wishlists::shared(txn, &token)?;
        buying::put_all(txn, &shopper, &list, currency)
    };
    let (taken, key) = db.write(put).await?;
    if let Some(key) = key {
        carts::KEEPSAKE.keep(jar, shop, &key);
    }
    Ok(Redirect::to(after(taken, &way)))
}
