//! Turns a change of what was looked for into the next question.

use super::needs;
use crate::{
    base::{Money, Result},
    features::{assistant::Change, catalog::Product},
    platform::search::{SearchParams, Sort},
};

/// What to look for now, after `before` showed `shown`.
pub(super) fn changed(before: &SearchParams, change: &Change, shown: &[Product]) -> Result<SearchParams> {
    let first = before.at_page(1);
    Ok(match change {
        Change::Cheaper => {
            let least = shown.iter().filter_map(Product::price).map(|it: Money| it.amount).min();
            first.filtered(|it| it.max_price = least.map(|it| (it - 1).max(0)).or(it.max_price)).sorted(Sort::Relevance)
        }
        Change::More => SearchParams { offset: before.offset + shown.len().max(1), ..before.clone() },
        Change::Newer => first.sorted(Sort::Newest),
        Change::Popular => first.sorted(Sort::Popular),
        Change::Better => first.sorted(Sort::Rating),
        Change::Only(words) => {
            let words = needs::plainly(words);
            let fillers = ["what about", "only", "just", "but", "any", "and", "ones", "please", "how about"];
            let words = fillers.iter().fold(format!(" {words} "), |it, filler| it.replace(&format!(" {filler} "), " "));
            let params = first.asking(format!("{} {}", before.text, words.trim()).trim(), false);
            // A new bound takes the place of the old one.
            params.filtered(|it| {
                let lower = words.to_lowercase();
                if lower.chars().any(|c| c.is_ascii_digit()) || lower.contains("free") {
                    (it.min_price, it.max_price, it.free) = (None, None, None);
                }
            })
        }
        Change::Also(words) => first.asking(&format!("{} {words}", before.text), false),
        Change::Instead(words) => first.asking(words, false),
    })
}
