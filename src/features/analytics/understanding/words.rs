//! The words of a question, taken up one after the other.

/// A question as words, of which those are marked that were understood.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: Vec<Word>,
    quoted: Vec<String>,
}

#[derive(Debug)]
struct Word {
    /// As it was written.
    written: String,
    /// In lower case.
    plain: String,
    used: bool,
}

/// So many words of a question are read.
const MOST: usize = 60;

impl Words {
    pub fn of(text: &str) -> Self {
        let text: String = text.chars().take(500).collect();
        let (mut outside, mut quoted) = (String::new(), Vec::new());
        for (at, piece) in text.split(['"', '“', '”', '„', '«', '»']).enumerate() {
            match at % 2 {
                0 => outside.push_str(piece),
                _ => quoted.push(piece.trim().to_owned()),
            }
            outside.push(' ');
        }
        let breaks = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '?' | '!' | '(' | ')' | ':' | '/');
        let word = |it: &str| {
            let it = it.trim_matches(['.', '\'', '’']);
            Word { written: it.to_owned(), plain: it.to_lowercase().replace('’', "'"), used: false }
        };
        let words = outside.split(breaks).map(word).filter(|it| !it.plain.is_empty()).take(MOST).collect();
        quoted.retain(|it| !it.is_empty());
        Self { words, quoted }
    }

    /// What stood in quotation marks.
    pub fn quoted(&self) -> Vec<String> {
        self.quoted.clone()
    }

    /// Takes up the first place where these words follow each other; `a|b` is either. Gives what stood there.
    pub fn take(&mut self, pattern: &[&str]) -> Option<Vec<String>> {
        self.take_with(|at, word| pattern.get(at).map(|it| it.split('|').any(|it| it == word)))
    }

    /// Takes up the first place where words follow each other that `fits` accepts: it is told how many there are already,
    /// and says nothing when the place is complete.
    pub fn take_with(&mut self, fits: impl Fn(usize, &str) -> Option<bool>) -> Option<Vec<String>> {
        let start = (0..self.words.len()).find(|start| {
            let mut at = 0;
            loop {
                match (self.words.get(start + at).filter(|it| !it.used), fits(at, "")) {
                    (_, None) => return at > 0,
                    (None, _) => return false,
                    (Some(word), _) if fits(at, &word.plain) != Some(true) => return false,
                    _ => at += 1,
                }
            }
        })?;
        let mut found = Vec::new();
        while fits(found.len(), "").is_some() {
            let word = &mut self.words[start + found.len()];
            word.used = true;
            found.push(word.plain.clone());
        }
        Some(found)
    }

    /// Lets the last place at which `word` was taken up be read once more.
    pub fn put_back(&mut self, word: &str) {
        if let Some(it) = self.words.iter_mut().rev().find(|it| it.used && it.plain == word) {
            it.used = false;
        }
    }

    /// Whether this stands there as it is written, capitals and all; takes it up.
    pub fn take_written(&mut self, written: &str) -> bool {
        let found = self.words.iter_mut().find(|it| !it.used && it.written == written);
        found.is_some_and(|it| {
            it.used = true;
            true
        })
    }

    /// What is left, as stretches of words that follow each other, the longest first; none of fillers alone.
    pub fn runs(&self, fillers: &str) -> Vec<String> {
        let all: Vec<&[Word]> = self.words.split(|it| it.used).filter(|it| !it.is_empty()).collect();
        let mut found: Vec<String> = Vec::new();
        for run in all {
            for length in (1..=run.len().min(8)).rev() {
                for piece in run.windows(length) {
                    let edges = [&piece[0], &piece[length - 1]];
                    if edges.iter().any(|it| is_filler(fillers, &it.plain)) {
                        continue;
                    }
                    let text: Vec<&str> = piece.iter().map(|it| it.plain.as_str()).collect();
                    found.push(text.join(" "));
                }
            }
        }
        found.sort_by_key(|it| std::cmp::Reverse(it.split(' ').count()));
        found.truncate(24);
        found
    }

    /// Takes up a stretch that [`Words::runs`] gave.
    pub fn use_up(&mut self, run: &str) {
        let words: Vec<&str> = run.split(' ').collect();
        self.take(&words);
    }

    /// What was not understood.
    pub fn unread(&self, fillers: &str) -> Vec<String> {
        let left = self.words.iter().filter(|it| !it.used && !is_filler(fillers, &it.plain));
        left.map(|it| it.written.clone()).collect()
    }
}

fn is_filler(fillers: &str, word: &str) -> bool {
    fillers.split_whitespace().any(|it| it == word)
}
