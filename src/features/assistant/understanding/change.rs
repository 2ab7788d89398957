//! How what was looked for shall be different.

use super::{Context, Intent, lines::Line, wants};

/// A change to what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// What costs less than what was shown.
    Cheaper,
    /// What comes after what was shown.
    More,
    /// The newest first.
    Newer,
    /// What sells best first.
    Popular,
    /// What is rated best first.
    Better,
    /// Only what these words say: a price, a licence, what is not wanted.
    Only(String),
    /// These words along with those before.
    Also(String),
    /// These words instead of those before; filters stay.
    Instead(String),
}

const CHEAPER: &[&str] = &[
    "cheaper",
    "less expensive",
    "lower price",
    "cheaper one",
    "cheaper ones",
    "too expensive",
    "not so expensive",
    "günstiger",
    "billiger",
    "moins cher",
    "más barato",
    "meno caro",
    "mais barato",
    "goedkoper",
    "too much money",
    "too pricey",
];
const MORE: &[&str] = &[
    "more",
    "show more",
    "show me more",
    "others",
    "other ones",
    "other options",
    "something else",
    "anything else",
    "what else",
    "next",
    "more options",
    "more please",
    "mehr",
    "andere",
    "noch mehr",
    "autres",
    "más",
    "otros",
    "altri",
    "mais",
    "meer",
    "show me others",
    "different ones",
    "none of these",
    "none of them",
];
const NEWER: &[&str] =
    &["newer", "newest", "the newest", "latest", "more recent", "neuer", "plus récent", "newer ones"];
const POPULAR: &[&str] = &[
    "most popular",
    "more popular",
    "popular ones",
    "best selling",
    "bestselling",
    "best sellers",
    "what sells best",
    "beliebter",
];
const BETTER: &[&str] =
    &["better rated", "best rated", "higher rated", "with better reviews", "better reviews", "highest rated"];
/// Words that ask for nothing by themselves.
const LITTLE: &[&str] = &[
    "something",
    "anything",
    "please",
    "a",
    "an",
    "the",
    "is",
    "there",
    "any",
    "ones",
    "one",
    "show",
    "me",
    "i",
    "want",
    "but",
    "and",
    "do",
    "you",
    "have",
    "maybe",
    "sort",
    "by",
    "first",
    "it",
    "them",
    "that",
    "what",
    "about",
    "find",
    "now",
    "ok",
    "okay",
    "well",
    "even",
    "much",
    "bit",
    "which",
    "are",
    "then",
    "can",
    "get",
    "these",
    "all",
    "other",
    "too",
    "for",
];
/// What speaks of prices, offers and terms, not of goods.
const BOUNDS: &[&str] = &[
    "free",
    "kostenlos",
    "gratis",
    "gratuit",
    "gratuito",
    "under",
    "below",
    "over",
    "above",
    "at most",
    "up to",
    "less than",
    "more than",
    "on sale",
    "discounted",
    "reduced",
    "without",
    "open source",
    "rated",
    "stars",
    "since",
    "this year",
    "between",
    "max",
    "not",
];

pub(super) fn of(line: &Line, context: Context) -> Option<Intent> {
    if !context.looked {
        return None;
    }
    let bare = line.trimmed(LITTLE);
    let says = |words: &[&str]| {
        line.len() <= 7
            && words.iter().any(|it| {
                bare.text() == *it || line.text() == *it || line.has(it) && line.len() <= it.split(' ').count() + 3
            })
    };
    for (words, change) in [
        (CHEAPER, Change::Cheaper),
        (NEWER, Change::Newer),
        (POPULAR, Change::Popular),
        (BETTER, Change::Better),
        (MORE, Change::More),
    ] {
        if says(words) {
            return Some(Intent::Refine(change));
        }
    }
    if let Some((_, behind)) = line.around(&[
        "not that rather",
        "not those rather",
        "rather",
        "no i mean",
        "i mean",
        "i meant",
        "instead",
        "lieber",
        "plutôt",
    ]) {
        let rest = wants::need(&behind);
        return (!rest.is_empty()).then_some(Intent::Refine(Change::Instead(rest)));
    }
    const SWITCH: &[&str] = &[
        "what about",
        "how about",
        "and what about",
        "and how about",
        "wie wäre es mit",
        "und was ist mit",
        "et pour",
        "y qué tal",
        "e per",
        "what about some",
    ];
    const ADD: &[&str] = &[
        "and for",
        "and with",
        "and in",
        "and on",
        "only",
        "just",
        "but only",
        "but",
        "also",
        "any that",
        "any for",
        "any with",
        "any in",
        "ones that",
        "one that",
        "one with",
        "ones with",
        "ones for",
        "that",
        "with",
        "for",
        "nur",
        "aber",
        "seulement",
        "pero",
        "solo",
        "make it",
        "and without",
        "without",
        "which of them",
        "which of these",
        "that run",
        "that runs",
        "under",
        "below",
        "up to",
        "less than",
    ];
    if let Some(rest) = line.behind(SWITCH) {
        return Some(Intent::Refine(if is_bound(&rest) {
            Change::Only(rest.text())
        } else {
            Change::Instead(wants::need(&rest))
        }));
    }
    if is_bound(line) && line.len() <= 8 {
        return Some(Intent::Refine(Change::Only(line.raw.clone())));
    }
    if let Some(rest) = line.behind(ADD).filter(|it| !it.is_empty() && line.len() <= 9) {
        return Some(Intent::Refine(if is_bound(line) || is_bound(&rest) {
            Change::Only(line.raw.clone())
        } else {
            Change::Also(rest.text())
        }));
    }
    None
}

/// Whether nothing but a bound is said: "free ones", "under 10 dollars", "without ads".
fn is_bound(line: &Line) -> bool {
    let rest = line.trimmed(LITTLE);
    let money = |it: &str| {
        it.chars().any(|c| c.is_ascii_digit())
            || matches!(it, "dollars" | "dollar" | "euros" | "euro" | "bucks" | "usd" | "eur" | "ones" | "one")
    };
    let starts = BOUNDS.iter().find(|it| rest.text() == **it || rest.text().starts_with(&format!("{it} ")));
    starts.is_some_and(|it| {
        let behind = rest.words.iter().skip(it.split(' ').count());
        matches!(*it, "without" | "not" | "since" | "rated")
            || behind.clone().all(|word| money(word) || LITTLE.contains(&word.as_str()))
    })
}
