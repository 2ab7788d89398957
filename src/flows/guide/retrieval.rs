//! Finds the products that a message speaks of, by name or by need.

use std::collections::{HashMap, HashSet};

use tokio::task::spawn_blocking;

use super::needs;
use crate::{
    base::{Currency, Day, ProductId, Result, Slug},
    features::{
        catalog::{self, Product},
        discounts, search_rules,
    },
    platform::{
        db::{Db, Reads},
        search::{Hit, Question, Search, SearchParams, Sort},
        web::Shop,
    },
};

/// So many finds are looked at.
const LOOKED_AT: usize = 24;
const LOOKED_AT_F: f32 = 24.0;
/// So many are looked at that come near in meaning.
const NEAREST: usize = 48;
/// So many that filters let through are compared with those.
const FILTERED: usize = 1_000;
/// What the first find of the words weighs beside nearness in meaning,
const WORDS: f32 = 0.3;
/// and what that of a need weighs that they are like.
const NEED: f32 = 0.9;
/// What the first find of a kind of goods weighs that a model has read in the words.
const READ: f32 = 0.6;
/// What comes no nearer to the words than this may be something else.
const SURE: f32 = 0.5;
/// Of so many words it is told how they were read.
const TYPED: usize = 4;
/// What is named is among the first of so many.
const NAMED_AMONG: usize = 48;

/// Where things are found.
#[derive(Clone)]
pub(super) struct Shelves {
    pub db: Db,
    pub search: Search,
    pub shop: Shop,
}

/// Finds of several searches, weighed together: how near each is in meaning, and how early it came in which of them.
/// The weights were chosen on a judged set of messages.
#[derive(Default)]
struct Blend {
    order: Vec<[u8; 16]>,
    meaning: HashMap<[u8; 16], f32>,
    early: HashMap<[u8; 16], f32>,
}

impl Blend {
    fn take(&mut self, hits: &[Hit], weight: f32) {
        let mut place = 0.0;
        for hit in hits {
            *self.early.entry(hit.id).or_default() += weight * (1.0 - place / LOOKED_AT_F);
            place += 1.0;
            self.know(hit);
        }
    }

    fn near<'a>(&mut self, hits: impl Iterator<Item = &'a Hit>) {
        hits.for_each(|it| self.know(it));
    }

    fn know(&mut self, hit: &Hit) {
        if !self.meaning.contains_key(&hit.id) {
            self.order.push(hit.id);
        }
        let meaning = hit.worth.map_or(0.0, |it| it.meaning);
        let known = self.meaning.entry(hit.id).or_default();
        *known = known.max(meaning);
    }

    fn nearness(&self) -> Option<f32> {
        self.meaning.values().copied().filter(|it| *it > 0.0).reduce(f32::max)
    }

    /// Best first; among equals what was found first.
    fn ids(self) -> Vec<[u8; 16]> {
        let worth = |id: &[u8; 16]| self.meaning.get(id).unwrap_or(&0.0) + self.early.get(id).unwrap_or(&0.0);
        let mut all = self.order.clone();
        all.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        all.truncate(LOOKED_AT);
        all
    }
}

/// What was found for a need.
#[derive(Debug, Default)]
pub(super) struct Finds {
    /// The products, best first, at the prices that everyone gets.
    pub products: Vec<Product>,
    /// What was asked, as it was understood.
    pub params: SearchParams,
    /// How many fit in all.
    pub total: usize,
    /// Whether they only come near to what was asked.
    pub vague: bool,
    /// Whether it is like a need that people often have.
    pub known: bool,
    /// How near the best of them comes in meaning; nothing where the index knows none.
    pub nearness: Option<f32>,
    /// The words that were looked for, where they differ from those that were said.
    pub corrected: Option<String>,
}

impl Finds {
    /// Whether it is worth asking somebody else what was meant.
    pub fn is_unsure(&self) -> bool {
        let plain = !self.params.text.is_empty() && self.params.offset == 0 && self.params.sort == Sort::Relevance;
        let doubtful = self.vague || self.nearness.is_some_and(|it| it < SURE);
        plain && (self.products.is_empty() || !self.known && doubtful)
    }
}

impl Shelves {
    pub fn currency(&self) -> Currency {
        self.shop.currency
    }

    /// What fits a need; words that speak of prices and the like are taken as such.
    pub async fn find(&self, asked: &SearchParams) -> Result<Finds> {
        self.find_read(asked, &[]).await
    }

    /// The same, where somebody has read these kinds of goods in the need.
    pub async fn find_read(&self, asked: &SearchParams, kinds: &[String]) -> Result<Finds> {
        let today = Day::of(self.db.clock().now());
        let plain = SearchParams { text: needs::plainly(&asked.text), ..asked.clone() };
        let understood = plain.understood(self.currency(), today, || self.search.licences());
        let params = understood.unwrap_or(plain);
        let content = needs::content(&params.text);
        let words = if content.is_empty() { params.text.clone() } else { content };
        let found = self.search.ask(self.question(&params, &words)).await;
        let (mut blend, mut known) = (Blend::default(), false);
        blend.take(&found.hits, WORDS);
        // Whoever wants an order other than the best first gets it from the index alone.
        if params.sort == Sort::Relevance && params.offset == 0 && !params.text.is_empty() {
            for (need, nearness) in needs::like(&words) {
                known = true;
                blend.take(&self.search.ask(self.question(&params, need)).await.hits, NEED * nearness);
            }
            let mut weight = READ;
            for kind in kinds {
                known = true;
                blend.take(&self.search.ask(self.question(&params, kind)).await.hits, weight);
                weight *= 0.8;
            }
            let allowed = self.allowed(&params).await;
            let near = self.nearest(words.clone()).await;
            blend.near(near.iter().filter(|it| allowed.as_ref().is_none_or(|all| all.contains(&it.id))));
        }
        let nearness = blend.nearness();
        let ids = blend.ids();
        let mut products = self.db.look(|txn| self.products(txn, ids.into_iter().map(ProductId::from_bytes)))?;
        // What is called just so is what was meant, whatever else comes near.
        let called = self::words(&words);
        if let Some(at) = products.iter().position(|it| likeness(&called, &it.title).is_some_and(|it| it.0 < 2))
            && params.sort == Sort::Relevance
        {
            products[..=at].rotate_right(1);
        }
        Ok(Finds {
            vague: found.relaxed || found.corrected.is_some() || found.near >= found.total && found.total > 0,
            known,
            total: found.total.max(products.len()),
            // Of a whole sentence more is mended than anybody wants to read.
            corrected: found.corrected.filter(|_| asked.text.split_whitespace().count() <= TYPED),
            products,
            params,
            nearness,
        })
    }

    fn question(&self, params: &SearchParams, text: &str) -> Question {
        let text = text.to_owned();
        Question { text, limit: LOOKED_AT, facets: false, snippets: false, ..params.question() }
    }

    async fn nearest(&self, text: String) -> Vec<Hit> {
        let search = self.search.clone();
        spawn_blocking(move || search.nearest(&text, NEAREST)).await.unwrap_or_default()
    }

    /// What the filters let through; nothing where there are none.
    async fn allowed(&self, params: &SearchParams) -> Option<HashSet<[u8; 16]>> {
        if params.filters.is_empty() {
            return None;
        }
        let question = Question { limit: FILTERED, ..self.question(params, "") };
        Some(self.search.ask(question).await.hits.into_iter().map(|it| it.id).collect())
    }

    /// Those of the products that stand in lists, at the prices that everyone gets, each once.
    pub fn products(&self, txn: &impl Reads, ids: impl Iterator<Item = ProductId>) -> Result<Vec<Product>> {
        let (mut all, mut titles) = (Vec::new(), HashSet::new());
        for product in self.priced(txn, ids)? {
            let new = titles.insert((product.title.to_lowercase(), product.seller));
            if new && !search_rules::is_hidden(txn, product.id)? {
                all.push(product);
            }
        }
        Ok(all)
    }

    /// The products with these ids, in this order, whatever they are called.
    pub fn these(&self, txn: &impl Reads, ids: &[ProductId]) -> Result<Vec<Product>> {
        self.priced(txn, ids.iter().copied())
    }

    fn priced(&self, txn: &impl Reads, ids: impl Iterator<Item = ProductId>) -> Result<Vec<Product>> {
        let reductions = discounts::reductions(txn, self.shop.stack_discounts)?;
        let mut all = Vec::new();
        for id in ids {
            if let Some(product) = catalog::find(txn, id)?.filter(Product::is_published) {
                let (id, seller) = (product.id, product.seller);
                all.push(product.priced(|price| reductions.off(id, seller, price))?);
            }
        }
        Ok(all)
    }

    /// The product that these words name, if one is called so, or nearly so.
    pub async fn named(&self, name: &str) -> Result<Option<Product>> {
        let asked: Vec<String> = words(name);
        if asked.is_empty() {
            return Ok(None);
        }
        if let Ok(slug) = Slug::parse(&asked.join("-")) {
            let named = self.db.look(|txn| {
                let id = catalog::find_by_slug(txn, &slug)?.map(|it| it.id);
                self.products(txn, id.into_iter())
            })?;
            if let Some(product) = named.into_iter().next() {
                return Ok(Some(product));
            }
        }
        let question = Question { text: name.to_owned(), limit: NAMED_AMONG, ..Question::default() };
        let found = self.search.ask(question).await;
        let corrected = found.corrected.as_deref().map(words).filter(|it| !it.is_empty());
        let ids = found.hits.iter().map(|it| ProductId::from_bytes(it.id));
        let products = self.db.look(|txn| self.products(txn, ids))?;
        let close = |asked: &[String]| {
            let best = products.iter().enumerate().filter_map(|(at, it)| Some((likeness(asked, &it.title)?, at)));
            best.min().map(|(_, at)| products[at].clone())
        };
        Ok(close(&asked).or_else(|| corrected.and_then(|it| close(&it))))
    }
}

/// How far a title is from the words that name it; none if it is something else. An exact title is nearest, then one
/// that begins with the words, then one that holds them; of these the shortest.
fn likeness(asked: &[String], title: &str) -> Option<(u8, usize)> {
    let title = words(title);
    let joined = |it: &[String]| it.concat();
    if title == asked || joined(&title) == joined(asked) {
        return Some((0, 0));
    }
    // What says nothing names nothing, not even what is called by a number alone.
    if asked.is_empty() {
        return None;
    }
    let numberless: Vec<String> = title.iter().filter(|it| !it.chars().all(|c| c.is_ascii_digit())).cloned().collect();
    if numberless == asked {
        return Some((1, title.len()));
    }
    if title.starts_with(asked) {
        return Some((2, title.len()));
    }
    let holds = asked.iter().all(|it| title.contains(it));
    holds.then_some((3, title.len()))
}

fn words(text: &str) -> Vec<String> {
    let parts = text.to_lowercase();
    let parts = parts.split(|c: char| !c.is_alphanumeric() && c != '+' && c != '#').filter(|it| !it.is_empty());
    parts.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_just_so_is_nearest_and_no_words_name_nothing() {
        let near = |asked: &str, title: &str| likeness(&words(asked), title).map(|it| it.0);
        assert_eq!(
            [near("FreeCAD", "FreeCAD"), near("free cad", "FreeCAD"), near("ardour", "Ardour 7")],
            [Some(0), Some(0), Some(1)]
        );
        assert_eq!([near("free", "LibreCAD"), near("libre cad", "FreeCAD")], [None, None]);
        assert_eq!([near("2048", "2048"), near("", "2048"), near("", "2048 deluxe")], [Some(0), None, None]);
    }
}
