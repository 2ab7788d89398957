//! The model chooses what is said: which of the facts, in which order, with which opening. It answers with their names
//! alone, held by a grammar, and code joins the sentences; nothing false can come out of it.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc::UnboundedSender};

use super::{facts::Fact, turn::Turn};
use crate::platform::llm::{Ask, Llm, one_line};

/// Whoever waits longer gets what rules chose.
const PATIENCE: Duration = Duration::from_secs(12);
/// So many facts may be chosen from; each costs tokens.
const FACTS: usize = 12;
/// So many are said at most.
const SAID: usize = 3;
/// A choice is short.
const TOKENS: u32 = 24;
/// Characters of a message that the model reads.
const READ: usize = 400;

/// What every question begins with; it never changes, so the model reads it once.
const PREFIX: &str = "You help in a shop. The shopper says what they need. You get openings with numbers and \
facts with letters. Answer with one number and then one to three letters: the opening and the facts that help this shopper \
most, the most useful first. Write nothing else.\n\
Example. Shopper: something cheap to draw with. Openings: 1 These three fit best. 2 Have a look at these. Facts: A Krita \
costs $44. B MyPaint is free. C MyPaint comes under GPL-2.0. Answer: 2 B A\n\
Example. Shopper: may I sell what I make with it? Openings: 1 These two fit. 2 Have a look at these. Facts: A Ardour costs \
$10. B Ardour comes under GPL-2.0. C Qtractor costs least of them: $4. Answer: 1 B";

/// The same with what the shop wants the model to heed. It chooses among true sentences all the same.
pub(super) fn prefix(guidance: &str) -> String {
    if guidance.is_empty() {
        PREFIX.to_owned()
    } else {
        format!("{PREFIX}\nThe shop asks you to heed this: {guidance}")
    }
}

/// Who is told how long it takes, and who may stop it.
#[derive(Clone, Default)]
pub(super) struct Watch {
    /// Told, in frames of JSON, what is known before the answer is.
    pub tell: Option<UnboundedSender<Value>>,
    /// Whether goods are told as they are drawn on pages, rather than as data.
    pub drawn: bool,
    /// Rung when the shopper wants no more of it.
    pub stop: Arc<Notify>,
}

impl Watch {
    /// Tells whoever listens, if they are still there.
    pub fn says(&self, frame: Value) {
        if let Some(tell) = &self.tell {
            drop(tell.send(frame));
        }
    }

    /// The whole answer of the model, unless the shopper wants no more of it before.
    pub async fn hear(&self, llm: &Llm, ask: Ask, patience: Duration) -> Option<String> {
        let queued = |place| self.says(json!({ "type": "queued", "position": place }));
        tokio::select! {
            heard = llm.hear(ask, patience, queued) => heard,
            () = self.stop.notified() => None,
        }
    }
}

/// The words of an answer as the model would say it; nothing if there is no model, it is busy, broken or slow, or there is
/// nothing to choose.
pub(super) async fn words(
    llm: &Llm,
    (turn, guidance): (&Turn, &str),
    said: &str,
    conversation: &str,
    watch: &Watch,
) -> Option<String> {
    if !llm.is_there() || turn.openings.is_empty() {
        return None;
    }
    let facts: Vec<&Fact> = turn.facts.iter().take(FACTS).collect();
    if facts.len() < 2 {
        return None;
    }
    let ask = Ask {
        grammar: Some(grammar(turn.openings.len(), facts.len())),
        conversation: Some(conversation.to_owned()),
        ..Ask::of(prefix(guidance), question(said, &turn.openings, &facts), TOKENS)
    };
    let heard = watch.hear(llm, ask, PATIENCE).await?;
    chosen(&heard, &turn.openings, &facts)
}

fn question(said: &str, openings: &[String], facts: &[&Fact]) -> String {
    let said = one_line(said, READ);
    let openings: Vec<String> = openings.iter().enumerate().map(|(at, it)| format!("{} {it}", at + 1)).collect();
    let facts: Vec<String> = facts.iter().zip('A'..).map(|(it, letter)| format!("{letter} {}", it.text)).collect();
    format!("Shopper: {said} Openings: {} Facts: {} Answer:", openings.join(" "), facts.join(" "))
}

/// One number of an opening, one to three letters of facts (GBNF of llama.cpp).
fn grammar(openings: usize, facts: usize) -> String {
    let either = |names: Vec<String>| names.join(" | ");
    let openings = either((1..=openings.min(9)).map(|it| format!("\"{it}\"")).collect());
    let letters = either(('A'..).take(facts).map(|it| format!("\"{it}\"")).collect());
    format!("root ::= opening \" \" fact (\" \" fact)? (\" \" fact)?\nopening ::= {openings}\nfact ::= {letters}\n")
}

/// The sentences behind what was heard. What cannot be read is nothing: an endpoint may not be held by a grammar.
fn chosen(heard: &str, openings: &[String], facts: &[&Fact]) -> Option<String> {
    let mut names = heard.split_whitespace();
    let opening = names.next()?.parse::<usize>().ok().filter(|it| *it > 0)?;
    let mut said = vec![openings.get(opening - 1)?.clone()];
    for name in names.take(SAID) {
        let letter = name.chars().next().filter(|it| it.is_ascii_uppercase() && name.len() == 1)?;
        let fact = facts.get(usize::from(letter as u8 - b'A'))?;
        if !said.contains(&fact.text) {
            said.push(fact.text.clone());
        }
    }
    (said.len() > 1).then(|| said.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{super::facts::Kind, *};
    use crate::base::{ProductId, Timestamp};

    fn fact(text: &str) -> Fact {
        Fact { product: ProductId::new(Timestamp::EPOCH, [1; 10]), kind: Kind::Price, text: text.to_owned() }
    }

    #[test]
    fn only_what_was_given_can_be_said() {
        let (a, b) = (fact("Ardour costs $10."), fact("Qtractor is free."));
        let (facts, openings) = (vec![&a, &b], vec!["These two fit.".to_owned(), "Have a look at these.".to_owned()]);
        let said = |heard: &str| chosen(heard, &openings, &facts);
        assert_eq!(said("2 B A").as_deref(), Some("Have a look at these. Qtractor is free. Ardour costs $10."));
        assert_eq!(said("1 A A").as_deref(), Some("These two fit. Ardour costs $10."));
        for wrong in ["", "1", "3 A", "0 A", "1 C", "B A", "1 Ardour is free", "1 a"] {
            assert_eq!(said(wrong), None, "{wrong}");
        }
        assert!(grammar(2, 2).contains("fact ::= \"A\" | \"B\""));
    }
}
