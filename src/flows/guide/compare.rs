//! Products side by side.

use super::facts;
use crate::{
    base::{Result, Timestamp},
    features::{
        catalog::{self, Product},
        reviews, sellers,
    },
    platform::{
        db::Reads,
        web::parts::{counted, size},
    },
};

/// A row of a comparison: what it is about, and a word for each product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// What it is about.
    pub name: &'static str,
    /// For each product; a dash where nothing is known.
    pub values: Vec<String>,
}

const NOTHING: &str = "–";

/// What there is to be compared, without rows in which nothing is known of any.
pub(super) fn rows(txn: &impl Reads, products: &[Product], now: Timestamp) -> Result<Vec<Row>> {
    let mut rows = vec![row("Price", products, |it| Some(price(it, now)))];
    rows.push(row("What it is", products, |it| Some(it.summary.clone()).filter(|it| !it.is_empty())));
    let mut shelves = Vec::new();
    let mut ratings = Vec::new();
    let mut makers = Vec::new();
    for product in products {
        let shelf = product.category.map(|it| catalog::find_category(txn, it)).transpose()?.flatten();
        let tally = reviews::tally(txn, product.id)?;
        let many = counted(tally.count(), "review", "reviews");
        ratings.push(tally.rating().map(|it| format!("{} of 5, {many}", it.average)));
        shelves.push(shelf.map(|it| it.label));
        makers.push(sellers::find(txn, product.seller)?.map(|it| it.name.to_string()));
    }
    rows.push(told("Buyers say", ratings));
    rows.push(told("Shelf", shelves));
    rows.push(told("Made by", makers));
    rows.push(row("Licence", products, facts::licence));
    rows.push(row("Files", products, files));
    rows.push(row("Newest version", products, |it| {
        it.latest().map(|it| format!("{} of {}", it.version, it.published_at.date()))
    }));
    rows.push(row("Languages", products, |it| {
        let names: Vec<_> = it.languages.iter().map(|it| it.name()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }));
    rows.retain(|it| it.values.iter().any(|it| it != NOTHING));
    Ok(rows)
}

fn row(name: &'static str, products: &[Product], value: impl Fn(&Product) -> Option<String>) -> Row {
    told(name, products.iter().map(value).collect())
}

fn told(name: &'static str, values: Vec<Option<String>>) -> Row {
    Row { name, values: values.into_iter().map(|it| it.unwrap_or_else(|| NOTHING.to_owned())).collect() }
}

fn price(product: &Product, now: Timestamp) -> String {
    let until = product.cheapest().and_then(|it| it.sale).filter(|it| it.runs(now)).and_then(|it| it.until);
    match until {
        Some(until) => format!("{}, until {}", facts::tag(product), until.date()),
        None => facts::tag(product),
    }
}

/// How many files of which kinds, and how large they are together.
pub(super) fn files(product: &Product) -> Option<String> {
    let release = product.latest()?;
    let mut kinds: Vec<String> = release.files.iter().filter_map(|it| ending(&it.name.to_string())).collect();
    kinds.sort();
    kinds.dedup();
    kinds.truncate(6);
    let bytes: u64 = release.files.iter().map(|it| it.size).sum();
    let count = counted(release.files.len() as u64, "file", "files");
    (!release.files.is_empty()).then(|| format!("{count}, {} ({})", size(bytes), kinds.join(", ")))
}

fn ending(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|it| it.1.to_uppercase())
}

/// The difference in a sentence or two.
pub(super) fn sentence(products: &[Product]) -> String {
    let mut priced: Vec<_> = products.iter().filter_map(|it| Some((it.price()?.amount, it))).collect();
    priced.sort_by_key(|it| it.0);
    let names = joined(&products.iter().map(|it| it.title.clone()).collect::<Vec<_>>(), "and");
    match (priced.first(), priced.last()) {
        (Some((least, cheapest)), Some((most, dearest))) if least < most => {
            let free = if *least == 0 {
                "can be had for nothing".to_owned()
            } else {
                format!("costs least, {}", facts::tag(cheapest))
            };
            format!(
                "{names}, side by side. {} {free}; {} costs most, {}.",
                cheapest.title,
                dearest.title,
                facts::tag(dearest)
            )
        }
        (Some((_, one)), Some(_)) => format!("{names}, side by side. They cost the same: {}.", facts::tag(one)),
        _ => format!("{names}, side by side."),
    }
}

/// `A`, `A and B`, `A, B and C`.
pub(super) fn joined(names: &[String], last: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., end] => format!("{} {last} {end}", all.join(", ")),
    }
}
