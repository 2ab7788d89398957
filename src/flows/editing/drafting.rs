//! Suggestions for sellers, to be edited before anything is kept: tags that things like it have, a description out of what
//! is known of it, and what changed between two releases. A language model, where there is one, writes the description in
//! whole sentences; one with a number that is known nowhere is left out of it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use super::forms::Typed;
use crate::{
    base::{Money, ProductId, Result},
    features::catalog::{self, File, Product, Release},
    platform::{
        db::Db,
        llm::{Ask, Llm},
        search::{Search, SearchParams},
        web::parts::{amount, counted, size},
    },
};

/// So many things like it are looked at,
const ALIKE: usize = 24;
/// and so many of their tags are suggested: those that at least two of them have.
const TAGS: usize = 8;
const SHARED: usize = 2;
/// Whoever waits longer gets what code has made.
const PATIENCE: Duration = Duration::from_secs(40);
const TOKENS: u32 = 220;
/// So many files are told one by one.
const FILES: usize = 12;

/// Tags that things like it have and it has not, the commonest first.
pub(super) async fn tags(db: &Db, search: &Search, product: &Product, typed: &Typed) -> Result<Vec<String>> {
    let words = format!("{} {}", typed.title, typed.summary);
    let found = search.ask(SearchParams { text: words, ..SearchParams::default() }.question()).await;
    let near = search.alike(product.id.to_bytes()).await;
    let ids: Vec<ProductId> =
        near.iter().map(|it| it.id).chain(found.hits.iter().map(|it| it.id)).map(ProductId::from_bytes).collect();
    let (own, known) = (product.id, words_of(&typed.tags));
    let read = move |txn: &_| {
        let mut seen = HashSet::from([own]);
        let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
        for id in ids.into_iter().filter(|it| seen.insert(*it)).take(ALIKE) {
            let Some(other) = catalog::find(txn, id)?.filter(Product::is_published) else { continue };
            for tag in other.tags {
                let first = counts.len();
                counts.entry(tag.label).or_insert((0, first)).0 += 1;
            }
        }
        let mut found: Vec<_> = counts.into_iter().filter(|it| it.1.0 >= SHARED).collect();
        found.retain(|it| !known.contains(&it.0.to_lowercase()));
        // Among equals what stood on the nearest.
        found.sort_by_key(|it| (std::cmp::Reverse(it.1.0), it.1.1));
        Ok(found.into_iter().take(TAGS).map(|it| it.0).collect())
    };
    db.read(read).await
}

fn words_of(tags: &str) -> HashSet<String> {
    tags.split(',').map(|it| it.trim().to_lowercase()).filter(|it| !it.is_empty()).collect()
}

/// A description in Markdown, out of what is known.
pub(super) async fn description(llm: &Llm, product: &Product, typed: &Typed) -> String {
    let facts = facts(product, typed);
    let opening = match written(llm, typed, &facts).await {
        Some(text) => text,
        None => opening(typed),
    };
    let mut text = opening;
    let files = product.making.first().or(product.releases.last()).map(|it| it.files.as_slice()).unwrap_or_default();
    if !files.is_empty() {
        text.push_str("\n\n## What you get\n");
        for file in files.iter().take(FILES) {
            text.push_str(&format!("\n- {} ({})", file.name, size(file.size)));
        }
        if files.len() > FILES {
            text.push_str(&format!("\n- {} more", counted((files.len() - FILES) as u64, "file", "files")));
        }
    }
    let terms: Vec<String> = licences(product);
    if !terms.is_empty() {
        text.push_str("\n\n## Licence\n");
        terms.iter().for_each(|it| text.push_str(&format!("\n- {it}")));
    }
    text
}

fn opening(typed: &Typed) -> String {
    let kind = typed.kind.trim();
    let what = match kind.chars().next() {
        None => format!("**{}**", typed.title.trim()),
        Some(first) => {
            let article = if "aeiouAEIOU".contains(first) { "an" } else { "a" };
            format!("**{}** is {article} {kind}", typed.title.trim())
        }
    };
    match typed.summary.trim() {
        "" => format!("{what}."),
        summary if kind.is_empty() => format!("{what}: {summary}"),
        summary => format!("{what}. {summary}"),
    }
}

fn licences(product: &Product) -> Vec<String> {
    let told = |it: &catalog::Edition| {
        let label = it.license.label.clone().filter(|it| !it.is_empty())?;
        Some(if it.name.is_empty() { label } else { format!("{}: {label}", it.name) })
    };
    product.on_sale().filter_map(told).collect()
}

/// All that is known of it, in lines.
fn facts(product: &Product, typed: &Typed) -> String {
    let mut facts = vec![format!("Name: {}", typed.title.trim())];
    let mut add = |name: &str, value: &str| {
        if !value.trim().is_empty() {
            facts.push(format!("{name}: {}", value.trim()));
        }
    };
    add("Kind", &typed.kind);
    add("Summary", &typed.summary);
    add("Category", &typed.category.replace('/', ", "));
    add("Tags", &typed.tags);
    add("Languages", &typed.languages);
    let release = product.making.first().or(product.releases.last());
    if let Some(release) = release {
        let kinds: BTreeMap<String, usize> =
            release.files.iter().filter_map(ending).fold(BTreeMap::new(), |mut all, it| {
                *all.entry(it).or_default() += 1;
                all
            });
        let kinds: Vec<String> = kinds.into_iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        add("Files", &kinds.join(", "));
        add("Runs on", release.platform.as_deref().unwrap_or_default());
    }
    add("Licence", &licences(product).join("; "));
    if let Some(price) = product.price() {
        add("Price", &amount(Money::new(price.amount, price.currency)));
    }
    facts.join("\n")
}

fn ending(file: &File) -> Option<String> {
    let name = file.name.to_string();
    name.rsplit_once('.').map(|it| it.1.to_uppercase()).filter(|it| it.len() <= 6)
}

const PREFIX: &str = "You write for a shop. Write two short paragraphs in plain English that tell shoppers what the product is and for whom \
it is good. Use only what the list says. No headings, no lists, no prices, no numbers that are not in the list, no promises.";

/// What the model makes of the facts; nothing if there is none, or it is broken, busy or slow.
async fn written(llm: &Llm, typed: &Typed, facts: &str) -> Option<String> {
    let heard = llm.hear(Ask::of(PREFIX.to_owned(), facts.to_owned(), TOKENS), PATIENCE, |_| {}).await?;
    let kept = known_numbers(&heard, facts);
    // What says less than the seller's own line is no suggestion.
    (kept.len() > typed.summary.len().max(40)).then_some(kept)
}

/// The sentences whose numbers all stand in `facts`, without mark-up of their own.
fn known_numbers(text: &str, facts: &str) -> String {
    let known: HashSet<String> = numbers(facts).collect();
    let paragraph = |it: &str| {
        let mut sentences: Vec<String> = Vec::new();
        let mut sentence = String::new();
        for word in it.split_whitespace() {
            sentence.push_str(if sentence.is_empty() { "" } else { " " });
            sentence.push_str(word);
            if word.ends_with(['.', '!', '?']) {
                sentences.push(std::mem::take(&mut sentence));
            }
        }
        sentences.retain(|it| numbers(it).all(|number| known.contains(&number)) && !it.contains("://"));
        sentences.join(" ")
    };
    let paragraphs = text.split("\n\n").map(paragraph).filter(|it| !it.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n\n").replace(['#', '*', '`', '<', '>'], "")
}

fn numbers(text: &str) -> impl Iterator<Item = String> + '_ {
    let pieces = text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    pieces.map(|it| it.trim_matches(['.', ',']).to_owned()).filter(|it| it.contains(|c: char| c.is_ascii_digit()))
}

/// What changed in the release that is worked on since the one before, a line for each; nothing if there is none to compare.
pub(super) fn notes(product: &Product) -> Option<String> {
    let (new, old) = (product.making.first()?, product.releases.iter().rfind(|it| it.yanked.is_none()));
    let lines = match old {
        Some(old) => changes(old, new),
        None => vec![format!("First version, with {}.", counted(new.files.len() as u64, "file", "files"))],
    };
    (!new.files.is_empty() && !lines.is_empty()).then(|| lines.join("\n"))
}

fn changes(old: &Release, new: &Release) -> Vec<String> {
    let named = |release: &Release| -> BTreeMap<String, File> {
        release.files.iter().map(|it| (it.name.to_string(), it.clone())).collect()
    };
    let (before, after) = (named(old), named(new));
    let mut lines = Vec::new();
    for (name, file) in &after {
        match before.get(name) {
            None => lines.push(format!("New: {name} ({}).", size(file.size))),
            Some(was) if was.sha256 != file.sha256 && was.size != file.size => {
                lines.push(format!("Changed: {name}, now {} instead of {}.", size(file.size), size(was.size)));
            }
            Some(was) if was.sha256 != file.sha256 => lines.push(format!("Changed: {name}.")),
            Some(_) => {}
        }
    }
    lines.extend(before.keys().filter(|it| !after.contains_key(*it)).map(|it| format!("Gone: {it}.")));
    if lines.len() > FILES {
        let more = lines.len() - FILES;
        lines.truncate(FILES);
        lines.push(format!("And {} more.", counted(more as u64, "change", "changes")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_nobody_knows_are_left_out() {
        let text =
            "Tape Drums holds 24 loops. It won 3 prizes.\n\nIt *suits* slow songs. See https://evil.example for more.";
        assert_eq!(known_numbers(text, "Files: 24 WAV"), "Tape Drums holds 24 loops.\n\nIt suits slow songs.");
    }

    #[test]
    fn a_description_begins_with_what_it_is() {
        let typed = |kind: &str, summary: &str| Typed {
            title: "Aurora".into(),
            kind: kind.into(),
            summary: summary.into(),
            ..Typed::default()
        };
        assert_eq!(opening(&typed("icon set", "For small screens.")), "**Aurora** is an icon set. For small screens.");
        assert_eq!(opening(&typed("", "For small screens.")), "**Aurora**: For small screens.");
        assert_eq!(opening(&typed("font", "")), "**Aurora** is a font.");
    }
}
