//! Languages that people speak (ISO 639).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Error, Result};

/// A language, by its two letters (ISO 639-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(isolang::Language);

impl Language {
    /// Reads two letters such as `de`, or a name in English such as `German`.
    ///
    /// # Errors
    /// There is no such language, or it has no code of two letters. The error names `field`.
    pub fn parse(field: &'static str, text: &str) -> Result<Self> {
        let text = text.trim();
        let known = isolang::Language::from_639_1(&text.to_ascii_lowercase()).or_else(|| {
            let mut letters = text.chars();
            let first = letters.next().map(|it| it.to_uppercase().collect::<String>()).unwrap_or_default();
            isolang::Language::from_name(&format!("{first}{}", letters.as_str()))
        });
        let known = known.filter(|it| it.to_639_1().is_some());
        known.map(Self).ok_or_else(|| {
            Error::invalid(
                field,
                format!("“{}” is no language; write two letters such as en", super::text::shorten(text, 40)),
            )
        })
    }

    /// The two letters.
    pub fn code(self) -> &'static str {
        self.0.to_639_1().unwrap_or_default()
    }

    /// Its name in English, as people say it.
    pub fn name(self) -> &'static str {
        let name = self.0.to_name();
        // "Spanish; Castilian", "Modern Greek (1453-)".
        let plain = name.split([';', '(']).next().unwrap_or(name).trim();
        plain.strip_prefix("Modern ").unwrap_or(plain)
    }
}

impl TryFrom<String> for Language {
    type Error = Error;

    fn try_from(code: String) -> Result<Self> {
        Self::parse("language", &code)
    }
}

impl From<Language> for String {
    fn from(it: Language) -> Self {
        it.code().to_owned()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_code_and_name() {
        let parse = |text| Language::parse("languages", text);
        assert_eq!(parse(" DE ").unwrap().name(), "German");
        assert_eq!(parse("german").unwrap(), parse("de").unwrap());
        assert_eq!(parse("el").unwrap().name(), "Greek");
        for none in ["", "xx", "deu", "tlh", "Klingon", "d€"] {
            assert_eq!(parse(none).unwrap_err().fields[0].0, "languages", "{none}");
        }
    }
}
