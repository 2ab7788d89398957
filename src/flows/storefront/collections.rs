//! Collections in the shop window: all of them, one of them, and those on the front page.

use rocket::{Responder, Route, get, response::Redirect, routes};

use super::{
    shelf::{self, Shelf},
    view::{CollectionPage, CollectionStrip, CollectionTile, CollectionsPage},
};
use crate::{
    base::{Error, ErrorKind, ProductId, Result, links, text},
    features::{
        catalog::{self, Product, html, shown},
        collections::{self, Collection},
        search_rules,
    },
    platform::{
        db::{Reads, Record},
        web::{
            Frame, Shop, Shown,
            parts::{Crumb, Pager},
        },
    },
};

/// So many products stand on a page.
const SIZE: usize = 24;
/// So many collections stand on the front page.
const AT_HOME: usize = 3;
/// So many products of each stand there.
const IN_STRIP: usize = 4;
/// So many characters say in a list what a collection is about.
const SHORT: usize = 140;

/// All of them.
pub fn routes() -> Vec<Route> {
    routes![all, one]
}

#[get("/collections")]
async fn all(frame: Frame, shelf: Shelf<'_>) -> Result<Shown> {
    let shop = shelf.shop.clone();
    let there = frame.clone().at("/collections").known_as(shop.base_url.to("/collections"));
    let draw = shelf.db.read(move |txn| {
        let tiles = collections::shown(txn)?.iter().map(|it| tile(txn, it)).collect::<Result<_>>()?;
        Ok(CollectionsPage { frame: there, tiles })
    });
    shelf.pages.show(&frame, "", draw).await
}

fn tile(txn: &impl Reads, it: &Collection) -> Result<CollectionTile> {
    let visible = visible(txn, &it.products)?;
    Ok(CollectionTile {
        title: it.title.clone(),
        url: links::collection(&it.slug),
        about: in_short(it),
        count: shelf::products(visible.len()),
        covers: visible.iter().take(3).map(shown::cover).collect(),
    })
}

/// The first line of what is said about it.
fn in_short(it: &Collection) -> String {
    let text = html::to_text(&it.html);
    let first = text.lines().map(str::trim).find(|it| !it.is_empty()).unwrap_or_default();
    text::shorten(&text::line(first), SHORT)
}

/// The products of these that stand in lists, in their order.
fn visible(txn: &impl Reads, products: &[ProductId]) -> Result<Vec<Product>> {
    let mut found = Vec::with_capacity(products.len());
    for id in products {
        let product = catalog::find(txn, *id)?.filter(Product::is_published);
        if product.is_some() && !search_rules::is_hidden(txn, *id)? {
            found.extend(product);
        }
    }
    Ok(found)
}

/// A collection's page, or where it is.
#[derive(Responder)]
enum Answer {
    Here(Shown),
    Elsewhere(Box<Redirect>),
}

#[get("/collections/<name>?<page>")]
async fn one(name: String, page: Option<usize>, frame: Frame, shelf: Shelf<'_>) -> Result<Answer> {
    let (shop, around, slug) = (shelf.shop.clone(), frame.clone(), name.clone());
    let draw = shelf.db.read(move |txn| draw(txn, &slug, page.unwrap_or(1), around, &shop));
    match shelf.pages.show(&frame, "", draw).await {
        Ok(page) => Ok(Answer::Here(page)),
        // Asked for by its id, it is led to its page.
        Err(error) if error.kind == ErrorKind::NotFound => match shelf.db.look(|txn| find(txn, &name))? {
            Some(it) if it.slug.as_str() != name => {
                Ok(Answer::Elsewhere(Box::new(Redirect::permanent(links::collection(&it.slug)))))
            }
            _ => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// The collection of that name, if everyone sees it.
fn find(txn: &impl Reads, name: &str) -> Result<Option<Collection>> {
    Ok(collections::find_by_name(txn, name)?.filter(|it| it.shown.is_some()))
}

fn draw(txn: &impl Reads, slug: &str, page: usize, frame: Frame, shop: &Shop) -> Result<CollectionPage> {
    let found = find(txn, slug)?.filter(|it| it.slug.as_str() == slug);
    let it = found.ok_or_else(|| Error::not_found(Collection::MISSING))?;
    let products = visible(txn, &it.products)?;
    let page = page.clamp(1, products.len().div_ceil(SIZE).max(1));
    let url = links::collection(&it.slug);
    let here = |page: u64| if page == 1 { url.clone() } else { format!("{url}?page={page}") };
    let here_now: Vec<_> = products.iter().skip((page - 1) * SIZE).take(SIZE).cloned().collect();
    Ok(CollectionPage {
        frame: frame.at("/collections").known_as(shop.base_url.to(&here(page as u64))),
        crumbs: vec![Crumb::new("Shop", "/"), Crumb::new("Collections", "/collections")],
        description: in_short(&it),
        count: shelf::products(products.len()),
        cover: products.first().map(|it| shop.base_url.to(&shown::cover(it).url)).unwrap_or_default(),
        cards: shelf::cards(txn, shop, &here_now)?,
        pager: Pager::new(page as u64, SIZE as u64, products.len() as u64, here),
        feed: format!("{url}/products.atom"),
        title: it.title,
        about_html: it.html,
    })
}

/// Whether there is any that everyone sees.
pub fn any(txn: &impl Reads) -> Result<bool> {
    Ok(!collections::shown(txn)?.is_empty())
}

/// What stands on the front page; collections of which nothing is on the shelf are left out.
pub fn at_home(txn: &impl Reads, shop: &Shop) -> Result<Vec<CollectionStrip>> {
    let mut strips = Vec::new();
    for it in collections::at_home(txn, AT_HOME)? {
        let mut products = visible(txn, &it.products)?;
        let all = shelf::products(products.len());
        products.truncate(IN_STRIP);
        if !products.is_empty() {
            let cards = shelf::cards(txn, shop, &products)?;
            strips.push(CollectionStrip {
                url: links::collection(&it.slug),
                id: it.slug.to_string(),
                title: it.title,
                all,
                cards,
            });
        }
    }
    Ok(strips)
}
