//! The front page.

use std::{collections::HashSet, sync::Arc};

use super::{
    collections,
    shelf::{self, Shelf},
    view::{CategoryTile, HomePage, MakerRow, PickCard, SetupStep, category_icon},
};
use crate::{
    base::{ProductId, Result, links},
    features::{
        catalog::{self, Branch, Product},
        orders,
        recommendations::Taste,
        search_rules, sellers,
    },
    platform::{
        db::Reads,
        search::{Filters, Found, Question, Sort},
        web::{
            Frame, Shop,
            parts::{Avatar, Link, counted, grouped},
        },
    },
};

const HEADLINE: &str = "The corner shop for things you make with.";
const PROMISES: [&str; 3] = ["No account needed", "Download right away", "No trackers"];
/// So many of the newest products are looked at.
const NEWEST: usize = 24;
/// So many are shown among those that sell well.
const SELLING: usize = 5;
/// So many are shown of what was picked for somebody.
const PICKED: usize = 4;

/// Puts the front page together.
pub async fn page(frame: Frame, taste: Arc<Taste>, shelf: &Shelf<'_>) -> Result<HomePage> {
    let filters = Filters { free: Some(true), ..Filters::default() };
    let free = Question { filters, sort: Sort::Newest, limit: 4, ..Question::default() };
    let free = shelf.search.ask(free).await;
    let hot = Question { sort: Sort::Hot, limit: SELLING, ..Question::default() };
    let hot = shelf.search.ask(hot).await;
    let filters = Filters { on_sale: Some(true), ..Filters::default() };
    let reduced = shelf.search.ask(Question { filters, ..Question::default() }).await.total > 0;
    let shop = shelf.shop.clone();
    shelf
        .db
        .read(move |txn| {
            let page = draw(txn, frame, &shop, &Asked { free, hot, reduced })?;
            Ok(HomePage { picks: picks(txn, &shop, &taste)?, ..page })
        })
        .await
}

/// The first of what was picked for whoever looks, each with its reason.
fn picks(txn: &impl Reads, shop: &Shop, taste: &Taste) -> Result<Vec<PickCard>> {
    let (mut products, mut reasons) = (Vec::new(), Vec::new());
    for pick in &taste.picks {
        let product = catalog::find(txn, pick.product)?.filter(Product::is_published);
        if let (Some(product), Some(like)) = (product, catalog::find(txn, pick.like)?)
            && products.len() < PICKED
            && !search_rules::is_hidden(txn, pick.product)?
        {
            products.push(product);
            reasons.push(pick.source.reason(&like.title));
        }
    }
    let cards = shelf::cards(txn, shop, &products)?;
    Ok(cards.into_iter().zip(reasons).map(|(card, reason)| PickCard { card, reason }).collect())
}

/// What the index was asked for the front page.
struct Asked {
    free: Found,
    hot: Found,
    /// Whether anything is on sale.
    reduced: bool,
}

fn draw(txn: &impl Reads, frame: Frame, shop: &Shop, asked: &Asked) -> Result<HomePage> {
    let frame = frame.known_as(shop.base_url.to("/"));
    let mut newest = catalog::newest(txn, NEWEST)?;
    if newest.is_empty() {
        return Ok(HomePage { frame, headline: shop.name.clone(), steps: SetupStep::first(), ..HomePage::default() });
    }
    let hidden: HashSet<_> = search_rules::hidden(txn)?.into_iter().collect();
    newest.retain(|it| !hidden.contains(&it.id));
    let total = catalog::count(txn)?;
    let selling = selling(txn, &asked.hot)?;
    let (window, fresh) = parted(&newest);
    let makers = makers(txn)?;
    let mut categories = catalog::tree(txn)?;
    categories.retain(|it| it.count > 0);
    Ok(HomePage {
        headline: HEADLINE.into(),
        lead: lead(total, makers.1),
        promises: PROMISES.map(str::to_owned).into(),
        window: shelf::cards(txn, shop, &window)?,
        ways: ways(txn, asked)?,
        categories: categories.into_iter().map(tile).collect(),
        fresh: shelf::cards(txn, shop, &fresh)?,
        selling_since: "Of late, this week most".into(),
        selling: shelf::cards(txn, shop, &selling)?,
        collections: collections::at_home(txn, shop)?,
        all_label: format!("All {}", shelf::products(total)),
        makers: makers.0,
        free: shelf::found(txn, shop, &asked.free)?,
        frame,
        ..HomePage::default()
    })
}

/// Ways to look around that lead somewhere.
fn ways(txn: &impl Reads, asked: &Asked) -> Result<Vec<Link>> {
    let all = [
        ("New", "/products?sort=newest", true),
        ("Hot just now", "/products?sort=hot", true),
        ("Most sold", "/products?sort=popular", true),
        ("On sale", "/deals", asked.reduced),
        ("Free", "/products?free=true", asked.free.total > 0),
        ("Collections", "/collections", collections::any(txn)?),
    ];
    Ok(all.into_iter().filter(|it| it.2).map(|(text, url, _)| Link::new(text, url)).collect())
}

/// Of what is hot, that which was sold at all.
fn selling(txn: &impl Reads, hot: &Found) -> Result<Vec<Product>> {
    let mut found = Vec::new();
    for hit in &hot.hits {
        let product = ProductId::from_bytes(hit.id);
        if orders::sold(txn, product)? > 0 {
            found.extend(catalog::find(txn, product)?.filter(Product::is_published));
        }
    }
    Ok(found)
}

fn lead(products: usize, makers: usize) -> String {
    let from = counted(makers as u64, "independent maker", "independent makers");
    format!("{} from {from}. Pay once and download right away.", shelf::products(products))
}

/// Three products of different makers for the window, and the rest for the shelf.
fn parted(newest: &[Product]) -> (Vec<Product>, Vec<Product>) {
    let mut window: Vec<Product> = Vec::new();
    for product in newest {
        if window.len() < 3 && window.iter().all(|it| it.seller != product.seller) {
            window.push(product.clone());
        }
    }
    let few = newest.len() < 12;
    let rest = newest.iter().filter(|it| few || window.iter().all(|shown| shown.id != it.id));
    let rest = rest.take(8).cloned().collect();
    (if window.len() == 3 { window } else { vec![] }, rest)
}

/// Those who have most to offer, and how many offer anything.
fn makers(txn: &impl Reads) -> Result<(Vec<MakerRow>, usize)> {
    let mut all = Vec::new();
    for seller in sellers::all(txn)? {
        let count = catalog::count_of_seller(txn, seller.id)?;
        if count > 0 {
            all.push((count, seller));
        }
    }
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.name.folded().cmp(&b.1.name.folded())));
    let number = all.len();
    let row = |(count, seller): (usize, sellers::Seller)| MakerRow {
        avatar: Avatar::of(seller.name.as_str()),
        name: seller.name.to_string(),
        url: links::seller(&seller.slug),
        count: shelf::products(count),
    };
    Ok((all.into_iter().take(6).map(row).collect(), number))
}

fn tile(branch: Branch) -> CategoryTile {
    CategoryTile {
        icon: category_icon(&branch.category.label),
        url: links::category(&branch.category.path),
        name: branch.category.label,
        count: grouped(branch.count as u64),
    }
}
