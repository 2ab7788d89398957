//! Marks in a text what was found in it.

use std::collections::HashSet;

use super::{
    schema::head,
    stemming::Stemming,
    words::{Stems, Word, words},
};

/// So many characters of a text are looked through for a passage to quote.
const LOOKED_THROUGH: usize = 3_000;

/// Marks the words that were found. Everything else is escaped, so that its answers are HTML in which
/// only `<mark>` occurs.
#[derive(Debug, Clone, Default)]
pub struct Highlighter {
    stemming: Stemming,
    stems: HashSet<String>,
    prefix: Option<String>,
}

impl Highlighter {
    /// A highlighter of words of `language` with these stems, and of words that begin with `prefix`.
    pub(super) fn new(stemming: Stemming, stems: HashSet<String>, prefix: Option<String>) -> Self {
        Self { stemming, stems, prefix }
    }

    /// Whether there is nothing to mark.
    pub fn is_empty(&self) -> bool {
        self.stems.is_empty() && self.prefix.is_none()
    }

    /// All of `text`, with what was found marked.
    pub fn mark(&self, text: &str) -> String {
        let mut html = String::with_capacity(text.len() + 32);
        write_marked(&mut html, text, &self.finds(text, &mut Stems::new(self.stemming)));
        html
    }

    /// The passage of about `length` characters in which most of the words were found, marked; none if none was.
    pub fn snippet(&self, text: &str, length: usize) -> Option<String> {
        self.snippet_with(text, length, &mut Stems::new(self.stemming))
    }

    pub(super) fn snippet_with(&self, text: &str, length: usize, stems: &mut Stems) -> Option<String> {
        let text = head(text, LOOKED_THROUGH);
        let finds = self.finds(text, stems);
        let first = best(&finds, length)?;
        // A little of what comes before the first find, from the start of a word.
        let from = back(text, first, length / 4);
        let to = from + head(&text[from..], length).len();
        let to = if to == text.len() { to } else { text[from..to].rfind(' ').map_or(to, |at| from + at) };
        let to = finds.iter().filter(|it| it.at.start < to).map(|it| it.at.end).fold(to, usize::max);
        let within: Vec<_> = finds
            .into_iter()
            .filter(|it| it.at.start >= from && it.at.end <= to)
            .map(|it| Word { at: it.at.start - from..it.at.end - from, ..it })
            .collect();
        let mut html = String::with_capacity(length * 2);
        if from > 0 {
            html.push('…');
        }
        write_marked(&mut html, text[from..to].trim_end(), &within);
        if to < text.len() {
            html.push('…');
        }
        Some(html)
    }

    /// The words of `text` that were found, each once, in order; a compound covers its parts.
    fn finds(&self, text: &str, stems: &mut Stems) -> Vec<Word> {
        let mut finds: Vec<Word> = Vec::new();
        if self.is_empty() {
            return finds;
        }
        // No stem begins with another letter than its word, so that most of a text can be passed over.
        let firsts: HashSet<char> = self.stems.iter().chain(&self.prefix).filter_map(|it| it.chars().next()).collect();
        let letters = firsts.iter().filter(|it| it.is_ascii()).fold(0u128, |all, it| all | 1 << u32::from(*it));
        for (start, stretch) in stretches(text).filter(|(_, it)| may_hold(it, letters)) {
            for word in words(stretch) {
                let begun = self.prefix.as_ref().is_some_and(|it| word.text.starts_with(it.as_str()));
                let may = word.text.chars().next().is_some_and(|it| firsts.contains(&it));
                if begun || (may && self.stems.contains(&stems.of(&word.text))) {
                    let at = start + word.at.start..start + word.at.end;
                    // A compound covers its parts.
                    while finds.last().is_some_and(|it| it.at.end > at.start) {
                        finds.pop();
                    }
                    finds.push(Word { at, ..word });
                }
            }
        }
        finds
    }
}

/// What stands between white space, with where it begins.
fn stretches(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let begin = text.as_ptr() as usize;
    text.split_ascii_whitespace().map(move |it| (it.as_ptr() as usize - begin, it))
}

/// Whether a word in `stretch` may begin with one of `letters`, a bit for each ASCII character.
fn may_hold(stretch: &str, letters: u128) -> bool {
    let mut before = b' ';
    for byte in stretch.bytes() {
        if !byte.is_ascii() || (!before.is_ascii_alphanumeric() && letters >> byte.to_ascii_lowercase() & 1 == 1) {
            return true;
        }
        before = byte;
    }
    false
}

/// Where the passage with most different words begins.
fn best(finds: &[Word], length: usize) -> Option<usize> {
    let mut most = (0, None);
    for (index, first) in finds.iter().enumerate() {
        let within = finds[index..].iter().take_while(|it| it.at.end <= first.at.start + length);
        let different = within.map(|it| it.text.as_str()).collect::<HashSet<_>>().len().max(1);
        if different > most.0 {
            most = (different, Some(first.at.start));
        }
    }
    most.1
}

/// The beginning of the word that stands `length` bytes or less before `at`.
fn back(text: &str, at: usize, length: usize) -> usize {
    if at <= length {
        return 0;
    }
    let from = (at - length..at).find(|it| text.is_char_boundary(*it)).unwrap_or(at);
    text[from..at].find(char::is_whitespace).map_or(at, |space| {
        let rest = &text[from + space..at];
        at - rest.trim_start().len()
    })
}

fn write_marked(html: &mut String, text: &str, finds: &[Word]) {
    let mut done = 0;
    for find in finds.iter().filter(|it| it.at.end <= text.len()) {
        escape(html, &text[done..find.at.start]);
        html.push_str("<mark>");
        escape(html, &text[find.at.clone()]);
        html.push_str("</mark>");
        done = find.at.end;
    }
    escape(html, &text[done..]);
}

fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Highlighter {
        let mut stems = Stems::new(Stemming::default());
        Highlighter::new(Stemming::default(), words(text).iter().map(|it| stems.of(&it.text)).collect(), None)
    }

    #[test]
    fn finds_are_marked_and_the_rest_is_harmless() {
        assert_eq!(of("brush").mark("<b>Brushes</b> & more"), "&lt;b&gt;<mark>Brushes</mark>&lt;/b&gt; &amp; more");
        assert_eq!(of("plugin").mark("A plug-in"), "A <mark>plug-in</mark>");
        assert_eq!(of("creme").mark("Crème fraîche"), "<mark>Crème</mark> fraîche");
        let typed = Highlighter::new(Stemming::default(), HashSet::new(), Some("phot".into()));
        assert_eq!(typed.mark("Photos and more"), "<mark>Photos</mark> and more");
    }

    #[test]
    fn a_snippet_shows_the_best_passage() {
        let text =
            format!("{}Here lie a brush and some ink, {}", "Nothing at all. ".repeat(30), "and so on ".repeat(30));
        let snippet = of("ink brush").snippet(&text, 100).unwrap();
        assert!(snippet.contains("<mark>brush</mark> and some <mark>ink</mark>"), "{snippet}");
        assert!(snippet.starts_with('…') && snippet.ends_with('…') && snippet.len() < 160, "{snippet}");
        assert_eq!(of("ink").snippet("nothing", 100), None);
    }

    proptest! {
        #[test]
        fn whatever_the_text_only_marks_are_markup(text in "([<>&\"a-c ]|\\PC){0,300}", length in 1usize..200) {
            let finder = Highlighter::new(Stemming::default(), HashSet::from(["a".to_owned(), "b".to_owned()]), Some("c".into()));
            for html in [Some(finder.mark(&text)), finder.snippet(&text, length)].into_iter().flatten() {
                prop_assert!(!html.replace("<mark>", "").replace("</mark>", "").contains(['<', '>']));
                prop_assert_eq!(html.matches("<mark>").count(), html.matches("</mark>").count());
            }
        }
    }
}
