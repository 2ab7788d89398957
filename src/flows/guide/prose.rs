//! Free prose, for models that have passed the judged part of `bodega model bench`: the model writes, and each of its
//! sentences is held against what the shop knows of the very product that it speaks of. One that says anything else, a
//! number, a price, a licence, a name or an attribute, is left out, and a sentence made by code takes its place.

use std::{collections::HashSet, time::Duration};

use super::{
    choose::Watch,
    facts::{self, Fact},
    turn::Turn,
};
use crate::{
    base::ProductId,
    features::catalog::Product,
    platform::llm::{Ask, Llm, one_line},
};

/// Whoever waits longer gets what rules chose.
const PATIENCE: Duration = Duration::from_secs(30);
/// A few sentences.
const TOKENS: u32 = 120;
/// So many sentences are said at most.
const MOST: usize = 4;
/// Characters of a message that the model reads.
const READ: usize = 400;
/// Characters of what a product is, as the model reads it.
const ABOUT: usize = 160;

const PREFIX: &str = "You help in a shop. Answer the shopper in two or three short sentences of plain English. Use only what the \
goods list says, word by word where it can be, and name the product in each sentence. Never write a price, a number or a licence \
that is not in the list. No lists, no greetings, no questions.";

/// What may be said of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Good {
    id: ProductId,
    title: String,
    /// As the model reads it.
    told: String,
    /// Words and numbers that are true of it.
    known: HashSet<String>,
}

/// What a model wrote, with what of it was true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prose {
    /// What is said.
    pub text: String,
    /// Sentences that the model wrote.
    pub written: usize,
    /// Those of them that were left out.
    pub refused: usize,
}

/// Words that say nothing about a product by themselves.
const PLAIN: &str = " a an the this that these those it its they them and or with of to for from in on at by as is are was be can could may might will would you your \
yours who want wants need needs if while also too both each one here there which what when where so then look looking find finds found fit fits fitting suit suits well good great \
choice option options another other any help helps let lets use used using make makes made give gives get gets have has do does under comes come costs cost price priced named called \
product goods shop available offers offer include includes including provides provide program software application app tool perfect ideal nice useful easy simple work works best-fitting \
consider considering try would're might've such like than all into about just ";

/// Words that turn a sentence around or rank things: they have to stand in a fact of the product.
const HEAVY: &str = " not no never without only cheapest cheaper least newest latest best most fastest free reduced sale discount refund guarantee warranty lifetime forever \
unlimited commercial personal mac macos windows linux android ios offline online cloud subscription ";

/// What is known of `products`, with the facts that can be said of them.
pub(super) fn goods(products: &[Product], facts: &[Fact]) -> Vec<Good> {
    let good = |it: &Product| {
        let own: Vec<&str> = facts.iter().filter(|fact| fact.product == it.id).map(|it| it.text.as_str()).collect();
        let summary: String = it.summary.chars().take(ABOUT).collect();
        let licence = facts::licence(it).unwrap_or_default();
        let files = super::compare::files(it).unwrap_or_default();
        let told = format!("{}: {} {} Files: {files}.", it.title, summary.trim(), own.join(" "));
        let all = format!("{} {summary} {} {licence} {files} {}", it.title, own.join(" "), facts::tag(it));
        Good { id: it.id, title: it.title.clone(), told, known: words(&all).collect() }
    };
    products.iter().map(good).collect()
}

/// The words of an answer as the model writes it; nothing if there is no model, it is busy, broken or slow, or nothing that
/// it wrote is true.
pub(super) async fn words_of(
    llm: &Llm,
    (turn, guidance): (&Turn, &str),
    said: &str,
    conversation: &str,
    watch: &Watch,
) -> Option<Prose> {
    if !llm.is_there() || turn.goods.is_empty() {
        return None;
    }
    let said = one_line(said, READ);
    let list: Vec<&str> = turn.goods.iter().map(|it| it.told.as_str()).collect();
    let heed =
        if guidance.is_empty() { String::new() } else { format!("\nThe shop asks you to heed this: {guidance}") };
    let text = format!("Shopper: {said}\nGoods:\n{}", list.join("\n"));
    let ask = Ask { conversation: Some(conversation.to_owned()), ..Ask::of(format!("{PREFIX}{heed}"), text, TOKENS) };
    let heard = watch.hear(llm, ask, PATIENCE).await?;
    checked(&heard, turn)
}

/// What is true of `heard`; where something was left out, a fact takes its place.
pub(super) fn checked(heard: &str, turn: &Turn) -> Option<Prose> {
    let (mut said, mut written, mut refused) = (Vec::new(), 0, 0);
    let mut about = None;
    let mut spare = turn.facts.iter();
    // What broke off in the middle of a sentence is no sentence.
    for sentence in sentences(heard) {
        written += 1;
        if said.len() >= MOST {
            continue;
        }
        match supported(&sentence, &turn.goods, about) {
            Some(now) => {
                about = now;
                said.push(sentence);
            }
            None => {
                refused += 1;
                let named = turn.goods.iter().find(|it| sentence.contains(&it.title)).map(|it| it.id);
                let fact = spare.find(|it| named.is_none_or(|id| it.product == id) && !said.contains(&it.text));
                said.extend(fact.map(|it| it.text.clone()));
                about = None;
            }
        }
    }
    (written > refused).then(|| Prose { text: said.join(" "), written, refused })
}

/// Whether all that a sentence says is true of the product that it speaks of, or of the one before if it names none. Gives the
/// one that it is about.
fn supported(sentence: &str, goods: &[Good], before: Option<ProductId>) -> Option<Option<ProductId>> {
    let mut named: Vec<&Good> = goods.iter().filter(|it| sentence.contains(&it.title)).collect();
    // "Krita" stands in "Krita Brushes" as well.
    let longer = |it: &Good| named.iter().any(|other| other.title != it.title && other.title.contains(&it.title));
    let inner: Vec<ProductId> = named.iter().filter(|it| longer(it)).map(|it| it.id).collect();
    named.retain(|it| !inner.contains(&it.id));
    let about = match named.as_slice() {
        [] => goods.iter().find(|it| Some(it.id) == before),
        [one] => Some(*one),
        // Of two at once nobody can tell what belongs to which: only what holds for both is let through.
        several => {
            let holds = several.iter().all(|it| {
                let others: HashSet<String> = several.iter().flat_map(|other| words(&other.title)).collect();
                says(sentence, &it.known, &others)
            });
            return holds.then_some(None);
        }
    };
    match about {
        Some(good) => says(sentence, &good.known, &HashSet::new()).then_some(Some(good.id)),
        // Without a product it may say nothing but plain words.
        None => says(sentence, &HashSet::new(), &HashSet::new()).then_some(None),
    }
}

fn says(sentence: &str, known: &HashSet<String>, names: &HashSet<String>) -> bool {
    words(sentence).all(|it| {
        let is_known = known.contains(&it) || names.contains(&it);
        let is_plain = PLAIN.contains(&format!(" {it} ")) && !HEAVY.contains(&format!(" {it} "));
        is_known || is_plain
    })
}

/// Words in lower case without their commonest endings, and numbers as they are written.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let breaks = |c: char| !(c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '.' | '-' | '+' | '#' | '%' | '\''));
    let pieces = text.split(breaks).map(|it| it.trim_matches(['.', '-', '\'']));
    pieces.filter(|it| !it.is_empty()).map(|it| {
        let lower = it.to_lowercase();
        let is_word = lower.chars().all(char::is_alphabetic);
        match is_word && lower.len() > 4 && !PLAIN.contains(&format!(" {lower} ")) {
            true => lower
                .trim_end_matches("'s")
                .trim_end_matches("ing")
                .trim_end_matches("ed")
                .trim_end_matches('s')
                .to_owned(),
            false => lower,
        }
    })
}

/// The whole sentences of a text; figures and short forms do not end one.
fn sentences(text: &str) -> Vec<String> {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut found, mut start) = (Vec::new(), 0);
    let chars: Vec<(usize, char)> = flat.char_indices().collect();
    for (at, (byte, c)) in chars.iter().enumerate() {
        let ends = matches!(c, '.' | '!' | '?') && chars.get(at + 1).is_none_or(|it| it.1 == ' ');
        if ends {
            let end = byte + c.len_utf8();
            let sentence = flat[start..end].trim();
            if sentence.split(' ').count() > 1 {
                found.push(sentence.to_owned());
            }
            start = end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::facts::Kind, *};
    use crate::base::Timestamp;

    fn good(n: u8, title: &str, known: &str) -> Good {
        let id = ProductId::new(Timestamp::EPOCH, [n; 10]);
        let known = words(&format!("{title} {known}")).collect();
        Good { id, title: title.to_owned(), told: String::new(), known }
    }

    fn turn() -> Turn {
        let krita = good(
            1,
            "Krita",
            "Digital painting studio for artists. Krita costs $44. Krita comes under GPL-3.0. 2 files zip",
        );
        let my_paint = good(2, "MyPaint", "Simple drawing program for graphics tablets. MyPaint is free.");
        let fact = |it: &Good, text: &str| Fact { product: it.id, kind: Kind::Price, text: text.to_owned() };
        let facts = vec![fact(&krita, "Krita costs $44."), fact(&my_paint, "MyPaint is free.")];
        Turn { goods: vec![krita, my_paint], facts, ..Turn::default() }
    }

    fn told(heard: &str) -> Option<(String, usize, usize)> {
        checked(heard, &turn()).map(|it| (it.text, it.written, it.refused))
    }

    #[test]
    fn what_is_true_is_said() {
        let heard = "Krita is a digital painting studio. It costs $44. MyPaint is free.";
        assert_eq!(told(heard), Some((heard.into(), 3, 0)));
        let both = "Krita and MyPaint can help you.";
        assert_eq!(told(both), Some((both.into(), 1, 0)));
    }

    #[test]
    fn what_is_not_is_left_out() {
        for false_of_it in [
            "Krita costs $12.",
            "Krita is free.",
            "Krita comes under the MIT licence.",
            "Krita runs on Windows.",
            "Krita has 14 brushes.",
            "MyPaint is for artists.",
            "MyPaint costs $44.",
            "Krita is not for painting.",
            "GIMP is a painting studio.",
            "Krita and MyPaint are free.",
            "Krita is the best for artists.",
            "You get your money back.",
            "See https://evil.example for Krita.",
        ] {
            let heard = format!("MyPaint is free. {false_of_it}");
            let found = told(&heard).unwrap();
            assert_eq!((found.1, found.2), (2, 1), "{false_of_it}");
            assert!(!found.0.contains(false_of_it), "{false_of_it}");
        }
        assert_eq!(told("Krita is free."), None, "nothing of it is true");
        assert_eq!(told("Krita costs $44"), None, "it broke off");
    }

    #[test]
    fn a_fact_takes_the_place_of_what_was_left_out() {
        let (text, ..) = told("MyPaint is free. Krita costs $12.").unwrap();
        assert_eq!(text, "MyPaint is free. Krita costs $44.");
    }
}
