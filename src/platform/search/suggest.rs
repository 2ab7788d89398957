//! What someone who is still typing may mean.

use std::collections::HashMap;

use super::{
    answer::{counts, look},
    question::{Facet, FacetValue, Question, Suggestion, Suggestions},
    reading::last_word,
    rules::Obeyed,
    schema::Fields,
    view::View,
    words::{fold, words},
};

/// The titles of so many finds are read for words to suggest.
const TITLES: usize = 30;

/// Up to `limit` queries, products and categories for what has been typed so far.
pub(super) fn suggest(view: &View, rules: &Obeyed, text: &str, limit: usize) -> tantivy::Result<Suggestions> {
    let question = Question { text: text.to_owned(), typing: true, limit: TITLES, ..Question::default() };
    if words(text).is_empty() || limit == 0 {
        return Ok(Suggestions::default());
    }
    let look = look(view, rules, &question)?;
    let mut products = Vec::new();
    for hit in &look.hits {
        let title = Fields::stored(&view.stored(hit)?, view.fields.title).to_owned();
        products.push(Suggestion { id: view.id(hit), title });
    }
    let queries = queries(text, look.corrected().as_deref(), &products, limit);
    products.truncate(limit);
    Ok(Suggestions { queries, products, categories: categories(view, text, limit) })
}

/// What was typed, with its last word finished in the ways that most titles do, alone and with the word after it.
fn queries(text: &str, corrected: Option<&str>, products: &[Suggestion], limit: usize) -> Vec<String> {
    let Some((before, last)) = last_word(corrected.unwrap_or(text)) else { return Vec::new() };
    let before = before.split_whitespace().collect::<Vec<_>>().join(" ");
    let typed = format!("{before} {last}").trim().to_lowercase();
    let mut often: HashMap<String, (usize, usize)> = HashMap::new();
    for (place, product) in products.iter().enumerate() {
        let all = words(&product.title);
        let mut plain = all.iter().filter(|it| it.joins == 0 && !it.pair).peekable();
        while let Some(word) = plain.next() {
            if !word.text.starts_with(&last) {
                continue;
            }
            let written = |from: usize, to: usize| product.title.get(from..to).unwrap_or_default().to_lowercase();
            let one = written(word.at.start, word.at.end);
            let two = plain.peek().map(|next| written(word.at.start, next.at.end));
            for ending in [Some(one), two].into_iter().flatten() {
                let query = format!("{before} {ending}").trim().to_owned();
                let entry = often.entry(query).or_insert((0, place));
                entry.0 += 1;
            }
        }
    }
    let mut queries: Vec<_> = often.into_iter().filter(|(it, _)| *it != typed).collect();
    queries.sort_by(|(a, (often_a, first_a)), (b, (often_b, first_b))| {
        (often_b, first_a, a.len(), a).cmp(&(often_a, first_b, b.len(), b))
    });
    let corrected = corrected.map(str::to_lowercase);
    let mut queries: Vec<_> = corrected.into_iter().chain(queries.into_iter().map(|(it, _)| it)).collect();
    queries.truncate(limit);
    queries
}

/// Categories in whose names a word begins with what was typed; the fullest first.
fn categories(view: &View, text: &str, limit: usize) -> Vec<FacetValue> {
    let typed = fold(text.trim());
    let named = |it: &FacetValue| {
        let label = fold(&it.label);
        label.starts_with(&typed) || label.match_indices(' ').any(|(at, _)| label[at + 1..].starts_with(&typed))
    };
    counts(view, Facet::Category).into_iter().filter(named).take(limit).collect()
}
