//! The tone in which something is said; what is said stays the same.

use super::turn::Turn;
use crate::features::assistant::Tone;

/// Kind words before what was found.
const KIND: [&str; 2] = ["Gladly.", "With pleasure."];

/// An answer in this tone. What stands in it was found by rules, so that it may be put otherwise without a look at the shop.
pub(super) fn set(tone: Tone, turn: Turn) -> Turn {
    // Only what was found has several ways to be said.
    if turn.openings.is_empty() {
        return turn;
    }
    match tone {
        Tone::Plain => turn,
        Tone::Warm => {
            let at = turn.reply.text.len() % KIND.len();
            let kind = |it: &String| format!("{} {it}", KIND[at]);
            let openings = turn.openings.iter().map(kind).collect();
            let mut warm = Turn { openings, ..turn };
            warm.reply.text = format!("{} {}", KIND[at], warm.reply.text);
            warm
        }
        Tone::Brief => {
            let mut brief = turn;
            // The first opening and the first fact, which matters most.
            let fact = brief.facts.iter().map(|it| it.text.as_str()).filter(|it| brief.reply.text.contains(it));
            let first = fact.min_by_key(|it| brief.reply.text.find(it)).unwrap_or_default().to_owned();
            let opening = brief.openings[0].clone();
            let said = if first.is_empty() || !brief.reply.reply.tips.is_empty() { opening.clone() } else { first };
            brief.reply.text = said;
            brief.openings = vec![opening];
            // Nothing is left to choose.
            brief.facts.clear();
            brief.goods.clear();
            brief
        }
    }
}
