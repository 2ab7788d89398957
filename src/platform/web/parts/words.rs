//! Small things that stand in text: links, notes, pills, numbers.

/// The name of a lucide drawing. `npm run build` finds the names by this word: `Icon("check")`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(pub &'static str);

/// Some words and where they lead.
#[derive(Debug, Clone, Default)]
pub struct Link {
    /// What it reads.
    pub text: String,
    /// Where it leads.
    pub url: String,
}

impl Link {
    /// A link that reads `text`.
    pub fn new(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self { text: text.into(), url: url.into() }
    }
}

/// One step of the way down to a page.
pub type Crumb = Link;

/// How a message is meant; always said in words or by an icon as well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// Good to know.
    Info,
    /// It went well.
    Good,
    /// Worth a look.
    Warn,
    /// It went wrong.
    Bad,
}

impl Tone {
    /// The class that colours it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Info => "inf",
            Self::Good => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    /// The icon that says it without colour.
    pub fn icon(self) -> Icon {
        match self {
            Self::Plain | Self::Info => Icon("info"),
            Self::Good => Icon("circle-check"),
            Self::Warn => Icon("triangle-alert"),
            Self::Bad => Icon("circle-alert"),
        }
    }
}

/// A boxed message above what it is about.
#[derive(Debug, Clone, Default)]
pub struct Note {
    /// How it is meant.
    pub tone: Tone,
    /// The sentence in bold; may be empty.
    pub title: String,
    /// The rest.
    pub text: String,
    /// What to do about it.
    pub link: Option<Link>,
}

impl Note {
    /// A message with a sentence in bold and the rest.
    pub fn new(tone: Tone, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { tone, title: title.into(), text: text.into(), link: None }
    }

    /// The same message with a way on.
    #[must_use]
    pub fn leading_to(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }
}

/// One or two words about a state.
#[derive(Debug, Clone, Default)]
pub struct Pill {
    /// How it is meant.
    pub tone: Tone,
    /// The words.
    pub text: String,
}

impl Pill {
    /// A pill that reads `text`.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }
}

/// One line of a sum: what, and how much.
#[derive(Debug, Clone, Default)]
pub struct SumRow {
    /// What it is for.
    pub label: String,
    /// The amount as it reads, or words in its place.
    pub value: String,
    /// Something is taken off.
    pub saving: bool,
}

impl SumRow {
    /// One line of a sum.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), saving: false }
    }

    /// The same line as something taken off.
    #[must_use]
    pub fn saved(mut self) -> Self {
        self.saving = true;
        self
    }
}

/// A number with its thousands apart: `1,204`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number and its noun: `1 file`, `6 files`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        for (number, text) in [(0, "0"), (999, "999"), (1204, "1,204"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(counted(1, "file", "files"), "1 file");
        assert_eq!(counted(1200, "file", "files"), "1,200 files");
    }
}
