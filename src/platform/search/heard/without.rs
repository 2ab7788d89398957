//! "Without ads", "but not chess", "-subscription".

use super::{Ear, Filters, LOOSE};

/// So many words are not wanted together at most.
const LONGEST: usize = 2;

impl Ear<'_> {
    /// What is not wanted; several where they are joined by "or" or "and".
    pub(super) fn unwanted(&self, at: usize, filters: &mut Filters) -> usize {
        if let Some(word) = self.word(at).strip_prefix('-').filter(|it| it.starts_with(char::is_alphabetic)) {
            filters.without.push(word.to_owned());
            return 1;
        }
        let always = ["without", "without any", "except", "except for", "excluding", "but not", "but no", "and no"];
        // "No" and "not" begin names as well.
        let later = ["no", "not"];
        let led = self.one_of(at, &always).max(if at > 0 { self.one_of(at, &later) } else { 0 });
        if led == 0 {
            return 0;
        }
        let mut taken = led;
        loop {
            let phrase: Vec<&str> = (at + taken..).map(|it| self.word(it)).take_while(|it| self.goes_on(it)).collect();
            let Some(phrase) = phrase.get(..phrase.len().min(LONGEST)).filter(|it| !it.is_empty()) else { break };
            filters.without.push(phrase.join(" "));
            taken += phrase.len();
            let more = matches!(self.word(at + taken), "or" | "and") && self.goes_on(self.word(at + taken + 1));
            if !more || self.is_other(at + taken + 1) {
                break;
            }
            taken += 1;
        }
        if taken > led { taken } else { 0 }
    }

    /// Whether `word` can be part of what is not wanted.
    fn goes_on(&self, word: &str) -> bool {
        let ends =
            LOOSE.contains(&word) || matches!(word, "under" | "below" | "over" | "on" | "since" | "no" | "not" | "");
        !ends
            && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '+' | '#' | '.'))
            && !word.starts_with('-')
    }

    /// Whether something else is understood at `at`.
    fn is_other(&self, at: usize) -> bool {
        let mut none = Filters::default();
        [Self::between, Self::price, Self::stars, Self::offer, Self::free, Self::days]
            .iter()
            .any(|way| way(self, at, &mut none) > 0)
    }
}
