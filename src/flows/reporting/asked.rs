//! How a question is read: by rules, and where they find nothing in it, by the model, which may name no more than a
//! measure and a split. Whoever asked sees how they were understood, and what was left out.

use std::time::Duration;

use super::desk::Reporter;
use crate::{
    base::Result,
    features::analytics::{self, Measure, Question, Split, Understood, Whose},
    platform::llm::{Ask, one_line},
};

/// Whoever waits longer is asked to say it otherwise.
const PATIENCE: Duration = Duration::from_secs(12);
/// Characters of a question that the model reads.
const READ: usize = 300;
/// Two words.
const TOKENS: u32 = 12;

/// A question, and how it came to be read so.
#[derive(Debug, Clone)]
pub(super) struct Asking {
    /// What was written, if anything was.
    pub words: Option<String>,
    /// Whether nothing but the words was given, so that they have to be read.
    pub is_words_alone: bool,
    question: Option<Question>,
    /// Words that were left out.
    pub unread: Vec<String>,
    /// Whether the model has named what is asked for.
    pub by_model: bool,
    /// Whether the words named no days.
    pub usual_days: bool,
}

impl Asking {
    /// What somebody has written.
    pub fn words(words: String) -> Self {
        Self {
            words: Some(words),
            is_words_alone: true,
            question: None,
            unread: Vec::new(),
            by_model: false,
            usual_days: false,
        }
    }

    /// A question of which nothing has to be guessed.
    pub fn of(question: Question, words: Option<String>) -> Self {
        Self { question: Some(question), is_words_alone: false, words, ..Self::words(String::new()) }
    }

    /// The question, if it was understood.
    pub fn question(&self) -> Option<Question> {
        self.question
    }
}

/// Reads what somebody has written.
pub(super) async fn read(reporter: &Reporter, whose: Whose, words: String) -> Result<Asking> {
    let (inner, text, today) = (reporter.clone(), words.clone(), reporter.today());
    let read = reporter.db.read(move |txn| {
        let mut own = None;
        let named = |name: &str| inner.named(txn, whose, &mut own, name);
        Ok(analytics::understand(&text, today, named))
    });
    let Understood { mut question, read, unread } = read.await?;
    let understood = Understood { question, read, unread: unread.clone() };
    let mut by_model = false;
    if !understood.is_enough() {
        let Some((measure, split)) = guessed(reporter, &words).await else {
            return Ok(Asking { unread, ..Asking::words(words) });
        };
        (question.measure, question.split, by_model) = (measure, split, true);
    }
    // Sellers see their own trade alone.
    if question.split == Split::Seller && whose != Whose::Shop {
        question.split = Split::Product;
    }
    let asked = Asking::of(question, Some(words));
    Ok(Asking { unread, by_model, usual_days: !read.period, ..asked })
}

const PREFIX: &str = "You read questions about what a shop has sold. Answer with two words: what is asked for, and by what it \
is split. Write none none if the question is about something else.\n\
Example. Question: what did we take home after the taxman? Answer: net month\n\
Example. Question: where in the world do they like us? Answer: orders country\n\
Example. Question: what is the weather like? Answer: none none";

/// What the model takes the question for.
async fn guessed(reporter: &Reporter, words: &str) -> Option<(Measure, Split)> {
    let text = format!("Question: {} Answer:", one_line(words, READ));
    let ask = Ask { grammar: Some(grammar()), ..Ask::of(PREFIX.to_owned(), text, TOKENS) };
    named(&reporter.llm.hear(ask, PATIENCE, |_| {}).await?)
}

/// One measure and one split (GBNF of llama.cpp).
fn grammar() -> String {
    let either = |words: Vec<&str>| words.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(" | ");
    let measures = either(Measure::ALL.map(Measure::word).to_vec());
    let splits = either(Split::ALL.map(Split::word).to_vec());
    format!("root ::= \"none none\" | measure \" \" split\nmeasure ::= {measures}\nsplit ::= {splits}\n")
}

/// What was named. An endpoint may not be held by the grammar.
fn named(heard: &str) -> Option<(Measure, Split)> {
    let (measure, split) = heard.trim().split_once(' ')?;
    Some((Measure::parse(measure).ok()?, Split::parse(split.trim()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_can_name_nothing_else() {
        assert_eq!(named("net month"), Some((Measure::Net, Split::Month)));
        assert_eq!(named(" orders country "), Some((Measure::Orders, Split::Country)));
        for nothing in ["", "none none", "net", "sales weekly", "DROP TABLE"] {
            assert_eq!(named(nothing), None, "{nothing}");
        }
        assert!(grammar().contains("\"refund_rate\"") && grammar().contains("\"seller\""));
    }
}
