//! Products as cards, with the names of those who made them.

use std::collections::HashMap;

use rocket::{
    Request,
    http::Status,
    request::{FromRequest, Outcome},
};

use crate::{
    base::{Day, ProductId, Result, SellerId},
    features::{
        catalog::{self, Edition, Product, shown},
        discounts::{self, Reductions},
        licenses, reviews, sellers, stock,
    },
    platform::{
        db::{Db, Reads},
        search::{Found, Search},
        web::{
            Pages, Shop,
            parts::{Card, Pill, Tone, counted},
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

impl Shelf<'_> {
    /// The day that it is, in UTC.
    pub fn today(&self) -> Day {
        Day::of(self.db.clock().now())
    }
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

/// A product at the prices that everyone gets: what applies by itself is taken off, and the price before is struck.
pub fn reduced(product: Product, reductions: &Reductions) -> Result<Product> {
    if reductions.is_empty() {
        return Ok(product);
    }
    let (id, seller) = (product.id, product.seller);
    product.priced(|price| reductions.off(id, seller, price))
}

/// These products as cards.
pub fn cards(txn: &impl Reads, shop: &Shop, products: &[Product]) -> Result<Vec<Card>> {
    let (mut names, reductions) = (Names::default(), discounts::reductions(txn, shop.stack_discounts)?);
    products.iter().map(|it| card(txn, it, &reductions, &mut names)).collect()
}

fn card(txn: &impl Reads, product: &Product, reductions: &Reductions, names: &mut Names) -> Result<Card> {
    let sold_out = catalog::is_all_sold_out(txn, product, &|it| is_out(txn, it))?;
    let card = shown::card(&reduced(product.clone(), reductions)?, &names.of(txn, product.seller)?);
    let rating = reviews::tally(txn, product.id)?.on_card();
    Ok(Card { rating, away: sold_out.then(|| Pill::new(Tone::Warn, "Sold out")), ..card })
}

/// Whether an edition is sold out: of what there is not without end, or of what comes with keys of its maker.
pub(super) fn is_out(txn: &impl Reads, edition: &Edition) -> Result<bool> {
    let out_of_keys = edition.license_keys && licenses::is_out_of_keys(txn, edition.id)?;
    Ok(out_of_keys || stock::is_sold_out(txn, edition.id)?)
}

/// What was found as cards, with the passages that were found. What the store no longer sells is left out.
pub fn found(txn: &impl Reads, shop: &Shop, found: &Found) -> Result<Vec<Card>> {
    let (mut names, reductions) = (Names::default(), discounts::reductions(txn, shop.stack_discounts)?);
    let mut cards = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        let product = catalog::find(txn, ProductId::from_bytes(hit.id))?;
        let Some(product) = product.filter(Product::is_published) else { continue };
        let card = card(txn, &product, &reductions, &mut names)?;
        cards.push(Card { snippet_html: hit.snippet.clone(), ..card });
    }
    Ok(cards)
}

/// `2,380 products`.
pub fn products(number: usize) -> String {
    counted(number as u64, "product", "products")
}
