//! A text as the pieces of words that the table knows: the longest first, as its makers cut them (WordPiece).

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longer words are not looked for; nobody writes them.
const LONGEST: usize = 100;
/// So many bytes of a text are read.
pub(super) const READ: usize = 4_000;

/// The numbers of the pieces of `text`, in order. `find` knows them; a piece within a word begins with `##`. A word
/// that cannot be put together from pieces is left out.
pub(super) fn pieces(text: &str, find: impl Fn(&str) -> Option<u32>) -> Vec<u32> {
    let (mut found, mut word) = (Vec::new(), String::new());
    for c in super::super::schema::head(text, READ).nfd().flat_map(char::to_lowercase) {
        if is_combining_mark(c) || c.is_control() && !c.is_whitespace() {
            continue;
        }
        if c.is_whitespace() || stands_alone(c) {
            cut(&mut word, &find, &mut found);
            if !c.is_whitespace() {
                word.push(c);
                cut(&mut word, &find, &mut found);
            }
        } else {
            word.push(c);
        }
    }
    cut(&mut word, &find, &mut found);
    found
}

/// Cuts `word`, which is empty afterwards.
fn cut(word: &mut String, find: &impl Fn(&str) -> Option<u32>, found: &mut Vec<u32>) {
    let before = found.len();
    let mut from = 0;
    let mut piece = String::with_capacity(word.len() + 2);
    while from < word.len() && word.len() <= LONGEST {
        let ends = word[from..].char_indices().map(|(at, c)| from + at + c.len_utf8());
        let longest = ends.collect::<Vec<_>>().into_iter().rev().find_map(|to| {
            piece.clear();
            piece.push_str(if from > 0 { "##" } else { "" });
            piece.push_str(&word[from..to]);
            find(&piece).map(|number| (number, to))
        });
        let Some((number, to)) = longest else {
            found.truncate(before);
            break;
        };
        found.push(number);
        from = to;
    }
    word.clear();
}

/// Signs, and letters of scripts without spaces, are words of their own.
fn stands_alone(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(u32::from(c), 0x2010..=0x2027 | 0x2030..=0x205E | 0x3001..=0x3003 | 0x3008..=0x3011 | 0xFF01..=0xFF0F)
        || matches!(u32::from(c), 0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x2_0000..=0x2_FA1F | 0xF900..=0xFAFF)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: [&str; 7] = ["un", "##know", "##n", "words", "!", "字", "cafe"];

    fn cut_up(text: &str) -> Vec<&'static str> {
        let find = |it: &str| KNOWN.iter().position(|known| *known == it).and_then(|at| u32::try_from(at).ok());
        pieces(text, find).into_iter().map(|it| KNOWN[it as usize]).collect()
    }

    #[test]
    fn words_fall_into_the_longest_pieces() {
        assert_eq!(cut_up("Unknown WORDS!"), ["un", "##know", "##n", "words", "!"]);
        assert_eq!(cut_up("words unx words"), ["words", "words"], "what cannot be cut is left out as a whole");
        assert_eq!(cut_up("Café"), ["cafe"]);
        assert_eq!(cut_up("字字"), ["字", "字"]);
    }

    proptest! {
        #[test]
        fn any_text_can_be_cut(text in "\\PC{0,80}") {
            pieces(&text, |it| (it.len() < 4).then_some(1));
        }
    }
}
