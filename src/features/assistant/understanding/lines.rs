//! A message as rules read it.

/// The words of a message in lower case, without signs around them.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The words.
    pub words: Vec<String>,
    /// The words between single spaces, with one before the first and one behind the last.
    padded: String,
    /// As it was written.
    pub raw: String,
}

impl Line {
    pub fn of(text: &str) -> Self {
        let text = &without_marks(text);
        let words: Vec<String> = text.split_whitespace().map(plain).filter(|it| !it.is_empty()).collect();
        let padded = format!(" {} ", words.join(" "));
        Self { words, padded, raw: text.trim().to_owned() }
    }

    /// Whether these words stand somewhere in it, in this order.
    pub fn has(&self, phrase: &str) -> bool {
        self.padded.contains(&format!(" {phrase} "))
    }

    /// Whether one of `phrases` does.
    pub fn has_any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|it| self.has(it))
    }

    /// Whether a word begins with one of `stems`.
    pub fn has_stem(&self, stems: &[&str]) -> bool {
        self.words.iter().any(|word| stems.iter().any(|it| word.starts_with(it)))
    }

    /// What stands behind the first of `phrases` that it begins with.
    pub fn behind(&self, phrases: &[&str]) -> Option<Self> {
        phrases.iter().find_map(|it| self.padded.strip_prefix(&format!(" {it} "))).map(Self::of)
    }

    /// What stands around the first of `phrases` that is somewhere in it.
    pub fn around(&self, phrases: &[&str]) -> Option<(Self, Self)> {
        let found = phrases.iter().find_map(|it| self.padded.split_once(&format!(" {it} ")));
        found.map(|(before, behind)| (Self::of(before), Self::of(behind)))
    }

    /// The words without those at both ends that are among `little`.
    pub fn trimmed(&self, little: &[&str]) -> Self {
        let is_little = |it: &&String| little.contains(&it.as_str());
        let start = self.words.iter().take_while(is_little).count();
        let end = self.words[start..].iter().rev().take_while(is_little).count();
        Self::of(&self.words[start..self.words.len() - end].join(" "))
    }

    /// The words with spaces between them.
    pub fn text(&self) -> String {
        self.words.join(" ")
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether it is asked, rather than said.
    pub fn is_question(&self) -> bool {
        self.raw.ends_with('?')
    }

    /// Whether nothing in it could be a word that says something, in any language that is written with letters.
    pub fn is_gibberish(&self) -> bool {
        const EMPTY: &[&str] =
            &["the", "of", "and", "but", "which", "a", "an", "or", "to", "in", "on", "at", "is", "it", "that", "this"];
        !self.words.iter().any(|it| could_be_a_word(it) && !EMPTY.contains(&it.as_str()))
    }
}

/// Without what stands between angle brackets: nobody says that aloud.
fn without_marks(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        said.push_str(before);
        match behind.split_once('>').filter(|it| !it.0.contains('<')) {
            Some((_, after)) => {
                said.push(' ');
                rest = after;
            }
            None => {
                said.push('<');
                rest = behind;
            }
        }
    }
    said + rest
}

fn plain(word: &str) -> String {
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '$' | '€' | '£' | '#' | '%' | '+'));
    inner.to_lowercase().replace(['\u{2019}', '`'], "'").replace("'s", "")
}

/// A run of consonants or of keys that lie beside each other is not said by anybody.
fn could_be_a_word(word: &str) -> bool {
    const KEYS: [&str; 8] = ["qwer", "asdf", "zxcv", "yxcv", "hjkl", "sdfg", "wert", "dfgh"];
    let letters = word.chars().filter(|it| it.is_alphabetic()).count();
    let latin = word.chars().all(|it| !it.is_alphabetic() || (it as u32) < 0x250);
    if letters < 2 || !latin {
        return letters >= 1 && !latin;
    }
    let vowels = word.chars().filter(|it| "aeiouyàáâäãåæèéêëìíîïòóôöõøœùúûü".contains(*it)).count();
    let run = word.split(|c: char| "aeiouyàáâäãåæèéêëìíîïòóôöõøœùúûü".contains(c)).map(str::len).max().unwrap_or(0);
    // Short ones may be abbreviations: PDF, HTML, SVG.
    let abbreviation = letters <= 4 && !KEYS.iter().any(|it| word.contains(it));
    abbreviation || vowels > 0 && run <= 5 && !KEYS.iter().any(|it| word.contains(it))
}
