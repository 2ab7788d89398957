//! What people say besides words: "free fonts for a wedding under $10 rated 4+" asks for fonts for a wedding, and says what
//! they must be like.
//!
//! Rules alone, so that the same words are always understood alike; pages and programs show what was understood, and
//! asking for the very words turns it off. The number after "under" is a price only with a sign of money or with
//! nothing behind it that it could be a number of.

mod days;
#[cfg(test)]
mod tests;
mod without;

use super::question::{Facet, Filters};
use crate::base::{Currency, Day, Money};

/// A sentence, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// The words to look for.
    pub text: String,
    /// What finds must be like.
    pub filters: Filters,
}

/// Words that mean nothing where what they led to was taken away.
const LOOSE: &[&str] = &[
    "a", "and", "are", "at", "but", "cost", "costing", "costs", "for", "in", "is", "of", "or", "priced", "rated",
    "that", "the", "which", "with",
];
/// What is before `free` in words that do not speak of money.
const FREE_OF: &[&str] =
    &["ad", "ads", "distraction", "drm", "gluten", "hands", "lossless", "royalty", "stress", "sugar", "tax", "license"];
/// What is behind `free` in names that begin so.
const FREE_AS: &[&str] = &["and", "bsd", "cell", "from", "hand", "software", "style", "world"];

/// Takes `text` apart. `licences` are those that there are, as filters write them; prices are in `currency`, and days are
/// seen from `today`.
pub fn hear(text: &str, currency: Currency, today: Day, licences: impl Fn() -> Vec<String>) -> Heard {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain: Vec<String> = words.iter().map(|it| plain(it)).collect();
    let ear = Ear { words: &plain, currency, today, licences: &licences };
    let (mut heard, mut kept, mut at) = (Heard::default(), Vec::new(), 0);
    while at < words.len() {
        match ear.listen(at, &mut heard.filters) {
            0 => {
                kept.push((words[at], plain[at].as_str()));
                at += 1;
            }
            taken => {
                while kept.last().is_some_and(|it| LOOSE.contains(&it.1)) {
                    kept.pop();
                }
                at += taken;
            }
        }
    }
    if heard.filters.is_empty() {
        return Heard { text: text.to_owned(), ..heard };
    }
    let loose = kept.iter().take_while(|it| LOOSE.contains(&it.1)).count();
    let rest: Vec<&str> = kept[loose..].iter().map(|it| it.0.trim_end_matches([',', ';'])).collect();
    Heard { text: rest.join(" "), ..heard }
}

/// Lower case, without the signs that end a part of a sentence.
fn plain(word: &str) -> String {
    word.to_lowercase().trim_end_matches([',', ';', '!', '?']).trim_end_matches('.').to_owned()
}

struct Ear<'a> {
    words: &'a [String],
    currency: Currency,
    today: Day,
    licences: &'a dyn Fn() -> Vec<String>,
}

impl Ear<'_> {
    /// Understands what stands at `at`, and says how many words it was; 0 is nothing but a word.
    fn listen(&self, at: usize, filters: &mut Filters) -> usize {
        let ways = [
            Self::between,
            Self::price,
            Self::stars,
            Self::offer,
            Self::free,
            Self::licence,
            Self::kind,
            Self::days,
            Self::unwanted,
        ];
        ways.iter().map(|way| way(self, at, filters)).find(|taken| *taken > 0).unwrap_or(0)
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    fn says(&self, at: usize, words: &str) -> usize {
        let count = words.split(' ').count();
        let same = words.split(' ').enumerate().all(|(n, it)| self.word(at + n) == it);
        if same { count } else { 0 }
    }

    fn one_of(&self, at: usize, ways: &[&str]) -> usize {
        ways.iter().map(|it| self.says(at, it)).max().unwrap_or(0)
    }

    /// `between $5 and $20`, `$5 to $20`, `5-20 dollars`.
    fn between(&self, at: usize, filters: &mut Filters) -> usize {
        let led = self.one_of(at, &["between", "from"]);
        let Some((low, first, marked)) = self.amount(at + led) else { return self.range(at, filters) };
        let middle = at + led + first;
        let joined = self.one_of(middle, &["and", "to", "-"]);
        let Some((high, second, marked_too)) = self.amount(middle + joined).filter(|_| joined > 0) else { return 0 };
        if !(marked || marked_too || led > 0 && self.ends(middle + joined + second)) || low > high {
            return 0;
        }
        (filters.min_price, filters.max_price) = (Some(low), Some(high));
        led + first + joined + second
    }

    /// `5-20 dollars`, `$5-20`.
    fn range(&self, at: usize, filters: &mut Filters) -> usize {
        let Some((low, high)) = self.word(at).split_once(['-', '–']) else { return 0 };
        let (mark, low) = self.unmarked(low);
        let (mark_too, high) = self.unmarked(high);
        let named = self.money_word(at + 1);
        let (Some(low), Some(high)) = (self.minor(low), self.minor(high)) else { return 0 };
        if !(mark || mark_too || named > 0) || low > high {
            return 0;
        }
        (filters.min_price, filters.max_price) = (Some(low), Some(high));
        1 + named
    }

    /// `under $10`, `at most 25 euros`, `over 5 dollars`.
    fn price(&self, at: usize, filters: &mut Filters) -> usize {
        const MOST: &[&str] = &[
            "under",
            "below",
            "less than",
            "cheaper than",
            "for less than",
            "up to",
            "at most",
            "no more than",
            "not more than",
            "not over",
            "max",
            "maximum",
            "within",
            "<",
            "<=",
        ];
        const LEAST: &[&str] = &["over", "above", "more than", "at least", "not below", "min", "minimum", ">", ">="];
        let (most, least) = (self.one_of(at, MOST), self.one_of(at, LEAST));
        let led = most.max(least);
        let Some((amount, taken, marked)) = self.amount(at + led).filter(|_| led > 0) else { return 0 };
        if !marked && !self.ends(at + led + taken) {
            return 0;
        }
        let strictly = !matches!(
            self.word(at),
            "up" | "at" | "no" | "max" | "maximum" | "within" | "<=" | ">=" | "min" | "minimum"
        ) && self.says(at, "not more than") + self.says(at, "not over") + self.says(at, "not below")
            == 0;
        if most > 0 {
            filters.max_price = Some((amount - i64::from(strictly)).max(0));
        } else {
            filters.min_price = Some(amount + i64::from(strictly));
        }
        led + taken
    }

    /// An amount at `at` in minor units, how many words it is, and whether it says that it is money.
    fn amount(&self, at: usize) -> Option<(i64, usize, bool)> {
        let (mark, number) = self.unmarked(self.word(at));
        let amount = self.minor(number)?;
        let named = if mark { 0 } else { self.money_word(at + 1) };
        Some((amount, 1 + named, mark || named > 0))
    }

    /// Whether there is the currency's sign or code about `word`, and what it is without.
    fn unmarked<'w>(&self, word: &'w str) -> (bool, &'w str) {
        let code = self.currency.code().to_lowercase();
        let sign = self.currency.sign().unwrap_or_default();
        for mark in [sign, code.as_str()].into_iter().filter(|it| !it.is_empty()) {
            if let Some(rest) = word.strip_prefix(mark).or_else(|| word.strip_suffix(mark)) {
                return (true, rest);
            }
        }
        (false, word)
    }

    fn minor(&self, number: &str) -> Option<i64> {
        let plain = number.starts_with(|c: char| c.is_ascii_digit()) && number.ends_with(|c: char| c.is_ascii_digit());
        Money::parse(number, self.currency).ok().filter(|_| plain).map(|it| it.amount)
    }

    /// Whether `at` names the shop's currency: 1 or 0.
    fn money_word(&self, at: usize) -> usize {
        let names: &[&str] = match self.currency.code() {
            "USD" | "CAD" | "AUD" | "NZD" | "SGD" | "HKD" => &["dollar", "dollars", "buck", "bucks"],
            "EUR" => &["euro", "euros"],
            "GBP" => &["pound", "pounds", "quid"],
            "JPY" => &["yen"],
            "CHF" => &["franc", "francs", "franken"],
            _ => &[],
        };
        let word = self.word(at);
        usize::from(names.contains(&word) || (!word.is_empty() && word == self.currency.code().to_lowercase()))
    }

    /// Whether a number before `at` is a number of nothing: the sentence ends, or goes on with something else.
    fn ends(&self, at: usize) -> bool {
        matches!(self.word(at), "" | "and" | "with" | "rated" | "on" | "for" | "but" | "or" | "that" | "each")
    }

    /// `rated 4+`, `4 stars and up`, `at least 4.5 stars`.
    fn stars(&self, at: usize, filters: &mut Filters) -> usize {
        let led = self.one_of(
            at,
            &[
                "rated",
                "rating",
                "at least",
                "rated at least",
                "rating above",
                "rated above",
                "rating of",
                "with at least",
            ],
        );
        let speaks = self.word(at).starts_with("rat") || self.word(at + 1).starts_with("rat");
        let word = self.word(at + led);
        let number = word.trim_end_matches('+').trim_end_matches('★').trim_start_matches('★');
        let Some(stars) = number.parse::<f32>().ok().filter(|it| (0.0..=5.0).contains(it)) else { return 0 };
        let named = self.one_of(at + led + 1, &["stars", "star", "stars+", "star+"]);
        if named == 0 && !word.contains('★') && !speaks {
            return 0;
        }
        let more = self.one_of(
            at + led + 1 + named,
            &["and up", "and more", "or more", "or better", "or higher", "and above", "or above"],
        );
        // At most 500.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let hundredths = (stars * 100.0).round() as u32;
        filters.min_rating = Some(hundredths);
        led + 1 + named + more
    }

    /// `on sale`, `discounted`.
    fn offer(&self, at: usize, filters: &mut Filters) -> usize {
        let taken = self.one_of(at, &["on sale", "on offer", "discounted", "reduced in price", "marked down"]);
        if taken > 0 {
            filters.on_sale = Some(true);
        }
        taken
    }

    /// `free` at either end of a sentence, `for free`, `not free`.
    fn free(&self, at: usize, filters: &mut Filters) -> usize {
        let not = self.one_of(at, &["not free", "not for free"]);
        if not > 0 {
            filters.free = Some(false);
            return not;
        }
        let taken = self.one_of(at, &["for free", "free of charge", "at no cost", "free"]);
        let before = at.checked_sub(1).map(|it| self.word(it)).unwrap_or_default();
        let sure = taken > 1
            || at == 0 && self.words.len() > 1 && !FREE_AS.contains(&self.word(1))
            || at > 0 && at + 1 == self.words.len() && !FREE_OF.contains(&before);
        if taken > 0 && sure {
            filters.free = Some(true);
            return taken;
        }
        0
    }

    /// `MIT licensed`, `with OFL license`, `gpl-3.0`.
    fn licence(&self, at: usize, filters: &mut Filters) -> usize {
        let led = self.one_of(at, &["with", "under", "under the", "with a", "with an"]);
        let name = self.word(at + led);
        let said = self.one_of(at + led + 1, &["license", "licence", "licensed", "licenced"]);
        // Without the word for it, only what no other word looks like.
        let sure = said > 0 || led == 0 && name.contains('-') && name.contains(|c: char| c.is_ascii_digit());
        if !sure || name.len() < 2 {
            return 0;
        }
        let fits =
            |it: &String| it.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
        let fitting: Vec<_> = (self.licences)().into_iter().filter(fits).collect();
        if fitting.is_empty() {
            return 0;
        }
        *filters.of_mut(Facet::License) = fitting;
        led + 1 + said
    }

    /// `as .wav`, `pdf files`, `in png format`.
    fn kind(&self, at: usize, filters: &mut Filters) -> usize {
        let led = self.one_of(at, &["as", "in"]);
        let name = self.word(at + led);
        let ending = name.strip_prefix('.').unwrap_or(name);
        let said = self.one_of(at + led + 1, &["files", "file", "format"]);
        let known = matches!(
            ending,
            "aif"
                | "aiff"
                | "csv"
                | "docx"
                | "epub"
                | "fbx"
                | "flac"
                | "gif"
                | "jpg"
                | "mid"
                | "mobi"
                | "mp3"
                | "mp4"
                | "obj"
                | "otf"
                | "pdf"
                | "png"
                | "psd"
                | "svg"
                | "ttf"
                | "wav"
                | "woff2"
                | "xlsx"
                | "zip"
        );
        if !known || !(name.starts_with('.') || led > 0 && said > 0 || said > 0 && at > 0) {
            return 0;
        }
        filters.of_mut(Facet::FileType).push(ending.to_owned());
        led + 1 + said
    }
}
