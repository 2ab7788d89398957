//! A product as the index knows it.

use std::collections::HashMap;

use crate::{
    base::{CategoryId, ProductId, Result, SellerId},
    features::{
        catalog::{self, Product},
        orders, recommendations, reviews, search_rules, sellers,
    },
    platform::{
        db::Reads,
        search::{Label, SearchDoc},
    },
};

/// Makes documents; remembers sellers and categories, which many products share.
#[derive(Default)]
pub(super) struct Documents {
    sellers: HashMap<SellerId, Label>,
    categories: HashMap<CategoryId, Vec<Label>>,
}

impl Documents {
    /// The document of a product that everyone can see; none for any other.
    pub fn find(&mut self, txn: &impl Reads, product: ProductId) -> Result<Option<SearchDoc>> {
        match catalog::find(txn, product)? {
            Some(product) => self.of(txn, &product),
            None => Ok(None),
        }
    }

    /// As [`Documents::find`], of a product at hand.
    pub fn of(&mut self, txn: &impl Reads, product: &Product) -> Result<Option<SearchDoc>> {
        let Some(publication) = &product.publication else { return Ok(None) };
        if search_rules::is_hidden(txn, product.id)? {
            return Ok(None);
        }
        let price = product.price().map_or(0, |it| it.amount);
        let was = product.cheapest().and_then(|it| it.compare_at);
        let rating = reviews::tally(txn, product.id)?;
        let skus = product.on_sale().filter_map(|it| it.sku.as_deref());
        Ok(Some(SearchDoc {
            id: product.id.to_bytes(),
            title: product.title.clone(),
            summary: product.summary.clone(),
            body: product.description_text(),
            seller: self.seller(txn, product.seller)?,
            tags: product.tags.iter().map(|it| Label::new(it.slug.as_str(), it.label.as_str())).collect(),
            category: self.category(txn, product.category)?,
            file_types: file_types(product),
            licenses: licenses(product),
            languages: product.languages.iter().map(|it| Label::new(it.code(), it.name())).collect(),
            words: product.kind.as_deref().into_iter().chain(skus).collect::<Vec<_>>().join(" , "),
            price,
            on_sale: was.is_some_and(|it| it.amount > price),
            rating: rating.hundredths(),
            ratings: u32::try_from(rating.count()).unwrap_or(u32::MAX),
            popularity: orders::sold(txn, product.id)?,
            heat: orders::sales_heat(txn, product.id)?.and(recommendations::heat(txn, product.id)?).number(),
            published_at: publication.since.millis(),
            updated_at: product.updated.millis(),
        }))
    }

    fn seller(&mut self, txn: &impl Reads, seller: SellerId) -> Result<Label> {
        if let Some(known) = self.sellers.get(&seller) {
            return Ok(known.clone());
        }
        let found = sellers::find(txn, seller)?;
        let label = found.map(|it| Label::new(it.slug.as_str(), it.name.as_str())).unwrap_or_default();
        self.sellers.insert(seller, label.clone());
        Ok(label)
    }

    fn category(&mut self, txn: &impl Reads, category: Option<CategoryId>) -> Result<Vec<Label>> {
        let Some(id) = category else { return Ok(Vec::new()) };
        if let Some(known) = self.categories.get(&id) {
            return Ok(known.clone());
        }
        let line = catalog::lineage(txn, Some(id))?;
        let labels: Vec<_> = line.iter().map(|it| Label::new(it.slug(), it.label.as_str())).collect();
        self.categories.insert(id, labels.clone());
        Ok(labels)
    }
}

/// The endings of the newest release's files, each once.
fn file_types(product: &Product) -> Vec<Label> {
    let files = product.latest().into_iter().flat_map(|it| &it.files);
    let mut endings: Vec<_> = files.filter_map(|it| it.name.ending()).collect();
    endings.sort();
    endings.dedup();
    endings.into_iter().map(|it| Label::new(it.as_str(), it.to_uppercase())).collect()
}

/// The licences of the editions, each once.
fn licenses(product: &Product) -> Vec<Label> {
    let mut licenses: Vec<_> =
        product.on_sale().filter_map(|it| it.license.label.as_deref()).map(Label::plain).collect();
    licenses.sort();
    licenses.dedup();
    licenses
}
