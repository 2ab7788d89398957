//! Words of the dictionary that may be meant by one that is not in it.

use super::view::View;

/// So many similar words are looked for at most, all equally near.
const MOST_SIMILAR: usize = 3;
/// Longer words are not corrected; looking for similar ones would take long.
const LONGEST: usize = 24;
/// So many words of the dictionary are looked through for those that begin alike.
const LOOKED_THROUGH: usize = 5_000;

/// The words nearest to `word`, the likeliest first: few typing errors away (none in short words, one from four
/// letters on, two from eight), with the same first letter, frequent.
pub(super) fn similar(view: &View, word: &str) -> tantivy::Result<Vec<String>> {
    let length = word.chars().count();
    let most = match length {
        ..4 => return Ok(Vec::new()),
        4..8 => 1,
        8..=LONGEST => 2,
        _ => return Ok(Vec::new()),
    };
    if word.chars().all(|c| c.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    for distance in 1..=most {
        let found = view.similar(word, distance)?;
        let mut found: Vec<_> =
            found.into_iter().filter(|(it, _)| it != word && !it.contains(|c: char| c.is_ascii_digit())).collect();
        if !found.is_empty() {
            let strange = |it: &str| it.chars().next() != word.chars().next();
            found.sort_by(|(a, often_a), (b, often_b)| {
                (strange(a), often_b).cmp(&(strange(b), often_a)).then_with(|| a.cmp(b))
            });
            found.truncate(MOST_SIMILAR);
            return Ok(found.into_iter().map(|(it, _)| it).collect());
        }
    }
    Ok(Vec::new())
}

/// Two known words that were written as one; the more frequent the better.
pub(super) fn split(view: &View, word: &str) -> Option<(String, String)> {
    let often = |it: &str| view.frequency(view.fields.words, it);
    let cuts = word.char_indices().map(|(at, _)| at).filter(|at| *at >= 3 && word.len() - at >= 3);
    cuts.map(|at| word.split_at(at))
        .map(|(one, other)| (often(one).min(often(other)), one, other))
        .filter(|it| it.0 > 0)
        .max_by_key(|it| it.0)
        .map(|(_, one, other)| (one.to_owned(), other.to_owned()))
}

/// The words that begin with `start`, the most frequent first.
pub(super) fn endings(view: &View, start: &str, most: usize) -> tantivy::Result<Vec<String>> {
    let mut found: std::collections::HashMap<String, u64> = std::collections::HashMap::new();
    let mut looked = 0;
    view.dictionary(start, |word, often| {
        looked += 1;
        let alike = word.starts_with(start);
        if alike {
            *found.entry(word.to_owned()).or_default() += often;
        }
        alike && looked < LOOKED_THROUGH
    })?;
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|(a, often_a), (b, often_b)| often_b.cmp(often_a).then_with(|| a.cmp(b)));
    found.truncate(most);
    Ok(found.into_iter().map(|(it, _)| it).collect())
}
