//! Small things that stand in text: links, notes, pills, numbers.

use crate::base::Money;

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

/// An amount as prices read on shelves: `$12`, `$12.50`; nothing is `Free`.
pub fn price(money: Money) -> String {
    if money.is_zero() { "Free".into() } else { amount(money) }
}

/// An amount without decimals that say nothing: `$12`, `$12.50`, `$0`.
pub fn amount(money: Money) -> String {
    let text = money.to_string();
    match text.split_once('.') {
        Some((whole, part)) if part.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => text,
    }
}

/// How large something is: `180 KB`, `2.4 MB`, `1.4 GB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] =
        [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")];
    let Some((unit, name)) = UNITS.into_iter().find(|(unit, _)| bytes >= *unit) else {
        return counted(bytes, "byte", "bytes");
    };
    let tenths = bytes / (unit / 10);
    if tenths < 100 && !tenths.is_multiple_of(10) {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    } else {
        format!("{} {name}", tenths / 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Currency;

    #[test]
    fn prices_and_sizes_read_well() {
        let usd = |minor| Money::new(minor, Currency::USD);
        assert_eq!(
            [price(usd(1200)), price(usd(1250)), price(usd(0)), amount(usd(0))],
            ["$12", "$12.50", "Free", "$0"]
        );
        assert_eq!(price(usd(120_000)), "$1,200");
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1 KB"),
            (180_400, "180 KB"),
            (2_400_000, "2.4 MB"),
            (9_999_999, "9.9 MB"),
            (1_400_000_000, "1.4 GB"),
            (u64::MAX, "18446744 TB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn numbers_read_well() {
        for (number, text) in [(0, "0"), (999, "999"), (1204, "1,204"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(counted(1, "file", "files"), "1 file");
        assert_eq!(counted(1200, "file", "files"), "1,200 files");
    }
}
