//! Products as cards, with the names of those who made them.

use std::collections::HashMap;

use rocket::{
    Request,
    http::Status,
    request::{FromRequest, Outcome},
};

use crate::{
    base::{ProductId, Result, SellerId},
    features::{
        catalog::{self, Product, shown},
        sellers,
    },
    platform::{
        db::{Db, Reads},
        search::{Found, Search},
        web::{
            Pages, Shop,
            parts::{Card, counted},
        },
    },
};

/// What every page of the shop window needs.
pub struct Shelf<'r> {
    /// The store.
    pub db: &'r Db,
    /// The index.
    pub search: &'r Search,
    /// The finished pages.
    pub pages: &'r Pages,
    /// The shop's settings.
    pub shop: &'r Shop,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Shelf<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let rocket = request.rocket();
        match (rocket.state(), rocket.state(), rocket.state(), rocket.state()) {
            (Some(db), Some(search), Some(pages), Some(shop)) => Outcome::Success(Self { db, search, pages, shop }),
            _ => Outcome::Error((Status::InternalServerError, ())),
        }
    }
}

/// The names of sellers, each looked up once.
#[derive(Default)]
pub struct Names(HashMap<SellerId, String>);

impl Names {
    /// The seller's name; empty if there is no such seller.
    pub fn of(&mut self, txn: &impl Reads, seller: SellerId) -> Result<String> {
        if let Some(name) = self.0.get(&seller) {
            return Ok(name.clone());
        }
        let name = sellers::find(txn, seller)?.map(|it| it.name.to_string()).unwrap_or_default();
        self.0.insert(seller, name.clone());
        Ok(name)
    }
}

/// These products as cards.
pub fn cards(txn: &impl Reads, products: &[Product]) -> Result<Vec<Card>> {
    let mut names = Names::default();
    products.iter().map(|it| Ok(shown::card(it, &names.of(txn, it.seller)?))).collect()
}

/// What was found as cards, with the passages that were found. What the store no longer sells is left out.
pub fn found(txn: &impl Reads, found: &Found) -> Result<Vec<Card>> {
    let mut names = Names::default();
    let mut cards = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        let product = catalog::find(txn, ProductId::from_bytes(hit.id))?;
        let Some(product) = product.filter(Product::is_published) else { continue };
        let card = shown::card(&product, &names.of(txn, product.seller)?);
        cards.push(Card { snippet_html: hit.snippet.clone(), ..card });
    }
    Ok(cards)
}

/// `2,380 products`.
pub fn products(number: usize) -> String {
    counted(number as u64, "product", "products")
}
