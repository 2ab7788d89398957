//! How text becomes words, the same for what is kept and for what is asked.
//!
//! Words are folded: lower case, without accents. A word with an apostrophe is one word (`maker's`),
//! so is one with signs that change its meaning (`c++`, `c#`); a compound (`plug-in`) is known by its
//! parts and by the whole (`plugin`), and so is a version or an amount (`5.4.0`). Scripts without spaces are read letter by
//! letter, and by each two letters that stand together.

use std::ops::Range;

use tantivy::tokenizer::{RawTokenizer, TextAnalyzer, Token, TokenStream, Tokenizer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::stemming::Stemming;

/// Longer words are cut; no word that anyone looks for is.
pub(super) const LONGEST: usize = 40;

/// A word where it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is looked up.
    pub text: String,
    /// Where it stands.
    pub at: Range<usize>,
    /// The place in the order of words; a compound stands at the place of its first part.
    pub position: usize,
    /// Which of the words before it are its parts: so many.
    pub joins: usize,
    /// It is two letters of a script without spaces, which stand there by themselves as well.
    pub pair: bool,
}

/// The words of `text`, in order; compounds after their parts.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let (mut position, mut compound, mut open) = (0, 0, false);
    while let Some((start, c)) = chars.next() {
        if !is_part(c) {
            // One hyphen between two words joins them, and so does a point between two digits.
            let point =
                c == '.' && is_digit(text[..start].chars().next_back()) && is_digit(text[start + 1..].chars().next());
            if !(open && (is_hyphen(c) || point)) {
                close(text, &mut found, &mut compound);
            }
            open = false;
            continue;
        }
        let mut end = start + c.len_utf8();
        if is_ideograph(c) {
            close(text, &mut found, &mut compound);
            let before = found.iter().rev().find(|it| !it.pair).filter(|it| it.at.end == start).cloned();
            push(&mut found, text, start..end, &mut position);
            if let Some(before) = before.filter(|it| text[it.at.clone()].starts_with(is_ideograph)) {
                let at = before.at.start..end;
                found.push(Word { text: fold(&text[at.clone()]), at, pair: true, ..before });
            }
            open = false;
            continue;
        }
        while let Some(&(at, next)) = chars.peek() {
            let inside = is_part(next) && !is_ideograph(next);
            let apostrophe =
                matches!(next, '\'' | '’') && text[at + next.len_utf8()..].starts_with(char::is_alphabetic);
            if !inside && !apostrophe {
                break;
            }
            end = at + next.len_utf8();
            chars.next();
        }
        if push(&mut found, text, start..end, &mut position) {
            compound += 1;
        }
        open = true;
        if let Some(signs) = signs(&text[end..]).filter(|_| compound > 0) {
            let sign = Word { at: start..end + signs, joins: 1, ..joined(&found, 1, &text[end..end + signs]) };
            found.push(sign);
            compound = 0;
            open = false;
            for _ in 0..signs {
                chars.next();
            }
        }
    }
    close(text, &mut found, &mut compound);
    found
}

/// Adds the whole after its parts. A version keeps its points.
fn close(text: &str, found: &mut Vec<Word>, compound: &mut usize) {
    let parts = std::mem::take(compound);
    if (2..=4).contains(&parts) {
        let mut whole = joined(found, parts, "");
        if text[whole.at.clone()].contains('.') {
            whole.text = fold(&text[whole.at.clone()]);
        }
        // A cut whole could equal one of its parts.
        if whole.text.chars().count() <= LONGEST {
            found.push(whole);
        }
    }
}

fn joined(found: &[Word], parts: usize, tail: &str) -> Word {
    let parts_of = &found[found.len() - parts..];
    let mut text: String = parts_of.iter().map(|it| it.text.as_str()).collect();
    text.push_str(tail);
    let first = parts_of.first();
    let from = first.map_or(0, |it| it.at.start);
    let to = parts_of.last().map_or(0, |it| it.at.end);
    Word { text, at: from..to, position: first.map_or(0, |it| it.position), joins: parts, pair: false }
}

fn push(found: &mut Vec<Word>, text: &str, at: Range<usize>, position: &mut usize) -> bool {
    let mut folded = fold(&text[at.clone()]);
    cut(&mut folded);
    if folded.is_empty() {
        return false;
    }
    found.push(Word { text: folded, at, position: *position, joins: 0, pair: false });
    *position += 1;
    true
}

fn cut(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
    }
}

/// `c++`, `c#`, `notepad++`: how many signs follow, if these do and no word goes on behind them.
fn signs(rest: &str) -> Option<usize> {
    let count = if rest.starts_with("++") { 2 } else { usize::from(rest.starts_with('#')) };
    let ends = !rest[count..].starts_with(|c: char| is_part(c) || c == '+' || c == '#');
    (count > 0 && ends).then_some(count)
}

fn is_part(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

fn is_digit(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_digit())
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Letters of scripts that put no spaces between words.
fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x2FDF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Lower case without accents; letters that no accent explains are written as two.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(|c| *c != '\'').map(|c| c.to_ascii_lowercase()).collect();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’')) {
        match c {
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ø' | 'Ø' => folded.push('o'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'ł' | 'Ł' => folded.push('l'),
            'þ' | 'Þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c => folded.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c))),
        }
    }
    folded
}

/// Brings words to their stems.
#[derive(Clone)]
pub(super) struct Stems(TextAnalyzer);

impl Stems {
    /// The stems of a language's words.
    pub fn new(stemming: Stemming) -> Self {
        Self(analyzer(RawTokenizer::default(), stemming))
    }

    /// The stem of a folded word.
    pub fn of(&mut self, word: &str) -> String {
        let mut stream = self.0.token_stream(word);
        if stream.advance() { std::mem::take(&mut stream.token_mut().text) } else { word.to_owned() }
    }
}

/// What makes words of a text with `tokenizer`, and brings them to their stems.
pub(super) fn analyzer(tokenizer: impl Tokenizer, stemming: Stemming) -> TextAnalyzer {
    match stemming.stemmer() {
        Some(stemmer) => TextAnalyzer::builder(tokenizer).filter(stemmer).build(),
        None => TextAnalyzer::builder(tokenizer).build(),
    }
}

/// [`words`] for the index.
#[derive(Clone, Copy, Default)]
pub(super) struct Words;

/// The words of one text.
pub(super) struct WordStream {
    words: std::vec::IntoIter<Word>,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        WordStream { words: words(text).into_iter(), token: Token::default() }
    }
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        self.token = Token {
            offset_from: word.at.start,
            offset_to: word.at.end,
            position: word.position,
            text: word.text,
            position_length: 1,
        };
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(texts("Crème BRÛLÉE, Größe Øresund"), ["creme", "brulee", "grosse", "oresund"]);
        assert_eq!(texts("Maker's kit’s 'x'"), ["makers", "kits", "x"]);
        assert_eq!(texts("ﬁne ΣΊΣΥΦΟΣ"), ["fine", "σισυφοσ"]);
    }

    #[test]
    fn compounds_are_known_by_parts_and_whole() {
        assert_eq!(texts("plug-in pack"), ["plug", "in", "plugin", "pack"]);
        assert_eq!(texts("C++ and C# in Notepad++"), ["c", "c++", "and", "c", "c#", "in", "notepad", "notepad++"]);
        assert_eq!(texts("a - b"), ["a", "b"]);
        assert_eq!(texts("1+++2"), ["1", "2"]);
        assert_eq!(texts("Tulip 5.4.0. v2.1 1. 2"), ["tulip", "5", "4", "0", "5.4.0", "v2", "1", "v2.1", "1", "2"]);
    }

    #[test]
    fn scripts_without_spaces_are_read_by_letters() {
        assert_eq!(texts("日本語 font"), ["日", "本", "日本", "語", "本語", "font"]);
        assert_eq!(texts("本 本"), ["本", "本"]);
    }

    #[test]
    fn stems_join_forms() {
        let mut stems = Stems::new(Stemming::default());
        assert_eq!(stems.of("brushes"), stems.of("brush"));
        assert_eq!(stems.of("editing"), stems.of("editor's").replace("editor", "edit"));
        let mut stems = Stems::new(Stemming::parse("de").unwrap());
        assert_eq!(stems.of(&fold("Schriften")), stems.of(&fold("Schrift")));
        let mut stems = Stems::new(Stemming::parse("any").unwrap());
        assert_eq!(stems.of("brushes"), "brushes");
    }

    proptest! {
        #[test]
        fn any_text_gives_words_that_stand_in_it(text in "(\\PC|[-'+#.a-c]){0,60}") {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(!word.text.is_empty() && word.text.chars().count() <= LONGEST + 2);
                prop_assert!(text.get(word.at.clone()).is_some());
                prop_assert!(word.joins > 0 || word.pair || word.at.start >= last);
                last = word.at.end;
            }
        }
    }
}
