//! Which product is meant, and what is asked about it.

use super::{Change, Context, Intent, lines::Line};

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

/// What is asked about a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// What it is.
    Everything,
    /// What it costs.
    Price,
    /// What it cost before.
    PriceHistory,
    /// What one may do with it.
    Licence,
    /// Who offers it.
    Maker,
    /// What is in it: files, sizes, kinds.
    Files,
    /// When it was changed last.
    Updated,
    /// In which languages it is.
    Languages,
    /// What others think of it.
    Reviews,
    /// Whatever the words ask: whether it can do something.
    Other,
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
const ALL: &[&str] = &[
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
fn named(line: &Line, context: Context) -> Option<Target> {
    const LITTLE: &[&str] = &[
        "the", "a", "an", "please", "me", "here", "for", "of", "app", "program", "from", "to", "side", "by", "exactly",
        "really", "then", "and",
    ];
    of(line, context).or_else(|| {
        let bare = line.trimmed(LITTLE);
        (!bare.is_empty()).then(|| of(&bare, context).unwrap_or_else(|| Target::Named(bare.text())))
    })
}

/// The products that shall stand side by side, if that is asked.
pub(super) fn compared(line: &Line, context: Context) -> Option<Vec<Target>> {
    const LEADS: &[&str] = &[
        "compare",
        "contrast",
        "please contrast",
        "i can't decide between",
        "i cannot decide between",
        "i can't decide",
        "i cannot decide",
        "torn between",
        "what do",
        "in what do",
        "how is",
        "can you compare",
        "could you compare",
        "please compare",
        "what is the difference between",
        "what the difference between",
        "difference between",
        "differences between",
        "how do",
        "which is better",
        "which one is better",
        "what is better",
        "put",
        "should i take",
        "should i get",
        "should i buy",
        "should i choose",
        "better",
        "how does",
        "vergleiche",
        "vergleich",
        "unterschied zwischen",
        "was ist der unterschied zwischen",
        "comparer",
        "compare moi",
        "compara",
        "comparar",
        "confronta",
        "vergelijk",
        "and which of",
        "which of",
    ];
    const TAILS: &[&str] = &[
        "side by side",
        "compare",
        "differ in",
        "which one",
        "which is",
        "which of",
        "what is the difference",
        "for the",
        "for a",
        "for my",
        "please",
        "with each other",
        "against each other",
        "to each other",
        "better",
        "nebeneinander",
    ];
    let marked = line.has_any(&[
        "compare",
        "compared",
        "contrast",
        "differ",
        "differs",
        "different from",
        "can't decide",
        "cannot decide",
        "torn between",
        "comparison",
        "difference between",
        "differences between",
        "vs",
        "versus",
        "side by side",
        "against",
        "vergleiche",
        "vergleich",
        "unterschied zwischen",
        "comparer",
        "compara",
        "comparar",
        "confronta",
        "vergelijk",
        "which is better",
        "which one is better",
        "gegenüber",
    ]);
    let chosen = context.shown > 1
        && line.len() <= 9
        && line.has_any(&["which one", "which of", "which is", "what is the best of", "welches", "lequel", "cuál"])
        && line.has_any(&[
            "better",
            "best",
            "cheaper",
            "cheapest",
            "should i",
            "recommend",
            "newer",
            "of them",
            "of these",
            "of the two",
            "of the three",
        ]);
    if chosen && !line.has_any(&["between", "or"]) {
        return Some(vec![Target::All]);
    }
    let or = line.is_question()
        && line.has_any(&["or", "oder", "ou", "o", "of"])
        && line.len() <= 4
        && !line.has_any(&["free", "cheap", "for", "a", "any"]);
    let should = line.has_any(&["should i take", "should i get", "should i buy", "should i choose", "which one"])
        && line.has_any(&["or"]);
    if !(marked || or || should) {
        return None;
    }
    let mut rest = line.behind(LEADS).unwrap_or_else(|| line.clone());
    if let Some((before, _)) = rest.around(TAILS) {
        rest = before;
    }
    let context_only = rest.trimmed(&["the", "of", "and", "with", "me", "please"]);
    if context.shown > 1 {
        if context_only.is_empty() || ALL.contains(&context_only.text().as_str()) || ALL.contains(&rest.text().as_str())
        {
            return Some(vec![Target::All]);
        }
        for (words, count) in [
            ("first two", 2),
            ("two first", 2),
            ("first three", 3),
            ("first 2", 2),
            ("first 3", 3),
            ("top two", 2),
            ("top three", 3),
            ("first four", 4),
            ("ersten beiden", 2),
            ("deux premiers", 2),
        ] {
            if rest.has(words) {
                return Some((0..count.min(context.shown)).map(Target::Nth).collect());
            }
        }
    }
    let mut parts = split(&rest, &line.raw);
    if parts.len() == 1 && context.about {
        parts.push(Line::of("it"));
    }
    let found: Vec<Target> = parts.iter().filter_map(|it| named(it, context)).collect();
    if found.is_empty() && context.shown > 1 {
        return Some(vec![Target::All]);
    }
    (found.len() > 1).then_some(found)
}

/// The names in `rest`; commas stand in `raw` alone.
fn split(rest: &Line, raw: &str) -> Vec<Line> {
    const JOINTS: [&str; 17] = [
        "and",
        "or",
        "vs",
        "versus",
        "with",
        "to",
        "against",
        "than",
        "und",
        "oder",
        "mit",
        "et",
        "y",
        "ou",
        "differ",
        "from",
        "different",
    ];
    let commas: Vec<String> = raw.split(',').filter_map(|it| Line::of(it).words.last().cloned()).collect();
    let mut parts = vec![Vec::new()];
    for word in &rest.words {
        if JOINTS.contains(&word.as_str()) {
            parts.push(Vec::new());
            continue;
        }
        let at = parts.len() - 1;
        parts[at].push(word.as_str());
        if raw.contains(',') && commas.contains(word) {
            parts.push(Vec::new());
        }
    }
    parts.iter().filter(|it| !it.is_empty()).map(|it| Line::of(&it.join(" "))).collect()
}

/// A question about a product.
pub(super) fn asked(line: &Line, context: Context) -> Option<Intent> {
    if let Some(target) = of(line, context) {
        return Some(Intent::Detail(target, Aspect::Everything));
    }
    if let Some(intent) = like(line, context) {
        return Some(intent);
    }
    let (aspect, rest) = aspect(line)?;
    let cut = rest.around(&["and is it", "and how", "and what", "and does it", "here"]).map_or(rest.clone(), |it| it.0);
    let target = named(&cut, context).or_else(|| (!context.is_empty()).then_some(Target::That))?;
    if let (Target::Named(name), Aspect::Everything) = (&target, aspect)
        && name.split(' ').count() > 5
    {
        return None;
    }
    Some(Intent::Detail(target, aspect))
}

/// "Something like it", "alternatives to Photoshop".
fn like(line: &Line, context: Context) -> Option<Intent> {
    const LIKE: &[&str] = &[
        "something like",
        "anything like",
        "something similar to",
        "anything similar to",
        "similar to",
        "alternatives to",
        "alternative to",
        "more like",
        "others like",
        "ähnlich wie",
        "comme",
    ];
    const ALONE: &[&str] = &[
        "something similar",
        "anything similar",
        "similar",
        "similar ones",
        "more like this",
        "alternatives",
        "any alternatives",
        "others like it",
        "etwas ähnliches",
        "algo similar",
    ];
    let cheaper = if line.has_any(&["cheaper", "less expensive", "günstiger", "moins cher", "más barato"]) {
        Change::Cheaper
    } else {
        Change::More
    };
    if !context.is_empty() && line.len() <= 7 && line.has_any(ALONE) {
        let (_, behind) = line.around(&["similar to", "like"]).unwrap_or((Line::of(""), Line::of("")));
        let target = of(&behind, context).unwrap_or(Target::That);
        return Some(Intent::Like(target, cheaper));
    }
    let (_, behind) = line.around(LIKE)?;
    let rest = behind.around(&["but"]).map_or(behind.clone(), |it| it.0);
    (rest.len() <= 4)
        .then(|| named(&rest, context))
        .flatten()
        .filter(|it| {
            !matches!(it, Target::Named(_)) || line.has_any(&["alternatives to", "alternative to", "similar to"])
        })
        .map(|it| Intent::Like(it, cheaper))
}

/// What is asked, and the words that are left for the product.
fn aspect(line: &Line) -> Option<(Aspect, Line)> {
    const PRICE: &[&str] = &[
        "how much is",
        "how much does",
        "how much do",
        "how much for",
        "what is the price of",
        "what the price of",
        "price of",
        "what does",
        "what do",
        "was kostet",
        "wie viel kostet",
        "combien coûte",
        "cuánto cuesta",
        "quanto costa",
        "quanto custa",
        "wat kost",
        "how expensive is",
    ];
    const LICENCE: &[&str] = &[
        "what licence has",
        "what license has",
        "which licence has",
        "which license has",
        "what licence does",
        "what license does",
        "which licence does",
        "which license does",
        "what is the licence of",
        "what is the license of",
        "licence of",
        "license of",
        "under what licence is",
        "under which licence is",
        "under what license is",
        "is it open source",
        "is it free software",
    ];
    const MAKER: &[&str] = &[
        "who makes",
        "who made",
        "who sells",
        "who wrote",
        "who develops",
        "who developed",
        "who is behind",
        "who publishes",
        "who created",
        "wer macht",
        "qui a fait",
        "quién hace",
        "chi fa",
        "who offers",
    ];
    const UPDATED: &[&str] = &[
        "when was",
        "when did",
        "how old is",
        "how new is",
        "is it still updated",
        "last update of",
        "what is new in",
        "what new in",
    ];
    const REVIEWS: &[&str] = &[
        "reviews of",
        "review of",
        "reviews for",
        "what do people say about",
        "what do people think of",
        "what do others think of",
        "rating of",
        "how good is",
        "is it any good",
        "what do buyers say about",
    ];
    const HISTORY: &[&str] = &[
        "price history of",
        "price history",
        "was it ever cheaper",
        "has it been cheaper",
        "lowest price of",
        "how was the price of",
    ];
    const LANGUAGES: &[&str] = &[
        "in which languages is",
        "what languages does",
        "which languages does",
        "is it in german",
        "is it available in",
    ];
    const FILES: &[&str] = &[
        "what is in",
        "what files are in",
        "which files are in",
        "how big is",
        "how large is",
        "what is included in",
        "what included in",
        "what file types",
        "which formats does",
        "what formats does",
        "in which formats is",
    ];
    const ABOUT: &[&str] = &[
        "tell me about",
        "tell me more about",
        "more about",
        "what is",
        "what's",
        "what are",
        "show me details of",
        "details of",
        "details about",
        "describe",
        "explain",
        "what can",
        "what does",
        "information about",
        "info about",
        "erzähl mir von",
        "was ist",
        "qu'est-ce que",
        "qué es",
        "che cos'è",
        "o que é",
        "wat is",
        "do you know",
        "was kann",
    ];
    const VERBS: &[&str] = &[
        "does",
        "do",
        "can",
        "is",
        "has",
        "will",
        "are",
        "could",
        "would",
        "kann",
        "ist",
        "hat",
        "unterstützt",
        "est-ce que",
        "puede",
        "può",
    ];
    const ENDS: &[&str] = &[
        "cost",
        "costs",
        "have",
        "has",
        "do",
        "use",
        "made",
        "updated",
        "come",
        "under",
        "again",
        "so",
        "there",
        "about",
        "kosten",
        "updated last",
    ];
    let line = line.behind(&["and", "so", "ok", "okay", "but", "then", "well"]).unwrap_or_else(|| line.clone());
    let costs = line.has_any(&["cost", "costs"]);
    for (aspect, leads) in [
        (Aspect::Price, PRICE),
        (Aspect::Licence, LICENCE),
        (Aspect::Maker, MAKER),
        (Aspect::PriceHistory, HISTORY),
        (Aspect::Reviews, REVIEWS),
        (Aspect::Languages, LANGUAGES),
        (Aspect::Files, FILES),
        (Aspect::Updated, UPDATED),
    ] {
        if let Some(rest) = line.behind(leads) {
            if aspect == Aspect::Price && line.behind(&["what does", "what do"]).is_some() && !costs {
                continue;
            }
            return Some((aspect, rest.trimmed(ENDS)));
        }
        let whole = line.text();
        if leads.contains(&whole.as_str()) {
            return Some((aspect, Line::of("")));
        }
    }
    if line.has_any(&["price", "how much"]) && line.len() <= 4 {
        return Some((Aspect::Price, line.trimmed(&["the", "price", "how", "much", "is", "it", "what", "and"])));
    }
    if let Some(rest) = line.behind(ABOUT) {
        return Some((Aspect::Everything, rest.trimmed(ENDS)));
    }
    if line.is_question()
        && line.len() <= 12
        && VERBS.contains(&line.words[0].as_str())
        && !line.has_any(&["you", "there", "i", "we", "someone", "anyone", "anybody"])
    {
        return Some((Aspect::Other, subject(&Line::of(&line.words[1..].join(" ")))));
    }
    None
}

/// The words before the verb of a question: "krita" of "krita open psd files".
fn subject(line: &Line) -> Line {
    if line.words.first().is_some_and(|it| matches!(it.as_str(), "it" | "this" | "that")) {
        return Line::of(&line.words[..1].join(" "));
    }
    if line.words.first().is_some_and(|it| it == "the") && line.len() > 2 {
        let end = if line.words[2] == "one" { 3 } else { 2 };
        return Line::of(&line.words[..end].join(" "));
    }
    Line::of(&line.words.iter().take(1).cloned().collect::<Vec<_>>().join(" "))
}
