//! What is asked about a product.

use super::{
    Change, Context, Intent,
    lines::Line,
    target::{Target, named, of},
};

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
        "what do buyers say of",
        "what do buyers think of",
        "what do people say of",
        "what are people saying about",
        "how are the reviews of",
        "what are the reviews of",
        "the reviews of",
        "do people like",
        "do buyers like",
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
    // "Is it any good" is among the others below.
    let named = |it: &Line| it.text().ends_with(" any good") && !it.has_any(&["it", "this", "that", "they"]);
    if let Some(rest) = line.behind(&["is", "are"]).filter(named) {
        return Some((Aspect::Reviews, rest.trimmed(&["any", "good"])));
    }
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
