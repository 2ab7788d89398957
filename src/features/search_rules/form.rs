//! The door for rules: lines that an admin writes, checked once. Products are named as in addresses, or by identifier.

use serde::{Deserialize, Serialize};

use crate::base::{Error, Result};

/// So many groups, words, pins or hidden products there are at most.
const MOST: usize = 500;
/// So many phrases a group has at most.
const MOST_PHRASES: usize = 20;
/// So many products a pin has at most.
const MOST_PINNED: usize = 12;
/// So many characters a phrase has at most.
const LONGEST: usize = 80;

/// What somebody wrote, not yet looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RulesForm {
    /// A group in each line, with commas between.
    pub synonyms: String,
    /// Words with commas or white space between.
    pub little: String,
    /// In each line the words, a colon, and products with commas between.
    pub pins: String,
    /// A product in each line.
    pub hidden: String,
}

/// Rules that are fit to be kept, but for the names of products.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRules {
    /// Words and short phrases that mean the same, group by group.
    pub synonyms: Vec<Vec<String>>,
    /// Words that need not occur where others do.
    pub little: Vec<String>,
    /// What comes first for which words.
    pub pins: Vec<NewPin>,
    /// What is not to be found, by name.
    pub hidden: Vec<String>,
}

/// Products that are to come first for certain words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPin {
    /// The words.
    pub words: String,
    /// The products, by name.
    pub products: Vec<String>,
}

impl RulesForm {
    /// Checks everything, and says all that is wrong.
    pub fn check(&self) -> Result<NewRules> {
        let split = |text: &str, by: &[char]| -> Vec<String> {
            text.split(by)
                .map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|it| !it.is_empty())
                .collect()
        };
        let lines = |text: &str| split(text, &['\n', '\r']);
        let pin = |line: String| {
            let (words, products) = line.split_once(':').unwrap_or((&line, ""));
            NewPin { words: words.trim().to_owned(), products: split(products, &[',', ' ']) }
        };
        NewRules {
            synonyms: lines(&self.synonyms).iter().map(|it| split(it, &[',', '='])).collect(),
            little: split(&self.little, &[',', ' ', '\n', '\r', '\t']),
            pins: lines(&self.pins).into_iter().map(pin).collect(),
            hidden: split(&self.hidden, &[',', ' ', '\n', '\r']),
        }
        .checked()
    }
}

impl NewRules {
    /// The same, if nothing in it is wrong; says all that is.
    pub fn checked(self) -> Result<Self> {
        let mut wrong: Option<Error> = None;
        let mut must = |good: bool, field: &'static str, advice: &str| {
            if !good {
                wrong = Some(match wrong.take() {
                    Some(all) => all.and(field, advice.to_owned()),
                    None => Error::invalid(field, advice.to_owned()),
                });
            }
        };
        let short =
            |it: &String| !it.is_empty() && it.chars().count() <= LONGEST && it.chars().any(char::is_alphanumeric);
        let groups = &self.synonyms;
        must(
            groups.len() <= MOST && self.little.len() <= MOST,
            "synonyms",
            "There is room for 500 groups and 500 words",
        );
        must(
            groups.iter().all(|it| it.len() >= 2),
            "synonyms",
            "Write at least two words in each line, with a comma between",
        );
        must(groups.iter().all(|it| it.len() <= MOST_PHRASES), "synonyms", "Write 20 words in a line at most");
        must(groups.iter().flatten().all(short), "synonyms", "Write words of letters or digits, 80 characters at most");
        must(self.little.iter().all(short), "little", "Write words of letters or digits, 80 characters at most");
        must(self.pins.len() <= MOST, "pins", "There is room for 500 lines");
        must(self.pins.iter().all(|it| short(&it.words)), "pins", "Begin each line with the words and a colon");
        let some = |it: &NewPin| (1..=MOST_PINNED).contains(&it.products.len());
        must(self.pins.iter().all(some), "pins", "Name one to twelve products behind the colon");
        must(self.hidden.len() <= MOST, "hidden", "There is room for 500 products; take others off the shelf");
        wrong.map_or(Ok(self), Err)
    }
}
