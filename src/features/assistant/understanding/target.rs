//! Which product is meant.

use super::{Context, lines::Line};

/// Which product somebody speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The one at this place of those shown last, from 0.
    Nth(usize),
    /// The last of them.
    Last,
    /// All of them.
    All,
    /// The one that costs least of them.
    Cheapest,
    /// The one that was spoken of.
    That,
    /// What it is called, in the shopper's words.
    Named(String),
}

const ORDINALS: [&[&str]; 8] = [
    &[
        "first",
        "1st",
        "1",
        "#1",
        "one",
        "number one",
        "erste",
        "ersten",
        "premier",
        "première",
        "primero",
        "primera",
        "primo",
        "eerste",
    ],
    &[
        "second",
        "2nd",
        "2",
        "#2",
        "two",
        "number two",
        "zweite",
        "zweiten",
        "deuxième",
        "second",
        "segundo",
        "segunda",
        "secondo",
        "tweede",
    ],
    &[
        "third",
        "3rd",
        "3",
        "#3",
        "three",
        "number three",
        "dritte",
        "dritten",
        "troisième",
        "tercero",
        "tercera",
        "terzo",
        "derde",
    ],
    &["fourth", "4th", "4", "#4", "vierte", "quatrième", "cuarto", "quarto", "vierde"],
    &["fifth", "5th", "5", "#5", "fünfte", "cinquième", "quinto", "vijfde"],
    &["sixth", "6th", "6", "#6"],
    &["seventh", "7th", "7", "#7"],
    &["eighth", "8th", "8", "#8"],
];
/// Beside a number these mean a place: "the first one".
const AROUND: &[&str] = &[
    "the", "one", "ones", "number", "no", "option", "product", "result", "please", "of", "them", "these", "those",
    "in", "list", "your", "item", "der", "die", "das", "den", "le", "la", "el", "il", "lo", "de", "o", "a", "and",
    "what", "about", "show", "me", "more", "tell", "on", "i", "take", "like", "is", "how", "that", "this", "with",
    "more", "details",
];
pub(super) const ALL: &[&str] = &[
    "them",
    "these",
    "those",
    "all",
    "all of them",
    "all three",
    "both",
    "both of them",
    "the two",
    "the three",
    "these two",
    "those two",
    "these three",
    "the two of them",
    "of the two",
    "of them",
    "of these",
    "alle",
    "beide",
    "diese",
    "les deux",
    "los dos",
    "entrambi",
];
const THAT: &[&str] = &[
    "it",
    "this",
    "that",
    "this one",
    "that one",
    "this product",
    "that product",
    "the same",
    "this program",
    "that program",
    "this app",
    "this game",
    "this font",
    "its",
    "he",
    "she",
    "es",
    "das",
    "lo",
    "la",
    "le",
    "dies",
    "questo",
    "esto",
];
const CHEAPEST: &[&str] = &[
    "the cheapest",
    "cheapest one",
    "the cheapest one",
    "cheapest",
    "the least expensive",
    "das günstigste",
    "le moins cher",
    "el más barato",
];

/// The product that `line` is, if it is nothing else.
pub(super) fn of(line: &Line, context: Context) -> Option<Target> {
    if line.is_empty() {
        return None;
    }
    let known = !context.is_empty();
    let text = line.text();
    if known && CHEAPEST.contains(&text.as_str()) {
        return Some(Target::Cheapest);
    }
    if known && THAT.contains(&text.as_str()) {
        return Some(Target::That);
    }
    if context.shown > 0 && ALL.contains(&text.as_str()) {
        return Some(Target::All);
    }
    let bare = line.trimmed(AROUND);
    if context.shown > 0
        && matches!(bare.text().as_str(), "last" | "letzte" | "letzten" | "dernier" | "último" | "ultimo" | "laatste")
    {
        return Some(Target::Last);
    }
    if context.shown > 0
        && let Some(place) = place(&bare)
        && (bare.len() == 1 && line.len() > 1
            || line.words[0].starts_with('#')
            || line.len() == 1 && !matches!(bare.text().as_str(), "one" | "two" | "three"))
    {
        return Some(Target::Nth(place));
    }
    None
}

fn place(line: &Line) -> Option<usize> {
    let text = line.text();
    ORDINALS.iter().position(|words| words.contains(&text.as_str()))
}

/// As [`of`]; otherwise what the words name.
pub(super) fn named(line: &Line, context: Context) -> Option<Target> {
    const LITTLE: &[&str] = &[
        "the", "a", "an", "please", "me", "here", "for", "of", "app", "program", "from", "to", "side", "by", "exactly",
        "really", "then", "and",
    ];
    of(line, context).or_else(|| {
        let bare = line.trimmed(LITTLE);
        (!bare.is_empty()).then(|| of(&bare, context).unwrap_or_else(|| Target::Named(bare.text())))
    })
}
