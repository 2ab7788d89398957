//! The addresses of the shop window.

use std::{convert::Infallible, path::PathBuf};

use rocket::{
    Request, Responder, Route, get,
    http::{Status, uri::Origin},
    request::{FromRequest, Outcome},
    response::Redirect,
    routes,
};

use super::{
    detail, home,
    knowing::Knowing,
    opinions::{self, Asking},
    results::{self, Place},
    shelf::Shelf,
    suggest,
    view::{ProductPage, ResultsPart, SearchPage, Suggestions},
};
use crate::{
    base::{Error, ErrorKind, Result, UserId, links},
    features::{
        carts::Followed,
        catalog, recent_searches,
        sellers::Editing,
        wishlists::{Asked, Wisher},
    },
    platform::{
        search::SearchParams,
        web::{
            Addressed, ClientAddress, ErrorPage, Fragment, Frame, Page, Program, Shown,
            guards::{Visitor, scope::WishlistsRead},
        },
    },
};

/// All of them.
pub fn routes() -> Vec<Route> {
    routes![front, products, category, product, preview, seller, suggestions]
}

#[get("/")]
async fn front(
    _link: Followed,
    visitor: Visitor,
    frame: Frame,
    shelf: Shelf<'_>,
    tastes: Knowing<'_>,
) -> Result<Shown> {
    let taste = tastes.of(visitor.in_person()).await?;
    shelf.pages.show(&frame, &taste.picks_key, home::page(frame.clone(), taste.clone(), &shelf)).await
}

/// Products in rows.
#[derive(Responder)]
enum Listed {
    Found(Addressed<Shown>),
    Wrong(Page<SearchPage>),
    WrongPart(Page<ResultsPart>),
}

#[get("/products")]
async fn products(
    uri: &Origin<'_>,
    part: Fragment,
    program: Program,
    sent: Sent,
    frame: Frame,
    shelf: Shelf<'_>,
) -> Result<Listed> {
    let words = SearchParams::words(uri.query().map_or("", |it| it.as_str()));
    // Beside each other: nobody waits for the note longer than for the answer.
    let (listed, noted) =
        tokio::join!(list(None, uri, part, program, frame, &shelf), note(sent.0.filter(|_| !part.0), words, &shelf));
    if let Err(error) = noted {
        tracing::warn!("a search was not kept: {}", error.in_full());
    }
    listed
}

/// Whoever sends a search themselves and has signed in. Guests and programs are nobody here, and so is a browser that
/// only loads ahead what somebody may ask for.
struct Sent(Option<UserId>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Sent {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let ahead = ["Sec-Purpose", "Purpose"].iter().any(|it| request.headers().contains(it));
        let who = request.guard::<Visitor>().await.succeeded().unwrap_or_default();
        Outcome::Success(Self(who.in_person().filter(|_| !ahead)))
    }
}

/// Keeps what a member looked for; the same once more, as on the next page or with a filter, changes nothing.
async fn note(user: Option<UserId>, words: String, shelf: &Shelf<'_>) -> Result<()> {
    let Some(user) = user.filter(|_| !words.trim().is_empty()) else { return Ok(()) };
    if shelf.db.look(|txn| recent_searches::is_news(txn, user, &words))? {
        shelf.db.write(move |txn| recent_searches::note(txn, user, &words)).await?;
    }
    Ok(())
}

#[get("/categories/<path..>")]
async fn category(
    path: PathBuf,
    uri: &Origin<'_>,
    part: Fragment,
    program: Program,
    frame: Frame,
    shelf: Shelf<'_>,
) -> Result<Listed> {
    let path = path.to_string_lossy().replace('\\', "/");
    list(Some(path), uri, part, program, frame, &shelf).await
}

/// The products in the category at `category`, or all of them.
async fn list(
    category: Option<String>,
    uri: &Origin<'_>,
    part: Fragment,
    program: Program,
    frame: Frame,
    shelf: &Shelf<'_>,
) -> Result<Listed> {
    let query = uri.query().map_or("", |it| it.as_str());
    let (params, refused) = SearchParams::parse_typed(query, shelf.shop.currency);
    let action = category.as_deref().map_or_else(|| "/products".to_owned(), links::category);
    let url = part.0.then(|| params.to_url(&action));
    let page = async {
        let place = match category {
            Some(path) => shelf.db.read(move |txn| Place::category(txn, &path)).await?,
            None => Place::everything(),
        };
        results::page(place, params, frame.clone(), shelf).await
    };
    if let Some(error) = refused {
        return if program.0 { Err(error) } else { Ok(refusing(page.await?, &error, query, part)) };
    }
    let answer = if part.0 {
        let draw = async { Ok(ResultsPart { page: page.await? }) };
        shelf.pages.show(&frame, "results", draw).await?
    } else {
        shelf.pages.show(&frame, "", page).await?
    };
    Ok(Listed::Found(Addressed { answer, url }))
}

/// What could be read of the question is answered; the rest is asked for again.
fn refusing(page: SearchPage, error: &Error, query: &str, part: Fragment) -> Listed {
    let page = page.refusing(error, |field| SearchParams::raw(query, field));
    if part.0 {
        Listed::WrongPart(Page::new(ResultsPart { page }).because(error.kind))
    } else {
        Listed::Wrong(Page::new(page).because(error.kind))
    }
}

/// A product's page, or where it went.
#[derive(Responder)]
enum Goods {
    Here(Shown),
    Elsewhere(Redirect),
    Gone(Page<ErrorPage>),
}

#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
#[get("/products/<name>?<image>")]
async fn product(
    name: &str,
    image: Option<usize>,
    asked: Option<Asked<WishlistsRead>>,
    asking: Asking,
    _link: Followed,
    visitor: Visitor,
    client: ClientAddress,
    frame: Frame,
    shelf: Shelf<'_>,
    tastes: Knowing<'_>,
) -> Result<Goods> {
    let asked = asked.filter(|it| it.0 != Wisher::Guest(None));
    let wished = asked.map_or(Ok(None), |it| shelf.db.look(|txn| detail::wished(txn, &it.0, name)))?;
    let member = visitor.in_person();
    let taste = tastes.of(member).await?;
    let viewer = opinions::viewer(member, name, &shelf)?;
    let part = format!("{} {} {}", wished.as_deref().unwrap_or_default(), taste.apart_key, viewer.key());
    let apart = taste.apart.clone();
    let draw = detail::page(name.to_owned(), image, wished, apart, (asking.0, viewer), frame.clone(), &shelf);
    match shelf.pages.show(&frame, &part, draw).await {
        Ok(page) => {
            tastes.look(member, client, name);
            Ok(Goods::Here(page))
        }
        Err(error) if error.kind == ErrorKind::NotFound => elsewhere(name, frame, &shelf, error),
        Err(error) => Err(error),
    }
}

/// A product that was asked for by its id is led to its page; one that is no longer sold is said to be gone.
fn elsewhere(name: &str, frame: Frame, shelf: &Shelf<'_>, missing: Error) -> Result<Goods> {
    match shelf.db.look(|txn| catalog::find_by_name(txn, name))? {
        Some(it) if it.is_published() => Ok(Goods::Elsewhere(Redirect::permanent(links::product(&it.slug)))),
        Some(it) if it.retired.is_some() => {
            let gone = ErrorPage::new(frame, Status::Gone.code, "", "");
            Ok(Goods::Gone(Page::new(gone).status(Status::Gone)))
        }
        _ => Err(missing),
    }
}

#[get("/sell/products/<name>/preview")]
fn preview(name: &str, editing: Editing, frame: Frame, shelf: Shelf<'_>) -> Result<Page<ProductPage>> {
    let now = shelf.db.clock().now();
    shelf.db.look(|txn| detail::preview(txn, name, &editing, frame, shelf.shop, now)).map(Page::new)
}

#[get("/sellers/<slug>?<page>")]
async fn seller(slug: String, page: Option<usize>, frame: Frame, shelf: Shelf<'_>) -> Result<Shown> {
    let draw = results::seller(slug, page.unwrap_or(1), frame.clone(), &shelf);
    shelf.pages.show(&frame, "", draw).await
}

#[get("/search/suggest?<q>")]
async fn suggestions(q: &str, shelf: Shelf<'_>) -> Result<Page<Suggestions>> {
    Ok(Page::new(suggest::suggest(q, &shelf).await?))
}
