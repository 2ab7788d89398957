//! What was published since somebody looked, held against the searches that they saved.
//!
//! The new products of a day are few, however many there are in all: they are put into an index of their own, in memory,
//! and each search is asked of that. So a day of a hundred thousand members costs their questions to a tiny index, and
//! nothing happens when a product changes.

use std::{collections::HashMap, time::Duration};

use crate::{
    base::{ProductId, Result, SavedSearchId, Timestamp, UserId},
    features::{
        catalog,
        saved_searches::{self, Notebook, SavedSearch},
        search_rules::{self, SearchRules},
    },
    platform::{
        db::{Db, ReadTxn},
        search::{Knowledge, Question, Rules, Search, SearchDoc, Sort, Stemming},
    },
};

/// Members are looked after as often.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// What was published within this time is looked at the next day: a write that began earlier may not be kept yet.
const LAG: Duration = Duration::from_secs(60);
/// So many members are looked after at a time.
const GROUP: usize = 200;
/// Of a greater flood, such as an import, only the newest are news.
const FLOOD: usize = 2_000;
/// So many finds of one search are counted.
const COUNTED: usize = 200;

/// How the shop's search sees products: what only the parts know that keep the index, lent by the wiring.
#[derive(Clone, Copy)]
pub struct Lens {
    /// A product that everyone can see as the index knows it.
    pub document: fn(&ReadTxn, ProductId) -> Result<Option<SearchDoc>>,
    /// What an admin says about finding.
    pub rules: fn(&SearchRules) -> Rules,
    /// The language of the shop's texts.
    pub stemming: Stemming,
}

/// The new products, and when each was published.
struct News {
    index: Search,
    since: HashMap<ProductId, Timestamp>,
}

type Finds = Vec<(SavedSearchId, Vec<ProductId>)>;

/// Looks after all members whose turn it is.
pub(super) async fn watch(db: &Db, lens: Lens, now: Timestamp) -> Result<()> {
    let (until, before) = (now.minus(LAG), now.minus(DAY).plus(Duration::from_millis(1)));
    let next = move |txn: &ReadTxn| saved_searches::due(txn, before, GROUP);
    let mut books = db.read(next).await?;
    // Those who wait longest come first, so that nothing is missing for the others.
    let Some(oldest) = books.first().map(|it| it.looked) else { return Ok(()) };
    let news = std::sync::Arc::new(db.read(move |txn| gather(txn, lens, oldest, until, now)).await?);
    while !books.is_empty() {
        let (of_all, news) = (std::mem::take(&mut books), news.clone());
        let finds = db.read(move |_| of_all.iter().map(|it| look(&news, it)).collect::<Result<Vec<_>>>()).await?;
        db.write(move |txn| {
            let mut all = finds.iter();
            all.try_for_each(|(user, from, finds)| saved_searches::note_looked(txn, *user, *from, until, finds))
        })
        .await?;
        books = db.read(next).await?;
    }
    Ok(())
}

/// What was published between two moments; nothing if nothing was.
fn gather(txn: &ReadTxn, lens: Lens, from: Timestamp, until: Timestamp, now: Timestamp) -> Result<Option<News>> {
    let new = catalog::published_between(txn, from, until, FLOOD)?;
    if new.is_empty() {
        return Ok(None);
    }
    let index = Search::in_ram(Knowledge { stemming: lens.stemming, ..Knowledge::default() })?;
    index.obey(&(lens.rules)(&search_rules::get(txn)?));
    index.rebuild(now, 0, |put| {
        for (_, product) in &new {
            (lens.document)(txn, *product)?.into_iter().try_for_each(&mut *put)?;
        }
        Ok(())
    })?;
    Ok(Some(News { index, since: new.into_iter().map(|(since, product)| (product, since)).collect() }))
}

/// What is new for the searches of a member.
fn look(news: &Option<News>, book: &Notebook) -> Result<(UserId, Timestamp, Finds)> {
    let mut finds = Vec::new();
    if let Some(news) = news {
        for search in book.searches.iter().filter(|it| it.mails) {
            let found = fitting(news, search, book.looked);
            if !found.is_empty() {
                finds.push((search.id, found));
            }
        }
    }
    Ok((book.user, book.looked, finds))
}

/// What fits `search` of what was published since, the newest first: all of its words, as they are or as they mean the
/// same. What only comes near is no news to wake anybody for.
fn fitting(news: &News, search: &SavedSearch, looked: Timestamp) -> Vec<ProductId> {
    // A question that cannot be read any more finds nothing; its owner sees that on their page.
    let Ok(params) = search.params() else { return Vec::new() };
    let question = Question {
        text: params.text,
        exact: true,
        filters: params.filters,
        sort: Sort::Newest,
        limit: COUNTED,
        ..Question::default()
    };
    let hits = news.index.search(&question).hits.into_iter().map(|it| ProductId::from_bytes(it.id));
    hits.filter(|it| news.since.get(it).is_some_and(|at| search.is_news(*at, looked))).collect()
}
