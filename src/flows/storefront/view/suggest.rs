use askama::Template;

use crate::platform::web::parts::Card;

/// What the search box offers while one types; a fragment, empty when there is nothing to offer.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "storefront/suggest.html")]
pub struct Suggestions {
    /// Words to search for.
    pub searches: Vec<Suggestion>,
    /// Categories of that name.
    pub categories: Vec<Suggestion>,
    /// Products of that name.
    pub products: Vec<Card>,
}

/// One line of the suggestions.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// Where it leads.
    pub url: String,
    /// Its words, escaped, with what was typed in `<mark>`.
    pub html: String,
}

impl Suggestion {
    /// A line that marks what was typed at the beginning of `text`, whatever the case of its letters.
    pub fn new(text: &str, typed: &str, url: impl Into<String>) -> Self {
        let same = text.chars().zip(typed.chars()).take_while(|(a, b)| a.to_lowercase().eq(b.to_lowercase())).count();
        let whole = same > 0 && same == typed.chars().count();
        let cut = if whole { text.char_indices().nth(same).map_or(text.len(), |(at, _)| at) } else { 0 };
        let (marked, rest) = text.split_at(cut);
        let html = if marked.is_empty() {
            escaped(rest)
        } else {
            format!("<mark>{}</mark>{}", escaped(marked), escaped(rest))
        };
        Self { url: url.into(), html }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_marked_and_the_rest_is_harmless() {
        let html = |text, typed| Suggestion::new(text, typed, "/").html;
        assert_eq!(html("Lo-fi drums", "lo-fi dr"), "<mark>Lo-fi dr</mark>ums");
        assert_eq!(html("drums", "bass"), "drums");
        assert_eq!(html("Über", "über"), "<mark>Über</mark>");
        assert_eq!(html("a<b>", "a<"), "<mark>a&lt;</mark>b&gt;");
        assert_eq!(html("ab", "abc"), "ab");
    }
}
