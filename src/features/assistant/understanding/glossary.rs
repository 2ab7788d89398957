//! What shoppers ask for in other languages than English, word by word: enough to find goods whose descriptions are English.
//! German, French, Spanish, Italian, Portuguese, Dutch.

/// Words of other languages and their English; a star stands for any ending. Nothing is said by those with no English.
const WORDS: &str = include_str!("glossary.txt");

/// `text` in English, if enough of its words are of another language; words that are not known stay.
pub(super) fn in_english(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let told: Vec<Option<&str>> = words.iter().map(|it| look_up(it)).collect();
    let known = told.iter().flatten().count();
    if known < 2 && known < words.len() || known * 5 < words.len() * 2 {
        return None;
    }
    let mut said: Vec<&str> = Vec::new();
    for (word, told) in words.iter().zip(told) {
        for part in told.unwrap_or(word).split_whitespace() {
            if said.last() != Some(&part) {
                said.push(part);
            }
        }
    }
    (!said.is_empty()).then(|| said.join(" "))
}

fn look_up(word: &str) -> Option<&'static str> {
    // French and Italian bind their articles with an apostrophe.
    let word = word
        .split_once('\'')
        .filter(|(before, behind)| before.len() <= 4 && !behind.is_empty())
        .map_or(word, |it| it.1);
    let mut best: Option<(&str, &str)> = None;
    for line in WORDS.lines() {
        let Some((of, english)) = line.split_once('\t') else { continue };
        for of in of.split(' ') {
            let fits = of.strip_suffix('*').map_or(of == word, |stem| word.starts_with(stem));
            if fits && best.is_none_or(|it| it.0.len() < of.len()) {
                best = Some((of, english));
            }
        }
    }
    best.map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_are_told_in_english() {
        assert_eq!(in_english("ein programm zum malen und zeichnen").as_deref(), Some("program paint draw"));
        assert_eq!(
            in_english("lire des livres électroniques sur mon ordinateur").as_deref(),
            Some("read books e-book computer")
        );
        assert_eq!(in_english("grabar las canciones de mi grupo").as_deref(), Some("record music songs band"));
        assert_eq!(in_english("draw my family tree"), None);
        assert_eq!(in_english("die hard game"), None, "English words may look like others");
    }
}
