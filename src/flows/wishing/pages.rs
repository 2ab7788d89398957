//! The lists of a visitor, and their forms.

use rocket::{FromForm, Responder, Route, State, get, http::CookieJar, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    buying::Taken,
    contents::items,
    shown,
    view::{ListPage, OverviewPage, TypedWords},
};
use crate::{
    base::{ErrorKind, Result, WishlistId},
    features::wishlists::{self, Asked, KEEPSAKE, WISHLISTS, Wisher, Wishlist, WordsForm},
    platform::{
        db::{Db, WriteTxn},
        web::{
            Frame, OwnForm, Page, Shop,
            guards::scope::{WishlistsRead, WishlistsWrite},
            parts::{Issues, Note, Tone},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![overview, create, show, describe, remove]
}

/// Onwards, or the form once more.
#[derive(Responder)]
pub(super) enum Answer<T: askama::Template> {
    On(Box<Redirect>),
    Again(Box<Page<T>>),
}

/// A form with nothing to say but that it was sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Nothing {}

#[get("/wishlists?<done>")]
async fn overview(
    done: Option<String>,
    asked: Asked<WishlistsRead>,
    frame: Frame,
    db: &State<Db>,
) -> Result<Page<OverviewPage>> {
    let page = gather(asked.0, frame, db).await?;
    let gone = || Note::new(Tone::Good, "The list is deleted.", "");
    let notes = done.filter(|it| it == "deleted").map(|_| gone()).into_iter().collect();
    Ok(Page::new(OverviewPage { notes, ..page }))
}

async fn gather(wisher: Wisher, frame: Frame, db: &Db) -> Result<OverviewPage> {
    let read = db.read(move |txn| {
        let lists = wishlists::all(txn, &wisher)?;
        let can_create = !wisher.is_guest() && lists.len() < WISHLISTS;
        let lists = lists.iter().map(|it| shown::card(txn, it)).collect::<Result<_>>()?;
        Ok(OverviewPage { frame: frame.private(), lists, can_create, ..OverviewPage::default() })
    });
    read.await
}

#[post("/wishlists", data = "<form>")]
async fn create(
    form: OwnForm<WordsForm>,
    asked: Asked<WishlistsWrite>,
    jar: &CookieJar<'_>,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer<OverviewPage>> {
    let (name, wisher) = (form.0.name.clone().unwrap_or_default(), asked.0.clone());
    let created = match form.0.parse() {
        Ok(words) => db.write(move |txn| wishlists::create(txn, &wisher, &words)).await,
        Err(error) => Err(error),
    };
    match created {
        Ok((list, token)) => {
            if let Some(token) = token {
                KEEPSAKE.keep(jar, shop, &token);
            }
            Ok(on(shown::path(list.id)))
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            let page = gather(asked.0, frame, db).await?;
            let page = OverviewPage { issues: Issues::of(&error), name, ..page };
            Ok(Answer::Again(Box::new(Page::new(page).because(error.kind))))
        }
        Err(error) => Err(error),
    }
}

/// Which part of a list is looked at, and after what.
#[derive(Debug, Default, FromForm)]
pub(super) struct Look {
    page: Option<u64>,
    saved: Option<String>,
    taken: Option<String>,
}

#[get("/wishlists/<id>?<look..>")]
async fn show(
    id: WishlistId,
    look: Look,
    asked: Asked<WishlistsRead>,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Page<ListPage>> {
    draw(asked.0, id, look, frame, db, shop).await.map(Page::new)
}

/// The page of a list of whoever asks.
pub(super) async fn draw(
    wisher: Wisher,
    id: WishlistId,
    look: Look,
    frame: Frame,
    db: &Db,
    shop: &Shop,
) -> Result<ListPage> {
    let shop = shop.clone();
    let read = db.read(move |txn| {
        let list = wishlists::get(txn, &wisher, id)?;
        let (items, all) = (items(txn, &list)?, wishlists::all(txn, &wisher)?);
        let mut shown = shown::list(frame, &shop, &list, &items, &all, shown::page(look.page));
        let saved = look.saved.and_then(|it| it.parse().ok());
        shown.notes.extend(saved.and_then(|it| shown::saved(&items, it)));
        shown.notes.extend(look.taken.as_deref().and_then(Taken::read).map(shown::taken));
        Ok(shown)
    });
    read.await
}

#[post("/wishlists/<id>", data = "<form>")]
async fn describe(
    id: WishlistId,
    form: OwnForm<WordsForm>,
    asked: Asked<WishlistsWrite>,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer<ListPage>> {
    let words = match form.0.parse() {
        Ok(words) => words,
        Err(error) => {
            let page = draw(asked.0, id, Look::default(), frame, db, shop).await?;
            let WordsForm { name, description, display_name } = form.0;
            let typed = TypedWords {
                name: name.unwrap_or(page.typed.name),
                description: description.unwrap_or(page.typed.description),
                display_name: display_name.unwrap_or(page.typed.display_name),
            };
            let page = ListPage { issues: Issues::of(&error), typed, ..page };
            return Ok(Answer::Again(Box::new(Page::new(page).because(error.kind))));
        }
    };
    change(db, asked.0, id, move |txn, list| wishlists::describe(txn, list, &words).map(drop)).await?;
    Ok(on(shown::path(id)))
}

#[post("/wishlists/<id>/removal", data = "<_form>")]
async fn remove(
    id: WishlistId,
    _form: OwnForm<Nothing>,
    asked: Asked<WishlistsWrite>,
    db: &State<Db>,
) -> Result<Redirect> {
    change(db, asked.0, id, |txn, list| wishlists::remove(txn, &list)).await?;
    Ok(Redirect::to("/wishlists?done=deleted"))
}

/// Changes a list of whoever asks.
pub(super) async fn change(
    db: &Db,
    wisher: Wisher,
    id: WishlistId,
    change: impl Fn(&WriteTxn, Wishlist) -> Result<()> + Send + 'static,
) -> Result<()> {
    db.write(move |txn| change(txn, wishlists::get(txn, &wisher, id)?)).await
}

/// Onwards.
pub(super) fn on<T: askama::Template>(to: String) -> Answer<T> {
    Answer::On(Box::new(Redirect::to(to)))
}
