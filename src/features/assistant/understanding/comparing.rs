//! Products that shall stand side by side.

use super::{
    Context,
    lines::Line,
    target::{ALL, Target, named},
};

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
