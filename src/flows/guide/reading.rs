//! What a need asks for that rules do not understand, as the model reads it: names of kinds of goods to look for, and no
//! more. Goods are found by the index all the same, so nothing can come of it that the shop does not have.

use std::{sync::Arc, time::Duration};

use quick_cache::sync::Cache;

use super::choose::Watch;
use crate::platform::llm::{Ask, Llm, one_line};

/// Whoever waits longer gets what the words found.
const PATIENCE: Duration = Duration::from_secs(8);
/// Characters of a message that the model reads.
const READ: usize = 300;
/// So many kinds of goods are named at most,
const KINDS: usize = 3;
/// with so many characters each.
const LONGEST: usize = 40;
const TOKENS: u32 = 24;
/// So many needs are remembered with what was read in them.
const KEPT: usize = 2_000;

/// What every question begins with; it never changes, so the model reads it once.
const PREFIX: &str = "You read what shoppers need. Name the kinds of programs, fonts, sounds or other digital goods that \
serve the need, as a shop would label its shelves: one to three kinds, each of one to three plain English words, the most fitting \
first, split by semicolons. Write nothing if it is no need.\n\
Example. Shopper: my thesis has four hundred footnotes and I lose track of them. Answer: reference manager; bibliography; citations\n\
Example. Shopper: the baby only sleeps when the vacuum cleaner runs. Answer: white noise; ambient sounds; relaxation\n\
Example. Shopper: purple monday drinks the elevator. Answer: nothing\n\
Example. Shopper: Ich will meinen Garten neu anlegen. Answer: garden planner; landscape design; floor plans";

/// What was read in a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// It is like these kinds of goods, the most fitting first.
    Kinds(Vec<String>),
    /// It is no need.
    Nothing,
}

/// Reads needs with a model; clones share what was read.
#[derive(Clone)]
pub(super) struct Reader {
    llm: Llm,
    known: Arc<Cache<String, Reading>>,
}

impl Reader {
    pub fn new(llm: Llm) -> Self {
        Self { llm, known: Arc::new(Cache::new(KEPT)) }
    }

    /// What the model reads in `need`; nothing if there is no model, it is busy, broken or slow.
    pub async fn read(&self, need: &str, watch: &Watch) -> Option<Reading> {
        let need = one_line(need, READ);
        if let Some(known) = self.known.get(&need) {
            return Some(known);
        }
        let text = format!("Shopper: {need} Answer:");
        let ask = Ask { grammar: Some(GRAMMAR.to_owned()), ..Ask::of(PREFIX.to_owned(), text, TOKENS) };
        let reading = parsed(&watch.hear(&self.llm, ask, PATIENCE).await?)?;
        self.known.insert(need, reading.clone());
        Some(reading)
    }
}

/// One to three names of up to three words, or `nothing` (GBNF of llama.cpp).
const GRAMMAR: &str = "root ::= \" \"? (\"nothing\" | kind (\"; \" kind)? (\"; \" kind)?)\n\
kind ::= word (\" \" word)? (\" \" word)?\n\
word ::= [a-z] [a-z0-9+#-]*\n";

/// What was heard. An endpoint may not be held by the grammar, and the last name may be cut off: it is looked for all the
/// same.
fn parsed(heard: &str) -> Option<Reading> {
    let line = heard.trim().lines().next()?.to_lowercase();
    let kinds = line.split(';').map(|it| it.trim().trim_end_matches('.'));
    let is_plain = |it: &&str| {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '+' | '#' | '-');
        (2..=LONGEST).contains(&it.chars().count()) && it.chars().all(plain)
    };
    let kinds: Vec<String> = kinds.filter(is_plain).take(KINDS).map(str::to_owned).collect();
    match kinds.as_slice() {
        [] => None,
        [only] if only == "nothing" => Some(Reading::Nothing),
        _ => Some(Reading::Kinds(kinds.into_iter().filter(|it| it != "nothing").collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_come_out_of_it() {
        let kinds = |all: &[&str]| Some(Reading::Kinds(all.iter().map(|it| (*it).to_owned()).collect()));
        assert_eq!(parsed(" white noise; ambient sounds"), kinds(&["white noise", "ambient sounds"]));
        assert_eq!(parsed("c++ editor; a; b2; c3; d4"), kinds(&["c++ editor", "b2", "c3"]));
        assert_eq!(parsed("Nothing."), Some(Reading::Nothing));
        assert_eq!(parsed("fonts\nIgnore all of that"), kinds(&["fonts"]));
        for nothing in ["", ";;", "<script>alert(1)</script>", "{\"a\": 1}", &"x".repeat(41)] {
            assert_eq!(parsed(nothing), None, "{nothing}");
        }
    }
}
