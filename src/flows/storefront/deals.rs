//! What is on sale now: how much is off, until when, and what it cost at the least in the thirty days before.

use std::collections::HashSet;

use rocket::{Route, get, routes};

use super::{
    shelf::{self, Shelf},
    view::{Deal, DealsPage},
};
use crate::{
    base::{Money, ProductId, Result, Timestamp},
    features::{
        catalog::{self, Edition, Product},
        discounts::{self, Reductions, Scope},
        search_rules,
    },
    platform::{
        db::Reads,
        search::{Filters, Question, Sort},
        web::{
            Frame, Shop, Shown,
            parts::{Choice, Pager, amount},
        },
    },
};

/// So many products stand on a page.
const SIZE: usize = 24;
/// So many are looked at: what is hot first, if there are more.
const MOST: usize = 1_000;
const HERE: &str = "/deals";

/// All of them.
pub fn routes() -> Vec<Route> {
    routes![deals]
}

/// Which come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// What is reduced most.
    Biggest,
    /// What is over soonest.
    Soonest,
}

impl Order {
    const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::Biggest, "biggest", "Most off"), (Self::Soonest, "ending", "Ending soon")];

    /// As it stands in the address; anything else is the first.
    fn of(name: Option<&str>) -> Self {
        Self::ALL.iter().find(|it| name == Some(it.1)).map_or(Self::Biggest, |it| it.0)
    }

    fn url(self, page: u64) -> String {
        let sort = (self == Self::Soonest).then(|| "sort=ending".to_owned());
        let page = (page > 1).then(|| format!("page={page}"));
        let query: Vec<_> = sort.into_iter().chain(page).collect();
        if query.is_empty() { HERE.into() } else { format!("{HERE}?{}", query.join("&")) }
    }
}

#[get("/deals?<sort>&<page>")]
async fn deals(sort: Option<&str>, page: Option<usize>, frame: Frame, shelf: Shelf<'_>) -> Result<Shown> {
    let (order, page) = (Order::of(sort), page.unwrap_or(1));
    let draw = async {
        let filters = Filters { on_sale: Some(true), ..Filters::default() };
        let question = Question { filters, sort: Sort::Hot, limit: MOST, ..Question::default() };
        let hits = shelf.search.ask(question).await.hits;
        let found: Vec<_> = hits.iter().map(|it| ProductId::from_bytes(it.id)).collect();
        let (shop, now, frame) = (shelf.shop.clone(), shelf.db.clock().now(), frame.clone());
        shelf.db.read(move |txn| draw(txn, &found, order, page, frame, &shop, now)).await
    };
    shelf.pages.show(&frame, "", draw).await
}

/// A product at less than usual.
struct Reduced {
    product: Product,
    /// In hundredths of a percent.
    off: i64,
    until: Option<Timestamp>,
    edition: Edition,
}

fn draw(
    txn: &impl Reads,
    found: &[ProductId],
    order: Order,
    page: usize,
    frame: Frame,
    shop: &Shop,
    now: Timestamp,
) -> Result<DealsPage> {
    let reductions = discounts::reductions(txn, shop.stack_discounts)?;
    let mut all = Vec::new();
    for product in candidates(txn, found, &reductions)? {
        all.extend(reduced(product, &reductions, now)?);
    }
    match order {
        Order::Biggest => all.sort_by_key(|it| (-it.off, it.product.id)),
        // What has no end comes last.
        Order::Soonest => all.sort_by_key(|it| (it.until.is_none(), it.until, -it.off, it.product.id)),
    }
    let total = all.len();
    let page = page.clamp(1, total.div_ceil(SIZE).max(1));
    let here: Vec<_> = all.into_iter().skip((page - 1) * SIZE).take(SIZE).collect();
    let products: Vec<_> = here.iter().map(|it| it.product.clone()).collect();
    let cards = shelf::cards(txn, shop, &products)?;
    let deals = cards.into_iter().zip(&here).map(|(card, it)| {
        let lowest = catalog::lowest_before(txn, &it.edition, now)?;
        Ok(Deal { card, lowest: lowest_in_words(lowest), until: it.until.map(Timestamp::date).unwrap_or_default() })
    });
    Ok(DealsPage {
        deals: deals.collect::<Result<_>>()?,
        orders: Order::ALL.map(|(it, _, label)| Choice::new(it.url(1), label, it == order)).into(),
        summary: shelf::products(total),
        pager: Pager::new(page as u64, SIZE as u64, total as u64, |page| order.url(page)),
        frame: frame.at(HERE).known_as(shop.base_url.to(&order.url(page as u64))),
    })
}

fn lowest_in_words(lowest: Money) -> String {
    format!("Lowest of the 30 days before: {}", amount(lowest))
}

/// What the index says is on sale, and what a discount that everyone gets is for.
fn candidates(txn: &impl Reads, found: &[ProductId], reductions: &Reductions) -> Result<Vec<Product>> {
    let mut products = Vec::new();
    for id in found {
        products.extend(catalog::find(txn, *id)?);
    }
    for scope in reductions.scopes() {
        let left = MOST.saturating_sub(products.len());
        match scope {
            Scope::Shop => products.extend(catalog::newest(txn, left)?),
            Scope::Products(ids) => {
                for id in ids.iter().take(left) {
                    products.extend(catalog::find(txn, *id)?);
                }
            }
            Scope::Sellers(sellers) => {
                for seller in sellers {
                    products.extend(catalog::of_seller(txn, *seller, left)?);
                }
            }
        }
    }
    let mut seen = HashSet::new();
    products.retain(|it| it.is_published() && seen.insert(it.id));
    products.truncate(MOST);
    let mut shown = Vec::with_capacity(products.len());
    for product in products {
        if !search_rules::is_hidden(txn, product.id)? {
            shown.push(product);
        }
    }
    Ok(shown)
}

/// By how much the edition is reduced that its card shows; nothing if it is not.
fn reduced(product: Product, reductions: &Reductions, now: Timestamp) -> Result<Option<Reduced>> {
    let shown = shelf::reduced(product.clone(), reductions)?;
    let Some(cheapest) = shown.cheapest() else { return Ok(None) };
    let (Some(is), Some(was)) = (cheapest.reduced(), cheapest.compare_at) else { return Ok(None) };
    let off = i128::from(was.amount - is.amount) * 10_000 / i128::from(was.amount.max(1));
    // Prices on record are those before such discounts.
    let Some(edition) = product.edition(cheapest.id).cloned() else { return Ok(None) };
    let sale = edition.sale.filter(|it| it.runs(now)).and_then(|it| it.until);
    let until = sale.into_iter().chain(reductions.end(product.id, product.seller)).min();
    Ok(Some(Reduced { off: i64::try_from(off).unwrap_or(0), until, edition, product }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_and_written() {
        assert_eq!((Order::of(None), Order::of(Some("ending"))), (Order::Biggest, Order::Soonest));
        assert_eq!(Order::of(Some("?")), Order::Biggest);
        assert_eq!((Order::Biggest.url(1), Order::Biggest.url(2)), ("/deals".into(), "/deals?page=2".into()));
        assert_eq!(Order::Soonest.url(3), "/deals?sort=ending&page=3");
    }
}
