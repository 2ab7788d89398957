//! Ways on from a search that finds nothing: fewer filters, other words, what comes near, what others like.

use super::{
    facets,
    results::Place,
    shelf::{self, Shelf},
    view::{Nothing, Try},
};
use crate::{
    base::Result,
    platform::{
        search::{Filters, Found, Question, SearchParams, Sort},
        web::parts::{Card, Link, grouped},
    },
};

/// So many filters are tried without, and words by themselves.
const FILTERS: usize = 8;
const WORDS: usize = 4;
/// So many other products are shown.
const OTHERS: usize = 4;

/// What to do where there is nothing to show.
pub(super) async fn nothing(place: &Place, params: &SearchParams, found: &Found, shelf: &Shelf<'_>) -> Result<Nothing> {
    if found.total > 0 {
        let out = Link::new("To its beginning", params.at_page(1).to_url(&place.action));
        return Ok(Nothing { text: "The list ends before this page.".into(), out, ..Nothing::default() });
    }
    let relaxed = relaxed(place, params, found, shelf).await;
    let tries = tries(params, shelf).await;
    let (others_title, others) = others(params, shelf).await?;
    let everything = || Link::new("Browse everything", "/products");
    let (text, out) = if !params.filters.is_empty() {
        let url = params.unfiltered().to_url(&place.action);
        ("Nothing fits all of these filters at once.", Link::new("Look without filters", url))
    } else if params.text.is_empty() {
        ("Nothing stands here yet.", everything())
    } else if !relaxed.is_empty() {
        ("Nothing just so, but there is something close by.", everything())
    } else {
        ("Nothing on the shelves is called so. Try other words, or fewer.", everything())
    };
    Ok(Nothing { text: text.into(), relaxed, tries, out, others_title, others })
}

/// The same question with one thing less, where that finds something; what finds most comes first.
async fn relaxed(place: &Place, params: &SearchParams, found: &Found, shelf: &Shelf<'_>) -> Vec<Try> {
    let currency = shelf.shop.currency;
    let mut ways: Vec<_> = facets::filters(params, found, currency)
        .into_iter()
        .take(FILTERS)
        .map(|(label, without)| (format!("Without “{label}”"), without.to_url(&place.action), place.question(&without)))
        .collect();
    if params.exact {
        let near = params.asking(&params.text, false);
        ways.push(("Not only these very words".into(), near.to_url(&place.action), place.question(&near)));
    }
    if place.category.is_some() {
        let text = format!("Not only in {}", place.label);
        ways.push((text, params.at_page(1).to_url("/products"), params.at_page(1).question()));
    }
    let mut relaxed = Vec::new();
    for (text, url, question) in ways {
        let total = count(question, shelf).await;
        if total > 0 {
            relaxed.push((total, Try { text, url, count: grouped(total as u64) }));
        }
    }
    relaxed.sort_by_key(|(total, _)| std::cmp::Reverse(*total));
    relaxed.into_iter().map(|(_, way)| way).collect()
}

async fn count(question: Question, shelf: &Shelf<'_>) -> usize {
    shelf.search.ask(Question { limit: 1, offset: 0, facets: false, snippets: false, ..question }).await.total
}

/// The words one by one, where one alone finds something.
async fn tries(params: &SearchParams, shelf: &Shelf<'_>) -> Vec<Try> {
    let words = params.text.split_whitespace().filter(|it| it.chars().count() > 2).take(WORDS);
    let mut tries = Vec::new();
    let filtered = !params.filters.is_empty();
    for word in words {
        let asked = SearchParams::default().asking(word, false);
        if asked.text == params.text && !filtered {
            continue;
        }
        let total = count(Question { filters: Filters::default(), ..asked.question() }, shelf).await;
        if total > 0 {
            tries.push(Try { text: word.into(), url: asked.to_url("/products"), count: grouped(total as u64) });
        }
    }
    tries
}

/// Products to look at instead, and what they are: what the words alone find, spelt otherwise or near in meaning, or else
/// what others like.
async fn others(params: &SearchParams, shelf: &Shelf<'_>) -> Result<(String, Vec<Card>)> {
    let near = SearchParams { exact: false, ..params.unfiltered().sorted(Sort::Relevance) };
    if !near.text.is_empty() {
        let cards = first(near, shelf).await?;
        if !cards.is_empty() {
            return Ok(("Near what you looked for".into(), cards));
        }
    }
    let popular = first(SearchParams::default().sorted(Sort::Popular), shelf).await?;
    Ok(("Popular here".into(), popular))
}

async fn first(params: SearchParams, shelf: &Shelf<'_>) -> Result<Vec<Card>> {
    let question = Question { limit: OTHERS, facets: false, snippets: false, ..params.question() };
    let found = shelf.search.ask(question).await;
    shelf.db.look(|txn| shelf::found(txn, shelf.shop, &found))
}
