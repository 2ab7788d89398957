//! What the index knows of language: whose forms of words belong together, and which of them say little.

use tantivy::tokenizer::{Language as Snowball, Stemmer};

use super::meaning::Meaning;

/// A language whose words the index brings to their stems (by the algorithms of the Snowball project).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stemming {
    /// By ISO 639-1.
    code: &'static str,
    snowball: Option<Snowball>,
    /// Words that need not occur where others do, folded.
    little: &'static [&'static str],
}

/// What an index goes by.
#[derive(Clone, Copy)]
pub struct Knowledge {
    /// The language of most texts.
    pub stemming: Stemming,
    /// What tells it what texts mean; none goes by words alone.
    pub meaning: Option<&'static Meaning>,
    /// Of more documents than these, the nearest in meaning are found by graphs instead of looking at each.
    pub many: u64,
}

impl Default for Knowledge {
    fn default() -> Self {
        Self { stemming: Stemming::default(), meaning: None, many: 100_000 }
    }
}

impl Default for Stemming {
    fn default() -> Self {
        ALL[0]
    }
}

impl Stemming {
    /// The language called `code`; none if its words are not known. `any` takes each word as it is.
    pub fn parse(code: &str) -> Option<Self> {
        ALL.into_iter().find(|it| it.code == code)
    }

    /// Every code that can be parsed.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        ALL.into_iter().map(|it| it.code)
    }

    /// As settings write it.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// What brings words to their stems; none where each stays as it is.
    pub(super) fn stemmer(self) -> Option<Stemmer> {
        self.snowball.map(Stemmer::new)
    }

    /// Whether `word`, which is folded, says little in this language.
    pub(super) fn is_little(self, word: &str) -> bool {
        self.little.contains(&word)
    }
}

const fn known(code: &'static str, snowball: Snowball, little: &'static [&'static str]) -> Stemming {
    Stemming { code, snowball: Some(snowball), little }
}

const ALL: [Stemming; 19] = [
    known(
        "en",
        Snowball::English,
        &[
            "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "how", "i", "in", "into", "is", "it", "me",
            "my", "of", "on", "or", "some", "that", "the", "this", "to", "want", "what", "which", "with", "you",
            "your",
        ],
    ),
    known("ar", Snowball::Arabic, &["في", "من", "على", "الى", "عن", "مع", "و", "او", "هذا", "هذه"]),
    known(
        "da",
        Snowball::Danish,
        &["af", "at", "de", "den", "det", "der", "en", "er", "et", "for", "fra", "i", "med", "og", "pa", "som", "til"],
    ),
    known(
        "de",
        Snowball::German,
        &[
            "als", "am", "an", "auf", "aus", "bei", "das", "dem", "den", "der", "des", "die", "ein", "eine", "einem",
            "einen", "einer", "fur", "ich", "im", "in", "ist", "mein", "mir", "mit", "oder", "und", "uber", "um",
            "von", "was", "wie", "zu", "zum", "zur",
        ],
    ),
    known("el", Snowball::Greek, &["για", "και", "με", "να", "ο", "η", "το", "του", "τησ", "σε", "απο", "των"]),
    known(
        "es",
        Snowball::Spanish,
        &[
            "a", "al", "con", "de", "del", "el", "en", "es", "la", "las", "lo", "los", "mi", "o", "para", "por", "que",
            "se", "su", "un", "una", "y",
        ],
    ),
    known("fi", Snowball::Finnish, &["ja", "on", "ei", "se", "tai", "etta", "kun", "joka", "mina", "minun"]),
    known(
        "fr",
        Snowball::French,
        &[
            "a", "au", "aux", "avec", "ce", "d", "dans", "de", "des", "du", "en", "est", "et", "je", "l", "la", "le",
            "les", "mon", "ou", "par", "pour", "que", "sur", "un", "une",
        ],
    ),
    known("hu", Snowball::Hungarian, &["a", "az", "egy", "es", "hogy", "is", "vagy", "van", "nem", "meg"]),
    known(
        "it",
        Snowball::Italian,
        &[
            "a", "al", "che", "con", "da", "dei", "del", "della", "di", "e", "gli", "i", "il", "in", "la", "le", "lo",
            "mio", "o", "per", "su", "un", "una",
        ],
    ),
    known(
        "nl",
        Snowball::Dutch,
        &[
            "aan", "als", "bij", "dat", "de", "een", "en", "het", "ik", "in", "is", "met", "mijn", "naar", "of", "om",
            "op", "te", "van", "voor",
        ],
    ),
    known(
        "no",
        Snowball::Norwegian,
        &["av", "de", "den", "det", "en", "er", "et", "for", "fra", "i", "med", "og", "pa", "som", "til"],
    ),
    known(
        "pt",
        Snowball::Portuguese,
        &[
            "a", "ao", "as", "com", "da", "das", "de", "do", "dos", "e", "em", "na", "no", "o", "os", "ou", "para",
            "por", "que", "um", "uma",
        ],
    ),
    known("ro", Snowball::Romanian, &["a", "al", "cu", "de", "din", "in", "la", "o", "pe", "pentru", "si", "un"]),
    known(
        "ru",
        Snowball::Russian,
        &["в", "для", "до", "и", "из", "или", "как", "на", "не", "о", "от", "по", "с", "что"],
    ),
    known(
        "sv",
        Snowball::Swedish,
        &["att", "av", "de", "den", "det", "en", "ett", "for", "fran", "i", "med", "och", "om", "pa", "som", "till"],
    ),
    known("ta", Snowball::Tamil, &[]),
    known("tr", Snowball::Turkish, &["bir", "bu", "da", "de", "icin", "ile", "ve", "veya"]),
    Stemming { code: "any", snowball: None, little: &[] },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_once() {
        for code in Stemming::codes() {
            assert_eq!(Stemming::parse(code).map(Stemming::code), Some(code));
        }
        assert_eq!(Stemming::codes().count(), Stemming::codes().collect::<std::collections::HashSet<_>>().len());
        assert_eq!(Stemming::parse("tlh"), None);
    }

    #[test]
    fn words_that_say_little_are_folded() {
        for it in ALL.iter().flat_map(|it| it.little) {
            assert_eq!(super::super::words::fold(it), *it);
        }
    }
}
